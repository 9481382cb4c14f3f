"""What the colours of a picture stand for: a strip of shades with numbers, or a key of named colours."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.theme import ROW_SPACE, SPACE, Theme, small_font
from workbench.widgets.follow_axis import nice_step
from workbench.widgets.quantity_axis import quantity_text, tick_texts

_STRIP_PX = 10
_CHIP_PX = 10
_TICKS = 5


class ColourBar(QWidget):
    """A title, below it the strip and its numbers. The height stays the same, whatever is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ""
        self._shades = np.zeros((2, 3), np.uint8)
        self._ends = (0.0, 1.0)
        self._key: tuple[tuple[str, str], ...] = ()
        self._pointed: float | None = None
        self._scaled = False
        self.setFont(small_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def show_scale(self, title: str, shades: np.ndarray, low: float, high: float) -> None:
        """Shows `shades` [K, 3] uint8 from `low` to `high`."""
        self._title, self._shades, self._ends, self._key, self._scaled = title, shades, (low, high), (), True
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{quantity_text(low)} … {quantity_text(high)}")
        self.update()

    def show_key(self, title: str, entries: Sequence[tuple[str, str]]) -> None:
        """Shows colours, as `#rrggbb`, each with its name."""
        self._title, self._key, self._scaled = title, tuple(entries), False
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(name for _, name in entries))
        self.update()

    def show_nothing(self, title: str) -> None:
        """Shows the title alone."""
        self.show_key(title, ())

    def point_at(self, value: float | None) -> None:
        """Marks a value on the strip and writes it beside the title; None: none."""
        if value != self._pointed:
            self._pointed = value
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 2 * QFontMetrics(self.font()).height() + _STRIP_PX + 2 * ROW_SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        pointed = quantity_text(self._pointed) if self._scaled and self._pointed is not None else ""
        room = self.width() - (metrics.horizontalAdvance(pointed) + SPACE if pointed else 0)
        painter.setPen(QColor(self._theme.muted))
        heading = QRectF(0, 0, self.width(), metrics.height())
        draw_line(painter, heading, 0, metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room))
        if pointed:
            painter.setPen(QColor(self._theme.text))
            draw_line(painter, heading, Qt.AlignmentFlag.AlignRight, pointed)
        top = metrics.height() + ROW_SPACE
        if self._key:
            self._paint_key(painter, top, metrics)
        elif self._scaled:
            self._paint_strip(painter, QRectF(0, top, self.width(), _STRIP_PX), metrics)

    def _paint_strip(self, painter: QPainter, strip: QRectF, metrics: QFontMetrics) -> None:
        row = np.ascontiguousarray(self._shades)
        image = QImage(row.data, len(row), 1, 3 * len(row), QImage.Format.Format_RGB888)
        painter.drawImage(strip, image)
        low, high = self._ends
        step = nice_step((high - low) / (_TICKS - 1))
        values = [step * at for at in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
        texts = tick_texts(values, step)
        if sum(metrics.horizontalAdvance(text) + SPACE for text in texts) > strip.width():
            values, texts = [values[0], values[-1]], [texts[0], texts[-1]]
        painter.setPen(QColor(self._theme.muted))
        for value, text in zip(values, texts, strict=True):
            x = strip.left() + (value - low) / (high - low) * strip.width()
            width = metrics.horizontalAdvance(text)
            left = min(max(x - width / 2, strip.left()), strip.right() - width)
            if strip.left() + 1 < x < strip.right() - 1:
                painter.fillRect(QRectF(x - 0.5, strip.bottom(), 1, 3), QColor(self._theme.muted))
            draw_line(painter, QRectF(left, strip.bottom() + 2, width + 2, metrics.height()), 0, text)
        if self._pointed is not None and math.isfinite(self._pointed):
            x = strip.left() + min(max((self._pointed - low) / (high - low), 0.0), 1.0) * strip.width()
            painter.fillRect(QRectF(x - 2, strip.top() - 2, 4, strip.height() + 4), QColor(self._theme.surface))
            painter.fillRect(QRectF(x - 1, strip.top() - 2, 2, strip.height() + 4), QColor(self._theme.text))

    def _paint_key(self, painter: QPainter, top: float, metrics: QFontMetrics) -> None:
        """In a row, in two where they don't fit; what doesn't fit there is left out."""
        x, y = 0.0, top
        for colour, name in self._key:
            width = _CHIP_PX + ROW_SPACE + metrics.horizontalAdvance(name)
            if x and x + width > self.width():
                x, y = 0.0, y + metrics.height() + 2
            if y + metrics.height() > self.height() + 2:
                return
            painter.fillRect(QRectF(x, y + (metrics.height() - _CHIP_PX) / 2, _CHIP_PX, _CHIP_PX), QColor(colour))
            painter.setPen(QColor(self._theme.text))
            draw_line(painter, QRectF(x + _CHIP_PX + ROW_SPACE, y, width, metrics.height()), 0, name)
            x += width + 2 * SPACE
