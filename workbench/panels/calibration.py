"""Predicted against realised: what the network says an action is worth, and what came of it in greedy episodes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QLabel, QToolTip, QVBoxLayout, QWidget

from dqn_engine.messages.reports import Look
from dqn_engine.probes.ruler import ABOVE, BELOW, BOTH, INSIDE, Ruler, Verdict
from workbench.look.figures import figure, percent, return_text
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import one_after_another
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.widgets.canvas_plot import CanvasPlot
from workbench.widgets.figure_grid import FigureGrid
from workbench.widgets.follow_axis import follow_y
from workbench.widgets.instrument_panel import InstrumentPanel
from workbench.widgets.quantity_axis import WIDEST_QUANTITY, quantity_text

if TYPE_CHECKING:  # With it come the environments, which are slow to import.
    from dqn_engine.probes.calibration import Calibration

_HZ = 0.2
# From here on the two plots stand beside each other.
_SIDE_BY_SIDE_FROM_PX = 620
_MOST_POINTS = 2_000
_MOST_LOOKS = 1_024
# An axis shrinks only where its data take less than this part of it.
_SHRINK_BELOW = 0.5
_SPARE = 0.02
# How wide the first look is drawn to either side, as a part of its step.
_ONE_LOOK = 0.05
# Biases below are written in more figures: of rewards as small as FrozenLake's nothing else is left.
_SMALL = 0.1
# Outside of the ruler, but no farther than rounding may be.
_NEARLY = "nearly-inside"
_POINT_PX = 4.0
_NEAR_PX = 12.0
_POINT_ALPHA, _BAND_ALPHA, _BEYOND_ALPHA = 120, 60, 36


class CalibrationPanel(InstrumentPanel):
    """A scatter with its diagonal, the bias over time, and what values the rewards allow."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        promise = self.tr("What the network predicts appears here, against what greedy episodes returned.")
        super().__init__("calibration", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("Predicted against realised"))
        self._range: tuple[float, float] | None = None
        self._bias_range: tuple[float, float] | None = None
        self._report: Calibration | None = None
        self._history: list[tuple[float, float, float, float]] = []  # step, mean, 10th and 90th percentile

    def build(self) -> None:
        self._build_figures()
        self.verdict = QLabel(self)
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        set_tool_tip(
            self.verdict,
            self.tr(
                "The ruler: what a discounted return can be with the rewards and γ as they are, at most r / (1 − "
                "γ) where a reward r comes in every step, and r (1 − γ^L) / (1 − γ) where an episode ends after L. "
                "A Q-value beyond it is wrong for sure."
            ),
        )
        self.scatter = _StillPlot(self.tr("Realised return, discounted"), 230)
        self.scatter.setAccessibleName(self.tr("Predicted Q-values against realised returns"))
        self.points = pg.ScatterPlotItem(size=_POINT_PX, pxMode=True)
        self.diagonal = pg.InfiniteLine(angle=45, movable=False)
        self.beyond = pg.BarGraphItem(x0=[], x1=[], y0=[], y1=[])
        self.beyond.setZValue(-30)
        for item in (self.beyond, self.diagonal, self.points):
            self.scatter.add(item)
        self.bias_plot = _StillPlot(self.tr("Environment steps"), 140)
        self.bias_plot.setAccessibleName(self.tr("Bias over time"))
        self.bias_low, self.bias_high = pg.PlotCurveItem(), pg.PlotCurveItem()
        self.bias_band = pg.FillBetweenItem(self.bias_low, self.bias_high)
        self.bias_line = pg.PlotCurveItem()
        self._nothing = pg.InfiniteLine(angle=0, movable=False)
        for item in (self.bias_band, self.bias_low, self.bias_high, self._nothing, self.bias_line):
            self.bias_plot.add(item)
        self.scatter.words_at = self.step_words
        self.bias_plot.words_at = self.bias_words
        self._lay_out()

    def forget(self) -> None:
        self._range = self._bias_range = self._report = None
        self._history = []

    def show_look(self, look: Look) -> None:
        report: Calibration = look.report
        self._report = report
        ruler = report.ruler
        self.bias.show_figure(_signed(report.bias))
        self.band.show_figure(f"{_signed(report.bias_low)} … {_signed(report.bias_high)}")
        self.correlation.show_figure(figure(report.correlation, ".3f"))
        self.steps.show_figure(f"{len(report.predicted):,} / {len(report.ended)}")
        for shown in (self.least, self.most, self.most_to_limit):
            self.figures.set_shown(shown, ruler.known)
        self.least.show_figure(_bound(ruler.low))
        self.most.show_figure(_bound(ruler.high))
        self.most_to_limit.show_figure(return_text(ruler.high_to_limit))
        self._show_verdict(report)
        self._draw_scatter(report)
        self._remember(look.env_step, report)

    def step_words(self, place: QPointF) -> str:
        """What is said of the step nearest to `place`, in pixels of the scatter; nothing far from all points."""
        report = self._report
        if report is None:
            return ""
        x, y = self.scatter.to_pixels(report.realised, report.predicted)
        apart = np.hypot(x - place.x(), y - place.y())
        nearest = int(apart.argmin())
        if apart[nearest] > _NEAR_PX:
            return ""
        return self.tr("Episode {episode}, step {step}: predicted {predicted}, realised {realised}").format(
            episode=int(report.episode[nearest]) + 1,
            step=f"{int(report.step[nearest]) + 1:,}",
            predicted=return_text(float(report.predicted[nearest])),
            realised=return_text(float(report.realised[nearest])),
        )

    def bias_words(self, place: QPointF) -> str:
        """What is said of the look nearest to `place` along the bias over time, in pixels."""
        if not self._history:
            return ""
        steps = np.array([each[0] for each in self._history])
        x, _ = self.bias_plot.to_pixels(steps, np.zeros(len(steps)))
        step, mean, low, high = self._history[int(np.abs(x - place.x()).argmin())]
        return self.tr("Step {step}: bias {mean}, 80 % from {low} to {high}").format(
            step=f"{step:,.0f}", mean=_signed(mean), low=_signed(low), high=_signed(high)
        )

    def _show_verdict(self, report: Calibration) -> None:
        sentences = [self._taken_words(report), self._everywhere_words(report)]
        if report.munchausen:
            sentences.append(
                self.tr(
                    "With Munchausen's bonus values hold more than rewards: they can't be compared with what was "
                    "realised."
                )
            )
        self.verdict.setText(one_after_another(*filter(None, sentences)))
        outside = report.ruler.known and not report.taken.code == report.verdict.code == INSIDE
        role = "note" if outside or report.munchausen else "muted"
        if self.verdict.property("role") != role:
            self.verdict.setProperty("role", role)
            self.verdict.style().unpolish(self.verdict)
            self.verdict.style().polish(self.verdict)

    def _taken_words(self, report: Calibration) -> str:
        """Of the points of the plot: what was predicted of the actions that were taken."""
        words = {
            INSIDE: self.tr(
                "Q of the steps shown lies from {lowest} to {highest}: within what the rewards allow, {low} to {high}."
            ),
            _NEARLY: self.tr(
                "Q of the steps shown lies from {lowest} to {highest}, and the rewards allow {low} to {high}: what "
                "lies outside does so by less than a hundredth of that."
            ),
            ABOVE: self.tr(
                "Q of the steps shown reaches {highest}, but no return can be above {high}: {share} of them lie "
                "outside."
            ),
            BELOW: self.tr(
                "Q of the steps shown falls to {lowest}, but no return can be below {low}: {share} of them lie outside."
            ),
            BOTH: self.tr(
                "Q of the steps shown lies from {lowest} to {highest}, but every return lies from {low} to {high}: "
                "{share} of them lie outside."
            ),
        }
        unknown = self.tr("Nothing is known of this environment's rewards, so there is no largest possible value.")
        verdict, ruler = report.taken, report.ruler
        inside = ruler.low <= verdict.lowest and verdict.highest <= ruler.high
        code = _NEARLY if verdict.code == INSIDE and not inside else verdict.code
        return self._filled(words.get(code, unknown), verdict, ruler)

    def _everywhere_words(self, report: Calibration) -> str:
        """Of the actions that weren't taken and the states that the buffer has too, of which no point is shown."""
        verdict = report.verdict
        if not report.ruler.known:
            return ""
        words = self.tr("Of all actions, in these states and the buffer's, it lies from {lowest} to {highest}.")
        if verdict.code != INSIDE:
            words = self.tr(
                "Of all actions, in these states and the buffer's, it lies from {lowest} to {highest}: {share} of "
                "those lie outside."
            )
        return self._filled(words, verdict, report.ruler)

    def _filled(self, words: str, verdict: Verdict, ruler: Ruler) -> str:
        return words.format(
            lowest=return_text(verdict.lowest),
            highest=return_text(verdict.highest),
            low=_bound(ruler.low),
            high=_bound(ruler.high),
            share=_percent(verdict.share_outside).replace(" ", "\u00a0"),  # No line begins with the sign.
        )

    def _draw_scatter(self, report: Calibration) -> None:
        # Of very many points, every so manieth: a plot of them all would look the same.
        every = max(1, math.ceil(len(report.predicted) / _MOST_POINTS))
        self.points.setData(x=report.realised[::every], y=report.predicted[::every])
        self._range = _followed(self._range, report.realised, report.predicted)
        self.scatter.show_x(*self._range)
        self.scatter.show_y(*self._range)
        self._shade(report.ruler)

    def _shade(self, ruler: Ruler) -> None:
        """What of the view lies beyond the ruler, above and below."""
        low, high = self.scatter.y_range()
        stretches = [(max(ruler.high, low), high), (low, min(ruler.low, high))] if ruler.known else []
        shown = [(start, end) for start, end in stretches if start < end]
        left, right = self.scatter.x_range()
        self.beyond.setOpts(
            x0=[left] * len(shown),
            x1=[right] * len(shown),
            y0=[start for start, _ in shown],
            y1=[end for _, end in shown],
        )

    def _remember(self, env_step: int, report: Calibration) -> None:
        while self._history and self._history[-1][0] >= env_step:
            self._history.pop()  # Looked at again, or rewound.
        self._history.append((float(env_step), report.bias, report.bias_low, report.bias_high))
        if len(self._history) > _MOST_LOOKS:
            self._history = self._history[::2]
        step, mean, low, high = np.array(self._history).T
        if len(step) == 1:  # A line needs two ends.
            step, mean, low, high = (np.repeat(values, 2) for values in (step, mean, low, high))
            step = step + np.array([-1.0, 1.0]) * max(_ONE_LOOK * step[0], 1.0)
        for item, values in ((self.bias_line, mean), (self.bias_low, low), (self.bias_high, high)):
            item.setData(step, values)
        beside = (step[-1] - step[0]) if len(self._history) == 1 else 0.0
        self.bias_plot.show_x(step[0] - beside, step[-1] + beside)
        self._bias_range = _followed(self._bias_range, low, high, np.zeros(1))
        self.bias_plot.show_y(*self._bias_range)

    def _build_figures(self) -> None:
        self.figures = FigureGrid(self)
        self.bias = self.figures.add(
            self.tr("Bias"),
            "+0,000.00",
            self.tr(
                "Mean of predicted − realised: above 0 the network over-estimates, below it under-estimates "
                "(van Hasselt et al. 2016)."
            ),
        )
        self.band = self.figures.add(
            "10–90 %", "+0,000.0 … +0,000.0", self.tr("Between these lie 80 % of predicted − realised.")
        )
        self.correlation = self.figures.add(
            self.tr("Correlation"),
            "−0.000",
            self.tr("Between predicted and realised: 1 where the network orders all states as their returns do."),
        )
        self.steps = self.figures.add(
            self.tr("Steps / episodes"),
            "00,000 / 00",
            self.tr("How many steps of how many greedy episodes are compared: Q(s, a) with Σ γᵏ · reward from there."),
        )
        self.least = self.figures.add(
            self.tr("Least possible"),
            WIDEST_QUANTITY,
            self.tr("The smallest return that the environment's rewards and γ allow; below it the plot is shaded."),
        )
        self.most = self.figures.add(
            self.tr("Largest possible"),
            WIDEST_QUANTITY,
            self.tr(
                "The largest return that the environment's rewards and γ allow, such as r / (1 − γ) with r every step: "
                "a time limit doesn't end what a value stands for. Above it the plot is shaded."
            ),
        )
        self.most_to_limit = self.figures.add(
            self.tr("Episode's largest"),
            WIDEST_QUANTITY,
            self.tr("The same where the episode really ends at its limit of L steps, such as r (1 − γᴸ) / (1 − γ)."),
        )

    def _lay_out(self) -> None:
        titles = self._plot_titles()
        scatter, over_time = (self._titled(*words) for words in titles)
        for plot, (_, explanation) in zip((self.scatter, self.bias_plot), titles, strict=True):
            set_tool_tip(plot, explanation)
        scatter.addWidget(self.scatter, 1)
        over_time.addWidget(self.bias_plot, 1)
        plots = self.two_columns(scatter, over_time, beside_from_px=_SIDE_BY_SIDE_FROM_PX)
        plots.setSpacing(SPACE)
        plots.setStretch(0, 3)
        plots.setStretch(1, 2)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.verdict)
        self.body.addLayout(plots, 1)

    def _plot_titles(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return (
            (
                self.tr("Predicted Q against realised"),
                self.tr(
                    "Each point is a step of a greedy episode: up, Q(s, a); across, the discounted rewards that "
                    "followed, with Q of the last state where the episode was cut off. On the diagonal both are equal; "
                    "above it Q is too large."
                ),
            ),
            (
                self.tr("Bias over time"),
                self.tr("Mean of predicted − realised at each look, and between which numbers 80 % of it lie."),
            ),
        )

    def _titled(self, title: str, explanation: str) -> QVBoxLayout:
        label = QLabel(title, self)
        label.setProperty("role", "heading")
        set_tool_tip(label, explanation)
        column = QVBoxLayout()
        column.setSpacing(ROW_SPACE)
        column.addWidget(label)
        return column

    def restyle(self, theme: Theme) -> None:
        font = small_font(self.font())
        for plot in (self.scatter, self.bias_plot):
            plot.restyle(theme, font)
        self.points.setPen(None)
        self.points.setBrush(_faint(theme.q_mean, _POINT_ALPHA))
        self.beyond.setOpts(pen=None, brush=_faint(theme.danger, _BEYOND_ALPHA))
        self.diagonal.setPen(_line(theme.muted, dashed=True))
        self._nothing.setPen(_line(theme.muted, dashed=True))
        self.bias_line.setPen(_line(theme.q_mean, width=2.0))
        for edge in (self.bias_low, self.bias_high):
            edge.setPen(_line(theme.q_mean, width=0.5))
        self.bias_band.setBrush(_faint(theme.q_mean, _BAND_ALPHA))


class _StillPlot(CanvasPlot):
    """A plot that stays where it is, whatever the mouse does."""

    def __init__(self, axis_title: str, high_px: int) -> None:
        super().__init__(axis_title)
        self._high_px = high_px
        self.words_at: Callable[[QPointF], str] = lambda _place: ""  # what is said where it is pointed at
        self.getViewBox().setMouseEnabled(False, False)
        self.setMinimumHeight(high_px)

    def sizeHint(self) -> QSize:
        return QSize(240, self._high_px)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())) or self.toolTip(), self)
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # It scrolls the panel.


def _followed(shown: tuple[float, float] | None, *values: np.ndarray) -> tuple[float, float]:
    """The range that holds all `values`: what is shown, unless it is too small or far too large."""
    low = min(float(part.min()) for part in values)
    high = max(float(part.max()) for part in values)
    fits = shown is not None and shown[0] <= low and high <= shown[1]
    if shown is not None and fits and high - low >= _SHRINK_BELOW * (shown[1] - shown[0]):
        return shown
    first, last = follow_y(values, log=False, from_zero=False)
    # With a little to spare, or a point at the very end would be cut in half.
    spare = _SPARE * (last - first)
    return first - spare, last + spare


def _bound(value: float) -> str:
    return return_text(value) if math.isfinite(value) else "−∞" if value < 0.0 else "∞"


def _signed(value: float) -> str:
    text = quantity_text(value) if 0.0 < abs(value) < _SMALL else return_text(value)
    return f"+{text}" if value > 0.0 else text


def _percent(share: float) -> str:
    return percent(share, ".2%" if share < 0.01 else ".1%")


def _faint(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made


def _line(colour: str, *, width: float = 1.0, dashed: bool = False) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCosmetic(True)
    if dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    return pen
