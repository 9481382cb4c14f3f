"""The numbers of an observation as axes of a drawing: which they are, and between which values they are of interest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dqn_engine.probes.states import bounds_of
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable

MOST_OTHERS = 6
"""Numbers beside those of a plane that are told with their ranges."""

_OUTER = 1.0
"""Percent of the buffer's observations left out at each side, where the range comes from them."""

_DEFAULT_AXES = {"CartPole": (2, 3), "MountainCar": (0, 1), "Acrobot": (4, 5), "LunarLander": (0, 1)}
"""By the environment's name without its version."""

_MANY_VALUES = 64
"""Numbers with so many different values in the buffer vary by degrees, whichever of them has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One number of an observation: its place and its name, and what is drawn of it, from `low` to `high`."""

    index: int
    label: str
    low: float
    high: float

    def values(self, count: int) -> np.ndarray:
        """`count` values [count] float32, evenly spread, both ends included, and none rounded to beyond them."""
        values = np.linspace(self.low, self.high, count, dtype=np.float32)
        exact = values.astype(np.float64)
        values = np.where(exact > self.high, np.nextafter(values, np.float32(-np.inf)), values)
        return np.where(exact < self.low, np.nextafter(values, np.float32(np.inf)), values)


def default_axes(subject: Subject) -> tuple[int, int]:
    """The two numbers that are of most interest, in the observation's order: known ones, or those that vary most.

    A bit, a flag and a constant have little to show between their ends. What varies is told by how many different
    values the buffer has of it; of those that vary alike, and before anything is stored, the first two are taken.
    """
    name = subject.info.environment.partition("(")[0].rpartition("-v")[0]
    if name in _DEFAULT_AXES:
        return _DEFAULT_AXES[name]
    places = _continuous(subject.info.observation_labels)
    if len(places) < 2:
        return 0, 1
    seen = subject.observations
    values = {place: min(len(np.unique(seen[:, place])), _MANY_VALUES) if len(seen) else 0 for place in places}
    first, second = sorted(sorted(places, key=lambda place: -values[place])[:2])
    return first, second


def axis_of(subject: Subject, name: str, default: int) -> Axis:
    """The axis called `name`: a label of the observation or its number from 0; the `default`-th where it is empty.

    Raises:
        InputError: There is no such axis, or observations are no vectors of numbers.
    """
    info = subject.info
    labels = info.observation_labels
    if info.image_shape:
        raise InputError(
            "Observations of {environment} are pictures, which have no axes; choose another instrument.",
            environment=info.environment,
        )
    if len(labels) < 2:
        raise InputError(
            "Observations of {environment} are a single number; a plane needs two.", environment=info.environment
        )
    continuous = _continuous(labels)
    if len(continuous) < 2:
        raise InputError(
            "Fewer than two numbers that {environment} observes vary by degrees, and a plane needs two; the others are "
            "places of one-hot numbers, 0 or 1.",
            environment=info.environment,
        )
    index = _index(labels, name, default)
    if index not in continuous:
        raise InputError(
            "{label} of {environment} is one place of a one-hot number, with nothing between 0 and 1; axes can be "
            "{shown}.",
            label=labels[index],
            environment=info.environment,
            shown=_listed([labels[place] for place in continuous]),
        )
    low, high = _range(subject, index)
    return Axis(index=index, label=labels[index], low=low, high=high)


def plane_axes(subject: Subject, x: str, y: str) -> tuple[Axis, Axis]:
    """The axes of a plane called `x` and `y`, where those are empty the usual ones.

    Raises:
        InputError: There are no such axes, or both are the same.
    """
    first, second = default_axes(subject)
    right, up = axis_of(subject, x, first), axis_of(subject, y, second)
    if right.index == up.index:
        raise InputError("Both axes are {label!r}; choose two different ones.", label=right.label)
    return right, up


def other_axes(subject: Subject, x: Axis, y: Axis) -> tuple[Axis, ...]:
    """The numbers of an observation beside those of a plane and places of one-hot ones; none where there are more than
    anybody sets."""
    places = [index for index in _continuous(subject.info.observation_labels) if index not in (x.index, y.index)]
    if len(places) > MOST_OTHERS:
        return ()
    return tuple(axis_of(subject, str(index), index) for index in places)


def _continuous(labels: Sequence[str]) -> list[int]:
    """Which numbers of an observation aren't places of a one-hot one."""
    return [index for index, label in enumerate(labels) if "=" not in label]


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels[:8]) + (f" and {len(labels) - 8} more" if len(labels) > 8 else "")


def _index(labels: tuple[str, ...], name: str, default: int) -> int:
    if not name:
        return default
    if name in labels:
        return labels.index(name)
    if name.isascii() and name.isdigit() and len(name) < 6 and int(name) < len(labels):
        return int(name)
    raise InputError(
        "There is no axis {name!r}; there are {shown}, or their numbers from 0.",
        name=printable(name),
        shown=_listed(labels),
    )


def _range(subject: Subject, index: int) -> tuple[float, float]:
    """What is of interest, as far as there are states: MountainCar's position ends at 0.6, and a bit is 0 or 1."""
    low, high = _of_interest(subject, index)
    lowest, highest = (float(bound[index]) for bound in bounds_of(subject))
    return (max(low, lowest), min(high, highest)) if max(low, lowest) < min(high, highest) else (low, high)


def _of_interest(subject: Subject, index: int) -> tuple[float, float]:
    info = subject.info
    if not info.observation_ranges:
        return -info.observation_scale[index], info.observation_scale[index]
    known = info.observation_ranges[index]
    if known is not None:
        middle, half = known
        return middle - half, middle + half
    if not len(subject.observations):
        return -1.0, 1.0
    low, high = np.percentile(subject.observations[:, index], [_OUTER, 100.0 - _OUTER])
    margin = max(0.05 * float(high - low), 1e-6 * max(1.0, abs(float(low)), abs(float(high))))
    return float(low) - margin, float(high) + margin
