"""One seed after another in this process, each program compiled once for all seeds that it can do.

Training and evaluations take turns on one thread, so that a worker takes one core and no more: `local:P` is P cores,
and Ray's workers keep to what Ray has set aside for them. Beside training, evaluations would take another 0.6 of a
core, which is free only where there are fewer workers than cores (measured in `tests/benchmarks/changes.md`). An
evaluation depends on the weights and the seed alone, and is the one `train` makes at the same step.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.play.evaluation import Evaluation, Policy
from dqn_engine.play.vectorised_evaluation import EpisodePlayer, fastest_evaluator
from dqn_engine.study.plan import (
    Job,
    NextJob,
    ProgramCompiled,
    RunMissing,
    SeedDone,
    SeedEvaluated,
    SeedResult,
    StudyEvent,
    Task,
    fresh_seed,
    seed_result,
)
from dqn_engine.study.seed_saves import SavedSeed, SeedSaves
from dqn_engine.system.values import Knobs


class Learner(Protocol):
    """A program that can start again without compiling: `dqn_engine.study.learner.CompiledLearner`."""

    compile_seconds: float

    def become(self, config: RunConfig) -> None:
        """Trains another configuration of the same program from the next `restart` on."""

    def restart(self, seed: int) -> None:
        """Starts again."""

    def state(self) -> Mapping[str, np.ndarray] | None:
        """All that the seed in progress continues from, to the bit; None where it can't be."""
        ...

    def past(self) -> Mapping[str, np.ndarray]:
        """What happened in the seed in progress so far."""
        ...

    def put_back(self, state: Mapping[str, np.ndarray], past: Mapping[str, np.ndarray]) -> None:
        """Puts the program where these were taken; raises `ValueError` where they aren't of this program."""

    def save_run(
        self, path: Path, evaluations: Sequence[tuple[int, Evaluation]], best: Mapping[str, np.ndarray]
    ) -> str:
        """Writes the seed, which is finished, as a run's folder; returns a sentence where something is missing."""
        ...

    def weights(self) -> Mapping[str, np.ndarray]:
        """The weights that `policy` plays with."""
        ...

    def policy_with(self, weights: Mapping[str, np.ndarray]) -> Policy:
        """A policy with such weights; raises `ValueError` where they aren't of this network."""
        ...

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


class RunSaver(Protocol):
    """Where runs of finished seeds are written: `dqn_engine.study.seed_runs`."""

    def save(self, task: Task, write: Callable[[Path], str]) -> str:
        """Has a seed's run written; returns a sentence where it, or something of it, isn't there."""
        ...


def open_learner(config: RunConfig) -> Learner:
    """A compiled learner of the real program. Loads TensorFlow."""
    from dqn_engine.study.learner import CompiledLearner

    return CompiledLearner(config)


