"""Gives memory that nothing uses any more back to the system.

Compiling leaves hundreds of megabytes free but kept by the C library, which a large replay buffer can't use.
"""

import ctypes
import gc
import sys


def give_back_free_memory() -> None:
    """Does so where the C library is glibc; elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return
    gc.collect()
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except AttributeError:
        return
    trim(0)
