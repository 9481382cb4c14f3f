"""Every hyperparameter, generated from its declaration: grouped, explained, to be changed before and during a run.

The panel holds what the user wants; what the engine has is set from outside. It refuses combinations that can't be, and
knows nothing of commands: it emits `knobs_changed`, at most every `throttle_ms`, and gets the outcome.
"""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dqn_engine.config.checks import check_together, check_with_environment
from dqn_engine.config.hyperparameters import KNOB_BY_NAME, KNOBS, Kind, Knob, LiveClass, default_knobs, means_something
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.known_returns import refuse_hopeless_range
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs, KnobValue
from workbench.knob_rows import words
from workbench.knob_rows.auto_notes import auto_note
from workbench.knob_rows.number_row import NumberRow, SizesRow
from workbench.knob_rows.row import KnobRow
from workbench.knob_rows.word_rows import ChoiceRow, SwitchRow
from workbench.look.icons import IconBook
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource, small_font
from workbench.widgets.collapsible import Collapsible


class HyperparametersPanel(QWidget):
    """Rows for all hyperparameters. `values()` is what the next Start would take."""

    knobs_changed = Signal(dict)  # hyperparameter name -> KnobValue, by the user, already checked together
    refused = Signal(str)  # a sentence: why a change was undone

    def __init__(
        self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None, *, throttle_ms: int = 40
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._values = default_knobs()
        self._baseline = default_knobs()
        self._environment = RunConfig().environment
        self._engine_values: Knobs | None = None
        self._untold: dict[str, Any] = {}
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(throttle_ms)
        self._throttle.timeout.connect(self._tell)
        self.rows: dict[str, KnobRow] = {}
        self.sections: dict[str, Collapsible] = {}

        inside = QWidget()
        inside.setProperty("role", "panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        for knob in KNOBS:
            if knob.group not in self.sections:
                self.sections[knob.group] = Collapsible(words.group(knob), icons, inside)
                column.addWidget(self.sections[knob.group])
            row = _row_for(knob, icons, theme_source, inside)
            row.edited.connect(self._take_edit)
            self.rows[knob.name] = row
            self.sections[knob.group].body.addWidget(row)
        column.addStretch(1)
        area = QScrollArea(self)
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
        outer.addWidget(area, 1)
        outer.addLayout(self._legend(icons))
        self.set_preset(self._baseline)

    # --- told ---------------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """A copy of every hyperparameter's value as the next Start would take it."""
        return dict(self._values)

    @Slot(str)
    def set_environment(self, environment: str) -> None:
        """Takes what the next Start trains on: what makes no sense there is refused."""
        self._environment = environment
        self._refresh()

    def set_preset(self, values: Knobs) -> None:
        """Takes `values` (all hyperparameters) as the defaults, shows them, and emits what thereby changed."""
        self._baseline = dict(values)
        for name, row in self.rows.items():
            row.set_baseline(self._baseline[name])
        self.set_values(self._baseline)

    def set_values(self, values: Knobs) -> None:
        """Moves the hyperparameters of `values` and emits what thereby changed."""
        changes = {name: value for name, value in values.items() if self._values[name] != value}
        self._values.update(changes)
        for name, value in values.items():
            self.rows[name].set_value(value)
        self._refresh()
        if changes:
            self._untold.update(changes)
            self._tell()

    def set_engine_values(self, values: Knobs | None) -> None:
        """The hyperparameters of the run; `None` while there is no run, when nothing needs to wait for a Start.

        Controls stay: the hand may have moved on since.
        """
        self._engine_values = values
        self._refresh()

    def adopt(self, values: Knobs) -> None:
        """A run began with `values` that weren't asked for here: shows them; emits nothing."""
        self._values, self._untold = dict(values), {}
        for name, row in self.rows.items():
            row.set_value(self._values[name])
        self._refresh()

    @Slot(object)
    def revert(self, names: Iterable[str]) -> None:
        """The engine refused changes of these hyperparameters: shows what it has; emits nothing."""
        if self._engine_values is None:
            return
        for name in names:
            self._untold.pop(name, None)
            self._values[name] = self._engine_values[name]
            self.rows[name].set_value(self._values[name])
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
        """Moves every hyperparameter back to its default."""
        self.set_values(self._baseline)

    # --- inside -------------------------------------------------------------------------------------------------------

    @Slot(str, object)
    def _take_edit(self, name: str, value: KnobValue) -> None:
        try:
            check_together({**self._values, name: value})
            info = environment_info(self._environment)
            check_with_environment({**self._values, name: value}, info)
            if KNOB_BY_NAME[name].live is LiveClass.NEW_RUN:  # A run that was opened may have a range of long ago.
                refuse_hopeless_range({**self._values, name: value}, info)
        except InputError as error:
            self.rows[name].set_value(self._values[name])
            self.refused.emit(str(error))
            return
        self._values[name] = value
        self._untold[name] = value
        self._refresh()
        if not self._throttle.isActive():
            self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._untold:
            changes, self._untold = self._untold, {}
            self._throttle.start()
            self.knobs_changed.emit(changes)

    def _refresh(self) -> None:
        info = self._info()
        for name, row in self.rows.items():
            if row.knob.shown_when:
                row.setVisible(means_something(name, self._values))
            if row.knob.live is LiveClass.NEW_RUN:
                row.set_note(self._waiting_note(name) or (auto_note(name, self._values, info) if info else ""))
        changed = sum(row.is_changed() for row in self.rows.values())
        self.reset_all_button.setEnabled(changed > 0)
        self._summary.setText(
            self.tr("{count} changed").format(count=changed) if changed else self.tr("All at default")
        )

    def _info(self) -> EnvironmentInfo | None:
        """The facts of the next Start's environment; None where it isn't known (any more)."""
        try:
            return environment_info(self._environment)
        except InputError:
            return None

    def _waiting_note(self, name: str) -> str:
        if self._engine_values is None or self._engine_values[name] == self._values[name]:
            return ""
        has = words.shown(KNOB_BY_NAME[name], self._engine_values[name])
        return self.tr("At the next Start; this run has {value}.").format(value=has)

    def _legend(self, icons: IconBook) -> QHBoxLayout:
        legend = QHBoxLayout()
        legend.setContentsMargins(SPACE + 2, 0, SPACE, SPACE)
        legend.setSpacing(ROW_SPACE)
        signs = (
            ("live", self.tr("live"), LiveClass.LIVE),
            ("rebuild", self.tr("rebuild"), LiveClass.REBUILD),
            ("new-run", self.tr("next Start"), LiveClass.NEW_RUN),
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


def _row_for(knob: Knob, icons: IconBook, theme_source: ThemeSource, parent: QWidget) -> KnobRow:
    match knob.kind:
        case Kind.BOOL:
            return SwitchRow(knob, icons, parent)
        case Kind.CHOICE:
            return ChoiceRow(knob, icons, parent)
        case Kind.SIZES:
            return SizesRow(knob, icons, parent)
        case Kind.INT | Kind.FLOAT:
            return NumberRow(knob, icons, theme_source, parent)
