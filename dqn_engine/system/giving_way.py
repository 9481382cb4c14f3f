"""Lets a window's thread have Python's lock, while another works in Python for long.

One thread at a time runs Python. A thread that draws lets go of the lock at every call of Qt's, dozens of times a
frame, and where another has something to do it has the lock back only after the switch interval, 1 ms: a frame of 8 ms
becomes one of 40. What works for long and isn't in a hurry rests now and then instead, for as long as it takes to hand
over. It changes nothing but when things are done.
"""

import threading
import time

WORK_S = 0.0004
"""How long a thread works before it rests."""


class _OfThread(threading.local):
    """Each thread's own; one that never began doesn't rest."""

    rest_s = 0.0
    until_s = 0.0


_own = _OfThread()


def begin(rest_s: float) -> None:
    """Has the thread that asks rest so long at each `give_way` from now on, after having worked for WORK_S."""
    _own.rest_s = rest_s
    _own.until_s = time.perf_counter() + WORK_S


def give_way() -> None:
    """Rests, where it is time to: to be called often by what takes long, between two pieces of work."""
    if _own.rest_s and time.perf_counter() >= _own.until_s:
        time.sleep(_own.rest_s)
        _own.until_s = time.perf_counter() + WORK_S
