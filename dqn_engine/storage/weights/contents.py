"""What the readers of all weights formats have in common: an untrusted file, described before any of it is read.

A reader lists the arrays a file says it holds (name, shape, type) and reads none; `weights.load_weights` compares the
list with the network and only then asks for the numbers.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.files.strict_json import decode_json

METADATA_NAME = "dqn_engine"
"""The name of the attribute (HDF5), array (NumPy) or text (safetensors) that holds the metadata."""

LARGEST_METADATA_BYTES = 60_000
"""An HDF5 attribute takes at most 64 KiB; a configuration takes about 2 KiB."""

Shapes = Mapping[str, tuple[int, ...]]
"""Name → shape of each weight that is expected, in order; empty where nothing is expected yet."""

FLOAT32 = np.dtype("<f4")
_FORMAT = 1
_FIELDS = {"format", "weights_sha256", "config"}


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
    """Everything a weights file holds. `metadata` is None in a file that another program wrote."""

    arrays: Mapping[str, StoredArray]
    metadata: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The metadata of a file that this program wrote; `config` is still as untrusted as the file."""

    weights_sha256: str
    config: object


def encode_metadata(weights_sha256: str, config: RunConfig | None) -> bytes:
    """The metadata as ASCII JSON."""
    fields = {
        "format": _FORMAT,
        "weights_sha256": weights_sha256,
        "config": None if config is None else config.to_json(),
    }
    return json.dumps(fields).encode("ascii")


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
    if fields["format"] != _FORMAT:
        raise MisfitError(f"it is of format {str(fields['format'])[:20]}, but this version reads format {_FORMAT}")
    if set(fields) != _FIELDS or not isinstance(fields["weights_sha256"], str):
        raise MisfitError(f"its description doesn't hold exactly {', '.join(sorted(_FIELDS))}")
    return Envelope(weights_sha256=fields["weights_sha256"], config=fields["config"])


def shape_text(shape: tuple[int, ...] | None) -> str:
    """`(4, 128)` as `4×128`."""
    if shape is None:
        return "nothing"
    if len(shape) > 8:
        return f"{len(shape)} axes"
    return "×".join(map(str, shape)) if shape else "a single number"
