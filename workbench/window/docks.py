"""Which panels there are and where they stand: one table, from which docks, layout and the View menu are made.

To add a panel, write it and add its row. Where it has a `subscribe_to`, it then gets the engine's reports.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QByteArray, QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QVBoxLayout, QWidget

from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.panels.checkpoints import CheckpointsPanel
from workbench.panels.hyperparameters import HyperparametersPanel
from workbench.panels.log import LogPanel
from workbench.state.preferences import LAYOUT_VERSION
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.dock_title import DockTitle

_RIGHT_WIDTH = 300  # at least
_RIGHT_SHARE = 0.21  # of the window's width
_PRIORITIES_SHARE = 0.28  # of the height of the middle
_LOG_SHARE = 0.32  # of the height of the right side

Panel = TypeVar("Panel", bound=QWidget)


class Area(Enum):
    """Where a panel is at first."""

    MIDDLE = auto()  # The one in the middle has no dock, and can't be hidden.
    LEFT = auto()
    BELOW = auto()  # below the middle
    RIGHT = auto()  # from the top downwards, in the order of the table
    RIGHT_TAB = auto()  # in one place with the panel before it, which is in front


_DOCK_AREAS = {
    Area.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    Area.BELOW: Qt.DockWidgetArea.BottomDockWidgetArea,
    Area.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
    Area.RIGHT_TAB: Qt.DockWidgetArea.RightDockWidgetArea,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRow:
    """A row of the table.

    Attributes:
        name: What a saved layout knows the panel by.
        title: Its title in the user's language, asked for when the window is built.
        area: Where it is at first.
        build: Makes the panel.
        late: Whether that takes long, because of the libraries that draw, and waits for the window's first painting.
        shown: Whether it is shown at first; it can always be chosen in the View menu.
        yields_below: The window's height in pixels below which it leaves its room to the others, unless it is chosen.
    """

    name: str
    title: Callable[[], str]
    area: Area
    build: Callable[[ThemeSource, IconBook], QWidget]
    late: bool = False
    shown: bool = True
    yields_below: int = 0


@runtime_checkable
class Subscriber(Protocol):
    """A panel that wants to know what the engine reports."""

    def subscribe_to(self, reports: ReportDispatcher) -> None: ...


@runtime_checkable
class AwaitsStart(Protocol):
    """A panel that is empty before a run, and says what to do or what is awaited."""

    def set_starts_once_loaded(self, starts: bool) -> None: ...


def _curves(theme_source: ThemeSource, _icons: IconBook) -> QWidget:
    from workbench.panels.curves.panel import CurvesPanel
    from workbench.state.run_history import RunHistory

    return CurvesPanel(RunHistory(), theme_source)


def _priorities(theme_source: ThemeSource, _icons: IconBook) -> QWidget:
    from workbench.panels.priorities import PrioritiesPanel

    return PrioritiesPanel(theme_source)


def _environment_view(theme_source: ThemeSource, _icons: IconBook) -> QWidget:
    from workbench.panels.environment_view import EnvironmentViewPanel

    return EnvironmentViewPanel(theme_source)


def _health(theme_source: ThemeSource, _icons: IconBook) -> QWidget:
    from workbench.panels.health import HealthPanel

    return HealthPanel(theme_source)


def _calibration(theme_source: ThemeSource, _icons: IconBook) -> QWidget:
    from workbench.panels.calibration import CalibrationPanel

    return CalibrationPanel(theme_source)


def _replay(theme_source: ThemeSource, _icons: IconBook) -> QWidget:
    from workbench.panels.replay.panel import ReplayPanel

    return ReplayPanel(theme_source)


def _coach(theme_source: ThemeSource, icons: IconBook) -> QWidget:
    from workbench.panels.coach import CoachPanel

    return CoachPanel(theme_source, icons)


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
        name="priorities",
        title=lambda: QCoreApplication.translate("Docks", "Priorities"),
        area=Area.BELOW,
        build=_priorities,
        late=True,
        yields_below=760,
    ),
    PanelRow(
        name="view",
        title=lambda: QCoreApplication.translate("Docks", "Agent at play"),
        area=Area.RIGHT,
        build=_environment_view,
        late=True,
    ),
    PanelRow(
        name="log",
        title=lambda: QCoreApplication.translate("Docks", "Changes and events"),
        area=Area.RIGHT,
        build=lambda _theme_source, _icons: LogPanel(),
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
        build=_coach,
        late=True,
        shown=False,
    ),
    PanelRow(
        name="health",
        title=lambda: QCoreApplication.translate("Docks", "Network health"),
        area=Area.RIGHT_TAB,
        build=_health,
        late=True,
        shown=False,
    ),
    PanelRow(
        name="calibration",
        title=lambda: QCoreApplication.translate("Docks", "Predicted against realised"),
        area=Area.RIGHT_TAB,
        build=_calibration,
        late=True,
        shown=False,
    ),
    PanelRow(
        name="replay",
        title=lambda: QCoreApplication.translate("Docks", "Replay explorer"),
        area=Area.BELOW,
        build=_replay,
        late=True,
        shown=False,
    ),
)


class _Page(QFrame):
    """A dock's inside: a surface that shows its panel once that is there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def fill(self, panel: QWidget) -> None:
        self._column.addWidget(panel)

    def sizeHint(self) -> QSize:
        return QSize(_RIGHT_WIDTH, 200)


