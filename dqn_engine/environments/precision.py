"""Watches whether float32, in which observations are stored, loses what an environment's wider numbers tell apart.

A clock of 1,700,000,000 seconds changes by 1 at every step, and float32 has a number every 128 there: without bounds
that say what to take away first (see `observation_bounds.offsets_of`) steps look the same, to the running statistics as
well.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import gymnasium
import numpy as np
from gymnasium import spaces

from dqn_engine.environments.observation_bounds import offsets_of

WATCHED = 1000
"""Observations of each environment; what comes later costs nothing."""

_COARSE = 0.003
"""Of the range of an observation: what two neighbours of float32 may be apart."""

_NOISE = 4 * np.finfo(np.float64).eps
"""Of its size: what float64's own rounding makes of a number that doesn't change."""


class _Part(NamedTuple):
    path: tuple[Any, ...]  # the keys that lead to it
    places: slice  # in the flattened observation
    offsets: np.ndarray


class PrecisionWatch:
    """Remembers between which numbers each of an observation's went, where they were of more digits than float32.

    Attributes:
        low: [O] float64, the lowest of each so far, less its known offset; infinite where nothing was seen.
        high: [O] the highest; likewise.
        differs: [O] bool, which whole numbers were not always the same, also where float64 can't tell them apart.
    """

    def __init__(self, space: gymnasium.Space) -> None:
        """Watches observations in `space`, before they are flattened."""
        parts, size = [], 0
        for path, part in _leaves(space, ()):
            width = spaces.flatdim(part)
            if isinstance(part, spaces.Box) and np.dtype(part.dtype).kind in "fiu" and part.dtype.itemsize > 2:
                parts.append(_Part(path, slice(size, size + width), offsets_of(part)))
            size += width
        self._parts, self._left = parts, WATCHED if parts else 0
        self.low, self.high = np.full(size, np.inf), np.full(size, -np.inf)
        self.differs = np.zeros(size, np.bool_)
        self._first: dict[int, np.ndarray] = {}  # of whole numbers, by where they begin

    @property
    def over(self) -> bool:
        """Whether nothing more is looked at."""
        return self._left == 0

    def see(self, observation: Any) -> None:
        """Takes an observation that fits its space, but for the shape."""
        self._left -= 1
        for path, places, offsets in self._parts:
            value = observation
            for key in path:
                value = value[key]
            if value.dtype.itemsize <= 4 and value.dtype.kind == "f" or value.size != len(offsets):
                continue
            numbers = value.reshape(-1).astype(np.float64) - offsets
            np.minimum(self.low[places], numbers, out=self.low[places])
            np.maximum(self.high[places], numbers, out=self.high[places])
            if value.dtype.kind != "f":
                self.differs[places] |= value.reshape(-1) != self._first.setdefault(places.start, value.reshape(-1))


def lost_digits(low: np.ndarray, high: np.ndarray, differs: np.ndarray) -> np.ndarray:
    """[O] bool: which observations float32 hardly tells apart; see `PrecisionWatch` for what they are told by."""
    with np.errstate(invalid="ignore", over="ignore"):
        spread, size = high - low, np.maximum(np.abs(low), np.abs(high))
        spread = np.where(differs, np.maximum(spread, 1.0), spread)
        noise = ~differs & (spread <= _NOISE * size)
        return np.isfinite(size) & ~noise & (spread > 0) & (size * np.finfo(np.float32).eps > _COARSE * spread)


def _leaves(space: gymnasium.Space, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], gymnasium.Space]]:
    """The parts of `space` with the keys that lead to them, in the order in which Gymnasium flattens them."""
    match space:
        case spaces.Dict():
            for key, part in space.spaces.items():
                yield from _leaves(part, (*path, key))
        case spaces.Tuple():
            for index, part in enumerate(space.spaces):
                yield from _leaves(part, (*path, index))
        case _:
            yield path, space
