"""How much memory is free, and giving back what nothing uses any more.

Compiling leaves hundreds of megabytes free but held by the C library, which a large replay buffer can't use.
"""

import contextlib
import ctypes
import gc
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

_MEMINFO, _STATUS = Path("/proc/meminfo"), Path("/proc/self/status")
_CONTROL_GROUP = Path("/sys/fs/cgroup")
_COMPILER_ADDRESSES = 2**30
"""What compiling takes of a limited number of addresses; most of it is never used."""


def free_bytes() -> int | None:
    """Memory that this program can still take, as the system estimates it; None where it doesn't say."""
    return min(_limits(), default=None)


def resident_bytes() -> int | None:
    """Memory that this process holds; None where the system doesn't say."""
    try:
        return 1024 * _number_after(_STATUS, "VmRSS:")
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _limits() -> Iterator[int]:
    """What is left of each limit that this system knows: its memory, this process's group's, and its addresses."""
    with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):
        yield 1024 * _number_after(_MEMINFO, "MemAvailable:")
    with contextlib.suppress(OSError, ValueError, StopIteration):
        most, used = (int((_CONTROL_GROUP / name).read_text("ascii")) for name in ("memory.max", "memory.current"))
        # What was read from files counts as used, and is given up as soon as a program wants the room.
        yield max(0, most - used + _number_after(_CONTROL_GROUP / "memory.stat", "inactive_file"))
    with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):
        most, _ = resource.getrlimit(resource.RLIMIT_AS)
        if most != resource.RLIM_INFINITY:
            yield max(0, most - 1024 * _number_after(_STATUS, "VmSize:") - _COMPILER_ADDRESSES)


def _number_after(path: Path, name: str) -> int:
    """The number in the line of a system's file that begins with `name`."""
    line = next(line for line in path.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1])


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
