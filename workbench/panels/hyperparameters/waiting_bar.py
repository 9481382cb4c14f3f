"""Says that the next run's values aren't this run's, and offers to make them so, one way or the other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.look.theme import ROW_SPACE, SPACE


class WaitingBar(QFrame):
    """Is there only while something waits.

    Attributes:
        apply_button: Gives the values to the run in progress.
        drop_button: Takes that run's values for the next one.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.apply_button = QPushButton(self.tr("Apply to this run"), self)
        self.apply_button.setToolTip(self.tr("Give them to the run that is in progress, as one change"))
        self.drop_button = QPushButton(self.tr("Keep this run's"), self)
        self.drop_button.setToolTip(self.tr("Begin the next run with what this run has"))
        row, column = QHBoxLayout(), QVBoxLayout(self)
        for button in (self.apply_button, self.drop_button):
            button.setAccessibleName(button.text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        row.setSpacing(ROW_SPACE)
        row.addStretch(1)
        column.setContentsMargins(SPACE + 2, ROW_SPACE, SPACE, ROW_SPACE)
        column.setSpacing(ROW_SPACE)
        column.addWidget(self._words)
        column.addLayout(row)
        self.hide()

    def show_count(self, waiting: int, applicable: int) -> None:
        """Shows how many values wait, and whether some of them could be applied."""
        self.setVisible(waiting > 0)
        several = self.tr("{count} values wait for the next run.").format(count=waiting)
        self._words.setText(self.tr("One value waits for the next run.") if waiting == 1 else several)
        self.apply_button.setEnabled(applicable > 0)
