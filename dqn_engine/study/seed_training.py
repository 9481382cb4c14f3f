"""One seed after another in this process, each configuration compiled once for all of its seeds that come in a row.

While the program trains on, the network it had at the last evaluation step is evaluated on another thread; both let go
of Python's lock for most of the time. Neither changes a number: an evaluation depends on the weights and the seed
alone, and is the one `train` makes at the same step.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from dqn_engine.config.run_config import RunConfig
from dqn_engine.play.evaluation import Evaluation, Policy
from dqn_engine.play.vectorised_evaluation import EpisodePlayer, fastest_evaluator
from dqn_engine.study.plan import (
    ProgramCompiled,
    SeedDone,
    SeedEvaluated,
    SeedResult,
    StudyEvent,
    StudyPlan,
    Task,
    fresh_seed,
    seed_result,
)

_MOST_WAITING = 2
"""Evaluations that may wait for their turn before training waits for them."""


class Learner(Protocol):
    """A program that can start again without compiling: `dqn_engine.study.learner.CompiledLearner`."""

    compile_seconds: float

    def restart(self, seed: int) -> None:
        """Starts again."""

    def train(self, most_steps: int) -> int:
        """Trains at least one step and at most `most_steps`; returns how many."""
        ...

    def policy(self) -> Policy:
        """The current greedy policy; later training doesn't change it."""
        ...


def open_learner(config: RunConfig) -> Learner:
    """A compiled learner of the real program. Loads TensorFlow."""
    from dqn_engine.study.learner import CompiledLearner

    return CompiledLearner(config)


class SeedTraining:
    """Trains and evaluates seeds. A context manager.

    Args:
        plan: What the study is to do.
        observe: Called with each event, in order, on the calling thread.
        stopped: Asked between chunks of training; once it says yes, the seed in progress is given up.
        learner_for: Compiles a configuration.
        evaluator_for: Makes the evaluator of an environment, with a frame stack and with action masks or without; it is
            used on one other thread.
        clock: In seconds.
    """

    def __init__(
        self,
        plan: StudyPlan,
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        *,
        learner_for: Callable[[RunConfig], Learner] = open_learner,
        evaluator_for: Callable[[str, int, bool], EpisodePlayer] = fastest_evaluator,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._plan, self._observe, self._stopped = plan, observe, stopped
        self._learner_for, self._clock = learner_for, clock
        self._evaluator = evaluator_for(plan.environment, plan.frame_stack, plan.masks)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evaluation")
        self._compiled: tuple[str, Learner] | None = None

    def __enter__(self) -> "SeedTraining":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._evaluator.close()

    def run_all(self, tasks: Iterable[Task]) -> None:
        """Does one after another until all are done or the study is stopped."""
        for name, seed in tasks:
            if self._stopped() or self.run(name, seed) is None:
                return

    def run(self, name: str, seed: int) -> SeedResult | None:
        """Does a seed of the configuration `name`; None if the study was stopped before all its evaluations."""
        learner = self._learner(name)
        begun = self._clock()
        evaluated = self._evaluations_of(name, seed, learner)
        if evaluated is None:
            return None
        wall_seconds = self._clock() - begun
        means, best = evaluated
        again = self._evaluation(name, best, fresh_seed(seed)).result().mean
        result = seed_result(seed, self._plan, means, again, wall_seconds)
        self._observe(SeedDone(name=name, result=result))
        return result

    def _learner(self, name: str) -> Learner:
        if self._compiled is None or self._compiled[0] != name:
            self._compiled = None  # What it held goes before the next is made.
            learner = self._learner_for(self._plan.configs[name])
            self._compiled = name, learner
            self._observe(ProgramCompiled(name=name, seconds=learner.compile_seconds))
        return self._compiled[1]

    def _evaluations_of(self, name: str, seed: int, learner: Learner) -> tuple[list[float], Policy] | None:
        """The means of a seed's evaluations and the best policy; None if the study was stopped before all were made."""
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
                self._observe(SeedEvaluated(name=name, seed=seed, env_step=env_step, evaluation=result))

        learner.restart(seed)
        trained = 0
        for env_step in self._plan.evaluation_steps:
            while trained < env_step:
                if self._stopped():
                    collect(0)
                    return None
                trained += learner.train(env_step - trained)
            policy = learner.policy()
            waiting.append((env_step, policy, self._evaluation(name, policy, seed)))
            collect(_MOST_WAITING)
        collect(0)
        return means, best[0]

    def _evaluation(self, name: str, policy: Policy, seed: int) -> Future[Evaluation]:
        episodes = self._plan.configs[name].knobs["evaluate_episodes"]
        return self._thread.submit(self._evaluator.evaluate, policy, episodes, seed)
