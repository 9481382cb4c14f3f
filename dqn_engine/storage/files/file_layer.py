"""The few things that saving asks of the file system, in one place, so that a test can make each fail.

Everything that decides whether a file or a checkpoint survives goes through here: making a folder, writing, forcing to
the disk, renaming, removing. A test stands another object in for `Files` that fails, or kills the process, at the k-th
call.
"""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_PIECE_BYTES = 4 * 2**20


class Files:
    """The real file system."""

    def make_folder(self, path: Path) -> None:
        """Makes a folder that must not exist yet."""
        path.mkdir()

    def write(self, path: Path, pieces: Iterable[bytes | memoryview]) -> None:
        """Writes a new file and forces it to the disk."""
        with path.open("xb") as file:
            for piece in pieces:
                for start in range(0, len(piece), _PIECE_BYTES):
                    self.write_piece(file.fileno(), piece[start : start + _PIECE_BYTES])
            self.sync(file.fileno())

    def write_piece(self, descriptor: int, piece: bytes | memoryview) -> None:
        """Writes all of `piece`."""
        view = memoryview(piece)
        while len(view):
            view = view[os.write(descriptor, view) :]

    def sync(self, descriptor: int) -> None:
        """Forces a file to the disk."""
        os.fsync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Gives a file or a folder its final name."""
        os.rename(source, target)

    def sync_folder(self, path: Path) -> None:
        """Makes the names in a folder survive a power cut; where a file system can't, the files are whole all the same.

        Raises:
            OSError: The folder is gone.
        """
        descriptor = os.open(path, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Removes a file, or a folder and what is in it."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def read_plain_file(path: Path, most_bytes: int) -> bytes:
    """The bytes of a file, at once, so that it can't be changed between our checking and our reading.

    Symbolic links, pipes and devices are not followed or opened.

    Raises:
        OSError: It can't be read, is a link, or is no plain file (`ValueError` where it is too large).
    """
    with _opened_plain(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most_bytes:
            raise ValueError(f"{path.name!r} has {size:,} bytes, but at most {most_bytes:,} are expected")
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise ValueError(f"{path.name!r} grew while it was read")
    return content


def plain_file_pieces(path: Path, expected_bytes: int) -> Iterator[bytes]:
    """The bytes of a file of exactly that size, piece by piece.

    Raises:
        OSError: As `read_plain_file` (`ValueError` where its size is another).
    """
    with _opened_plain(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size != expected_bytes:
            raise ValueError(f"{path.name!r} has {size:,} bytes instead of {expected_bytes:,}")
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _opened_plain(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path.name!r} is not a plain file")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
