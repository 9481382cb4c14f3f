"""What the learning curves are drawn over: environment steps, episodes, or minutes of training.

Everything is stored by environment step; this turns steps into places on the axis, and back.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from workbench.state.decimating_series import DecimatingSeries, Floats


class XUnit(StrEnum):
    """What is counted along the axis."""

    STEPS = "steps"
    EPISODES = "episodes"
    MINUTES = "minutes"


SHORTEST = {XUnit.STEPS: 1000.0, XUnit.EPISODES: 20.0, XUnit.MINUTES: 1.0}
"""A following axis is never shorter."""


class XScale:
    """Steps and places of one run.

    Args:
        counted: By environment step, what is counted; None for the steps themselves. It must never fall.
    """

    def __init__(self, counted: DecimatingSeries | None) -> None:
        self._steps = self._places = np.empty(0)
        self._plain = counted is None
        if counted is not None and len(counted):
            buckets = counted.buckets()
            there = np.isfinite(buckets.last)
            self._steps = np.concatenate((buckets.x_first[there][:1], buckets.x_last[there]))
            self._places = np.concatenate((buckets.first[there][:1], buckets.last[there]))

    def places(self, steps: ArrayLike) -> Floats:
        """Where steps [N] stand; NaN for those before anything was counted."""
        at = np.asarray(steps, np.float64)
        if self._plain:
            return at
        if not len(self._steps):
            return np.full_like(at, np.nan)
        return np.interp(at, self._steps, self._places, left=np.nan)

    def place(self, step: float) -> float:
        """The same of one step."""
        return float(self.places([step])[0])

    def step(self, place: float) -> float:
        """The step that stands at a place; the first or the last that is known where none does."""
        if self._plain or not len(self._steps):
            return place if self._plain else 0.0
        return float(np.interp(place, self._places, self._steps))
