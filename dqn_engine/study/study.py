"""A study: the same settings on many seeds, evaluated along the way, so that one lucky run can't be mistaken for skill.

Each preset is compiled once and restarted for every seed. While the program trains on, the network it had at the last
evaluation step is evaluated on another thread; both let go of Python's lock for most of the time. Neither changes a
number: an evaluation depends on the weights and the seed alone, and is the one `train` makes at the same step.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dqn_engine.config.run_config import LARGEST_SEED, RunConfig
from dqn_engine.environments.registry import environment_info
from dqn_engine.play.evaluation import Evaluation, Policy
from dqn_engine.play.vectorised_evaluation import EpisodePlayer, fastest_evaluator
from dqn_engine.study.statistics import first_step_at_threshold, retained_mean

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


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPlan:
    """What is to be done.

    Attributes:
        configs: A configuration per name, the studied one first; all of one environment, with the same
            `evaluate_every` (positive), `evaluate_episodes`, `frame_stack` and `action_mask`. Their seeds don't count.
        seeds: Each is run with every configuration.
        steps: Environment steps per seed.
    """

    configs: Mapping[str, RunConfig]
    seeds: tuple[int, ...]
    steps: int

    @property
    def environment(self) -> str:
        """The environment of all configurations."""
        return next(iter(self.configs.values())).environment

    @property
    def frame_stack(self) -> int:
        """The frames that an image observation is made of."""
        return next(iter(self.configs.values())).knobs["frame_stack"]

    @property
    def masks(self) -> bool:
        """Whether action masks are heeded."""
        return next(iter(self.configs.values())).knobs["action_mask"]

    @property
    def threshold(self) -> float:
        """The mean return that counts as solving it."""
        return environment_info(self.environment).return_threshold

    @property
    def evaluation_steps(self) -> tuple[int, ...]:
        """The environment steps after which is evaluated: every so many, and the last."""
        every = next(iter(self.configs.values())).knobs["evaluate_every"]
        return (*range(every, self.steps, every), self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedResult:
    """One finished seed. `means` has an entry for each of `StudyPlan.evaluation_steps`.

    Attributes:
        first_step_at_threshold: The first environment step whose evaluation reached the threshold; None: none did.
        final_mean: The mean of the last evaluation, with the weights after the last step.
        best_mean: The best of all evaluations.
        best_again_mean: The weights of that best evaluation, of equally good ones the last, on as many episodes that no
            evaluation has chosen them by: without the luck that is in every best of many.
        retained_mean: The mean of all evaluations after the first at the threshold; None if there are none.
        wall_seconds: From the seed's start to its last evaluation, without compilation.
    """

    seed: int
    means: tuple[float, ...]
    first_step_at_threshold: int | None
    final_mean: float
    best_mean: float
    best_again_mean: float
    retained_mean: float | None
    wall_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetResult:
    """The finished seeds of one configuration, in the plan's order; fewer than planned if the study was stopped.

    `compile_seconds` is NaN if it was stopped before.
    """

    name: str
    config: RunConfig
    compile_seconds: float
    seeds: tuple[SeedResult, ...]

    @property
    def curves(self) -> np.ndarray:
        """[seeds, evaluations] float64: how well each seed played at each evaluation."""
        return np.array([seed.means for seed in self.seeds], np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A configuration is ready to train."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """An evaluation is done."""

    name: str
    seed: int
    env_step: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedDone:
    """A seed is finished."""

    name: str
    result: SeedResult


Event = Compiled | Evaluated | SeedDone


def open_learner(config: RunConfig) -> Learner:
    """A compiled learner of the real program. Loads TensorFlow."""
    from dqn_engine.study.learner import CompiledLearner

    return CompiledLearner(config)


def run_study(
    plan: StudyPlan,
    *,
    observe: Callable[[Event], None],
    stopped: Callable[[], bool] = lambda: False,
    learner_for: Callable[[RunConfig], Learner] = open_learner,
    evaluator_for: Callable[[str, int, bool], EpisodePlayer] = fastest_evaluator,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[PresetResult, ...]:
    """Does all of it, one configuration after another.

    Args:
        plan: What to do.
        observe: Called with each event, in order, on the calling thread.
        stopped: Asked between chunks of training; once it says yes, the seed in progress is given up.
        learner_for: Compiles a configuration.
        evaluator_for: Makes the evaluator of an environment, with a frame stack and with action masks or without; it is
            used on one other thread.
        clock: In seconds.

    Returns:
        A result for each configuration, with the seeds that were finished.
    """
    results: list[PresetResult] = []
    evaluator = evaluator_for(plan.environment, plan.frame_stack, plan.masks)
    thread = ThreadPoolExecutor(1, thread_name_prefix="evaluation")
    try:
        for name, config in plan.configs.items():
            if stopped():
                results.append(PresetResult(name=name, config=config, compile_seconds=math.nan, seeds=()))
                continue
            learner = learner_for(config)
            observe(Compiled(name=name, seconds=learner.compile_seconds))
            one = _Runner(plan, name, config, learner, evaluator, thread, observe, stopped, clock)
            results.append(one.run())
    finally:
        thread.shutdown(cancel_futures=True)
        evaluator.close()
    return tuple(results)


def fresh_seed(seed: int) -> int:
    """The seed of the episodes that the best weights of `seed` are tried on again; no run has it."""
    return LARGEST_SEED + 1 + seed


def seed_result(
    seed: int, plan: StudyPlan, means: Sequence[float], best_again_mean: float, wall_seconds: float
) -> SeedResult:
    """What a finished seed's evaluations amount to."""
    return SeedResult(
        seed=seed,
        means=tuple(means),
        first_step_at_threshold=first_step_at_threshold(plan.evaluation_steps, means, plan.threshold),
        final_mean=means[-1],
        best_mean=max(means),
        best_again_mean=best_again_mean,
        retained_mean=retained_mean(means, plan.threshold),
        wall_seconds=wall_seconds,
    )


