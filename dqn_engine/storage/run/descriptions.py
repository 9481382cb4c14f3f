"""What is in a run's folder, a checkpoint or a weights file, in plain values. Reads it; runs nothing in it."""

import contextlib
import os
from pathlib import Path
from typing import Any

from dqn_engine.config.run_config import RunConfig, compiler_missing, described_config
from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.environments.input_scaling import input_scaling
from dqn_engine.environments.registry import listed_info, refuse_unregistered
from dqn_engine.storage.checkpoints.checkpoint import read_manifest, verify
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore, Generation, refuse_link
from dqn_engine.storage.checkpoints.manifest import Manifest, trouble_with
from dqn_engine.storage.checkpoints.manifest_name import MANIFEST
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.history_reader import DamagedHistoryError, HistoryReader
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.storage.run.places import CHECKPOINTS, HISTORY, is_run_folder
from dqn_engine.storage.run.saved_run import config_in, refuse_links
from dqn_engine.storage.weights.weights_file import read_weights_metadata
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentences

_COUNTED: tuple[str, ...] = ("episodes", "evaluations", "metrics")
_STATISTICS = "learner.statistics."
"""What the names of a program's running statistics begin with."""
_WITH_STATISTICS = "Observations are scaled by running statistics, or by the middle and width of their bounds."
_WITHOUT_STATISTICS = "Observations are divided by fixed sizes, or not at all."

Description = dict[str, Any]
"""Plain values by name, as they are printed."""


def describe(path: Path) -> Description:
    """Describes whatever `path` is, and checks its hashes.

    Raises:
        InputError: It is nothing of this program's, or damaged.
    """
    if not os.path.lexists(path):
        raise InputError(
            "There is no file or folder {path!r}; give a run, a checkpoint or a weights file.", path=str(path)
        )
    try:
        if is_run_folder(path):
            return {**describe_run(path), "damaged_checkpoints": _damaged(path)}
        if path.is_dir() and (path / MANIFEST).is_file():
            return _checkpoint(path)
        if path.is_dir():
            raise InputError(
                "The folder {path!r} holds neither a run nor a checkpoint; choose another.", path=str(path)
            )
    except OSError as error:
        raise InputError(
            "{path!r} can't be read: {strerror}.", path=str(path), strerror=error.strerror or error
        ) from error
    metadata = read_weights_metadata(path, described_config)
    config = metadata.config
    return {
        "kind": "weights",
        "path": str(path),
        "bytes": path.stat().st_size,
        "weights_sha256": metadata.weights_sha256,
        "config": None if config is None else config.to_json(),
        **({} if config is None else _decisions(config)),
        "environment_trouble": None if config is None else environment_trouble(config),
    }


def _damaged(path: Path) -> list[str]:
    """A sentence for each checkpoint of a run that isn't what was saved."""
    sentences: list[str] = []
    for generation in CheckpointStore(path / CHECKPOINTS).generations():
        try:
            refuse_link(generation)
            verify(generation.path)
        except DamagedError as error:
            sentences.append(f"{generation.path.name}: {error}.")
    return sentences


def describe_run(path: Path) -> Description:
    """A run's folder: where it stands, what it holds. Of a history that is lost nothing is known but that.

    Raises:
        InputError: Its history is refused, or a part of it is a link.
    """
    refuse_links(path)
    generations = CheckpointStore(path / CHECKPOINTS).generations()
    history_trouble = None
    try:
        with HistoryReader(path / HISTORY) as reader:
            about = reader.about()
            counts: dict[str, int | None] = {table: reader.count(table) for table in _COUNTED}
            entries, best = len(reader.ledger()), reader.best_mean()
            records = reader.checkpoints()
    except DamagedHistoryError as error:
        about, counts, entries, best, records = {}, dict[str, int | None].fromkeys(_COUNTED), None, None, []
        history_trouble = str(error)
    newest = next((manifest for g in reversed(generations) if (manifest := _manifest_or_none(g))), None)
    return {
        "kind": "run",
        "path": str(path),
        "run": about.get("run", ""),
        "parent": about.get("parent", ""),
        "parent_step": int(about["parent_step"]) if about.get("parent_step", "").isdecimal() else None,
        "being_written": is_locked(path),
        "bytes": _bytes_of(path),
        **counts,
        "ledger_entries": entries,
        "best_evaluation": best,
        "history_trouble": history_trouble,
        "checkpoints_written": len(records),
        "checkpoints": [{"generation": g.number, "env_steps": g.env_steps, "path": str(g.path)} for g in generations],
        **_standing(newest, None if newest else _config_or_none(path)),
    }


