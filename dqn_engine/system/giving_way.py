"""Lets a window's thread have Python's lock, while others work in Python for long.

One thread at a time runs Python. A thread that draws lets go of the lock at every call of Qt's, dozens of times a
frame, and where another has something to do it has the lock back only after the switch interval, 1 ms: a frame of 8 ms
becomes one of 40. What works for long and isn't in a hurry rests now and then instead, for as long as it takes to hand
over; and of two that work for long one waits for the other. It changes nothing but when things are done.
"""

import contextlib
import threading
import time
from collections.abc import Iterator

WORK_S = 0.0004
"""How long a thread works before it rests."""

_LONGEST_WAIT_S = 0.5


class _OfThread(threading.local):
    """Each thread's own; one that never began doesn't rest."""

    rest_s = 0.0
    until_s = 0.0
    waits = False


_own = _OfThread()
_nobody_first = threading.Event()
_nobody_first.set()


def begin(rest_s: float, *, waits: bool = False) -> None:
    """Has the thread that asks rest so long at each `give_way` from now on, after having worked for WORK_S.

    One that `waits` does so while another is `first`.
    """
    _own.rest_s, _own.waits = rest_s, waits
    _own.until_s = time.perf_counter() + WORK_S


def give_way() -> None:
    """Rests, where it is time to: to be called often by what takes long, between two pieces of work."""
    if not _own.rest_s:
        return
    if _own.waits and not _nobody_first.is_set():
        _nobody_first.wait(_LONGEST_WAIT_S)
    if time.perf_counter() >= _own.until_s:
        time.sleep(_own.rest_s)
        _own.until_s = time.perf_counter() + WORK_S


@contextlib.contextmanager
def first() -> Iterator[None]:
    """Has the threads that wait do so while this is worked on."""
    _nobody_first.clear()
    try:
        yield
    finally:
        _nobody_first.set()
