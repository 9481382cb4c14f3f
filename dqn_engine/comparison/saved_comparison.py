"""What a verdict or a hand saves beside the study of its seeds: a JSON file that says what it is, and what it came to.

Its folder is a study's, so that all that reads studies reads it. The file is there from the beginning, and written
again after every look, so that others see how far it is.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.plain_json import json_file, plain_json
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.system.errors import InputError

VERDICT, HAND = "verdict.json", "hand.json"
_LARGEST_BYTES = 16 * 2**20


def save(folder: Path, name: str, values: Mapping[str, object]) -> None:
    """Writes the file, whole or not at all.

    Raises:
        InputError: The disk is full or the folder is gone.
    """
    write_atomically(folder / name, json_file(values))


def read(folder: Path, name: str) -> dict[str, Any] | None:
    """Reads the file; None where there is none.

    Raises:
        InputError: It can't be read, or holds something else.
    """
    path = folder / name
    try:
        values = decode_json(read_plain_file(path, _LARGEST_BYTES), _LARGEST_BYTES)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InputError("{path!r} can't be read; choose another folder.", path=str(path)) from error
    if not isinstance(values, dict):
        raise InputError("{path!r} can't be read; choose another folder.", path=str(path))
    return values


def refuse_another(folder: Path, name: str, wanted: Mapping[str, object]) -> None:
    """Checks that what is resumed is what is meant: that the file says the same as `wanted`, where it says it.

    Raises:
        InputError: It doesn't, can't be read, or isn't there though the folder holds a study.
    """
    saved = read(folder, name)
    if saved is None:
        raise InputError(
            "The folder {folder!r} holds a study, but no {name}; choose another folder.", folder=str(folder), name=name
        )
    differs = [key for key, value in wanted.items() if saved.get(key) != plain_json(value)]
    if differs:
        raise InputError(
            "The folder {folder!r} was begun with another {differs}; repeat the command that began it, or choose "
            "another folder.",
            folder=str(folder),
            differs=" and ".join(key.replace("_", " ") for key in differs),
        )
