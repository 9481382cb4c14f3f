"""One seed after another in this process, each program compiled once for all seeds that it can do.

While the program trains on, the network it had at the last evaluation step is evaluated on another thread; both let go
of Python's lock for most of the time. Neither changes a number: an evaluation depends on the weights and the seed
alone, and is the one `train` makes at the same step.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from dqn_engine.config.run_config import RunConfig
from dqn_engine.play.evaluation import Evaluation, Policy
from dqn_engine.play.vectorised_evaluation import EpisodePlayer, fastest_evaluator
from dqn_engine.study.plan import (
    Job,
    NextJob,
    ProgramCompiled,
    SeedDone,
    SeedEvaluated,
    SeedResult,
    StudyEvent,
    fresh_seed,
    seed_result,
)
from dqn_engine.system.values import Knobs

_MOST_WAITING = 2
"""Evaluations that may wait for their turn before training waits for them."""


class Learner(Protocol):
    """A program that can start again without compiling: `dqn_engine.study.learner.CompiledLearner`."""

    compile_seconds: float

    def become(self, config: RunConfig) -> None:
        """Trains another configuration of the same program from the next `restart` on."""

    def restart(self, seed: int) -> None:
        """Starts again."""

    def change(self, new: Knobs) -> bool:
        """Changes hyperparameters of the seed in progress; returns whether its program is another now."""
        ...

    def train(self, most_steps: int) -> int:
        """Trains at least one step and at most `most_steps`; returns how many."""
        ...

    def policy(self) -> Policy:
        """The current greedy policy; later training doesn't change it."""
        ...

    def close(self) -> None:
        """Lets go of its environments; it isn't used any more."""


def open_learner(config: RunConfig) -> Learner:
    """A compiled learner of the real program. Loads TensorFlow."""
    from dqn_engine.study.learner import CompiledLearner

    return CompiledLearner(config)


class SeedTraining:
    """Trains and evaluates seeds. A context manager.

    Args:
        observe: Called with each event, in order, on the calling thread.
        stopped: Asked between chunks of training; once it says yes, the seed in progress is given up.
        most_programs: Compiled programs that are held at a time, each with a buffer; the one used longest ago goes.
        learner_for: Compiles a configuration.
        evaluator_for: Makes the evaluator of an environment, with a frame stack and with action masks or without; it is
            used on one other thread.
        clock: In seconds.
    """

    def __init__(
        self,
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        *,
        most_programs: int = 1,
        learner_for: Callable[[RunConfig], Learner] = open_learner,
        evaluator_for: Callable[[str, int, bool], EpisodePlayer] = fastest_evaluator,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._observe, self._stopped, self._most_programs = observe, stopped, most_programs
        self._learner_for, self._evaluator_for, self._clock = learner_for, evaluator_for, clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evaluation")
        self._learners: dict[Hashable, Learner] = {}  # The one used last is the last.
        self._evaluator: tuple[tuple[str, int, bool], EpisodePlayer] | None = None
        self._current: tuple[str, RunConfig] | None = None
        self._rebuilt = False

    def __enter__(self) -> "SeedTraining":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._evaluator is not None:
            self._evaluator[1].close()
        for learner in self._learners.values():
            learner.close()

    def run_all(self, next_job: NextJob) -> None:
        """Does one job after another until there is none or it is stopped."""
        while not self._stopped() and (job := next_job(tuple(self._learners))) is not None:
            if self.run(job) is None:
                return

    def run(self, job: Job) -> SeedResult | None:
        """Does a job; None if it was stopped before all its evaluations."""
        learner, evaluator = self._learner(job), self._evaluator_of(job)
        begun = self._clock()
        try:
            evaluated = self._evaluations_of(job, learner, evaluator)
        finally:
            self._forget_changes(job)
        if evaluated is None:
            return None
        wall_seconds = self._clock() - begun
        means, best = evaluated
        again = self._evaluation(job, best, fresh_seed(job.seed), evaluator).result().mean
        result = seed_result(job, means, again, wall_seconds)
        self._observe(SeedDone(name=job.name, result=result))
        return result

    def _learner(self, job: Job) -> Learner:
        program = job.program
        learner = self._learners.pop(program, None)
        seconds = 0.0
        if learner is None:
            while len(self._learners) >= self._most_programs:  # What it held goes before the next is made.
                self._learners.pop(next(iter(self._learners))).close()
            learner = self._learner_for(job.config)
            seconds = learner.compile_seconds
        elif self._current is None or self._current[1] != job.config:
            learner.become(job.config)
        if self._current is None or self._current[0] != job.name or seconds:
            self._observe(ProgramCompiled(name=job.name, seconds=seconds))
        self._learners[program], self._current = learner, (job.name, job.config)
        return learner

    def _forget_changes(self, job: Job) -> None:
        """Sees to it that the next seed begins with what it is told to, not with what was changed for this one."""
        if job.changes:
            self._current = None
        if self._rebuilt:
            self._rebuilt = False
            self._learners.pop(job.program).close()

    def _evaluator_of(self, job: Job) -> EpisodePlayer:
        seen = (job.config.environment, job.config.knobs["frame_stack"], job.config.knobs["action_mask"])
        if self._evaluator is None or self._evaluator[0] != seen:
            if self._evaluator is not None:
                self._evaluator[1].close()
            self._evaluator = None
            self._evaluator = seen, self._evaluator_for(*seen)
        return self._evaluator[1]

    def _evaluations_of(
        self, job: Job, learner: Learner, evaluator: EpisodePlayer
    ) -> tuple[list[float], Policy] | None:
        """The means of a job's evaluations and the best policy; None if it was stopped before all were made."""
        means: list[float] = []
        waiting: deque[tuple[int, Policy, Future[Evaluation]]] = deque()
        best: list[Policy] = []

        def collect(most_left: int) -> None:
            while len(waiting) > most_left:
                env_step, policy, evaluation = waiting.popleft()
                result = evaluation.result()
                if result.mean >= max(means, default=-math.inf):
                    best[:] = [policy]
                means.append(result.mean)
                self._observe(SeedEvaluated(name=job.name, seed=job.seed, env_step=env_step, evaluation=result))

        learner.restart(job.seed)
        trained, changes = 0, deque(job.changes)
        for env_step in job.evaluation_steps:
            while trained < env_step:
                if self._stopped():
                    collect(0)
                    return None
                while changes and changes[0].env_step <= trained:
                    self._rebuilt |= learner.change(changes.popleft().new)
                until = min(env_step, changes[0].env_step) if changes else env_step
                trained += learner.train(until - trained)
            policy = learner.policy()
            waiting.append((env_step, policy, self._evaluation(job, policy, job.seed, evaluator)))
            collect(_MOST_WAITING)
        collect(0)
        return means, best[0]

    def _evaluation(self, job: Job, policy: Policy, seed: int, evaluator: EpisodePlayer) -> Future[Evaluation]:
        return self._thread.submit(evaluator.evaluate, policy, job.config.knobs["evaluate_episodes"], seed)
