"""All runs, studies and sweeps below some folders, as entries.

What a folder came to is kept in an index beside the user's other caches, with the sizes and times of the files that it
follows from: who lists thousands of folders again reads only those that changed. The index can be lost at any time.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

from dqn_engine.comparison.entries import Entry, entry_from_json, entry_to_json
from dqn_engine.comparison.reading import kind_of, read_entries
from dqn_engine.comparison.saved_comparison import HAND, VERDICT
from dqn_engine.storage.run.labels import LABELS, RunLabels, read_labels
from dqn_engine.storage.run.lock import LOCK
from dqn_engine.storage.run.places import CHECKPOINTS, CONFIG, HISTORY, RUNS_OF_SEEDS
from dqn_engine.study.saved_study import PLAN
from dqn_engine.study.tables import EVALUATIONS, SEEDS
from dqn_engine.sweep.database import DATABASE

INDEX_VERSION = 5
"""Another version of the index is dropped; raise it where an entry comes to mean something else."""

DEEPEST, MOST_LOOKED_INTO = 3, 400
"""How many levels down folders are looked for, and into how many: a home folder may be chosen by mistake."""

_LOOKED_AT = frozenset(
    {
        HISTORY,
        f"{HISTORY}-wal",
        CONFIG,
        CHECKPOINTS,
        LOCK,
        DATABASE,
        f"{DATABASE}-wal",
        PLAN,
        EVALUATIONS,
        SEEDS,
        RUNS_OF_SEEDS,
        VERDICT,
        HAND,
    }
)
_HOLDS_SOMETHING = frozenset({HISTORY, CHECKPOINTS, DATABASE, PLAN})
_TABLE = "CREATE TABLE entries (folder TEXT PRIMARY KEY, stamp TEXT NOT NULL, entries TEXT NOT NULL)"


@dataclass(frozen=True, slots=True)
class Found:
    """A folder that holds something, what its files look like from outside, whether the user labelled it, and when
    something of it was last written, in nanoseconds by the disk's clock."""

    folder: Path
    stamp: str
    is_labelled: bool = False
    written_ns: int = 0


def index_path() -> Path:
    """Where the index is. It needn't exist."""
    return Path(platformdirs.user_cache_dir("dqn-workbench", appauthor=False)) / "catalogue.sqlite"


def found_below(roots: Iterable[Path]) -> Iterator[Found]:
    """The folders of runs, studies and sweeps: the roots themselves, or else what lies directly in them; each once."""
    seen: set[str] = set()
    for root in roots:
        real = os.path.realpath(root)
        itself = look_at(root)
        there = (
            [(real, itself)] if itself is not None else [(f"{real}/{one.folder.name}", one) for one in _inside(root)]
        )
        for place, one in there:
            if place not in seen:
                seen.add(place)
                yield one


def holders_below(folder: Path) -> tuple[Path, ...]:
    """A folder and those up to `DEEPEST` levels down in which runs, studies or sweeps lie directly, or which is one.

    What is found isn't looked into, nor are links and hidden folders; after `MOST_LOOKED_INTO` folders it ends.
    """
    if look_at(folder) is not None:
        return (folder,)
    holders: list[Path] = []
    level, looked = [folder], 0
    for _ in range(DEEPEST + 1):
        below: list[Path] = []
        for place in level:
            found = {one.folder for one in _inside(place)}
            if found:
                holders.append(place)
            below += [inner for inner in _folders(place) if inner not in found and not inner.name.startswith(".")]
            looked += 1
            if looked >= MOST_LOOKED_INTO:
                return tuple(holders)
        level = below
    return tuple(holders)


