"""What is shown of a sweep: trials on the axes of what varied, the field between them, and what mattered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dqn_engine.comparison.sweep_state import SweepState, TrialState
from dqn_engine.config.hyperparameters import KNOB_BY_NAME, means_something
from dqn_engine.sweep.dimensions import Dimension
from dqn_engine.system.values import KnobValue
from workbench.look.figures import figure
from workbench.state import knob_words

FIELD_CELLS = 40
"""Points of the field along an axis."""

_NEARNESS = 3.0
"""How much nearer trials count for more between them: weights fall with the distance to this power."""

_APART = 0.1  # of an axis, at least, between a round number and an end


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepView:
    """A sweep as it is.

    Attributes:
        folder: Where it is; empty: none is selected.
        name: What it is called.
        state: Where it stands; None where there is none, or it can't be read.
        trouble: Why it can't be read; else empty.
        importance: What mattered: hyperparameters and their parts of all, the greatest first.
        importance_words: Why nothing is known of that, or by what method it is.
    """

    folder: str = ""
    name: str = ""
    state: SweepState | None = None
    trouble: str = ""
    importance: tuple[tuple[str, float], ...] = ()
    importance_words: str = ""

    @property
    def has_scores(self) -> bool:
        """Whether any trial came to something yet."""
        return any(trial.score is not None for trial in self.trials)

    def scores_with_intervals(self) -> tuple[float, float]:
        """As `scores`, with room for the interval of each."""
        ends = [end for trial in self.trials if trial.interval is not None for end in trial.interval]
        return min((*ends, self.scores()[0])), max((*ends, self.scores()[1]))

    def scores(self) -> tuple[float, float]:
        """The least and the greatest score; 0 and 1 where there is none."""
        known = [trial.score for trial in self.trials if trial.score is not None]
        if not known:
            return 0.0, 1.0
        low, high = min(known), max(known)
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    @property
    def trials(self) -> tuple[TrialState, ...]:
        """Those that have begun."""
        return () if self.state is None else self.state.trials

    @property
    def names(self) -> tuple[str, ...]:
        """The hyperparameters that vary."""
        return () if self.state is None else tuple(dimension.name for dimension in self.state.space)

    def trial(self, number: int) -> TrialState | None:
        """The trial of that number."""
        return next((trial for trial in self.trials if trial.number == number), None)


def place(dimension: Dimension, value: KnobValue | None) -> float:
    """Where a value is on the axis of a hyperparameter, from 0 to 1; NaN where it has none, or lies elsewhere."""
    if value is None:
        return math.nan
    if is_worded(dimension):
        values = dimension.values or ()
        return (values.index(value) + 0.5) / len(values) if value in values else math.nan
    if isinstance(value, str | tuple):
        return math.nan
    low, high, number = dimension.low, dimension.high, float(value)
    if dimension.log:
        low, high, number = math.log(low), math.log(high), math.log(number) if number > 0 else math.nan
    return (number - low) / (high - low)


def is_worded(dimension: Dimension) -> bool:
    """Whether its values stand beside each other, as words do."""
    return "choices" in dimension.entry


def ticks(dimension: Dimension, most: int = 5) -> list[tuple[float, str]]:
    """Places along the axis with what stands there: its ends, and between them round numbers or values that it has."""
    knob, values = KNOB_BY_NAME[dimension.name], dimension.values
    if is_worded(dimension):
        return [(place(dimension, value), knob_words.shown(knob, value)) for value in values or ()]
    if values is not None:
        return [
            (place(dimension, values[at]), knob_words.shown(knob, values[at])) for at in _evenly(len(values) - 1, most)
        ]
    spec = "," if dimension.whole else ".4g"
    numbers = round_numbers(dimension.low, dimension.high, most, log=dimension.log, whole=dimension.whole)
    return [(place(dimension, number), figure(number, spec)) for number in numbers]


def round_numbers(low: float, high: float, most: int = 5, *, log: bool = False, whole: bool = False) -> list[float]:
    """The ends and, between them where there is room, numbers that are said in one or two figures: up to `most`."""
    inside: list[float] = []
    for steps in ((1, 2, 5), (1, 3), (1,)) if log else ():
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        inside = _clear_of_ends([step * 10.0**decade for decade in decades for step in steps], low, high, log=True)
        if len(inside) <= most - 2:
            break
    if not inside or len(inside) > most - 2:
        about = (high - low) / max(most - 1, 1)
        decade = 10.0 ** math.floor(math.log10(about))
        step = next(factor * decade for factor in (1, 2, 5, 10) if factor * decade >= about * (1 - 1e-9))
        step = max(step, 1.0) if whole else step
        multiples = [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]
        inside = _clear_of_ends(multiples, low, high, log=log)[: max(most - 2, 0)]
    ends = (round(low), round(high)) if whole else (low, high)
    return [ends[0], *(round(number) if whole else number for number in inside), ends[1]]


def _clear_of_ends(numbers: Sequence[float], low: float, high: float, *, log: bool) -> list[float]:
    """Those that lie between the ends, and so far from them that both can be read."""

    def at(number: float) -> float:
        return math.log(number / low) / math.log(high / low) if log else (number - low) / (high - low)

    return [number for number in numbers if low < number < high and _APART <= at(number) <= 1 - _APART]


def _evenly(last: int, most: int) -> list[int]:
    """Up to `most` places from 0 to `last`, equally far apart but for the last, which is always among them."""
    stride = max(1, math.ceil(last / max(most - 1, 1)))
    places = list(range(0, last + 1, stride))
    if places[-1] != last:
        near = len(places) > 1 and (last - places[-1] < stride / 2 or len(places) >= most)
        places = [*places[:-1], last] if near else [*places, last]
    return places


def field(view: SweepView, x: str, y: str) -> np.ndarray:
    """[FIELD_CELLS, FIELD_CELLS] float64 of scores over two hyperparameters, low y first; NaN where nothing is known.

    Between trials it is their mean, weighted by how near they are; what else varied isn't looked at. Nothing is known
    where one has no effect beside the other, as atoms beside another head than C51.
    """
    dimensions = {} if view.state is None else {dimension.name: dimension for dimension in view.state.space}
    points = [
        (place(dimensions[x], trial.settings.get(x)), place(dimensions[y], trial.settings.get(y)), trial.score)
        for trial in view.trials
        if trial.score is not None and x in dimensions and y in dimensions
    ]
    known = np.array([point for point in points if all(math.isfinite(part) for part in point)], np.float64)
    if not len(known):
        return np.full((FIELD_CELLS, FIELD_CELLS), math.nan)
    at = (np.arange(FIELD_CELLS) + 0.5) / FIELD_CELLS
    across, up = _snapped(dimensions[x], at), _snapped(dimensions[y], at)
    far = (across[None, :, None] - known[:, 0]) ** 2 + (up[:, None, None] - known[:, 1]) ** 2
    weight = 1.0 / np.maximum(far, 1e-6) ** (_NEARNESS / 2)
    values = (weight * known[:, 2]).sum(axis=2) / weight.sum(axis=2)
    values[:, _without_effect(view, dimensions[x], y, across)] = math.nan
    values[_without_effect(view, dimensions[y], x, up), :] = math.nan
    return values


def _without_effect(view: SweepView, dimension: Dimension, other: str, at: np.ndarray) -> np.ndarray:
    """[N] bool: at which of these places along a dimension of words another hyperparameter has no effect."""
    found = np.zeros(len(at), bool)
    if view.state is None or not is_worded(dimension) or dimension.name == other:
        return found
    for value in dimension.values or ():
        if not means_something(other, {**view.state.base.knobs, dimension.name: value}):
            found |= np.isclose(at, place(dimension, value))
    return found


def _snapped(dimension: Dimension, at: np.ndarray) -> np.ndarray:
    """Words have a stretch of the axis each, within which nothing changes."""
    if not is_worded(dimension):
        return at
    count = len(dimension.values or ())
    return (np.floor(at * count) + 0.5) / count


def first_axes(names: Sequence[str], importance: Sequence[tuple[str, float]] = ()) -> tuple[str, str]:
    """What the field is over at first: what mattered most, or what the space names first. Of one alone, that one."""
    ordered = [name for name, _ in importance if name in names] + list(names)
    unique = list(dict.fromkeys(ordered))
    if not unique:
        return "", ""
    return unique[0], unique[1] if len(unique) > 1 else ""
