"""How far the seeds in progress of a sweep are: `progress.csv`, there while a program does the sweep, for who watches.

Nothing depends on it. What is finished is in the sweep's database; what isn't begins again when the sweep is resumed.
"""

import contextlib
import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.study.plan import SeedEvaluated
from dqn_engine.study.tables import table_text

PROGRESS = "progress.csv"
_COLUMNS = ("trial", "seed", "env_step", "mean", "workers")
_LARGEST_BYTES = 64_000_000
_LARGEST_COUNT = 2**62


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """An evaluation of a seed of a trial: its mean return, and how many seeds were trained at a time."""

    trial: int
    seed: int
    env_step: int
    mean: float
    workers: int


class ProgressTable:
    """Written by the program that does the sweep. Where the disk is full it stays as it is, and nobody is told."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PROGRESS
        self._file: TextIO | None = None

    def note(self, number: int, event: SeedEvaluated, workers: int = 1) -> None:
        """Appends an evaluation of a seed of trial `number`, while so many seeds are trained at a time."""
        with contextlib.suppress(OSError):
            if self._file is None:
                self._path.unlink(missing_ok=True)  # Of a program that died; or a link, which isn't followed.
                self._file = self._path.open("x", encoding="utf-8", newline="")
                self._file.write(table_text([_COLUMNS]))
            row = (number, event.seed, event.env_step, event.evaluation.mean, workers)
            self._file.write(table_text([row]))
            self._file.flush()

    def close(self) -> None:
        """Removes it. Twice is harmless."""
        with contextlib.suppress(OSError):
            if self._file is not None:
                self._file.close()
                self._path.unlink(missing_ok=True)
        self._file = None


def read_progress(folder: Path) -> Sequence[ProgressRow]:
    """Its whole rows, oldest first; none where there is no such table, or it isn't one."""
    try:
        text = read_plain_file(folder / PROGRESS, _LARGEST_BYTES).decode("utf-8")
        header, *rows = csv.reader(io.StringIO(text[: text.rfind("\n") + 1], newline=""))
        if tuple(header) != _COLUMNS:
            return ()
        return tuple(_row(*row) for row in rows)
    except (OSError, ValueError, TypeError, csv.Error):
        return ()


def _row(trial: str, seed: str, env_step: str, mean: str, workers: str) -> ProgressRow:
    row = ProgressRow(int(trial), int(seed), int(env_step), float(mean), int(workers))
    counts = (row.trial, row.seed, row.env_step, row.workers)
    if not math.isfinite(row.mean) or not all(0 <= n <= _LARGEST_COUNT for n in counts) or not row.workers:
        raise ValueError
    return row
