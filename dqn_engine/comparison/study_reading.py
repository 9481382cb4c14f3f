"""Reads the folder of a study, also one that came from elsewhere, as strictly as a resumed study reads its own."""

import contextlib
from pathlib import Path

from dqn_engine.config.run_config import LARGEST_SEED, MOST_STEPS, run_config_from_json
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.study.plan import SeedResult, StudyPlan, Task
from dqn_engine.study.seeds import MOST_SEEDS
from dqn_engine.study.study_folder import PLAN
from dqn_engine.study.tables import EVALUATIONS, SEEDS, finished_seeds, read_table
from dqn_engine.system.errors import InputError

_LARGEST_BYTES = 4_000_000


def holds_study(folder: Path) -> bool:
    """Whether a folder looks like a study's."""
    with contextlib.suppress(OSError, ValueError):
        return (folder / PLAN).is_file()
    return False


def read_study(folder: Path) -> tuple[StudyPlan, dict[Task, SeedResult]]:
    """What a study is to do, and what came of the seeds that are finished.

    Raises:
        InputError: There is none, it can't be read, or it holds what no study does.
    """
    path = folder / PLAN
    try:
        said = decode_json(read_plain_file(path, _LARGEST_BYTES), _LARGEST_BYTES)
    except FileNotFoundError as error:
        raise InputError("The folder {folder!r} holds no study.", folder=str(folder)) from error
    except (OSError, ValueError) as error:
        raise InputError("The study's plan {path!r} can't be read.", path=str(path)) from error
    if not isinstance(said, dict) or said.keys() != {"configs", "seeds", "steps"}:
        raise _unusable(path)
    configs, seeds, steps = said["configs"], said["seeds"], said["steps"]
    if (
        not (isinstance(configs, dict) and configs and isinstance(seeds, list) and seeds)
        or len(seeds) > 2 * MOST_SEEDS
        or not all(type(seed) is int and 0 <= seed <= LARGEST_SEED for seed in seeds)
        or len(set(seeds)) != len(seeds)
        or not (type(steps) is int and 0 < steps <= MOST_STEPS)
    ):
        raise _unusable(path)
    plan = StudyPlan(
        configs={str(name): run_config_from_json(config) for name, config in configs.items()},
        seeds=tuple(seeds),
        steps=steps,
    )
    if any(
        config.environment != plan.environment or not config.knobs["evaluate_every"] for config in plan.configs.values()
    ):
        raise _unusable(path)
    tables = [read_table(folder / name) if (folder / name).exists() else [] for name in (EVALUATIONS, SEEDS)]
    return plan, finished_seeds(plan, *tables)


def _unusable(path: Path) -> InputError:
    return InputError("{path!r} is no plan of a study.", path=str(path))
