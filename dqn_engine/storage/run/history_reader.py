"""Reads a run's history, also while another program writes it, and also one that came from elsewhere.

A file from elsewhere may be no history at all, or hold views and triggers with work in them: only a schema that is word
for word this program's is accepted. Every value is of its column's type, tables are of a size that a run can have, and
a query that takes too long is given up.

Reading changes nothing in the run's folder. SQLite would: it takes what a program that died left beside the file into
it, and makes files of its own; so in that case a copy is read, in a folder for temporary files.
"""

import contextlib
import math
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.storage.files import sqlite_file
from dqn_engine.storage.files.sqlite_file import SCHEMA_QUERY, UnopenedError, Why, schema_of
from dqn_engine.storage.run.history_tables import (
    CURVES,
    HISTORY_SCHEMA,
    LATER_COLUMN,
    MOST_POINTS,
    NEW_EPISODES,
    WEIGHTS,
    own_schema,
)
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.system.errors import InputError
from dqn_engine.system.figures import is_figure
from dqn_engine.system.sentences import Sentence

_COLUMNS = {
    "about": ("name", "value"),
    "episodes": ("number", "env_step", "episode_return", "length_steps", "truncated", "seconds"),
    "evaluations": ("number", "env_step", "mean", "minimum", "maximum", "episodes"),
    "metrics": ("env_step", *CURVES),
    "ledger": ("number", "entry", "env_step", "updates", "knob", "old", "new"),
    "checkpoints": ("generation", "env_step", "updates", "entries", "weights_sha256", "bytes"),
    "events": ("number", "unix_seconds", "env_step", "kind", "text"),
}
_TEXTS = {"name", "value", "knob", "old", "new", "weights_sha256", "kind", "text"}
_REALS = {"episode_return", "seconds", "mean", "minimum", "maximum", "unix_seconds", *CURVES}
"""What isn't text and may be missing. All other columns hold whole numbers."""

MOST_ROWS = {
    "about": 100, "episodes": 50_000_000, "evaluations": 2_000_000, "metrics": 4 * MOST_POINTS, "ledger": 500_000,
    "checkpoints": 500_000, "events": 5_000_000,
}  # fmt: skip
_LONGEST_VALUE_BYTES = 100_000
_LARGEST_COUNT = 2**62
_SHA256 = re.compile("[0-9a-f]{64}")
_PATIENCE_S = 20.0


