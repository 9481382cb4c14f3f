"""Singular values as thin bars, largest first: those that count towards an effective rank, and those that don't."""

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.look.figures import figure, percent
from workbench.look.theme import Theme

_HEIGHT_PX = 56
_LEAST_PX = 1.0


class SpectrumBars(QWidget):
    """Bars of √σ beside the largest, since the first would else leave nothing of the others to see."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._theme = name, theme
        self._values, self._effective = np.zeros(0), 0
        self.setFixedHeight(_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def show_spectrum(self, values: np.ndarray, effective: int) -> None:
        """Shows singular values [U], largest first, of which `effective` count."""
        self._values, self._effective = values, effective
        words = self.tr("{rank} of {count} singular values count").format(rank=effective, count=len(values))
        self.setAccessibleDescription(words)
        self.update()

    def bar_words(self, place: int) -> str:
        """What is said of a singular value where it is pointed at."""
        total = float(self._values.sum())
        held = float(self._values[: place + 1].sum()) / total if total > 0.0 else 0.0
        words = self.tr("{name}: singular value {place} of {count} is {value}; up to it they hold {share} of the sum")
        return words.format(
            name=self._name,
            place=place + 1,
            count=len(self._values),
            value=figure(float(self._values[place]), ".3g"),
            share=percent(held, ".1%"),
        )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and len(self._values):
            place = min(int(event.pos().x() / max(self.width(), 1) * len(self._values)), len(self._values) - 1)
            QToolTip.showText(event.globalPos(), self.bar_words(max(place, 0)), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not len(self._values):
            return
        painter = QPainter(self)
        largest = max(float(self._values[0]), 1e-30)
        step, base = self.width() / len(self._values), self.height() - 1.0
        gap = 1.0 if step >= 3.0 else 0.0
        counted, rest = QColor(self._theme.accent), QColor(self._theme.disabled)
        for place, value in enumerate(self._values.tolist()):
            high = max((max(value, 0.0) / largest) ** 0.5 * (base - 2.0), _LEAST_PX)
            colour = counted if place < self._effective else rest
            painter.fillRect(QRectF(place * step, base - high, max(step - gap, 0.8), high), colour)
        painter.setPen(QPen(QColor(self._theme.border), 1.0))
        painter.drawLine(0, int(base), self.width(), int(base))
        if 0 < self._effective < len(self._values):
            line = QPen(QColor(self._theme.muted), 1.0, Qt.PenStyle.DashLine)
            painter.setPen(line)
            x = round(self._effective * step)
            painter.drawLine(x, 0, x, int(base))
