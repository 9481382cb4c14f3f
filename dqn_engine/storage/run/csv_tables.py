"""The history of a run as CSV tables, which any spreadsheet reads; written when a run is closed."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.history_tables import CURVES

TABLES: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "metrics.csv": ("metrics", ("env_step", *CURVES), "env_step"),
    "episodes.csv": ("episodes", ("env_step", "episode_return", "length_steps", "truncated", "seconds"), "number"),
    "evaluations.csv": ("evaluations", ("env_step", "mean", "minimum", "maximum", "episodes"), "number"),
    "changes.csv": ("ledger", ("env_step", "updates", "knob", "old", "new"), "number"),
}
"""File name → table of the history, columns, and the column they are ordered by."""

_TITLES = {"updates": "update"}


def write_tables(folder: Path, history: HistoryReader) -> None:
    """Replaces every table in `folder`, each whole.

    Raises:
        InputError: One can't be written.
    """
    for name, (table, columns, order) in TABLES.items():
        rows = history.table(table, columns, order)
        titles = tuple(_TITLES.get(column, column) for column in columns)
        write_atomically(folder / name, csv_text([titles, *rows]).encode())


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """A cell a spreadsheet takes for what it is: whole numbers without a point, NaN empty, text never a formula."""
    if value is None:
        return ""
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
