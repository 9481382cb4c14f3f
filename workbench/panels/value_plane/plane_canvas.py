"""The picture of a plane: a field of colours over two axes, lines and dots above it, and the pointer."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPen

from dqn_engine.probes.axes import Axis
from workbench.look.theme import Theme
from workbench.widgets.field_map import FieldMap

_LINE_PX, _HALO_PX = 1.4, 3.2
_TRAIL_PX, _TRAIL_STEPS = 2.0, 40
_FAINT = 0.45
_DOT_PX, _RING_PX, _DENSITY_PX, _BATCH_PX = 11, 15, 3, 7
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class PlaneCanvas(FieldMap):
    """Shows what it is given; low x is at the left, low y at the bottom."""

    picked = Signal(float, float)  # x and y of a click, or of where it was dragged to
    stepped = Signal(int, int)  # by the arrow keys, points to the right and up

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self._x = self._y = Axis(index=0, label="", low=0.0, high=1.0)
        self.density = pg.ScatterPlotItem(size=_DENSITY_PX, pen=None, pxMode=True)
        self.outlines = [pg.PlotCurveItem(connect="pairs", antialias=True) for _ in range(2)]
        self.batch = [pg.ScatterPlotItem(size=_BATCH_PX, pxMode=True, symbol="s", brush=None) for _ in range(2)]
        self.boundary = [pg.PlotCurveItem(connect="pairs", antialias=True) for _ in range(2)]
        self.path = [pg.PlotCurveItem(connect="finite", antialias=True) for _ in range(2)]
        self.watched = pg.ScatterPlotItem(size=_DOT_PX, pxMode=True)
        self.selected = [pg.ScatterPlotItem(size=_RING_PX, pxMode=True, symbol="o") for _ in range(2)]
        items: list[Any] = [
            self.density,
            *self.outlines,
            *self.boundary,
            *self.batch,
            *self.path,
            self.watched,
            *self.selected,
        ]
        for height, item in enumerate(items, start=1):
            item.setZValue(height)
            self.add(item)

    def restyle(self, theme: Theme, font: QFont) -> None:
        super().restyle(theme, font)
        # Lines lie on any colour: light ones, with a dark edge.
        light, dark = (theme.text, theme.surface) if theme.dark else (theme.surface, theme.text)
        for curve, colour, width in zip(self.boundary, (dark, light), (_HALO_PX, _LINE_PX), strict=True):
            curve.setPen(_pen(colour, width))
        # An episode in which little happens would cover what is below; what was last stands out.
        for curve, opacity, width in zip(self.path, (_FAINT, 1.0), (1.0, _TRAIL_PX), strict=True):
            colour = QColor(theme.evaluation)
            colour.setAlphaF(opacity)
            curve.setPen(_pen(colour, width))
        grains = QColor(light)
        grains.setAlphaF(0.75)
        self.density.setBrush(grains)
        for curve, colour, width in zip(self.outlines, (dark, light), (2.2, 1.0), strict=True):
            dotted = _pen(colour, width)
            dotted.setStyle(Qt.PenStyle.DashLine if curve is self.outlines[1] else Qt.PenStyle.SolidLine)
            curve.setPen(dotted)
        for squares, colour, width in zip(self.batch, (dark, theme.q_max), (3.4, 1.6), strict=True):
            squares.setPen(_pen(colour, width))
        self.watched.setBrush(QColor(theme.evaluation))
        self.watched.setPen(_pen(light, 2.0))
        for ring, colour, width in zip(self.selected, (dark, light), (5.0, 2.5), strict=True):
            ring.setBrush(None)
            ring.setPen(_pen(colour, width))

    def show_axes(self, x: Axis, y: Axis) -> None:
        """Takes the axes of what is shown from now on."""
        if (x, y) != (self._x, self._y):
            self._x, self._y = x, y
            self.show_x(x.low, x.high)
            self.show_y(y.low, y.high)

    def show_field(self, colours: np.ndarray, *, smooth: bool = False) -> None:
        """Shows `colours` [H, W, 4] uint8 of points evenly spread over the axes, the first row at the bottom."""
        self.spread_field(colours, (self._x.low, self._x.high), (self._y.low, self._y.high), smooth=smooth)

    def show_density(self, counts: np.ndarray) -> None:
        """Shows a dot at each point of `counts` [H, W] that is above 0."""
        rows, columns = np.nonzero(counts)
        self.density.setData(*self._places(columns, rows, counts.shape))

    def show_outlines(self, columns: np.ndarray, rows: np.ndarray, shape: tuple[int, ...]) -> None:
        """Shows dashed lines between pairs of points of a field of `shape`, given as those of a boundary."""
        x, y = self._places(columns, rows, shape)
        for curve in self.outlines:
            curve.setData(x, y)

    def show_batch(self, x: np.ndarray, y: np.ndarray) -> None:
        """Shows a square at each of these states [B]."""
        for squares in self.batch:
            squares.setData(x, y)

    def show_boundary(self, columns: np.ndarray, rows: np.ndarray, shape: tuple[int, ...]) -> None:
        """Shows lines between pairs of points of a field of `shape`, given by columns and rows [2 · N]."""
        x, y = self._places(columns, rows, shape)
        for curve in self.boundary:
            curve.setData(x, y)

    def show_path(self, x: np.ndarray, y: np.ndarray) -> None:
        """Shows a line [T], and a dot at its newest end; none where T is 0."""
        whole, trail = self.path
        whole.setData(x, y)
        trail.setData(x[-_TRAIL_STEPS:], y[-_TRAIL_STEPS:])
        self.watched.setData(x[-1:], y[-1:])

    def show_selected(self, place: tuple[float, float] | None) -> None:
        """Shows a ring there, or none."""
        for ring in self.selected:
            ring.setData([place[0]] if place else [], [place[1]] if place else [])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event.position())
        super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(*step)

    def _pick(self, position: QPointF) -> None:
        x, y = self.place_of(position)
        self.picked.emit(min(max(x, self._x.low), self._x.high), min(max(y, self._y.low), self._y.high))

    def _places(self, columns: np.ndarray, rows: np.ndarray, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        across, up = (self._x.high - self._x.low) / (shape[1] - 1), (self._y.high - self._y.low) / (shape[0] - 1)
        return self._x.low + columns * across, self._y.low + rows * up


def _pen(colour: str | QColor, width_px: float) -> QPen:
    pen = QPen(QColor(colour), width_px)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
