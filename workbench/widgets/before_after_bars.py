"""A value of each action before and after a change: two bars that begin at zero, and by how much they differ."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.figures import figure
from workbench.look.theme import SPACE, Theme, small_font
from workbench.widgets.follow_axis import nice_step

_ROW_PX, _BAR_PX = 26, 5
_MOST_ROWS = 6


class BeforeAfterBars(QWidget):
    """A row for each action, that in question in bold; of many actions those that change most."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._before, self._after = np.zeros(0), np.zeros(0)
        self._chosen = 0
        self.setFont(small_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def name_actions(self, labels: Sequence[str]) -> None:
        """Takes the actions' names, in order."""
        self._labels = tuple(labels)

    def show_values(self, before: np.ndarray, after: np.ndarray, chosen: int) -> None:
        """Shows values [A] before and after; `chosen` is the action that was taken."""
        self._before, self._after, self._chosen = before, after, chosen
        self.setAccessibleDescription("; ".join(self.words_of(action) for action in self._rows()))
        self.updateGeometry()
        self.update()

    def words_of(self, action: int) -> str:
        """What is said of one action."""
        before, after = float(self._before[action]), float(self._after[action])
        return f"{self._name(action)}: {_number(before)} → {_number(after)} ({figure(after - before, '+.3g')})"

    def sizeHint(self) -> QSize:
        return QSize(220, max(len(self._rows()), 1) * _ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = self._rows()
        if not rows:
            return
        low, high = self._scale()
        zero = -low / (high - low)
        for row, action in enumerate(rows):
            self._paint_row(painter, QRectF(0, row * _ROW_PX, self.width(), _ROW_PX), action, zero, high - low)

    def _paint_row(self, painter: QPainter, box: QRectF, action: int, zero: float, span: float) -> None:
        theme, chosen = self._theme, action == self._chosen
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        before, after = float(self._before[action]), float(self._after[action])
        words = f"{_number(before)} → {_number(after)}"
        change = figure(after - before, "+.3g")
        painter.setPen(QColor(theme.text if chosen else theme.muted))
        line = QRectF(box.left(), box.top(), box.width(), metrics.height())
        right = metrics.horizontalAdvance(change)
        middle = metrics.horizontalAdvance(words) + right + 2 * SPACE
        name = metrics.elidedText(self._name(action), Qt.TextElideMode.ElideRight, int(max(box.width() - middle, 30)))
        draw_line(painter, line, Qt.AlignmentFlag.AlignLeft, name)
        draw_line(painter, line.adjusted(0, 0, -right - SPACE, 0), Qt.AlignmentFlag.AlignRight, words)
        painter.setPen(QColor(theme.q_mean if after >= before else theme.warning))
        draw_line(painter, line, Qt.AlignmentFlag.AlignRight, change)
        track = QRectF(box.left(), line.bottom() + 2, box.width(), _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.grid))
        painter.drawRoundedRect(track, 2, 2)
        at_zero = track.left() + zero * track.width()
        for value, colour, high in ((after, theme.q_mean, _BAR_PX), (before, theme.muted, 2.0)):
            if math.isfinite(value):
                end = at_zero + value / span * track.width()
                bar = QRectF(min(at_zero, end), track.top(), max(abs(end - at_zero), 1.0), high)
                painter.fillRect(bar, QColor(colour))

    @property
    def left_out(self) -> int:
        """How many actions have no row, since they change less."""
        return len(self._before) - len(self._rows())

    def _scale(self) -> tuple[float, float]:
        known = np.concatenate([self._before, self._after])
        known = known[np.isfinite(known)]
        low, high = float(min(known.min(initial=0.0), 0.0)), float(max(known.max(initial=0.0), 0.0))
        step = nice_step(max(high - low, 1e-6) / 4)
        return math.floor(low / step + 1e-9) * step, max(math.ceil(high / step - 1e-9), 1) * step

    def _rows(self) -> list[int]:
        count = len(self._before)
        if count <= _MOST_ROWS:
            return list(range(count))
        moved = np.abs(self._after - self._before)
        moved[self._chosen] = np.inf
        return sorted(np.argsort(-moved, kind="stable")[:_MOST_ROWS].tolist())

    def _name(self, action: int) -> str:
        return self._labels[action] if action < len(self._labels) else str(action)


def _number(value: float) -> str:
    return figure(value, ".3f" if abs(value) < 100 else ",.2f")
