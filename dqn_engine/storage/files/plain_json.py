"""Values as JSON has them, also those of NumPy."""

import hashlib
import json
import math
from collections.abc import Mapping

import numpy as np


def plain_json(value: object) -> object:
    """The value as JSON has it: NumPy numbers become plain ones, tuples lists, and numbers that are not finite null."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): plain_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def json_file(value: Mapping[str, object]) -> bytes:
    """The content of a JSON file that is easy to read."""
    return (json.dumps(plain_json(value), indent=2, allow_nan=False) + "\n").encode("ascii")


def fields_sha256(fields: Mapping[str, object]) -> str:
    """The SHA-256, in hexadecimal, of plain values that are saved with it: of all of them but `sha256`."""
    others = {name: value for name, value in fields.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(others, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()
