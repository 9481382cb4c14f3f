"""Every hyperparameter, generated from its declaration: grouped, explained, to be changed before and during a run.

The panel shows what its `NextRunValues` hold: what the user wants, beside what the engine has, which is set from
outside. It knows nothing of commands: it emits `knobs_changed`, at most every `throttle_ms`, and gets the outcome. What
the hand moves is meant for the run in progress too; what was chosen for the next run, as a preset is, waits for the
next run unless *Apply to this run* is pressed.

What a row shows follows from those values; so a row needn't be there before it is seen.
"""

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, KNOBS, LiveClass
from dqn_engine.messages.reports import Progress, RunStarted
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs, KnobValue
from workbench.knob_rows import words
from workbench.knob_rows.auto_notes import auto_note
from workbench.knob_rows.late_rows import LateRows, widest
from workbench.knob_rows.number_row import NumberRow
from workbench.knob_rows.row import KnobRow
from workbench.look.figures import figure
from workbench.look.icons import IconBook
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource
from workbench.panels.hyperparameters.legend import Legend
from workbench.panels.hyperparameters.search import Search
from workbench.panels.hyperparameters.waiting_bar import WaitingBar
from workbench.state import knob_words
from workbench.state.acting_rate import scheduled_fraction
from workbench.state.engine_words import worded
from workbench.state.first_hyperparameters import first_hyperparameters
from workbench.state.new_sweep import can_vary
from workbench.state.next_run_values import NextRunValues, ShownValues
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.undo_step import UndoStep
from workbench.widgets.collapsible import Collapsible

FIRST = "First of all"
"""The heading of the rows that matter most; no group of hyperparameters."""

# What is brought into view has so much of its neighbours around it.
_AROUND_PX = 60


