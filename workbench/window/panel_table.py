"""The table of panels: a row for each, with its name, its title, where it stands, and what makes it.

To add a panel, write it and add its row. Where it has a `subscribe_to`, it then gets the engine's reports; where it is
an `InstrumentPanel`, what it wants is looked through while it can be seen.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workbench.command_line import Perspective
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.panels.checkpoints import CheckpointsPanel
from workbench.panels.hyperparameters.panel import HyperparametersPanel
from workbench.panels.log import LogPanel

Build = Callable[[ThemeSource, IconBook], QWidget]


class Area(Enum):
    """Where a panel is at first."""

    MIDDLE = auto()  # What is in the middle has no dock, and can't be hidden.
    LEFT = auto()  # from the top downwards, in the order of the table
    LEFT_TAB = auto()  # in one place with the last panel of that side, which is in front
    BELOW = auto()  # below the middle, from left to right
    BELOW_TAB = auto()
    RIGHT = auto()  # from the top downwards
    RIGHT_TAB = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRow:
    """A row of the table.

    Attributes:
        name: What a saved layout knows the panel by.
        title: Its title in the user's language, asked for when the window is built.
        tab: A word of it, where it stands among so many tabs that they have no room for whole titles.
        area: Where it is at first.
        build: Makes the panel.
        late: Whether that takes long, because of the libraries that draw, and waits for the window's first painting.
        shown: Whether it is shown at first; it can always be chosen in the View menu.
        inside: Where it is at first in the perspective *Look inside*; None: it isn't shown there.
        compare: Where it is at first in *Compare*; None: it isn't shown there. What is in the middle there is so there
            alone.
        yields_below: The window's height in pixels below which it leaves its room to the others, unless it is chosen.
    """

    name: str
    title: Callable[[], str]
    area: Area
    build: Build
    tab: Callable[[], str] | None = None
    late: bool = False
    shown: bool = True
    inside: Area | None = None
    compare: Area | None = None
    yields_below: int = 0

    def area_in(self, perspective: Perspective) -> Area:
        """Where it is at first, or where it comes once it is chosen."""
        return self._chosen_area(perspective) or self.area

    def shown_in(self, perspective: Perspective) -> bool:
        """Whether it is shown at first."""
        return self.shown if perspective is Perspective.TRAIN else self._chosen_area(perspective) is not None

    @property
    def is_of_comparing(self) -> bool:
        """Whether it stands in *Compare* at first, and in no other perspective."""
        if self.area is Area.MIDDLE:
            return self.compare is Area.MIDDLE
        return self.compare is not None and self.inside is None and not self.shown

    @property
    def middle_of(self) -> frozenset[Perspective]:
        """The perspectives in whose middle it stands."""
        if self.area is not Area.MIDDLE:
            return frozenset()
        own = frozenset({Perspective.COMPARE})
        return own if self.compare is Area.MIDDLE else frozenset(Perspective) - own

    def _chosen_area(self, perspective: Perspective) -> Area | None:
        return {Perspective.LOOK_INSIDE: self.inside, Perspective.COMPARE: self.compare}.get(perspective)


def _curves(theme_source: ThemeSource, _icons: IconBook) -> QWidget:
    from workbench.panels.curves.panel import CurvesPanel
    from workbench.state.run_history import RunHistory

    return CurvesPanel(RunHistory(), theme_source)


def _panel(module: str, name: str, *, icons: bool = False) -> Build:
    """Makes the panel `name` of a module of `workbench.panels`, which is imported no earlier: it may take long."""

    def build(theme_source: ThemeSource, book: IconBook) -> QWidget:
        kind = getattr(importlib.import_module(f"workbench.panels.{module}"), name)
        return kind(theme_source, book) if icons else kind(theme_source)

    return build


PANELS = (
    PanelRow(
        name="curves",
        title=lambda: QCoreApplication.translate("Docks", "Learning curves"),
        area=Area.MIDDLE,
        build=_curves,
        late=True,
    ),
    PanelRow(
        name="hyperparameters",
        title=lambda: QCoreApplication.translate("Docks", "Hyperparameters"),
        area=Area.LEFT,
        build=HyperparametersPanel,
    ),
    PanelRow(
        name="value-plane",
        title=lambda: QCoreApplication.translate("Docks", "Value plane"),
        area=Area.BELOW_TAB,
        build=_panel("value_plane.panel", "ValuePlanePanel"),
        late=True,
        shown=False,
        inside=Area.LEFT,
    ),
    PanelRow(
        name="priorities",
        title=lambda: QCoreApplication.translate("Docks", "Priorities"),
        area=Area.BELOW,
        build=_panel("priorities", "PrioritiesPanel"),
        late=True,
        yields_below=800,
    ),
    PanelRow(
        name="view",
        title=lambda: QCoreApplication.translate("Docks", "Agent at play"),
        area=Area.RIGHT,
        build=_panel("environment_view.panel", "EnvironmentViewPanel"),
        late=True,
        inside=Area.RIGHT,
        compare=Area.RIGHT_TAB,
    ),
    PanelRow(
        name="log",
        title=lambda: QCoreApplication.translate("Docks", "Changes and events"),
        area=Area.RIGHT,
        build=lambda _theme_source, _icons: LogPanel(),
        inside=Area.RIGHT_TAB,
    ),
    PanelRow(
        name="checkpoints",
        title=lambda: QCoreApplication.translate("Docks", "Checkpoints"),
        area=Area.RIGHT_TAB,
        build=lambda _theme_source, icons: CheckpointsPanel(icons),
    ),
    PanelRow(
        name="coach",
        title=lambda: QCoreApplication.translate("Docks", "Coach"),
        area=Area.RIGHT_TAB,
        build=_panel("coach", "CoachPanel", icons=True),
        late=True,
        shown=False,
        inside=Area.RIGHT,
    ),
    PanelRow(
        name="health",
        title=lambda: QCoreApplication.translate("Docks", "Network health"),
        tab=lambda: QCoreApplication.translate("Docks", "Health"),
        area=Area.RIGHT_TAB,
        build=_panel("health", "HealthPanel"),
        late=True,
        shown=False,
        inside=Area.BELOW_TAB,
    ),
    PanelRow(
        name="calibration",
        title=lambda: QCoreApplication.translate("Docks", "Predicted against realised"),
        tab=lambda: QCoreApplication.translate("Docks", "Predicted"),
        area=Area.RIGHT_TAB,
        build=_panel("calibration", "CalibrationPanel"),
        late=True,
        shown=False,
        inside=Area.BELOW_TAB,
    ),
    PanelRow(
        name="replay",
        title=lambda: QCoreApplication.translate("Docks", "Replay explorer"),
        tab=lambda: QCoreApplication.translate("Docks", "Replay"),
        area=Area.BELOW,
        build=_panel("replay.panel", "ReplayPanel"),
        late=True,
        shown=False,
        inside=Area.BELOW,
    ),
    PanelRow(
        name="episodes",
        title=lambda: QCoreApplication.translate("Docks", "Episodes"),
        area=Area.BELOW_TAB,
        build=_panel("episodes.panel", "EpisodesPanel", icons=True),
        late=True,
        shown=False,
        inside=Area.BELOW_TAB,
    ),
    PanelRow(
        name="past",
        title=lambda: QCoreApplication.translate("Docks", "Watch it learn"),
        tab=lambda: QCoreApplication.translate("Docks", "Watch"),
        area=Area.BELOW_TAB,
        build=_panel("past.panel", "PastPanel", icons=True),
        late=True,
        shown=False,
        inside=Area.BELOW_TAB,
    ),
    PanelRow(
        name="robustness",
        title=lambda: QCoreApplication.translate("Docks", "Robustness"),
        area=Area.BELOW_TAB,
        build=_panel("robustness.panel", "RobustnessPanel"),
        late=True,
        shown=False,
        inside=Area.BELOW_TAB,
    ),
    PanelRow(
        name="update",
        title=lambda: QCoreApplication.translate("Docks", "One update"),
        tab=lambda: QCoreApplication.translate("Docks", "Update"),
        area=Area.BELOW_TAB,
        build=_panel("update.panel", "UpdatePanel", icons=True),
        late=True,
        shown=False,
        inside=Area.BELOW_TAB,
    ),
    PanelRow(
        name="comparison",
        title=lambda: QCoreApplication.translate("Docks", "Compared curves"),
        area=Area.MIDDLE,
        compare=Area.MIDDLE,
        build=_panel("compare.curves", "ComparedCurvesPanel", icons=True),
        late=True,
    ),
    PanelRow(
        name="runs",
        title=lambda: QCoreApplication.translate("Docks", "Runs"),
        area=Area.BELOW_TAB,
        build=_panel("compare.runs", "RunsPanel", icons=True),
        late=True,
        shown=False,
        compare=Area.BELOW,
    ),
    PanelRow(
        name="sweep",
        title=lambda: QCoreApplication.translate("Docks", "Sweep"),
        area=Area.RIGHT_TAB,
        build=_panel("compare.sweep", "SweepPanel"),
        late=True,
        shown=False,
        compare=Area.RIGHT,
    ),
    PanelRow(
        name="new-sweep",
        title=lambda: QCoreApplication.translate("Docks", "Study or sweep"),
        tab=lambda: QCoreApplication.translate("Docks", "New"),
        area=Area.RIGHT_TAB,
        build=_panel("compare.new_sweep", "NewSweepPanel", icons=True),
        late=True,
        shown=False,
        compare=Area.RIGHT_TAB,
    ),
    PanelRow(
        name="difference",
        title=lambda: QCoreApplication.translate("Docks", "Difference"),
        area=Area.RIGHT_TAB,
        build=_panel("compare.difference", "DifferencePanel"),
        late=True,
        shown=False,
        compare=Area.RIGHT_TAB,
    ),
    PanelRow(
        name="verdict",
        title=lambda: QCoreApplication.translate("Docks", "Verdict"),
        area=Area.RIGHT_TAB,
        build=_panel("compare.verdict", "VerdictPanel"),
        late=True,
        shown=False,
        compare=Area.RIGHT_TAB,
    ),
    PanelRow(
        name="report",
        title=lambda: QCoreApplication.translate("Docks", "Report"),
        area=Area.RIGHT_TAB,
        build=_panel("compare.report", "ReportPanel"),
        late=True,
        shown=False,
        compare=Area.RIGHT_TAB,
    ),
)
