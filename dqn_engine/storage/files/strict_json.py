"""JSON from elsewhere, read strictly: small, without doubled keys, and without NaN."""

import json

from dqn_engine.system.text_file_errors import parse_trouble

LARGEST_BYTES = 1_000_000


def decode_json(content: bytes, most_bytes: int = LARGEST_BYTES) -> object:
    """The value that `content` (UTF-8) holds.

    Raises:
        ValueError: It is not JSON, too large or nested too deeply, or ambiguous; the message says which.
    """
    if len(content) > most_bytes:
        raise ValueError(f"it has {len(content):,} bytes, but at most {most_bytes:,} are read")
    try:
        # Numbers of more than 4,300 digits, which take long to read, Python refuses by itself, and NaN we do.
        return json.loads(content.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise ValueError(parse_trouble(error)) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return found
