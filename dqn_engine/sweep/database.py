"""A sweep on disk, `sweep.sqlite`: what it is to do, what was changed, and what trials and seeds came to.

The program that does the sweep alone writes it, and commits each seed when it is finished. Whatever follows from this
(which trials are decided, scores, the best) is worked out again by `course`, and not saved here.
"""

import contextlib
import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from dqn_engine.storage.files.sqlite_file import SCHEMA_QUERY, schema_of
from dqn_engine.storage.run.places import SWEEP_DATABASE
from dqn_engine.study.plan import SeedResult
from dqn_engine.sweep.definition import Definition, Settings, definition_to_json, plain_settings
from dqn_engine.sweep.edits import MadeEdit

DATABASE = SWEEP_DATABASE
SWEEP_SCHEMA = 1

CREATE_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE edits (
    number INTEGER PRIMARY KEY, unix_seconds REAL NOT NULL, from_trial INTEGER NOT NULL, edit TEXT NOT NULL);
CREATE TABLE trials (number INTEGER PRIMARY KEY, unix_seconds REAL NOT NULL, settings TEXT NOT NULL);
CREATE TABLE seeds (
    trial INTEGER NOT NULL, seed INTEGER NOT NULL, unix_seconds REAL NOT NULL, means TEXT NOT NULL,
    best_again_mean REAL NOT NULL, wall_seconds REAL NOT NULL, PRIMARY KEY (trial, seed));
"""
_INSERT_EDIT = "INSERT INTO edits (unix_seconds, from_trial, edit) VALUES (?, ?, ?)"


class SweepDatabase:
    """The one open connection that writes. A context manager.

    Raises:
        sqlite3.Error: It can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=2.0)
        try:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> "SweepDatabase":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def note_edit(self, made: MadeEdit) -> None:
        """Commits an edit."""
        self._connection.execute(_INSERT_EDIT, _edit_row(made))

    def note_trial(self, number: int, settings: Settings) -> None:
        """Commits what a trial sets."""
        values = (number, time.time(), json.dumps(plain_settings(settings)))
        self._connection.execute("INSERT OR REPLACE INTO trials VALUES (?, ?, ?)", values)

    def note_seed(self, number: int, result: SeedResult) -> None:
        """Commits what a seed came to."""
        values = (
            number, result.seed, time.time(), json.dumps(result.means), result.best_again_mean, result.wall_seconds,
        )  # fmt: skip
        self._connection.execute("INSERT OR REPLACE INTO seeds VALUES (?, ?, ?, ?, ?, ?)", values)

    def close(self) -> None:
        """Closes the file and leaves it in one piece."""
        with contextlib.closing(self._connection), contextlib.suppress(sqlite3.Error):  # Someone may be reading it.
            self._connection.execute("PRAGMA journal_mode=DELETE")


def create_database(
    path: Path, definition: Definition, about: Mapping[str, str], edits: Sequence[MadeEdit] = ()
) -> None:
    """Makes the file of a sweep that has not begun, with the edits that it makes on its way; whole, or not at all.

    Raises:
        sqlite3.Error: It can't be made.
        OSError: The same.
    """
    new = path.with_name(f".{path.name}.new")
    with contextlib.suppress(FileNotFoundError):  # Of a program that died as it began.
        new.unlink()
    with contextlib.closing(sqlite3.connect(new)) as connection:
        connection.executescript(CREATE_TABLES)
        values = {"schema": str(SWEEP_SCHEMA), "definition": json.dumps(definition_to_json(definition)), **about}
        connection.executemany("INSERT INTO about VALUES (?, ?)", values.items())
        connection.executemany(_INSERT_EDIT, map(_edit_row, edits))
        connection.commit()
    new.replace(path)


def _edit_row(made: MadeEdit) -> tuple[float, int, str]:
    return made.unix_seconds, made.from_trial, json.dumps(made.edit.to_json())


def own_schema() -> list[str]:
    """What a sweep's file holds besides rows: every table and index, in the words that made it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(CREATE_TABLES)
        return schema_of(connection.execute(SCHEMA_QUERY).fetchall())
