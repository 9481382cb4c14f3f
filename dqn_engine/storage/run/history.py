"""What happened in a run, in SQLite: every episode, evaluation and ledger entry, curves in bounded detail, and events.

One thread of one program writes it (the run's lock sees to the program); others may read at any time. What belongs
together is committed together. Curves are kept as at most `MOST_POINTS` points: when there are more, neighbours are
averaged in pairs, and from then on each stored point stands for twice as many.

Rows are put in order by their number, not by time: clocks are set back.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.messages.kinds import HistoryReport
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EpisodesForgotten,
    EvaluationDone,
    Failure,
    KnobsChanged,
    RunEnded,
    StateChanged,
    WeightsLoaded,
)
from dqn_engine.storage.checkpoints.manifest import Manifest

SCHEMA = 1
MOST_POINTS = 8192

CURVES = ("loss", "td_error", "q_mean", "q_max", "gradient_norm", "epsilon", "beta")
WEIGHTS = "weights"
"""What stands for a knob's name in a ledger entry of loaded weights; old and new are their fingerprints."""

_TABLES = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE episodes (
    number INTEGER PRIMARY KEY, env_step INTEGER NOT NULL,
    episode_return REAL, length_steps INTEGER, truncated INTEGER);
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

SCHEMA_QUERY = "SELECT type, name, sql FROM sqlite_master LIMIT 100"

NEW_EPISODES = "new episodes"
"""The same of an entry that tells that episodes were given up: the environment can't be put back into them."""

Row = tuple[str, tuple[object, ...]]
"""An SQL statement and its values."""


def _insert(table: str, *columns: str) -> str:
    statement = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    _COLUMNS_OF[statement] = (table, columns)
    return statement


_COLUMNS_OF: dict[str, tuple[str, tuple[str, ...]]] = {}
_INSERT_EPISODE = _insert("episodes", "env_step", "episode_return", "length_steps", "truncated")
_INSERT_EVALUATION = _insert("evaluations", "env_step", "mean", "minimum", "maximum", "episodes")
_INSERT_POINT = _insert("metrics", "env_step", *CURVES)
_INSERT_CHANGE = _insert("ledger", "entry", "env_step", "updates", "knob", "old", "new")
_INSERT_CHECKPOINT = _insert("checkpoints", "generation", "env_step", "updates", "entries", "weights_sha256", "bytes")
_INSERT_EVENT = _insert("events", "unix_seconds", "env_step", "kind", "text")
_MERGE_POINTS = f"""
CREATE TEMP TABLE merged AS SELECT max(env_step) AS env_step,
    {", ".join(f"{'max' if name == 'q_max' else 'avg'}({name}) AS {name}" for name in CURVES)}
    FROM (SELECT *, (row_number() OVER (ORDER BY env_step) - 1) / 2 AS pair FROM metrics) GROUP BY pair ORDER BY pair;
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
        connection.executescript(_TABLES)
        values = {"schema": str(SCHEMA), **about}
        connection.executemany("INSERT INTO about VALUES (?, ?)", values.items())
        connection.commit()


def own_schema() -> list[str]:
    """What a history holds besides rows: every table and index, in the words that made it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_TABLES)
        return schema_of(connection.execute(SCHEMA_QUERY).fetchall())


def schema_of(rows: Iterable[tuple[object, ...]]) -> list[str]:
    """What `SCHEMA_QUERY` gave, in a form that can be compared."""
    return sorted(" ".join(str(row).replace("\\n", " ").split()) for row in rows)


