"""The watched episode as it comes from the engine, step by step: where it has been, and where it is."""

from collections import deque

import numpy as np

from dqn_engine.messages.reports import SpectatorSteps

_LONGEST = 1_000


class WatchedEpisode:
    """The states of the episode that is played."""

    def __init__(self) -> None:
        self._episode = -1
        self._states: deque[tuple[float, ...]] = deque(maxlen=_LONGEST)

    def reset(self) -> None:
        """Forgets it."""
        self._episode = -1
        self._states.clear()

    def add(self, report: SpectatorSteps) -> None:
        """Takes the next steps."""
        for step in report.steps:
            if step.episode != self._episode:
                self._episode = step.episode
                self._states.clear()
                self._states.append(step.state)
            self._states.append(step.next_state)

    def states(self, size: int) -> np.ndarray | None:
        """[T, size] float64, the newest last; None where none came, or they have another size."""
        if not self._states or len(self._states[-1]) != size:
            return None
        return np.array(self._states, np.float64)
