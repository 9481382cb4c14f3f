"""What a study or a sweep and its workers say to each other: one JSON object a line.

Plain values only, so that neither side runs what the other sends. Numbers pass unchanged: Python writes a float with as
many digits as tell it from every other.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.config.run_config import plain_knobs, run_config_from_json
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.study.plan import (
    Change,
    Job,
    ProgramCompiled,
    RunMissing,
    SeedDone,
    SeedEvaluated,
    SeedResult,
    StudyEvent,
    StudyPlan,
)


def line(message: Mapping[str, Any]) -> str:
    """The message as it is sent, with its line's end."""
    return json.dumps(message) + "\n"


def plan_to_json(plan: StudyPlan) -> dict[str, Any]:
    """The plan as plain values, as its file holds it."""
    configs = {name: config.to_json() for name, config in plan.configs.items()}
    return {"configs": configs, "seeds": list(plan.seeds), "steps": plan.steps}


def job_to_json(job: Job) -> dict[str, Any]:
    """A job as plain values."""
    changes = [{"env_step": change.env_step, "new": plain_knobs(change.new)} for change in job.changes]
    return {
        "name": job.name,
        "seed": job.seed,
        "config": job.config.to_json(),
        "steps": job.steps,
        "changes": changes,
    }


def job_from_json(values: Mapping[str, Any]) -> Job:
    """The inverse of `job_to_json`, where the environment's module is imported."""
    config = run_config_from_json(values["config"])
    changes = tuple(change_from_json(change) for change in values["changes"])
    return Job(name=values["name"], seed=values["seed"], config=config, steps=values["steps"], changes=changes)


def change_from_json(values: Mapping[str, Any]) -> Change:
    """A change, after JSON; its values are validated.

    Raises:
        InputError: A hyperparameter is unknown, or a value isn't allowed.
    """
    new = {name: knob_named(name).validate(value) for name, value in values["new"].items()}
    return Change(env_step=values["env_step"], new=new)


def event_to_json(event: StudyEvent) -> dict[str, Any]:
    """An event as plain values."""
    match event:
        case ProgramCompiled(name=name, seconds=seconds):
            return {"compiled": {"name": name, "seconds": seconds}}
        case SeedEvaluated(name=name, seed=seed, env_step=env_step, evaluation=evaluation):
            returns = evaluation.returns.tolist()
            return {"evaluated": {"name": name, "seed": seed, "env_step": env_step, "returns": returns}}
        case SeedDone(name=name, result=result):
            return {"done": {"name": name, "result": dataclasses.asdict(result)}}
        case RunMissing(name=name, seed=seed, reason=reason):
            return {"run_missing": {"name": name, "seed": seed, "reason": str(reason)}}


def event_from_json(values: Mapping[str, Any], environment: str) -> StudyEvent | None:
    """The inverse of `event_to_json`; None where the message is no event."""
    if said := values.get("compiled"):
        return ProgramCompiled(name=said["name"], seconds=said["seconds"])
    if said := values.get("evaluated"):
        evaluation = Evaluation.of(environment, np.array(said["returns"], np.float64))
        return SeedEvaluated(name=said["name"], seed=said["seed"], env_step=said["env_step"], evaluation=evaluation)
    if said := values.get("done"):
        return SeedDone(name=said["name"], result=result_from_json(said["result"]))
    if said := values.get("run_missing"):
        return RunMissing(name=said["name"], seed=said["seed"], reason=said["reason"])
    return None


def result_from_json(values: Mapping[str, Any]) -> SeedResult:
    """The inverse of `dataclasses.asdict` of a result, after JSON."""
    return SeedResult(**{**values, "means": tuple(values["means"])})
