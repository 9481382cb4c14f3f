"""The `.weights.h5` format, in the layout that Keras 3 gives a model with the layers of a `NetworkSpec`.

`layers/dense/vars/0` and `1` are the first dense layer's kernel and bias, `layers/dense_1/…` the second's, and so on in
the order of `NetworkSpec.weight_shapes`; other kinds of layers are counted by themselves. Keras can load what we write
and the reverse, but we never ask Keras: it overwrites layers before it finds that a later one does not fit. Files from
elsewhere are read by a child process with little memory and time, see `h5_child`.

Earlier versions of Keras named the layers, in an order of their own (`.h5`); such files are read too, never written.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import h5py
import numpy as np

from dqn_engine.networks.hidden_layers import KERAS_KINDS
from dqn_engine.networks.spec import STATISTICS_LAYER
from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.weights.contents import FLOAT32, Contents, Shapes, StoredArray, starts_with
from dqn_engine.storage.weights.h5_guard import open_guarded
from dqn_engine.storage.weights.metadata_place import METADATA_NAME
from dqn_engine.system.text import quoted

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_VARIABLES = ("kernel", "bias", "sigma_kernel", "sigma_bias")  # σ in noisy layers only
_STATISTICS_KEY = "running_normalisation"


def encode_h5(weights: Mapping[str, np.ndarray], metadata: bytes) -> bytes:
    """The file's bytes. `weights` is keyed `layer/kernel`, `layer/bias` … in model order, float32
    [in, out] and [out]; same weights, same bytes."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs[METADATA_NAME] = np.bytes_(metadata)
        file.create_group("vars").attrs["name"] = "q_network"
        layers = file.create_group("layers")
        for layer, (key, variables) in layer_keys({name: weight.shape for name, weight in weights.items()}).items():
            group = layers.create_group(f"{key}/vars")
            group.attrs["name"] = layer
            for number, variable in enumerate(variables):
                group.create_dataset(str(number), data=np.ascontiguousarray(weights[f"{layer}/{variable}"], FLOAT32))
        layers.create_group("input_layer/vars").attrs["name"] = "observation"
    return buffer.getvalue()


@contextmanager
def open_h5(file: BinaryIO, shapes: Shapes) -> Iterator[Contents]:
    """Describes the arrays in a `.weights.h5` file; they can be read inside the `with` block.

    Layers have no names in the file, only a kind and an order; `shapes` says what they are called here.

    Raises:
        MisfitError: It is not such a file, is damaged, or holds something else than plain arrays.
    """
    if not starts_with(file, HDF5_SIGNATURE):
        raise MisfitError("it is not an HDF5 file, which .weights.h5 and .h5 must be")
    with open_guarded(file) as guarded:
        places = _places(guarded.arrays, shapes) if guarded.layers is None else _older_places(guarded.layers, shapes)
        arrays = {}
        for name, path in places.items():
            shape, dtype = guarded.arrays[path]
            arrays[name] = StoredArray(shape=shape, dtype=dtype, read=lambda path=path: guarded.read(path))
        if guarded.metadata is None:
            arrays = _with_heads_as_here(arrays, shapes)
        yield Contents(arrays=arrays, metadata=guarded.metadata, architecture=guarded.architecture)


def _places(paths: Iterable[str], shapes: Shapes) -> dict[str, str]:
    """What a weight is called here → where it is in today's layout, each kind of layers in its order."""
    names = _names(shapes)
    found: dict[str, str] = {}
    for path in sorted(paths, key=_in_order):
        _, key, _, number = path.split("/")
        found[names.get((key, number)) or f"{key}/{_VARIABLES[int(number)]}"] = path
    return found


def _in_order(path: str) -> tuple[str, int, str]:
    """`dense`, `dense_1`, … `dense_10`, as they were counted."""
    _, key, _, number = path.split("/")
    kind, _, count = key.rpartition("_")
    return (kind, int(count), number) if kind and count.isdecimal() and len(count) < 10 else (key, 0, number)


def _older_places(layers: Sequence[tuple[str, Sequence[str]]], shapes: Shapes) -> dict[str, str]:
    """The same in the older layout: the layers are ours one after another, if they are as many."""
    ours = list(dict.fromkeys(layer for name in shapes if (layer := name.rpartition("/")[0]) != STATISTICS_LAYER))
    found: dict[str, str] = {}
    for place, (layer, paths) in enumerate(layers):
        here = ours[place] if len(ours) == len(layers) else layer
        for path in paths:
            name = f"{here}/{path.rpartition('/')[2].removesuffix(':0')}"
            if name in found:
                raise MisfitError("it holds {name} twice", name=quoted(name))
            found[name] = path
    return found


def _with_heads_as_here(arrays: dict[str, StoredArray], shapes: Shapes) -> dict[str, StoredArray]:
    """The arrays, where another program put the advantages before the value; their shapes tell."""
    value, advantage = ("value/kernel", "value/bias"), ("advantage/kernel", "advantage/bias")
    if not all(name in arrays and name in shapes for name in (*value, *advantage)):
        return arrays
    swapped = dict(zip((*value, *advantage), (*advantage, *value), strict=True))
    if (
        any(arrays[name].shape != shapes[other] for name, other in swapped.items())
        or shapes[value[0]] == shapes[advantage[0]]
    ):
        return arrays
    return {swapped.get(name, name): array for name, array in arrays.items()}


def layer_keys(shapes: Shapes) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Layer → what Keras calls it in a file, and its variables in order."""
    layers: dict[str, list[str]] = {}
    for name in shapes:
        layer, _, variable = name.rpartition("/")
        layers.setdefault(layer, []).append(variable)
    counts: dict[str, int] = {}
    keys = {}
    for layer, variables in layers.items():
        kind = _kind(variables, len(shapes[f"{layer}/{variables[0]}"]))
        number = counts[kind] = counts.get(kind, -1) + 1
        keys[layer] = (f"{kind}_{number}" if number else kind, tuple(variables))
    return keys


def _kind(variables: list[str], axes: int) -> str:
    """The class of a layer, as Keras spells it in a file, by the weights it has."""
    if axes == 4:
        return "conv2d"
    return KERAS_KINDS.get(tuple(variables), _STATISTICS_KEY)


def _names(shapes: Shapes) -> dict[tuple[str, str], str]:
    """Where Keras saves a weight → its name here.

    Also of what isn't expected, to be named in a refusal: of noisy layers for plain ones, of statistics for none.
    """
    statistics = ("mean", "deviation", "count")
    names = {(_STATISTICS_KEY, str(place)): f"{STATISTICS_LAYER}/{name}" for place, name in enumerate(statistics)}
    noisy = {"dense": "noisy_dense", "noisy_dense": "dense"}
    for layer, (key, variables) in layer_keys(shapes).items():
        kind, underscore, number = key.rpartition("_") if key[-1].isdigit() and "_" in key else (key, "", "")
        known = _VARIABLES if kind in noisy else variables
        for spelled in (key, f"{noisy.get(kind, kind)}{underscore}{number}"):
            names.update({(spelled, str(place)): f"{layer}/{variable}" for place, variable in enumerate(known)})
    return names
