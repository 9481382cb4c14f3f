"""Whether something that XLA compiled may just be executed: counted, since letting go of it then would crash.

It knows nothing of TensorFlow, so that the caller of what may be compiled, by anyone, can say so.
"""

import contextlib
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_under_way = 0


@contextlib.contextmanager
def execution() -> Iterator[None]:
    """While compiled code is called, or may be; it is never let go of within."""
    global _under_way
    with _lock:
        _under_way += 1
    try:
        yield
    finally:
        with _lock:
            _under_way -= 1


@contextlib.contextmanager
def none_begins() -> Iterator[bool]:
    """Within it none begins; whether none is under way."""
    with _lock:
        yield not _under_way
