"""The history of a run as CSV tables, which any spreadsheet reads; written when a run is closed."""

from collections.abc import Mapping
from pathlib import Path

from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.files.csv_text import csv_text
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.history_tables import CURVES

CSV_TABLES: Mapping[str, tuple[str, tuple[str, ...], str]] = {
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
    for name, (table, columns, order) in CSV_TABLES.items():
        rows = history.table(table, columns, order)
        titles = tuple(_TITLES.get(column, column) for column in columns)
        write_atomically(folder / name, csv_text([titles, *rows]).encode())
