"""The `.weights.h5` format, in the layout that Keras 3 gives a model with the layers of a `NetworkSpec`.

`layers/dense/vars/0` and `1` are the first dense layer's kernel and bias, `layers/dense_1/…` the second's, and so on in
the order of `NetworkSpec.weight_shapes`; `layers/conv2d/…`, `layers/conv2d_1/…` are the convolutions'. Keras can load
what we write and the reverse, but we never ask Keras: it overwrites layers before it finds that a later one does not
fit. Links, external and virtual storage, chunks and filters are refused unopened, since each can make a small file cost
gigabytes or read another file. The layers' names, which Keras keeps as text of variable length, are never read: in a
damaged file HDF5 1.14 can search such text for ever.
"""

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import h5py
import numpy as np

from dqn_engine.storage.weights_contents import (
    FLOAT32,
    LARGEST_METADATA_BYTES,
    METADATA_NAME,
    Contents,
    MisfitError,
    StoredArray,
    shown,
)

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_VARIABLES = {"0": "kernel", "1": "bias", "2": "sigma_kernel", "3": "sigma_bias"}  # σ in noisy layers only
# Everything h5py is known to raise on a damaged file.
_DAMAGE = (
    OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError, OverflowError, MemoryError,
)  # fmt: skip


def encode_h5(weights: Mapping[str, np.ndarray], metadata: bytes) -> bytes:
    """The file's bytes. `weights` is keyed `layer/kernel`, `layer/bias` in model order; equal weights, equal bytes."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs[METADATA_NAME] = np.bytes_(metadata)
        file.create_group("vars").attrs["name"] = "q_network"
        layers = file.create_group("layers")
        names = list(dict.fromkeys(name.split("/")[0] for name in weights))
        noisy = any(name.endswith("/sigma_kernel") for name in weights)
        for key, name in _layer_keys(names, noisy).items():
            variables = layers.create_group(f"{key}/vars")
            variables.attrs["name"] = name
            for number, variable in _VARIABLES.items():
                values = weights.get(f"{name}/{variable}")
                if values is not None:
                    variables.create_dataset(number, data=np.ascontiguousarray(values, FLOAT32))
        layers.create_group("input_layer/vars").attrs["name"] = "observation"
    return buffer.getvalue()


@contextmanager
def open_h5(content: bytes, layer_names: Sequence[str]) -> Iterator[Contents]:
    """Describes the arrays in the bytes of a `.weights.h5` file; they can be read inside the `with` block.

    Layers have no names in the file, only an order; `layer_names` says what they are called here, first to last.

    Raises:
        MisfitError: It is not such a file, is damaged, or holds something else than plain arrays.
    """
    if not content.startswith(SIGNATURE):
        raise MisfitError("it is not an HDF5 file, which .weights.h5 must be")
    try:
        file = h5py.File(io.BytesIO(content), "r")
    except _DAMAGE as error:
        raise MisfitError("it is truncated or damaged and can't be opened as HDF5") from error
    with file:
        try:
            contents = _describe(file, layer_names)
        except _DAMAGE as error:
            raise MisfitError("it is damaged: its table of contents can't be read") from error
        yield contents


def _describe(file: h5py.File, layer_names: Sequence[str]) -> Contents:
    _refuse_others(file, {"layers", "vars"}, "/")
    if "vars" in file:
        _refuse_others(_group(file, "vars"), set(), "/vars")
    if "layers" not in file:
        raise MisfitError("it holds no group 'layers', as a network saved by Keras does")
    layers = _group(file, "layers")
    name_of = {**_layer_keys(layer_names, noisy=True), **_layer_keys(layer_names, noisy=False)}
    arrays: dict[str, StoredArray] = {}
    for key in layers:
        layer = _group(layers, key)
        _refuse_others(layer, {"vars"}, layer.name)
        if "vars" not in layer:
            continue
        variables = _group(layer, "vars")
        _refuse_others(variables, set(_VARIABLES), variables.name)
        for number in variables:
            name = f"{name_of.get(key, key)}/{_VARIABLES[number]}"
            arrays[name] = _array(variables, number, name)
    return Contents(arrays=arrays, metadata=_metadata(file))


def _refuse_others(group: h5py.Group, allowed: set[str], where: str) -> None:
    for name in group:
        if name not in allowed:
            expected = ", ".join(sorted(allowed)) or "nothing"
            raise MisfitError(f"it holds {shown(name)} in {shown(where)}, where only {expected} is expected")


def _member(group: h5py.Group, name: str) -> h5py.Group | h5py.Dataset:
    link = group.get(name, getlink=True)
    if not isinstance(link, h5py.HardLink):
        kind = "an external" if isinstance(link, h5py.ExternalLink) else "a soft"
        raise MisfitError(f"{shown(name)} in {shown(group.name)} is {kind} link, but only data in the file is read")
    return group[name]


def _group(parent: h5py.Group, name: str) -> h5py.Group:
    member = _member(parent, name)
    if not isinstance(member, h5py.Group):
        raise MisfitError(f"{shown(name)} in {shown(parent.name)} is not a group, but one is expected there")
    return member


def _layer_keys(names: Sequence[str], noisy: bool) -> dict[str, str]:
    """What Keras calls the layers of a model → their names here: each kind has a count of its own."""
    keys: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for name in names:
        kind = "conv2d" if name.startswith("conv_") else "noisy_dense" if noisy else "dense"
        keys[f"{kind}_{counts[kind]}" if counts[kind] else kind] = name
        counts[kind] += 1
    return keys


def _array(variables: h5py.Group, number: str, name: str) -> StoredArray:
    dataset = _member(variables, number)
    if not isinstance(dataset, h5py.Dataset):
        raise MisfitError(f"{shown(name)} is not an array")
    properties = dataset.id.get_create_plist()
    if properties.get_layout() == h5py.h5d.VIRTUAL:
        raise MisfitError(f"{shown(name)} is a virtual dataset, but only data in the file is read")
    if properties.get_external_count():
        raise MisfitError(f"{shown(name)} is stored in another file, but only data in the file is read")
    if properties.get_layout() != h5py.h5d.CONTIGUOUS or properties.get_nfilters():
        raise MisfitError(f"{shown(name)} is stored in chunks or compressed, but must be stored plainly")
    if dataset.shape is None:
        raise MisfitError(f"{shown(name)} holds nothing")

    def read() -> np.ndarray:
        values = np.empty(dataset.shape, FLOAT32)
        try:
            stored = dataset.id.get_storage_size()
            if stored != values.nbytes:  # What was never written would be read as zeros.
                raise MisfitError(f"{shown(name)} needs {values.nbytes} bytes, but the file holds {stored} of it")
            dataset.read_direct(values)
        except _DAMAGE as error:
            raise MisfitError(f"{shown(name)} is truncated or damaged and can't be read") from error
        return values

    return StoredArray(shape=tuple(dataset.shape), dtype=_type_text(dataset), read=read)


def _type_text(dataset: h5py.Dataset) -> str:
    dtype = dataset.dtype
    return "float32" if dtype == FLOAT32 else str(dtype)


def _metadata(file: h5py.File) -> bytes | None:
    if METADATA_NAME not in file.attrs:
        return None
    attribute = file.attrs.get_id(METADATA_NAME)
    dtype = attribute.dtype
    if attribute.shape != () or dtype.kind != "S" or dtype.itemsize > LARGEST_METADATA_BYTES:
        raise MisfitError(f"its attribute {METADATA_NAME!r} is not a text of at most {LARGEST_METADATA_BYTES} bytes")
    return bytes(file.attrs[METADATA_NAME])
