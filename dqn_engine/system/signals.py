"""Which signals ask a program to save and stop."""

import signal


def heeded_signals() -> list[int]:
    """The signals that ask for an end. A program that was begun to outlive its terminal ignores the terminal's end."""
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if outlives else [signal.SIGHUP])]
