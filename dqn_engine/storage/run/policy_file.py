"""A policy on disk: a weights file, a checkpoint or a run's folder, with the configuration that says what it is of."""

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import RunConfig, run_config, run_config_from_json
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run.places import BEST_WEIGHTS, CHECKPOINTS, CONFIG, LAST_WEIGHTS
from dqn_engine.storage.run.saved_run import config_in, refuse_links
from dqn_engine.storage.run.statement import Statement
from dqn_engine.storage.weights.checkpoint_weights import is_checkpoint
from dqn_engine.storage.weights.foreign_network import ACTIVATIONS, ForeignNetwork
from dqn_engine.storage.weights.weights_file import foreign_network, load_weights, read_weights_metadata
from dqn_engine.system.errors import InputError, UnsaidError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs

config_to_play = functools.partial(run_config_from_json, to_train=False)
"""Reads the configuration of weights, which need nothing that compiled their environment."""

_ASKED = {
    "observation_scaling": Sentence("how observations were scaled for its network"),
    "activation": Sentence("what its hidden units do"),
}
_SAID_AS = {"observation_scaling": ("none", "bounds", "auto"), "activation": ACTIVATIONS}
"""What can be said of each: `running` has statistics that only this program saves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPolicy:
    """Weights with what they are of. `path` is the file they were read from.

    `from_beside` is a sentence where their file says nothing of them, and the configuration beside it was believed.
    """

    path: Path
    config: RunConfig
    spec: NetworkSpec
    weights: Mapping[str, np.ndarray]
    from_beside: str = ""


def read_policy(path: str | os.PathLike[str], statement: Statement | None = None) -> SavedPolicy:
    """Reads a weights file, a checkpoint, or of a run's folder the best weights, else the last, else a checkpoint's.

    Args:
        path: Where they are.
        statement: What the user says of a file that another program wrote; not for others.

    Raises:
        InputError: There are none, they can't be used, or nothing says which network they are of.
    """
    try:
        file = _weights_path(Path(path))
    except OSError as error:
        raise InputError(
            "{path!r} can't be read: {strerror}.", path=os.fspath(path), strerror=error.strerror or error
        ) from error
    metadata = read_weights_metadata(file, config_to_play)
    if statement is not None and not metadata.foreign:
        raise InputError(
            "{path!r} says itself which environment and network its weights are of; leave out --env and --set.",
            path=os.fspath(path),
        )
    config, from_beside = metadata.config, ""
    if config is None and statement is not None:
        config = stated_config(file, statement)
    elif config is None:
        config = _config_beside(file)
        said = ", ".join(f"{name}={config.knobs[name]}" for name in ("observation_scaling", "activation"))
        from_beside = Sentence(
            "{file_name!r} doesn't say what it is of; {config} beside it is believed: {said}.",
            file_name=file.name,
            config=CONFIG,
            said=said,
        )
    spec = network_of(config, environment_info(config.environment))
    weights = load_weights(file, spec)
    return SavedPolicy(path=file, config=config, spec=spec, weights=weights, from_beside=from_beside)


def stated_config(path: str | os.PathLike[str], statement: Statement, otherwise: Knobs | None = None) -> RunConfig:
    """The configuration of the network in a file that another program wrote, of which the user says the rest.

    Args:
        path: The file.
        statement: What the user says.
        otherwise: Hyperparameters that neither the file nor the statement says anything of; None: the defaults.

    Raises:
        InputError: The file can't be used, something that decides what its weights mean isn't said, or what is said
            isn't allowed or contradicts the file.
    """
    known = _known(path, foreign_network(path), statement.knobs)
    return run_config(environment=statement.environment, changes={**(otherwise or {}), **known, **statement.knobs})


def known_or_unsaid(path: str | os.PathLike[str], said: Knobs) -> Knobs:
    """The hyperparameters of its network that another program's file says itself, besides what the user has `said`.

    Raises:
        UnsaidError: Neither says something that decides what the weights mean.
        InputError: They contradict each other.
    """
    try:
        network = foreign_network(path)
    except InputError:  # Its shapes will show whether it fits; what they don't show is asked for.
        network = ForeignNetwork(observation_size=0, hidden_sizes=(), dueling=False, activation=None)
    known = _known(path, network, said)
    return {name: known[name] for name in ("activation",) if name in known}


def _known(path: str | os.PathLike[str], network: ForeignNetwork, said: Knobs) -> Knobs:
    name, unsaid = Path(path).name, [knob for knob in network.unsaid if knob not in said]
    if unsaid:
        asked = " ".join(f"--set {knob}={'|'.join(_SAID_AS[knob])}" for knob in unsaid)
        what = [_ASKED[knob] for knob in unsaid]
        raise UnsaidError(
            "The weights file {name!r} is another program's and doesn't say "
            "{what}, which changes what its numbers mean; nothing "
            "was changed. Say it: {asked}.",
            name=name,
            what=what[0] if len(what) == 1 else Sentence("{one} or {other}", one=what[0], other=what[1]),
            asked=asked,
            unsaid=network.unsaid,
        )
    if network.activation and said.get("activation", network.activation) != network.activation:
        raise InputError(
            "The weights file {name!r} says that its hidden units are {activation}, nothing else.",
            name=name,
            activation=network.activation,
        )
    return network.knobs


def _weights_path(path: Path) -> Path:
    if not os.path.exists(path):
        raise InputError(
            "There is no file or folder {path!r}; give a weights file or the folder of a run.", path=str(path)
        )
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
        "The folder {path!r} holds neither {best_weights} nor {last_weights}; choose a run's folder.",
        path=str(path),
        best_weights=BEST_WEIGHTS,
        last_weights=LAST_WEIGHTS,
    )


def _config_beside(path: Path) -> RunConfig:
    """The configuration of the run whose folder the file is in, for weights that another program wrote."""
    config = config_in(path.parent, config_to_play)
    if config is None:
        raise InputError(
            "The weights file {name!r} doesn't say which network and environment it is of, and there is no "
            "{config} beside it; put the run's {config} there, or of another program's network say --env NAME, "
            "--set observation_scaling=… and --set activation=….",
            name=path.name,
            config=CONFIG,
        )
    return config
