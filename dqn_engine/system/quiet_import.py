"""Imports TensorFlow without its chatter: its C++ side greets on stderr before any setting can tell it not to."""

import contextlib
import os
import sys
from collections.abc import Iterator

_STDERR = 2


def import_tensorflow() -> None:
    """Imports TensorFlow; what is printed meanwhile is dropped. An exception comes through as ever."""
    with _stderr_dropped():
        import tensorflow  # noqa: F401


@contextlib.contextmanager
def _stderr_dropped() -> Iterator[None]:
    sys.stderr.flush()
    try:
        kept = os.dup(_STDERR)
    except OSError:  # The process has no stderr; there is nothing to drop.
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
