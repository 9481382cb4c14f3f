"""How long a sweep still takes, as a range: seeds differ, trials are given up early, and workers share a machine."""

from dqn_engine.study.statistics import quantile
from dqn_engine.sweep.course import Course

_LEAST = 3
"""Seeds that must be finished before anything is said."""


def seconds_left(course: Course, workers: int) -> tuple[float, float] | None:
    """The seconds until all is done, at the quick and at the slow quarter of seeds; None before that can be said.

    Args:
        course: Where it stands.
        workers: Seeds that are trained at a time.
    """
    seconds = [result.wall_seconds for result in course.results.values()]
    if len(seconds) < _LEAST:
        return None
    least, most = course.seeds_left()
    return quantile(seconds, 0.25) * least / workers, quantile(seconds, 0.75) * most / workers


def in_words(left: tuple[float, float] | None) -> str:
    """Such as "4–9 min left"."""
    if left is None:
        return "time left unknown"
    for size, unit in ((3600, "h"), (60, "min"), (1, "s")):
        if left[1] >= 2 * size or unit == "s":
            low, high = (round(seconds / size) for seconds in left)
            return f"{low}–{high} {unit} left" if low != high else f"{high} {unit} left"
    raise AssertionError
