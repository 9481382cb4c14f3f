"""A run's evaluations: begun when they are due, played, reported, and what they found the best is saved.

Training waits for an evaluation where that is needed for a run to be the same each time: where environments in Python
might share something with those that are trained in, or where what is found decides when the run ends; and where an
evaluation may take long, which then can be dropped where the run is stopped, and goes on where it is paused. Else
training goes on beside it, and whatever looks at the run as a whole, a command or a checkpoint, waits until the
evaluation is reported; where the next is due before, training waits for that.
"""

import contextlib
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from dqn_engine.environments.global_generators import NumbersApart
from dqn_engine.environments.gymnasiums_own import is_gymnasiums_own
from dqn_engine.environments.options import parts_of
from dqn_engine.messages.reports import EvaluationDone
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.play.vectorised_evaluation import fastest_evaluator
from dqn_engine.session.evaluated_policies import EvaluatedPolicies
from dqn_engine.session.record import Evaluated, RunRecord
from dqn_engine.session.reporter import Reporter
from dqn_engine.system import giving_way
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words
from dqn_engine.system.watchdog import Watchdog
from dqn_engine.training.run import Run

_SLICE_S = 0.01
_LARGEST_COPIED = 400_000
"""Transitions: what is evaluated beside the training is copied with its buffer, as it may turn out to be the best."""
_MOST_STEPS_BESIDE = 10_000
"""Of all its episodes, if each goes to its limit: a second or less, for which who stops or pauses the run waits.

After a signal the program has but seconds to save the run.
"""

_Steps = Generator[int, None, Evaluation]


@dataclass(frozen=True, slots=True)
class _Beside:
    """An evaluation that is played while the run is trained on."""

    evaluated: Evaluated
    playing: Future[Evaluation]


