"""How two runs differ: hyperparameters, changes on the way, versions, weights, and what they do in the same states."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from workbench.look.theme import ThemeSource
from workbench.panels.compare.question_panel import QuestionPanel
from workbench.state.questions import QuestionsView


class DifferencePanel(QuestionPanel):
    """Signals:
    compare_wanted: The two runs are to be held against each other.
    """

    compare_wanted = Signal()

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(("compare",), theme_source, parent)
        self.setAccessibleName(self.tr("Difference"))

    def build_question(self, row: QHBoxLayout) -> None:
        self.ask = QPushButton(self.tr("Tell the difference"), self)
        self.ask.clicked.connect(self.compare_wanted)
        row.addWidget(self.ask)
        row.addStretch(1)

    def show_question(self, view: QuestionsView) -> None:
        self.ask.setEnabled(bool(view.pair))
        if view.pair:
            words = self.tr("A is {a}, B is {b}: hyperparameters, weights, and what they do in 1,000 shared states.")
            self.about.setText(words.format(a=view.pair[0], b=view.pair[1]))
        else:
            self.about.setText(self.tr("Select two runs in the table to see how they differ."))
