"""Words that change often without moving what stands below them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class SteadyLabel(QLabel):
    """Plain words in as many lines as they ever took at this width: shorter ones leave the room to be needed again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def setText(self, text: str) -> None:
        super().setText(text)
        if self.isVisible():  # Before that its width isn't known.
            self.setMinimumHeight(max(self.minimumHeight(), self._high()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setMinimumHeight(0)  # Of which Qt makes a part of what it needs.
            self.setMinimumHeight(self._high())

    def _high(self) -> int:
        return max(self.heightForWidth(self.width()), 0)  # Qt's answer is -1 before there were any words.
