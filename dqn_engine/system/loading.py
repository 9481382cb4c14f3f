"""What makes importing large libraries take less time.

Most of what an import of TensorFlow takes is Python; a third of that is the interpreter's looking through all that has
been made for what nothing refers to any more, again and again, though nothing of it ever goes. Half a second is the
loading of its machine code, during which no other thread could run Python.
"""

import contextlib
import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path


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


def load_code_of(package: str, libraries: Sequence[str]) -> bool:
    """Loads a package's shared libraries while other threads run Python; its import then finds them loaded.

    An import holds Python's lock while it loads; a call of the system's own `dlopen` doesn't. Where there is none, or
    the package has no such files, the import does it all, as ever.

    Args:
        package: Its name; it isn't imported.
        libraries: Patterns of file names in its folder, in the order in which they need each other.

    Returns:
        Whether all were loaded.
    """
    if package in sys.modules or not sys.platform.startswith("linux"):
        return False
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return False
    found = [path for pattern in libraries for path in sorted(Path(spec.origin).parent.glob(pattern))]
    with contextlib.suppress(OSError, AttributeError):
        load = ctypes.CDLL(None).dlopen
        load.argtypes, load.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
        return bool(found) and all(load(os.fsencode(path), os.RTLD_NOW) for path in found)
    return False
