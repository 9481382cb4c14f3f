"""What the learning curves are drawn over: environment steps, episodes, or minutes of training.

Everything is stored by environment step; this turns steps into places on the axis, and back.
"""

import math
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from workbench.state.decimating_series import Along, DecimatingSeries, Floats

# So many of the newest counts tell how fast it is counted at the moment.
_RECENT = 64


class XUnit(StrEnum):
    """What is counted along the axis."""

    STEPS = "steps"
    EPISODES = "episodes"
    MINUTES = "minutes"


SHORTEST = {XUnit.STEPS: 1000.0, XUnit.EPISODES: 20.0, XUnit.MINUTES: 0.1}
"""A following axis is never shorter."""

LEAST = {unit: span / 100 for unit, span in SHORTEST.items()}
"""Nothing shorter is zoomed to: there is nothing within it."""


class XScale:
    """Steps and places of one run.

    Args:
        newest_step: How far the run has come.
        counted: By environment step, what is counted; None for the steps themselves. It must never fall.
        most_after: At most so much has been counted since the newest count, as of an episode in progress.
    """

    def __init__(
        self, newest_step: float, counted: DecimatingSeries | None = None, most_after: float = math.inf
    ) -> None:
        self._newest = newest_step
        self._steps = self._places = np.empty(0)
        self._plain = counted is None
        if counted is not None and len(counted):
            buckets = counted.buckets()
            there = np.isfinite(buckets.last)
            self._steps = np.concatenate((buckets.x_first[there][:1], buckets.x_last[there]))
            self._places = np.concatenate((buckets.first[there][:1], buckets.last[there]))
        if len(self._steps) and newest_step > self._steps[-1]:
            self._reach_on(newest_step, most_after)

    @property
    def along(self) -> Along | None:
        """`places`, or None where steps are their own places."""
        return None if self._plain else self.places

    @property
    def newest_place(self) -> float:
        """How far the run has come along the axis; 0 where nothing is known."""
        if self._plain:
            return self._newest
        return float(self._places[-1]) if len(self._places) else 0.0

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

    def _reach_on(self, newest_step: float, most_after: float) -> None:
        """Goes on to the newest step as fast as it went last: or all since the newest count would stand in one place.

        Where nothing tells how fast, as in a run's first episode, as far as it can be.
        """
        earlier = max(len(self._steps) - 1 - _RECENT, 0)
        steps, counted = self._steps[-1] - self._steps[earlier], self._places[-1] - self._places[earlier]
        after = (newest_step - self._steps[-1]) * counted / steps if steps > 0 else most_after
        after = min(after, most_after)
        self._steps = np.append(self._steps, newest_step)
        self._places = np.append(self._places, self._places[-1] + (after if math.isfinite(after) else 0.0))
