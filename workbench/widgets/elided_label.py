"""Labels whose text ends in … where it has no room, and is then whole in their tool tip."""

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.plain_text import set_tool_tip


class ElidedLabel(QLabel):
    """Shows `whole`; it may be as narrow as its surroundings want.

    What is said may have a shorter form, for where the whole has no room.

    With `clauses` nothing is cut within a clause: where there is no room for all, it is the first clause, or nothing.
    """

    def __init__(self, parent: QWidget | None = None, *, clauses: bool = False) -> None:
        super().__init__(parent)
        self._whole, self._short, self._clauses = "", "", clauses
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(1)

    @property
    def whole(self) -> str:
        """What it says, also where there is no room for all of it."""
        return self._whole

    def show_text(self, text: str, *, short: str = "") -> None:
        """Says `text`, or `short` where there is no room for that."""
        if (text, short) != (self._whole, self._short):
            self._whole, self._short = text, short
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
        fits_whole = metrics.horizontalAdvance(self._whole) <= room
        said = self._whole if fits_whole or not self._short else self._short
        shown = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room)
        if self._clauses and shown != self._whole:
            first = re.split("[,，;；]", self._whole, maxsplit=1)[0]
            fits = first != self._whole and metrics.horizontalAdvance(first) <= room
            shown = first if fits else ""
        self.setText("" if shown == "…" else shown)  # Dots alone say nothing.
        set_tool_tip(self, self._whole if shown != self._whole else "")


class LineLabel(QLabel):
    """One line that keeps its text whole, and shows as much of it as there is room for; the tool tip shows the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ending = ""
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_line(self, text: str, ending: str = "") -> None:
        """Says `text` and, also where that has no room, how it ends: what moves, such as a count."""
        self._ending = ending
        self.setText(text + ending)

    @property
    def shown(self) -> str:
        """What is seen of the text."""
        metrics, text = self.fontMetrics(), self.text().removesuffix(self._ending)
        room = self.width() - max(self.indent(), 0) - metrics.horizontalAdvance(self._ending)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 1)) + self._ending

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        place = self.rect().adjusted(max(self.indent(), 0), 0, 0, 0)
        draw_line(painter, place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.shown)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            set_tool_tip(self, self.text() if self.shown != self.text() else "")
        return super().event(event)
