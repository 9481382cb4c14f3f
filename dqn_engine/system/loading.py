"""What makes importing large libraries take less time.

Most of what an import of TensorFlow takes is Python; a third of that is the interpreter's looking through all that has
been made for what nothing refers to any more, again and again, though nothing of it ever goes.
"""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """What comes into being within, in any thread, isn't looked through for garbage, then or later."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()
