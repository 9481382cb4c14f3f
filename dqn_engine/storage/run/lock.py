"""A run's lock: while one program holds it, no other writes the run.

It is the operating system's lock on an open file, so it goes with the process that held it, however that ended. The
file names the process while the lock is held and is emptied when it is released: a name without a lock says that the
program ended without closing the run.
"""

import contextlib
import fcntl
import os
import stat
import time
from pathlib import Path

from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

LOCK = "lock"
_TRIES, _BETWEEN_TRIES_S = 20, 0.01  # A look whether a run is written holds its lock for some microseconds.
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # A pipe of that name mustn't keep the program waiting.


class LockedError(InputError):
    """Another program is writing the run."""


class RunLock:
    """Held from construction until `release`.

    Raises:
        LockedError: Another program, or another part of this one, holds it.
        OSError: The folder can't be written.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / LOCK, _FLAGS | os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(self._descriptor)
        except BlockingIOError as error:
            holder = os.read(self._descriptor, 20).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            by = Sentence("process {holder}", holder=holder) if holder.isdigit() else Sentence("another program")
            raise LockedError(
                Sentence("The run {folder!r} is being written by {by}.", folder=str(folder), by=by)
            ) from error
        except OSError:
            os.close(self._descriptor)
            raise
        with contextlib.suppress(OSError):  # On a full disk the lock holds all the same.
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
            os.fsync(self._descriptor)

    def release(self) -> None:
        """Lets others write. Twice is harmless."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):  # The folder may have become read-only since.
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1


def is_locked(folder: Path) -> bool:
    """Whether some program is writing the run; nothing is changed."""
    return _looked_at(folder)[0]


def writer_of(folder: Path) -> int | None:
    """The process that is writing what a folder holds; None where there is none, or none that can be asked to end.

    It is the one that the lock's file names, if it has that file open: what came from elsewhere names any.
    """
    if not is_locked(folder):
        return None
    with contextlib.suppress(OSError, ValueError):
        lock = os.stat(folder / LOCK, follow_symlinks=False)
        process = int((folder / LOCK).read_bytes()[:20])
        opened = Path(f"/proc/{process}/fd")
        if any(os.path.samestat(lock, os.stat(opened / name)) for name in os.listdir(opened)):
            return process
    return None


def is_interrupted(folder: Path) -> bool:
    """Whether the program that wrote the run last died without closing it; nothing is changed."""
    locked, holder = _looked_at(folder)
    return bool(holder) and not locked


def forget_interruption(folder: Path) -> None:
    """Lets the run count as closed, unless some program is writing it or it can't be written."""
    with contextlib.suppress(LockedError, OSError):
        RunLock(folder).release()


def _take(descriptor: int) -> None:
    """Makes the lock this program's.

    Raises:
        BlockingIOError: It was held all the time, which a look never does.
    """
    for _ in range(_TRIES - 1):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_BETWEEN_TRIES_S)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _looked_at(folder: Path) -> tuple[bool, bytes]:
    """Whether the lock is held, and what the file says of its holder."""
    try:
        descriptor = os.open(folder / LOCK, _FLAGS | os.O_RDONLY)
    except OSError:
        return False, b""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return False, b""
        holder = os.read(descriptor, 20)
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True, b""
    finally:
        os.close(descriptor)
    return False, holder
