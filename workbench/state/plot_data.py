"""The numbers behind a plot, as a table: to be copied into a spreadsheet, or saved as CSV."""

import math
from collections.abc import Iterable, Sequence

from dqn_engine.storage.files.csv_text import csv_text
from workbench.state.decimating_series import DecimatingSeries
from workbench.state.run_history import RunHistory

COLUMNS = ("curve", "env_step", "value", "minimum", "maximum", "points")
PlotRow = tuple[str | float, ...]


def rows_of(history: RunHistory, keys: Iterable[str]) -> list[PlotRow]:
    """Every stored point of these curves, oldest first, whatever stretch is in view.

    A row may stand for several points: their last step, their mean, their extremes and how many they are; an evaluation
    for its episodes.
    """
    rows: list[PlotRow] = []
    for key in keys:
        if key == "evaluation":
            rows += [(key, e.env_step, e.mean, e.minimum, e.maximum, e.episodes) for e in history.evaluations]
            continue
        series = getattr(history, key, None)
        if not isinstance(series, DecimatingSeries):
            continue
        buckets = series.buckets()
        for step, mean, low, high in zip(buckets.x_last, buckets.mean, buckets.minimum, buckets.maximum, strict=True):
            if math.isfinite(mean):
                rows.append((key, int(step), float(mean), float(low), float(high), buckets.points_each))
    return rows


def as_text(rows: Sequence[PlotRow], delimiter: str) -> str:
    """The rows under their headings, one a line."""
    return csv_text([COLUMNS, *rows], number=str, delimiter=delimiter)
