"""The tables that a study grows by, and what a resumed study takes from them."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dqn_engine.storage.files.csv_text import csv_text, text_in
from dqn_engine.storage.files.plain_json import json_file
from dqn_engine.study.plan import SeedResult, StudyPlan, Task, seed_result
from dqn_engine.study.summary import SEED_FIELDS
from dqn_engine.study.wire import plan_to_json
from dqn_engine.system.errors import InputError

EVALUATIONS, SEEDS = "evaluations.csv", "seeds.csv"
STUDY_TABLES: Mapping[str, tuple[str, ...]] = {
    EVALUATIONS: ("preset", "seed", "env_step", "mean", "std", "minimum", "maximum", "episodes"),
    SEEDS: ("preset", *SEED_FIELDS),
}
_TYPES: Mapping[str, Callable[[str], Any]] = {
    "preset": text_in,
    **dict.fromkeys(("seed", "env_step", "episodes"), int),
    **dict.fromkeys(("first_step_at_threshold", "retained_mean", "retained_share", "retained_least"), str),
}
"""Of columns that aren't float. Those that may be empty are worked out again, not read."""


def refuse_another_study(path: Path, plan: StudyPlan) -> None:
    """Checks that the plan in a file is of the same settings; it may have other seeds.

    Raises:
        InputError: It isn't, or can't be read.
    """
    try:
        saved = json.loads(path.read_bytes())
        same = {"configs": _without_seeds(saved["configs"]), "steps": saved["steps"]} == _settings(plan)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError) as error:
        raise InputError("The study's plan {path!r} can't be read; choose another folder.", path=str(path)) from error
    if not same:
        raise InputError(
            "The folder {path!r} holds a study of other settings, steps or evaluations; repeat the command that "
            "began it, or choose another folder.",
            path=str(path.parent),
        )


def _without_seeds(configs: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    return {name: {**config, "seed": None} for name, config in configs.items()}


def _settings(plan: StudyPlan) -> dict[str, object]:
    """What must be the same where a study is resumed, as its file says it."""
    said = json.loads(json_file(plan_to_json(plan)))
    return {"configs": _without_seeds(said["configs"]), "steps": said["steps"]}


def finished_seeds(
    plan: StudyPlan, evaluations: Iterable[Sequence[Any]], seeds: Iterable[Sequence[Any]]
) -> dict[Task, SeedResult]:
    """The seeds of which every evaluation and the end are in the tables' rows; others begin again.

    Raises:
        InputError: One of them isn't in the plan.
    """
    means: dict[Task, dict[int, float]] = {}
    for preset, seed, env_step, mean, *_ in evaluations:
        means.setdefault((preset, seed), {})[env_step] = mean
    finished: dict[Task, SeedResult] = {}
    for preset, *values in seeds:
        said = dict(zip(SEED_FIELDS, values, strict=True))
        task = (preset, said["seed"])
        if task not in plan.tasks:
            raise InputError(
                "The study holds seed {seed} of {preset}, which --seeds leaves out; name it as well.",
                seed=task[1],
                preset=preset,
            )
        of_seed = means.get(task, {})
        if tuple(sorted(of_seed)) == plan.evaluation_steps:
            in_order = [of_seed[step] for step in plan.evaluation_steps]
            if (said["final_mean"], said["best_mean"]) != (in_order[-1], max(in_order)):
                raise InputError(
                    "The study's tables say different things of seed {seed} of {preset}; choose another folder.",
                    seed=task[1],
                    preset=preset,
                )
            finished[task] = seed_result(plan.job(task), in_order, said["best_again_mean"], said["wall_seconds"])
    return finished


def read_table(path: Path) -> list[tuple[Any, ...]]:
    """The whole rows of one of `STUDY_TABLES`; a crash may have cut off the last.

    Raises:
        InputError: It isn't such a table.
    """
    columns = STUDY_TABLES[path.name]
    try:
        text = path.read_text(encoding="utf-8")
        header, *rows = csv.reader(io.StringIO(text[: text.rfind("\n") + 1], newline=""))
        if tuple(header) != columns:
            raise ValueError
        return [tuple(_TYPES.get(name, float)(cell) for name, cell in zip(columns, row, strict=True)) for row in rows]
    except (ValueError, OSError, csv.Error) as error:
        raise InputError(
            "{path!r} isn't a table of a study that can be resumed; choose another folder.", path=str(path)
        ) from error


def table_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows of a table as they stand in its file; floats as Python writes them, which read back to the bit."""
    return csv_text(rows, number=str)