class SeedTraining:
    """Trains and evaluates seeds. A context manager.

    Args:
        observe: Called with each event, in order, on the calling thread.
        stopped: Asked between chunks of training and after every step of evaluations; once it says yes, the seed in
            progress is given up.
        most_programs: Compiled programs that are held at a time, each with a buffer; the one used longest ago goes.
        learner_for: Compiles a configuration.
        evaluator_for: Makes the evaluator of an environment, with a frame stack and with action masks or without.
        saves: Where seeds in progress are saved, and taken up again; None: nowhere. Those whose settings change on the
            way, and those of environments outside the program, aren't saved.
        runs: Where each finished seed leaves a run's folder; None: nowhere. Those whose settings change on the way
            leave none.
        clock: In seconds.
    """

    def __init__(
        self,
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        *,
        saves: SeedSaves | None = None,
        runs: RunSaver | None = None,
        most_programs: int = 1,
        learner_for: Callable[[RunConfig], Learner] = open_learner,
        evaluator_for: Callable[[str, int, bool], EpisodePlayer] = fastest_evaluator,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._observe, self._stopped, self._most_programs = observe, stopped, most_programs
        self._saves, self._runs = saves, runs
        self._learner_for, self._evaluator_for, self._clock = learner_for, evaluator_for, clock
        self._learners: dict[Hashable, Learner] = {}  # The one used last is the last.
        self._evaluator: tuple[tuple[str, int, bool], EpisodePlayer] | None = None
        self._current: tuple[str, RunConfig] | None = None
        self._rebuilt = False

    def __enter__(self) -> "SeedTraining":
        return self

    def __exit__(self, *_: object) -> None:
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
            evaluated = self._evaluations_of(job, learner, evaluator, begun)
        finally:
            self._forget_changes(job)
        if evaluated is None:
            return None
        made, best, again, wall_seconds = evaluated
        if self._runs is not None and not job.changes:
            pairs = list(zip(job.evaluation_steps, made, strict=True))
            reason = self._runs.save(job.task, lambda path: learner.save_run(path, pairs, best.weights))
            if reason:
                self._observe(RunMissing(name=job.name, seed=job.seed, reason=reason))
        result = seed_result(job, [one.mean for one in made], again.mean, wall_seconds)
        self._observe(SeedDone(name=job.name, result=result))
        if self._saves is not None:
            self._saves.forget(job)
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
        self, job: Job, learner: Learner, evaluator: EpisodePlayer, begun: float
    ) -> "_Evaluated | None":
        """A job's evaluations; None if it was stopped before all were made."""
        made: list[Evaluation] = []
        best: list[_Played] = []
        saves = self._saves if not job.changes else None
        weighed = saves is not None or (self._runs is not None and not job.changes)

        def note(env_step: int, result: Evaluation) -> None:
            made.append(result)
            self._observe(SeedEvaluated(name=job.name, seed=job.seed, env_step=env_step, evaluation=result))

        def played(policy: Policy, seed: int) -> Evaluation | None:
            return evaluator.evaluate_unless(self._stopped, policy, job.config.knobs["evaluate_episodes"], seed)

        def save() -> None:
            state = learner.state() if saves is not None and trained > 0 else None
            if saves is not None and state is not None:
                seconds = before + self._clock() - begun
                weights = best[0].weights if best else {}
                shape = len(made), job.config.knobs["evaluate_episodes"]
                returns = np.array([one.returns for one in made], np.float64).reshape(shape)
                saves.save(
                    job,
                    SavedSeed(
                        trained=trained,
                        returns=returns,
                        seconds=seconds,
                        state=state,
                        best=weights,
                        past=learner.past(),
                    ),
                )

        learner.restart(job.seed)
        before = 0.0
        trained, changes = 0, deque(job.changes)
        if saves is not None:
            taken_up = _taken_up(job, learner, saves)
            if taken_up is not None:
                trained, before = taken_up.trained, taken_up.seconds
                for env_step, row in zip(job.evaluation_steps, taken_up.returns, strict=False):
                    note(env_step, Evaluation.of(job.config.environment, row.copy()))
                if made:
                    best[:] = [_Played(learner.policy_with(taken_up.best), taken_up.best)]
            saves.begin()
        for env_step in job.evaluation_steps[len(made) :]:
            while trained < env_step:
                if self._stopped():
                    save()
                    return None
                while changes and changes[0].env_step <= trained:
                    self._rebuilt |= learner.change(changes.popleft().new)
                if saves is not None and saves.due:
                    save()
                until = min(env_step, changes[0].env_step) if changes else env_step
                trained += learner.train(until - trained)
            policy = learner.policy()
            result = played(policy, job.seed)
            if result is None:
                save()
                return None
            if result.mean >= max((one.mean for one in made), default=-math.inf):
                best[:] = [_Played(policy, learner.weights() if weighed else {})]
            note(env_step, result)
        seconds = self._clock() - begun + before
        again = played(best[0].policy, fresh_seed(job.seed))
        if again is None:
            save()
            return None
        return _Evaluated(made, best[0], again, seconds)


class _Played(NamedTuple):
    """A policy that is evaluated, and its weights where they are to be saved."""

    policy: Policy
    weights: Mapping[str, np.ndarray]


class _Evaluated(NamedTuple):
    """The evaluations of a job that is done, the best policy, and that one on other episodes after so many seconds."""

    made: list[Evaluation]
    best: _Played
    again: Evaluation
    seconds: float


def _taken_up(job: Job, learner: Learner, saves: SeedSaves) -> SavedSeed | None:
    """Puts a learner that was started again where a job was saved; None where it begins."""
    saved = saves.load(job)
    if saved is None:
        return None
    try:
        if len(saved.returns):
            learner.policy_with(saved.best)
        learner.put_back(saved.state, saved.past)
    except ValueError:  # It is of another program.
        return None
    return saved
