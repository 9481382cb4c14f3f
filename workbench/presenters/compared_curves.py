"""Which curves are drawn over each other: those of what is selected in the table of runs, grouped as that is."""

import functools
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dqn_engine.comparison.curves import Axis, Centre, Quantity
from dqn_engine.comparison.entries import Entry
from workbench.presenters.background import Background
from workbench.presenters.comparison import Comparison
from workbench.presenters.curve_reading import CurveReading
from workbench.state import curve_words, run_cells, runs_table
from workbench.state.compared_curves import CurvesAsked, CurvesView, Member
from workbench.state.runs_table import RunsView

_LIVE_MS = 500


class ComparedCurves(QObject):
    """How curves are drawn; it follows the selection while its panel can be seen."""

    changed = Signal(object)  # the `CurvesView`

    def __init__(self, comparison: Comparison, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparison, self._background, self._reading = comparison, background, CurveReading()
        self._asked = CurvesAsked()
        self._is_seen = False
        self._members: tuple[Member, ...] = ()
        self._live = QTimer(self)
        self._live.setInterval(_LIVE_MS)
        self._live.timeout.connect(self._read)
        comparison.changed.connect(self._follow)

    @property
    def asked(self) -> CurvesAsked:
        """How they are drawn."""
        return self._asked

    @Slot(bool)
    def see(self, seen: bool) -> None:
        """Its panel can be seen now, or can't any more."""
        self._is_seen = seen
        self._comparison.see("comparison", seen)
        self._follow()

    @Slot(str)
    def choose_axis(self, axis: str) -> None:
        """Along what."""
        self._ask(axis=Axis(axis))

    @Slot(str)
    def choose_quantity(self, quantity: str) -> None:
        """What is drawn."""
        self._ask(quantity=Quantity(quantity))

    @Slot(str)
    def choose_centre(self, centre: str) -> None:
        """What stands for several seeds."""
        self._ask(centre=Centre(centre))

    def set_off(self, folder: str, part: str) -> None:
        """Draws the curves of a trial of a sweep in front of the others."""
        self._ask(front=(folder, part))

    def _ask(self, **changes: object) -> None:
        self._asked = replace(self._asked, **changes)  # pyright: ignore[reportArgumentType] - fields of it
        if self._is_seen:
            self._read()

    @Slot()
    def _follow(self, *_: object) -> None:
        if not self._is_seen:
            self._live.stop()
            return
        view = self._comparison.view
        entries = [entry for entry in self._comparison.selected() if not entry.trouble]
        names = curve_words.names(entries)
        between = runs_table.settings_between(entries)
        members = tuple(member_of(entry, names[entry.key], view, between) for entry in entries)
        if any(member.being_written for member in members):
            self._live.start()
        else:
            self._live.stop()
        if members != self._members:
            self._members = members
            self._read()

    @Slot()
    def _read(self) -> None:
        work = functools.partial(self._reading.view, self._members, self._asked)
        self._background.ask("curves", work, self._take)

    def _take(self, view: CurvesView) -> None:
        self.changed.emit(view)


def member_of(entry: Entry, name: str, view: RunsView, between: Sequence[str]) -> Member:
    """How an entry takes part; by itself where the table isn't grouped. `between`: what the selected ones differ in."""
    group_by = view.asked.group_by
    group = runs_table.group_of(entry, group_by) if group_by else entry.key
    title = run_cells.group_title(group_by, group, entry) if group_by else name
    if group_by == runs_table.BY_SETTINGS and entry.varied:
        title = name
    elif group_by == runs_table.BY_SETTINGS and not entry.steered:
        # A legend has room for what tells them apart alone.
        title = ", ".join(run_cells.said_values(entry, between)) or title
    return Member(
        key=entry.key,
        label=name,
        group=group,
        group_label=title,
        colour=view.colours.get(entry.key, 0),
        mark=f"{entry.written_unix_s}",
        being_written=entry.being_written,
    )