class DamagedHistoryError(InputError):
    """The history is gone, or is no longer what was written; what else is in the run's folder can do without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What changed after `env_step` steps: hyperparameters, the weights (then `weights_sha256`), or the episodes."""

    entry: int
    env_step: int
    update: int
    old: dict[str, Any]
    new: dict[str, Any]
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

    Args:
        path: The file.
        patience_s: Seconds after which a query is given up.

    Raises:
        DamagedHistoryError: There is no such file, or it is damaged.
        InputError: It is no history of this schema.
    """

    def __init__(self, path: Path, patience_s: float = _PATIENCE_S) -> None:
        self.path = path
        self._patience_s = patience_s
        self._missing: set[tuple[str, str]] = set()  # tables and columns that its version didn't have
        with contextlib.ExitStack() as undo:
            self._connection = undo.enter_context(_opened(path))
            self._refuse_other_tables()
            self._opened = undo.pop_all()

    def __enter__(self) -> "HistoryReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def check(self) -> None:
        """Reads all of it through.

        Raises:
            DamagedHistoryError: It is damaged somewhere.
            InputError: It holds what no run does.
        """
        if self._rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise self._unusable(Sentence("it is damaged"))
        for table in ("about", "ledger", "checkpoints", "evaluations", "events"):
            self.table(table, _COLUMNS[table], _COLUMNS[table][0])
        for table in ("episodes", "metrics"):  # Up to millions of rows, which aren't all held for this.
            wrong = " OR ".join(_is_wrong(column) for column in _COLUMNS[table] if (table, column) not in self._missing)
            if self._rows(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1"):
                raise self._unusable(Sentence("a value in it is of the wrong type"))
        self.stride()
        self.ledger()

    def about(self) -> dict[str, str]:
        """What is known of the run as a whole: its identity and its parent's."""
        return dict(self.table("about", ("name", "value"), "name"))

    def stride(self) -> int:
        """How many points of the curves a stored one stands for.

        Raises:
            InputError: It is no such number.
        """
        text = self.about().get("stride", "1")
        if not re.fullmatch("[1-9][0-9]{0,9}", text):
            raise self._unusable(Sentence("the stride of its curves is {text!r}", text=text[:20]))
        return int(text)

    def count(self, table: str) -> int:
        """How many rows a table has.

        Raises:
            InputError: More than any run can have.
        """
        most = MOST_ROWS[table]
        ((count,),) = self._rows(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {most + 1})")
        if count > most:
            raise self._unusable(Sentence("it has more than {most:,} {table}", most=most, table=table))
        return count

    def table(self, table: str, columns: tuple[str, ...], order: str) -> list[tuple[Any, ...]]:
        """Rows of a table, in the order of a column; every value is of its column's type.

        Raises:
            InputError: There are too many, or a value isn't of its column's type, which SQLite itself doesn't mind.
        """
        known = set(_COLUMNS[table])
        if not {*columns, order} <= known:
            raise ValueError(f"{table} has the columns {known}, not all of {columns}.")
        self.count(table)
        asked = ", ".join("NULL" if (table, column) in self._missing else column for column in columns)
        rows = self._rows(f"SELECT {asked} FROM {table} ORDER BY {order}")
        checks = [_check_of(column) for column in columns]
        if not all(check(value) for row in rows for check, value in zip(checks, row, strict=True)):
            raise self._unusable(Sentence("a value in it is of the wrong type"))
        return rows

    def ledger(self) -> list[LedgerEntry]:
        """Every entry, in order.

        Raises:
            InputError: A hyperparameter or a value isn't allowed here.
        """
        entries: dict[int, LedgerEntry] = {}
        columns = ("entry", "env_step", "updates", "knob", "old", "new")
        for number, env_step, update, name, old, new in self.table("ledger", columns, "number"):
            entry = entries.setdefault(
                number, LedgerEntry(entry=number, env_step=env_step, update=update, old={}, new={},
                                    weights_sha256=new if name == WEIGHTS else "", new_episodes=name == NEW_EPISODES)
            )  # fmt: skip
            if name not in (WEIGHTS, NEW_EPISODES):
                entry.old[name], entry.new[name] = knob_named(name).parse(old), knob_named(name).parse(new)
            elif name == WEIGHTS and not _SHA256.fullmatch(new):  # It becomes the name of a file.
                raise self._unusable(Sentence("it names weights by something else than a SHA-256"))
        return list(entries.values())

    def checkpoints(self) -> list[CheckpointRecord]:
        """Every checkpoint there ever was, oldest first."""
        columns = ("generation", "env_step", "updates", "entries", "weights_sha256", "bytes")
        return [
            CheckpointRecord(
                generation=generation, env_step=env_step, update=update, ledger_entries=entries,
                weights_sha256=sha256, bytes=size,
            )
            for generation, env_step, update, entries, sha256, size in self.table("checkpoints", columns, "generation")
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
        means = [mean for (mean,) in self.table("evaluations", ("mean",), "number") if mean is not None]
        return max(means, default=None)

    def mean_returns(self, most: int) -> list[float]:
        """The mean return of up to `most` stretches of episodes, oldest first; how the run went at a glance."""
        rows = self._rows(
            "SELECT avg(episode_return) FROM episodes, (SELECT max(number) + 1 AS numbers FROM episodes)"
            f" GROUP BY number * {most} / numbers ORDER BY number"
        )
        return [float(mean) for (mean,) in rows if is_figure(mean)]

    def stretches(self, most: int) -> list[tuple[int, int, float, float]]:
        """Up to `most` stretches of episodes, oldest first: of each its last environment step, how many episodes there
        are up to its end, the seconds that its episodes took (NaN where nobody knows), and their mean return.
        """
        seconds = "NULL" if LATER_COLUMN in self._missing else "sum(seconds)"
        rows = self._rows(
            f"SELECT max(env_step), count(*), {seconds}, avg(episode_return)"
            " FROM episodes, (SELECT max(number) + 1 AS numbers FROM episodes)"
            f" GROUP BY number * {most} / numbers ORDER BY number"
        )
        found: list[tuple[int, int, float, float]] = []
        episodes = 0
        for env_step, count, took, mean in rows:
            if not _check_of("env_step")(env_step):
                raise self._unusable(Sentence("a value in it is of the wrong type"))
            episodes += count
            known = is_figure(took)
            if is_figure(mean):
                found.append((env_step, episodes, float(took) if known else math.nan, float(mean)))
        return found

    def episode_seconds(self) -> float | None:
        """How long all episodes took, pauses left out; None where nobody knows, as of versions before 0.2.0."""
        if LATER_COLUMN in self._missing:
            return None
        ((seconds,),) = self._rows("SELECT sum(seconds) FROM episodes")
        return float(seconds) if is_figure(seconds) else None

    def last_step(self) -> int:
        """The newest environment step of a curve or an episode; 0 before the first."""
        ((step,),) = self._rows(
            "SELECT max(coalesce((SELECT max(env_step) FROM metrics), 0),"
            " coalesce((SELECT max(env_step) FROM episodes), 0))"
        )
        if not _check_of("env_step")(step):
            raise self._unusable(Sentence("a value in it is of the wrong type"))
        return step

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._patiently():
            return self._connection.execute(query).fetchall()

    def _unusable(self, why: str) -> DamagedHistoryError:
        return DamagedHistoryError(Sentence("The history {path!r} can't be used: {why}.", path=str(self.path), why=why))

    def _refuse_other_tables(self) -> None:
        # Everything: a trigger of any name would run when the run is resumed.
        found = schema_of(self._rows(SCHEMA_QUERY))
        if not found:
            raise self._unusable(Sentence("it is empty"))
        if found == own_schema(earlier=True):
            self._missing = {LATER_COLUMN}
        elif set(found) < set(own_schema()) or set(found) < set(own_schema(earlier=True)):
            raise self._unusable(Sentence("a table of it is lost"))
        elif found != own_schema():
            raise InputError(
                "{path!r} is no history of a run: its tables are others. Move it away; the run then continues from its "
                "checkpoint without it.",
                path=str(self.path),
            )
        schema = self.about().get("schema")
        if schema is None:
            raise self._unusable(Sentence("it doesn't say of which schema it is"))
        if schema != str(HISTORY_SCHEMA):
            raise InputError(
                "{path!r} is a history of schema {schema}, but this version reads schema "
                "{history_schema}; open it with the version that wrote it.",
                path=str(self.path),
                schema=schema[:20],
                history_schema=HISTORY_SCHEMA,
            )

    @contextlib.contextmanager
    def _patiently(self) -> Iterator[None]:
        deadline = time.monotonic() + self._patience_s
        self._connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
        try:
            yield
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            patient = isinstance(error, sqlite3.Error) and "interrupted" not in str(error)
            kind = DamagedHistoryError if patient else InputError
            raise kind(
                Sentence("The history {path!r} can't be read: {error}.", path=str(self.path), error=error)
            ) from error
        finally:
            self._connection.set_progress_handler(None, 0)


def _check_of(column: str) -> Callable[[object], bool]:
    """Whether a column can hold a value."""
    if column in _TEXTS:
        return lambda value: type(value) is str
    if column in _REALS:
        return lambda value: value is None or type(value) in (int, float)
    return lambda value: type(value) is int and 0 <= value <= _LARGEST_COUNT


def _is_wrong(column: str) -> str:
    """The condition that a number's column holds something else, which SQLite doesn't mind."""
    if column in _REALS:
        return f"typeof({column}) NOT IN ('real', 'integer', 'null')"
    return f"(typeof({column}) <> 'integer' OR {column} NOT BETWEEN 0 AND {_LARGEST_COUNT})"


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing in the file's folder; closed with the context."""
    with contextlib.ExitStack() as closing:
        try:
            connection = closing.enter_context(
                sqlite_file.opened(
                    path,
                    in_use=is_locked(path.parent),
                    longest_value_bytes=_LONGEST_VALUE_BYTES,
                    copies="dqn-engine-history-",
                )
            )
        except UnopenedError as error:
            raise _refusal(path, error) from error
        yield connection


def _refusal(path: Path, error: UnopenedError) -> InputError:
    match error.why:
        case Why.MISSING:
            return DamagedHistoryError(Sentence("The history {path!r} is missing.", path=str(path)))
        case Why.NOT_PLAIN:
            return InputError(
                "The history {path!r} can't be used: it is not a plain file. Move it away; the run then continues from "
                "its checkpoint without it.",
                path=str(path),
            )
        case Why.BESIDE_NOT_PLAIN:
            return InputError(
                "The history {path!r} can't be used: {beside_name!r} is not a plain file. Move that away and try "
                "again.",
                path=str(path),
                beside_name=error.said,
            )
        case Why.NO_DATABASE:
            return DamagedHistoryError(
                Sentence("{path!r} is no history of a run: {trouble}.", path=str(path), trouble=error.said)
            )
        case Why.CLOSED:
            return DamagedHistoryError(
                Sentence("The history {path!r} can't be opened; check that it can be read.", path=str(path))
            )
