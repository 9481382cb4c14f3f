"""A policy on disk: a weights file, a checkpoint or a run's folder, with the configuration that says what it is of."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run.places import BEST_WEIGHTS, CHECKPOINTS, CONFIG, LAST_WEIGHTS
from dqn_engine.storage.run.saved_run import config_in, refuse_links
from dqn_engine.storage.weights.checkpoint_weights import is_checkpoint
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata
from dqn_engine.system.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPolicy:
    """Weights with what they are of. `path` is the file they were read from."""

    path: Path
    config: RunConfig
    spec: NetworkSpec
    weights: Mapping[str, np.ndarray]


def read_policy(path: str | os.PathLike[str]) -> SavedPolicy:
    """Reads a weights file, a checkpoint, or of a run's folder the best weights, else the last, else a checkpoint's.

    Raises:
        InputError: There are none, they can't be used, or nothing says which network they are of.
    """
    try:
        file = _weights_path(Path(path))
    except OSError as error:
        raise InputError(f"{os.fspath(path)!r} can't be read: {error.strerror or error}.") from error
    config = read_weights_metadata(file).config or _config_beside(file)
    spec = network_of(config, environment_info(config.environment))
    return SavedPolicy(path=file, config=config, spec=spec, weights=load_weights(file, spec))


def _weights_path(path: Path) -> Path:
    if not os.path.exists(path):
        raise InputError(f"There is no file or folder {str(path)!r}; give a weights file or the folder of a run.")
    if not path.is_dir() or is_checkpoint(path):
        return path
    refuse_links(path)
    for name in (BEST_WEIGHTS, LAST_WEIGHTS):
        if (path / name).is_file():
            return path / name
    checkpoints = CheckpointStore(path / CHECKPOINTS)
    if checkpoints.generations():
        return checkpoints.newest_whole().checkpoint
    raise InputError(
        f"The folder {str(path)!r} holds neither {BEST_WEIGHTS} nor {LAST_WEIGHTS}; choose a run's folder."
    )


def _config_beside(path: Path) -> RunConfig:
    """The configuration of the run whose folder the file is in, for weights that another program wrote."""
    config = config_in(path.parent)
    if config is None:
        raise InputError(
            f"The weights file {path.name!r} doesn't say which network and environment it is of, and there is no "
            f"{CONFIG} beside it; put the run's {CONFIG} there."
        )
    return config
