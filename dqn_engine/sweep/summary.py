"""What a sweep comes to, as plain values for JSON and tables."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from dqn_engine.study.plan import PresetResult, SeedResult
from dqn_engine.study.summary import SEED_FIELDS, preset_summary, seed_fields
from dqn_engine.sweep.course import Course, State, Trial
from dqn_engine.sweep.definition import definition_to_json, plain_settings, trial_name
from dqn_engine.sweep.edits import prune_for

TUNING, REPORT = "tuning", "report"
"""What seeds are for: to choose settings by, and to say how good the chosen ones are."""

_TIMES = "wall_seconds"
"""Left out of the tables, which so are the same wherever and however often a sweep was interrupted."""


def sweep_summary(course: Course, *, on: str, out: str) -> dict[str, Any]:
    """The result of `dqn-engine sweep --json`."""
    definition, best = course.definition, course.best
    said = definition_to_json(definition)
    return {
        "trials": [trial_fields(trial) for trial in course.trials()],
        "best": None if best is None else {**trial_fields(best, seeds=False), "chosen_by": TUNING},
        "report": report_fields(course),
        "sampler": said["sampler"],
        "on": on,
        "out": out,
        "environment": definition.base.environment,
        "preset": definition.preset,
        "space": said["space"],
        "steps": definition.steps,
        "score": said["score"],
        "tuning_seeds": said["seeds"],
        "report_seeds": said["report_seeds"],
        "seed": definition.sampler_seed,
        "ahead": definition.ahead,
        "prune": prune_for(definition, course.edits, len(course.settings)),
        "threshold": _threshold(course),
        "edits": [
            {"edit": made.edit.to_json(), "from_trial": made.from_trial, "unix_seconds": made.unix_seconds}
            for made in course.edits
        ],
        "trials_in_all": course.total,
        "paused": course.paused,
        "complete": course.finished,
    }


def trial_fields(trial: Trial, *, seeds: bool = True) -> dict[str, Any]:
    """A trial; the figures of its seeds are those of a study."""
    return {
        "trial": trial.number,
        "settings": plain_settings(trial.settings),
        **({"seeds": [seed_fields(result) for result in trial.seeds]} if seeds else {}),
        "score": trial.score,
        "interval": None if trial.interval is None else list(trial.interval),
        "state": str(trial.state),
    }


def report_fields(course: Course) -> dict[str, Any] | None:
    """What the best settings come to on the report's seeds, which nothing was chosen by; None before they are done."""
    best, results = course.best, course.report
    if best is None or not results:
        return None
    config = course.definition.config(best.settings)
    figures = preset_summary(
        PresetResult(name=trial_name(best.number), config=config, compile_seconds=math.nan, seeds=results),
        math.nan if (threshold := _threshold(course)) is None else threshold,
    )
    del figures["compile_seconds"]
    return {"trial": best.number, "settings": plain_settings(best.settings), **figures}


def trial_rows(course: Course) -> Iterable[Sequence[object]]:
    """The table of trials, its columns first. A setting without an effect beside the others is empty."""
    names = [dimension.name for dimension in course.definition.space]
    yield ("trial", "state", "score", "low", "high", "seeds", *names)
    for trial in course.trials():
        low, high = trial.interval or (None, None)
        settings = [_cell(plain_settings(trial.settings).get(name)) for name in names]
        yield (trial.number, str(trial.state), trial.score, low, high, len(trial.seeds), *settings)


def seed_rows(course: Course) -> Iterable[Sequence[object]]:
    """The table of the seeds that count, its columns first."""
    columns = [name for name in SEED_FIELDS if name != _TIMES]
    yield ("trial", "seeds_for", *columns)
    for trial in course.trials():
        for result in trial.seeds if trial.state in (State.COMPLETE, State.PRUNED) else ():
            yield _seed_row(trial.number, TUNING, result, columns)
    if course.best is not None:
        for result in course.report:
            yield _seed_row(course.best.number, REPORT, result, columns)


def _seed_row(number: int, seeds_for: str, result: SeedResult, columns: Sequence[str]) -> Sequence[object]:
    fields = seed_fields(result)
    return (number, seeds_for, *(fields[name] for name in columns))


def _cell(value: object) -> object:
    """A setting as `--set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else value


def _threshold(course: Course) -> float | None:
    job = course.definition.job(0, course.settings[0], 0) if course.settings else None
    return None if job is None or math.isnan(job.threshold) else job.threshold
