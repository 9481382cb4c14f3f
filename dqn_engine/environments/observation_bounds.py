"""What the bounds of a space say of the size of its observations, and which offset is taken away before float32.

Networks learn from inputs of about −1 to 1. Bounds that mean something bring an observation there at once; those that
are infinite, or so wide that they only mean "any number", say nothing, and running statistics have to find out.
"""

import itertools
import math

import gymnasium
import numpy as np
from gymnasium import spaces

LARGEST_BOUND = 20.0
"""Bounds that are wider apart say nothing. Many of those are a placeholder (1e6, the largest integer or float) that the
numbers come nowhere near, and divided by it would all be the same to a network: numbers from 0 to 0.01 between bounds
of ±900, or from 990 to 1,000 between 0 and 1,000, aren't told apart in 5,000 steps of the preset default. Where the
numbers do fill a wide range, running statistics learn it just as well."""

_LARGEST_SIZE = 1e4
"""The same of `observation_scaling=bounds`, as it has always been."""

_FAR_BOUND = 1e4
"""The only bound that an observation has is taken away from it where float32 has less than three digits behind it."""

_LARGEST_RATIO = 1000.0
"""An offset so many times the range leaves it less than 1 in 16,000 of float32's precision."""

_SMALLEST_RANGE = 1e-30

Range = tuple[float, float]
"""The middle of an observation's range and half its width."""


def ranges_of(space: spaces.Box) -> tuple[Range | None, ...]:
    """[O] The range of each number of a vector, as its bounds say; None where they say nothing.

    Where 0 lies between the bounds it stays 0, so that what is mostly 0, such as one-hot states and planes of a board,
    stays so: the middle is then 0 and the width that of the larger side. Else it is the true middle.
    """
    bounds = (np.asarray(side, np.float64).reshape(-1).tolist() for side in (space.low, space.high))
    return tuple(_range(low, high) for low, high in zip(*bounds, strict=True))


def loose_in(space: gymnasium.Space) -> tuple[bool, ...]:
    """[O] Which numbers of an observation in `space`, flattened as Gymnasium does it, may be loosely bound.

    Numbers with a fraction can stay within any part of their bounds, however small, and often do. Whole numbers are at
    least 1 apart, and what becomes one-hot is 0 or 1.
    """
    match space:
        case spaces.Dict():
            return tuple(itertools.chain.from_iterable(map(loose_in, space.spaces.values())))
        case spaces.Tuple():
            return tuple(itertools.chain.from_iterable(map(loose_in, space.spaces)))
        case spaces.Box():
            return (np.dtype(space.dtype).kind not in "biu",) * math.prod(space.shape)
    return (False,) * spaces.flatdim(space)


def scales_of(space: spaces.Box) -> tuple[float, ...]:
    """[O] The largest size that the bounds of each observation allow, as `observation_scaling=bounds` divides by it.

    1 where they allow anything, or nothing but 0.
    """
    largest = np.maximum(np.abs(space.low.astype(np.float64)), np.abs(space.high.astype(np.float64))).reshape(-1)
    usable = np.isfinite(largest) & (largest <= _LARGEST_SIZE) & (largest > 0)
    return tuple(np.where(usable, largest, 1.0).tolist())


def offsets_of(space: spaces.Box) -> np.ndarray:
    """[O] float64: what is taken away from each observation in float64, before it becomes float32; mostly 0.

    Only where float32 couldn't tell observations apart, as in Box(-1e9, -1e9 + 10): the middle of the range or, where
    it has one end only, that end.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = (np.asarray(side, np.float64).reshape(-1) for side in (space.low, space.high))
        both = np.isfinite(low) & np.isfinite(high)
        size = np.maximum(np.abs(low), np.abs(high))
        far = both & ((low > 0) | (high < 0)) & (size > _LARGEST_RATIO * (high - low)) & (size > 1.0)
        above, below = ~both & (low > _FAR_BOUND), ~both & (high < -_FAR_BOUND)
        middle = low + (high - low) / 2
    return np.select([far, above, below], [middle, low, high], 0.0)


class OffsetObservation(gymnasium.ObservationWrapper):
    """Takes `offsets` [O] float64 from the observations of a vector environment, and gives float32.

    Bounds that float32 had already made one number say nothing: what the environment returns may still differ.
    """

    def __init__(self, env: gymnasium.Env, space: spaces.Box, offsets: np.ndarray) -> None:
        """`space` is that of `env`."""
        super().__init__(env)
        self.offsets = offsets
        low, high = (np.asarray(side, np.float64) - offsets for side in (space.low, space.high))
        unknown = (low == high) & (offsets != 0.0)
        self.observation_space = spaces.Box(
            np.where(unknown, -np.inf, low).astype(np.float32),
            np.where(unknown, np.inf, high).astype(np.float32),
            dtype=np.float32,
        )

    def observation(self, observation: np.ndarray) -> np.ndarray:
        """[O] float32."""
        return (np.asarray(observation, np.float64) - self.offsets).astype(np.float32)


def _range(low: float, high: float) -> Range | None:
    if not (np.isfinite(low) and np.isfinite(high)):
        return None
    largest = max(abs(low), abs(high))
    if low == high:
        return (low, 1.0) if largest <= LARGEST_BOUND else None
    if low <= 0.0 <= high:
        return (0.0, largest) if _SMALLEST_RANGE < largest <= LARGEST_BOUND else None
    half = high / 2 - low / 2
    return (low + half, half) if _SMALLEST_RANGE < 2 * half <= LARGEST_BOUND else None
