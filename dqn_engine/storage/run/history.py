"""What happened in a run, in SQLite: every episode, evaluation and ledger entry, curves in bounded detail, and events.

One thread of one program writes it (the run's lock sees to the program); others may read at any time. What belongs
together is committed together. Curves are saved as at most `MOST_POINTS` points: when there are more, neighbours are
averaged in pairs, and from then on each stored point stands for twice as many.

Rows are put in order by their number, not by time: clocks are set back.
"""

import contextlib
import sqlite3
import time
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.config.notices import NoticeKind
from dqn_engine.messages.kinds import HistoryReport
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EpisodesForgotten,
    EvaluationDone,
    Failure,
    KnobsChanged,
    NoticeGiven,
    RunEnded,
    StateChanged,
    WeightsLoaded,
)
from dqn_engine.storage.run.history_tables import (
    ADD_LATER_COLUMN,
    CURVES,
    INSERT_CHANGE,
    INSERT_EPISODE,
    INSERT_EVALUATION,
    INSERT_EVENT,
    INSERT_POINT,
    LATER_COLUMN,
    LOADED_FROM,
    MERGE_POINTS,
    MOST_POINTS,
    NEW_EPISODES,
    NOTICE,
    SCHEDULES,
    WEIGHTS,
    HistoryRow,
    note,
)


class HistoryWriter:
    """The one open connection that writes; it may be handed to another thread, and then is that one's alone.

    Raises:
        sqlite3.Error: The file can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=2.0, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        if not self._has_later_column():  # A run of an earlier version goes on.
            self._connection.execute(ADD_LATER_COLUMN)
        # Opens all that reading needs, so that what was written can be copied even should the folder be removed.
        self._connection.execute("SELECT count(*) FROM about").fetchone()

    def _has_later_column(self) -> bool:
        table, column = LATER_COLUMN
        return any(name == column for _, name, *_ in self._connection.execute(f"PRAGMA table_info({table})"))

    def write(self, rows: Iterable[HistoryRow]) -> None:
        """Commits all rows, or none.

        Raises:
            sqlite3.Error: They can't be written; nothing was.
        """
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, values in rows:
                connection.execute(statement, [_storable(value) for value in values])
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
        self._connection.executescript(f"BEGIN IMMEDIATE; {MERGE_POINTS} COMMIT;")
        return True

    def episode_count(self) -> int:
        """How many episodes there are, which is the number of the last."""
        ((count,),) = self._connection.execute("SELECT coalesce(max(number), 0) FROM episodes")
        return count

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


def _storable(value: object) -> object:
    """A value as SQLite takes it: of a name that isn't UTF-8 the odd bytes as escapes."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


class RowMaker:
    """Turns reports into rows; remembers how many points stand for one, and which haven't been stored yet."""

    def __init__(self, ledger_entries: int = 0, stride: int = 1) -> None:
        self.ledger_entries = ledger_entries
        self.stride = stride
        self.env_step = 0
        self._points: list[np.ndarray] = []

    def rows(self, report: HistoryReport) -> list[HistoryRow]:
        """The rows of a report; none for those that are no part of a history."""
        match report:
            case EpisodesEnded():
                columns = (report.env_step, report.episode_return, report.length_steps, report.truncated)
                lists = [column.tolist() for column in columns]
                seconds = report.seconds.tolist() or [None] * len(report.env_step)
                return [(INSERT_EPISODE, row) for row in zip(*lists, seconds, strict=True)]
            case Curves():
                self.env_step = int(report.env_step[-1]) if len(report.env_step) else self.env_step
                columns = np.stack([report.env_step, *(getattr(report, name) for name in CURVES)], axis=1)
                return [row for point in columns for row in self._add_point(point)]
            case EvaluationDone():
                values = (report.env_step, report.mean, report.minimum, report.maximum, report.episodes)
                return [(INSERT_EVALUATION, values)]
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
                    note(report.env_step, LOADED_FROM, report.path),
                ]  # fmt: skip
            case EpisodesForgotten():
                self.ledger_entries += 1
                return [
                    self._change(report.env_step, report.update, NEW_EPISODES, "", ""),
                    self._event(NEW_EPISODES, "The current episodes were given up."),
                ]
            case NoticeGiven() if report.notice.kind is NoticeKind.LIMIT_ENDS_NOTHING:
                return []  # Told again whenever the run is opened, if it is still so; in a fork it need not be.
            case NoticeGiven():
                return [self._event(NOTICE, report.notice.sentence)]
            case StateChanged():
                return [self._event(f"state: {report.state}", report.detail)]
            case Failure():
                return [self._event("failure", f"{report.what} {report.why} {report.remedy}")]
            case RunEnded():
                return [self._event("ended", report.reason)]
        return []

    def remaining_rows(self) -> list[HistoryRow]:
        """The last point, if one was begun."""
        return [self._stored_point()] if self._points else []

    def _add_point(self, point: np.ndarray) -> list[HistoryRow]:
        self._points.append(point)
        return [self._stored_point()] if len(self._points) >= self.stride else []

    def _stored_point(self) -> HistoryRow:
        points = np.stack(self._points)
        self._points = []
        values = [_joined(name, points[:, 1 + i]) for i, name in enumerate(CURVES)]
        return INSERT_POINT, (int(points[-1, 0]), *values)

    def _change(self, env_step: int, updates: int, knob: str, old: str, new: str) -> HistoryRow:
        return INSERT_CHANGE, (self.ledger_entries, env_step, updates, knob, old, new)

    def _event(self, kind: str, text: str) -> HistoryRow:
        return INSERT_EVENT, (time.time(), self.env_step, kind, text[:2000])


def _formatted(name: str, change: KnobChange) -> tuple[str, str]:
    knob = knob_named(name)
    return knob.format(change.old), knob.format(change.new)


def _joined(name: str, values: np.ndarray) -> float | None:
    """What stands for neighbouring points of a curve; None where none of them is finite."""
    finite = values[~np.isnan(values)]
    if not finite.size:
        return None
    if name in SCHEDULES:
        return float(finite[-1])
    return float(np.max(finite) if name == "q_max" else np.mean(finite))
