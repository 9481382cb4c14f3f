"""What reads HDF5: a process of its own that may take little memory and time and can open nothing else.

HDF5 is a large library in C whose readers have been broken by crafted files before, so that a file from elsewhere is
never given to it in the program's own process. This module runs in the child (`h5_guard` starts it and talks to it),
gets the file's bytes through a pipe, or the file itself open for reading, and gives back a list of arrays and then the
arrays that are asked for. It imports nothing of the program but a name, a limit and why it may refuse, and it refuses
whatever plain weights don't need: links, external and virtual storage, chunks, filters, committed types.

Keras has had two layouts. In today's, layers are counted by their kind, and their names, text of variable length, are
never read: in a damaged file HDF5 1.14 can search such text for ever. In the older one (`layer_names`) nothing but
names tells the order of layers, so there they are read; the limit on this process's time ends a search without end.
"""

import base64
import contextlib
import io
import json
import math
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import h5py
import numpy as np

from dqn_engine.storage.weights.h5_refusals import reason
from dqn_engine.storage.weights.metadata_place import LARGEST_METADATA_BYTES, METADATA_NAME

try:
    import resource
except ImportError:  # Windows knows no such limits; there only the time is limited, by the parent.
    resource = None

READY, DESCRIPTION, ARRAY, REFUSAL = b"R", b"D", b"A", b"X"
"""What a frame from the child holds; its first byte."""

MOST_MEMBERS = 200
_SKIPPED = "optimizer"  # A compiled Keras model saves its optimizer there; it is never entered.
_VARIABLES = ("0", "1", "2", "3")
_LAYER_NAMES, _WEIGHT_NAMES, _MODEL, _CONFIG = "layer_names", "weight_names", "model_weights", "model_config"
_OLDER_SKIPPED = ("optimizer_weights",)
_TOP_LEVEL = "top_level_model_weights"  # a group that newer versions add, without a name in `layer_names`
_LONGEST_NAME = 200
_DEEPEST = 8
LARGEST_ARCHITECTURE_BYTES = 500_000
_FILES_OPEN = 3  # stdin, stdout and stderr; one more can't be opened
# Everything h5py is known to raise on a damaged file.
_DAMAGE = (
    OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError, OverflowError, MemoryError,
)  # fmt: skip


