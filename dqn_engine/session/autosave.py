"""When a run is saved by itself: so often that a kill costs no more than `checkpoint_every_seconds`."""

from collections.abc import Callable


class Autosave:
    """The rule, and the two times it goes by.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._begun_s = clock()
        self._took_s = 0.0

    def begun(self) -> None:
        """A save has begun, or was tried."""
        self._begun_s = self._clock()

    def took(self, seconds: float) -> None:
        """A checkpoint is on the disk; this is how long it took to get there."""
        self._took_s = seconds

    def due(self, every_s: float) -> bool:
        """Whether to save now; never where `every_s` is 0.

        What is saved counts only once it is on the disk. So the next save begins sooner by what the last one took, and
        half as much again: otherwise a kill in the middle of it would cost more than `every_s`.
        """
        ahead_s = min(1.5 * self._took_s, every_s / 2)
        return bool(every_s) and self._clock() - self._begun_s >= every_s - ahead_s
