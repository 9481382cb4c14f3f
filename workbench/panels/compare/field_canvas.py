"""The field of a sweep: scores over two hyperparameters, coloured between the trials, which are dots in it.

Over one hyperparameter, which is no field, the score is the other axis, and the dots have their intervals.
"""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QPen

from dqn_engine.sweep.course import State
from dqn_engine.sweep.dimensions import Dimension
from workbench.look.colour_scales import coloured, sequential
from workbench.look.drawn_lines import draw_line
from workbench.look.theme import DARK, LIGHT, ROW_SPACE
from workbench.panels.compare.trial_canvas import TrialCanvas
from workbench.state import run_cells, sweep_view
from workbench.widgets.follow_axis import nice_step
from workbench.widgets.quantity_axis import tick_texts

_DOT_PX, _CHOSEN_PX = 4.5, 7.0
_NEAR_PX = 16.0
_EDGE_PX = 8  # of the field around the outermost dots
_LEFT_PX, _RIGHT_PX = 70, 18
_INSIDE_PX = 5  # of the frame that is drawn where the keyboard is
_SCORE_TICKS = 6

# The field's colours are those of no theme, and its dots are seen on its darkest and on its lightest.
_RING, _AROUND = LIGHT.surface, DARK.surface


class FieldCanvas(TrialCanvas):
    """`set_axes` says over which two, or over which one."""

    _axes = ("", "")
    _image: QImage | None = None
    _pixels = np.empty(0, np.uint8)

    def set_axes(self, x: str, y: str) -> None:
        """Draws the field over these two; with no `y`, or the same, the scores over `x`."""
        self._axes = (x, "" if y == x else y)
        self.rework()
        self.update()

    def rework(self) -> None:
        names = self._view.names
        if not all(name in names for name in self._axes):
            self._image = None
            return
        values = sweep_view.field(self._view, *self._axes)
        low, high = self._view.scores()
        # The first row is at the bottom.
        self._pixels = np.ascontiguousarray(coloured(values, low, high, sequential(self._theme))[::-1])
        rows, columns = self._pixels.shape[:2]
        self._image = QImage(self._pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)

    def nearest(self, at: QPointF) -> int | None:
        best, found = _NEAR_PX, None
        for number, point in self._dots():
            far = math.hypot(point.x() - at.x(), point.y() - at.y())
            if far < best:
                best, found = far, number
        return found

    def place_of(self, number: int) -> QPointF:
        """Where a trial's dot is, in pixels."""
        return dict(self._dots())[number]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, metrics = self._area(), QFontMetrics(self.font())
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not self._is_worded())
            painter.drawImage(area.adjusted(-_EDGE_PX, -_EDGE_PX, _EDGE_PX, _EDGE_PX), self._image)
        self._paint_axes(painter, area, metrics)
        for number, point in self._dots():
            if not self._axes[1]:
                self._paint_interval(painter, number, point)
            self._paint_dot(painter, number, point)
        self.paint_focus(painter)

    def _paint_dot(self, painter: QPainter, number: int, point: QPointF) -> None:
        trial = self._view.trial(number)
        if trial is None:
            return
        front = number in (self._choice, self._pointed)
        size = _CHOSEN_PX if front else _DOT_PX
        state = self._view.state
        is_best = state is not None and trial.number == state.best
        painter.setBrush(QColor(_AROUND) if front else self.colour_of(trial.score))
        wide = 2.0 if front else 1.4
        for shade, pen_px in ((_AROUND, wide + 2.0), (_RING, wide)):
            painter.setPen(QPen(QColor(shade), pen_px))
            if is_best:  # Not told by its colour alone.
                painter.drawRect(QRectF(point.x() - size, point.y() - size, 2 * size, 2 * size))
            else:
                painter.drawEllipse(point, size, size)
        if trial.state not in (State.COMPLETE, State.PRUNED):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for shade, width, style in (
                (_AROUND, 2.4, Qt.PenStyle.SolidLine),
                (_RING, 1.2, Qt.PenStyle.DotLine),
            ):
                painter.setPen(QPen(QColor(shade), width, style))
                painter.drawEllipse(point, size + 4, size + 4)

    def _paint_interval(self, painter: QPainter, number: int, point: QPointF) -> None:
        trial, area = self._view.trial(number), self._area()
        if trial is not None and trial.interval is not None:
            painter.setPen(QPen(QColor(self._theme.muted), 1.2))
            low, high = (area.bottom() - self._score_place(end) * area.height() for end in trial.interval)
            painter.drawLine(QPointF(point.x(), low), QPointF(point.x(), high))

    def _score_axis(self) -> tuple[float, float, float]:
        """Where the axis of scores begins and ends, and how far apart its ticks are: all on whole steps."""
        low, high = self._view.scores_with_intervals()
        step = nice_step((high - low) / _SCORE_TICKS)
        return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step

    def _score_place(self, score: float) -> float:
        low, high, _ = self._score_axis()
        return (score - low) / (high - low)

    def _score_ticks(self) -> list[tuple[float, str]]:
        if not self._view.has_scores:
            return []
        low, high, step = self._score_axis()
        numbers = [low + step * place for place in range(round((high - low) / step) + 1)]
        return [
            (self._score_place(number), text) for number, text in zip(numbers, tick_texts(numbers, step), strict=True)
        ]

    def _paint_axes(self, painter: QPainter, area: QRectF, metrics: QFontMetrics) -> None:
        x, y = (self._dimension(name) for name in self._axes)
        painter.setPen(QColor(self._theme.muted))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, text in self._texts_across(x, area, metrics):
            draw_line(painter, place, middle, text)
        for fraction, text in sweep_view.ticks(y) if y else self._score_ticks():
            at = area.bottom() - fraction * area.height()
            rect = QRectF(0, at - metrics.height() / 2, area.left() - _EDGE_PX - 5, metrics.height())
            draw_line(painter, rect, right, metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width())))
        if x:
            title = QRectF(area.left(), area.bottom() + _EDGE_PX + metrics.height() + 4, area.width(), metrics.height())
            draw_line(painter, title, middle, run_cells.knob_label(x.name))
        if x:
            above = run_cells.knob_label(y.name) if y else self.tr("Score: mean return")
            draw_line(painter, QRectF(_INSIDE_PX, _INSIDE_PX, self.width(), metrics.height()), 0, above)

    def _texts_across(self, x: Dimension | None, area: QRectF, metrics: QFontMetrics) -> list[tuple[QRectF, str]]:
        """What stands below the axis and where: both ends, and of those between what has room."""
        found: list[tuple[QRectF, str]] = []
        first, *between = sweep_view.ticks(x) if x else [(0.0, "")]
        for fraction, text in (first, *between[-1:], *between[:-1]):
            wide = metrics.horizontalAdvance(text) + 6
            at = min(max(area.left() + fraction * area.width(), area.left() + wide / 2 - 8), self.width() - wide / 2)
            place = QRectF(at - wide / 2, area.bottom() + _EDGE_PX + 3, wide, metrics.height())
            if not any(place.intersects(other) for other, _ in found):
                found.append((place, text))
        return found

    def texts_across(self) -> list[str]:
        """What is seen below the axis, from the left."""
        below = self._texts_across(self._dimension(self._axes[0]), self._area(), QFontMetrics(self.font()))
        return [text for _, text in sorted(below, key=lambda one: one[0].left())]

    def _dots(self) -> list[tuple[int, QPointF]]:
        x, y = (self._dimension(name) for name in self._axes)
        if x is None:
            return []
        area, found = self._area(), []
        for trial in self._view.trials:
            across = sweep_view.place(x, trial.settings.get(x.name))
            if y is None:
                up = math.nan if trial.score is None else self._score_place(trial.score)
            else:
                up = sweep_view.place(y, trial.settings.get(y.name))
            if math.isfinite(across) and math.isfinite(up):
                point = QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())
                found.append((trial.number, point))
        return found

    def _area(self) -> QRectF:
        high = QFontMetrics(self.font()).height()
        top, below = _INSIDE_PX + high + ROW_SPACE + _EDGE_PX, 2 * high + 8 + _EDGE_PX
        return QRectF(_LEFT_PX, top, max(self.width() - _LEFT_PX - _RIGHT_PX, 10), max(self.height() - top - below, 10))

    def _dimension(self, name: str) -> Dimension | None:
        state = self._view.state
        return None if state is None else next((one for one in state.space if one.name == name), None)

    def _is_worded(self) -> bool:
        return any(one is not None and sweep_view.is_worded(one) for one in map(self._dimension, self._axes))
