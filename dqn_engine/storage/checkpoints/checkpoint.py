"""One checkpoint: a folder with `manifest.json` and three safetensors files, from which a run continues to the bit.

It is written under a temporary name, every file and then the folder forced to the disk, and only then renamed; so a
crash leaves a whole checkpoint or none. It is read back, hash by hash, before anything older may be removed.

Nothing can be left out of the sum tree: its sums were rounded in the order in which the compiled program added them,
and priorities raised to α by another program differ in the last bit, which would sample other transitions. Rows that
were never written are zeros, and are cut.
"""

import contextlib
import math
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig, plain_knobs
from dqn_engine.messages.reports import CheckpointKind
from dqn_engine.storage.checkpoints.manifest import (
    FORMAT,
    LARGEST_MANIFEST_BYTES,
    PARTS,
    SCHEMA,
    Manifest,
    Part,
    Tensor,
    decode_manifest,
    encode_manifest,
    versions,
)
from dqn_engine.storage.checkpoints.manifest_name import MANIFEST
from dqn_engine.storage.files.file_layer import Files, read_plain_file
from dqn_engine.storage.files.tensor_file import (
    DTYPES,
    LARGEST_HEADER_BYTES,
    DamagedError,
    Written,
    hash_of,
    read_tensors,
    type_name,
    write_tensors,
)
from dqn_engine.system.errors import InputError
from dqn_engine.system.memory import free_bytes
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs

