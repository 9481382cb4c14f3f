"""Frame replay as anyone would write it first: every frame that ever was, in lists by environment."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class NaiveRow:
    """A frame and the step that led to it; `episode` and `place` say where it belongs."""

    frame: np.ndarray
    episode: int
    place: int
    action: int = 0
    reward: float = 0.0
    terminated: bool = False
    truncated: bool = False


class NaiveFrames:
    """All rows of all environments; each remembers the newest `segment` ones."""

    def __init__(self, environments: int, segment: int, stack: int) -> None:
        self.rows: list[list[NaiveRow]] = [[] for _ in range(environments)]
        self.segment, self.stack = segment, stack

    def sampleable(self, environment: int, index: int) -> bool:
        """Whether the row number `index` has a successor and all frames that a stack could need."""
        rows = self.rows[environment]
        return (
            index + 1 < len(rows)
            and rows[index + 1].episode == rows[index].episode
            and index - (self.stack - 1) >= len(rows) - self.segment
        )

    def sampleable_slots(self) -> dict[int, tuple[int, int]]:
        """Slot → environment and index of each row that can be sampled."""
        return {
            environment * self.segment + index % self.segment: (environment, index)
            for environment, rows in enumerate(self.rows)
            for index in range(len(rows))
            if self.sampleable(environment, index)
        }

    def stacked(self, environment: int, index: int) -> np.ndarray:
        """The newest frames of the episode up to that row, its first one repeated where there are too few."""
        row = self.rows[environment][index]
        frames = [r.frame for r in self.rows[environment][: index + 1] if r.episode == row.episode]
        return np.stack(([frames[0]] * self.stack + frames)[-self.stack :])

    def n_step(
        self, environment: int, index: int, n: int, gamma: float
    ) -> tuple[np.ndarray, int, float, np.ndarray, float]:
        """Observation, action, n-step return, the observation to bootstrap from, and that value's discount."""
        rows = self.rows[environment]
        total, discount, at = 0.0, 1.0, index
        while at - index < n and at + 1 < len(rows) and rows[at + 1].episode == rows[index].episode:
            at += 1
            total += discount * rows[at].reward
            discount *= gamma
            if rows[at].terminated or rows[at].truncated:
                break
        bootstrap = 0.0 if rows[at].terminated else discount
        following = self.stacked(environment, at)
        return self.stacked(environment, index), rows[index + 1].action, total, following, bootstrap
