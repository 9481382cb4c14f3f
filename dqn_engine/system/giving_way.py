"""Who may run Python first, where several threads work in it for long: the window, then evaluations, then instruments.

One thread at a time runs Python. A thread that draws lets go of the lock at every call of Qt's, dozens of times a
frame; where another has something to do, it has the lock back only after the switch interval and a thread's waking, so
that a frame of 8 ms becomes one of 40. So what works for long calls `give_way` often, and there waits while a thread
that comes before it has taken its `Turn`. Nothing changes but when things are done; who never began gives no way.
"""

import contextlib
import threading
import time
from collections.abc import Iterator

WORK_S = 0.0003
"""How long a thread that rests works before it does."""

_LONGEST_TURN_S = 0.05
"""Who has a turn for longer, as with a dialog open, is waited for no more: that is no frame."""


class Turn:
    """What threads that come after wait for the end of. One thread at a time takes it, also within itself."""

    def __init__(self) -> None:
        self._is_free = threading.Event()
        self._is_free.set()
        self._depth = 0
        self._since_s = 0.0

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Has the others wait."""
        self.take()
        try:
            yield
        finally:
            self.release()

    def take(self) -> None:
        """Has the others wait until as many `release`."""
        if not self._depth:
            self._since_s = time.perf_counter()
        self._depth += 1
        self._is_free.clear()

    def release(self) -> None:
        """Lets the others go on, where it was taken but once."""
        self._depth -= 1
        if not self._depth:
            self._is_free.set()

    def wait(self) -> None:
        """Returns once nobody has it, or one has it for longer than a frame takes."""
        if not self._is_free.is_set():
            self._is_free.wait(max(self._since_s + _LONGEST_TURN_S - time.perf_counter(), 0.0))


WINDOW, EVALUATION = Turn(), Turn()


class _OfThread(threading.local):
    """Each thread's own."""

    after: tuple[Turn, ...] = ()
    rest_s = 0.0
    until_s = 0.0


_own = _OfThread()


def begin(*after: Turn, rest_s: float = 0.0) -> None:
    """Has the thread that asks come after these from now on; and rest so long each time that it worked for WORK_S."""
    _own.after, _own.rest_s = after, rest_s
    _own.until_s = time.perf_counter() + WORK_S


def give_way() -> None:
    """Lets others go first, where there are any: to be called often by what takes long, between two pieces of work."""
    for turn in _own.after:
        turn.wait()
    if _own.rest_s and time.perf_counter() >= _own.until_s:
        time.sleep(_own.rest_s)
        _own.until_s = time.perf_counter() + WORK_S