_LEARNER, _REPLAY, _REST = PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A run at one moment, in memory: what a checkpoint saves. The fields are those of `Manifest`.

    Attributes:
        arrays: The whole state by dotted name (see `state_arrays`); nothing else holds or changes them.
        kind: Why it is saved; its folder's name says so.
    """

    config: RunConfig
    knobs: Knobs
    env_steps: int
    updates: int
    episodes: int
    recent_returns: tuple[float, ...]
    ledger_entries: int
    weights_sha256: str
    evaluation_mean: float | None
    arrays: Mapping[str, np.ndarray]
    kind: CheckpointKind = CheckpointKind.AUTOMATIC


def write_checkpoint(parent: Path, name: str, generation: int, snapshot: Snapshot, files: Files) -> Manifest:
    """Writes the folder `name` into `parent`, all of it or nothing, and reads it back.

    Raises:
        OSError: It can't be written.
        InputError: A number of the state is not finite: no run could resume from it.
        DamagedError: What was read back is not what was written.
    """
    _refuse_not_finite(snapshot)
    temporary = parent / f".{name}.tmp-{os.getpid()}-{secrets.token_hex(4)}"
    files.make_folder(temporary)
    try:
        manifest = _fill(temporary, generation, snapshot, files)
        files.sync_folder(temporary)
        files.rename(temporary, parent / name)
    except BaseException:
        with contextlib.suppress(OSError):  # What can't be removed now is swept when the run is opened again.
            files.remove(temporary)
        raise
    files.sync_folder(parent)
    verify_parts(parent / name, read_manifest(parent / name))
    return manifest


def stored_bytes(snapshot: Snapshot) -> int:
    """About what a checkpoint of it takes on the disk."""
    return sum(_stored_rows(_part_of(name), array).nbytes for name, array in snapshot.arrays.items())


def read_manifest(path: Path) -> Manifest:
    """Reads what a checkpoint says of itself, and none of its numbers.

    Raises:
        DamagedError: It is no whole checkpoint of this schema.
    """
    try:
        return decode_manifest(read_plain_file(path / MANIFEST, LARGEST_MANIFEST_BYTES))
    except FileNotFoundError as error:
        raise DamagedError("it has no {manifest}", manifest=MANIFEST) from error
    except (OSError, ValueError) as error:
        raise DamagedError("its manifest can't be read: {error}", error=error) from error


def verify(path: Path) -> Manifest:
    """Reads a checkpoint through and compares every file with its size and hash.

    Raises:
        DamagedError: Says which file isn't what was saved, or that one is larger than what it holds or than memory.
    """
    manifest = read_manifest(path)
    refuse_endless(manifest)
    verify_parts(path, manifest)
    return manifest


def verify_parts(path: Path, manifest: Manifest) -> None:
    """Compares every file of a checkpoint with the size and the hash that its manifest says.

    Raises:
        DamagedError: Says which file isn't what was saved.
    """
    for name, part in manifest.parts.items():
        file = _part_file(path, name)
        try:
            found = hash_of(file, part.bytes)
        except OSError as error:
            raise DamagedError("{file_name!r} can't be read: {error}", file_name=file.name, error=error) from error
        except ValueError as error:
            raise DamagedError(
                "{file_name!r} is not what was saved: {error}", file_name=file.name, error=error
            ) from error
        if found != Written(bytes=part.bytes, sha256=part.sha256):
            raise DamagedError("{file_name!r} is not what was saved: its size or SHA-256 differs", file_name=file.name)


def read_arrays(
    path: Path, manifest: Manifest, expected: Mapping[str, tuple[tuple[int, ...], str]]
) -> dict[str, np.ndarray]:
    """Reads the whole state, after comparing what the manifest says with what is expected.

    Args:
        path: The checkpoint's folder.
        manifest: What it says of itself.
        expected: Of every array its shape and NumPy type, such as `((64, 12), "float32")`.

    Returns:
        The arrays by name, as in `expected`.

    Raises:
        InputError: It is of another network, environment or buffer; the sentence names the first difference.
        DamagedError: A file isn't what was saved.
    """
    stored = {name: tensor for part in manifest.parts.values() for name, tensor in part.tensors.items()}
    _refuse_misfit(path, stored, expected)
    arrays: dict[str, np.ndarray] = {}
    for name, part in manifest.parts.items():
        found = read_tensors_of(path, name, part)
        arrays.update({key: _padded(found[key], tensor) for key, tensor in part.tensors.items()})
    return {name: arrays[name] for name in expected}


def read_tensors_of(path: Path, name: str, part: Part) -> dict[str, np.ndarray]:
    """The stored arrays of one part by name, of the shapes and types that `part.tensors` says.

    Raises:
        DamagedError: They aren't.
    """
    try:
        found = read_tensors(_part_file(path, name), Written(bytes=part.bytes, sha256=part.sha256))
    except OSError as error:
        raise DamagedError(
            "'{name}.safetensors' can't be read: {strerror}", name=name, strerror=error.strerror or error
        ) from error
    said = {key: (_stored_shape(tensor), tensor.dtype) for key, tensor in part.tensors.items()}
    held = {key: (array.shape, type_name(array)) for key, array in found.items()}
    if said != held:
        raise DamagedError("'{name}.safetensors' doesn't hold what the manifest says", name=name)
    for key, array in found.items():
        if not _is_finite(array):
            raise DamagedError("{key} in '{name}.safetensors' is not finite", key=key, name=name)
    return found


def refuse_endless(manifest: Manifest) -> None:
    """A part can't be larger than its arrays and a header, nor all of them than memory: it could not be restored.

    Raises:
        DamagedError: One is.
    """
    for name, part in manifest.parts.items():
        if part.bytes > sum(map(_stored_bytes, part.tensors.values())) + LARGEST_HEADER_BYTES + 8:
            raise DamagedError(
                "'{name}.safetensors' has {bytes:,} bytes, which are more than its arrays take",
                name=name,
                bytes=part.bytes,
            )
    total, free = manifest.bytes, free_bytes()
    if free is not None and total > free:
        raise DamagedError(
            "it has {total:,} bytes, but only {free:,} of memory are free to open it in", total=total, free=free
        )


def _stored_bytes(tensor: Tensor) -> int:
    return np.dtype(DTYPES.get(tensor.dtype, "<f8")).itemsize * math.prod(_stored_shape(tensor))


def _fill(folder: Path, generation: int, snapshot: Snapshot, files: Files) -> Manifest:
    parts = {}
    for name in PARTS:
        arrays = {key: array for key, array in snapshot.arrays.items() if _part_of(key) == name}
        kept = {key: _stored_rows(name, array) for key, array in arrays.items()}
        written = write_tensors(files, _part_file(folder, name), kept)
        tensors = {
            key: Tensor(dtype=type_name(array), shape=array.shape, rows=len(kept[key]) if array.ndim else 0)
            for key, array in arrays.items()
        }
        parts[name] = Part(bytes=written.bytes, sha256=written.sha256, tensors=tensors)
    manifest = Manifest(
        format=FORMAT,
        schema=SCHEMA,
        generation=generation,
        versions=versions(),
        config=snapshot.config.to_json(),
        knobs=plain_knobs(snapshot.knobs),
        env_steps=snapshot.env_steps,
        updates=snapshot.updates,
        episodes=snapshot.episodes,
        recent_returns=snapshot.recent_returns,
        ledger_entries=snapshot.ledger_entries,
        weights_sha256=snapshot.weights_sha256,
        evaluation_mean=snapshot.evaluation_mean,
        parts=parts,
    )
    files.write(folder / MANIFEST, [encode_manifest(manifest)])
    return manifest


def _part_of(name: str) -> str:
    first = name.partition(".")[0]
    return first if first in (_LEARNER, _REPLAY) else _REST


def _part_file(folder: Path, part: str) -> Path:
    return folder / f"{part}.safetensors"


def _stored_rows(part: str, array: np.ndarray) -> np.ndarray:
    return array[: _written_rows(array)] if part == _REPLAY and array.ndim else array


def _written_rows(array: np.ndarray) -> int:
    """How many leading rows hold every byte that isn't zero (a negative zero is not all zero bytes)."""
    end = len(array) if array.size else 0
    while end:
        start = max(0, end - 4096)
        content = np.ascontiguousarray(array[start:end]).reshape(end - start, -1).view(np.uint8)
        rows = np.flatnonzero(content.any(axis=1))
        if rows.size:
            return start + int(rows[-1]) + 1
        end = start
    return 0


