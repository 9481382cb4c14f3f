"""A field of colours over two axes, with the pointer's place in it."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter

from workbench.widgets.canvas_plot import CanvasPlot


class _Field(pg.ImageItem):
    """A picture whose colours run into each other, or stand beside each other."""

    smooth = False

    def paint(self, painter: QPainter, *args: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth)
        super().paint(painter, *args)


class FieldMap(CanvasPlot):
    """Points evenly spread over the axes, each in its colour; low x is at the left, low y at the bottom."""

    hovered = Signal(object)  # (x, y) under the pointer, None when it leaves

    def __init__(self) -> None:
        super().__init__(" ")
        self.hold_still()
        self.field = _Field(axisOrder="row-major")
        self.add(self.field)

    def place_of(self, position: QPointF) -> tuple[float, float]:
        """The x and y at a place of this widget in pixels."""
        rect, (x0, x1), (y0, y1) = self.data_rect(), self.x_range(), self.y_range()
        return (
            x0 + (position.x() - rect.left()) / max(rect.width(), 1.0) * (x1 - x0),
            y0 + (rect.bottom() - position.y()) / max(rect.height(), 1.0) * (y1 - y0),
        )

    def spread_field(
        self, colours: np.ndarray, x: tuple[float, float], y: tuple[float, float], *, smooth: bool = False
    ) -> None:
        """Shows `colours` [H, W, 4] uint8 of points over the ranges `x` and `y`, the first row at the bottom."""
        self.field.smooth = smooth
        rows, columns = colours.shape[:2]
        self.field.setImage(colours, autoLevels=False, levels=None)
        # A point is the middle of its square, and those at the ends lie on the ends of the axes.
        half_x, half_y = (
            (high - low) / (count - 1) / 2 if count > 1 else (high - low) / 2
            for (low, high), count in ((x, columns), (y, rows))
        )
        self.field.setRect(QRectF(x[0] - half_x, y[0] - half_y, x[1] - x[0] + 2 * half_x, y[1] - y[0] + 2 * half_y))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        inside = self.data_rect().contains(event.position())
        self.hovered.emit(self.place_of(event.position()) if inside else None)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)
