"""How long a sweep still takes, as a range: seeds differ, trials are given up early, and workers share a machine."""

from dqn_engine.study import time_left
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
    return time_left.seconds_left(seconds, least=least, most=most, workers=workers)
