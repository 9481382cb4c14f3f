"""When a run is saved by itself: so often that a kill costs no more than `checkpoint_every_seconds`; before changes."""

import math
from collections.abc import Callable, Iterable

_ONE_DRAG_S = 1.5
"""As in the window's history, so that whatever can be undone by itself has a checkpoint before it."""
_FEWEST = 4
"""Where not even so many checkpoints have room, changes aren't preceded by any."""


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


class ChangeSaves:
    """Which changes of a running run a checkpoint precedes: the first of a drag, in a run that such ones don't fill.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._moved: frozenset[str] = frozenset()  # what the hand moved last
        self._moved_s = -math.inf
        self._saved_step = 0
        self.largest_bytes = 0

    def due(self, env_step: int, most_bytes: int, *, moved: Iterable[str] = ()) -> bool:
        """Whether a checkpoint of this step is to be saved before what is changed now; it is asked at every change.

        `moved`: the hyperparameters whose controls the hand moves; none of a change that is whole in itself.
        """
        now_s, names = self._clock(), frozenset(moved)
        drag = bool(names) and names == self._moved and now_s - self._moved_s < _ONE_DRAG_S
        self._moved, self._moved_s = names, now_s
        if drag or env_step <= self._saved_step or not most_bytes or _FEWEST * self.largest_bytes > most_bytes:
            return False
        self._saved_step = env_step
        return True