class HyperparametersPanel(QWidget):
    """Rows for all hyperparameters. `values()` is what the next run would take.

    Attributes:
        rows: By hyperparameter; each is built when it is first seen or asked for.
        sections: By heading, in their order.
    """

    # hyperparameter name -> KnobValue, by the user, already checked together; whether a hand moves their controls
    knobs_changed = Signal(dict, bool)
    refused = Signal(str)  # a sentence: why a change was undone
    ticked = Signal(str, bool)  # hyperparameter name, whether it is to vary in a sweep, by the user
    stepped = Signal(object)  # an `UndoStep`: what the user did

    def __init__(
        self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None, *, throttle_ms: int = 40
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._chosen = NextRunValues()
        self._refusals = 0
        self._untold: dict[str, Any] = {}
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(throttle_ms)
        self._throttle.timeout.connect(self._tell_moved)
        self._ticks: frozenset[str] | None = None  # what is to vary in a sweep; None: nothing is asked
        self._acting = ("", "")  # what acts now of the learning rate, and why
        self._updates = 0  # that the run in progress has had
        self._wanted = set(KNOB_BY_NAME)  # the rows that aren't left out as things are
        self._is_seen = False  # whether it is painted, or is about to be
        self.sections: dict[str, Collapsible] = {}

        inside = QWidget()
        inside.setProperty("role", "panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        self.rows = LateRows(icons, theme_source, inside, self._prepare)
        self.first = Collapsible(self.tr("First of all"), icons, inside)
        self._first: tuple[str, ...] = ()  # the rows that stand there instead of in their groups
        self.sections[FIRST] = self.first
        column.addWidget(self.first)
        for knob in KNOBS:
            if knob.group not in self.sections:
                self.sections[knob.group] = Collapsible(words.group(knob), icons, inside)
                column.addWidget(self.sections[knob.group])
        for section in self.sections.values():
            section.toggled.connect(self._build_seen)
        self.rows.build(widest(self.fontMetrics()))  # They tell how wide the panel has to be.
        self._nothing = QLabel(inside)
        self._nothing.setProperty("role", "muted")
        self._nothing.hide()
        column.addWidget(self._nothing)
        column.addStretch(1)
        self._area = area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # Its room stays, so that no row moves; its handle is seen where there is something to scroll.
        scroll = area.verticalScrollBar()
        scroll.rangeChanged.connect(lambda least, most: scroll.setEnabled(most > least))
        area.setAccessibleName(self.tr("Hyperparameters"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Wide enough for the longest row, so that nothing is ever cut off at the side.
        area.setMinimumWidth(inside.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width() + 4)

        self._summary = QLabel(self)
        self._summary.setProperty("role", "muted")
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self.reset_all_button = QPushButton(self.tr("Reset all"), self)
        self.reset_all_button.setAccessibleName(self.tr("Reset all hyperparameters"))
        self.reset_all_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset_all_button.clicked.connect(self.reset_all)
        icons.give(self.reset_all_button, "reset")
        top = QHBoxLayout()
        top.setContentsMargins(SPACE + 2, 0, SPACE, 0)
        top.addWidget(self._summary, 1)
        top.addWidget(self.reset_all_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(ROW_SPACE)
        outer.addLayout(top)
        self.search = Search(self)
        self.search.changed.connect(self._refresh)
        self.search.entered.connect(self._go_to_first)
        self.waiting_bar = WaitingBar(self)
        self.waiting_bar.apply_button.clicked.connect(self.apply_waiting)
        self.waiting_bar.drop_button.clicked.connect(self.drop_waiting)
        outer.addLayout(self.search)
        outer.addWidget(self.waiting_bar)
        outer.addWidget(area, 1)
        outer.addLayout(Legend(icons, self))
        self.set_preset(self._chosen.baseline)

    # --- told ---------------------------------------------------------------------------------------------------------

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Shows what of the run's schedules acts now."""
        reports.subscribe(RunStarted, self._count_updates)
        reports.subscribe(Progress, self._count_updates)

    def values(self) -> dict[str, Any]:
        """A copy of every hyperparameter's value as the next run would take it."""
        return self._chosen.values

    def applies(self, name: str) -> bool:
        """Whether the hyperparameter has an effect, on the run in progress or on the next one, and so a row."""
        return self._chosen.applies(name)

    @Slot(str)
    def set_environment(self, environment: str) -> None:
        """Takes what the next run trains on: what makes no sense there is refused, or not shown."""
        self._chosen.set_environment(environment)
        self._refresh()

    def set_preset(self, values: Knobs) -> None:
        """Takes `values` (all hyperparameters) as the defaults and as those of the next run.

        A run in progress keeps what it has.
        """
        self.show_again(self._chosen.with_preset(values))

    def set_values(self, values: Knobs) -> None:
        """Moves the hyperparameters of `values`, also for the run in progress, and emits what thereby changed."""
        changes = self._chosen.change(values)
        for row in self.rows.built(values):
            row.set_value(values[row.knob.name])
        if changes:
            self._refresh()
            self._untold.update(changes)
            self._tell()

    def shown(self) -> ShownValues:
        """What is shown now, to be shown again later."""
        return self._chosen.shown()

    def show_again(self, shown: ShownValues) -> None:
        """Shows what was shown before; emits nothing. A run that is in progress since keeps what it has."""
        self._chosen.show(shown)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._untold = {}
        for row in self.rows.built():
            self._show_value(row)
        self._refresh()

    def show_ticks(self, ticked: Iterable[str] | None) -> None:
        """Has a box in each row that can vary in a sweep, and these ticked; None: no boxes."""
        self._ticks = None if ticked is None else frozenset(ticked)
        for row in self.rows.built():
            self._show_tick(row)

    def settle(self) -> bool:
        """Takes what is typed in a field and hasn't been taken yet, as Enter would.

        Returns:
            Whether nothing was refused; the reason stands at the row, or was emitted.
        """
        before = self._refusals
        settled = [row.settle() for row in self.rows.built()]  # Every row, also after one that is refused.
        return all(settled) and self._refusals == before

    def set_engine_values(self, values: Knobs | None) -> None:
        """The hyperparameters of the run; `None` while there is no run, when nothing needs to wait for a Start.

        Controls stay: the hand may have moved on since.
        """
        if values is None and self._chosen.running is None:
            return
        self._chosen.set_running(values)
        if values is None:
            self._updates = 0
        self._show_acting()
        self._refresh()

    def adopt(self, values: Knobs, baseline: Knobs) -> None:
        """A run began that wasn't asked for here: shows its values, and what it began with as the defaults."""
        self._chosen.adopt(dict(values), dict(baseline))
        self._show_chosen()

    @Slot(object)
    def revert(self, names: Iterable[str]) -> None:
        """The engine refused changes of these hyperparameters: shows what it has; emits nothing.

        What was to be applied to this run waits for the next one again.
        """
        others = self._chosen.take_back(names)
        for name in others:
            self._untold.pop(name, None)
        for row in self.rows.built(others):
            row.set_value(self._chosen[row.knob.name])
        self._refresh()

    def collapsed_groups(self) -> list[str]:
        """The groups whose rows are hidden."""
        return [name for name, section in self.sections.items() if not section.is_open()]

    def set_collapsed_groups(self, groups: Iterable[str]) -> None:
        """Hides the rows of these groups, and shows all others."""
        closed = set(groups)
        for name, section in self.sections.items():
            section.set_open(name not in closed)

    @Slot()
    def reset_all(self) -> None:
        """Moves every hyperparameter back to its default; where those wait for the next run, only for that."""
        before, changed = self.shown(), self._chosen.changed()
        if not changed:
            return
        told: dict[str, Any] = {}
        if self._chosen.running is not None and self._chosen.any_waits():
            self.show_again(self._chosen.at_default())
        else:
            self.set_values(self._chosen.baseline)
            told = changed
        self._step(self.tr("reset of all hyperparameters"), before, told)

    @Slot()
    def apply_waiting(self) -> None:
        """Gives the run in progress what was chosen for the next one, as far as a run can change it: as one change."""
        before, changes = self.shown(), self._chosen.apply()
        if not changes:
            return
        self._untold.update(changes)
        self._refresh()
        self._throttle.stop()
        self._tell()
        several = self.tr("applying {count} values to the run").format(count=len(changes))
        self._step(self.tr("applying one value to the run") if len(changes) == 1 else several, before, changes)

    @Slot()
    def drop_waiting(self) -> None:
        """Takes what the run in progress has also for the next run."""
        before, running = self.shown(), self._chosen.as_running()
        if running is not None:
            self.show_again(running)
            self._step(self.tr("keeping this run's values"), before, {})

    def _count_updates(self, report: RunStarted | Progress) -> None:
        self._updates = report.updates if isinstance(report, Progress) else 0
        self._show_acting()

    def _show_acting(self) -> None:
        """Beside the learning rate, what its schedule makes of it now: after progress, and after a change of either."""
        running = self._chosen.running
        left = 1.0 if running is None else scheduled_fraction(running, self._updates)
        if running is None or left == 1.0:
            self._set_acting("", "")
            return
        rate = figure(running["learning_rate"] * left, ".2g")
        words_ = self.tr("{set} × schedule {part} = {rate}: the rate of the next update.")
        was_set = knob_words.shown(KNOB_BY_NAME["learning_rate"], running["learning_rate"])
        explained = words_.format(set=was_set, part=f"{left:.3g}", rate=rate)
        self._set_acting(self.tr("now {rate}").format(rate=rate), explained)

    def _set_acting(self, text: str, explanation: str) -> None:
        self._acting = (text, explanation)
        for row in self.rows.built(("learning_rate",)):
            if isinstance(row, NumberRow):
                row.show_acting(text, explanation)

    # --- inside -------------------------------------------------------------------------------------------------------

    @Slot(str, object)
    def _take_edit(self, name: str, value: KnobValue) -> None:
        before = self.shown()
        try:
            self._chosen.choose(name, value)
        except InputError as error:
            self._refusals += 1
            self.rows[name].set_value(self._chosen[name])
            self._refresh()
            self.refused.emit(worded(str(error)))
            return
        self._untold[name] = value
        self._refresh()
        if not self._throttle.isActive():
            self._tell_moved()
        knob = KNOB_BY_NAME[name]
        text = f"{knob_words.label(knob)} → {knob_words.shown(knob, value)}"
        self._step(text, before, {name: value}, key=name)

    def _step(self, text: str, before: ShownValues, told: dict[str, Any], key: str = "") -> None:
        """Emits what was done: `told` is what the run in progress was told of it."""
        after = self.shown()
        running = self._chosen.running or before.values
        back = {name: running[name] for name in told}
        self.stepped.emit(UndoStep(text=text, undo=self._shower(before, back), redo=self._shower(after, told), key=key))

    def _shower(self, shown: ShownValues, told: dict[str, Any]) -> Callable[[], None]:
        """Shows what was shown, and tells the run of it if that is still the same; another one isn't touched."""
        chosen, run = self._chosen, self._chosen.run

        def show() -> None:
            self.show_again(shown)
            if told and (chosen.running is None or chosen.run == run):
                self.knobs_changed.emit(told, False)

        return show

    @Slot()
    def _tell_moved(self) -> None:
        self._tell(by_hand=True)

    def _tell(self, *, by_hand: bool = False) -> None:
        if self._untold:
            changes, self._untold = self._untold, {}
            self._throttle.start()
            self.knobs_changed.emit(changes, by_hand)

    @Slot()
    def _refresh(self) -> None:
        self._arrange()
        chosen = self._chosen
        self._wanted = {
            knob.name
            for knob in KNOBS
            if chosen.applies(knob.name) and self.search.finds(knob, changed=chosen.is_changed(knob.name))
        }
        for row in self.rows.built():
            self._show_row(row)
        changed = len(chosen.changed())
        self.reset_all_button.setEnabled(changed > 0)
        self._summary.setText(
            self.tr("{count} changed").format(count=changed) if changed else self.tr("Nothing changed")
        )
        self.waiting_bar.show_count(len(chosen.waiting()), len(chosen.applicable()))
        self._show_sections()
        self._build_seen()

    @Slot()
    def _build_seen(self) -> None:
        """Builds the rows that are seen from now on."""
        if self._is_seen:
            for heading, section in self.sections.items():
                if section.shows_rows():
                    self.rows.build(name for name in self._standing_in(heading) if name in self._wanted)

    def _prepare(self, row: KnobRow) -> None:
        """Makes a row that was just built what it would be had it been there all along."""
        name, group = row.knob.name, row.knob.group
        row.edited.connect(self._take_edit)
        row.ticked.connect(self.ticked)
        if self._ticks is not None:
            self._show_tick(row)
        row.allows = functools.partial(self._chosen.allows, name)
        self._place(FIRST if name in self._first else group)
        same_group = self.rows.built(knob.name for knob in KNOBS if knob.group == group)
        above = [self.sections[group], *same_group][same_group.index(row)]
        for stop, following in itertools.pairwise((_tab_stops(above)[-1], *_tab_stops(row))):
            QWidget.setTabOrder(stop, following)
        self._show_value(row)
        self._show_row(row)
        if name == "learning_rate":
            self._set_acting(*self._acting)

    def _show_tick(self, row: KnobRow) -> None:
        asked = self._ticks is not None and can_vary(row.knob)
        row.show_tick(row.knob.name in (self._ticks or ()) if asked else None)

    def _show_value(self, row: KnobRow) -> None:
        row.set_baseline(self._chosen.baseline[row.knob.name])
        row.set_value(self._chosen[row.knob.name])

    def _show_row(self, row: KnobRow) -> None:
        """Shows the row, or leaves it out, and says under it what there is to say."""
        name, info = row.knob.name, self._chosen.info()
        row.setVisible(name in self._wanted)
        # The environment of a run in progress, which a live one is of as well, may be another than the next one's.
        of_next_run = row.knob.live is LiveClass.NEXT_RUN or self._chosen.running is None
        automatic = auto_note(name, self._chosen.values, info) if info and of_next_run else ""
        row.set_note(self._waiting_note(name) or automatic)

    def _standing_in(self, heading: str) -> Sequence[str]:
        """The names of the rows under a heading, in their order."""
        if heading == FIRST:
            return self._first
        return [knob.name for knob in KNOBS if knob.group == heading and knob.name not in self._first]

    def _arrange(self) -> None:
        """Brings the rows that matter most as things are to the top, and others back into their groups."""
        first = first_hyperparameters(self._chosen.applies)
        if first == self._first:
            return
        changed, self._first = set(first) ^ set(self._first), first
        for heading in {FIRST, *(KNOB_BY_NAME[name].group for name in changed)}:
            self._place(heading)

    def _place(self, heading: str) -> None:
        """Brings the rows under a heading into their order."""
        body = self.sections[heading].body
        for place, row in enumerate(self.rows.built(self._standing_in(heading))):
            if body.indexOf(row) != place:
                body.insertWidget(place, row)

    def _show_sections(self) -> None:
        """Leaves out headings without a row, and opens those that hold what is looked for."""
        found = 0
        for heading, section in self.sections.items():
            wanted = self._wanted.intersection(self._standing_in(heading))
            found += len(wanted)
            section.setVisible(bool(wanted))
            section.reveal(self.search.is_looking())
        self._nothing.setVisible(not found)
        if not found:
            self._nothing.setText(self.search.nothing_found())

    @Slot()
    def find(self) -> None:
        """Puts the cursor into the search field."""
        self.search.begin()

    def go_to(self, name: str) -> None:
        """Brings the row of the hyperparameter `name` into view, among all others, and puts the cursor into it."""
        self.search.look_for_all()
        if name not in self._wanted:  # It means nothing as things are; so at least what it is about is shown.
            self.search.field.setText(words.group(KNOB_BY_NAME[name]))
            self.search.begin()
            return
        self.sections[FIRST if name in self._first else KNOB_BY_NAME[name].group].set_open(True)
        self._begin(self.rows[name])

    @Slot()
    def _go_to_first(self) -> None:
        """Puts the cursor into the first row that was found."""
        found = (name for heading in self.sections for name in self._standing_in(heading) if name in self._wanted)
        name = next(found, "")
        if name:
            self._begin(self.rows[name])

    def _begin(self, row: KnobRow) -> None:
        row.begin()
        # Where it stands is known once all that has just been built has been laid out.
        QTimer.singleShot(0, row, functools.partial(self._bring_into_view, row))

    def _bring_into_view(self, row: KnobRow) -> None:
        self._area.ensureWidgetVisible(row, 0, _AROUND_PX)

    def showEvent(self, event: QShowEvent) -> None:
        self._is_seen = True
        self._build_seen()
        super().showEvent(event)

    def _waiting_note(self, name: str) -> str:
        running = self._chosen.running
        if running is None or not self._chosen.waits(name):
            return ""
        has = knob_words.shown(KNOB_BY_NAME[name], running[name])
        return self.tr("For the next run; this run has {value}.").format(value=has)


def _tab_stops(widget: QWidget) -> list[QWidget]:
    """What the Tab key comes to in a section's heading or in a row, in that order."""
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [child for child in children if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
