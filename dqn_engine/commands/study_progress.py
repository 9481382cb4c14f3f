"""The progress bar of `dqn-engine study`, on stderr. Off a terminal only a line per finished seed is printed."""

import math
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType

from rich.console import Console

from dqn_engine.commands.output import tell
from dqn_engine.commands.seeds_bar import print_above, seeds_bar
from dqn_engine.commands.streams import error_stream
from dqn_engine.study.plan import ProgramCompiled, SeedDone, SeedEvaluated, SeedResult, StudyEvent, StudyPlan, Task
from dqn_engine.study.time_left import Range, in_words, with_time_left
from dqn_engine.system.coded_sentences import are_wanted
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import printable


class StudyProgress:
    """Shows how far a study is: give it every event. A context manager."""

    def __init__(
        self, plan: StudyPlan, console: Console | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """A bar that is not shown before `with`. `clock` is in seconds."""
        self._plan = plan
        self._clock = clock
        self._console = console or Console(file=error_stream(), highlight=False)
        self._bar = seeds_bar(self._console, refresh_per_second=5)
        total = len(plan.configs) * len(plan.seeds) * plan.steps
        self._task = self._bar.add_task("loading", total=total, numbers="")
        self._steps_of: dict[Task, int] = {}
        self._resumed_steps = 0
        self._begun_s: float | None = None

    def __enter__(self) -> "StudyProgress":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.stop()

    def observe(self, event: StudyEvent) -> None:
        """Takes notice of an event."""
        match event:
            case ProgramCompiled(name=name):
                self._begun_s = self._clock() if self._begun_s is None else self._begun_s
                self._bar.update(self._task, description=printable(name))
            case SeedEvaluated():
                self._steps_of[event.name, event.seed] = event.env_step
                self._bar.update(
                    self._task, completed=self._steps, description=event.name, numbers=self._numbers(event)
                )
                if are_wanted():  # By a window, which shows the newest line where a terminal has the bar.
                    tell(self._standing(event))
            case SeedDone(name=name, result=result):
                if self._begun_s is None:  # An earlier part of the study finished it.
                    self._resumed_steps += self._plan.steps
                self._steps_of[name, result.seed] = self._plan.steps
                print_above(self._console, with_time_left(self._line(name, result), self._range_left()))

    def _standing(self, event: SeedEvaluated) -> Sentence:
        """How far it is, as the bar says it."""
        return Sentence(
            "{preset}: seed {number} of {count} · step {step:,} · mean {mean:,.1f} · {left}",
            preset=printable(event.name),
            number=self._plan.seeds.index(event.seed) + 1,
            count=len(self._plan.seeds),
            step=event.env_step,
            mean=event.evaluation.mean,
            left=in_words(self._range_left()),
        )

    def _line(self, name: str, result: SeedResult) -> Sentence:
        """A seed that is finished."""
        said = {
            "preset": printable(name), "seed": result.seed, "final": result.final_mean, "best": result.best_mean,
            "seconds": result.wall_seconds,
        }  # fmt: skip
        first, threshold = result.first_step_at_threshold, self._plan.threshold
        if math.isnan(threshold):
            return Sentence("{preset}, seed {seed}: final {final:,.1f}, best {best:,.1f} ({seconds:.1f} s)", **said)
        if first is None:
            return Sentence(
                "{preset}, seed {seed}: never reached {threshold:,g}, final {final:,.1f}, best {best:,.1f} "
                "({seconds:.1f} s)",
                **said,
                threshold=threshold,
            )
        return Sentence(
            "{preset}, seed {seed}: after {first:,} steps at {threshold:,g}, final {final:,.1f}, best {best:,.1f} "
            "({seconds:.1f} s)",
            **said,
            first=first,
            threshold=threshold,
        )

    @property
    def _steps(self) -> int:
        return sum(self._steps_of.values())

    def _seconds_left(self) -> float | None:
        """Until all is done; None while nobody knows."""
        seconds = 0.0 if self._begun_s is None else self._clock() - self._begun_s
        rate = (self._steps - self._resumed_steps) / seconds if seconds > 0 else 0.0
        return ((self._bar.tasks[0].total or 0) - self._steps) / rate if rate else None

    def _range_left(self) -> Range | None:
        left = self._seconds_left()
        return None if left is None else (left, left)

    def _numbers(self, event: SeedEvaluated) -> str:
        """Short enough for 80 columns; the time left is judged by all since the first compilation."""
        seconds = self._seconds_left()
        left = "-" if seconds is None else timedelta(seconds=round(seconds))
        number = self._plan.seeds.index(event.seed) + 1
        return (
            f"seed {number} of {len(self._plan.seeds)} · step {event.env_step:,} · "
            f"mean {event.evaluation.mean:,.1f} · {left}"
        )
