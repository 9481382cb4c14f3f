"""Keeps XLA's folder of compiled programs sound and small, so that nothing in it can stop a start.

XLA takes an entry as it finds it: a cut one fails the first compilation, at every start again, and a flipped bit in it
is machine code. So each entry has a note beside it, made once the entry was forced to the disk, with its SHA-256; what
differs from its note, or never got one, is removed before TensorFlow looks. An entry that has changed neither in size
nor in time since it was hashed isn't read again, so that looking takes milliseconds.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dqn_engine.system.processes import is_alive

MOST_BYTES = 512 * 2**20
OLDEST_S = 30 * 24 * 3600.0
LEAST_FREE_BYTES = 64 * 2**20
"""On the folder's disk, or nothing is kept: a program takes some megabytes, and a disk that is full fails its start."""

_ENTRY, _NOTE = ".pb", ".sha256"
_TEMPORARY = re.compile(r".+\.pb.*-(\d{1,10})-[0-9a-f]+\.tmp")
_LARGEST_ENTRY_BYTES = 256 * 2**20
_LONGEST_NOTE_BYTES = 200
_YOUNG_S = 600.0


class CompilationCache:
    """The folder while this process uses it: looked through when made, and open from then on.

    Args:
        folder: For this version of TensorFlow and its flags; the folders beside it are those of others.

    Attributes:
        damaged: How many entries were found that weren't what their notes said, and were removed.

    Raises:
        OSError: It can't be used, so nothing is to be kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged = 0
        self._elsewhere: tempfile.TemporaryDirectory[str] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._look_through()
        except BaseException:
            os.close(self._descriptor)
            raise

    @property
    def directory(self) -> str:
        """What XLA is told: where the system has it, a name that `turn_away` can give another meaning."""
        name = f"/proc/{os.getpid()}/fd/{self._descriptor}"
        return name if os.path.isdir(name) else str(self.folder)

    def note_new(self) -> None:
        """Notes the entries that were written since. After a compilation; never fails."""
        if self._elsewhere is not None:
            return
        with contextlib.suppress(OSError):
            for entry in _entries(self.folder):
                if entry.is_young and not entry.note.exists():
                    entry.write_note(forced=True)

    def turn_away(self) -> None:
        """Has XLA read and write in another folder from now on, after it couldn't in this one. Never fails."""
        with contextlib.suppress(OSError):
            self._elsewhere = tempfile.TemporaryDirectory(prefix="dqn-engine-xla-", ignore_cleanup_errors=True)
            other = os.open(self._elsewhere.name, os.O_RDONLY | os.O_DIRECTORY)
            os.dup2(other, self._descriptor, inheritable=False)
            os.close(other)

    def remove_damaged(self) -> None:
        """Removes every entry that isn't what its note says, after XLA couldn't read one. Never fails.

        Where there is none such, all are removed, since XLA doesn't say which it was.
        """
        with contextlib.suppress(OSError):
            if not _remove_damaged(self.folder, trusted=False, keep_young=False):
                for entry in _entries(self.folder):
                    entry.remove()

    def close(self) -> None:
        """Leaves the folder; XLA must not use it any more."""
        os.close(self._descriptor)
        if self._elsewhere is not None:
            self._elsewhere.cleanup()

    def _look_through(self) -> None:
        # Another process may just have written what it hasn't noted yet, or be about to read what is old.
        alone = _locked(self._descriptor, fcntl.LOCK_EX)
        _remove_half_written(self.folder)
        if alone:  # First: hashing an entry counts as reading it.
            _prune(self.folder)
        self.damaged = _remove_damaged(self.folder, trusted=True, keep_young=not alone)
        _locked(self._descriptor, fcntl.LOCK_SH)
        if shutil.disk_usage(self.folder).free < LEAST_FREE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.folder))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A compiled program in a folder, or what stands there in its place."""

    path: Path
    status: os.stat_result

    @property
    def note(self) -> Path:
        """The file beside it."""
        return self.path.with_name(f"{self.path.name}{_NOTE}")

    @property
    def used_s(self) -> float:
        """When it was written or read last, as far as the disk keeps that."""
        return max(self.status.st_atime, self.status.st_mtime)

    @property
    def is_young(self) -> bool:
        """Whether the process that wrote it may not have noted it yet."""
        return 0 <= time.time() - self.status.st_mtime <= _YOUNG_S

    def is_sound(self, *, trusted: bool, keep_young: bool) -> bool:
        """Whether it is what its note says. `trusted`: if nobody wrote it since it was hashed, it isn't read."""
        if not stat.S_ISREG(self.status.st_mode) or self.status.st_size > _LARGEST_ENTRY_BYTES:
            return False
        try:
            with open(self.note, "rb", opener=_plainly) as file:
                noted = file.read(_LONGEST_NOTE_BYTES).decode("ascii", "replace").split(" ")
        except OSError:
            return keep_young and self.is_young
        if trusted and noted[1:] == _identity(self.status):
            return True
        try:
            if noted[0] != _sha256(self.path):
                return False
        except OSError:
            return False
        with contextlib.suppress(OSError):  # It is sound, and is read once more at the next start.
            self.write_note(forced=False)
        return True

    def write_note(self, *, forced: bool) -> None:
        """Hashes it and writes its note; `forced`: after the entry itself is on the disk."""
        if forced:
            with open(self.path, "rb", opener=_plainly) as file:
                os.fsync(file.fileno())
        before = _identity(os.lstat(self.path))
        sha256 = _sha256(self.path)
        if before == _identity(os.lstat(self.path)):
            self.note.write_text(" ".join([sha256, *before]), encoding="ascii")

    def remove(self) -> None:
        """Removes it and its note; that it is gone already is fine."""
        for path in (self.path, self.note):
            with contextlib.suppress(FileNotFoundError):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()