def _decisions(config: RunConfig, manifest: Manifest | None = None) -> Description:
    """What hyperparameters that are auto came to in a run of `config`; no environment is made for it."""
    choice = config.knobs["observation_scaling"]
    # The user's own under an id that is listed is another.
    info = None if config.environment_module else listed_info(config.environment)
    scaling = None
    if info is not None:
        scaling = f"{choice}: {input_scaling(choice, info, earlier=config.earlier_scaling).sentence}"
    elif manifest is not None:
        tensors = (name for part in manifest.parts.values() for name in part.tensors)
        kept = any(name.startswith(_STATISTICS) for name in tensors)
        scaling = f"{choice}: {_WITH_STATISTICS if kept else _WITHOUT_STATISTICS}"
    between = None if config.value_range is None else list(config.value_range)
    return {"observation_scaling": scaling, "value_range": between}


def environment_trouble(config: RunConfig) -> str | None:
    """The reason why the environment can't be made here, or trained on as it was; None where both can be."""
    troubles = []
    try:
        refuse_unregistered(config.environment, config.environment_module)
    except InputError as error:
        troubles.append(str(error))
    if config.compiled_by and not is_compiled(config.environment):
        troubles.append(compiler_missing(config))
    return Sentences(*troubles) if troubles else None


def _bytes_of(folder: Path, depth: int = 2) -> int:
    """What the files of a run take, as deep as ours are. It may be running, so any of them may vanish meanwhile."""
    total = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.is_file(follow_symlinks=False):
                    total += entry.stat(follow_symlinks=False).st_size
                elif depth and entry.is_dir(follow_symlinks=False):
                    total += _bytes_of(Path(entry.path), depth - 1)
    return total


def _checkpoint(path: Path) -> Description:
    try:
        manifest = verify(path)
    except DamagedError as error:
        raise InputError(trouble_with(str(path), error)) from error
    return {
        "kind": "checkpoint",
        "path": str(path),
        "schema": manifest.schema,
        "generation": manifest.generation,
        "versions": manifest.versions,
        "bytes": manifest.bytes,
        "ledger_entries": manifest.ledger_entries,
        "evaluation_mean": manifest.evaluation_mean,
        **_standing(manifest),
        "knobs": manifest.knobs,
        "parts": {
            name: {
                "bytes": part.bytes,
                "sha256": part.sha256,
                "tensors": {key: {"dtype": t.dtype, "shape": list(t.shape)} for key, t in part.tensors.items()},
            }
            for name, part in manifest.parts.items()
        },
    }


def _standing(manifest: Manifest | None, config: RunConfig | None = None) -> Description:
    """Where a run stands by a checkpoint; by its configuration alone where there is none."""
    if manifest is not None:
        config = described_config(manifest.config)
    if config is None:
        unknown = (
            "environment", "environment_module", "compiled_by", "environment_trouble", "seed", "observation_scaling",
            "value_range", "weights_sha256",
        )  # fmt: skip
        return {"env_steps": 0, "updates": 0, **dict.fromkeys(unknown)}
    return {
        "environment": config.environment,
        "environment_module": config.environment_module or None,
        "compiled_by": config.compiled_by or None,
        "environment_trouble": environment_trouble(config),
        "seed": config.seed,
        **_decisions(config, manifest),
        "env_steps": manifest.env_steps if manifest else 0,
        "updates": manifest.updates if manifest else 0,
        "weights_sha256": manifest.weights_sha256 if manifest else None,
    }


def _config_or_none(path: Path) -> RunConfig | None:
    """What the folder's configuration says; None where there is none, or it can't be read."""
    with contextlib.suppress(OSError, ValueError):
        return config_in(path, described_config)
    return None


def _manifest_or_none(generation: Generation) -> Manifest | None:
    try:
        refuse_link(generation)
        return read_manifest(generation.path)
    except DamagedError:
        return None
