"""What the readers of all weights formats have in common: an untrusted file, described before any of it is read.

A reader lists the arrays a file says it holds (name, shape, type) and reads none; `weights.load_weights` compares the
list with the network and only then asks for the numbers.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.files.plain_json import fields_sha256
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.weights.metadata_place import LARGEST_METADATA_BYTES
from dqn_engine.system.sentences import Sentence

Shapes = Mapping[str, tuple[int, ...]]
"""Name → shape of each weight that is expected, in order; empty where nothing is expected yet."""

FLOAT32 = np.dtype("<f4")
_FORMATS: Mapping[int, set[str]] = {
    1: {"format", "weights_sha256", "config"},
    2: {"format", "weights_sha256", "config", "sha256"},
}
"""Every format that is read → its fields. The newest is written; `sha256` is the hash of the others."""

_FORMAT = max(_FORMATS)


def starts_with(file: BinaryIO, signature: bytes) -> bool:
    """Whether a file is of a format, by its first bytes; only these are read."""
    file.seek(0)
    begins = file.read(len(signature)) == signature
    file.seek(0)
    return begins


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArray:
    """An array in a file: what the file says of it, and how to read it (only once that has been found to fit)."""

    shape: tuple[int, ...]
    dtype: str
    read: Callable[[], np.ndarray]

    @property
    def data_bytes(self) -> int:
        return math.prod(self.shape) * FLOAT32.itemsize


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything a weights file holds. `metadata` is None in a file that another program wrote.

    `architecture` is the JSON in which Keras describes a whole model, as untrusted as the file; None without one.
    """

    arrays: Mapping[str, StoredArray]
    metadata: bytes | None
    architecture: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The metadata of a file that this program wrote; `config` is still as untrusted as the file."""

    weights_sha256: str
    config: object


def encode_metadata(weights_sha256: str, config: RunConfig | None) -> bytes:
    """The metadata as ASCII JSON."""
    fields: dict[str, object] = {
        "format": _FORMAT,
        "weights_sha256": weights_sha256,
        "config": None if config is None else config.to_json(),
    }
    return json.dumps({**fields, "sha256": fields_sha256(fields)}).encode("ascii")


def decode_metadata(metadata: bytes) -> Envelope:
    """Reads what `encode_metadata` wrote.

    Raises:
        MisfitError: It is not that, or a later version of this program wrote it.
    """
    try:
        fields = decode_json(metadata, LARGEST_METADATA_BYTES)
    except ValueError as error:
        raise MisfitError("its description is not the JSON that this program writes") from error
    if not isinstance(fields, dict) or type(fields.get("format")) is not int:
        raise MisfitError("its description lacks the format's number")
    expected = _FORMATS.get(fields["format"])
    if expected is None:
        known = " and ".join(map(str, _FORMATS))
        raise MisfitError(
            "it is of format {format}, but this version reads {known}", format=str(fields["format"])[:20], known=known
        )
    if set(fields) != expected or not isinstance(fields["weights_sha256"], str):
        raise MisfitError("its description doesn't hold exactly {expected}", expected=", ".join(sorted(expected)))
    if "sha256" in expected and fields["sha256"] != fields_sha256(fields):
        raise MisfitError("it is damaged: its configuration is not the one it was saved with")
    return Envelope(weights_sha256=fields["weights_sha256"], config=fields["config"])


def shape_text(shape: tuple[int, ...] | None) -> str:
    """`(4, 128)` as `4×128`."""
    if shape is None:
        return Sentence("nothing")
    if len(shape) > 8:
        return Sentence("{count} axes", count=len(shape))
    return "×".join(map(str, shape)) if shape else Sentence("a single number")
