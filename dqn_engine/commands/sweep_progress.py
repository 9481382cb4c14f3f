"""The progress bar of `dqn-engine sweep`, on stderr. Off a terminal only a line per trial is printed."""

from types import TracebackType

from rich.console import Console

from dqn_engine.commands.seeds_bar import print_above, seeds_bar
from dqn_engine.commands.streams import error_stream
from dqn_engine.study.plan import SeedDone, StudyEvent
from dqn_engine.study.summary import with_interval
from dqn_engine.study.time_left import in_words
from dqn_engine.sweep.course import Course, State, Trial
from dqn_engine.sweep.definition import described
from dqn_engine.sweep.time_left import seconds_left
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import counted


class SweepProgress:
    """Shows how far a sweep is: tell it of every event. A context manager.

    Args:
        course: Where the sweep stands, which others change.
        workers: Seeds that are trained at a time.
        console: Where to show it.
    """

    def __init__(self, course: Course, workers: int, console: Console | None = None) -> None:
        self._course, self._workers = course, workers
        self._console = console or Console(file=error_stream(), highlight=False)
        self._bar = seeds_bar(self._console, refresh_per_second=2)
        self._task = self._bar.add_task("loading", total=1, numbers="")
        self._told = len(course.decided)
        self._report_told = False

    def __enter__(self) -> "SweepProgress":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.stop()

    def observe(self, event: StudyEvent) -> None:
        """Takes notice of an event, after the course has."""
        if not isinstance(event, SeedDone):
            return
        for trial in self._course.decided[self._told :]:
            self._print(trial_line(trial, self._course))
        self._told = len(self._course.decided)
        if not self._report_told and self._told == self._course.total and self._course.definition.report_seeds:
            self._report_told = True
            self._print(Sentence("The best settings are tried on the report seeds now, by which nothing was chosen."))
        self.show()

    def show(self) -> None:
        """Shows the numbers as they are."""
        course = self._course
        seeds = len(course.definition.seeds)
        _, most = course.seeds_left()
        whole = course.total * seeds + len(course.definition.report_seeds)
        self._bar.update(
            self._task,
            total=whole,
            completed=whole - most,
            description=counts(course),
            numbers=best_so_far(course, self._workers),
        )

    def _print(self, line: str) -> None:
        print_above(self._console, line)


def counts(course: Course, running: int | None = None) -> str:
    """How many trials are done, running and pruned; once all are decided, how many of the report's seeds are finished.

    Args:
        course: Where the sweep stands.
        running: Trials whose seeds are being trained; as the course says unless it is given.
    """
    states = [trial.state for trial in course.trials()]
    pruned = states.count(State.PRUNED)
    parts = [f"{len(course.decided)} of {counted(course.total, 'trial')}"]
    if len(course.decided) < course.total:
        parts.append(f"{states.count(State.RUNNING) if running is None else running} running")
    parts += [f"{pruned} pruned"] if pruned else []
    if len(course.decided) == course.total and course.definition.report_seeds and not course.finished:
        parts.append(f"{len(course.report)} of {counted(len(course.definition.report_seeds), 'report seed')}")
    parts += ["paused"] if course.paused else []
    return ", ".join(parts)


def best_so_far(course: Course, workers: int) -> str:
    """The best trial with its interval, and how long the rest takes."""
    left = in_words(seconds_left(course, workers))
    if course.best is None or course.best.score is None:
        return left
    ends = "" if course.best.interval is None else " ({:,.1f}–{:,.1f})".format(*course.best.interval)
    return f"best {course.best.score:,.1f}{ends} · {left}"


def trial_line(trial: Trial, course: Course) -> str:
    """A trial that is decided."""
    score = with_interval(trial.score or 0.0, trial.interval or (None, None))
    said = {"number": trial.number, "settings": described(trial.settings), "score": score}
    if trial.state is State.PRUNED:
        return Sentence(
            "trial {number}: {settings}: {score}, pruned after {count} of {seeds} seeds",
            **said,
            count=len(trial.seeds),
            seeds=len(course.definition.seeds),
        )
    if course.best is not None and course.best.number == trial.number:
        return Sentence(
            "trial {number}: {settings}: {score}, the best so far",
            **said,
        )
    return Sentence("trial {number}: {settings}: {score}", **said)
