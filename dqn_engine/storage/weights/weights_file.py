"""Weights files: what a network has learned, on disk, as `.weights.h5` (Keras), `.npz` (NumPy) or `.safetensors`.

Of a `.keras` file, and of a checkpoint's folder, the weights are read and nothing else; they are not written here.

A file is read whole or not at all. Names, shapes and types are compared with the network before any number is read,
then every number must be finite, and where this program wrote the file its fingerprint must match. The run's
configuration is saved with them, so that a bare file can be evaluated. No TensorFlow here, and nothing in a file is
ever run.
"""

import io
import math
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from dqn_engine.config.run_config import RunConfig, run_config_from_json
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.networks.spec import STATISTICS_LAYER, NetworkSpec
from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.weights.checkpoint_weights import checkpoint_description, checkpoint_weights, is_checkpoint
from dqn_engine.storage.weights.contents import (
    Contents,
    Shapes,
    StoredArray,
    decode_metadata,
    encode_metadata,
    shape_text,
)
from dqn_engine.storage.weights.endings import (
    KERAS,
    KERAS_WEIGHTS,
    NUMPY,
    OLDER_KERAS,
    SAFETENSORS,
    SAVED_SUFFIXES,
    WEIGHTS_SUFFIXES,
)
from dqn_engine.storage.weights.foreign_network import ForeignNetwork, network_in
from dqn_engine.storage.weights.h5 import encode_h5, open_h5
from dqn_engine.storage.weights.keras import open_keras, open_whole_keras
from dqn_engine.storage.weights.npz import encode_npz, open_npz
from dqn_engine.storage.weights.safetensors import encode_safetensors, open_safetensors
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import quoted

_READERS: Mapping[str, Callable[[BinaryIO, Shapes], AbstractContextManager[Contents]]] = {
    KERAS_WEIGHTS: open_h5,
    NUMPY: open_npz,
    SAFETENSORS: open_safetensors,
    KERAS: open_keras,
    OLDER_KERAS: open_h5,
}
_ENCODERS: Mapping[str, Callable[[Mapping[str, np.ndarray], bytes], bytes]] = {
    KERAS_WEIGHTS: encode_h5,
    NUMPY: encode_npz,
    SAFETENSORS: encode_safetensors,
}

LARGEST_FILE_BYTES = 512 * 2**20
_OVERHEAD_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsMetadata:
    """What a file says of itself. `config` and `weights_sha256` are None where another program wrote it."""

    config: RunConfig | None
    weights_sha256: str | None

    @property
    def foreign(self) -> bool:
        """Whether another program wrote the file, or an export that says nothing of this one."""
        return self.weights_sha256 is None


def save_weights(
    path: str | os.PathLike[str], spec: NetworkSpec, weights: Mapping[str, np.ndarray], config: RunConfig | None
) -> None:
    """Writes `weights` (float32, named and shaped as `spec.weight_shapes`) atomically, as the name's ending says.

    Raises:
        InputError: The ending is none of `SAVED_SUFFIXES`, a weight is not finite, or writing fails.
        ValueError: `weights` are not those of `spec`.
    """
    encode = _ENCODERS[_suffix_of(path, SAVED_SUFFIXES)]
    found = {name: np.shape(weight) for name, weight in weights.items()}
    if found != spec.weight_shapes:
        raise ValueError(f"The weights have shapes {found}, but the network has {spec.weight_shapes}.")
    ordered = {name: np.ascontiguousarray(weights[name], "<f4") for name in spec.weight_shapes}
    try:
        _refuse_not_finite(ordered)
    except MisfitError as error:
        raise InputError("The weights were not saved: {error}; such a network can't be used.", error=error) from error
    write_atomically(path, encode(ordered, encode_metadata(weights_sha256(ordered), config)))


