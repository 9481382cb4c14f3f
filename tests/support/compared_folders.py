"""Studies and sweeps on the disk as a program would leave them, made without TensorFlow."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.study.plan import SeedDone, SeedEvaluated, StudyPlan, seed_result
from dqn_engine.study.study_folder import StudyFolder
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.summary import sweep_summary
from dqn_engine.sweep.sweep_folder import SweepFolder
from tests.support.fake_sweep import result_of, sweep_definition

EVERY, STEPS = 500, 1_000


def study_config(**changes: object) -> RunConfig:
    """CartPole, evaluated as the study below."""
    return run_config(changes={"evaluate_every": EVERY, "evaluate_episodes": 10, **changes})


def made_study(
    path: Path,
    configs: Mapping[str, RunConfig],
    means: Mapping[tuple[str, int], Sequence[float]],
) -> Path:
    """A study of 1,000 steps, of which these seeds are finished; it has no summary yet, nor a drawing."""
    plan = StudyPlan(configs=configs, seeds=tuple(dict.fromkeys(seed for _, seed in means)), steps=STEPS)
    with StudyFolder(path, plan) as folder:
        for (name, seed), of_seed in means.items():
            for env_step, mean in zip(plan.evaluation_steps, of_seed, strict=True):
                evaluation = Evaluation.of(plan.environment, np.array([mean]))
                folder.record(SeedEvaluated(name=name, seed=seed, env_step=env_step, evaluation=evaluation))
            result = seed_result(plan.job((name, seed)), of_seed, max(of_seed), 2.0)
            folder.record(SeedDone(name=name, result=result))
    return path


def made_sweep(
    path: Path,
    *,
    trials: int = 4,
    done: int | None = None,
    report_seeds: Sequence[int] = (),
    **changes: object,
) -> Path:
    """A sweep whose first `done` seeds are finished; all of them unless it is said."""
    definition = sweep_definition(trials=trials, report_seeds=report_seeds, **changes)
    course = Course(definition, window=1)
    with SweepFolder(path, definition) as folder:
        begun = 0
        while (job := course.next_job(())) is not None and (done is None or begun < done):
            number = course.number_of(job.name)
            folder.note_trial(number, course.settings[number])
            result = result_of(job)
            folder.note_seed(number, result)
            course.take(number, result)
            begun += 1
        folder.finish(course, sweep_summary(course, on="local:1", out=str(path)))
    return path
