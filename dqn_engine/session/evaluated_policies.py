"""The networks that were evaluated, as they were: a few, spread over the run."""

from collections.abc import Mapping

import numpy as np

from dqn_engine.probes.subject import EvaluatedPolicy

MOST = 12


class EvaluatedPolicies:
    """Keeps at most `MOST` in memory; where there are more, every other of the older ones goes."""

    def __init__(self) -> None:
        self._kept: list[EvaluatedPolicy] = []

    @property
    def all(self) -> tuple[EvaluatedPolicy, ...]:
        """The oldest first."""
        return tuple(self._kept)

    def add(self, env_step: int, mean_return: float, weights: Mapping[str, np.ndarray]) -> None:
        """Takes the network that played, which nobody else changes."""
        self._kept.append(EvaluatedPolicy(env_step=env_step, mean_return=mean_return, weights=weights))
        if len(self._kept) > MOST:
            # The first and the newest stay.
            self._kept = [*self._kept[:-1:2], self._kept[-1]]
