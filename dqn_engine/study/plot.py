"""Draws the learning curves of a study: per configuration the median over seeds and the band between the quartiles.

Colours are those of Okabe and Ito (2008), which people with any colour vision tell apart; each line also has dashes of
its own, for print without colours.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from dqn_engine.study.drawing import Area, Drawing, Path, Words
from dqn_engine.study.study import PresetResult, StudyPlan
from dqn_engine.study.summary import curve_quartiles

_STYLES = (
    ("#0072b2", ()),
    ("#d55e00", (9.0, 4.0)),
    ("#009e73", (3.0, 3.0)),
    ("#cc79a7", (12.0, 3.0, 3.0, 3.0)),
    ("#e69f00", (6.0, 2.0)),
    ("#56b4e9", (2.0, 2.0)),
    ("#000000", (14.0, 5.0)),
    ("#8c6d00", (9.0, 3.0, 2.0, 3.0)),  # Okabe and Ito's yellow is too pale for a line on white; this is darker.
)
MOST_CURVES = len(_STYLES)

_WIDTH, _MARGIN = 900, 24.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 860.0, 112.0, 464.0
_INK, _FAINT_INK, _GRID = "#1f2328", "#57606a", "#e4e7eb"
_LEGEND_COLUMNS, _LEGEND_ROW, _LEGEND_BELOW = 2, 22.0, 72.0
_LONGEST_NAME = 50


def learning_curves(plan: StudyPlan, results: Sequence[PresetResult]) -> Drawing:
    """The drawing of a study with one to MOST_CURVES configurations, each with a finished seed."""
    quartiles = [curve_quartiles(result) for result in results]
    thresholds = [] if math.isnan(plan.threshold) else [plan.threshold]
    lowest = min(0.0, *thresholds, *(float(table.min()) for table in quartiles))
    highest = max(0.0, *thresholds, *(float(table.max()) for table in quartiles))
    y_ticks, x_ticks = ticks(lowest, highest), ticks(0, plan.steps)
    x_of = _scale(0, plan.steps, _LEFT, _RIGHT)
    y_of = _scale(y_ticks[0], y_ticks[-1], _BOTTOM, _TOP)

    seeds = max(len(result.seeds) for result in results)
    episodes = results[0].config.knobs["evaluate_episodes"]
    title = f"{plan.environment}: learning curves of {seeds:,} seed{'s' if seeds != 1 else ''}"
    subtitle = f"Greedy mean return of {episodes:,} Gymnasium episodes; line: median over seeds, band: middle half"
    shapes: list[Area | Path | Words] = [
        Words(text=title, at=(_MARGIN, 38), size=20, colour=_INK),
        Words(text=subtitle, at=(_MARGIN, 62), size=13, colour=_FAINT_INK),
        Words(text="Mean return", at=(_MARGIN, _TOP - 16), size=13, colour=_INK),
        Words(text="Environment steps", at=((_LEFT + _RIGHT) / 2, _BOTTOM + 42), size=13, colour=_INK, anchor="middle"),
    ]
    for value in y_ticks:
        shapes.append(Path(points=[(_LEFT, y_of(value)), (_RIGHT, y_of(value))], colour=_GRID))
        at = (_LEFT - 10, y_of(value) + 4.5)
        shapes.append(Words(text=tick_text(value, y_ticks), at=at, size=13, colour=_FAINT_INK, anchor="end"))
    shapes.append(Path(points=[(_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)], colour=_FAINT_INK))
    for value in x_ticks:
        if value <= plan.steps and value == round(value):
            x = x_of(value)
            shapes.append(Path(points=[(x, _BOTTOM), (x, _BOTTOM + 5)], colour=_FAINT_INK))
            at = (x, _BOTTOM + 21)
            shapes.append(Words(text=tick_text(value, x_ticks), at=at, size=13, colour=_FAINT_INK, anchor="middle"))

    across = [x_of(step) for step in plan.evaluation_steps]
    for table, (colour, _) in zip(quartiles, _STYLES, strict=False):
        lower, _, upper = ([y_of(value) for value in row] for row in table.tolist())
        band = [*zip(across, upper, strict=True), *zip(across[::-1], lower[::-1], strict=True)]
        shapes.append(Area(points=band, colour=colour, opacity=0.2))
    for threshold in thresholds:
        level = y_of(threshold)
        shapes.append(Path(points=[(_LEFT, level), (_RIGHT, level)], colour=_FAINT_INK, dashes=(2.0, 4.0)))
    # The studied one last, so that it lies on top.
    for table, (colour, dashes) in reversed(list(zip(quartiles, _STYLES, strict=False))):
        line = list(zip(across, map(y_of, table[1].tolist()), strict=True))
        shapes.append(Path(points=line, colour=colour, width=2.2, dashes=dashes))
    for threshold in thresholds:
        at = (_RIGHT, y_of(threshold) + 16)
        shapes.append(Words(text=f"threshold {threshold:,g}", at=at, size=12, colour=_FAINT_INK, anchor="end"))
    shapes += _legend(results)
    legend_rows = math.ceil(len(results) / _LEGEND_COLUMNS)
    return Drawing(
        width=_WIDTH,
        height=round(_BOTTOM + _LEGEND_BELOW + legend_rows * _LEGEND_ROW),
        title=title,
        description=_description(plan, results, quartiles),
        shapes=tuple(shapes),
    )


def ticks(low: float, high: float) -> tuple[float, ...]:
    """Four to nine round numbers (1, 2 or 5 times a power of ten apart), from one at or below `low` to one at or
    above `high`.

    Raises:
        ValueError: `high` is not above `low`.
    """
    if not high > low:
        raise ValueError(f"An axis needs a range, received {low} to {high}.")
    rough = (high - low) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(step * index for index in range(first, last + 1))


def tick_text(value: float, axis: Sequence[float]) -> str:
    """A tick's number with thousands separators, and with as many decimals as its axis needs."""
    decimals = max(0, -math.floor(math.log10(axis[1] - axis[0]) + 1e-9))
    return f"{value:,.{decimals}f}"


def _scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    return lambda value: first + (value - low) / (high - low) * (last - first)


def _legend(results: Sequence[PresetResult]) -> list[Path | Words]:
    shapes: list[Path | Words] = []
    for index, (result, (colour, dashes)) in enumerate(zip(results, _STYLES, strict=False)):
        row, column = divmod(index, _LEGEND_COLUMNS)
        x = _LEFT + column * (_RIGHT - _LEFT) / _LEGEND_COLUMNS
        y = _BOTTOM + _LEGEND_BELOW + row * _LEGEND_ROW
        shapes.append(Path(points=[(x, y), (x + 36, y)], colour=colour, width=2.2, dashes=dashes))
        shapes.append(Words(text=_short_name(result.name), at=(x + 46, y + 4.5), size=13, colour=_INK))
    return shapes


def _short_name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3] + "..."


def _description(plan: StudyPlan, results: Sequence[PresetResult], quartiles: Sequence[np.ndarray]) -> str:
    ends = "; ".join(
        f"{result.name} ends at a median of {middle:,.1f} (middle half {lower:,.1f} to {upper:,.1f})"
        for result, (lower, middle, upper) in zip(results, (table[:, -1] for table in quartiles), strict=True)
    )
    threshold = "" if math.isnan(plan.threshold) else f" The threshold is {plan.threshold:,g}."
    return f"Over {plan.steps:,} environment steps: {ends}.{threshold}"
