"""Reads the folder of a study, also one that came from elsewhere, as strictly as a resumed study reads its own."""

from pathlib import Path

from dqn_engine.config.run_config import run_config_from_json
from dqn_engine.study.plan import SeedResult, StudyPlan, Task
from dqn_engine.study.saved_study import read_study as read_saved_study
from dqn_engine.study.tables import EVALUATIONS, SEEDS, finished_seeds, read_table
from dqn_engine.system.errors import InputError


def read_study(folder: Path) -> tuple[StudyPlan, dict[Task, SeedResult]]:
    """What a study is to do, and what came of the seeds that are finished.

    Raises:
        InputError: There is none, it can't be read, or it holds what no study does.
    """
    saved = read_saved_study(folder)
    plan = StudyPlan(
        configs={name: run_config_from_json(config.to_json()) for name, config in saved.configs.items()},
        seeds=saved.seeds,
        steps=saved.steps,
    )
    if any(
        config.environment != plan.environment or not config.knobs["evaluate_every"] for config in plan.configs.values()
    ):
        raise InputError("The study {path!r} can't be used: its presets aren't comparable.", path=str(folder))
    tables = [read_table(folder / name) if (folder / name).exists() else [] for name in (EVALUATIONS, SEEDS)]
    return plan, finished_seeds(plan, *tables)
