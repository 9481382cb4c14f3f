"""The picture of the map: a colour for each world, and a mark where the agent was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QToolTip

from workbench.look import colour_scales
from workbench.look.theme import Theme
from workbench.panels.robustness import words
from workbench.widgets.field_map import FieldMap

if TYPE_CHECKING:
    from dqn_engine.probes.robustness import Robustness

_MARK_PX = 13


class RobustnessCanvas(FieldMap):
    """Shows what it is given; pointing at a world says what the policy earns there."""

    def __init__(self) -> None:
        super().__init__()
        self._report: Robustness | None = None
        self._environment = ""
        self.trained = [pg.ScatterPlotItem(size=_MARK_PX, pxMode=True, symbol="o") for _ in range(2)]
        for height, ring in enumerate(self.trained, start=1):
            ring.setZValue(height)
            self.add(ring)
        self.setMinimumSize(180, 160)

    def sizeHint(self) -> QSize:
        return QSize(260, 180)

    def restyle(self, theme: Theme, font: QFont) -> None:
        super().restyle(theme, font)
        light, dark = (theme.text, theme.surface) if theme.dark else (theme.surface, theme.text)
        for ring, colour, width in zip(self.trained, (dark, light), (5.0, 2.5), strict=True):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            ring.setBrush(None)
            ring.setPen(pen)

    def show_report(self, report: Robustness, environment: str, shades: np.ndarray, low: float, high: float) -> None:
        """Shows the mean returns in the environment's worlds, from `low` to `high`, in the `shades` [K, 3]."""
        self._report, self._environment = report, environment
        x, y = _ends(report.x.values), (0.0, 1.0) if report.y is None else _ends(report.y.values)
        self.spread_field(colour_scales.coloured(report.mean_return, low, high, shades), x, y)
        self.show_x(*_with_whole_cells(x, len(report.x.values)))
        self.show_y(*_with_whole_cells(y, 1 if report.y is None else len(report.y.values)))
        self.set_y_labelled(report.y is not None)
        at = (report.x.trained, 0.5 if report.y is None else report.y.trained)
        known = words.is_marked(report)
        for ring in self.trained:
            ring.setData([at[0]] if known else [], [at[1]] if known else [])

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of the world nearest to a place."""
        report = self._report
        if report is None:
            return None
        column = int(np.abs(report.x.values - x).argmin())
        return (0 if report.y is None else int(np.abs(report.y.values - y).argmin()), column)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # It scrolls the panel.

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._report is not None:
            position = event.pos().toPointF()
            cell = self.cell_at(*self.place_of(position)) if self.data_rect().contains(position) else None
            told = words.cell_words(self._report, self._environment, *cell) if cell else self.toolTip()
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().viewportEvent(event)


def _with_whole_cells(ends: tuple[float, float], count: int) -> tuple[float, float]:
    half = (ends[1] - ends[0]) / (count - 1) / 2 if count > 1 else 0.0
    return ends[0] - half, ends[1] + half


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values[0]), float(values[-1])
    return (low, high) if high > low else (low - 0.5, low + 0.5)
