"""How results reach a person or a program."""

import json
from collections.abc import Mapping

from dqn_engine.storage.plain_json import plain_json


def print_json(result: Mapping[str, object]) -> None:
    """One JSON object on one line of stdout; numbers that are not finite become null."""
    print(json.dumps(plain_json(result), allow_nan=False), flush=True)
