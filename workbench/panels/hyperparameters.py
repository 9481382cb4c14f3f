"""Every hyperparameter, generated from its declaration: grouped, explained, to be changed before and during a run.

The panel holds what the user wants; what the engine has is set from outside. It refuses combinations that can't be, and
knows nothing of commands: it emits `knobs_changed`, at most every `throttle_ms`, and gets the outcome. What the hand
moves is meant for the run in progress too; what was chosen for the next run, as a preset is, waits for the next run
unless *Apply to this run* is pressed.

What a row shows follows from what the panel holds; so a row needn't be there before it is seen.
"""

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.config.checks import check_together, check_with_environment
from dqn_engine.config.hyperparameters import (
    KNOB_BY_NAME,
    KNOBS,
    Knob,
    LiveClass,
    default_knobs,
    means_something,
)
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.reports import Progress
from dqn_engine.networks.known_returns import refuse_hopeless_range
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs, KnobValue
from workbench.knob_rows import words
from workbench.knob_rows.auto_notes import auto_note
from workbench.knob_rows.late_rows import LateRows, widest
from workbench.knob_rows.number_row import NumberRow
from workbench.knob_rows.row import KnobRow
from workbench.look.figures import figure
from workbench.look.icons import IconBook
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource, small_font
from workbench.state.acting_rate import scheduled_fraction
from workbench.state.engine_words import worded
from workbench.state.first_hyperparameters import first_hyperparameters
from workbench.state.new_sweep import can_vary
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.undo_step import UndoStep
from workbench.widgets.collapsible import Collapsible

FIRST = "First of all"
"""The heading of the rows that matter most; no group of hyperparameters."""

# They shape what is seen of images, and nothing else.
_OF_IMAGES = frozenset({"convolutions", "frame_stack"})
# What is brought into view has so much of its neighbours around it.
_AROUND_PX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownValues:
    """What the panel shows at a moment.

    Attributes:
        values: Of every hyperparameter, as the next run would take it.
        baseline: The defaults.
        waiting: The names whose value was chosen for the next run, and isn't meant for the run in progress.
    """

    values: Knobs
    baseline: Knobs
    waiting: frozenset[str]


