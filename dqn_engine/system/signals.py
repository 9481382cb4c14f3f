"""What happens on SIGINT (Ctrl+C), SIGTERM and SIGHUP: the program saves and ends. A second Ctrl+C interrupts it."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

HEARD_WITHIN_S = 4.0
"""How long a session may take to answer a signal that is not repeated, before it is left."""


def heeded_signals() -> list[int]:
    """The signals that ask for an end. A program that was begun to outlive its terminal ignores the terminal's end."""
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if outlives else [signal.SIGHUP])]


@contextlib.contextmanager
def stopping_by_signal(stop: Callable[[int], None]) -> Iterator[None]:
    """Calls `stop` at the first of `heeded_signals`.

    Off the main thread, where Python has no signals, does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(signal_number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop(signal_number)

    before = {number: signal.signal(number, handle) for number in heeded_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave_unless(heard: threading.Event, signal_number: int) -> None:
    """Ends the process where a run doesn't answer in time: after a SIGTERM nobody presses Ctrl+C once more."""
    if not heard.wait(HEARD_WITHIN_S):
        sys.stderr.write("error: The run doesn't answer and was left as it was saved last.\n")
        sys.stderr.flush()
        os._exit(128 + signal_number)