@dataclass(slots=True)
class _Runner:
    """All seeds of one configuration."""

    plan: StudyPlan
    name: str
    config: RunConfig
    learner: Learner
    evaluator: EpisodePlayer
    thread: ThreadPoolExecutor
    observe: Callable[[Event], None]
    stopped: Callable[[], bool]
    clock: Callable[[], float]

    def run(self) -> PresetResult:
        done: list[SeedResult] = []
        for seed in self.plan.seeds:
            begun = self.clock()
            evaluated = self._evaluations_of(seed)
            if evaluated is None:
                break
            wall_seconds = self.clock() - begun
            means, best = evaluated
            again = self._evaluation(best, fresh_seed(seed)).result().mean
            done.append(seed_result(seed, self.plan, means, again, wall_seconds))
            self.observe(SeedDone(name=self.name, result=done[-1]))
        return PresetResult(
            name=self.name, config=self.config, compile_seconds=self.learner.compile_seconds, seeds=tuple(done)
        )

    def _evaluations_of(self, seed: int) -> tuple[list[float], Policy] | None:
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
                self.observe(Evaluated(name=self.name, seed=seed, env_step=env_step, evaluation=result))

        self.learner.restart(seed)
        trained = 0
        for env_step in self.plan.evaluation_steps:
            while trained < env_step:
                if self.stopped():
                    collect(0)
                    return None
                trained += self.learner.train(env_step - trained)
            policy = self.learner.policy()
            waiting.append((env_step, policy, self._evaluation(policy, seed)))
            collect(_MOST_WAITING)
        collect(0)
        return means, best[0]

    def _evaluation(self, policy: Policy, seed: int) -> Future[Evaluation]:
        return self.thread.submit(self.evaluator.evaluate, policy, self.config.knobs["evaluate_episodes"], seed)
