"""A part of a checkpoint: named arrays in the safetensors format, hashed while they are written.

The format is eight bytes with the header's length, a JSON header that says each array's type, shape and place, and then
the numbers. The header is written here, so that arrays go from memory to the disk without a copy in between; it is read
by the `safetensors` library, which refuses overlaps, gaps and places outside the file.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors

from dqn_engine.storage.files.file_layer import Files, plain_file_pieces, read_plain_file
from dqn_engine.system.sentences import as_sentence

DTYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U8": "|u1", "BOOL": "|b1"}
"""The types of arrays that a part can hold, by the name that safetensors gives them."""

_NAMES = {np.dtype(dtype): name for name, dtype in DTYPES.items()}
LARGEST_HEADER_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: enough to know it again."""

    bytes: int
    sha256: str


class DamagedError(Exception):
    """A file doesn't hold what it should; `str(error)` says what was expected and found."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(as_sentence(sentence, **values))


def write_tensors(files: Files, path: Path, arrays: Mapping[str, np.ndarray]) -> Written:
    """Writes a new file of `arrays` (of any shapes and of the types in `DTYPES`) and forces it to the disk.

    Raises:
        OSError: It can't be written.
        ValueError: An array is of a type that isn't in `DTYPES`.
    """
    digest = hashlib.sha256()
    size = 0

    def counted(pieces: Iterator[bytes | memoryview]) -> Iterator[bytes | memoryview]:
        nonlocal size
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            yield piece

    files.write(path, counted(_pieces(arrays)))
    return Written(bytes=size, sha256=digest.hexdigest())


def hash_of(path: Path, expected_bytes: int) -> Written:
    """Size and hash of the file that is on the disk, of which never more than a piece is held.

    Raises:
        OSError: It can't be read (`ValueError` where its size is another than expected, which is asked first).
    """
    digest, size = hashlib.sha256(), 0
    for piece in plain_file_pieces(path, expected_bytes):
        digest.update(piece)
        size += len(piece)
    return Written(bytes=size, sha256=digest.hexdigest())


def read_tensors(path: Path, expected: Written) -> dict[str, np.ndarray]:
    """Reads a file that must be exactly what was written.

    Returns:
        Arrays by name, of the shapes and types that the file says; not to be written to.

    Raises:
        DamagedError: It isn't, or it is no safetensors file.
        OSError: It can't be read.
    """
    try:
        content = read_plain_file(path, expected.bytes)
    except ValueError as error:
        raise DamagedError(str(error)) from error
    if len(content) != expected.bytes:
        raise DamagedError(
            "{name!r} has {count:,} bytes instead of {bytes:,}",
            name=path.name,
            count=len(content),
            bytes=expected.bytes,
        )
    if hashlib.sha256(content).hexdigest() != expected.sha256:
        raise DamagedError("{name!r} is not what was saved: its SHA-256 differs", name=path.name)
    if int.from_bytes(content[:8], "little") > LARGEST_HEADER_BYTES:
        raise DamagedError(
            "{name!r} has a header of more than {largest_header_bytes:,} bytes",
            name=path.name,
            largest_header_bytes=LARGEST_HEADER_BYTES,
        )
    try:
        found = safetensors.deserialize(content)
        return {
            name: np.frombuffer(entry["data"], DTYPES[entry["dtype"]]).reshape(entry["shape"]) for name, entry in found
        }
    except (safetensors.SafetensorError, KeyError, ValueError) as error:
        raise DamagedError(
            "{name!r} is not a safetensors file that this program writes: {error}", name=path.name, error=error
        ) from error


def type_name(array: np.ndarray) -> str:
    """The type of an array of any shape, as safetensors names it.

    Raises:
        ValueError: It has no such name here.
    """
    name = _NAMES.get(array.dtype.newbyteorder("<"))
    if name is None:
        raise ValueError(f"Arrays of type {array.dtype} can't be saved; {', '.join(map(str, _NAMES))} can.")
    return name


def file_start(arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str] | None = None) -> bytes:
    """What stands before the numbers of `arrays`: the header's length and the header, with `metadata` if there is any.

    The arrays may have any shapes.

    Raises:
        ValueError: An array is of a type that isn't in `DTYPES`.
    """
    header: dict[str, object] = {} if metadata is None else {"__metadata__": dict(metadata)}
    place = 0
    for name, array in arrays.items():
        header[name] = {
            "dtype": type_name(array),
            "shape": list(array.shape),
            "data_offsets": [place, place + array.nbytes],
        }
        place += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def _pieces(arrays: Mapping[str, np.ndarray]) -> Iterator[bytes | memoryview]:
    yield file_start(arrays)
    for array in arrays.values():
        little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        yield little.reshape(-1).view(np.uint8).data if array.size else b""
