"""How results reach the user or a program."""

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dqn_engine.storage.files.plain_json import plain_json
from dqn_engine.system.tensorflow_settings import take_cache_troubles

if TYPE_CHECKING:
    from dqn_engine.system.device import DeviceChoice


def print_json(result: Mapping[str, object]) -> None:
    """One JSON object on one line of stdout; numbers that are not finite become null."""
    print(json.dumps(plain_json(result), allow_nan=False), flush=True)


def print_failure(sentence: str, kind: str) -> None:
    """What `--json` gives where there is no result: why, and of which kind: `input`, `interrupted` or `run`."""
    print_json({"error": sentence, "kind": kind})


def tell_cache_troubles() -> None:
    """Says on stderr what was wrong with the compiled programs on disk, if anything was."""
    sentences = take_cache_troubles()
    if sentences:
        print(sentences, file=sys.stderr)


def tell_fallback(choice: "DeviceChoice") -> None:
    """Says on stderr where what runs isn't what was asked for."""
    if choice.fell_back:
        print(f"Running on {choice.name}: {choice.reason}", file=sys.stderr)
