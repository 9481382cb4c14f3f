"""Which stretch of its axes a following plot shows: a little more than the data, in steps, so ticks rarely move."""

import math
from collections.abc import Iterable

import numpy as np

# A following x axis is never shorter.
_SHORTEST_X = 1000.0
_LEAP = 1.08
_SPACE_BELOW = 0.03
_FURTHEST = 1e300  # What lies farther off has no axis: not even its span is a number.
# Values below 0 are near it when it is no further away than this fraction of what they span.
_NEAR_ZERO = 0.25
# Values that hardly differ and lie far below 0 are shown in a range of at least this fraction of their size.
_LEAST_SPAN = 0.1


def follow_x(newest: float, shortest: float = _SHORTEST_X) -> float:
    """The right end of an axis that begins at 0 and should show `newest`, with 1 to 10 per cent to spare.

    It grows in leaps of 8 per cent: every leap redraws all that stands on the axis.
    """
    leaps = math.ceil(math.log(max(newest * 1.01 / shortest, 1.0)) / math.log(_LEAP) - 1e-9)
    end = shortest * _LEAP**leaps
    digit = 10.0 ** (math.floor(math.log10(end)) - 2)
    return math.ceil(end / digit - 1e-9) * digit


def follow_y(
    curves: Iterable[np.ndarray], *, log: bool, from_zero: bool, least_span: float = 1e-3
) -> tuple[float, float]:
    """The range that holds every curve, on whole steps.

    Args:
        curves: Arrays [K] of finite values, each of its own length; on a logarithmic axis their exponents.
        log: Whether they are exponents.
        from_zero: Whether 0 must be in the range (not with `log`), unless all values lie so far below it that it would
            only take room.
        least_span: At least so large a fraction of the values' size is shown, however little they differ (not with
            `log`).

    Returns:
        `(low, high)` with low < high; (0, 1) where there is no value.
    """
    filled = [curve for curve in curves if len(curve)]
    if not filled:
        return (0.0, 1.0)
    low = max(min(float(curve.min()) for curve in filled), -_FURTHEST)
    high = min(max(float(curve.max()) for curve in filled), _FURTHEST)
    far_below = high < -_NEAR_ZERO * (high - low)
    if from_zero and not log and not far_below:
        low, high = min(low, 0.0), max(high, 0.0)
    least = 0.5 if log else max(abs(low), abs(high)) * max(least_span, _LEAST_SPAN if far_below else 0.0) or 1.0
    if high - low < least:
        low, high = (low - least / 2, high + least / 2) if low or high else (0.0, least)
    step = 0.25 if log else nice_step((high - low) / 8)
    return (math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)


def crossing(x: np.ndarray, y: np.ndarray, at: float) -> np.ndarray:
    """The values [K] of the line through points, `x` [N] and `y` [N], where it passes `at` between two of them.

    `x` may turn, as in an outline that goes there and back.
    """
    before, after = x[:-1], x[1:]
    passes = (np.minimum(before, after) < at) & (at < np.maximum(before, after))
    share = (at - before[passes]) / (after[passes] - before[passes])
    return (1.0 - share) * y[:-1][passes] + share * y[1:][passes]


def nice_step(about: float) -> float:
    """The 1, 2 or 5 times a power of ten that is next to `about`, not below."""
    decade = 10.0 ** math.floor(math.log10(about))
    return next((factor * decade for factor in (1.0, 2.0, 5.0) if factor * decade >= about * (1 - 1e-9)), 10.0 * decade)


def with_room(low: float, high: float, height_px: float, top_px: float) -> tuple[float, float]:
    """Widens a range so that `top_px` of `height_px` stay free of data at the top, and a little at the bottom."""
    share = min(top_px / max(height_px, 1.0), 0.6)
    span = (high - low) / (1 - share - _SPACE_BELOW)
    return (low - _SPACE_BELOW * span, low - _SPACE_BELOW * span + span)
