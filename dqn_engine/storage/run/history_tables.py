"""The tables of a run's history, `history.sqlite`: their columns, and the statements that fill them.

Episodes, evaluations, curve points, the ledger of changes, checkpoints and events. Nothing here opens a run's file.
"""

import contextlib
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from dqn_engine.storage.checkpoints.manifest import Manifest
from dqn_engine.storage.files.sqlite_file import SCHEMA_QUERY, schema_of

HISTORY_SCHEMA = 1
MOST_POINTS = 8192

CURVES = ("loss", "td_error", "q_mean", "q_max", "gradient_norm", "epsilon", "beta")
WEIGHTS = "weights"
"""What stands for a hyperparameter's name in a ledger entry of loaded weights; old and new are their fingerprints."""

CREATE_TABLES = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE episodes (
    number INTEGER PRIMARY KEY, env_step INTEGER NOT NULL,
    episode_return REAL, length_steps INTEGER, truncated INTEGER, seconds REAL);
CREATE TABLE evaluations (
    number INTEGER PRIMARY KEY, env_step INTEGER NOT NULL, mean REAL, minimum REAL, maximum REAL, episodes INTEGER);
CREATE TABLE metrics (env_step INTEGER NOT NULL, {" REAL, ".join(CURVES)} REAL);
CREATE TABLE ledger (
    number INTEGER PRIMARY KEY, entry INTEGER NOT NULL, env_step INTEGER NOT NULL, updates INTEGER NOT NULL,
    knob TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL);
CREATE TABLE checkpoints (
    generation INTEGER PRIMARY KEY, env_step INTEGER NOT NULL, updates INTEGER NOT NULL, entries INTEGER NOT NULL,
    weights_sha256 TEXT NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE events (number INTEGER PRIMARY KEY, unix_seconds REAL, env_step INTEGER, kind TEXT, text TEXT);
"""

LATER_COLUMN = ("episodes", "seconds")
"""The table and the column that histories of versions before 0.2.0 lack; its values are real numbers."""

ADD_LATER_COLUMN = f"ALTER TABLE {LATER_COLUMN[0]} ADD COLUMN {LATER_COLUMN[1]} REAL"

NEW_EPISODES = "new episodes"
"""The same of an entry that tells that episodes were given up: the environment can't be put back into them."""

NOTICE = "notice"
"""The kind of an event that tells what the user should know of the run."""

LOADED_FROM = "weights loaded"
"""The kind of an event that tells which file weights came from."""

HistoryRow = tuple[str, tuple[object, ...]]
"""An SQL statement and its values."""


def _insert(table: str, *columns: str) -> str:
    statement = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    _COLUMNS_OF[statement] = (table, columns)
    return statement


_COLUMNS_OF: dict[str, tuple[str, tuple[str, ...]]] = {}
INSERT_EPISODE = _insert("episodes", "env_step", "episode_return", "length_steps", "truncated", "seconds")
INSERT_EVALUATION = _insert("evaluations", "env_step", "mean", "minimum", "maximum", "episodes")
INSERT_POINT = _insert("metrics", "env_step", *CURVES)
INSERT_CHANGE = _insert("ledger", "entry", "env_step", "updates", "knob", "old", "new")
INSERT_CHECKPOINT = _insert("checkpoints", "generation", "env_step", "updates", "entries", "weights_sha256", "bytes")
INSERT_EVENT = _insert("events", "unix_seconds", "env_step", "kind", "text")
SCHEDULES = ("epsilon", "beta")
"""Curves that are known exactly: of stretches that are joined the last value stands, as in a single one."""


def _merged(name: str) -> str:
    if name in SCHEDULES:
        return f"coalesce(max(CASE WHEN number % 2 THEN {name} END), max({name})) AS {name}"
    return f"{'max' if name == 'q_max' else 'avg'}({name}) AS {name}"


MERGE_POINTS = f"""
CREATE TEMP TABLE merged AS SELECT max(env_step) AS env_step, {", ".join(map(_merged, CURVES))}
    FROM (SELECT *, row_number() OVER (ORDER BY env_step) - 1 AS number FROM metrics)
    GROUP BY number / 2 ORDER BY number / 2;
DELETE FROM metrics;
INSERT INTO metrics SELECT * FROM merged;
DROP TABLE merged;
"""


def create_history(path: Path, about: Mapping[str, str]) -> None:
    """Makes the file with empty tables.

    Raises:
        sqlite3.Error: It can't be made.
    """
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(CREATE_TABLES)
        values = {"schema": str(HISTORY_SCHEMA), **about}
        connection.executemany("INSERT INTO about VALUES (?, ?)", values.items())
        connection.commit()


def own_schema(*, earlier: bool = False) -> list[str]:
    """What a history holds besides rows: every table and index, in the words that made it; `earlier`: before 0.2.0."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        tables = CREATE_TABLES.replace(f", {LATER_COLUMN[1]} REAL", "") if earlier else CREATE_TABLES
        connection.executescript(tables)
        return schema_of(connection.execute(SCHEMA_QUERY).fetchall())


def columns_of(statement: str) -> tuple[str, tuple[str, ...]]:
    """The table and the columns that a row's values go to; empty for rows that remove."""
    return _COLUMNS_OF.get(statement, ("", ()))


def checkpoint_row(manifest: Manifest) -> HistoryRow:
    """The row that remembers a checkpoint, also after it was removed."""
    values = (
        manifest.generation, manifest.env_steps, manifest.updates, manifest.ledger_entries, manifest.weights_sha256,
        manifest.bytes,
    )  # fmt: skip
    return INSERT_CHECKPOINT, values


def truncation(env_step: int, ledger_entries: int, generation: int) -> list[HistoryRow]:
    """The rows that take a history back to a checkpoint: what came after it will happen again, or otherwise."""
    tables = ("episodes", "evaluations", "metrics", "events")
    return [
        *((f"DELETE FROM {table} WHERE env_step > ?", (env_step,)) for table in tables),
        ("DELETE FROM ledger WHERE entry > ?", (ledger_entries,)),
        ("DELETE FROM checkpoints WHERE generation > ?", (generation,)),
    ]


def note(env_step: int, kind: str, text: str) -> HistoryRow:
    """The row of an event."""
    return INSERT_EVENT, (time.time(), env_step, kind, text[:2000])


def about_row(name: str, value: str) -> HistoryRow:
    """The row that says something about the run as a whole."""
    return "INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value)
