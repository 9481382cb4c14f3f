"""What happens on SIGINT (Ctrl+C), SIGTERM and SIGHUP: the program saves and ends. A second Ctrl+C interrupts it."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType


def heeded_signals() -> list[int]:
    """The signals that ask for an end. A program that was begun to outlive its terminal ignores the terminal's end."""
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if outlives else [signal.SIGHUP])]


class _Heard:
    """Whether Ctrl+C was pressed since `noting_interrupts` was entered."""

    interrupted = False


def interrupt(signal_number: int, frame: FrameType | None) -> None:
    """What Python does at Ctrl+C by itself, and notes that it was the user: other code may raise the same error."""
    _Heard.interrupted = True
    signal.default_int_handler(signal_number, frame)


@contextlib.contextmanager
def noting_interrupts() -> Iterator[None]:
    """Has `is_the_users` know the user's Ctrl+C for sure, on the main thread and where nothing else answers it yet."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _Heard.interrupted = False
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is interrupt:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def is_the_users(error: BaseException) -> bool:
    """Whether an error is the user's Ctrl+C.

    That raises on the main thread and where nothing else answers the signal, or where it was a second one, whatever
    answered the first; elsewhere, or where nobody pressed it, code of others raised it.
    """
    if not issubclass(type(error), KeyboardInterrupt) or threading.current_thread() is not threading.main_thread():
        return False
    return _Heard.interrupted or signal.getsignal(signal.SIGINT) is signal.default_int_handler


@contextlib.contextmanager
def stopping_by_signal(stop: Callable[[int], None]) -> Iterator[None]:
    """Calls `stop` at the first of `heeded_signals`.

    Off the main thread, where Python has no signals, does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(signal_number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, interrupt)  # Whatever was there: a shell has what it begins by & ignore Ctrl+C.
        stop(signal_number)

    before = {number: signal.signal(number, handle) for number in heeded_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
