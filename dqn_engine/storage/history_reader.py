"""Reads a run's history, also while another program writes it, and also one that came from elsewhere.

A file from elsewhere may be no history at all, or hold views and triggers with work in them: only plain tables of the
expected names and columns are accepted, and a query that takes too long is given up.
"""

import contextlib
import sqlite3
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dqn_engine.errors import InputError
from dqn_engine.knobs import KnobValue, knob_named
from dqn_engine.storage.history import CURVES, NEW_EPISODES, SCHEMA, WEIGHTS

_COLUMNS = {
    "about": ("name", "value"),
    "episodes": ("number", "env_step", "episode_return", "length_steps", "truncated"),
    "evaluations": ("number", "env_step", "mean", "minimum", "maximum", "episodes"),
    "metrics": ("env_step", *CURVES),
    "ledger": ("number", "entry", "env_step", "updates", "knob", "old", "new"),
    "checkpoints": ("generation", "env_step", "updates", "entries", "weights_sha256", "bytes"),
    "events": ("number", "unix_seconds", "env_step", "kind", "text"),
}
_PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What was changed after `env_step` steps: knobs together, the weights (then `weights_sha256`), or the episodes."""

    entry: int
    env_step: int
    update: int
    old: dict[str, KnobValue]
    new: dict[str, KnobValue]
    weights_sha256: str = ""
    new_episodes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRecord:
    """What the history says of a checkpoint, which may have been removed since."""

    generation: int
    env_step: int
    update: int
    ledger_entries: int
    weights_sha256: str
    bytes: int


class HistoryReader:
    """An open history; a context manager.

    Raises:
        InputError: There is no such file, or it is no history of this schema.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = _opened(path)
        try:
            self._refuse_other_tables()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> "HistoryReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def about(self) -> dict[str, str]:
        """What is known of the run as a whole: its identity and its parent's."""
        return dict(self._rows("SELECT name, value FROM about"))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ((count,),) = self._rows(f"SELECT count(*) FROM {table}" if table in _COLUMNS else "")
        return count

    def table(self, table: str, columns: tuple[str, ...], order: str) -> list[tuple[object, ...]]:
        """Rows of a table, in the order of a column."""
        known = set(_COLUMNS[table])
        if not {*columns, order} <= known:
            raise ValueError(f"{table} has the columns {known}, not all of {columns}.")
        return self._rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")

    def ledger(self) -> list[LedgerEntry]:
        """Every entry, in order.

        Raises:
            InputError: A knob or a value isn't allowed here.
        """
        entries: dict[int, LedgerEntry] = {}
        rows = self._rows("SELECT entry, env_step, updates, knob, old, new FROM ledger ORDER BY number")
        for number, env_step, update, name, old, new in self._typed(rows, (int, int, int, str, str, str)):
            entry = entries.setdefault(
                number, LedgerEntry(entry=number, env_step=env_step, update=update, old={}, new={},
                                    weights_sha256=new if name == WEIGHTS else "", new_episodes=name == NEW_EPISODES)
            )  # fmt: skip
            if name not in (WEIGHTS, NEW_EPISODES):
                entry.old[name], entry.new[name] = knob_named(name).parse(old), knob_named(name).parse(new)
        return list(entries.values())

    def checkpoints(self) -> list[CheckpointRecord]:
        """Every checkpoint there ever was, oldest first."""
        columns = ("generation", "env_step", "updates", "entries", "weights_sha256", "bytes")
        return [
            CheckpointRecord(
                generation=generation, env_step=env_step, update=update, ledger_entries=entries,
                weights_sha256=sha256, bytes=size,
            )
            for generation, env_step, update, entries, sha256, size in self._typed(
                self.table("checkpoints", columns, "generation"), (int, int, int, int, str, int)
            )
        ]  # fmt: skip

    def copy_to(self, path: Path) -> None:
        """Writes the whole history into a new file, as it is at this moment.

        Raises:
            InputError: It can't be copied.
        """
        with self._patiently(), contextlib.closing(sqlite3.connect(path)) as target:
            self._connection.backup(target)

    def best_mean(self) -> float | None:
        """The best mean of the evaluations; None where there was none."""
        ((best,),) = self._rows("SELECT max(mean) FROM evaluations")
        return best

    def last_step(self) -> int:
        """The newest environment step that a curve or an episode tells of; 0 before the first."""
        ((step,),) = self._typed(
            self._rows(
                "SELECT max(coalesce((SELECT max(env_step) FROM metrics), 0),"
                " coalesce((SELECT max(env_step) FROM episodes), 0))"
            ),
            (int,),
        )
        return step

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        with self._patiently():
            return self._connection.execute(query).fetchall()

    def _typed(self, rows: list[tuple[object, ...]], types: tuple[type, ...]) -> list[tuple[object, ...]]:
        """The rows, whose values must be of these types; SQLite itself takes any in any column."""
        if any(type(value) is not kind for row in rows for value, kind in zip(row, types, strict=True)):
            raise InputError(f"The history {str(self.path)!r} can't be used: a value in it is of the wrong type.")
        return rows

    def _refuse_other_tables(self) -> None:
        found = self._rows("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        if sorted(found) != sorted(("table", name) for name in _COLUMNS):
            raise InputError(f"{str(self.path)!r} is no history of a run: its tables are others.")
        for table, columns in _COLUMNS.items():
            if tuple(row[1] for row in self._rows(f"PRAGMA table_info({table})")) != columns:
                raise InputError(f"{str(self.path)!r} is no history of a run: the columns of {table} are others.")
        schema = self.about().get("schema", "missing")
        if schema != str(SCHEMA):
            raise InputError(
                f"{str(self.path)!r} is a history of schema {schema[:20]}, but this version reads schema {SCHEMA}; "
                "open it with the version that wrote it."
            )

    @contextlib.contextmanager
    def _patiently(self) -> Iterator[None]:
        deadline = time.monotonic() + _PATIENCE_S
        self._connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
        try:
            yield
        except (sqlite3.Error, OverflowError) as error:
            raise InputError(f"The history {str(self.path)!r} can't be read: {error}.") from error
        finally:
            self._connection.set_progress_handler(None, 0)


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file() or path.is_symlink():
        raise InputError(f"There is no history {str(path)!r}; choose the folder of a run.")
    place = urllib.parse.quote(str(path.absolute()))
    # Where nothing may be written beside it, SQLite opens it only when told that nobody else changes it.
    for options in ("mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(f"file:{place}?{options}", uri=True, timeout=2.0)
        try:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
        except sqlite3.Error as error:
            connection.close()
            raise InputError(f"{str(path)!r} is no history of a run: {error}.") from error
        else:
            return connection
    raise InputError(f"The history {str(path)!r} can't be opened; check that it can be read.")
