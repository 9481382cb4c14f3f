"""What the reading thread does for the table of runs: it looks for folders, and sums up those that changed."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dqn_engine.comparison.entries import Entry
from dqn_engine.storage.run.lock import LOCK
from dqn_engine.system.giving_way import give_way

if TYPE_CHECKING:
    from dqn_engine.comparison.catalogue import Catalogue, Found

_SLICE_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What lies in the folders: entries that are known, and what is to be read."""

    roots: Mapping[str, int]
    known: Mapping[Path, tuple[Entry, ...]]
    waiting: tuple["Found", ...]


class CatalogueReading:
    """Used on one thread alone, from the first call on; `close` may be called on another once that has ended."""

    def __init__(self, index: Path | None = None) -> None:
        self._index = index
        self._catalogue: Catalogue | None = None
        self._times: dict[Path, tuple[int, int]] = {}  # Of each folder and its lock, as it was looked at last.

    def scan(self, roots: Sequence[Path]) -> Scan:
        """Looks into all folders."""
        from dqn_engine.comparison.catalogue import found_below

        catalogue = self._opened()
        times = root_times(roots)
        found: list[Found] = []
        self._times.clear()
        for one in found_below(roots):
            found.append(one)
            self._note_time(one.folder)
            give_way()
        known = catalogue.remembered(found)
        catalogue.forget_others(found)
        return Scan(roots=times, known=known, waiting=tuple(one for one in found if one.folder not in known))

    def read(self, waiting: Sequence["Found"]) -> tuple[dict[Path, tuple[Entry, ...]], tuple["Found", ...]]:
        """Reads folders for a moment; returns what they came to, and those that are left."""
        catalogue, until = self._opened(), time.monotonic() + _SLICE_S
        entries: dict[Path, tuple[Entry, ...]] = {}
        for place, one in enumerate(waiting):
            self._note_time(one.folder)
            entries[one.folder] = catalogue.read(one)
            give_way()
            if time.monotonic() >= until:
                return entries, tuple(waiting[place + 1 :])
        return entries, ()

    def read_again(self, folders: Sequence[Path]) -> dict[Path, tuple[Entry, ...]]:
        """Reads these folders; one that is gone or holds nothing any more comes to nothing."""
        from dqn_engine.comparison.catalogue import look_at

        entries: dict[Path, tuple[Entry, ...]] = {}
        for folder in folders:
            self._note_time(folder)
            found = look_at(folder)
            entries[folder] = () if found is None else self._opened().read(found)
            give_way()
        return entries

    def read_live(self, live: Sequence[Path]) -> dict[Path, tuple[Entry, ...]]:
        """Reads these folders again, and those others that a program has begun to write since they were looked at.

        Who begins to write a folder puts a lock into it, or writes the one that is left there, and that is all that is
        looked at of the thousands that nobody writes.
        """
        begun: list[Path] = []
        for folder, times in self._times.items():
            if _lock_times(folder) != times:
                begun.append(folder)
            give_way()
        return self.read_again(tuple(dict.fromkeys([*live, *begun])))

    def close(self) -> None:
        """Closes the index."""
        if self._catalogue is not None:
            self._catalogue.close()

    def _note_time(self, folder: Path) -> None:
        self._times[folder] = _lock_times(folder)

    def _opened(self) -> "Catalogue":
        from dqn_engine.comparison.catalogue import Catalogue

        if self._catalogue is None:
            self._catalogue = Catalogue(self._index)
        return self._catalogue


def root_times(roots: Sequence[Path]) -> dict[str, int]:
    """When something was last put into each folder or taken out of it."""
    return {str(root): _time_ns(root) for root in roots}


def _lock_times(folder: Path) -> tuple[int, int]:
    """When something was last put into a folder or taken out of it, and when its lock was written."""
    return _time_ns(folder), _time_ns(folder / LOCK)


def _time_ns(path: Path) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0
