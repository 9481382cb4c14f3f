"""A run's scalars as event files, which TensorBoard opens. Needs the extra `tensorboard`.

They mirror what the history holds, point by point, and are never read back here: what can't be written to them is left
out. A run that continues writes another file, which begins by telling TensorBoard to forget the steps after it.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from dqn_engine.storage.run.history_tables import CURVES, HistoryRow, columns_of
from dqn_engine.system.errors import InputError

BY_EPISODE = "by_episode"
"""The folder, beside the other files, of what is told by the number of the episode instead of by the step."""

EPISODE_TAGS = {("episodes", "episode_return"): "reward"}

TAGS: Mapping[tuple[str, str], str] = {
    **{("metrics", name): f"learning/{name}" for name in CURVES},
    ("episodes", "episode_return"): "episode/return",
    ("episodes", "length_steps"): "episode/length",
    ("evaluations", "mean"): "evaluation/mean",
    ("evaluations", "minimum"): "evaluation/minimum",
    ("evaluations", "maximum"): "evaluation/maximum",
}
"""Table and column of the history → the name in TensorBoard."""


class EventFile:
    """One open event file in `folder`, which is made if need be.

    Args:
        folder: Where TensorBoard looks.
        step: Where the run stands, in environment steps or episodes; what earlier files tell beyond no longer counts.
        tags: Table and column of the history → the name in TensorBoard.

    Raises:
        InputError: The extra isn't installed.
        OSError: The file can't be written.
    """

    def __init__(self, folder: Path, step: int, tags: Mapping[tuple[str, str], str] = TAGS) -> None:
        try:
            from tensorboard.compat.proto import event_pb2
            from tensorboard.summary.writer.record_writer import RecordWriter
        except ImportError as error:
            raise InputError(
                "Event files need TensorBoard, which isn't installed; install the extra 'tensorboard' "
                "or set tensorboard to false."
            ) from error
        messages: Any = event_pb2  # Its classes are made when it is imported, out of a checker's sight.
        self._event = messages.Event
        self._tags, self._tables = tags, {table for table, _ in tags}
        folder.mkdir(exist_ok=True)
        self._file = _new_file(folder)
        self._records = RecordWriter(self._file)
        self._add(self._event(wall_time=time.time(), file_version="brain.Event:2"))
        started = messages.SessionLog(status=messages.SessionLog.START)
        self._add(self._event(wall_time=time.time(), step=step + 1, session_log=started))
        self._file.flush()

    def write(self, rows: Sequence[HistoryRow], first_number: int | None = None) -> None:
        """Appends the scalars of rows of the history; others are ignored.

        Args:
            rows: What is appended.
            first_number: The number of the first episode among them, where they are told by it.

        Raises:
            OSError: They can't be written.
        """
        now, number = time.time(), first_number
        for statement, values in rows:
            table, columns = columns_of(statement)
            if table not in self._tables:
                continue
            named = dict(zip(columns, values, strict=True))
            step = named["env_step"] if number is None else number
            for column, value in named.items():
                tag = self._tags.get((table, column))
                if tag is not None and value is not None:
                    event = self._event(wall_time=now, step=step)
                    event.summary.value.add(tag=tag, simple_value=value)
                    self._add(event)
            number = None if number is None else number + 1
        self._file.flush()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _add(self, event: Any) -> None:
        self._records.write(event.SerializeToString())


def _new_file(folder: Path) -> BinaryIO:
    """TensorBoard reads files in the order of their names, and starts a run again with each."""
    number = 0
    while True:
        try:
            return (folder / f"events.out.tfevents.{int(time.time()):010d}.{number:06d}").open("xb")
        except FileExistsError:
            number += 1
