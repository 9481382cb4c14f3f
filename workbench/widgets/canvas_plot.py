"""The drawing surface of a live plot: pyqtgraph without its frame, menu, buttons and automatic ranges."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsItem, QToolTip, QWidget

from dqn_engine.system.giving_way import WINDOW
from workbench.look.theme import Theme
from workbench.widgets.quantity_axis import QuantityAxis

_RIGHT_MARGIN_PX = 16
_BELOW_TITLE_PX = 4
_WIDEST_TICK = "0,000.0"


def explanation_of(widget: QWidget) -> str:
    """Its tool tip, or that of the nearest that it is in and that has one."""
    at: QWidget | None = widget
    while at is not None and not at.toolTip():
        at = at.parentWidget()
    return "" if at is None else at.toolTip()


class CanvasPlot(pg.PlotWidget):
    """Axes, grid and pointer of one plot. Ranges change only when told or by the user's hand."""

    moved_by_hand = Signal()
    pointed = Signal(QPointF, float)  # where in pixels, and the x there
    left = Signal()
    double_clicked = Signal(QPointF)
    menu_wanted = Signal(QPoint)  # where on the screen
    resized = Signal()

    def __init__(self, axis_title: str, *, log_x: bool = False) -> None:
        axes = {"left": QuantityAxis("left"), "bottom": QuantityAxis("bottom")}
        # Told at once: pyqtgraph makes a menu else, and taking that away later has crashed in it.
        super().__init__(axisItems=axes, enableMenu=False)
        self._axes = axes
        axes["bottom"].set_log(log_x)
        self._axis_title = axis_title
        plot: Any = self.getPlotItem()  # pyqtgraph makes it in its constructor, and says so in no annotation
        plot.hideButtons()
        for axis in axes.values():
            axis.setZValue(-1000)  # the grid belongs behind the data
        # pyqtgraph lets an axis title hang a few pixels out at the bottom.
        plot.layout.setContentsMargins(0, 0, _RIGHT_MARGIN_PX, _BELOW_TITLE_PX if axis_title else 0)
        self._box = plot.getViewBox()
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0)
        # The wheel and the hand move x; y always fits what is seen.
        self._box.setMouseEnabled(x=True, y=False)
        self._box.sigRangeChangedManually.connect(self._on_moved)
        self._box.sigResized.connect(self._on_resized)
        self._cursor: float | None = None
        self._cursor_pen = QPen()
        self._focus_colour = QColor()
        self._in_picture = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(120, 88)

    def add(self, item: QGraphicsItem) -> None:
        """Puts an item into the data area."""
        self._box.addItem(item, ignoreBounds=True)

    def restyle(self, theme: Theme, font: QFont) -> None:
        """Takes the theme's colours and the font of the ticks."""
        metrics = QFontMetrics(font)
        self.setBackground(theme.surface)
        below = metrics.height() + 8
        self._axes["left"].restyle(theme, font, metrics.horizontalAdvance(_WIDEST_TICK) + 10)
        if self._axis_title:
            self._axes["bottom"].set_title(self._axis_title, theme.muted, font.pixelSize())
            below += metrics.height() + 2
        self._axes["bottom"].restyle(theme, font, below)
        self._cursor_pen = QPen(QColor(theme.muted), 1.0)
        self._cursor_pen.setCosmetic(True)
        self._focus_colour = QColor(theme.accent)

    @property
    def axis_title(self) -> str:
        """What is said to be counted along the x axis."""
        return self._axis_title

    def set_axis_title(self, title: str, theme: Theme, font: QFont) -> None:
        """Names what is counted along the x axis; an empty title leaves its room to the data."""
        if title == self._axis_title:
            return
        self._axis_title = title
        plot: Any = self.getPlotItem()
        plot.layout.setContentsMargins(0, 0, _RIGHT_MARGIN_PX, _BELOW_TITLE_PX if title else 0)
        self._axes["bottom"].set_title(title, theme.muted, font.pixelSize())
        self.restyle(theme, font)

    def set_y_title(self, title: str, theme: Theme, font: QFont) -> None:
        """Names what is counted along the y axis, which becomes wider by that."""
        metrics = QFontMetrics(font)
        self._axes["left"].set_title(title, theme.muted, font.pixelSize())
        self._axes["left"].restyle(theme, font, metrics.horizontalAdvance(_WIDEST_TICK) + metrics.height() + 10)

    def hold_still(self) -> None:
        """From now on neither the wheel nor the hand moves what is in view."""
        self._box.setMouseEnabled(x=False, y=False)

    def set_least_x(self, span: float) -> None:
        """From now on nothing shorter than `span` is in view along x."""
        self._box.setLimits(minXRange=span)

    def set_log(self, log: bool) -> None:
        """Labels the y axis as powers of ten."""
        self._axes["left"].set_log(log)

    def set_last_y_tick(self, value: float) -> None:
        """Labels nothing above `value` on the y axis."""
        self._axes["left"].set_last_tick(value)

    def set_labelled(self, labelled: bool) -> None:
        """Shows or hides the labels of the ticks."""
        for axis in self._axes.values():
            axis.setStyle(showValues=labelled)

    def set_y_labelled(self, labelled: bool) -> None:
        """Shows or hides the labels of the y axis: where nothing is counted upwards, there is nothing to read."""
        self._axes["left"].setStyle(showValues=labelled)

    def set_cursor(self, x: float | None) -> None:
        """Shows a hairline at `x`, or none."""
        # Painted over the scene, and no item of it: of a line as high as the view, pyqtgraph repaints a part alone.
        before, self._cursor = self._cursor, x
        for place in (before, x):
            if before != x and place is not None:
                self._repaint_hairline(place)

    def _repaint_hairline(self, x: float) -> None:
        line = self._hairline(x)
        if line is not None:
            self.viewport().update(QRectF(line.x1() - 2, line.y1(), 4, line.dy()).toAlignedRect())

    def _hairline(self, x: float) -> QLineF | None:
        """Where it is at `x`, in pixels of this widget; None where that isn't in view."""
        rect, (x0, x1) = self.data_rect(), self.x_range()
        if not x0 <= x <= x1:
            return None
        at = rect.left() + (x - x0) / max(x1 - x0, 1e-300) * rect.width()
        return QLineF(at, rect.top(), at, rect.bottom())

    def data_rect(self) -> QRectF:
        """Where the data area is, in pixels of this widget."""
        return self._box.sceneBoundingRect()

    def x_range(self) -> tuple[float, float]:
        """The stretch of x in view."""
        low, high = self._box.viewRange()[0]
        return (float(low), float(high))

    def y_range(self) -> tuple[float, float]:
        """The stretch of y in view; exponents on a logarithmic axis."""
        low, high = self._box.viewRange()[1]
        return (float(low), float(high))

    def show_x(self, x_from: float, x_to: float) -> None:
        """Brings this stretch of x into view."""
        if (x_from, x_to) != self.x_range():
            self._box.setXRange(x_from, x_to, padding=0)
            # Where a hairline or a mark was, pyqtgraph repaints nothing when the view moves under it.
            self.viewport().update()

    def show_y(self, y_from: float, y_to: float) -> None:
        """Brings this stretch of y into view."""
        if (y_from, y_to) != self.y_range():
            self._box.setYRange(y_from, y_to, padding=0)

    def to_pixels(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where points of the data, `x` [K] and `y` [K], are in pixels of this widget: [K] float64 each."""
        rect, (x0, x1), (y0, y1) = self.data_rect(), self.x_range(), self.y_range()
        return (
            rect.left() + (x - x0) / (x1 - x0) * rect.width(),
            rect.bottom() - (y - y0) / (y1 - y0) * rect.height(),
        )

    def place_x(self, x_px: float) -> float:
        """The x at a place of this widget in pixels."""
        rect, (x0, x1) = self.data_rect(), self.x_range()
        return x0 + (x_px - rect.left()) / max(rect.width(), 1.0) * (x1 - x0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Otherwise the notches between two paintings would each zoom around a place further off.
        self._box.updateMatrix()
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        # Hovering shows its own texts; the scene's would take them away after a moment, having none.
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            if not QToolTip.isVisible():
                QToolTip.showText(event.globalPos(), explanation_of(self), self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with WINDOW.taken():
            super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def draw_picture(self, painter: QPainter, at: QPoint) -> None:
        """Draws axes, grid and data there, without the hairline, the frame and the widgets that lie above."""
        self._in_picture = True
        try:
            seen = self.viewport().rect()
            # As a scene and not as a widget: SVG would clip the data where that would stand by itself.
            self.render(painter, QRectF(at, seen.size()), seen)
        finally:
            self._in_picture = False

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The hairline; and a frame around the data area of one that has the focus, which takes keys."""
        super().drawForeground(painter, rect)
        if self._in_picture:
            return
        line = None if self._cursor is None else self._hairline(self._cursor)
        if line is not None:
            painter.setPen(self._cursor_pen)
            painter.drawLine(line)
        if self.hasFocus():
            painter.save()
            painter.resetTransform()
            painter.setPen(QPen(self._focus_colour, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # Within the widget, where the data reach to its edge.
            seen = QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1)
            painter.drawRect(self.data_rect().adjusted(-1, -1, 1, 1).intersected(seen))
            painter.restore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        rect, (x0, x1) = self.data_rect(), self.x_range()
        if rect.contains(event.position()):
            self.pointed.emit(event.position(), x0 + (event.position().x() - rect.left()) / rect.width() * (x1 - x0))
        else:
            self.left.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def _on_moved(self, *_: object) -> None:
        self.viewport().update()  # As in `show_x`.
        self.moved_by_hand.emit()

    def _on_resized(self, *_: object) -> None:
        self.resized.emit()
