"""A label whose text ends in … where it has no room, and is then whole in its tool tip."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from workbench.look.plain_text import plain_tool_tip


class ElidedLabel(QLabel):
    """Shows `whole`; it may be as narrow as its surroundings want.

    With `clauses` nothing is cut within a clause: where there is no room for all, it is the first clause, or nothing.
    """

    def __init__(self, parent: QWidget | None = None, *, clauses: bool = False) -> None:
        super().__init__(parent)
        self._whole, self._clauses = "", clauses
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(1)

    @property
    def whole(self) -> str:
        """What it says, also where there is no room for all of it."""
        return self._whole

    def show_text(self, text: str) -> None:
        """Says `text`."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self._elide()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics, room = self.fontMetrics(), max(self.width(), 1)
        shown = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if self._clauses and shown != self._whole:
            first = re.split("[,，]", self._whole, maxsplit=1)[0]
            fits = first != self._whole and metrics.horizontalAdvance(first) <= room
            shown = first if fits else ""
        self.setText(shown)
        self.setToolTip(plain_tool_tip(self._whole) if shown != self._whole else "")
