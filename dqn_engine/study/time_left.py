"""How long training many seeds still takes, as a range: seeds differ, and workers share a machine."""

from collections.abc import Sequence

from dqn_engine.study.statistics import quantile
from dqn_engine.system.sentences import Sentence

Range = tuple[float, float]
"""Seconds: at the quick and at the slow quarter of seeds."""

_HOUR_S, _MINUTE_S = 3600, 60


def seconds_left(seconds: Sequence[float], *, least: float, most: float, workers: int) -> Range | None:
    """The time until all is done; None where no seed is finished.

    Args:
        seconds: That each finished seed took.
        least: How many seeds are left at least.
        most: How many at most.
        workers: Seeds that are trained at a time.
    """
    if not seconds:
        return None
    workers = max(workers, 1)
    return quantile(seconds, 0.25) * least / workers, quantile(seconds, 0.75) * most / workers


def in_words(left: Range | None) -> str:
    """Such as "4–9 min left"."""
    if left is None:
        return Sentence("time left unknown")
    unit_s = _HOUR_S if left[1] >= 2 * _HOUR_S else _MINUTE_S if left[1] >= 2 * _MINUTE_S else 1
    low, high = (round(end / unit_s) for end in left)
    if unit_s == _HOUR_S:
        one, several = Sentence("{n} h left", n=high), Sentence("{low}–{high} h left", low=low, high=high)
    elif unit_s == _MINUTE_S:
        one, several = Sentence("{n} min left", n=high), Sentence("{low}–{high} min left", low=low, high=high)
    else:
        one, several = Sentence("{n} s left", n=high), Sentence("{low}–{high} s left", low=low, high=high)
    return one if low == high else several


def with_time_left(line: str, left: Range | None) -> str:
    """A line of what is done, and after it how long the rest takes, where that is known and there is any."""
    return line if left is None or not left[1] else Sentence("{line} · {left}", line=line, left=in_words(left))