class HyperparametersPanel(QWidget):
    """Rows for all hyperparameters. `values()` is what the next run would take.

    Attributes:
        rows: By hyperparameter; each is built when it is first seen or asked for.
        sections: By heading, in their order.
    """

    knobs_changed = Signal(dict)  # hyperparameter name -> KnobValue, by the user, already checked together
    refused = Signal(str)  # a sentence: why a change was undone
    ticked = Signal(str, bool)  # hyperparameter name, whether it is to vary in a sweep, by the user
    stepped = Signal(object)  # an `UndoStep`: what the user did

    def __init__(
        self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None, *, throttle_ms: int = 40
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._values = default_knobs()
        self._baseline = default_knobs()
        self._environment = RunConfig().environment
        self._sees_images = False
        self._engine_values: Knobs | None = None
        self._waiting: set[str] = set()
        self._applied: frozenset[str] = frozenset()  # to the run in progress, last
        self._refusals = 0
        self._run = 0  # counts the runs that were in progress
        self._untold: dict[str, Any] = {}
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(throttle_ms)
        self._throttle.timeout.connect(self._tell)
        self._ticks: frozenset[str] | None = None  # what is to vary in a sweep; None: nothing is asked
        self._acting = ("", "")  # what acts now of the learning rate, and why
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
        self._nothing = QLabel(self.tr("No hyperparameter fits."), inside)
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
        outer.addLayout(self._build_search())
        outer.addWidget(self._build_waiting())
        outer.addWidget(area, 1)
        outer.addLayout(self._legend(icons))
        self.set_preset(self._baseline)

    # --- told ---------------------------------------------------------------------------------------------------------

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Shows what of the run's schedules acts now."""
        reports.subscribe(Progress, self._show_acting)

    def values(self) -> dict[str, Any]:
        """A copy of every hyperparameter's value as the next run would take it."""
        return dict(self._values)

    @Slot(str)
    def set_environment(self, environment: str) -> None:
        """Takes what the next run trains on: what makes no sense there is refused, or not shown."""
        self._environment = environment
        info = self._info()
        self._sees_images = info is None or bool(info.image_shape)  # Where it can't be told nothing is hidden.
        self._refresh()

    def set_preset(self, values: Knobs) -> None:
        """Takes `values` (all hyperparameters) as the defaults and as those of the next run.

        A run in progress keeps what it has.
        """
        running = self._engine_values
        waiting = frozenset() if running is None else frozenset(n for n, v in values.items() if running[n] != v)
        self.show_again(ShownValues(values=dict(values), baseline=dict(values), waiting=waiting))

    def set_values(self, values: Knobs) -> None:
        """Moves the hyperparameters of `values`, also for the run in progress, and emits what thereby changed."""
        changes = {name: value for name, value in values.items() if self._values[name] != value}
        self._values.update(changes)
        self._waiting -= set(changes)
        for row in self.rows.built(values):
            row.set_value(values[row.knob.name])
        if changes:
            self._refresh()
            self._untold.update(changes)
            self._tell()

    def shown(self) -> ShownValues:
        """What is shown now, to be shown again later."""
        return ShownValues(values=dict(self._values), baseline=dict(self._baseline), waiting=frozenset(self._waiting))

    def show_again(self, shown: ShownValues) -> None:
        """Shows what was shown before; emits nothing."""
        self._values, self._baseline, self._waiting = dict(shown.values), dict(shown.baseline), set(shown.waiting)
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
        if values is None and self._engine_values is None:
            return
        self._run += self._engine_values is None and values is not None
        self._engine_values = values
        if values is None:
            self._set_acting("", "")
        self._refresh()

    def adopt(self, values: Knobs, baseline: Knobs) -> None:
        """A run began that wasn't asked for here: shows its values, and what it began with as the defaults."""
        self.show_again(ShownValues(values=dict(values), baseline=dict(baseline), waiting=frozenset()))

    @Slot(object)
    def revert(self, names: Iterable[str]) -> None:
        """The engine refused changes of these hyperparameters: shows what it has; emits nothing.

        What was to be applied to this run waits for the next one again.
        """
        if self._engine_values is None:
            return
        applied, self._applied = self._applied & set(names), frozenset()
        self._waiting |= applied
        names = set(names) - applied
        for name in names:
            self._untold.pop(name, None)
            self._waiting.discard(name)
            self._values[name] = self._engine_values[name]
        for row in self.rows.built(names):
            row.set_value(self._values[row.knob.name])
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
        before, running = self.shown(), self._engine_values
        changed = {name: value for name, value in self._baseline.items() if self._values[name] != value}
        if not changed:
            return
        if self._waiting and running is not None:
            waiting = self._waiting | {name for name, value in changed.items() if running[name] != value}
            self.show_again(ShownValues(values=self._baseline, baseline=self._baseline, waiting=frozenset(waiting)))
            told: dict[str, Any] = {}
        else:
            self.set_values(self._baseline)
            told = changed
        self._step(self.tr("reset of all hyperparameters"), before, told)

    @Slot()
    def apply_waiting(self) -> None:
        """Gives the run in progress what was chosen for the next one, as far as a run can change it: as one change."""
        changes = self._applicable()
        if not changes:
            return
        before = self.shown()
        self._waiting -= set(changes)
        self._applied = frozenset(changes)
        self._untold.update(changes)
        self._refresh()
        self._throttle.stop()
        self._tell()
        self._step(self.tr("applying {count} values to the run").format(count=len(changes)), before, changes)

    @Slot()
    def drop_waiting(self) -> None:
        """Takes what the run in progress has also for the next run."""
        if self._engine_values is None:
            return
        before = self.shown()
        self.show_again(ShownValues(values=self._engine_values, baseline=self._baseline, waiting=frozenset()))
        self._step(self.tr("keeping this run's values"), before, {})

    def _show_acting(self, report: Progress) -> None:
        running = self._engine_values
        left = 1.0 if running is None else scheduled_fraction(running, report.updates)
        if running is None or left == 1.0:
            self._set_acting("", "")
            return
        rate = figure(running["learning_rate"] * left, ".2g")
        words_ = self.tr("{set} × schedule {part} = {rate}: the rate of the next update.")
        was_set = words.shown(KNOB_BY_NAME["learning_rate"], running["learning_rate"])
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
        try:
            self._check(name, value)
        except InputError as error:
            self._refusals += 1
            self.rows[name].set_value(self._values[name])
            self._refresh()
            self.refused.emit(worded(str(error)))
            return
        before = self.shown()
        self._values[name] = value
        self._untold[name] = value
        self._waiting.discard(name)
        self._refresh()
        if not self._throttle.isActive():
            self._tell()
        knob = KNOB_BY_NAME[name]
        text = f"{words.label(knob)} → {words.shown(knob, value)}"
        self._step(text, before, {name: value}, key=name)

    def _check(self, name: str, value: KnobValue) -> None:
        """Refuses a value that doesn't go with the others.

        Raises:
            InputError: Says with which, and what to do.
        """
        values = {**self._values, name: value}
        check_together(values)
        info = environment_info(self._environment)
        check_with_environment(values, info)
        if KNOB_BY_NAME[name].live is LiveClass.NEXT_RUN:  # A run that was opened may have a range of long ago.
            refuse_hopeless_range(values, info)

    def _allows(self, name: str, value: KnobValue) -> bool:
        try:
            self._check(name, value)
        except InputError:
            return False
        return True

    def _step(self, text: str, before: ShownValues, told: dict[str, Any], key: str = "") -> None:
        """Emits what was done: `told` is what the run in progress was told of it."""
        after = self.shown()
        running = self._engine_values or before.values
        back = {name: running[name] for name in told}
        self.stepped.emit(UndoStep(text=text, undo=self._shower(before, back), redo=self._shower(after, told), key=key))

    def _shower(self, shown: ShownValues, told: dict[str, Any]) -> Callable[[], None]:
        """Shows what was shown, and tells the run of it if that is still the same; another one isn't touched."""
        run = self._run

        def show() -> None:
            running = self._engine_values
            if running is not None and self._run != run:
                differing = frozenset(name for name, value in shown.values.items() if running[name] != value)
                self.show_again(replace(shown, waiting=differing))
                return
            self.show_again(shown)
            if told:
                self.knobs_changed.emit(told)

        return show

    def _applicable(self) -> dict[str, Any]:
        """What waits for the next run and could be applied to this one."""
        running = self._engine_values
        if running is None:
            return {}
        return {
            name: self._values[name]
            for name in sorted(self._waiting)
            if KNOB_BY_NAME[name].live is not LiveClass.NEXT_RUN and running[name] != self._values[name]
        }

    @Slot()
    def _tell(self) -> None:
        if self._untold:
            changes, self._untold = self._untold, {}
            self._throttle.start()
            self.knobs_changed.emit(changes)

    @Slot()
    def _refresh(self) -> None:
        self._arrange()
        self._wanted = {knob.name for knob in KNOBS if self._applies(knob.name) and self._is_looked_for(knob)}
        for row in self.rows.built():
            self._show_row(row)
        changed = sum(map(self._is_changed, KNOB_BY_NAME))
        self.reset_all_button.setEnabled(changed > 0)
        self._summary.setText(
            self.tr("{count} changed").format(count=changed) if changed else self.tr("All at default")
        )
        self._show_waiting()
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
        row.allows = functools.partial(self._allows, name)
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
        row.set_baseline(self._baseline[row.knob.name])
        row.set_value(self._values[row.knob.name])

    def _show_row(self, row: KnobRow) -> None:
        """Shows the row, or leaves it out, and says under it what there is to say."""
        name, info = row.knob.name, self._info()
        row.setVisible(name in self._wanted)
        automatic = auto_note(name, self._values, info) if info and row.knob.live is LiveClass.NEXT_RUN else ""
        row.set_note(self._waiting_note(name) or automatic)

    def _is_changed(self, name: str) -> bool:
        return self._values[name] != self._baseline[name]

    def _applies(self, name: str) -> bool:
        """Whether the hyperparameter has an effect, on the run in progress or on the next one."""
        running = self._engine_values
        if name in _OF_IMAGES and not self._sees_images and not self._is_changed(name):
            return False
        return means_something(name, self._values) or (running is not None and means_something(name, running))

    def _is_looked_for(self, knob: Knob) -> bool:
        if self.changed_only.isChecked() and not self._is_changed(knob.name):
            return False
        wanted = self.search.text().casefold().split()
        if not wanted:
            return True
        said = f"{words.label(knob)} {words.group(knob)} {words.unit(knob)} {knob.name} {knob.label}".casefold()
        return all(part in said for part in wanted)

    def _standing_in(self, heading: str) -> Sequence[str]:
        """The names of the rows under a heading, in their order."""
        if heading == FIRST:
            return self._first
        return [knob.name for knob in KNOBS if knob.group == heading and knob.name not in self._first]

    def _arrange(self) -> None:
        """Brings the rows that matter most as things are to the top, and others back into their groups."""
        first = first_hyperparameters(self._applies)
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
        looking = bool(self.search.text().strip()) or self.changed_only.isChecked()
        found = 0
        for heading, section in self.sections.items():
            wanted = self._wanted.intersection(self._standing_in(heading))
            found += len(wanted)
            section.setVisible(bool(wanted))
            section.reveal(looking)
        self._nothing.setVisible(not found)

    @Slot()
    def find(self) -> None:
        """Puts the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def go_to(self, name: str) -> None:
        """Brings the row of the hyperparameter `name` into view, among all others, and puts the cursor into it."""
        self.changed_only.setChecked(False)
        self.search.clear()
        if name not in self._wanted:  # It means nothing as things are; so at least what it is about is shown.
            self.search.setText(words.group(KNOB_BY_NAME[name]))
            self.find()
            return
        self.sections[FIRST if name in self._first else KNOB_BY_NAME[name].group].set_open(True)
        row = self.rows[name]
        for stop in _tab_stops(row):
            if stop.isEnabled() and not stop.isHidden():
                stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
                break
        # Where it stands is known once all that has just been built has been laid out.
        QTimer.singleShot(0, row, functools.partial(self._bring_into_view, row))

    def _bring_into_view(self, row: KnobRow) -> None:
        self._area.ensureWidgetVisible(row, 0, _AROUND_PX)

    def showEvent(self, event: QShowEvent) -> None:
        self._is_seen = True
        self._build_seen()
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.focusNextChild()  # the first thing that was found
                return True
        return super().eventFilter(watched, event)

    def _build_search(self) -> QHBoxLayout:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search hyperparameters"))
        self.search.setToolTip(self.tr("By name or group (Ctrl+F); Esc shows all again"))
        self.search.setClearButtonEnabled(True)
        for button in self.search.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear the search"))
        self.search.textChanged.connect(self._refresh)
        self.search.installEventFilter(self)
        self.changed_only = QCheckBox(self.tr("changed only"), self)
        self.changed_only.setAccessibleName(self.tr("Show changed hyperparameters only"))
        self.changed_only.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.changed_only.toggled.connect(self._refresh)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE + 2, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.search, 1)
        row.addWidget(self.changed_only)
        return row

    def _info(self) -> EnvironmentInfo | None:
        """The facts of the next run's environment; None where it isn't known (any more)."""
        try:
            return environment_info(self._environment)
        except InputError:
            return None

    def _waiting_note(self, name: str) -> str:
        running = self._engine_values
        waits = KNOB_BY_NAME[name].live is LiveClass.NEXT_RUN or name in self._waiting
        if running is None or not waits or running[name] == self._values[name]:
            return ""
        has = words.shown(KNOB_BY_NAME[name], running[name])
        return self.tr("For the next run; this run has {value}.").format(value=has)

    def _show_waiting(self) -> None:
        running = self._engine_values
        differing = [n for n in self._waiting if running is not None and running[n] != self._values[n]]
        self.waiting_bar.setVisible(bool(differing))
        words_ = self.tr("{count} values wait for the next run.")
        self._waiting_words.setText(words_.format(count=len(differing)))
        self.apply_button.setEnabled(bool(self._applicable()))

    def _build_waiting(self) -> QWidget:
        """What says that the next run's values aren't this run's, and offers to make them so, one way or the other."""
        self.waiting_bar = QFrame(self)
        self.waiting_bar.setProperty("role", "notice")
        self._waiting_words = QLabel(self.waiting_bar)
        self._waiting_words.setTextFormat(Qt.TextFormat.PlainText)
        self._waiting_words.setWordWrap(True)
        self.apply_button = QPushButton(self.tr("Apply to this run"), self.waiting_bar)
        self.apply_button.setToolTip(self.tr("Give them to the run that is in progress, as one change"))
        self.apply_button.clicked.connect(self.apply_waiting)
        self.drop_button = QPushButton(self.tr("Keep this run's"), self.waiting_bar)
        self.drop_button.setToolTip(self.tr("Begin the next run with what this run has"))
        self.drop_button.clicked.connect(self.drop_waiting)
        row, column = QHBoxLayout(), QVBoxLayout(self.waiting_bar)
        for button in (self.apply_button, self.drop_button):
            button.setAccessibleName(button.text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.setSpacing(ROW_SPACE)
        row.addStretch(1)
        column.setContentsMargins(SPACE + 2, ROW_SPACE, SPACE, ROW_SPACE)
        column.setSpacing(ROW_SPACE)
        column.addWidget(self._waiting_words)
        column.addLayout(row)
        self.waiting_bar.hide()
        return self.waiting_bar

    def _legend(self, icons: IconBook) -> QHBoxLayout:
        legend = QHBoxLayout()
        legend.setContentsMargins(SPACE + 2, 0, SPACE, SPACE)
        legend.setSpacing(ROW_SPACE)
        signs = (
            ("live", self.tr("live"), LiveClass.LIVE),
            ("rebuild", self.tr("rebuild"), LiveClass.REBUILD),
            ("new-run", self.tr("next run"), LiveClass.NEXT_RUN),
        )
        for sign, text, live in signs:
            picture, word = QLabel(self), QLabel(text, self)
            icons.give(picture, sign, "muted", 12)
            word.setProperty("role", "muted")
            word.setFont(small_font(self.font()))
            for label in (picture, word):
                label.setToolTip(words.live_class(live))
                legend.addWidget(label)
            legend.addSpacing(SPACE)
        legend.addStretch(1)
        return legend


def _tab_stops(widget: QWidget) -> list[QWidget]:
    """What the Tab key comes to in a section's heading or in a row, in that order."""
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [child for child in children if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
