"""When a run ends by itself: at a step, after a time, or when evaluations in a row reach a return.

The criteria are hyperparameters, so that presets have them, they can be changed during a run, and its record has them.
They are looked at between chunks and have no part in what is trained.
"""

import math
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dqn_engine.config.notices import Notice, NoticeKind
from dqn_engine.messages.reports import EndCause
from dqn_engine.networks.known_returns import AUTO
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs

_MOST_EVALUATIONS = 100
_MINUTE_S = 60.0


def ends_by_itself(knobs: Knobs) -> bool:
    """Whether some criterion is set."""
    return bool(knobs["stop_steps"] or knobs["stop_evaluations"] or knobs["stop_minutes"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """That a run is to end: by which criterion, and a sentence for the user."""

    cause: EndCause
    reason: str


class StopRule:
    """What the criteria are measured by, since the run began or was opened.

    A limit that lies behind the run when it is set, or when the run is opened, ends nothing: a user who mistyped it
    would lose the run, and one that ended at its limit couldn't be trained on.

    Args:
        begun_at: The environment step of that moment.
        threshold: The return from which the environment counts as solved; NaN where nobody says.

    Attributes:
        elapsed_s: Seconds of training and evaluating so far; neither pauses nor compiling the program.
    """

    def __init__(self, begun_at: int, threshold: float = math.nan) -> None:
        self._step_set_at, self._time_set_at_s, self._threshold = begun_at, -math.inf, threshold
        self._means: deque[float] = deque(maxlen=_MOST_EVALUATIONS)
        self.elapsed_s = 0.0

    def evaluated(self, mean: float) -> None:
        """Takes the mean return of an evaluation."""
        self._means.append(mean)

    def limits_set(self, names: Collection[str], env_step: int) -> None:
        """Takes that these hyperparameters were changed at that step."""
        if "stop_steps" in names:
            self._step_set_at = env_step
        if "stop_minutes" in names:
            self._time_set_at_s = self.elapsed_s

    def limits_that_end_nothing(self, env_step: int, knobs: Knobs) -> Iterator[Notice]:
        """A notice of each limit that ends nothing: it lies behind the run, or nobody says what is to be reached."""
        if 0 < knobs["stop_steps"] <= min(self._step_set_at, env_step):
            yield Notice(
                kind=NoticeKind.LIMIT_ENDS_NOTHING,
                values={"limit": "steps", "steps": knobs["stop_steps"], "reached": env_step},
            )
        if 0 < knobs["stop_minutes"] * _MINUTE_S <= self._time_set_at_s:
            yield Notice(
                kind=NoticeKind.LIMIT_ENDS_NOTHING,
                values={"limit": "minutes", "minutes": f"{knobs['stop_minutes']:g}"},
            )
        if knobs["stop_evaluations"] and math.isnan(self._goal(knobs)):
            yield Notice(kind=NoticeKind.LIMIT_ENDS_NOTHING, values={"limit": "return"})

    def _goal(self, knobs: Knobs) -> float:
        """The return that evaluations have to reach; NaN where it isn't known."""
        return self._threshold if knobs["stop_return"] == AUTO else float(knobs["stop_return"])

    def steps_left(self, env_step: int, knobs: Knobs) -> int | None:
        """Environment steps until the criterion of steps; None where there is none ahead."""
        last = knobs["stop_steps"]
        return last - env_step if last > env_step else None

    def reached(self, env_step: int, knobs: Knobs) -> Ending | None:
        """The first criterion that is reached; None where none is."""
        last_step, in_a_row, goal = knobs["stop_steps"], knobs["stop_evaluations"], self._goal(knobs)
        if self._step_set_at < last_step <= env_step:
            return Ending(
                cause=EndCause.STEPS, reason=Sentence("All {last_step:,} steps are done.", last_step=last_step)
            )
        newest = list(self._means)[-in_a_row:] if in_a_row else []
        if in_a_row and len(newest) == in_a_row and all(mean >= goal for mean in newest):
            reason = Sentence("An evaluation reached a return of {goal:g}: {newest:.1f}.", goal=goal, newest=newest[-1])
            if in_a_row > 1:
                reason = Sentence(
                    "{count} evaluations in a row reached a return of {goal:g}; the last one {newest:.1f}.",
                    count=in_a_row,
                    goal=goal,
                    newest=newest[-1],
                )
            return Ending(cause=EndCause.RETURN, reason=reason)
        last_s = knobs["stop_minutes"] * _MINUTE_S
        if last_s and self._time_set_at_s < last_s <= self.elapsed_s:
            return Ending(cause=EndCause.TIME, reason=_time_is_over(last_s))
        return None


def _time_is_over(seconds: float) -> Sentence:
    """In whole minutes where they are, as both are given."""
    minutes = seconds / _MINUTE_S
    if minutes == 1:
        return Sentence("One minute of training is over.")
    if minutes == round(minutes):
        return Sentence("{stop_minutes:g} minutes of training are over.", stop_minutes=minutes)
    if round(seconds, 3) == 1:
        return Sentence("One second of training is over.")
    return Sentence("{seconds:g} seconds of training are over.", seconds=round(seconds, 3))
