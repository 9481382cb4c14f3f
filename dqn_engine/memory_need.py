"""Refuses a replay buffer that this machine has no memory for, before it is made.

The system gives out more memory than there is, and kills whoever then uses it: nothing that can be caught.
"""

import contextlib
from pathlib import Path

from dqn_engine.errors import InputError

_MEMINFO = Path("/proc/meminfo")
_COPIES = 2  # The buffer itself, and the copy that is taken when a checkpoint is saved.


def refuse_beyond_memory(buffer_bytes: int, capacity: int) -> None:
    """Checks that a buffer of so many bytes, and its copy, fit the memory that is free.

    Args:
        buffer_bytes: Of the whole buffer.
        capacity: The knob's value, which is told.

    Raises:
        InputError: They don't fit.
    """
    free = free_bytes()
    need = _COPIES * buffer_bytes
    if free is not None and need > free:
        raise InputError(
            f"capacity is {capacity:,}, for which this run needs {need / 2**30:,.1f} GiB of memory to keep and save, "
            f"but {free / 2**30:,.1f} GiB are free; lower capacity."
        )


def free_bytes() -> int | None:
    """Memory that programs can still take, as the system estimates it; None where it doesn't say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in _MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return 1024 * int(line.split()[1])
    return None
