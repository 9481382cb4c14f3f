"""The newest moments of the watched agent's play: where it may be held, though the engine has played on since."""

from collections import deque
from typing import NamedTuple

import numpy as np

from dqn_engine.play.spectator_step import SpectatorStep

MOST, LEAST = 1_000, 64
"""Moments that are kept: more than a window lags behind, and enough for an episode's path."""

_MOST_BYTES = 8 * 2**20
"""Of their observations: of large pictures fewer are kept."""


class Moment(NamedTuple):
    """Where a step begins.

    Attributes:
        step: As it was told.
        observation: [O] or [K, H, W, C], as the environment gave it.
        allowed: [A] bool, the actions allowed there; None: all.
        return_before: The rewards of the episode up to there.
    """

    step: SpectatorStep
    observation: np.ndarray
    allowed: np.ndarray | None
    return_before: float


class Moments:
    """Keeps the newest, in the order in which they were played."""

    def __init__(self) -> None:
        self._kept: deque[Moment] = deque(maxlen=MOST)

    def add(self, moment: Moment) -> None:
        """Takes the newest."""
        moment = moment._replace(observation=np.array(moment.observation))  # Some environments write into theirs again.
        self._kept.append(moment)
        if len(self._kept) > max(_MOST_BYTES // moment.observation.nbytes, LEAST):
            self._kept.popleft()

    def find(self, episode: int, step: int) -> Moment | None:
        """Where that step of that episode begins; None where it isn't kept."""
        for moment in reversed(self._kept):
            if (moment.step.episode, moment.step.step) == (episode, step):
                return moment
        return None

    def path_to(self, moment: Moment) -> list[np.ndarray]:
        """What was observed in its episode up to and with it, as far as it is kept."""
        told = moment.step
        path = [
            kept.observation for kept in self._kept if kept.step.episode == told.episode and kept.step.step <= told.step
        ]
        return path or [moment.observation]

    def go_back_to(self, moment: Moment) -> None:
        """Forgets it and what came after it."""
        place = (moment.step.episode, moment.step.step)
        while self._kept and (self._kept[-1].step.episode, self._kept[-1].step.step) >= place:
            self._kept.pop()