def load_weights(path: str | os.PathLike[str], spec: NetworkSpec) -> dict[str, np.ndarray]:
    """Reads every weight of the network `spec`: float32, C order, in the order of `spec.weight_shapes`.

    Raises:
        InputError: There is no such file, or it doesn't fit; the sentence says what was expected and what was found.
    """
    if is_checkpoint(path):
        try:
            return checkpoint_weights(path, spec)
        except MisfitError as error:
            raise _refusal(path, error) from error
    open_contents = _READERS[_suffix_of(path, WEIGHTS_SUFFIXES)]
    needed_bytes = 4 * sum(math.prod(shape) for shape in spec.weight_shapes.values())
    try:
        # Four times, since what Keras saves can hold the optimizer's numbers as well.
        content = _read(path, 4 * needed_bytes + _OVERHEAD_BYTES)
        with open_contents(io.BytesIO(content), spec.weight_shapes) as contents:
            _refuse_other_network(contents, spec)
            weights = {name: contents.arrays[name].read() for name in spec.weight_shapes}
        _refuse_not_finite(weights)
        _refuse_impossible_statistics(weights)
        saved = decode_metadata(contents.metadata) if contents.metadata is not None else None
        if saved is not None and saved.weights_sha256 != weights_sha256(weights):
            raise MisfitError("it is damaged: its weights are not those it was saved with")
    except MisfitError as error:
        raise _refusal(path, error) from error
    return weights


def read_weights_metadata(
    path: str | os.PathLike[str], read_config: Callable[[object], RunConfig] = run_config_from_json
) -> WeightsMetadata:
    """Reads what a weights file says of itself, without its numbers.

    Args:
        path: The file, or a checkpoint's folder.
        read_config: What reads the configuration in it: unless given, one that the environment must be registered for.

    Raises:
        UnknownEnvironmentError: Its environment isn't registered here.
        InputError: There is no such file, it is no weights file, or its configuration isn't allowed here.
    """
    if is_checkpoint(path):
        try:
            config, fingerprint = checkpoint_description(path, read_config)
        except MisfitError as error:
            raise _refusal(path, error) from error
        return WeightsMetadata(config=config, weights_sha256=fingerprint)
    open_contents = _READERS[_suffix_of(path, WEIGHTS_SUFFIXES)]
    try:
        with _opened(path, LARGEST_FILE_BYTES) as file, open_contents(file, {}) as contents:
            pass
        envelope = None if contents.metadata is None else decode_metadata(contents.metadata)
    except MisfitError as error:
        raise _refusal(path, error) from error
    if envelope is None:
        return WeightsMetadata(config=None, weights_sha256=None)
    try:
        config = None if envelope.config is None else read_config(envelope.config)
    except InputError as error:
        sentence = Sentence(
            "The configuration in the weights file {path} can't be used: {error}", path=_name(path), error=error
        )
        if isinstance(error, UnknownEnvironmentError):
            raise UnknownEnvironmentError(sentence, module=error.module) from error
        raise InputError(sentence) from error
    return WeightsMetadata(config=config, weights_sha256=envelope.weights_sha256)


def foreign_network(path: str | os.PathLike[str]) -> ForeignNetwork:
    """What a file that another program wrote says of its network, without its numbers.

    Raises:
        InputError: There is no such file, it is no weights file, or its network is none that can be played here.
    """
    suffix = _suffix_of(path, WEIGHTS_SUFFIXES)
    open_contents = open_whole_keras if suffix == KERAS else _READERS[suffix]
    try:
        with _opened(path, LARGEST_FILE_BYTES) as file, open_contents(file, {}) as contents:
            return network_in(contents)
    except MisfitError as error:
        raise _refusal(path, error) from error


