"""A quantity over the run in a strip as high as a line or two: how it went, not how much it is."""

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.theme import Theme, small_font
from workbench.widgets.follow_axis import nice_step

_HEIGHT_PX, _NAME_PX = 50, 17
_MOST_POINTS = 512
_FILL_ALPHA = 50
_DOT_PX = 2.0
# The scale follows down only when all values have fallen below this fraction of it.
_SHRINK_BELOW = 0.4


class HistoryStrip(QWidget):
    """Values from 0 up, over environment steps; `words` says a value where it is pointed at."""

    def __init__(self, name: str, words: Callable[[float], str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._words, self._theme = name, words, theme
        self._points: list[tuple[float, float]] = []
        self._top = 0.0
        self.setFont(small_font(self.font()))
        self.setFixedHeight(_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("{name} over time").format(name=name))

    @property
    def points(self) -> list[tuple[float, float]]:
        """Environment steps and values, oldest first."""
        return list(self._points)

    @property
    def top(self) -> float:
        """The value at the upper end of the scale."""
        return self._top

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def add(self, env_step: int, value: float) -> None:
        """Adds what it is now; what lies behind after a rewind is dropped."""
        while self._points and self._points[-1][0] >= env_step:
            self._points.pop()
        if math.isfinite(value):
            self._points.append((float(env_step), value))
        if len(self._points) > _MOST_POINTS:
            self._points = self._points[::-2][::-1]  # with the newest
        needed = max((each for _, each in self._points), default=0.0)
        if needed > self._top or needed < self._top * _SHRINK_BELOW:
            step = nice_step(max(needed, 1e-9) / 4)
            self._top = math.ceil(needed / step - 1e-9) * step
        self.setAccessibleDescription(self._words(value))
        self.update()

    def forget(self) -> None:
        """Drops all: another run began."""
        self._points, self._top = [], 0.0
        self.update()

    def words_at(self, x_px: float) -> str:
        """What is said of the point nearest to there; nothing without points."""
        if not self._points:
            return ""
        steps = np.array([step for step, _ in self._points])
        wanted = steps[0] + x_px / max(self.width(), 1) * (steps[-1] - steps[0])
        step, value = self._points[int(np.abs(steps - wanted).argmin())]
        return self.tr("{name} at step {step}: {value}").format(
            name=self._name, step=f"{step:,.0f}", value=self._words(value)
        )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._theme.muted))
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, self.width())
        draw_line(painter, QRectF(0, 0, self.width(), _NAME_PX), Qt.AlignmentFlag.AlignLeft, name)
        area = QRectF(0.5, _NAME_PX + 2, self.width() - 1 - 2 * _DOT_PX, self.height() - _NAME_PX - 4)
        painter.setPen(QPen(QColor(self._theme.border), 1.0))
        painter.drawLine(QPointF(0, area.bottom()), QPointF(self.width(), area.bottom()))
        line = self._line(area)
        if not line:
            return
        colour, fill = QColor(self._theme.accent), QColor(self._theme.accent)
        fill.setAlpha(_FILL_ALPHA)
        ends = [QPointF(line[-1].x(), area.bottom()), QPointF(line[0].x(), area.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([*line, *ends]))
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(QPolygonF(line))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(line[-1], _DOT_PX, _DOT_PX)

    def _line(self, area: QRectF) -> list[QPointF]:
        if not self._points:
            return []
        first, last = self._points[0][0], self._points[-1][0]
        along = area.width() / (last - first) if last > first else 0.0
        up = area.height() / self._top if self._top > 0.0 else 0.0
        only_x = area.right() if last == first else area.left()
        return [QPointF(only_x + (step - first) * along, area.bottom() - value * up) for step, value in self._points]