class RefusedError(Exception):
    """The file can't be used; `str(error)` is the part of a sentence that says why.

    Attributes:
        code: Of `h5_refusals.REASONS`.
        values: What stands in it.
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(reason(code, values))
        self.code, self.values = code, values


class H5Weights:
    """The arrays of one `.weights.h5` file: described at once, read when asked for.

    Attributes:
        arrays: Where an array is → its shape and type; in today's layout `layers/<key>/vars/<number>`.
        metadata: What this program saves in an attribute; None where another program wrote the file.
        layers: In the older layout, of each layer with weights its name and where they are, first to last; else None.
        architecture: The JSON of a whole model, as it is in the file; None where there is none.
    """

    def __init__(self, content: bytes | BinaryIO) -> None:
        """Opens a file, or its bytes, and walks its table of contents.

        Raises:
            RefusedError: It is damaged, or holds something else than plain arrays.
        """
        try:
            file = h5py.File(io.BytesIO(content) if isinstance(content, bytes) else content, "r")
        except _DAMAGE as error:
            raise RefusedError("unopened") from error
        self._datasets: dict[str, h5py.Dataset] = {}
        self.arrays: dict[str, tuple[tuple[int, ...], str]] = {}
        self.layers: list[tuple[str, list[str]]] | None = None
        self.architecture: bytes | None = None
        try:
            if _LAYER_NAMES in file.attrs or _MODEL in file:
                self._describe_older(file)
            else:
                self._describe(file)
            self.metadata = _metadata(file)
        except _DAMAGE as error:
            raise RefusedError("contents") from error

    def read(self, path: str) -> np.ndarray:
        """The numbers of an array that is of float32, C order, of the shape that `arrays` says.

        Raises:
            RefusedError: They can't be read, or were never written.
        """
        dataset = self._datasets[path]
        try:
            needed, stored = 4 * math.prod(dataset.shape), dataset.id.get_storage_size()
            if stored != needed:  # What was never written would be read as zeros.
                raise RefusedError("unwritten", path=_shown(path), needed=needed, stored=stored)
            values = np.empty(dataset.shape, "<f4")
            dataset.read_direct(values)
        except _DAMAGE as error:
            raise RefusedError("unread", path=_shown(path)) from error
        return values

    def _describe(self, file: h5py.File) -> None:
        _refuse_others(file, {"layers", "vars", _SKIPPED}, "/")
        if "vars" in file:
            _refuse_others(_group(file, "vars"), set(), "/vars")
        if "layers" not in file:
            raise RefusedError("no layers")
        layers = _group(file, "layers")
        for key in _names(layers):
            layer = _group(layers, key)
            _refuse_others(layer, {"vars"}, f"/layers/{key}")
            if "vars" not in layer:
                continue
            variables = _group(layer, "vars")
            _refuse_others(variables, set(_VARIABLES), f"/layers/{key}/vars")
            for number in _names(variables):
                self._add(f"layers/{key}/vars/{number}", _member(variables, number))

    def _describe_older(self, file: h5py.File) -> None:
        """The layout of Keras 1 and 2, which today's Keras still writes for whole models with the ending `.h5`."""
        if _LAYER_NAMES not in file.attrs:
            _refuse_others(file, {_MODEL, *_OLDER_SKIPPED}, "/")
            self.architecture = _architecture(file)
        root = file if _LAYER_NAMES in file.attrs else _group(file, _MODEL)
        names = _texts(root, _LAYER_NAMES)
        _refuse_others(root, {*names, _TOP_LEVEL}, str(root.name))
        self.layers = []
        if _TOP_LEVEL in root and _TOP_LEVEL not in names:
            names.append(_TOP_LEVEL)
        for name in names:
            layer = _group(root, name)
            weights = [weight.split("/") for weight in _texts(layer, _WEIGHT_NAMES)]
            _refuse_others(layer, {parts[0] for parts in weights}, str(layer.name))
            paths: list[str] = []
            for parts in weights:
                group = layer
                for part in parts[:-1]:
                    group = _group(group, part)
                paths.append("/".join((name, *parts)))
                self._add(paths[-1], _member(group, parts[-1]))
            if paths:
                self.layers.append((name, paths))

    def _add(self, path: str, dataset: object) -> None:
        name = _shown(path)
        if not isinstance(dataset, h5py.Dataset):
            raise RefusedError("no array", path=name)
        properties, kind = dataset.id.get_create_plist(), dataset.id.get_type()
        if properties.get_layout() == h5py.h5d.VIRTUAL:
            raise RefusedError("virtual", path=name)
        if properties.get_external_count():
            raise RefusedError("external", path=name)
        if properties.get_layout() != h5py.h5d.CONTIGUOUS or properties.get_nfilters():
            raise RefusedError("chunked", path=name)
        if kind.committed():
            raise RefusedError("committed", path=name)
        if dataset.shape is None:
            raise RefusedError("empty", path=name)
        self._datasets[path] = dataset
        self.arrays[path] = (dataset.shape, _type_text(dataset))


def main() -> None:
    """Serves one file over stdin and stdout.

    Arguments: bytes of memory and seconds of CPU that it may take more; and where the file isn't sent, its descriptor.
    """
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    limit_process(memory_bytes=int(sys.argv[1]), cpu_seconds=int(sys.argv[2]))
    _send(sink, READY, b"")
    try:
        content = _received(source)
        weights = H5Weights(os.fdopen(int(sys.argv[3]), "rb") if len(sys.argv) > 3 else content)
        described = {
            "arrays": [[path, list(shape), dtype] for path, (shape, dtype) in weights.arrays.items()],
            "metadata": _as_text(weights.metadata),
            "layers": weights.layers,
            "architecture": _as_text(weights.architecture),
        }
        _send(sink, DESCRIPTION, json.dumps(described).encode("ascii"))
        while path := _received(source).decode("utf-8"):
            _send(sink, ARRAY, weights.read(path).data.cast("B"))
    except RefusedError as error:
        _send(sink, REFUSAL, json.dumps([error.code, error.values]).encode("ascii"))


def _as_text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode("ascii")


def limit_process(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Takes from this process what reading needs no more: memory, time, files, sockets, child processes."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limits = {
        "RLIMIT_CPU": int(used.ru_utime + used.ru_stime) + cpu_seconds,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
    }
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        limits["RLIMIT_AS"] = int(file.read().split()[0]) * resource.getpagesize() + memory_bytes
    limits["RLIMIT_NOFILE"] = _FILES_OPEN
    for name, limit in limits.items():
        # Where a system doesn't know a limit, or has a lower one already.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (limit, limit))


