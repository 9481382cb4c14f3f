"""Which of a sweep's seeds keep the run folders that they left: all, those of the best trial, or none."""

from enum import StrEnum

from dqn_engine.study.plan import Task
from dqn_engine.study.seed_runs import SeedRuns
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.definition import trial_name


class Runs(StrEnum):
    """Whose runs are saved."""

    ALL = "all"
    BEST = "best"
    NONE = "none"


class BestRuns:
    """Removes the runs of trials that are decided and aren't the best, as soon as that is so.

    Args:
        course: Of the sweep.
        runs: Where they are.
    """

    def __init__(self, course: Course, runs: SeedRuns) -> None:
        self._course, self._runs = course, runs
        self._gone: set[Task] = set()

    def trim(self) -> None:
        """Removes what isn't to be there any more. A seed that is finished after its trial was decided goes as well."""
        course = self._course
        best = None if course.best is None else course.best.number
        left = {
            (trial_name(number), seed)
            for number, seed in course.results
            if number < len(course.decided) and number != best
        }
        self._runs.remove(sorted(left - self._gone))
        self._gone |= left
