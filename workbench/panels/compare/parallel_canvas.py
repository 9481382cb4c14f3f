"""Parallel coordinates of a sweep: an axis for each hyperparameter that varied and the score, a line a trial."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF

from workbench.look.drawn_lines import draw_line
from workbench.look.figures import return_text
from workbench.panels.compare.trial_canvas import TrialCanvas
from workbench.state import run_cells, sweep_view

_SIDE_PX, _NEAR_PX = 44, 10.0
_TICKS = 3
_GROUND_ALPHA = 225  # under what stands beside the axes, so that lines that cross it don't strike it through
_APART_PX, _INSIDE_PX = 10, 5  # between titles, and from the frame


class ParallelCanvas(TrialCanvas):
    """The axis at the right is the score's."""

    def nearest(self, at: QPointF) -> int | None:
        best, found = _NEAR_PX, None
        for number, points in self._lines():
            far = _distance(points, at)
            if far < best:
                best, found = far, number
        return found

    def points_of(self, number: int) -> list[QPointF]:
        """Where a trial's line goes, in pixels."""
        return dict(self._lines())[number]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        front = {self._choice, self._pointed}
        for number, points in sorted(self._lines(), key=lambda pair: pair[0] in front):
            trial = self._view.trial(number)
            shade = self.line_colour_of(None if trial is None else trial.score)
            if number in front:
                painter.setPen(QPen(QColor(self._theme.text), 3.4))
                painter.drawPolyline(QPolygonF(points))
            elif self._choice is not None:
                shade.setAlpha(110)
            painter.setPen(QPen(shade, 2.0 if number in front else 1.2))
            painter.drawPolyline(QPolygonF(points))
        self._paint_ticks(painter)
        self.paint_focus(painter)

    def _paint_axes(self, painter: QPainter) -> None:
        metrics, area = QFontMetrics(self.font()), self._area()
        state = self._view.state
        if state is None:
            return
        places = self._axes_x()
        titles = [*(run_cells.knob_label(one.name) for one in state.space), self.tr("Score")]
        for place, (x, title) in enumerate(zip(places, titles, strict=True)):
            painter.setPen(QPen(QColor(self._theme.border), 1.0))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(self._theme.muted))
            words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, self._title_px(place, places, titles))
            furthest = self.width() - metrics.horizontalAdvance(words) - _INSIDE_PX
            left = min(max(x - metrics.horizontalAdvance(words) / 2, _INSIDE_PX), furthest)
            painter.drawText(QPointF(left, _INSIDE_PX + metrics.ascent()), words)

    def _paint_ticks(self, painter: QPainter) -> None:
        """In front of the lines, on a ground of their own: of words all lines come to the same few places."""
        ground = QColor(self._theme.surface)
        ground.setAlpha(_GROUND_ALPHA)
        painter.setPen(QColor(self._theme.muted))
        for box, shown in self.tick_boxes():
            painter.fillRect(box, ground)
            draw_line(painter, box, 0, shown)

    def tick_boxes(self) -> list[tuple[QRectF, str]]:
        """What stands beside the axes, and where, in pixels."""
        metrics, area, state = QFontMetrics(self.font()), self._area(), self._view.state
        if state is None:
            return []
        places = self._axes_x()
        low, high = self._view.scores()
        score = [(0.0, return_text(low)), (1.0, return_text(high))] if self._view.has_scores else []
        of_axes = [*(sweep_view.ticks(one, _TICKS) for one in state.space), score]
        room = (places[1] - places[0] if len(places) > 1 else area.width()) - 4
        found: list[tuple[QRectF, str]] = []
        for place, (x, ticks) in enumerate(zip(places, of_axes, strict=True)):
            for fraction, text in ticks:
                y = area.bottom() - fraction * area.height()
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
                width = metrics.horizontalAdvance(shown)
                at = x + 4 if place < len(places) - 1 else x - width - 4
                found.append((QRectF(at, y - metrics.height() / 2, width + 2, metrics.height()), shown))
        return found

    def _title_px(self, place: int, places: list[float], titles: list[str]) -> int:
        """How wide a title may be: those at the ends, which begin and end at the frame, up to the next one."""
        room, last = (places[1] - places[0] if len(places) > 1 else self.width()), len(places) - 1
        if 0 < place < last:
            return int(room) - _APART_PX
        if last < 2:
            return int(room / 2 + _SIDE_PX / 4) - _APART_PX
        beside = min(QFontMetrics(self.font()).horizontalAdvance(titles[1 if place == 0 else last - 1]), room)
        return int(room + _SIDE_PX / 4 - beside / 2) - _APART_PX

    def _axes_x(self) -> list[float]:
        area, count = self._area(), len(self._view.names) + 1
        return [area.left() + place * area.width() / max(count - 1, 1) for place in range(count)]

    def _lines(self) -> list[tuple[int, list[QPointF]]]:
        state = self._view.state
        if state is None:
            return []
        area, places = self._area(), self._axes_x()
        low, high = self._view.scores()
        found: list[tuple[int, list[QPointF]]] = []
        for trial in state.trials:
            fractions = [sweep_view.place(one, trial.settings.get(one.name)) for one in state.space]
            fractions.append(math.nan if trial.score is None else (trial.score - low) / (high - low))
            points = [
                QPointF(x, area.bottom() - fraction * area.height())
                for x, fraction in zip(places, fractions, strict=True)
                if math.isfinite(fraction)
            ]
            if len(points) > 1:
                found.append((trial.number, points))
        return found

    def _area(self) -> QRectF:
        high = QFontMetrics(self.font()).height()
        top = _INSIDE_PX + high + 12
        return QRectF(_SIDE_PX / 4, top, max(self.width() - _SIDE_PX / 2, 10), max(self.height() - top - 12, 10))


def _distance(points: list[QPointF], at: QPointF) -> float:
    """How far a place is from a line through points, which goes to the right."""
    for first, second in zip(points, points[1:], strict=False):
        if first.x() <= at.x() <= second.x():
            part = (at.x() - first.x()) / max(second.x() - first.x(), 1e-9)
            return abs(first.y() + part * (second.y() - first.y()) - at.y())
    return math.inf