def _entries(folder: Path) -> Iterator[_Entry]:
    for path in list(folder.iterdir()):
        if path.name.endswith(_ENTRY):
            with contextlib.suppress(FileNotFoundError):
                yield _Entry(path=path, status=os.lstat(path))


def _remove_half_written(folder: Path) -> None:
    """What a process that died left; by its name, and by its age or that process being gone."""
    for path in list(folder.iterdir()):
        match = _TEMPORARY.fullmatch(path.name)
        with contextlib.suppress(FileNotFoundError):
            if match:
                age_s = time.time() - path.lstat().st_mtime
                left = not 0 <= age_s <= _YOUNG_S or not is_alive(int(match[1]))
            else:  # A note whose entry is gone.
                left = path.name.endswith(f"{_ENTRY}{_NOTE}") and not os.path.lexists(path.with_suffix(""))
            if left:
                path.unlink()


def _remove_damaged(folder: Path, *, trusted: bool, keep_young: bool) -> int:
    """Removes every entry that isn't sound; returns how many of them had been, by their notes."""
    damaged = [entry for entry in _entries(folder) if not entry.is_sound(trusted=trusted, keep_young=keep_young)]
    noted = sum(entry.note.exists() for entry in damaged)
    for entry in damaged:
        entry.remove()
    return noted


def _prune(own: Path) -> None:
    """Removes what is too old, and then the oldest until all folders together are small enough.

    A folder that another process uses is left alone, and counts all the same.
    """
    total, found = 0, list[_Entry]()
    for folder in [path for path in own.parent.iterdir() if path.is_dir() and not path.is_symlink()]:
        entries = list(_entries(folder))
        total += sum(entry.status.st_size for entry in entries)
        if folder == own or _is_unused(folder):
            found += entries
    for entry in sorted(found, key=lambda entry: entry.used_s):
        if total <= MOST_BYTES and time.time() - entry.used_s <= OLDEST_S:
            continue
        with contextlib.suppress(OSError):
            entry.remove()
            total -= entry.status.st_size
        with contextlib.suppress(OSError):  # The folder of a version that is no longer here, once it is empty.
            if entry.path.parent != own:
                entry.path.parent.rmdir()


def _is_unused(folder: Path) -> bool:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return _locked(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:  # Another process has it, or the file system knows no locks.
        return False
    return True


def _identity(status: os.stat_result) -> list[str]:
    """What differs once anybody has written a file: nobody can set the time of a change back."""
    return [str(status.st_size), str(status.st_ino), str(status.st_mtime_ns), str(status.st_ctime_ns)]


def _sha256(path: Path) -> str:
    with open(path, "rb", opener=_plainly) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plainly(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
