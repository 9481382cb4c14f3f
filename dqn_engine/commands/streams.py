"""The process's standard streams, made fit for whatever the user connected them to.

A stream can be closed (`>&-`), full (`>/dev/full`), gone (`| head`), or of an encoding that lacks the letters we print.
"""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import NamedTuple, TextIO, cast


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
    """Has everything printed to the standard streams that there are now, whatever an environment does with them.

    It may put others in their place, or close them; what is opened next then gets the number of what was closed.
    """
    global _own
    before, _own = _own, {"stdout": _kept(sys.stdout), "stderr": _kept(sys.stderr)}
    try:
        yield
    finally:
        for kept in _own.values():
            if kept.spare is not None:
                with contextlib.suppress(OSError):
                    kept.spare.close()
        _own = before


class _Kept(NamedTuple):
    """A stream, and the same place by a descriptor of our own.

    `spare` and `place` are None where it has no descriptor, as where a test captures what is printed.
    """

    stream: TextIO
    spare: TextIO | None
    place: os.stat_result | None


def _kept(stream: TextIO) -> _Kept:
    try:
        place, descriptor = os.fstat(stream.fileno()), os.dup(stream.fileno())
    except (AttributeError, OSError, ValueError):
        return _Kept(stream, None, None)
    return _Kept(stream, os.fdopen(descriptor, "w", encoding=stream.encoding, errors="backslashreplace"), place)


def _stream(name: str) -> TextIO:
    """Our own stream of that name; the spare one once it has been closed."""
    if name not in _own:
        return getattr(sys, name)
    stream, spare, place = _own[name]
    if spare is None or place is None:
        return stream
    try:
        return stream if os.path.samestat(os.fstat(stream.fileno()), place) else spare
    except (OSError, ValueError):
        return spare


_own: dict[str, _Kept] = {}


class _ErrorStream(io.TextIOBase):
    """See `error_stream`."""

    @property
    def encoding(self) -> str:
        """Of what is written."""
        return getattr(_stream("stderr"), "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        try:
            return _stream("stderr").isatty()
        except ValueError:
            return False

    def fileno(self) -> int:
        """Its descriptor."""
        return _stream("stderr").fileno()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text: str) -> int:
        """Writes it, or loses it."""
        with contextlib.suppress(OSError, ValueError):
            _stream("stderr").write(text)
        return len(text)

    def flush(self) -> None:
        """Has it written, or loses it."""
        with contextlib.suppress(OSError, ValueError):
            _stream("stderr").flush()


def error_stream() -> TextIO:
    """Standard error, where what can't be written is lost: nothing ends because nobody can be told of it."""
    return cast("TextIO", _ErrorStream())


class UnwrittenError(Exception):
    """What was printed can't be written; `str(error)` says why."""


def print_out(text: str) -> None:
    """Prints to standard output, at once.

    Raises:
        BrokenPipeError: Nobody reads it any more.
        UnwrittenError: It can't be written.
    """
    try:
        print(text, file=_stream("stdout"), flush=True)
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
