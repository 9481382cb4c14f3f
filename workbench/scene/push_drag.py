"""A push that is being drawn with the mouse: from where CartPole's cart or pole was grabbed to where the pointer is."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.look.drawn_lines import draw_line
from workbench.look.figures import figure
from workbench.look.theme import Theme

CART, POLE = "cart", "pole"
_PX_PER_UNIT = 60.0  # device-independent pixels for 1 m/s or 1 rad/s
_LARGEST = 5.0
_LEAST_PX = 4.0
_HEAD_PX = 7.0


@dataclass(slots=True)
class PushDrag:
    """What was grabbed, where, and where the pointer is now, in pixels of the canvas."""

    part: str
    begun: QPointF
    now: QPointF

    @property
    def size(self) -> float:
        """The push in m/s or rad/s, positive to the right; 0 where it was hardly dragged."""
        apart = self.now.x() - self.begun.x()
        if abs(apart) < _LEAST_PX:
            return 0.0
        return min(max(apart / _PX_PER_UNIT, -_LARGEST), _LARGEST)

    @property
    def words(self) -> str:
        """The push with its unit."""
        return f"{figure(self.size, '+.2f')} {'m/s' if self.part == CART else 'rad/s'}"

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draws it as an arrow with its size."""
        end = QPointF(self.begun.x() + self.size * _PX_PER_UNIT, self.begun.y())
        painter.setPen(QPen(QColor(theme.danger), 3.0))
        painter.drawLine(self.begun, end)
        if self.size:
            back = _HEAD_PX if self.size > 0 else -_HEAD_PX
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.danger))
            corners = (QPointF(end.x() + back, end.y()), QPointF(end.x(), end.y() - 6), QPointF(end.x(), end.y() + 6))
            painter.drawPolygon(QPolygonF(corners))
        painter.setPen(QColor(theme.text))
        draw_line(painter, QRectF(end.x() - 60, end.y() - 30, 120, 20), Qt.AlignmentFlag.AlignCenter, self.words)
