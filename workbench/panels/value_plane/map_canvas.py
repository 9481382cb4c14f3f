"""The picture of a toy text's map: a colour in each cell, its letter, the greedy action's arrow, and who is where."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from dqn_engine.probes.state_maps import StateMap
from workbench.look.drawn_lines import draw_line
from workbench.look.theme import SPACE, Theme, small_font
from workbench.widgets.quantity_axis import quantity_text

# Narrower cells have no room for their number; still narrower ones, none for letters.
_NUMBERED_FROM_PX, _LETTERED_FROM_PX = 56, 20
_LARGEST_CELL_PX = 120
_DARK_BELOW = 0.45
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
}


class MapCanvas(QWidget):
    """Rows from the top, as the environment draws them."""

    picked = Signal(int, int)  # row and column
    stepped = Signal(int, int)  # by the arrow keys, rows down and columns to the right
    hovered = Signal(object)  # (row, column) under the pointer, None when it leaves

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._map: StateMap | None = None
        self._colours = np.zeros((0, 0, 4), np.uint8)
        self._values = np.zeros((0, 0))
        self._action = np.zeros((0, 0), np.int64)
        self._labels: tuple[str, ...] = ()
        self._density: np.ndarray | None = None
        self._batch: np.ndarray | None = None
        self._path = np.zeros((0, 2), np.int64)
        self._watched: tuple[int, int] | None = None
        self._selected: tuple[int, int] | None = None
        self.setFont(small_font(self.font()))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def show_field(
        self,
        found: StateMap,
        colours: np.ndarray,
        values: np.ndarray | None,
        action: np.ndarray,
        labels: Sequence[str],
    ) -> None:
        """Shows a map: `colours` [H, W, 4] uint8, `values` [H, W] as numbers, and the greedy `action` [H, W]."""
        self._map, self._colours, self._action, self._labels = found, colours, action, tuple(labels)
        self._values = np.full(action.shape, math.nan) if values is None else values
        self.update()

    def show_density(self, counts: np.ndarray | None) -> None:
        """Shows how many observations of the buffer are in each cell [H, W], as the size of a dot; None: doesn't."""
        self._density = counts
        self.update()

    def show_batch(self, counts: np.ndarray | None) -> None:
        """Shows how often each cell [H, W] is in a batch, as a square with the number; None: doesn't."""
        self._batch = counts
        self.update()

    def show_path(self, cells: np.ndarray, watched: tuple[int, int] | None) -> None:
        """Shows the way through `cells` [T, 2] and the cell where it is now."""
        self._path, self._watched = cells, watched
        self.update()

    def show_selected(self, cell: tuple[int, int] | None) -> None:
        """Frames a cell, or none."""
        self._selected = cell
        self.update()

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is, in pixels of this widget."""
        rows, columns = self._action.shape
        size = self._cell_px()
        left, top = (self.width() - columns * size) / 2, (self.height() - rows * size) / 2
        return QRectF(left + column * size, top + row * size, size, size)

    def sizeHint(self) -> QSize:
        return QSize(300, 300)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.picked.emit(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(*step)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._map is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        for row, column in np.ndindex(self._action.shape):
            painter.fillRect(self.cell_rect(row, column).adjusted(0.5, 0.5, -0.5, -0.5), self._ground(row, column))
        self._paint_path(painter)
        for (row, column), action in np.ndenumerate(self._action):
            self._paint_cell(painter, self._map, row, column, int(action))
        self._paint_walls(painter, self._map)
        self._paint_watched(painter)
        if self.hasFocus():
            rows, columns = self._action.shape
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.accent), 2.0))
            painter.drawRect(self.cell_rect(0, 0).united(self.cell_rect(rows - 1, columns - 1)).adjusted(-1, -1, 1, 1))
        if self._selected is not None:
            frame = self.cell_rect(*self._selected).adjusted(2, 2, -2, -2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((self._theme.surface, 5.0), (self._theme.text, 2.5)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(frame)

    def _is_plain(self, row: int, column: int) -> bool:
        """Whether nothing is known of the cell that a colour could stand for."""
        over = self._map is not None and bool(self._map.over[row, column])
        return over or not self._colours[row, column, 3]

    def _ground(self, row: int, column: int) -> QColor:
        if self._is_plain(row, column):
            return QColor(self._theme.raised)
        red, green, blue = (int(part) for part in self._colours[row, column, :3])
        return QColor(red, green, blue)

    def _paint_cell(self, painter: QPainter, found: StateMap, row: int, column: int, action: int) -> None:
        box, filled, plain = self.cell_rect(row, column), self._ground(row, column), self._is_plain(row, column)
        ink = QColor("#ffffff" if filled.lightnessF() < _DARK_BELOW else "#14171c")
        size, letter = box.width(), found.letters[row][column]
        if letter != " " and size >= _LETTERED_FROM_PX:
            painter.setPen(QColor(self._theme.text) if plain else ink)
            bold = QFont(self.font())
            bold.setWeight(QFont.Weight.DemiBold)
            painter.setFont(bold)
            if found.over[row, column]:
                draw_line(painter, box, Qt.AlignmentFlag.AlignCenter, letter)
            else:
                draw_line(painter, box.adjusted(5, 3, 0, 0), 0, letter)
            painter.setFont(self.font())
        if found.over[row, column]:
            return
        self._paint_density(painter, box, row, column, ink)
        self._paint_batch(painter, box, row, column)
        if math.isfinite(self._values[row, column]) and size >= _NUMBERED_FROM_PX:
            painter.setPen(ink)
            text = quantity_text(float(self._values[row, column]))
            words, below = box.adjusted(2, 0, -2, -3), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            if (self._path == (row, column)).all(axis=1).any():  # Which would strike it through.
                painter.fillRect(painter.boundingRect(words, below, text).adjusted(-2, 0, 2, 0), filled)
            draw_line(painter, words, below, text)
        self._paint_action(painter, found, box, action, ink)

    def _paint_action(self, painter: QPainter, found: StateMap, box: QRectF, action: int, ink: QColor) -> None:
        down, right = (int(part) for part in found.moves[action])
        middle, half = box.center(), min(box.width() * 0.2, 16.0)
        if not (down or right):
            label = self._labels[action] if action < len(self._labels) else ""
            painter.setPen(ink)
            shown = QFontMetrics(self.font()).elidedText(label, Qt.TextElideMode.ElideRight, int(box.width()) - 4)
            draw_line(painter, box, Qt.AlignmentFlag.AlignCenter, shown)
            return
        along, across = QPointF(right * half, down * half), QPointF(-down * half * 0.55, right * half * 0.55)
        shaft = QPen(ink, max(1.4, half / 6))
        shaft.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(shaft)
        painter.drawLine(middle - along, middle + along * 0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([middle + along, middle + along * 0.2 + across, middle + along * 0.2 - across]))

    def _paint_density(self, painter: QPainter, box: QRectF, row: int, column: int, ink: QColor) -> None:
        if self._density is None or not self._density[row, column]:
            return
        part = math.sqrt(self._density[row, column] / max(1, int(self._density.max())))
        radius = max(1.5, part * box.width() * 0.1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(
            QPointF(box.right() - 4 - box.width() * 0.1, box.top() + 4 + box.width() * 0.1), radius, radius
        )

    def _paint_batch(self, painter: QPainter, box: QRectF, row: int, column: int) -> None:
        if self._batch is None or not self._batch[row, column]:
            return
        side = max(5.0, box.width() * 0.22)
        square = QRectF(box.right() - side - 4, box.bottom() - side - 4, side, side)
        painter.setBrush(QColor(self._theme.surface))
        painter.setPen(QPen(QColor(self._theme.q_max), 1.6))
        painter.drawRect(square)
        if box.width() >= _NUMBERED_FROM_PX:
            painter.setPen(QColor(self._theme.text))
            draw_line(painter, square, Qt.AlignmentFlag.AlignCenter, str(int(self._batch[row, column])))

    def _paint_walls(self, painter: QPainter, found: StateMap) -> None:
        painter.setPen(QPen(QColor(self._theme.text), 3.0))
        for row, column in zip(*np.nonzero(found.walls), strict=True):
            box = self.cell_rect(int(row), int(column))
            painter.drawLine(box.topRight(), box.bottomRight())

    def _paint_path(self, painter: QPainter) -> None:
        places = [self.cell_rect(int(row), int(column)).center() for row, column in self._path]
        if len(places) > 1:
            painter.setPen(QPen(QColor(self._theme.evaluation), 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(places)

    def _paint_watched(self, painter: QPainter) -> None:
        if self._watched is None:
            return
        box = self.cell_rect(*self._watched)
        # Beside the arrow, which stands in the middle.
        spot = QPointF(box.left() + box.width() * 0.22, box.bottom() - box.width() * 0.3)
        painter.setPen(QPen(QColor("#ffffff"), 2.0))
        painter.setBrush(QColor(self._theme.evaluation))
        painter.drawEllipse(spot, 6.0, 6.0)

    def _cell_px(self) -> float:
        rows, columns = self._action.shape
        if not rows or not columns:
            return 1.0
        return max(1.0, min((self.width() - SPACE) / columns, (self.height() - SPACE) / rows, _LARGEST_CELL_PX))

    def _cell_at(self, position: QPointF) -> tuple[int, int] | None:
        rows, columns = self._action.shape
        if not rows:
            return None
        corner, size = self.cell_rect(0, 0).topLeft(), self._cell_px()
        row, column = int((position.y() - corner.y()) // size), int((position.x() - corner.x()) // size)
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None
