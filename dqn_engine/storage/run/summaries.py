"""What a list of runs shows of each, and which checkpoints a run keeps. Read from small files, without TensorFlow.

Nothing is verified and nothing is changed here: who opens a run learns what is damaged.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dqn_engine.config.run_config import knobs_saved_with
from dqn_engine.messages.reports import KeptCheckpoint
from dqn_engine.storage.checkpoints.checkpoint import MANIFEST, read_manifest
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore, Generation
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.strict_json import LARGEST_BYTES, decode_json
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import is_interrupted, is_locked
from dqn_engine.storage.run.places import CHECKPOINTS, CONFIG, HISTORY
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A run at a glance.

    Attributes:
        knobs: As the run began; empty where they can't be read.
        best_mean: The best evaluation; None where there was none.
        written_unix_s: When its history was last written, by the disk's clock.
        going_on: Some program is writing it.
        interrupted: The program that wrote it died without closing it.
        trouble: A sentence, where the run can't be read; what isn't known is then empty.
    """

    path: Path
    environment: str = ""
    seed: int = 0
    knobs: Knobs = field(default_factory=dict)
    env_steps: int = 0
    best_mean: float | None = None
    written_unix_s: float = 0.0
    going_on: bool = False
    interrupted: bool = False
    trouble: str = ""


def summarise(path: Path) -> RunSummary:
    """Reads what there is to read; never fails."""
    state = {"going_on": is_locked(path), "interrupted": is_interrupted(path), "written_unix_s": _written_s(path)}
    try:
        environment, seed, knobs = _beginning(path)
        with HistoryReader(path / HISTORY) as reader:
            env_steps, best_mean = reader.last_step(), reader.best_mean()
    except InputError as error:
        return RunSummary(path=path, trouble=str(error), **state)
    kept = CheckpointStore(path / CHECKPOINTS).generations()
    env_steps = max([env_steps, *(generation.env_steps for generation in kept)])
    return RunSummary(
        path=path, environment=environment, seed=seed, knobs=knobs, env_steps=env_steps, best_mean=best_mean, **state
    )


def kept_checkpoints(path: Path) -> list[KeptCheckpoint]:
    """The checkpoints in a run's folder, newest first; none where it can't be read."""
    try:
        return list_checkpoints(CheckpointStore(path / CHECKPOINTS), lambda _: _evaluations(path))
    except OSError:
        return []


def list_checkpoints(
    store: CheckpointStore, evaluation_means: Callable[[Collection[int]], Mapping[int, float]]
) -> list[KeptCheckpoint]:
    """The checkpoints of a store, newest first, with the best marked.

    Args:
        store: Where they are.
        evaluation_means: Asked for the means at the steps of checkpoints that don't know their own, if there are any.

    Raises:
        OSError: The folder can't be read.
    """
    found = [_kept(generation) for generation in reversed(store.generations())]
    evaluated = [
        (kept.evaluation_mean, -kept.generation, place)
        for place, kept in enumerate(found)
        if kept.evaluation_mean is not None
    ]
    if evaluated:  # Of equals the oldest, which was saved as the best first.
        place = max(evaluated)[2]
        found[place] = replace(found[place], best=True)
    unknown = {kept.env_steps for kept in found if kept.whole and kept.evaluation_mean is None}
    told = evaluation_means(unknown) if unknown else {}
    return [
        replace(kept, evaluation_mean=told.get(kept.env_steps)) if kept.evaluation_mean is None and kept.whole else kept
        for kept in found
    ]


def _evaluations(path: Path) -> dict[int, float]:
    """The mean of every evaluation by its step; none where the history can't be read."""
    try:
        with HistoryReader(path / HISTORY) as reader:
            return dict(reader.table("evaluations", ("env_step", "mean"), "number"))
    except InputError:
        return {}


def _kept(generation: Generation) -> KeptCheckpoint:
    manifest = generation.path / MANIFEST
    kept = KeptCheckpoint(
        generation=generation.number,
        env_steps=generation.env_steps,
        saved_unix_s=manifest.lstat().st_mtime if manifest.exists() else 0.0,
    )
    try:
        return replace(kept, evaluation_mean=read_manifest(generation.path).evaluation_mean)
    except DamagedError:
        return replace(kept, whole=False)


def _beginning(path: Path) -> tuple[str, int, dict[str, Any]]:
    """Environment, seed and knobs that the run began with. That the environment is installed isn't asked."""
    refusal = f"{str(path)!r} is no folder of a run: its {CONFIG} can't be read."
    try:
        config = decode_json(read_plain_file(path / CONFIG, LARGEST_BYTES))
    except (OSError, ValueError) as error:
        raise InputError(refusal) from error
    if not isinstance(config, dict):
        raise InputError(refusal)
    environment, seed, knobs = (config.get(key) for key in ("environment", "seed", "knobs"))
    if not isinstance(environment, str) or not isinstance(seed, int) or not isinstance(knobs, dict):
        raise InputError(refusal)
    return environment, seed, knobs_saved_with(config, knobs)


def _written_s(path: Path) -> float:
    written = []
    for name in (HISTORY, f"{HISTORY}-wal"):
        try:
            written.append((path / name).lstat().st_mtime)
        except OSError:
            continue
    return max(written, default=0.0)
