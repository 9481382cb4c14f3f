"""Looks after calls of other people's code: tells of one that takes suspiciously long, and of one that never ends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from dqn_engine.system.foreign_code import call_under_way, under_way
from dqn_engine.system.watchdog import STALL_PATIENCE_S

LOST_AFTER_S = 30.0
"""Seconds after which a call is taken for one that never comes back."""

_LOOK_EVERY_S = 0.25

Told = Callable[[under_way, float], None]
"""Given a call, and how many seconds it has taken."""


class CallWatch:
    """Watches the calls that the thread makes which made it; see `foreign_code`.

    Args:
        slow: Called once for a call that has taken 10 s, on another thread.
        lost: Called once for a call that has taken `LOST_AFTER_S`, on another thread.
        clock: What tells the time, in seconds.
    """

    def __init__(self, slow: Told, lost: Told, clock: Callable[[], float] = monotonic) -> None:
        self._slow, self._lost, self._clock = slow, lost, clock
        self._thread = threading.get_ident()
        self._told: set[tuple[Told, float]] = set()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches what is done in its context."""
        over = threading.Event()

        def look_again_and_again() -> None:
            while not over.wait(_LOOK_EVERY_S):
                self.look()

        threading.Thread(target=look_again_and_again, name="call watch", daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def look(self) -> None:
        """Tells of the call that is under way, if it takes too long."""
        call = call_under_way(self._thread)
        if call is None:
            return
        taken_s = self._clock() - call.begun_s
        for tell, patience_s in ((self._slow, STALL_PATIENCE_S), (self._lost, LOST_AFTER_S)):
            if taken_s >= patience_s and (tell, call.begun_s) not in self._told:
                self._told.add((tell, call.begun_s))
                tell(call, taken_s)
