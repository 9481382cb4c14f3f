"""The units of a layer, a cell each: the fuller, the more active; hollow where a unit is dormant."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.look.figures import figure
from workbench.look.theme import Theme

# Up to so many units have cells of this size; more have smaller ones.
_SIZES_PX = ((64, 13), (256, 10), (1024, 7))
_SMALLEST_PX = 5
# The score from which a cell is as full as it gets.
_FULL = 2.0
_FAINTEST = 0.22


class UnitCells(QWidget):
    """Cells in rows as wide as there is room."""

    def __init__(self, name: str, dormant: float, nearly: float, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._dormant, self._nearly = name, dormant, nearly
        self._theme = theme
        self._scores = np.zeros(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def show_scores(self, scores: np.ndarray) -> None:
        """Shows the score of each unit [U]."""
        self._scores = scores
        self._fit()
        dormant = [f"{unit + 1}" for unit in np.flatnonzero(scores <= self._dormant)]
        words = self.tr("Dormant units: {units}").format(units=", ".join(dormant) or "–")
        self.setAccessibleDescription(words)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def unit_at(self, place: QPoint) -> int | None:
        """The unit whose cell is there, from 0; None where there is none."""
        size, columns = self._cell_px(), self._columns()
        column, row = place.x() // size, place.y() // size
        unit = row * columns + column
        return unit if 0 <= column < columns and 0 <= unit < len(self._scores) else None

    def unit_words(self, unit: int) -> str:
        """What is said of a unit where it is pointed at."""
        score = float(self._scores[unit])
        words = self.tr("{layer}, unit {unit}: score {score}, active")
        if score <= self._dormant:
            words = self.tr("{layer}, unit {unit}: score {score}, dormant")
        elif score <= self._nearly:
            words = self.tr("{layer}, unit {unit}: score {score}, nearly dormant")
        return words.format(layer=self._name, unit=f"{unit + 1:,}", score=figure(score, ".3f"))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            unit = self.unit_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if unit is None else self.unit_words(unit), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        size, columns = self._cell_px(), self._columns()
        gap = 2 if size > _SMALLEST_PX else 1
        hollow = QPen(QColor(self._theme.danger), 1.0)
        for unit, score in enumerate(self._scores.tolist()):
            row, column = divmod(unit, columns)
            cell = QRectF(column * size, row * size, size - gap, size - gap)
            if score <= self._dormant:
                painter.setPen(hollow)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))
                continue
            colour = QColor(self._theme.accent)
            colour.setAlphaF(_FAINTEST + (1.0 - _FAINTEST) * min(score / _FULL, 1.0))
            painter.fillRect(cell, colour)

    def _fit(self) -> None:
        """Takes the height that the rows need in this width."""
        self.setFixedHeight(max(-(-len(self._scores) // self._columns()), 1) * self._cell_px())

    def _columns(self) -> int:
        return max(self.width() // self._cell_px(), 1)

    def _cell_px(self) -> int:
        return next((px for most, px in _SIZES_PX if len(self._scores) <= most), _SMALLEST_PX)
