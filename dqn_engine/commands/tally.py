"""Adds up a run's reports into the numbers that the commands print. Time comes from the caller's clock, in seconds."""

import math
import time
from collections import deque
from collections.abc import Callable

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    EpisodesEnded,
    EvaluationDone,
    Progress,
    RunEnded,
    RunMoved,
    RunStarted,
    StateChanged,
)


class Tally:
    """Watches a run: give it every report. `first_step` is where it began, or was resumed."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """A tally that has seen nothing yet."""
        self._clock = clock
        self._started_s = math.nan
        self._ended_s = math.nan
        self._returns: deque[float] = deque(maxlen=100)
        self.progress: Progress | None = None
        self.evaluations: list[EvaluationDone] = []
        self.folder = ""
        self.first_step = 0
        self._in_past = False

    def observe(self, report: Report) -> None:
        """Takes notice of a report."""
        match report:
            case RunStarted():
                self._started_s = self._clock()
                self.folder, self.first_step = report.folder, report.env_step
                self._in_past = report.env_step > 0  # What happened before is told next, up to a change of state.
            case StateChanged():
                self._in_past = False
            case RunMoved():
                self.folder = report.path
            case RunEnded():
                self._ended_s = self._clock()
            case Progress():
                self.progress = report
            case EpisodesEnded():
                self._returns.extend(report.episode_return.tolist())
            case EvaluationDone() if not self._in_past:
                self.evaluations.append(report)

    @property
    def episodes_in_mean(self) -> int:
        """How many episodes `mean_return_100` is of."""
        return len(self._returns)

    @property
    def mean_return_100(self) -> float:
        """Mean return of the last 100 episodes that ended; NaN before the first."""
        return sum(self._returns) / len(self._returns) if self._returns else math.nan

    def result(self, ended: RunEnded, out: str) -> dict[str, object]:
        """The result of `dqn-engine train --json`.

        `evaluations` are those since it began or was resumed. `wall_seconds` runs from there to its end, with
        compilation, evaluations and saving; `steps_per_second` counts all of that but compilation.
        """
        compile_seconds = self.progress.compile_seconds if self.progress else math.nan
        wall_seconds = self._ended_s - self._started_s
        steps = ended.env_steps - self.first_step
        training_seconds = wall_seconds - (0.0 if math.isnan(compile_seconds) else compile_seconds)
        return {
            "env_steps": ended.env_steps,
            "updates": ended.updates,
            "episodes": ended.episodes,
            "mean_return_100": self.mean_return_100,
            "steps_per_second": steps / training_seconds if training_seconds > 0 else math.nan,
            "wall_seconds": wall_seconds,
            "compile_seconds": compile_seconds,
            "weights_sha256": ended.weights_sha256,
            "ended_by": str(ended.cause),
            "evaluations": [
                {
                    "env_step": evaluation.env_step,
                    "mean": evaluation.mean,
                    "min": evaluation.minimum,
                    "max": evaluation.maximum,
                    "episodes": evaluation.episodes,
                }
                for evaluation in self.evaluations
            ],
            "out": out,
            "saved": bool(out) and not ended.unsaved,
        }
