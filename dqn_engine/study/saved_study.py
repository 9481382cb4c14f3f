"""Reads the folder of a study, also one in progress, and one that came from elsewhere. Nothing is changed."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dqn_engine.config.run_config import LARGEST_SEED, RunConfig, described_config
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.run.places import STUDY_PLAN
from dqn_engine.study.plan import Task
from dqn_engine.study.seeds import MOST_SEEDS
from dqn_engine.study.tables import EVALUATIONS, SEEDS, read_table
from dqn_engine.system.errors import InputError
from dqn_engine.system.figures import is_figure
from dqn_engine.system.sentences import Sentence

PLAN = STUDY_PLAN
MOST_CONFIGURATIONS = 64
_LARGEST_TABLE_BYTES = 64_000_000
_LARGEST_STEPS = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedStudy:
    """What a study's folder holds.

    Attributes:
        configs: A configuration per name, the studied one first. Whether their environment is registered here wasn't
            asked.
        seeds: Each is to be run with every configuration.
        steps: Environment steps per seed.
        means: Of each seed that was evaluated, the mean return by environment step, in order.
        seconds: Of each finished seed, how long it took.
    """

    configs: Mapping[str, RunConfig]
    seeds: tuple[int, ...]
    steps: int
    means: Mapping[Task, Mapping[int, float]]
    seconds: Mapping[Task, float]


def holds_study(folder: Path) -> bool:
    """Whether a folder looks like a study's."""
    with contextlib.suppress(OSError, ValueError):
        return (folder / PLAN).is_file() and not (folder / PLAN).is_symlink()
    return False


def read_study(folder: Path) -> SavedStudy:
    """Reads the study in a folder.

    Raises:
        InputError: There is none, it can't be read, or it holds what no study does.
    """
    configs, seeds, steps = _plan(folder)
    means: dict[Task, dict[int, float]] = {}
    for preset, seed, env_step, mean, *others in _rows(folder, EVALUATIONS):
        if preset not in configs or seed not in seeds or not 0 < env_step <= steps:
            raise _unusable(folder, Sentence("an evaluation in it is of no seed that it was to train"))
        if not all(map(is_figure, (mean, *others))):
            raise _unusable(folder, Sentence("an evaluation in it has returns that none can have"))
        means.setdefault((preset, seed), {})[env_step] = float(mean)
    seconds: dict[Task, float] = {}
    for row in _rows(folder, SEEDS):
        preset, seed, wall_seconds = row[0], row[1], row[-1]
        if (preset, seed) not in means:
            raise _unusable(folder, Sentence("a seed in it has no evaluations"))
        if not is_figure(wall_seconds) or wall_seconds < 0:
            raise _unusable(folder, Sentence("a seed in it took no time that there is"))
        seconds[preset, seed] = float(wall_seconds)
    ordered = {task: dict(sorted(of_seed.items())) for task, of_seed in means.items()}
    return SavedStudy(configs=configs, seeds=seeds, steps=steps, means=ordered, seconds=seconds)


def _plan(folder: Path) -> tuple[dict[str, RunConfig], tuple[int, ...], int]:
    try:
        found = decode_json(read_plain_file(folder / PLAN, 4_000_000), 4_000_000)
    except (OSError, ValueError) as error:
        raise _unusable(folder, Sentence("its plan can't be read")) from error
    if not isinstance(found, dict) or set(cast("dict[str, object]", found)) != {"configs", "seeds", "steps"}:
        raise _unusable(folder, Sentence("its plan holds other things than a study's"))
    said = cast("Mapping[str, Any]", found)
    configs, seeds, steps = said["configs"], said["seeds"], said["steps"]
    if not isinstance(configs, dict) or not 1 <= len(configs) <= MOST_CONFIGURATIONS:
        raise _unusable(folder, Sentence("its plan has no configurations, or too many"))
    whole = isinstance(seeds, list) and 1 <= len(seeds) <= MOST_SEEDS and len(set(map(str, seeds))) == len(seeds)
    if not whole or not all(type(seed) is int and 0 <= seed <= LARGEST_SEED for seed in seeds):
        raise _unusable(folder, Sentence("the seeds of its plan are none"))
    if type(steps) is not int or not 1 <= steps <= _LARGEST_STEPS:
        raise _unusable(folder, Sentence("the steps of its plan are none"))
    try:
        described = {name: described_config(config) for name, config in configs.items()}
    except InputError as error:
        raise InputError("The study {path!r} can't be used: {reason}", path=str(folder), reason=error) from error
    return described, tuple(seeds), steps


def _rows(folder: Path, name: str) -> list[tuple[Any, ...]]:
    """The whole rows of one of its tables; none where it isn't there yet."""
    path = folder / name
    if not path.is_symlink() and not path.exists():
        return []
    try:
        read_plain_file(path, _LARGEST_TABLE_BYTES)
    except (OSError, ValueError) as error:
        raise _unusable(folder, Sentence("{name} can't be read", name=name)) from error
    return read_table(path)


def _unusable(folder: Path, why: str) -> InputError:
    return InputError("The study {path!r} can't be used: {why}.", path=str(folder), why=why)