def _suffix_of(path: str | os.PathLike[str], suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if os.fspath(path).endswith(suffix):
            return suffix
    *others, last = suffixes
    raise InputError(
        "A weights file's name must end in {others} or {last} here, but this one is {path}.",
        others=", ".join(others),
        last=last,
        path=_name(path),
    )


def _read(path: str | os.PathLike[str], most_bytes: int) -> bytes:
    """The file's bytes, at once, so that the file can't be changed between our checking and our reading."""
    with _opened(path, most_bytes) as file:
        return file.read(most_bytes + 1)


@contextmanager
def _opened(path: str | os.PathLike[str], most_bytes: int) -> Iterator[BinaryIO]:
    """The file, which is a plain one, not empty and not too large; of it nothing is read yet."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise InputError("{path} is a folder; choose a weights file in it.", path=_name(path))
        if not stat.S_ISREG(status.st_mode):
            raise InputError("{path} is not a plain file; choose a weights file.", path=_name(path))
        if status.st_size > most_bytes:
            raise MisfitError(
                "it has {st_size:,} bytes, but such a network's file has at most {most_bytes:,}",
                st_size=status.st_size,
                most_bytes=most_bytes,
            )
        if not status.st_size:
            raise MisfitError("it is empty")
        with open(path, "rb", opener=_open_at_once) as file:
            yield file
    except FileNotFoundError as error:
        raise InputError("There is no weights file {path}; check the path.", path=_name(path)) from error
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError("The weights file {path} can't be read: {reason}.", path=_name(path), reason=reason) from error


def _open_at_once(path: str, flags: int) -> int:
    """Opens a file; one that has meanwhile become a pipe doesn't keep us waiting."""
    return os.open(path, flags | os.O_NONBLOCK)


def _refuse_other_network(contents: Contents, spec: NetworkSpec) -> None:
    expected, found = spec.weight_shapes, contents.arrays
    if len(_layers(expected)) != len(_layers(found)):
        raise MisfitError(
            "it holds {network_text}, but this network has {expected}",
            network_text=_network_text({name: array.shape for name, array in found.items()}),
            expected=_network_text(expected),
        )
    missing = [name for name in expected if name not in found]
    surplus = [name for name in found if name not in expected]
    if missing and surplus:
        raise MisfitError(
            "it holds {surplus} where {missing} is expected", surplus=_listed(surplus), missing=_listed(missing)
        )
    if missing:
        raise MisfitError("it lacks {missing}", missing=_listed(missing))
    if surplus:
        raise MisfitError("it holds {surplus}, which this network doesn't have", surplus=_listed(surplus))
    for name, shape in expected.items():
        array: StoredArray = found[name]
        if array.shape != shape:
            raise MisfitError(
                "{name} has shape {shape} in the file but {shape_2} here",
                name=name,
                shape=shape_text(array.shape),
                shape_2=shape_text(shape),
            )
        if array.dtype != "float32":
            raise MisfitError(
                "{name} is of type {dtype} in the file but float32 here", name=name, dtype=array.dtype[:40]
            )


def _layers(names: Iterable[str]) -> list[str]:
    """`hidden_1`, `hidden_2`, … of `hidden_1/kernel`, `hidden_1/bias`, …; the layers that are trained."""
    return [layer for layer in dict.fromkeys(name.rpartition("/")[0] for name in names) if layer != STATISTICS_LAYER]


def _network_text(shapes: Mapping[str, tuple[int, ...]]) -> str:
    kernels = [shape_text(shape) for name, shape in shapes.items() if name.endswith("/kernel")][:10]
    count = len(_layers(shapes))
    return f"{count} layer{'' if count == 1 else 's'}" + (f" ({', '.join(kernels)})" if kernels else "")


def _refuse_not_finite(weights: Mapping[str, np.ndarray]) -> None:
    for name, weight in weights.items():
        bad = int(weight.size - np.isfinite(weight).sum())
        if bad:
            raise MisfitError(
                "{name} holds {bad} of {size} numbers that are not finite (NaN or infinite)",
                name=name,
                bad=bad,
                size=weight.size,
            )


def _refuse_impossible_statistics(weights: Mapping[str, np.ndarray]) -> None:
    for variable, lowest in (("deviation", np.finfo(np.float32).tiny), ("count", 0.0)):
        name = f"{STATISTICS_LAYER}/{variable}"
        if name in weights and weights[name].min() < lowest:
            raise MisfitError("{name} holds {min:g}, but can't be so small", name=name, min=weights[name].min())


def _listed(names: list[str]) -> str:
    first_names = [quoted(name) for name in names[:4]]
    return ", ".join(first_names) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _refusal(path: str | os.PathLike[str], error: MisfitError) -> InputError:
    return InputError(
        "The weights file {path} can't be used: {error}; nothing was changed.", path=_name(path), error=error
    )


def _name(path: str | os.PathLike[str]) -> str:
    return repr(Path(path).name or os.fspath(path))
