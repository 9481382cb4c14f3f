"""Which of two runs is better, with a stated error rate; and what the hand was worth in a run that was steered."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSpinBox, QWidget

from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource
from workbench.panels.compare.question_panel import QuestionPanel
from workbench.state.questions import QuestionsView
from workbench.widgets.wheel_guard import WheelGuard

_LEAST_PAIRS, _MOST_PAIRS, _MOST_SEEDS = 6, 1_000, 1_000


class VerdictPanel(QuestionPanel):
    """Signals:
    verdict_wanted: At most how many pairs of seeds, and steps of each.
    hand_wanted: On how many other seeds.
    """

    verdict_wanted = Signal(int, int)
    hand_wanted = Signal(int)

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(("verdict", "hand"), theme_source, parent)
        self.setAccessibleName(self.tr("Verdict"))
        self._steps_are_chosen = False

    def build_question(self, row: QHBoxLayout) -> None:
        self.budget = self._spin(_LEAST_PAIRS, _MOST_PAIRS, 32)
        self.steps = self._spin(100, 100_000_000, 10_000)
        self.steps.setSingleStep(1_000)
        self.steps.editingFinished.connect(self._note_choice)
        self.decide = QPushButton(self.tr("Decide"), self)
        set_tool_tip(
            self.decide, self.tr("Train both on one seed after another, until it is decided or the pairs are spent")
        )
        self.decide.clicked.connect(lambda: self.verdict_wanted.emit(self.budget.value(), self.steps.value()))
        self._build_hand()
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(ROW_SPACE)
        grid.setColumnStretch(2, 1)
        for place, (words, field) in enumerate(
            (
                (self.tr("Pairs of seeds"), self.budget),
                (self.tr("Steps"), self.steps),
                (self.tr("Other seeds"), self.seeds),
            )
        ):
            grid.addWidget(self.label_of(words, field), place, 0)
            grid.addWidget(field, place, 1)
        grid.addWidget(self.decide, 1, 3)
        grid.addWidget(self.hand, 2, 3)
        row.addLayout(grid)

    def _build_hand(self) -> None:
        self.seeds = self._spin(2, _MOST_SEEDS, 32)
        self.hand = QPushButton(self.tr("Hand or luck?"), self)
        set_tool_tip(
            self.hand,
            self.tr("Train a steered run's settings on other seeds, with the changes that were made in it and without"),
        )
        self.hand.clicked.connect(lambda: self.hand_wanted.emit(self.seeds.value()))

    def show_question(self, view: QuestionsView) -> None:
        self.decide.setEnabled(bool(view.pair) and not view.alike)
        self.hand.setEnabled(bool(view.steered))
        none = (
            self.tr("{a} and {b} have the same settings; select two that differ.").format(
                a=view.alike[0], b=view.alike[1]
            )
            if view.alike
            else self.tr(
                "{name} was changed while it trained, so that it has no settings of its own to compare."
            ).format(name=view.changed)
            if view.changed
            else self.tr("Select two runs in the table to decide which is better.")
        )
        lines = [
            self.tr("Does {a} beat {b}? Both are trained on new seeds until it is decided.").format(
                a=view.pair[0], b=view.pair[1]
            )
            if view.pair and not view.alike
            else none,
            self.tr("{name} was steered: were its changes worth it?").format(name=view.steered)
            if view.steered
            else self.tr("Select a run whose hyperparameters were changed while it trained to ask: hand or luck?"),
        ]
        self.about.setText("\n".join(lines))
        if view.steps and not self._steps_are_chosen:
            self.steps.setValue(view.steps)

    def _note_choice(self) -> None:
        self._steps_are_chosen = True

    def _spin(self, low: int, high: int, value: int) -> QSpinBox:
        spin = QSpinBox(self)
        spin.setRange(low, high)
        spin.setValue(value)
        spin.setGroupSeparatorShown(True)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        spin.installEventFilter(WheelGuard(spin))
        return spin
