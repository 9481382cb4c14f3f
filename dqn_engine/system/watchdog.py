"""Notices, from a thread of its own, that something takes suspiciously long.

Environments are other programs' code and may never come back from a step, which nothing in Python can end. What can be
done is to say so.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STALL_PATIENCE_S = 10.0
_LOOK_EVERY_S = 0.5


class Watchdog:
    """Watches one thing at a time.

    Args:
        tell: Called with the seconds so far once something has taken `patience_s`, on the watchdog's thread; and with
            0 when that has ended after all, on the thread that did it.
        patience_s: 10 s unless told otherwise.
        clock: What tells the time, in seconds.
    """

    def __init__(
        self,
        tell: Callable[[float], None],
        patience_s: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell, self._clock = tell, clock
        self._patience_s = STALL_PATIENCE_S if patience_s is None else patience_s
        self._lock = threading.Lock()
        self._begun_s: float | None = None
        self._told = False
        self._closing = threading.Event()
        threading.Thread(target=self._look_again_and_again, name="watchdog", daemon=True).start()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches what is done in its context."""
        self._begun_s = self._clock()
        try:
            yield
        finally:
            with self._lock:
                self._begun_s, told, self._told = None, self._told, False
            if told:
                self._tell(0.0)

    def close(self) -> None:
        """Ends the thread."""
        self._closing.set()

    def look(self) -> None:
        """Reports if what is being watched has taken too long; its thread does this again and again."""
        with self._lock:
            begun_s = self._begun_s
            taken_s = 0.0 if begun_s is None or self._told else self._clock() - begun_s
            late = taken_s >= self._patience_s
            self._told = self._told or late
            if late:  # Within the lock, so that its end is reported after it.
                self._tell(taken_s)

    def _look_again_and_again(self) -> None:
        while not self._closing.wait(min(_LOOK_EVERY_S, self._patience_s / 4)):
            self.look()
