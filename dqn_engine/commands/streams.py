"""The process's standard streams, made fit for whatever the user connected them to.

A stream can be closed (`>&-`), full (`>/dev/full`), gone (`| head`), or of an encoding that lacks the letters we print.
"""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO


def prepare_streams() -> bool:
    """Opens the closed ones to nowhere, and has letters that a stream lacks printed as escapes.

    What is opened next would otherwise become standard output, and be printed into.

    Returns:
        Whether there is a standard output, that is whether what is printed goes anywhere.
    """
    there = sys.stdout is not None
    for descriptor, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # The lowest that is free: this one.
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w", encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    return there


@contextlib.contextmanager
def own_output() -> Iterator[None]:
    """Has results printed to the standard output that there is now, whatever an environment does with it.

    It may put another stream in its place, or close it.
    """
    global _own, _spare
    before, _own, _spare = (_own, _spare), sys.stdout, _spare_of(sys.stdout)
    try:
        yield
    finally:
        if _spare is not None:
            with contextlib.suppress(OSError):
                _spare.close()
        _own, _spare = before


def _spare_of(stream: TextIO) -> TextIO | None:
    """The same place by a descriptor of our own; None where it has none, as where a test captures what is printed."""
    try:
        descriptor = os.dup(stream.fileno())
    except (AttributeError, OSError, ValueError):
        return None
    return os.fdopen(descriptor, "w", encoding=stream.encoding, errors="backslashreplace")


def _output() -> TextIO | None:
    """Our own standard output; the spare one once it has been closed."""
    if _own is None or _spare is None:
        return _own
    try:
        os.fstat(_own.fileno())
    except (OSError, ValueError):
        return _spare
    return _own


_own: TextIO | None = None
_spare: TextIO | None = None


class UnwrittenError(Exception):
    """What was printed can't be written; `str(error)` says why."""


def print_out(text: str) -> None:
    """Prints to standard output, at once.

    Raises:
        BrokenPipeError: Nobody reads it any more.
        UnwrittenError: It can't be written.
    """
    try:
        print(text, file=_output(), flush=True)
    except BrokenPipeError:
        raise
    except ValueError as error:  # Somebody has closed it.
        raise UnwrittenError(str(error)) from error
    except OSError as error:
        raise UnwrittenError(error.strerror or str(error)) from error


def drop_output() -> None:
    """Has what is printed from now on, and at Python's end, written nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
        except ValueError:  # Somebody has closed it.
            continue
    with contextlib.suppress(OSError, ValueError):  # What captured it may have no descriptor.
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
