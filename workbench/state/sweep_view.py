"""What is shown of a sweep: trials on the axes of what varied, the field between them, and what mattered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dqn_engine.comparison.sweep_state import SweepState, TrialState
from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.sweep.dimensions import Dimension
from dqn_engine.system.values import KnobValue
from workbench.look.figures import figure

FIELD_CELLS = 40
"""Points of the field along an axis."""

_NEARNESS = 3.0
"""How much nearer trials count for more between them: weights fall with the distance to this power."""


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
    """Places along the axis with what stands there."""
    knob = KNOB_BY_NAME[dimension.name]
    if is_worded(dimension):
        return [(place(dimension, value), knob.format(value)) for value in dimension.values or ()]
    if dimension.values is not None and len(dimension.values) <= most:
        return [(place(dimension, value), knob.format(value)) for value in dimension.values]
    if dimension.values is not None:
        last = len(dimension.values) - 1
        some = [dimension.values[round(at * last / (most - 1))] for at in range(most)]
        return [(place(dimension, value), knob.format(value)) for value in some]
    fractions = [at / (most - 1) for at in range(most)]
    found: list[tuple[float, str]] = []
    for fraction in fractions:
        low, high = dimension.low, dimension.high
        number = low * (high / low) ** fraction if dimension.log else low + (high - low) * fraction
        found.append((fraction, figure(round(number), ",") if dimension.whole else figure(number, ".3g")))
    return found


def field(view: SweepView, x: str, y: str) -> np.ndarray:
    """[FIELD_CELLS, FIELD_CELLS] float64 of scores over two hyperparameters, low y first; NaN where nothing is known.

    Between trials it is their mean, weighted by how near they are; what else varied isn't looked at.
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
    return (weight * known[:, 2]).sum(axis=2) / weight.sum(axis=2)


def _snapped(dimension: Dimension, at: np.ndarray) -> np.ndarray:
    """Words have a stretch of the axis each, within which nothing changes."""
    if not is_worded(dimension):
        return at
    count = len(dimension.values or ())
    return (np.floor(at * count) + 0.5) / count


def first_axes(names: Sequence[str], importance: Sequence[tuple[str, float]] = ()) -> tuple[str, str]:
    """What the field is over at first: what mattered most, or what the space names first."""
    ordered = [name for name, _ in importance if name in names] + list(names)
    unique = list(dict.fromkeys(ordered))
    if not unique:
        return "", ""
    return unique[0], unique[1] if len(unique) > 1 else unique[0]