class HistoryWriter:
    """The one open connection that writes; it may be handed to another thread, and then is that one's alone.

    Raises:
        sqlite3.Error: The file can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=2.0, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        # Opens all that reading needs, so that what was written can be copied even should the folder be removed.
        self._connection.execute("SELECT count(*) FROM about").fetchone()

    def write(self, rows: Iterable[Row]) -> None:
        """Commits all rows, or none.

        Raises:
            sqlite3.Error: They can't be written; nothing was.
        """
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, values in rows:
                connection.execute(statement, values)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def merge_points(self) -> bool:
        """Averages neighbouring points in pairs if there are too many; returns whether it did."""
        (count,) = self._connection.execute("SELECT count(*) FROM metrics").fetchone()
        if count <= MOST_POINTS:
            return False
        self._connection.executescript(f"BEGIN IMMEDIATE; {_MERGE_POINTS} COMMIT;")
        return True

    def evaluation_means(self, env_steps: Collection[int]) -> dict[int, float]:
        """The mean return of the evaluations at these steps, where there were any."""
        marks = ", ".join("?" * len(env_steps))
        query = f"SELECT env_step, mean FROM evaluations WHERE mean IS NOT NULL AND env_step IN ({marks})"
        return dict(self._connection.execute(query, tuple(env_steps)))

    def copy_to(self, path: Path) -> None:
        """Writes everything committed so far into a new file."""
        with contextlib.closing(sqlite3.connect(path)) as target:
            self._connection.backup(target)

    def close(self) -> None:
        """Closes the file and leaves it in one piece, so that it can also be read where nothing can be written."""
        with contextlib.closing(self._connection), contextlib.suppress(sqlite3.Error):  # Someone may be reading it.
            self._connection.execute("PRAGMA journal_mode=DELETE")


class RowMaker:
    """Turns reports into rows; remembers how many points stand for one, and which haven't been stored yet."""

    def __init__(self, ledger_entries: int = 0, stride: int = 1) -> None:
        self.ledger_entries = ledger_entries
        self.stride = stride
        self.env_step = 0
        self._points: list[np.ndarray] = []

    def rows(self, report: HistoryReport) -> list[Row]:
        """The rows of a report; none for those that are no part of a history."""
        match report:
            case EpisodesEnded():
                columns = (report.env_step, report.episode_return, report.length_steps, report.truncated)
                lists = (column.tolist() for column in columns)
                return [(_INSERT_EPISODE, row) for row in zip(*lists, strict=True)]
            case Curves():
                self.env_step = int(report.env_step[-1]) if len(report.env_step) else self.env_step
                columns = np.stack([report.env_step, *(getattr(report, name) for name in CURVES)], axis=1)
                return [row for point in columns for row in self._add_point(point)]
            case EvaluationDone():
                values = (report.env_step, report.mean, report.minimum, report.maximum, report.episodes)
                return [(_INSERT_EVALUATION, values)]
            case KnobsChanged():
                self.ledger_entries += 1
                return [
                    self._change(report.env_step, report.update, change.name, *_formatted(change.name, change))
                    for change in report.changes
                ]
            case WeightsLoaded():
                self.ledger_entries += 1
                return [
                    self._change(report.env_step, report.update, WEIGHTS, report.weights_sha256_before,
                                 report.weights_sha256),
                    self._event("weights loaded", report.path),
                ]  # fmt: skip
            case EpisodesForgotten():
                self.ledger_entries += 1
                return [
                    self._change(report.env_step, report.update, NEW_EPISODES, "", ""),
                    self._event(NEW_EPISODES, "The episodes that were going on were given up."),
                ]
            case StateChanged():
                return [self._event(f"state: {report.state}", report.detail)]
            case Failure():
                return [self._event("failure", f"{report.what} {report.why} {report.remedy}")]
            case RunEnded():
                return [self._event("ended", report.reason)]
        return []

    def remaining_rows(self) -> list[Row]:
        """The last point, if one was begun."""
        return [self._stored_point()] if self._points else []

    def _add_point(self, point: np.ndarray) -> list[Row]:
        self._points.append(point)
        return [self._stored_point()] if len(self._points) >= self.stride else []

    def _stored_point(self) -> Row:
        points = np.stack(self._points)
        self._points = []
        values = [_mean(points[:, 1 + i], np.max if name == "q_max" else np.mean) for i, name in enumerate(CURVES)]
        return _INSERT_POINT, (int(points[-1, 0]), *values)

    def _change(self, env_step: int, updates: int, knob: str, old: str, new: str) -> Row:
        return _INSERT_CHANGE, (self.ledger_entries, env_step, updates, knob, old, new)

    def _event(self, kind: str, text: str) -> Row:
        return _INSERT_EVENT, (time.time(), self.env_step, kind, text[:2000])


def columns_of(statement: str) -> tuple[str, tuple[str, ...]]:
    """The table and the columns that a row's values go to; empty for rows that remove."""
    return _COLUMNS_OF.get(statement, ("", ()))


def checkpoint_row(manifest: Manifest) -> Row:
    """The row that remembers a checkpoint, also after it was removed."""
    values = (
        manifest.generation, manifest.env_steps, manifest.updates, manifest.ledger_entries, manifest.weights_sha256,
        manifest.bytes,
    )  # fmt: skip
    return _INSERT_CHECKPOINT, values


def truncation(env_step: int, ledger_entries: int, generation: int) -> list[Row]:
    """The rows that take a history back to a checkpoint: what came after it will happen again, or otherwise."""
    tables = ("episodes", "evaluations", "metrics")
    return [
        *((f"DELETE FROM {table} WHERE env_step > ?", (env_step,)) for table in tables),
        ("DELETE FROM ledger WHERE entry > ?", (ledger_entries,)),
        ("DELETE FROM checkpoints WHERE generation > ?", (generation,)),
    ]


def note(env_step: int, kind: str, text: str) -> Row:
    """The row of an event."""
    return _INSERT_EVENT, (time.time(), env_step, kind, text[:2000])


def about_row(name: str, value: str) -> Row:
    """The row that says something about the run as a whole."""
    return "INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value)


def _formatted(name: str, change: KnobChange) -> tuple[str, str]:
    knob = knob_named(name)
    return knob.format(change.old), knob.format(change.new)


def _mean(values: np.ndarray, reduce: Callable[[np.ndarray], np.floating]) -> float | None:
    finite = values[~np.isnan(values)]
    return float(reduce(finite)) if finite.size else None
