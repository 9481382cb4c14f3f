"""What lies beyond the least and the most that is possible in a plot: shaded, with a line at the edge."""

import math

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from workbench.look.theme import Theme

_ALPHA = 30


class BoundsShade:
    """Two items for the data area of a plot; nothing is shaded until there are bounds."""

    def __init__(self) -> None:
        self.above, self.below = (pg.LinearRegionItem(orientation="horizontal", movable=False) for _ in range(2))
        for item in self.items:
            item.setZValue(-30)
            item.hide()
        self._bounds = (-math.inf, math.inf)
        self._view = (0.0, 1.0)

    @property
    def items(self) -> tuple[pg.LinearRegionItem, pg.LinearRegionItem]:
        """What belongs into the plot."""
        return self.above, self.below

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        filled, edge = QColor(theme.danger), QColor(theme.danger)
        filled.setAlpha(_ALPHA)
        edge.setAlpha(3 * _ALPHA)
        pen = QPen(edge, 1.0, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        for item in self.items:
            item.setBrush(filled)
            for line in item.lines:
                line.setPen(pen)

    def show_bounds(self, bounds: tuple[float, float] | None) -> None:
        """Shades what is below the first and above the second; None: nothing."""
        self._bounds = low, high = bounds or (-math.inf, math.inf)
        self.above.setVisible(math.isfinite(high))
        self.below.setVisible(math.isfinite(low))
        self._reach()

    def fit(self, low: float, high: float) -> None:
        """Reaches a little beyond what is in view; so many pixels more than it has, a screen can't count."""
        self._view = (low, high)
        self._reach()

    def _reach(self) -> None:
        (low, high), (bottom, top) = self._bounds, self._view
        beyond = top - bottom
        if math.isfinite(high):
            self.above.setRegion((high, max(high, top) + beyond))
        if math.isfinite(low):
            self.below.setRegion((min(low, bottom) - beyond, low))
