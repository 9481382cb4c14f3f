"""What a study is to do, what it and a sweep say on the way, and what finished seeds amount to."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dqn_engine.config.program_parts import program_parts
from dqn_engine.config.run_config import LARGEST_SEED, RunConfig
from dqn_engine.environments.registry import environment_info
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.study.statistics import first_step_at_threshold, means_after_first, retained_mean, retained_share
from dqn_engine.system.values import Knobs

Task = tuple[str, int]
"""A configuration's name and a seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Hyperparameters that change while a seed is trained.

    Attributes:
        env_step: After so many environment steps.
        new: Their values from then on, by name.
    """

    env_step: int
    new: Knobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One seed of one configuration: what is trained and evaluated in one go.

    Attributes:
        name: What the configuration is called.
        seed: Of the run; the configuration's own doesn't count.
        config: Its `evaluate_every` is positive.
        steps: Environment steps.
        changes: What changes on the way, in order of steps; none of it belongs to evaluation.
    """

    name: str
    seed: int
    config: RunConfig
    steps: int
    changes: tuple[Change, ...] = ()

    @property
    def task(self) -> Task:
        """What it is known by."""
        return self.name, self.seed

    @property
    def threshold(self) -> float:
        """The mean return that counts as solving it."""
        return environment_info(self.config.environment).return_threshold

    @property
    def evaluation_steps(self) -> tuple[int, ...]:
        """The environment steps after which is evaluated: every so many, and the last."""
        every = self.config.knobs["evaluate_every"]
        return (*range(every, self.steps, every), self.steps)

    @property
    def program(self) -> Hashable:
        """Equal for jobs that one compiled program can do."""
        return program_parts(self.config)


NextJob = Callable[[Collection[Hashable]], Job | None]
"""Gives a job to whom has compiled the programs that are named; None where there is none at present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPlan:
    """What is to be done.

    Attributes:
        configs: A configuration per name, the studied one first; all of one environment, with the same
            `evaluate_every` (positive), `evaluate_episodes`, `frame_stack` and `action_mask`. Their seeds don't count.
        seeds: Each is run with every configuration.
        steps: Environment steps per seed.
        changes: What changes on the way, by the configuration's name.
        in_pairs: Whether a seed is begun with every configuration before the next seed is: what is finished when it is
            stopped can be compared then.
    """

    configs: Mapping[str, RunConfig]
    seeds: tuple[int, ...]
    steps: int
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    in_pairs: bool = False

    @property
    def environment(self) -> str:
        """The environment of all configurations."""
        return next(iter(self.configs.values())).environment

    @property
    def threshold(self) -> float:
        """The mean return that counts as solving it."""
        return environment_info(self.environment).return_threshold

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every seed of every configuration, in the order of tables."""
        return tuple((name, seed) for name in self.configs for seed in self.seeds)

    @property
    def in_order(self) -> tuple[Task, ...]:
        """The same in the order in which they are begun."""
        if not self.in_pairs:
            return self.tasks
        return tuple((name, seed) for seed in self.seeds for name in self.configs)

    def job(self, task: Task) -> Job:
        """One of `tasks`, with all that it takes to do it."""
        name, seed = task
        return Job(
            name=name,
            seed=seed,
            config=self.configs[name],
            steps=self.steps,
            changes=self.changes.get(name, ()),
        )

    @property
    def evaluation_steps(self) -> tuple[int, ...]:
        """The environment steps after which is evaluated: every so many, and the last."""
        return self.job(self.tasks[0]).evaluation_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedResult:
    """One finished seed. `means` has an entry for each of `Job.evaluation_steps`.

    Attributes:
        first_step_at_threshold: The first environment step whose evaluation reached the threshold; None: none did.
        final_mean: The mean of the last evaluation, with the weights after the last step.
        best_mean: The best of all evaluations.
        best_again_mean: The weights of that best evaluation, of equally good ones the last, on as many episodes that no
            evaluation has chosen them by: without the luck that is in every best of many.
        retained_mean: The mean of all evaluations after the first at the threshold; None if there are none.
        retained_share: The fraction of those that are at the threshold again; None if there are none.
        retained_least: The least of them; None if there are none.
        wall_seconds: From the seed's start to its last evaluation, without compilation.
    """

    seed: int
    means: tuple[float, ...]
    first_step_at_threshold: int | None
    final_mean: float
    best_mean: float
    best_again_mean: float
    retained_mean: float | None
    retained_share: float | None
    retained_least: float | None
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
class ProgramCompiled:
    """A configuration is ready to train; in no time where a program was there that can do it."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEvaluated:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMissing:
    """A seed's run folder isn't there, or not all of it; `reason` is a sentence for the user. Its result counts."""

    name: str
    seed: int
    reason: str


StudyEvent = ProgramCompiled | SeedEvaluated | SeedDone | RunMissing


def fresh_seed(seed: int) -> int:
    """The seed of the episodes that the best weights of `seed` are tried on again; no run has it."""
    return LARGEST_SEED + 1 + seed


def seed_result(job: Job, means: Sequence[float], best_again_mean: float, wall_seconds: float) -> SeedResult:
    """What a finished seed's evaluations amount to."""
    threshold = job.threshold
    return SeedResult(
        seed=job.seed,
        means=tuple(means),
        first_step_at_threshold=first_step_at_threshold(job.evaluation_steps, means, threshold),
        final_mean=means[-1],
        best_mean=max(means),
        best_again_mean=best_again_mean,
        retained_mean=retained_mean(means, threshold),
        retained_share=retained_share(means, threshold),
        retained_least=min(means_after_first(means, threshold), default=None),
        wall_seconds=wall_seconds,
    )
