"""The weights in a checkpoint: those that play, averaged or tried, out of all that a run continues from."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig, run_config_from_json
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.storage.checkpoints.checkpoint import read_manifest, read_tensors_of
from dqn_engine.storage.checkpoints.manifest import Manifest
from dqn_engine.storage.checkpoints.manifest_name import MANIFEST
from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.weights.contents import shape_text
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.tensorflow_setup import import_tensorflow
from dqn_engine.system.text import quoted

_PART = "learner"
_STATISTICS = "learner.statistics"


def is_checkpoint(path: str | os.PathLike[str]) -> bool:
    """Whether `path` is a checkpoint's folder, by what is in it."""
    try:
        return (Path(path) / MANIFEST).is_file()
    except (OSError, ValueError):  # What is wrong with such a path, who opens it says.
        return False


def checkpoint_description(
    path: str | os.PathLike[str], read_config: Callable[[object], RunConfig] = run_config_from_json
) -> tuple[RunConfig, str]:
    """The configuration, as `read_config` reads it, with the values it had then; the fingerprint of the weights.

    Raises:
        MisfitError: It is damaged.
        InputError: Its configuration isn't allowed here.
    """
    manifest = _manifest(path)
    return replace(read_config(manifest.config), knobs=manifest.knobs_now), manifest.weights_sha256


def checkpoint_weights(path: str | os.PathLike[str], spec: NetworkSpec) -> dict[str, np.ndarray]:
    """Every weight of the network `spec`: float32, named and shaped as `spec.weight_shapes`.

    Raises:
        MisfitError: It is damaged, or of another network; nothing of it is read before that is known.
    """
    import_tensorflow()  # A checkpoint holds weights as the program packs them.
    from dqn_engine.networks import compiled_network
    from dqn_engine.training.earlier_states import AVERAGED, weights_that_play

    manifest = _manifest(path)
    part = manifest.parts[_PART]
    empty = {name: np.zeros(shape, np.float32) for name, shape in spec.weight_shapes.items()}
    expected = {f"{AVERAGED}.{index}": array.shape for index, array in enumerate(compiled_network.pack(spec, empty))}
    stored = {name: tensor for name, tensor in part.tensors.items() if name.startswith(f"{AVERAGED}.")}
    for name in (*expected, *stored):
        here, there = expected.get(name), stored[name].shape if name in stored else None
        if here != there or stored[name].dtype != "F32":
            shapes = Sentence("{there} in it but {here} here", there=shape_text(there), here=shape_text(here))
            raise MisfitError("it is of another network: {name} has shape {shapes}", name=quoted(name), shapes=shapes)
    if spec.normalised != any(name.startswith(f"{_STATISTICS}.") for name in part.tensors):
        raise MisfitError("its observations were scaled in another way than this network's")
    try:
        arrays = read_tensors_of(Path(path), _PART, part)
    except DamagedError as error:
        raise MisfitError("it is damaged: {error}", error=error) from error
    names = {name: name.replace(AVERAGED, weights_that_play(arrays)) for name in expected}
    if any(name not in arrays or arrays[name].shape != expected[of] for of, name in names.items()):
        raise MisfitError("it is damaged: the weights that play are missing or of another shape")
    weights = compiled_network.unpack(spec, tuple(arrays[name] for name in names.values()))
    if spec.normalised:
        weights = {**_statistics(spec, arrays), **weights}
    weights = {name: np.array(weights[name], np.float32, order="C") for name in spec.weight_shapes}
    if weights_sha256(weights) != manifest.weights_sha256:
        raise MisfitError("it is damaged: its weights are not those it was saved with")
    return weights


def _statistics(spec: NetworkSpec, arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    import tensorflow as tf

    from dqn_engine.networks import observation_statistics

    names = observation_statistics.ObservationStatistics._fields
    found = (tf.constant(arrays[f"{_STATISTICS}.{name}"]) for name in names)
    return observation_statistics.as_weights(spec, observation_statistics.ObservationStatistics(*found))


def _manifest(path: str | os.PathLike[str]) -> Manifest:
    try:
        return read_manifest(Path(path))
    except DamagedError as error:
        raise MisfitError(str(error)) from error
