"""The smallest push that fells CartPole's pole, by the angle at which it leans when it is pushed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QToolTip

from workbench.look.theme import Theme
from workbench.panels.robustness import words
from workbench.widgets.canvas_plot import CanvasPlot

if TYPE_CHECKING:
    from dqn_engine.probes.toppling import PoleTopples

_HEIGHT_PX = 130
_HEADROOM = 1.08


class PushPlot(CanvasPlot):
    """Four lines over the angle: the cart and the pole, pushed to the left (dashed) and to the right."""

    def __init__(self, axis_title: str) -> None:
        super().__init__(axis_title)
        self.hold_still()
        self._topples: PoleTopples | None = None
        self.cart = [pg.PlotCurveItem(antialias=True, connect="finite") for _ in range(2)]
        self.pole = [pg.PlotCurveItem(antialias=True, connect="finite") for _ in range(2)]
        for curve in (*self.cart, *self.pole):
            self.add(curve)
        self.setMinimumHeight(_HEIGHT_PX)
        self.setMaximumHeight(2 * _HEIGHT_PX)

    def restyle(self, theme: Theme, font: QFont) -> None:
        super().restyle(theme, font)
        for curves, colour in ((self.cart, theme.evaluation), (self.pole, theme.accent)):
            for curve, style in zip(curves, (Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine), strict=True):
                pen = QPen(QColor(colour), 1.6, style)
                pen.setCosmetic(True)
                curve.setPen(pen)

    def show_topples(self, topples: PoleTopples) -> None:
        """Shows the pushes; where none fells it, the line has a gap."""
        self._topples = topples
        degrees = np.degrees(topples.angles)
        largest = 0.0
        for curves, pushes in ((self.cart, topples.cart), (self.pole, topples.pole)):
            for curve, found in zip(curves, np.where(np.isfinite(pushes), pushes, np.nan), strict=True):
                curve.setData(degrees, found)
                largest = max(largest, float(np.nanmax(found, initial=0.0)))
        spare = 0.02 * float(degrees[-1] - degrees[0]) or 1.0
        self.show_x(float(degrees[0]) - spare, float(degrees[-1]) + spare)
        self.show_y(0.0, (largest or topples.largest) * _HEADROOM)

    def words_at(self, x_px: float) -> str:
        """What is said of the angle nearest to there."""
        topples = self._topples
        if topples is None:
            return ""
        x, _ = self.to_pixels(np.degrees(topples.angles), np.zeros(len(topples.angles)))
        at = int(np.abs(x - x_px).argmin())
        cart, pole = ((float(side[at]) for side in pushes) for pushes in (topples.cart, topples.pole))
        left, right = cart
        pole_left, pole_right = pole
        return words.push_words(float(topples.angles[at]), (left, right), (pole_left, pole_right), topples.largest)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # It scrolls the panel.

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()) or self.toolTip(), self)
            return True
        return super().viewportEvent(event)