class Evaluations:
    """Those of one run. Every method is called on the training thread.

    Args:
        run: What is evaluated.
        reporter: Where they are reported.
        record: Where what they found the best is saved.
        watchdog: Looks after environments that don't come back.
        found: Called with each that has ended.

    Attributes:
        policies: A few of the networks that were evaluated.
    """

    def __init__(
        self,
        run: Run,
        reporter: Reporter,
        record: RunRecord,
        watchdog: Watchdog,
        found: Callable[[Evaluation], None],
    ) -> None:
        self._run, self._reporter, self._record, self._watchdog, self._found = run, reporter, record, watchdog, found
        environment, knobs = run.config.environment, run.knobs
        self._player = fastest_evaluator(environment, knobs["frame_stack"], knobs["action_mask"])
        self._numbers = NumbersApart(run.config.seed)
        self._steps: _Steps | None = None
        self._beside: _Beside | None = None
        self._is_due = False  # the next, before the one beside the training has ended
        self._thread: ThreadPoolExecutor | None = None
        self._trouble = ""  # why one was given up
        # Gymnasium's own draw from no generator of the process, and those in Python would share Python's lock.
        self._can_be_beside = not run.is_stepped_outside and is_gymnasiums_own(parts_of(environment)[0])
        self.policies = EvaluatedPolicies()

    @property
    def holds_training(self) -> bool:
        """Whether one has begun, or is due, and isn't finished, and training waits for it."""
        return self._steps is not None or self._is_due

    @property
    def is_beside(self) -> bool:
        """Whether one is played beside the training; the run isn't to be saved or changed before `settle`."""
        return self._beside is not None

    def begin(self) -> None:
        """Begins one of the network as it is; training waits until then where the last is still played beside it."""
        if self._beside is not None and not self._beside.playing.done():
            self._is_due = True
            return
        self._report_beside()
        run = self._run
        episodes, seed = run.knobs["evaluate_episodes"], run.config.seed
        copied = self._record.copied(run) if self._may_be_beside() else None
        if copied is None:
            self._numbers = NumbersApart(seed)
            self._steps = self._player.step_by_step(run.policy(), episodes, seed)
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "evaluation", initializer=_begin_thread)
        # A policy of its own: the run's is that of this thread.
        steps = self._player.step_by_step(greedy_policy(run.spec, copied.weights), episodes, seed)
        self._beside = _Beside(copied, self._thread.submit(_played, steps))

    def advance(self) -> str:
        """Continues one that holds the training for some milliseconds; reports what has ended.

        Returns:
            A sentence where the environment broke and the evaluation was given up; else nothing.
        """
        if self._beside is not None:
            if self._is_due:
                wait((self._beside.playing,), _SLICE_S)
            if self._beside.playing.done():
                self._report_beside()
        if self._steps is not None:
            with self._giving_up():
                with self._watchdog.watching(), self._numbers.in_use():
                    result = _slice(self._steps)
                if result is not None:
                    self._steps = None
                    self._report(result, Evaluated.of(self._run))
                    self._run.restart_clock()
        return self.take_trouble()

    def take_trouble(self) -> str:
        """Why one was given up, a sentence, once; nothing where none was."""
        trouble, self._trouble = self._trouble, ""
        return trouble

    def settle(self) -> None:
        """Waits for one that is played beside the training, and the next if it is due, and reports them."""
        while self._beside is not None:
            self._report_beside()

    def finish(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Continues the current one, if any, to its end, unless given up; the network mustn't change before."""
        self.settle()
        while self.holds_training and not given_up():
            self.advance()

    def drop(self) -> None:
        """Leaves the current one, if any, unfinished, where it holds the training; else waits for it."""
        self.settle()
        self._steps = None

    def close(self) -> None:
        """Closes the environments."""
        if self._thread is not None:
            self._thread.shutdown()
        self._player.close()

    @contextlib.contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Gives the current one up where it breaks: whatever an environment raises while it is only tried."""
        try:
            yield
        except BaseException as error:
            if is_the_users(error):
                raise
            self._steps = None
            self._trouble = Sentence(
                "An evaluation was given up, since the environment broke: {error}", error=error_words(error)
            )

    def _report_beside(self) -> None:
        """Reports one that is played beside the training, if any, once it has ended, and begins what is due since."""
        beside, self._beside = self._beside, None
        if beside is not None:
            with self._giving_up():
                self._report(beside.playing.result(), beside.evaluated)
        if self._is_due:
            self._is_due = False
            self._run.restart_clock()
            self.begin()

    def _may_be_beside(self) -> bool:
        """Whether nothing depends on when it ends, that is soon, and it costs little to have the run as it is now."""
        knobs = self._run.knobs
        most_steps = knobs["evaluate_episodes"] * self._run.info.episode_limit_steps
        is_small = knobs["capacity"] <= _LARGEST_COPIED and most_steps <= _MOST_STEPS_BESIDE
        return self._can_be_beside and not knobs["stop_evaluations"] and is_small

    def _report(self, result: Evaluation, evaluated: Evaluated) -> None:
        self._reporter.record(
            EvaluationDone,
            env_step=evaluated.env_step,
            mean=result.mean,
            minimum=result.minimum,
            maximum=result.maximum,
            episodes=result.episodes,
        )
        self._found(result)
        if not self._run.info.image_shape:  # Networks of images are large, and their episodes expensive.
            self.policies.add(evaluated.env_step, result.mean, evaluated.weights)
        self._record.save_evaluated(self._run, evaluated, result.mean)


def _begin_thread() -> None:
    giving_way.begin(giving_way.WINDOW)


def _played(steps: _Steps) -> Evaluation:
    """An evaluation, to its end."""
    while True:
        result = _slice(steps)
        if result is not None:
            return result


def _slice(steps: _Steps) -> Evaluation | None:
    """Some milliseconds of an evaluation; what it came to, once it has ended."""
    deadline_s = time.perf_counter() + _SLICE_S
    with giving_way.EVALUATION.taken():
        while time.perf_counter() < deadline_s:
            try:
                next(steps)
            except StopIteration as finished:
                return finished.value
            giving_way.give_way()
    return None
