"""What a run's history looks like in the plots: curves, marks of changes, evaluations, and what Q can't be."""

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from workbench.panels.curves import ruler
from workbench.panels.curves.plots import evaluation_notes, marks_of, threshold_words, window_words
from workbench.panels.curves.quantities import (
    EVALUATION_LINE,
    EXACT,
    PARENT,
    RANGE,
    RETURN,
    SCHEDULES,
    evaluation_words,
    mean_words,
    parent_words,
)
from workbench.state.decimating_series import Buckets, Floats
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import XScale, XUnit
from workbench.widgets.live_plot import LivePlot
from workbench.widgets.plot_legend import CurveSpec, MarkKind

# Narrower than this, there is no room for the parent's name in the legend.
_NAMED_FROM_PX = 400
_EXPLAINED_FROM_PX = 640
# Nor for what is counted in the mean.
_COUNTED_FROM_PX = 260
# Curves in front are wide and smooth, which costs with every point; thin ones are cheap.
_POINTS_PER_PX = 2
_PX_PER_SMOOTH_POINT = 2.5
_PX_PER_EXACT_BUCKET = 5.0  # which takes two to four points
_PX_PER_BENT_BUCKET = 2.5  # of a schedule, two points


class PlotDrawing:
    """Draws a history over one unit of x; what all plots have is drawn again only where it is new.

    Attributes:
        scale: How steps become places along x; those of the parent have their own.
    """

    def __init__(self, history: RunHistory) -> None:
        self._history = history
        self._unit = XUnit.STEPS
        self.scale = self._parent_scale = XScale(0.0)
        self._changes = self._evaluations = -1
        self._ruled = (-1, -1)
        self._bounds: tuple[float, float] | None = None

    def set_unit(self, unit: XUnit) -> None:
        """Draws over this from now on."""
        self._unit = unit
        self.forget()

    def forget(self) -> None:
        """Plots were added, or another run began: everything is drawn again."""
        self._changes = self._evaluations = -1

    def look(self) -> None:
        """Takes what is in the history by now."""
        self.scale, self._parent_scale = self._history.scale(self._unit), self._history.parent_scale(self._unit)

    def newest_place(self) -> float:
        """Where the run is along x."""
        return max(self.scale.newest_place, self._parent_scale.newest_place)

    def say_of_returns(self, plots: Mapping[LivePlot, Sequence[str]], cursor: float | None) -> None:
        """What a plot of the return says in words: of which run, how far back its mean goes, and what is solved.

        How far back is of the value that stands beside it: of the newest or, with a `cursor`, of that place along x.
        """
        history = self._history
        window_from = history.window_from if cursor is None else history.window_before(self.scale.step(cursor))
        for plot, shown in plots.items():
            if RETURN not in shown:
                continue
            brief = plot.width() < _NAMED_FROM_PX
            # Beside the title where there is room, and in few letters in the legend where there isn't.
            above = plot.width() >= _EXPLAINED_FROM_PX and tuple(shown) == (RETURN,)
            told = not above and len(history.episode_return) > 0
            step = window_from if told else None
            little_room = plot.width() < _COUNTED_FROM_PX
            plot.name_curve("evaluation", evaluation_words(brief=little_room))
            shorter = (mean_words(None, brief=True), *(("100",) if little_room else ()))
            plot.name_curve("mean_return", mean_words(step, brief=little_room), *shorter)
            plot.name_curve(PARENT, parent_words(history.parent_name, brief=brief))
            if len(history.episode_return) and tuple(shown) == (RETURN,):
                plot.set_unit(window_words(window_from, brief=not above))
            threshold = history.run.return_threshold if history.run is not None else math.nan
            known = math.isfinite(threshold)
            plot.set_level(threshold if known else None, threshold_words(threshold) if known else "")

    def draw_curves(self, plot: LivePlot, x_from: float, x_to: float, smoothing_steps: int = 0) -> int:
        """Draws the visible stretch of each curve; returns how many points the coarsest one joins.

        Curves with an envelope behind them are means over `smoothing_steps`; 0: of what is joined.
        """
        factor, width_px = 1, max(plot.canvas.data_rect().width(), 50.0)
        smoothed = _smoothed(plot.curves) if smoothing_steps else frozenset[str]()
        for curve in plot.curves:
            if curve.kind is MarkKind.DIAMOND or curve.key == EVALUATION_LINE:
                continue
            filled = False
            thinned = functools.partial(self._thinned, curve.key, x_from, x_to)
            if curve.key == "episode_return" and self._history.returns_are_binary:
                plot.set_dots(curve.key, *thinned(width_px).dots())
                continue
            if curve.kind is MarkKind.RAW:
                thin = thinned(_POINTS_PER_PX * width_px)
                filled = thin.points_each > 1
                x, y = thin.band() if filled else thin.line()
                factor = max(factor, thin.points_each)
            elif curve.key in SCHEDULES:
                # What is straight over steps isn't over anything else, and takes more points there.
                x, y = thinned(width_px / (1 if self._unit is XUnit.STEPS else _PX_PER_BENT_BUCKET)).schedule()
            elif curve.key in EXACT:
                x, y = thinned(width_px / _PX_PER_EXACT_BUCKET).path()
            elif curve.key in smoothed:
                x, y = self._smooth(curve.key, x_from, x_to, width_px / _PX_PER_SMOOTH_POINT, smoothing_steps)
            else:
                x, y = thinned(width_px / _PX_PER_SMOOTH_POINT).line()
            plot.set_curve(curve.key, x, y, filled=filled)
        return factor

    def _thinned(self, key: str, x_from: float, x_to: float, most: float) -> Buckets:
        """The stretch of a curve that is in view, in about so many buckets at most, with x as places on the axis."""
        series, scale = getattr(self._history, key.removesuffix(RANGE)), self._scale_of(key)
        return series.buckets(scale.step(x_from), scale.step(x_to), int(most), scale.along).moved(scale.along)

    def _smooth(self, key: str, x_from: float, x_to: float, most: float, steps: int) -> tuple[Floats, Floats]:
        series, scale = getattr(self._history, key), self._scale_of(key)
        at = series.buckets(scale.step(x_from), scale.step(x_to), int(most), scale.along).x_last
        means = series.trailing_means(at, steps)
        places = at if scale.along is None else scale.along(at)
        there = np.isfinite(means) & np.isfinite(places)
        return places[there], means[there]

    def _scale_of(self, key: str) -> XScale:
        return self._parent_scale if key == PARENT else self.scale

    def draw_marks(self, plots: Mapping[LivePlot, Sequence[str]]) -> None:
        """Marks changes of hyperparameters in every plot, and evaluations in those of the return."""
        changes, evaluations = self._history.knob_changes, self._history.evaluations
        # Over episodes and minutes, places are only known once what comes after is.
        moving = self._unit is not XUnit.STEPS
        if len(changes) != self._changes or moving:
            self._changes = len(changes)
            marks = [replace(mark, x=self.scale.place(mark.x)) for mark in marks_of(changes)]
            for plot in plots:
                plot.set_marks([mark for mark in marks if math.isfinite(mark.x)])
        if len(evaluations) != self._evaluations or moving:
            self._evaluations = len(evaluations)
            places = self.scale.places(np.array([done.env_step for done in evaluations], np.float64))
            known = np.isfinite(places)
            means = np.array([done.mean for done in evaluations], np.float64)[known]
            notes = evaluation_notes([done for done, there in zip(evaluations, known, strict=True) if there])
            for plot in (plot for plot, shown in plots.items() if RETURN in shown):
                plot.set_points("evaluation", places[known], means, notes)
                plot.set_curve(EVALUATION_LINE, places[known], means)

    def show_ruler(self, plots: Mapping[LivePlot, Sequence[str]]) -> None:
        """What Q can't be is shaded, and said where Q is it; γ and the rewards may have been changed."""
        history = self._history
        if history.run is None:
            return
        ruled = (history.run.run_id, len(history.knob_changes))
        if ruled != self._ruled:
            self._ruled, self._bounds = ruled, ruler.bounds_of(history.run, history.knob_changes)
        for plot, shown in plots.items():
            plot.bounds.show_bounds(self._bounds if not ruler.VALUES.isdisjoint(shown) else None)
            if ruler.VALUES.issuperset(shown):
                plot.set_unit(ruler.words(self._bounds, history.q_mean.latest, history.q_max.latest))

    def values(self, curves: Sequence[CurveSpec], cursor: float | None, smoothing_steps: int = 0) -> dict[str, float]:
        """What the legend says of curves: their newest values or, with a `cursor`, those at that place along x."""
        smoothed = _smoothed(curves) if smoothing_steps else frozenset[str]()
        return {
            curve.key: self._value(curve, cursor, smoothing_steps if curve.key in smoothed else 0)
            for curve in curves
            if curve.name
        }

    def _value(self, curve: CurveSpec, cursor: float | None, smoothing_steps: int) -> float:
        if curve.kind is MarkKind.DIAMOND:
            until = math.inf if cursor is None else self.scale.step(cursor)
            done = [e for e in self._history.evaluations if e.env_step <= until]
            return done[-1].mean if done else float("nan")
        series = getattr(self._history, curve.key)
        scale = self._scale_of(curve.key)
        if smoothing_steps:
            step = series.newest_x if cursor is None else scale.step(cursor)
            return float(series.trailing_means([step], smoothing_steps)[0])
        return series.latest if cursor is None else series.mean_near(scale.step(cursor))


def _smoothed(curves: Iterable[CurveSpec]) -> frozenset[str]:
    """The keys of those with an envelope behind them."""
    return frozenset(curve.key.removesuffix(RANGE) for curve in curves if curve.key.endswith(RANGE))
