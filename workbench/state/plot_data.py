"""The numbers behind a plot, as a table: to be copied into a spreadsheet, or saved as CSV."""

import math
from collections.abc import Iterable, Iterator

from dqn_engine.storage.files.csv_text import csv_text
from workbench.state.decimating_series import DecimatingSeries
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import XUnit

PlotRow = tuple[str | float, ...]


def table_of(history: RunHistory, keys: Iterable[str], unit: XUnit, delimiter: str) -> str:
    """Every stored point of these curves under their headings, oldest first, whatever stretch is in view.

    A row may stand for several points: their last step, their mean, their extremes and how many they are; an evaluation
    for its episodes. Where the plot is drawn over something else than steps, a column of that follows theirs, empty
    before anything was counted.
    """
    beside = () if unit is XUnit.STEPS else (str(unit),)
    rows: list[PlotRow] = [("curve", "env_step", *beside, "value", "minimum", "maximum", "points")]
    for key in keys:
        of_parent = getattr(history, key, None) is history.parent_return
        scale = history.parent_scale(unit) if of_parent else history.scale(unit)
        points = list(_points(history, key))
        places = scale.places([step for step, *_ in points])
        for place, (step, *values) in zip(places, points, strict=True):
            counted = float(place) if math.isfinite(place) else ""
            rows.append((key, step, *(counted for _ in beside), *values))
    return csv_text(rows, number=str, delimiter=delimiter)


def _points(history: RunHistory, key: str) -> Iterator[tuple[int, float, float, float, int]]:
    if key == "evaluation":
        yield from ((e.env_step, e.mean, e.minimum, e.maximum, e.episodes) for e in history.evaluations)
        return
    series = getattr(history, key, None)
    if not isinstance(series, DecimatingSeries):
        return
    buckets = series.buckets()
    for step, mean, low, high in zip(buckets.x_last, buckets.mean, buckets.minimum, buckets.maximum, strict=True):
        if math.isfinite(mean):
            yield int(step), float(mean), float(low), float(high), buckets.points_each
