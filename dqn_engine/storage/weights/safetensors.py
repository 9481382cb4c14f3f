"""The `.safetensors` format: eight bytes of header length, a JSON header, and the numbers. Nothing in it can run.

The names are those of `NetworkSpec.weight_shapes`. The header is read strictly before any number is: every array is
plain, and together they fill the file without overlap, gap or rest.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np

from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.files.tensor_file import file_start
from dqn_engine.storage.weights.contents import (
    FLOAT32,
    Contents,
    Shapes,
    StoredArray,
)
from dqn_engine.storage.weights.metadata_place import LARGEST_METADATA_BYTES, METADATA_NAME
from dqn_engine.system.text import quoted

_LARGEST_HEADER_BYTES = 2**18
_MOST_ARRAYS = 200
_MOST_AXES = 8
_LARGEST_AXIS = 2**40
_FIELDS = {"dtype", "shape", "data_offsets"}


def encode_safetensors(weights: Mapping[str, np.ndarray], metadata: bytes) -> bytes:
    """The bytes of a file of `weights`, float32 of any shapes by name; equal weights give equal bytes."""
    arrays = {name: np.ascontiguousarray(weight, FLOAT32) for name, weight in weights.items()}
    start = file_start(arrays, {METADATA_NAME: metadata.decode("ascii")})
    return b"".join([start, *(array.tobytes() for array in arrays.values())])


@contextmanager
def open_safetensors(file: BinaryIO, shapes: Shapes) -> Iterator[Contents]:
    """Describes the arrays in a `.safetensors` file; they can be read inside the `with` block.

    `shapes` is for formats that don't name their layers; this one does.

    Raises:
        MisfitError: It is not such a file, or is damaged.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    length = int.from_bytes(file.read(8), "little")
    if size < 10 or not 2 <= length <= min(_LARGEST_HEADER_BYTES, size - 8):
        raise MisfitError("it is not a safetensors file: its header's length can't be right")
    try:
        header = decode_json(file.read(length), _LARGEST_HEADER_BYTES)
    except ValueError as error:
        raise MisfitError("it is not a safetensors file, or damaged: its header is not plain JSON") from error
    if not isinstance(header, dict) or len(header) > _MOST_ARRAYS:
        raise MisfitError("its header is not a list of at most {most_arrays} arrays", most_arrays=_MOST_ARRAYS)
    metadata = _metadata(header.pop("__metadata__", {}))
    yield Contents(arrays=_arrays(header, file, 8 + length, size), metadata=metadata)


def _arrays(header: Mapping[str, object], file: BinaryIO, start: int, size: int) -> dict[str, StoredArray]:
    """The arrays, whose numbers begin at byte `start` of the file and end at `size`."""
    arrays, places = {}, []
    for name, entry in header.items():
        dtype, shape, (begin, end) = _checked(name, entry)

        def read(begin: int = begin, end: int = end, shape: tuple[int, ...] = shape) -> np.ndarray:
            file.seek(start + begin)
            return np.frombuffer(file.read(end - begin), FLOAT32).reshape(shape).copy()

        array = StoredArray(shape=shape, dtype="float32" if dtype == "F32" else dtype, read=read)
        if dtype == "F32" and end - begin != array.data_bytes:
            raise MisfitError(
                "{name} has {end} bytes of data, but its shape needs {data_bytes}",
                name=quoted(name),
                end=end - begin,
                data_bytes=array.data_bytes,
            )
        arrays[name] = array
        places.append((begin, end))
    covered = 0
    for begin, end in sorted(places):
        if begin != covered or end < begin:
            raise MisfitError("it is damaged: its arrays overlap or leave gaps")
        covered = end
    if covered != size - start:
        raise MisfitError(
            "it is truncated or damaged: it holds {size} bytes of data instead of {covered}",
            size=size - start,
            covered=covered,
        )
    return arrays


def _checked(name: str, entry: object) -> tuple[str, tuple[int, ...], tuple[int, int]]:
    """The type, the shape and the place of one array, each of the right type and in bounds."""
    if isinstance(entry, dict) and set(entry) == _FIELDS:
        dtype, shape, place = entry["dtype"], entry["shape"], entry["data_offsets"]
        whole = isinstance(shape, list) and isinstance(place, list) and all(map(_is_size, [*shape, *place]))
        if isinstance(dtype, str) and whole and len(shape) <= _MOST_AXES and len(place) == 2:
            return dtype, tuple(shape), (place[0], place[1])
    raise MisfitError("{name} is not described as an array", name=quoted(name))


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_AXIS


def _metadata(entry: object) -> bytes | None:
    if not isinstance(entry, dict) or not all(isinstance(text, str) for text in entry.values()):
        raise MisfitError("its '__metadata__' is not a table of texts")
    text = entry.get(METADATA_NAME)
    if text is None:
        return None
    metadata = text.encode("utf-8", "backslashreplace")
    if len(metadata) > LARGEST_METADATA_BYTES:
        raise MisfitError(
            "its text {metadata_name!r} has more than {largest_metadata_bytes} bytes",
            metadata_name=METADATA_NAME,
            largest_metadata_bytes=LARGEST_METADATA_BYTES,
        )
    return metadata
