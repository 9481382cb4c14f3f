"""One update under the glass: the target as a formula with its numbers, the error, the loss, and what they change.

The numbers are those of the functions that make the update (`probes.update`). *Step* makes it, and shows the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dqn_engine.messages.reports import Look, RunStarted
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.panels.update import words
from workbench.panels.update.distribution import DistributionPlot
from workbench.state import observation_words
from workbench.state.environment_words import action_words, input_words
from workbench.state.selection import NO_SLOT, Selection
from workbench.widgets.before_after_bars import BeforeAfterBars
from workbench.widgets.formula_row import FormulaRow
from workbench.widgets.instrument_panel import InstrumentPanel
from workbench.widgets.steady_label import SteadyLabel

if TYPE_CHECKING:  # With it come the value heads.
    from dqn_engine.probes.update import UpdateReport, UpdateRequest

_HZ = 2.0
# From here on what changes stands beside the formulas.
_SIDE_BY_SIDE_FROM_PX = 640
_MOST_NUMBERS = 6


class UpdatePanel(InstrumentPanel):
    """Rows of terms, the Q-values before and after, and a distributional head's target."""

    step_wanted = Signal(int)  # environment steps

    def __init__(self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None) -> None:
        promise = self.tr("Once it learns, the next update is written out here with its numbers.")
        super().__init__("update", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("One update under the glass"))
        self._icons = icons
        self._selection = Selection(self)
        self._can_step = False
        self._actions: tuple[str, ...] = ()
        self._labels: tuple[str, ...] = ()
        self._steps = 1

    def request(self) -> UpdateRequest | None:
        slot = self._selection.slot
        if slot == NO_SLOT:
            return None
        from dqn_engine.probes.update import UpdateRequest

        return UpdateRequest(slot=slot)

    def share_selection(self, selection: Selection) -> None:
        """Looks at the selected transition of the window."""
        self._selection = selection
        selection.slot_changed.connect(self._take_slot)
        selection.changed.connect(self._tell_of_state)

    def set_can_step(self, can: bool) -> None:
        """Takes whether the run can make a step now."""
        self._can_step = can
        if self.is_built:
            self.step.setEnabled(can)

    def build(self) -> None:
        self.place = SteadyLabel(self)
        self.place.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)  # Beside a button.
        self.place.setToolTip(self.tr("Which update is looked at, by the environment steps before it"))
        self.transition = self.small_label(steady=True)
        set_tool_tip(
            self.transition,
            self.tr(
                "The transition: its slot in the replay buffer, the state s by its numbers, and the action a that "
                "was taken there"
            ),
        )
        self.note = self.small_label(muted=False)
        self.note.setToolTip(self.tr("Which of what is selected has an update"))
        self.back = QPushButton(self.tr("Back to the next batch"), self)
        self.back.setToolTip(self.tr("Look again at the first transition of the next batch"))
        self.back.clicked.connect(self._back)
        self.step = QPushButton(self.tr("Step"), self)
        self._icons.give(self.step, "step")
        set_tool_tip(
            self.step,
            self.tr(
                "Pause, train up to and with this update, and show the next one. The run is changed by nothing else."
            ),
        )
        self.step.setEnabled(self._can_step)
        self.step.clicked.connect(self._step)
        self.target = FormulaRow(self.tr("Target"), self.theme, self)
        self.error = FormulaRow(self.tr("Error"), self.theme, self)
        self.loss = FormulaRow(self.tr("Loss"), self.theme, self)
        self.descent = FormulaRow(self.tr("Gradient of the batch"), self.theme, self)
        self.bars = BeforeAfterBars(self.theme, self)
        self.bars.setAccessibleName(self.tr("Q-values before and after the update"))
        self.rest = self.small_label()
        self.rest.hide()
        self.distribution = DistributionPlot(" ")
        self._lay_out()
        self._show_back()
        self._tell_of_state()

    def name_things(self, report: RunStarted) -> None:
        self._actions = action_words(report.action_labels)
        self._labels = input_words(report)
        self.bars.name_actions(self._actions)

    def show_look(self, look: Look) -> None:
        report: UpdateReport = look.report
        self._steps = max(report.env_steps - look.env_step, 1) if report.exact else 1
        selected = look.request is not None and look.request.slot != NO_SLOT
        self.place.setText(words.place_words(report))
        self.transition.setText(self._transition_words(report, selected=selected))
        for row, terms in (
            (self.target, words.target_terms(report)),
            (self.error, words.error_terms(report)),
            (self.loss, words.loss_terms(report)),
            (self.descent, words.step_terms(report)),
        ):
            row.show_terms(terms)
        self.bars.show_values(report.q_before, report.q_after, report.action)
        self.rest.setVisible(self.bars.left_out > 0)
        self.rest.setText(self.tr("and {count} more, which change less").format(count=self.bars.left_out))
        distributional = report.head != "expected"
        self._distribution.setVisible(distributional)
        if distributional:
            self._name_distribution(report)
            self.distribution.show_report(report)

    def restyle(self, theme: Theme) -> None:
        for row in (self.target, self.error, self.loss, self.descent):
            row.restyle(theme)
        self.bars.restyle(theme)
        self.distribution.restyle(theme, small_font(self.font()))

    @Slot()
    def _take_slot(self) -> None:
        if self.is_built:
            self._show_back()
            self._tell_of_state()
        self.wanted_changed.emit()

    @Slot()
    def _tell_of_state(self) -> None:
        """Why a state that is selected shows nothing here."""
        if not self.is_built:
            return
        alone = bool(self._selection.state) and self._selection.slot == NO_SLOT
        self.note.setText(
            self.tr(
                "A state alone is selected, and an update is of a stored transition: this is the next batch's first. "
                "Replay explorer lists the stored ones nearest to that state; choose one there."
            )
            if alone
            else ""
        )
        self.note.setVisible(alone)

    @Slot()
    def _back(self) -> None:
        self._selection.select_slot(NO_SLOT)

    @Slot()
    def _step(self) -> None:
        self.step_wanted.emit(self._steps)

    def _show_back(self) -> None:
        self.back.setVisible(self._selection.slot != NO_SLOT)

    def _transition_words(self, report: UpdateReport, *, selected: bool) -> str:
        """Which transition it is: s, a, and whether the batch holds it."""
        if not selected:
            which = self.tr("The batch's first transition")
        elif report.in_batch:
            which = self.tr("The selected transition, which the batch holds")
        else:
            which = self.tr("The selected transition, as if it stood in the batch")
        action = self._actions[report.action] if report.action < len(self._actions) else str(report.action)
        parts = [which, self._state_words(report), f"a = {action}"]
        return " · ".join(filter(None, parts))

    def _state_words(self, report: UpdateReport) -> str:
        state = report.observation
        if observation_words.is_picture(state):
            return ""
        number = observation_words.state_number(state)
        if number is not None:
            return f"s = {number:,}"
        numbers = [number for _, number in observation_words.read(self._labels, state.ravel())]
        shown = ", ".join(map(words.number, numbers[:_MOST_NUMBERS]))
        return f"s = ({shown}{', …' if len(numbers) > _MOST_NUMBERS else ''})"

    def _name_distribution(self, report: UpdateReport) -> None:
        theme = self.theme
        if report.head == "c51":
            titled = self.tr("Probability of each return: {now} and {target}")
            tip = self.tr(
                "Bars: the probabilities that the network gives to returns. Line: the target's, moved by the rewards "
                "and γ and put back on the same returns (Bellemare, Dabney and Munos 2017)."
            )
        else:
            titled = self.tr("Return at each fraction: {now} and {target}")
            tip = self.tr(
                "The values below which a fraction of the returns lies: what the network says, and the values of the "
                "target, in order (Dabney et al. 2018)."
            )
        now, target = self.tr("what it says now"), self.tr("the target")
        now = f'<span style="color: {theme.q_mean}">{now}</span>'
        target = f'<span style="color: {theme.evaluation}">{target}</span>'
        self._distribution_title.setText(titled.format(now=now, target=target))
        set_tool_tip(self._distribution_title, tip)
        set_tool_tip(self.distribution, tip)

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(SPACE)
        above.addWidget(self.place, 1)
        above.addWidget(self.back)
        above.addWidget(self.step)
        formulas, changes = QVBoxLayout(), QVBoxLayout()
        for column in (formulas, changes):
            column.setSpacing(ROW_SPACE)
        for title, about, row in self._rows():
            formulas.addWidget(self._heading(title, about))
            formulas.addWidget(row)
            formulas.addSpacing(ROW_SPACE)
        formulas.addStretch(1)
        changes.addWidget(
            self._heading(
                self.tr("Q(s, ·) before → after"),
                self.tr(
                    "What the online network says of the state, without noise, before and after the update of the "
                    "whole batch. Others are moved along with the action that was taken: weights are shared."
                ),
            )
        )
        changes.addWidget(self.bars)
        changes.addWidget(self.rest)
        self._distribution = QWidget(self)
        below = QVBoxLayout(self._distribution)
        below.setContentsMargins(0, ROW_SPACE, 0, 0)
        below.setSpacing(ROW_SPACE)
        self._distribution_title = self.small_label()
        self._distribution_title.setTextFormat(Qt.TextFormat.RichText)
        below.addWidget(self._distribution_title)
        below.addWidget(self.distribution)
        self._distribution.hide()
        changes.addWidget(self._distribution)
        changes.addStretch(1)
        columns = self.two_columns(formulas, changes, beside_from_px=_SIDE_BY_SIDE_FROM_PX)
        columns.setStretch(0, 3)
        columns.setStretch(1, 2)
        self.body.addLayout(above)
        self.body.addWidget(self.note)
        self.body.addWidget(self.transition)
        self.body.addSpacing(ROW_SPACE)
        self.body.addLayout(columns, 1)

    def _rows(self) -> list[tuple[str, str, FormulaRow]]:
        return [
            (
                self.tr("Target"),
                self.tr("What Q(s, a) moves to. Point at a term to read what it is."),
                self.target,
            ),
            (self.tr("Error"), self.tr("How far the target lies above the network's own value."), self.error),
            (self.tr("Loss"), self.tr("What the error costs, and how hard it pulls."), self.loss),
            (
                self.tr("Gradient of the batch"),
                self.tr("One step is made for the whole batch: the gradient of the weighted mean of its losses."),
                self.descent,
            ),
        ]

    def _heading(self, title: str, about: str) -> QLabel:
        label = QLabel(title, self)
        label.setProperty("role", "heading")
        label.setFont(small_font(self.font()))
        set_tool_tip(label, about)
        return label
