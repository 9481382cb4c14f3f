"""A study: the same settings on many seeds, evaluated along the way, so that one lucky run can't be mistaken for skill.

Seeds don't depend on each other, so that several processes come to the numbers that one comes to.
"""

import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from dqn_engine.study.plan import (
    NextJob,
    PresetResult,
    ProgramCompiled,
    SeedDone,
    SeedResult,
    StudyEvent,
    StudyPlan,
    Task,
)


class Place(Protocol):
    """Where seeds are trained: `SeedTraining` in this process, `Workers` in others."""

    def run_all(self, next_job: NextJob) -> None:
        """Does jobs until there is none or, once the study is stopped, fewer; what is finished has been observed."""


def run_study(
    plan: StudyPlan,
    *,
    observe: Callable[[StudyEvent], None],
    place: Callable[[Callable[[StudyEvent], None]], AbstractContextManager[Place]],
    finished: Mapping[Task, SeedResult] | None = None,
) -> tuple[PresetResult, ...]:
    """Does all of it that isn't finished, begun in the plan's order.

    Args:
        plan: What to do.
        observe: Called with each event on the calling thread; in order for each seed.
        place: Given what observes, opens the place where seeds are trained.
        finished: Results of an earlier part of the same study.

    Returns:
        A result for each configuration, with the seeds that were finished, in the plan's order.
    """
    done = dict(finished or {})
    compile_seconds: dict[str, float] = {}

    def take(event: StudyEvent) -> None:
        match event:
            case ProgramCompiled(name=name, seconds=seconds):
                compile_seconds.setdefault(name, seconds)
            case SeedDone(name=name, result=result):
                done[name, result.seed] = result
        observe(event)

    left = [plan.job(task) for task in plan.in_order if task not in done]
    if left:
        jobs = iter(left)
        with place(take) as opened:
            opened.run_all(lambda _: next(jobs, None))
    return tuple(
        PresetResult(
            name=name,
            config=config,
            compile_seconds=compile_seconds.get(name, math.nan),
            seeds=tuple(done[name, seed] for seed in plan.seeds if (name, seed) in done),
        )
        for name, config in plan.configs.items()
    )
