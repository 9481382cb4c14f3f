"""A cell of a list that holds a small curve: where it goes, not what its numbers are."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

CURVE = Qt.ItemDataRole.UserRole + 50
"""What the curve is under: numbers, oldest first."""

CURVE_COLOUR = Qt.ItemDataRole.UserRole + 51
"""What its colour is under, where it has one of its own."""

_SIZE = QSize(84, 20)
_MARGIN_X, _MARGIN_Y = 6.0, 4.0
_WIDTH_PX = 1.4


class CurveDelegate(QStyledItemDelegate):
    """Draws the numbers of `CURVE` from edge to edge; nothing where there are fewer than two."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        points = curve_points(
            index.data(CURVE) or (), QRectF(option.rect).adjusted(_MARGIN_X, _MARGIN_Y, -_MARGIN_X, -_MARGIN_Y)
        )
        if not points:
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Link
        own = index.data(CURVE_COLOUR)
        colour = own if isinstance(own, QColor) else option.palette.color(role)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, _WIDTH_PX))
        painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return _SIZE


def curve_points(values: Sequence[float], within: QRectF) -> list[QPointF]:
    """The curve, the smallest value at the bottom and the largest at the top; a level one in the middle."""
    known = [value for value in values if math.isfinite(value)]
    if len(known) < 2:
        return []
    low, span = min(known), max(known) - min(known)
    step = within.width() / (len(known) - 1)
    return [
        QPointF(
            within.left() + place * step, within.bottom() - ((value - low) / span if span else 0.5) * within.height()
        )
        for place, value in enumerate(known)
    ]
