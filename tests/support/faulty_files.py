"""A file system on which the k-th thing asked of it goes wrong."""

from collections.abc import Callable, Iterable
from pathlib import Path

from dqn_engine.storage.files.file_layer import Files


class FaultyFiles(Files):
    """Counts every call and calls `fault` before the `fail_at`-th; half of a write is written by then.

    Attributes:
        tape: What was asked, such as `rename manifest.json`.
    """

    def __init__(self, fault: Callable[[], None], fail_at: int) -> None:
        self.tape: list[str] = []
        self._fault, self._fail_at = fault, fail_at

    def make_folder(self, path: Path) -> None:
        self._note(f"make {path.name}")
        super().make_folder(path)

    def write(self, path: Path, pieces: Iterable[bytes | memoryview]) -> None:
        self._note(f"open {path.name}")
        super().write(path, pieces)

    def write_piece(self, descriptor: int, piece: bytes | memoryview) -> None:
        half = len(piece) // 2
        super().write_piece(descriptor, piece[:half])
        self._note("write")
        super().write_piece(descriptor, piece[half:])

    def sync(self, descriptor: int) -> None:
        self._note("sync")
        super().sync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        self._note(f"rename {source.name} {target.name}")
        super().rename(source, target)

    def sync_folder(self, path: Path) -> None:
        self._note(f"sync folder {path.name}")
        super().sync_folder(path)

    def remove(self, path: Path) -> None:
        self._note(f"remove {path.name}")
        if path.is_dir():
            for held in sorted(path.iterdir()):
                held.unlink()
                self._note(f"removed {held.name}")
        super().remove(path)

    def _note(self, what: str) -> None:
        self.tape.append(what)
        if len(self.tape) == self._fail_at:
            self._fault()