def _send(sink: BinaryIO, kind: bytes, payload: bytes | memoryview) -> None:
    sink.write(kind + len(payload).to_bytes(8, "little"))
    sink.write(payload)
    sink.flush()


def _received(source: BinaryIO) -> bytes:
    """The next frame from the parent; empty where it wants no more."""
    return source.read(int.from_bytes(source.read(8), "little"))


def _names(group: h5py.Group) -> Iterator[str]:
    if len(group) > MOST_MEMBERS:
        raise RefusedError("many", count=len(group), most=MOST_MEMBERS)
    return (str(name) for name in group)


def _refuse_others(group: h5py.Group, allowed: set[str], where: str) -> None:
    for name in _names(group):
        if name not in allowed:
            expected = ", ".join(sorted(allowed - {_SKIPPED}))
            if expected:
                raise RefusedError("other", name=_shown(name), where=_shown(where), expected=expected[:_LONGEST_NAME])
            raise RefusedError("more", name=_shown(name), where=_shown(where))


def _member(group: h5py.Group, name: str) -> object:
    link = group.get(name, getlink=True)
    if link is None:
        raise RefusedError("lacking", name=_shown(name), where=_shown(group.name))
    if not isinstance(link, h5py.HardLink):
        kind = "external link" if isinstance(link, h5py.ExternalLink) else "soft link"
        raise RefusedError(kind, name=_shown(name), where=_shown(group.name))
    return group[name]


def _group(parent: h5py.Group, name: str) -> h5py.Group:
    member = _member(parent, name)
    if not isinstance(member, h5py.Group):
        raise RefusedError("no group", name=_shown(name), where=_shown(parent.name))
    return member


def _type_text(dataset: h5py.Dataset) -> str:
    dtype = dataset.dtype
    return "float32" if dtype == np.dtype("<f4") else str(dtype)[:60]


def _metadata(file: h5py.File) -> bytes | None:
    if METADATA_NAME not in file.attrs:
        return None
    attribute = file.attrs.get_id(METADATA_NAME)
    dtype = attribute.dtype
    if attribute.shape != () or dtype.kind != "S" or dtype.itemsize > LARGEST_METADATA_BYTES:
        raise RefusedError("long text", name=_shown(METADATA_NAME), most=LARGEST_METADATA_BYTES)
    value: Any = file.attrs[METADATA_NAME]  # A fixed-length text, as its type has just said.
    return bytes(value)


def _texts(owner: h5py.Group, name: str) -> list[str]:
    """The names that an attribute of the older layout lists."""
    where = {"name": _shown(name), "where": _shown(owner.name)}
    if name not in owner.attrs:
        raise RefusedError("no attribute", **where)
    attribute = owner.attrs.get_id(name)
    if len(attribute.shape) != 1 or attribute.shape[0] > MOST_MEMBERS:
        raise RefusedError("no list", **where, most=MOST_MEMBERS)
    if attribute.shape[0] == 0:  # Keras saves an empty list as one of numbers.
        return []
    if h5py.check_string_dtype(attribute.dtype) is None or attribute.dtype.itemsize > _LONGEST_NAME:
        raise RefusedError("no names", **where)
    found: list[str] = []
    values: Any = owner.attrs[name]  # An array of one axis, as its shape has just said.
    for value in values:
        text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
        parts = text.split("/")
        if len(text) > _LONGEST_NAME or len(parts) > _DEEPEST or not {"", ".", ".."}.isdisjoint(parts):
            raise RefusedError("no layer's", **where, given=_shown(text))
        found.append(text)
    if len(set(found)) != len(found):
        raise RefusedError("twice", **where)
    return found


def _architecture(file: h5py.File) -> bytes | None:
    if _CONFIG not in file.attrs:
        return None
    attribute = file.attrs.get_id(_CONFIG)
    if attribute.shape != () or h5py.check_string_dtype(attribute.dtype) is None:
        raise RefusedError("no text", name=_shown(_CONFIG))
    value: Any = file.attrs[_CONFIG]
    content = value if isinstance(value, bytes) else str(value).encode("utf-8", "backslashreplace")
    if len(content) > LARGEST_ARCHITECTURE_BYTES:
        raise RefusedError("long", name=_shown(_CONFIG), most=LARGEST_ARCHITECTURE_BYTES)
    return bytes(content)


def _shown(name: object) -> str:
    word = str(name)
    return repr(word if len(word) <= 60 else word[:57] + "…")
