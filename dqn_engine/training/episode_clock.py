"""How long episodes took: seconds of training from an episode's first step to its last, pauses left out.

Steps are run in chunks, of whose steps nobody takes the time; within a chunk they are taken to be equally long.
"""

import numpy as np


class EpisodeClock:
    """Takes the time of the episodes of `num_envs` environments that take turns.

    Attributes:
        trained_s: Seconds of all chunks so far.
    """

    def __init__(self, num_envs: int) -> None:
        self.trained_s = 0.0
        self._begun_s = np.zeros(num_envs)

    def begin_again(self) -> None:
        """New episodes begin everywhere."""
        self._begun_s[:] = self.trained_s

    def after_chunk(self, first_step: int, steps: int, took_s: float, ended_at: np.ndarray) -> np.ndarray:
        """Counts a chunk.

        Args:
            first_step: Its first environment step, from 1.
            steps: How many it had.
            took_s: Seconds that it took.
            ended_at: [K] environment steps of the chunk at which episodes ended, in order.

        Returns:
            [K] seconds that those took, float64; of an episode that was in progress when the run was opened, the rest.
        """
        seconds = np.zeros(len(ended_at))
        for place, step in enumerate(ended_at.tolist()):
            now_s = self.trained_s + took_s * (step - first_step + 1) / steps
            environment = (step - 1) % len(self._begun_s)
            seconds[place] = now_s - self._begun_s[environment]
            self._begun_s[environment] = now_s
        self.trained_s += took_s
        return seconds
