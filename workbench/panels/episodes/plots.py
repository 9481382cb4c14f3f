"""What the network thought along an episode, step by step: V, the advantages, the errors; and of other futures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.look.theme import Theme, small_font
from workbench.widgets.canvas_plot import CanvasPlot
from workbench.widgets.follow_axis import follow_y

# At least, and where there is room.
_HEIGHT_PX, _MOST_HIGH_PX = 84, 180
_MOST_ACTIONS = 6
_FUTURE_PX = 2.0


def line_colours(theme: Theme) -> tuple[str, ...]:
    """Of lines that stand for actions, in order."""
    t = theme
    return (t.episode_return, t.epsilon, t.q_mean, t.loss, t.beta, t.muted)


class EpisodePlots(QWidget):
    """Three plots below each other that share their steps, and a hairline through all of them."""

    scrubbed = Signal(int)  # the step that was clicked or dragged to
    stepped = Signal(int)  # by keys: how many steps on

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps = 1
        self.value, self.advantage, self.error = (_StepPlot() for _ in range(3))
        self.values = pg.PlotCurveItem(antialias=True)
        self.futures: list[pg.PlotCurveItem] = []
        self.advantages = [pg.PlotCurveItem(antialias=True, connect="finite") for _ in range(_MOST_ACTIONS)]
        self.errors = pg.PlotCurveItem(antialias=True)
        self._zeros = [pg.InfiniteLine(angle=0, movable=False) for _ in range(2)]
        self.value.add(self.values)
        for curve in self.advantages:
            self.advantage.add(curve)
        self.error.add(self.errors)
        for plot, zero in zip((self.advantage, self.error), self._zeros, strict=True):
            zero.setZValue(-20)
            plot.add(zero)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.value.setAccessibleName(self.tr("Value along the episode"))
        self.advantage.setAccessibleName(self.tr("Advantage of each action along the episode"))
        self.error.setAccessibleName(self.tr("Error along the episode"))
        for plot in self.all:
            plot.setAccessibleDescription(self.tr("Click or drag to go to a step; Left and Right go one further."))
            plot.scrubbed.connect(self._take_place)
            plot.stepped.connect(self.stepped)

    @property
    def all(self) -> tuple[_StepPlot, _StepPlot, _StepPlot]:
        """From the top downwards."""
        return self.value, self.advantage, self.error

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        font = small_font(self.font())
        for plot in self.all:
            plot.restyle(theme, font)
        self.values.setPen(_pen(theme.q_mean, 1.6))
        self.errors.setPen(_pen(theme.loss, 1.2))
        for curve, colour in zip(self.advantages, line_colours(theme), strict=True):
            curve.setPen(_pen(colour, 1.4))
        for zero in self._zeros:
            zero.setPen(_pen(theme.border, 1.0))

    def show_episode(self, values: np.ndarray, advantages: np.ndarray, errors: np.ndarray) -> None:
        """Shows V [T + 1], the advantages [T + 1, A] and δ [T] of an episode; futures are taken away."""
        self._steps = max(len(errors), 1)
        self.values.setData(np.arange(len(values)), values)
        known = np.where(np.isfinite(advantages), advantages, np.nan)
        for action, curve in enumerate(self.advantages):
            shown = action < known.shape[1]
            curve.setData(np.arange(len(known)) if shown else [], known[:, action] if shown else [])
        self.errors.setData(np.repeat(np.arange(len(errors) + 1), 2)[1:-1], np.repeat(errors, 2))
        finite = known[np.isfinite(known)]
        for plot, curves in ((self.value, [values]), (self.advantage, [finite]), (self.error, [errors])):
            plot.show_x(0.0, float(self._steps))
            plot.show_y(*follow_y(curves, log=False, from_zero=plot is not self.value))
        self.show_futures((), 0)

    def show_futures(self, futures: Sequence[tuple[np.ndarray, str]], begun: int) -> None:
        """Shows values [T + 1] of what follows step `begun`, each in its colour, and makes room for them."""
        for curve in self.futures:
            self.value.remove(curve)
        self.futures = []
        _, own = self.values.getData()
        for values, colour in futures:
            curve = pg.PlotCurveItem(begun + np.arange(len(values)), values, antialias=True)
            curve.setPen(_pen(colour, _FUTURE_PX))
            curve.setZValue(10)
            self.value.add(curve)
            self.futures.append(curve)
        longest = max([self._steps, *(begun + len(values) - 1 for values, _ in futures)])
        for plot in self.all:
            plot.show_x(0.0, float(longest))
        if own is not None and len(own):
            self.value.show_y(*follow_y([own, *(values for values, _ in futures)], log=False, from_zero=False))

    def show_step(self, step: int) -> None:
        """Moves the hairline."""
        for plot in self.all:
            plot.set_cursor(float(step))

    def _take_place(self, x: float) -> None:
        self.scrubbed.emit(max(round(x), 0))


class _StepPlot(CanvasPlot):
    """A plot over steps on which one can be chosen."""

    scrubbed = Signal(float)
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__("")
        self.hold_still()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(_HEIGHT_PX)
        self.setMaximumHeight(_MOST_HIGH_PX)

    def sizeHint(self) -> QSize:
        return QSize(220, _HEIGHT_PX)

    def remove(self, item: pg.PlotCurveItem) -> None:
        """Takes an item out of the data area."""
        self.getViewBox().removeItem(item)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._scrub(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # It scrolls the panel.

    def _scrub(self, position: QPointF) -> None:
        rect, (low, high) = self.data_rect(), self.x_range()
        self.scrubbed.emit(low + (position.x() - rect.left()) / max(rect.width(), 1.0) * (high - low))


def _pen(colour: str, width_px: float) -> QPen:
    pen = QPen(QColor(colour), width_px)
    pen.setCosmetic(True)
    return pen
