"""The network that a run began with, and those that were evaluated, as they were: a few, spread over the run."""

import math
from collections.abc import Mapping

import numpy as np

from dqn_engine.probes.subject import EvaluatedPolicy

MOST = 12


class EvaluatedPolicies:
    """Keeps at most `MOST` in memory: the first, each nth after it and the newest; where there are more, n doubles.

    The first is what the run began with, so that what was learned until the first evaluation can be seen. To halve the
    older ones, whichever they are, would leave few of the first half of a long run.
    """

    def __init__(self) -> None:
        self._kept: dict[int, EvaluatedPolicy] = {}  # by how many were evaluated before
        self._count, self._stride = 0, 1

    @property
    def all(self) -> tuple[EvaluatedPolicy, ...]:
        """The oldest first."""
        return tuple(self._kept.values())

    def begin(self, env_step: int, weights: Mapping[str, np.ndarray]) -> None:
        """Takes the network that the run begins with, before all others: one that nobody evaluated."""
        self.add(env_step, math.nan, weights)

    def add(self, env_step: int, mean_return: float, weights: Mapping[str, np.ndarray]) -> None:
        """Takes the network that played, which nobody else changes."""
        newest = self._count
        self._kept[newest] = EvaluatedPolicy(env_step=env_step, mean_return=mean_return, weights=weights)
        self._count += 1
        self._thin(newest)
        while len(self._kept) > MOST:
            self._stride *= 2
            self._thin(newest)

    def _thin(self, newest: int) -> None:
        self._kept = {
            place: policy for place, policy in self._kept.items() if place % self._stride == 0 or place == newest
        }
