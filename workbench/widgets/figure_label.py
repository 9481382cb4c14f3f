"""A number with its unit in a width that doesn't change while it counts."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget


class FigureLabel(QLabel):
    """Shows text right-aligned in the width of `widest` and `margin_px` on both sides: nothing beside it ever moves."""

    def __init__(self, widest: str, name: str, parent: QWidget | None = None, *, margin_px: int = 0) -> None:
        super().__init__(parent)
        self._widest = widest
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(name)
        # An indent, because a label's own margins are lost whenever the style sheet changes with the theme.
        self._margin_px = margin_px
        self.setIndent(margin_px)
        self._fix_width()

    def show_figure(self, text: str) -> None:
        """Shows `text`; a screen reader hears it with its name."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleDescription(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fix_width()

    def _fix_width(self) -> None:
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self._widest) + 2 * self._margin_px)
