"""A histogram whose bars can be clicked or brushed, with the mouse or by keys, to choose what lies in them."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from workbench.look.theme import Theme
from workbench.widgets.canvas_plot import CanvasPlot
from workbench.widgets.follow_axis import nice_step
from workbench.widgets.quantity_axis import quantity_text

_BAR_SHARE = 0.86  # of a bin's width; the rest is the gap between bars
_HEADROOM = 1.08
# An axis follows down only when its data have fallen below this fraction of it.
_SHRINK_BELOW = 0.4
# Of the axis, that a bar of few is at least high, so that it can be seen.
_LEAST_HIGH = 0.02
# Narrower bars stand without gaps.
_GAPS_FROM_PX = 6.0
_FAINT = 90  # of 255: what isn't chosen, beside what is
_BAND = 34


class BrushedHistogram(CanvasPlot):
    """Bars along `axis_title`, with `log` by powers of ten; `name` says in the tool tip what is counted."""

    range_chosen = Signal(tuple)  # (lowest, highest), or nothing where all is shown again

    def __init__(self, axis_title: str, name: str, *, log: bool = False) -> None:
        super().__init__(axis_title, log_x=log)
        self._name, self._log = name, log
        self._edges, self._counts = np.zeros(0), np.zeros(0)
        self._places = np.zeros(0)  # of the edges, along the axis
        self._chosen: tuple[float, float] | None = None
        self._from = self._to = -1  # bars, while brushed or gone to by keys
        self._brushing = False
        self._x_to = self._y_to = 0.0
        self._colour = QColor()
        self.getViewBox().setMouseEnabled(False, False)
        self.bars = pg.BarGraphItem(x0=[], x1=[], height=[])
        self.band = pg.BarGraphItem(x0=[], x1=[], height=[])
        self.band.setZValue(-10)
        self.add(self.band)
        self.add(self.bars)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            self.tr("Left and right choose a bar, with Shift more of them; Escape chooses none.")
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(116)
        self.resized.connect(self._paint_bars)

    @property
    def edges(self) -> np.ndarray:
        """Where the bars begin and end: [N + 1]."""
        return self._edges

    @property
    def places(self) -> np.ndarray:
        """Where those are along the axis: [N + 1]; powers of ten on a logarithmic one."""
        return self._places

    @property
    def chosen(self) -> tuple[float, float] | None:
        """The lowest and the highest value that are chosen; None: nothing is."""
        return self._chosen

    def sizeHint(self) -> QSize:
        return QSize(200, 116)

    def restyle(self, theme: Theme, font: QFont) -> None:
        super().restyle(theme, font)
        self._colour = QColor(theme.accent)
        band = QColor(theme.accent)
        band.setAlpha(_BAND)
        self.band.setOpts(pen=None, brush=band)
        self._paint_bars()

    def show_counts(self, edges: np.ndarray, counts: np.ndarray) -> None:
        """Shows `counts` [N] between neighbours of `edges` [N + 1]; what is chosen stays."""
        self._edges, self._counts = edges, counts
        self._places = _powers(edges) if self._log else edges.astype(np.float64)
        start, end = (float(self._places[at]) for at in (0, -1)) if len(edges) else (0.0, 1.0)
        if self._log:
            low, self._x_to = math.floor(start + 1e-9), math.ceil(end - 1e-9)
        else:
            low = _first_tick(start, end)
            self._x_to = _followed(self._x_to, end, low)
        self._y_to = _followed(self._y_to, float(counts.max(initial=1)) * _HEADROOM, 0.0)
        self.show_x(low, self._x_to if self._x_to > low else low + 1.0)
        self.show_y(0.0, self._y_to)
        self._paint_bars()

    def choose(self, chosen: tuple[float, float] | None) -> None:
        """Marks what is chosen, without telling of it."""
        self._chosen = chosen
        if chosen is None:
            self._from = self._to = -1
        self._paint_bars()

    def forget(self) -> None:
        """Drops bars, axes and choice: another run began."""
        self._x_to = self._y_to = 0.0
        self._edges, self._counts, self._places = np.zeros(0), np.zeros(0), np.zeros(0)
        self.choose(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        bar = self._bar_at(event.position().x())
        if event.button() is not Qt.MouseButton.LeftButton or bar < 0:
            return
        if self._chosen is not None and self._from == self._to == bar:
            self._tell(None)  # A second click on the one bar.
            return
        self._brushing = True
        self._from = self._to = bar
        self._mark()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        bar = self._bar_at(event.position().x())
        if self._brushing and bar >= 0 and bar != self._to:
            self._to = bar
            self._mark()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._brushing and event.button() is Qt.MouseButton.LeftButton:
            self._brushing = False
            self._tell(self._range())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape and self._chosen is not None:
            self._tell(None)
        elif step and len(self._counts):
            last = len(self._counts) - 1
            self._to = min(max(self._to + step, 0), last) if self._to >= 0 else (0 if step > 0 else last)
            if self._from < 0 or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._from = self._to
            self._tell(self._range())
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # It scrolls the panel.

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self._bar_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.bar_words(bar) if bar >= 0 else self.toolTip(), self)
            return True
        return super().viewportEvent(event)

    def bar_words(self, bar: int) -> str:
        """What is said of a bar where it is pointed at."""
        words = self.tr("{name}: {count} from {low} to {high}. Click or drag to list them.")
        return words.format(
            name=self._name,
            count=f"{int(self._counts[bar]):,}",
            low=quantity_text(float(self._edges[bar])),
            high=quantity_text(float(self._edges[bar + 1])),
        )

    def _bar_at(self, x_px: float) -> int:
        """The bar above or below this place; the nearest where there is none; -1 without bars."""
        if not len(self._counts):
            return -1
        rect, (low, high) = self.data_rect(), self.x_range()
        x = low + (x_px - rect.left()) / max(rect.width(), 1.0) * (high - low)
        return int(np.clip(np.searchsorted(self._places, x, side="right") - 1, 0, len(self._counts) - 1))

    def _range(self) -> tuple[float, float]:
        """What lies in the bars from one to the other: in all but the last one, less than their upper edge."""
        first, last = sorted((self._from, self._to))
        upper = self._edges[last + 1]
        return float(self._edges[first]), float(
            upper if last == len(self._counts) - 1 else np.nextafter(upper, -math.inf)
        )

    def _mark(self) -> None:
        self._chosen = self._range()
        self._paint_bars()

    def _tell(self, chosen: tuple[float, float] | None) -> None:
        self.choose(chosen)
        self.range_chosen.emit(chosen or ())

    def _paint_bars(self) -> None:
        if not len(self._counts):
            self.bars.setOpts(x0=[], x1=[], height=[])
            self.band.setOpts(x0=[], x1=[], height=[])
            return
        edges, places = self._edges.astype(np.float64), self._places
        low, high = self.x_range()
        a_bar_px = self.data_rect().width() * float(places[-1] - places[0]) / (high - low) / len(self._counts)
        # Gaps of a part of a pixel would be here and not there.
        gap = np.diff(places) * (1 - _BAR_SHARE) / 2 if a_bar_px >= _GAPS_FROM_PX else 0.0
        least = _LEAST_HIGH * self._y_to
        heights = np.where(self._counts > 0, np.maximum(self._counts, least), 0.0)
        faint = QColor(self._colour)
        faint.setAlpha(_FAINT)
        brushes = [self._colour] * len(heights)
        self.band.setOpts(x0=[], x1=[], height=[])
        if self._chosen is not None:
            first, last = self._chosen
            inside = (edges[1:] > first) & (edges[:-1] <= last)
            brushes = [self._colour if is_in else faint for is_in in inside]
            ends = np.interp([first, max(last, first)], edges, places)
            self.band.setOpts(x0=ends[:1], x1=ends[1:], height=[self._y_to])
        self.bars.setOpts(x0=places[:-1] + gap, x1=places[1:] - gap, height=heights, pen=None, brushes=brushes)


def _powers(edges: np.ndarray) -> np.ndarray:
    """Where edges are on a logarithmic axis; what isn't above 0 is as far to the left as the next bar is wide."""
    made = np.log10(np.maximum(edges.astype(np.float64), np.finfo(np.float64).tiny))
    above = np.flatnonzero(edges > 0)
    if len(above) and above[0] and len(edges) > above[0] + 1:
        first = above[0]
        width = made[first + 1] - made[first]
        made[:first] = made[first] - width * np.arange(first, 0, -1)
    return made


def _first_tick(start: float, end: float) -> float:
    """Where an axis begins: at 0 where that is near, else at a whole step, since the least value rarely stays."""
    if 0.0 <= start < 0.5 * end:
        return 0.0
    step = nice_step(max(end - start, 1e-9) / 4)
    return math.floor(start / step) * step


def _followed(shown: float, needed: float, low: float) -> float:
    """The end of an axis that begins at `low`: it grows in whole steps, and shrinks only where it is far too long."""
    if needed <= shown and needed - low >= (shown - low) * _SHRINK_BELOW:
        return shown
    step = nice_step(max(needed - low, 1e-9) / 4)
    return low + math.ceil((needed - low) / step - 1e-9) * step
