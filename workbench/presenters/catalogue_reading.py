"""What the reading thread does for the table of runs: it looks for folders, and sums up those that changed."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dqn_engine.comparison.entries import Entry
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

    def scan(self, roots: Sequence[Path]) -> Scan:
        """Looks into all folders."""
        from dqn_engine.comparison.catalogue import found_below

        catalogue = self._opened()
        times = root_times(roots)
        found: list[Found] = []
        for one in found_below(roots):
            found.append(one)
            give_way()
        known = catalogue.remembered(found)
        catalogue.forget_others(found)
        return Scan(roots=times, known=known, waiting=tuple(one for one in found if one.folder not in known))

    def read(self, waiting: Sequence["Found"]) -> tuple[dict[Path, tuple[Entry, ...]], tuple["Found", ...]]:
        """Reads folders for a moment; returns what they came to, and those that are left."""
        catalogue, until = self._opened(), time.monotonic() + _SLICE_S
        entries: dict[Path, tuple[Entry, ...]] = {}
        for place, one in enumerate(waiting):
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
            found = look_at(folder)
            entries[folder] = () if found is None else self._opened().read(found)
            give_way()
        return entries

    def close(self) -> None:
        """Closes the index."""
        if self._catalogue is not None:
            self._catalogue.close()

    def _opened(self) -> "Catalogue":
        from dqn_engine.comparison.catalogue import Catalogue

        if self._catalogue is None:
            self._catalogue = Catalogue(self._index)
        return self._catalogue


def root_times(roots: Sequence[Path]) -> dict[str, int]:
    """When something was last put into each folder or taken out of it."""
    times: dict[str, int] = {}
    for root in roots:
        try:
            times[str(root)] = os.stat(root).st_mtime_ns
        except OSError:
            times[str(root)] = 0
    return times
