"""A run on disk: its configuration, everything that happened, and what it learned, in plain files in one folder.

`config.json` is there from the start; the `.csv` tables grow as the run goes on, one write per report, so that a crash
loses at most the last fraction of a second; `last.weights.h5`, `best.weights.h5` and `summary.json` are replaced whole.
A folder holds one run: another is refused rather than mixed in or overwritten.
"""

import contextlib
import csv
import io
import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

import numpy as np

from dqn_engine.config import RunConfig
from dqn_engine.errors import InputError
from dqn_engine.knobs import knob_named
from dqn_engine.learner.network_spec import NetworkSpec
from dqn_engine.messages import Curves, EpisodesEnded, EvaluationDone, KnobsChanged, Report
from dqn_engine.storage.atomic import write_atomically, write_refusal
from dqn_engine.storage.weights import save_weights

CONFIG, SUMMARY = "config.json", "summary.json"
LAST_WEIGHTS, BEST_WEIGHTS = "last.weights.h5", "best.weights.h5"

TABLES: Mapping[type[Report], tuple[str, tuple[str, ...]]] = {
    Curves: (
        "metrics.csv",
        ("env_step", "loss", "td_error", "q_mean", "q_max", "gradient_norm", "epsilon", "beta"),
    ),
    EpisodesEnded: ("episodes.csv", ("env_step", "episode_return", "length_steps", "truncated")),
    EvaluationDone: ("evaluations.csv", ("env_step", "mean", "minimum", "maximum", "episodes")),
    KnobsChanged: ("changes.csv", ("env_step", "update", "knob", "old", "new")),
}
"""Which reports are kept, in which file, under which columns."""

_FILES = (CONFIG, SUMMARY, LAST_WEIGHTS, BEST_WEIGHTS, *(name for name, _ in TABLES.values()))


def refuse_unusable_folder(path: str | os.PathLike[str]) -> None:
    """Checks that a new run can be kept in the folder `path`, and changes nothing; it needn't exist yet.

    Raises:
        InputError: It is a file or can't be written to, or it already holds a run.
    """
    folder = Path(path)
    try:
        if folder.exists() and not folder.is_dir():
            raise InputError(f"The output folder {str(folder)!r} is a file; choose a folder.")
        held = [name for name in _FILES if (folder / name).exists()]
        existing = folder
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
        if existing != folder and not existing.is_dir():
            raise InputError(
                f"The output folder {str(folder)!r} can't be made: {str(existing)!r} is a file; choose another."
            )
        if not os.access(existing, os.W_OK | os.X_OK):
            raise InputError(f"The output folder {str(folder)!r} can't be written to; choose another.")
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"The output folder {str(folder)!r} can't be used: {reason}; choose another.") from error
    if held:
        raise InputError(
            f"The output folder {str(folder)!r} already holds a run ({held[0]}); choose another or remove that run."
        )


class RunFolder:
    """The open folder of a run that is going on; made with `create`, ended with `close`."""

    def __init__(self, path: Path, tables: Mapping[type[Report], TextIO]) -> None:
        """Used by `create`."""
        self.path = path
        self._tables = tables
        self._best_mean = -math.inf

    @classmethod
    def create(cls, path: str | os.PathLike[str], config: RunConfig) -> "RunFolder":
        """Makes the folder (and those above it), writes `config.json` and begins the tables.

        Files of other names that are in the folder stay as they are.

        Raises:
            InputError: The folder can't be used; see `refuse_unusable_folder`.
        """
        folder = Path(path)
        refuse_unusable_folder(folder)
        with contextlib.ExitStack() as opened:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_atomically(folder / CONFIG, _json(config.to_json()))
                tables = {}
                for report_type, (name, columns) in TABLES.items():
                    file = opened.enter_context((folder / name).open("x", encoding="utf-8", newline=""))
                    file.write(_rows([columns]))
                    file.flush()
                    tables[report_type] = file
            except InputError:
                raise
            except (OSError, ValueError) as error:
                raise write_refusal(folder / CONFIG, error) from error
            opened.pop_all()
        return cls(folder, tables)

    def record(self, report: Report) -> None:
        """Appends a report to its table; reports without one are ignored. Costs one write, some 20 µs.

        Raises:
            InputError: The disk is full or the folder is gone. Nothing that was written before is lost.
        """
        file = self._tables.get(type(report))
        if file is None:
            return
        name, columns = TABLES[type(report)]
        try:
            file.write(_rows(_table_rows(report, columns)))
            file.flush()
        except OSError as error:
            raise write_refusal(self.path / name, error) from error

    def save_last(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray], config: RunConfig) -> None:
        """Replaces `last.weights.h5`.

        Raises:
            InputError: It can't be written.
        """
        save_weights(self.path / LAST_WEIGHTS, spec, weights, config)

    def save_best(
        self, spec: NetworkSpec, weights: Mapping[str, np.ndarray], config: RunConfig, *, mean: float
    ) -> bool:
        """Replaces `best.weights.h5` if `mean`, of an evaluation of these weights, is the best; of equals the later.

        Returns:
            Whether it was written.

        Raises:
            InputError: It can't be written.
        """
        if not mean >= self._best_mean:  # Also refuses NaN.
            return False
        save_weights(self.path / BEST_WEIGHTS, spec, weights, config)
        self._best_mean = mean
        return True

    def close(self, summary: Mapping[str, object] | None = None) -> None:
        """Writes `summary.json` (numbers that are not finite become null) and closes the tables. Twice is harmless.

        Raises:
            InputError: It can't be written; the tables are closed all the same.
        """
        try:
            if summary is not None:
                write_atomically(self.path / SUMMARY, _json(summary))
            for file in self._tables.values():
                if not file.closed:
                    os.fsync(file.fileno())
        except OSError as error:
            raise write_refusal(self.path / SUMMARY, error) from error
        finally:
            for file in self._tables.values():
                with contextlib.suppress(OSError):
                    file.close()


def plain_json(value: object) -> object:
    """The value as JSON has it: NumPy numbers become plain ones, tuples lists, and numbers that are not finite null."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): plain_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _json(value: Mapping[str, object]) -> bytes:
    return (json.dumps(plain_json(value), indent=2, allow_nan=False) + "\n").encode("ascii")


def _table_rows(report: Report, columns: tuple[str, ...]) -> Iterable[tuple[object, ...]]:
    if isinstance(report, KnobsChanged):
        for change in report.changes:
            knob = knob_named(change.name)
            yield report.env_step, report.update, change.name, knob.format(change.old), knob.format(change.new)
    elif isinstance(report, EvaluationDone):
        yield tuple(getattr(report, column) for column in columns)
    else:
        yield from zip(*(np.asarray(getattr(report, column)).tolist() for column in columns), strict=True)


def _rows(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """A cell a spreadsheet takes for what it is: whole numbers without a point, NaN empty, text never a formula."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        try:
            float(text)
        except ValueError:
            return "'" + text
    return text
