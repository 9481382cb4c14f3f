"""What a distributional head learns from one transition: what it says now beside its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QPen, QWheelEvent

from workbench.look.theme import Theme
from workbench.widgets.canvas_plot import CanvasPlot

if TYPE_CHECKING:
    from dqn_engine.probes.update import UpdateReport

_HEIGHT_PX = 130
_FAINT = 70
_HEADROOM = 1.1
_BAR_SHARE = 0.9


class DistributionPlot(CanvasPlot):
    """C51's probabilities as bars with the target's outline; quantiles as two rising lines."""

    def __init__(self, axis_title: str) -> None:
        super().__init__(axis_title)
        self.hold_still()
        self.bars = pg.BarGraphItem(x0=[], x1=[], height=[])
        self.predicted, self.target = pg.PlotCurveItem(antialias=True), pg.PlotCurveItem(antialias=True)
        for item in (self.bars, self.predicted, self.target):
            self.add(item)
        self.setFixedHeight(_HEIGHT_PX)

    def restyle(self, theme: Theme, font: QFont) -> None:
        super().restyle(theme, font)
        filled = QColor(theme.q_mean)
        filled.setAlpha(_FAINT)
        self.bars.setOpts(pen=None, brush=filled)
        for curve, colour in ((self.predicted, theme.q_mean), (self.target, theme.evaluation)):
            pen = QPen(QColor(colour), 1.6)
            pen.setCosmetic(True)
            curve.setPen(pen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # It scrolls the panel.

    def show_report(self, report: UpdateReport) -> None:
        """Shows what the head says [K] and its target [K]."""
        if report.head == "c51":
            self._show_probabilities(report.positions, report.predicted, report.target)
        else:
            self._show_quantiles(report.positions, report.predicted, report.target)

    def _show_probabilities(self, values: np.ndarray, predicted: np.ndarray, target: np.ndarray) -> None:
        half = float(values[1] - values[0]) / 2 if len(values) > 1 else 0.5
        edges = np.repeat(np.concatenate([values - half, values[-1:] + half]), 2)[1:-1]
        self.bars.setOpts(x0=values - half * _BAR_SHARE, x1=values + half * _BAR_SHARE, height=predicted)
        self.predicted.setData([], [])
        self.target.setData(edges, np.repeat(target, 2))
        self.show_x(float(edges[0]), float(edges[-1]))
        self.show_y(0.0, float(max(predicted.max(), target.max(), 1e-6)) * _HEADROOM)

    def _show_quantiles(self, fractions: np.ndarray, predicted: np.ndarray, target: np.ndarray) -> None:
        self.bars.setOpts(x0=[], x1=[], height=[])
        order = np.argsort(fractions)
        self.predicted.setData(fractions[order], predicted[order])
        self.target.setData((np.arange(len(target)) + 0.5) / len(target), np.sort(target))
        low, high = float(min(predicted.min(), target.min())), float(max(predicted.max(), target.max()))
        spare = 0.05 * (high - low) or 1.0
        self.show_x(0.0, 1.0)
        self.show_y(low - spare, high + spare)
