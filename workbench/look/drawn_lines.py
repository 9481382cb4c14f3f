"""Lines of text that are painted: whole, whatever script they are in.

Qt cuts a text off where it is higher than its place. A row is as high as the window's own font, but what that font
lacks comes from another: Chinese is some pixels higher, and lost its feet, with them the tail of a Q and a comma's that
made 1,000 a 1.000.
"""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter


def draw_line(painter: QPainter, place: QRectF | QRect, alignment: int, text: str) -> None:
    """Draws one line of `text` at `place`, beyond which it may reach by what its script needs."""
    painter.drawText(QRectF(place), alignment | Qt.TextFlag.TextDontClip, text)
