"""The `.npz` format: one NumPy array per weight, under the names of `NetworkSpec.weight_shapes`.

Read without `numpy.load`: the zip's directory and each array's header are checked first, nothing is unpickled, and
never more bytes are decompressed than the network needs.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Literal

import numpy as np

from dqn_engine.storage.files.guarded_zip import DAMAGE, ZIP_SIGNATURE, open_zip, read_member
from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.weights.contents import (
    FLOAT32,
    Contents,
    Shapes,
    StoredArray,
    starts_with,
)
from dqn_engine.storage.weights.metadata_place import LARGEST_METADATA_BYTES, METADATA_NAME
from dqn_engine.system.text import quoted

_MAGIC = b"\x93NUMPY\x01\x00"
_LONGEST_HEADER_BYTES = 1024
_HEADER = re.compile(
    r"\{'descr': (?P<type>'[^']*'|\[.*\]), 'fortran_order': (?P<fortran>True|False), "
    r"'shape': \((?P<shape>(?:\d{1,12}, ?)*(?:\d{1,12})?)\), \} *\n"
)


def encode_npz(weights: Mapping[str, np.ndarray], metadata: bytes) -> bytes:
    """The bytes of a file of `weights`, float32 of any shapes by name; equal weights give equal bytes."""
    buffer = io.BytesIO()
    arrays = {name: np.ascontiguousarray(weight, FLOAT32) for name, weight in weights.items()}
    np.savez(buffer, allow_pickle=False, **arrays, **{METADATA_NAME: np.frombuffer(metadata, np.uint8)})
    return buffer.getvalue()


@contextmanager
def open_npz(file: BinaryIO, shapes: Shapes) -> Iterator[Contents]:
    """Describes the arrays in an `.npz` file; they can be read inside the `with` block.

    `shapes` is for formats that don't name their layers; this one does.

    Raises:
        MisfitError: It is not such a file, is damaged, or holds something else than plain arrays.
    """
    if not starts_with(file, ZIP_SIGNATURE):
        raise MisfitError("it is not a NumPy archive, which .npz must be")
    with open_zip(file) as archive:
        yield _describe(archive)


def _describe(archive: zipfile.ZipFile) -> Contents:
    arrays: dict[str, StoredArray] = {}
    metadata = None
    for member in archive.infolist():
        name = member.filename.removesuffix(".npy")
        if name == member.filename:
            raise MisfitError("it holds {name}, which is not an array", name=quoted(name))
        if name == METADATA_NAME:
            metadata = _metadata(archive, member)
        else:
            arrays[name] = _array(archive, member, name)
    return Contents(arrays=arrays, metadata=metadata)


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> StoredArray:
    start, dtype, shape, order = _header(archive, member, name)

    def read() -> np.ndarray:
        values = np.frombuffer(_bytes(archive, member, name, start, array.data_bytes), FLOAT32)
        return np.array(values.reshape(shape, order=order), order="C")

    array = StoredArray(shape=shape, dtype="float32" if dtype == "<f4" else dtype, read=read)
    return array


def _metadata(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    start, dtype, shape, _ = _header(archive, member, METADATA_NAME)
    if dtype != "|u1" or len(shape) != 1 or shape[0] > LARGEST_METADATA_BYTES:
        raise MisfitError(
            "its array {metadata_name!r} is not a text of at most {largest_metadata_bytes} bytes",
            metadata_name=METADATA_NAME,
            largest_metadata_bytes=LARGEST_METADATA_BYTES,
        )
    return _bytes(archive, member, METADATA_NAME, start, shape[0])


def _header(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str
) -> tuple[int, str, tuple[int, ...], Literal["C", "F"]]:
    """Where the data starts, its type, shape and order. NumPy's own reader evaluates the header as Python; we don't."""
    try:
        with archive.open(member) as file:
            begin = file.read(len(_MAGIC) + 2)
            length = int.from_bytes(begin[len(_MAGIC) :], "little")
            text = file.read(min(length, _LONGEST_HEADER_BYTES)).decode("latin-1")
    except DAMAGE as error:
        raise MisfitError("{name} is truncated or damaged and can't be read", name=quoted(name)) from error
    found = _HEADER.fullmatch(text)
    if not begin.startswith(_MAGIC) or len(text) != length or found is None:
        raise MisfitError("{name} is not an array as NumPy writes it", name=quoted(name))
    shape = tuple(int(size) for size in found["shape"].replace(",", " ").split())
    kind = found["type"].strip("'")
    if "O" in kind:
        raise MisfitError(
            "{name} holds pickled Python objects, which are never loaded since they can run anything; where "
            "you trust it, save its arrays again one by one, as the manual's page Files from elsewhere shows",
            name=quoted(name),
        )
    return len(begin) + length, kind, shape, "F" if found["fortran"] == "True" else "C"


def _bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, start: int, count: int) -> bytes:
    if member.file_size != start + count:
        raise MisfitError(
            "{name} has {file_size} bytes of data, but its shape needs {count}",
            name=quoted(name),
            file_size=member.file_size - start,
            count=count,
        )
    return read_member(archive, member, start + count)[start:]
