"""How fast a run trains, where that is slower than it could: when its next steps are due, and how many."""

import math
from collections.abc import Callable

from dqn_engine.system.errors import InputError

SINGLE_UP_TO = 100.0
"""Steps a second up to which each is a chunk of its own."""

_CHUNKS_PER_SECOND = 50.0
_MOST_BEHIND_S = 0.25
"""Steps that are later than this are given up: after a pause of the machine a run doesn't race."""


class Pace:
    """Says when to train.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._steps_per_second = 0.0
        self._due_s = 0.0

    @property
    def is_slow(self) -> bool:
        """Whether time is left between steps."""
        return self._steps_per_second > 0.0

    @property
    def is_single(self) -> bool:
        """Whether every step is a chunk of its own."""
        return 0.0 < self._steps_per_second <= SINGLE_UP_TO

    def set(self, steps_per_second: float) -> None:
        """Trains so fast from now on; 0: as fast as possible.

        Raises:
            InputError: That is no pace; nothing was changed.
        """
        if not 0.0 <= steps_per_second < math.inf or 0.0 < steps_per_second < 0.01:
            raise InputError(
                "The pace is {steps_per_second} steps a second, but must be 0, as fast as possible, or at least 0.01.",
                steps_per_second=steps_per_second,
            )
        self._steps_per_second = steps_per_second
        self._due_s = self._clock()

    def wait_s(self) -> float:
        """How long it is until steps are due; 0 where they are."""
        return max(self._due_s - self._clock(), 0.0) if self.is_slow else 0.0

    def steps_due(self, most: int) -> int:
        """How many steps are to be trained now, at most `most`; then the next are due later."""
        if not self.is_slow:
            return most
        now = self._clock()
        if now < self._due_s:
            return 0
        chunk = 1 if self.is_single else max(round(self._steps_per_second / _CHUNKS_PER_SECOND), 1)
        steps = min(chunk, most)
        self._due_s = max(self._due_s, now - _MOST_BEHIND_S) + steps / self._steps_per_second
        return steps