def look_at(folder: Path) -> Found | None:
    """What a folder looks like from outside, with another stamp once something in it was written; None: it holds none.

    That it has the names of a run doesn't say that it is one: who reads it learns what is wrong with it.
    """
    parts: list[str] = []
    names: set[str] = set()
    written_ns = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                names.add(entry.name)
                if entry.name in _LOOKED_AT:
                    found = entry.stat(follow_symlinks=False)
                    written_ns = max(written_ns, found.st_mtime_ns)
                    parts.append(f"{entry.name}:{found.st_size}:{found.st_mtime_ns}")
    except (OSError, ValueError):
        return None
    if not names & _HOLDS_SOMETHING or (HISTORY not in names and kind_of(folder) is None):
        return None
    return Found(folder, "|".join(sorted(parts)), LABELS in names, written_ns)


def _inside(root: Path) -> list[Found]:
    return [found for folder in _folders(root) if (found := look_at(folder)) is not None]


def _folders(root: Path) -> list[Path]:
    try:
        with os.scandir(root) as entries:
            return [root / name for name in sorted(one.name for one in entries if one.is_dir(follow_symlinks=False))]
    except (OSError, ValueError):
        return []


class Catalogue:
    """The index. A context manager; where it can't be opened or written, everything is read again each time.

    Not to be used by two threads at once.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = index_path() if path is None else path
        self._connection = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the index. Twice is harmless."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def remembered(self, found: Sequence[Found]) -> dict[Path, tuple[Entry, ...]]:
        """The entries of those folders that haven't changed since they were read, with the labels they have now."""
        known = self._rows()
        entries: dict[Path, tuple[Entry, ...]] = {}
        for one in found:
            stamp, text = known.get(str(one.folder), ("", ""))
            if stamp == one.stamp:
                with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                    labels = read_labels(one.folder) if one.is_labelled else RunLabels()
                    entries[one.folder] = tuple(
                        entry_from_json(one.folder, values, labels) for values in json.loads(text)
                    )
        return entries

    def read(self, found: Found) -> tuple[Entry, ...]:
        """Reads a folder, and remembers what it came to."""
        entries = read_entries(found.folder)
        # One that is being written changes at once, and what can't be read keeps its sentence only as it is said.
        if not any(entry.trouble or entry.being_written or entry.missing_module for entry in entries):
            self._note(found, entries)
        return entries

    def forget_others(self, found: Iterable[Found]) -> None:
        """Drops what is remembered of folders that are no more."""
        gone = [(folder,) for folder in set(self._rows()) - {str(one.folder) for one in found}
                if not os.path.lexists(folder)]  # fmt: skip
        if gone and self._connection is not None:
            with contextlib.suppress(sqlite3.Error), self._connection:
                self._connection.executemany("DELETE FROM entries WHERE folder = ?", gone)

    def _rows(self) -> dict[str, tuple[str, str]]:
        if self._connection is None:
            return {}
        try:
            rows = self._connection.execute("SELECT folder, stamp, entries FROM entries").fetchall()
        except sqlite3.Error:
            return {}
        return {str(folder): (str(stamp), str(text)) for folder, stamp, text in rows}

    def _note(self, found: Found, entries: Sequence[Entry]) -> None:
        if self._connection is None:
            return
        text = json.dumps([entry_to_json(entry) for entry in entries])
        with contextlib.suppress(sqlite3.Error), self._connection:
            values = (str(found.folder), found.stamp, text)
            self._connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", values)

    def _opened(self) -> sqlite3.Connection | None:
        for _ in range(2):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                connection = sqlite3.connect(self._path, timeout=0.5, check_same_thread=False)
            except (OSError, sqlite3.Error):
                return None
            try:
                connection.execute("PRAGMA synchronous=OFF")
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                if version != INDEX_VERSION:
                    with connection:
                        connection.execute("DROP TABLE IF EXISTS entries")
                        connection.execute(_TABLE)
                        connection.execute(f"PRAGMA user_version = {INDEX_VERSION}")
                connection.execute("SELECT folder, stamp, entries FROM entries LIMIT 1").fetchone()
            except sqlite3.Error:
                connection.close()
                with contextlib.suppress(OSError):  # It is no index, or damaged.
                    self._path.unlink()
            else:
                return connection
        return None