def _stored_shape(tensor: Tensor) -> tuple[int, ...]:
    return (tensor.rows, *tensor.shape[1:]) if tensor.shape else ()


def _padded(stored: np.ndarray, tensor: Tensor) -> np.ndarray:
    if stored.shape == tensor.shape:
        return stored
    whole = np.zeros(tensor.shape, stored.dtype)
    whole[: len(stored)] = stored
    return whole


def _refuse_misfit(
    path: Path, stored: Mapping[str, Tensor], expected: Mapping[str, tuple[tuple[int, ...], str]]
) -> None:
    here = {name: (shape, np.dtype(dtype)) for name, (shape, dtype) in expected.items()}
    there = {name: (t.shape, np.dtype(DTYPES.get(t.dtype, "O"))) for name, t in stored.items()}
    for name in (*here, *there):
        if here.get(name) == there.get(name):
            continue
        said, wanted = (_described(found.get(name)) for found in (there, here))
        raise InputError(
            "The checkpoint {name!r} can't be used: {name_2} is {said} in it but {wanted} here; nothing was changed.",
            name=path.name,
            name_2=name[:80],
            said=said,
            wanted=wanted,
        )
    for name, tensor in stored.items():
        if tensor.shape and tensor.rows > tensor.shape[0]:
            raise InputError(
                "The checkpoint {name!r} can't be used: {name_2} has more rows than its shape says.",
                name=path.name,
                name_2=name,
            )


def _described(found: tuple[tuple[int, ...], np.dtype] | None) -> str:
    if found is None:
        return Sentence("missing")
    shape, dtype = found
    return Sentence(
        "{shape} of type {dtype}", shape="×".join(map(str, shape)) or Sentence("one number"), dtype=str(dtype)
    )


def _is_finite(array: np.ndarray) -> bool:
    return array.dtype.kind != "f" or bool(np.isfinite(array).all())


def _refuse_not_finite(snapshot: Snapshot) -> None:
    for name, array in snapshot.arrays.items():
        if not _is_finite(array):
            raise InputError(
                "The checkpoint was not saved: {name} is not finite, so no run could resume from it.", name=name
            )