class Docks:
    """The panels of `window` and the docks they are in, made from the rows of a table."""

    def __init__(
        self,
        window: QMainWindow,
        theme_source: ThemeSource,
        icons: IconBook,
        reports: ReportDispatcher,
        rows: Sequence[PanelRow] = PANELS,
    ) -> None:
        self._window = window
        self._theme_source, self._icons, self._reports = theme_source, icons, reports
        self._rows = {row.name: row for row in rows}
        self._panels: dict[str, QWidget] = {}
        for corner in (Qt.Corner.TopLeftCorner, Qt.Corner.BottomLeftCorner):
            window.setCorner(corner, Qt.DockWidgetArea.LeftDockWidgetArea)
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.setDockNestingEnabled(True)
        self._pages = {name: _Page(window) for name in self._rows}
        self._docks: dict[str, QDockWidget] = {}
        self._yielded: set[str] = set()
        self._chosen: set[str] = set()  # shown or hidden by hand where there is little room
        for row in rows:
            if row.area is Area.MIDDLE:
                window.setCentralWidget(self._pages[row.name])
            else:
                self._docks[row.name] = self._dock(row)
        self.arrange()
        self._build(late=False)

    def build_late_panels(self) -> None:
        """Makes the panels that take long, and puts them into their places: once, after the first painting."""
        self._build(late=True)

    def panel(self, name: str, kind: type[Panel]) -> Panel:
        """The panel of that name, once it has been built.

        Raises:
            KeyError: There is no such panel, or not yet.
            TypeError: It is of another kind.
        """
        panel = self._panels[name]
        if not isinstance(panel, kind):
            raise TypeError(f"The panel {name!r} is a {type(panel).__name__}, not a {kind.__name__}.")
        return panel

    def widget(self, name: str) -> QWidget:
        """The panel of that name, of whatever kind, once it has been built."""
        return self._panels[name]

    def dock(self, name: str) -> QDockWidget:
        """The dock of the panel of that name."""
        return self._docks[name]

    def place(self, name: str) -> QWidget:
        """Where the panel of that name is: its dock, or the middle of the window."""
        return self._docks.get(name, self._pages[name])

    def toggles(self) -> list[QAction]:
        """The View menu's actions that show and hide each panel, in the order of the table."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def arrange(self) -> None:
        """Puts every panel back to its first place."""
        self._yielded.clear()
        self._chosen.clear()
        for name, dock in self._docks.items():
            dock.setFloating(False)
            self._window.addDockWidget(_DOCK_AREAS[self._rows[name].area], dock)
            dock.setVisible(self._rows[name].shown)
        above: QDockWidget | None = None
        for name, dock in self._docks.items():
            area = self._rows[name].area
            if above is not None and area is Area.RIGHT:
                self._window.splitDockWidget(above, dock, Qt.Orientation.Vertical)
            elif above is not None and area is Area.RIGHT_TAB:
                self._window.tabifyDockWidget(above, dock)
                above.raise_()
            above = dock if area is Area.RIGHT else above

    def name_view(self, environment: str) -> None:
        """Says in the view's title which environment is watched; none yet where it is empty."""
        named = QCoreApplication.translate("Docks", "Agent at play · {environment}").format(environment=environment)
        self._docks["view"].setWindowTitle(named if environment else self._rows["view"].title())

    def apportion(self) -> None:
        """Divides the window's current size among the panels."""
        height = max(400, self._window.height() - 110)
        width = self._pages["hyperparameters"].minimumSizeHint().width()
        right = max(_RIGHT_WIDTH, round(self._window.width() * _RIGHT_SHARE))
        hyperparameters, view, log = (self._docks[name] for name in ("hyperparameters", "view", "log"))
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks([hyperparameters, view], [width, right], horizontal)
        log_height = round(height * _LOG_SHARE)
        self._window.resizeDocks([view, log], [height - log_height, log_height], vertical)
        self._window.resizeDocks([self._docks["priorities"]], [round(height * _PRIORITIES_SHARE)], vertical)

    def make_room(self, height: int) -> None:
        """Hides what yields in a window of this height, and shows it again once there is room."""
        for name, dock in self._docks.items():
            low = height < self._rows[name].yields_below
            if low and name not in self._chosen and not dock.isHidden() and not dock.isFloating():
                self._yielded.add(name)
                dock.hide()
            elif not low and name in self._yielded:
                self._yielded.remove(name)
                dock.show()
            if not low:
                self._chosen.discard(name)

    def restore(self, state: QByteArray) -> bool:
        """Brings back a saved arrangement; returns whether it fitted."""
        return self._window.restoreState(state, LAYOUT_VERSION)

    def state(self) -> QByteArray:
        """The present arrangement, to be restored later; what only yielded its room counts as shown."""
        for name in self._yielded:
            self._docks[name].show()
        return self._window.saveState(LAYOUT_VERSION)

    def _build(self, *, late: bool) -> None:
        for name, row in self._rows.items():
            if row.late == late:
                panel = self._panels[name] = row.build(self._theme_source, self._icons)
                self._pages[name].fill(panel)
                if isinstance(panel, Subscriber):
                    panel.subscribe_to(self._reports)

    def _choose(self, name: str, *_shown: bool) -> None:
        self._chosen.add(name)
        self._yielded.discard(name)

    def _dock(self, row: PanelRow) -> QDockWidget:
        title = row.title()
        dock = QDockWidget(title, self._window)
        dock.setObjectName(row.name)
        dock.setAccessibleName(title)
        if row.yields_below:
            dock.toggleViewAction().triggered.connect(functools.partial(self._choose, row.name))
        dock.setTitleBarWidget(DockTitle(dock, self._icons))
        dock.setWidget(self._pages[row.name])
        return dock
