"""`--on PLACE`: where seeds are trained, and how many at a time."""

from dqn_engine.study.worker_processes import MOST_PROCESSES
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import quoted


def process_count(on: str, device: str, cores: int) -> int:
    """How many processes train: as many as `--on` says; else one for each core, or one alone on a GPU.

    Raises:
        InputError: It says something else.
    """
    place, colon, count = on.partition(":")
    allowed = not colon or (
        count.isascii() and count.isdigit() and len(count) < 4 and 1 <= int(count) <= MOST_PROCESSES
    )
    if place != "local" or not allowed:
        raise InputError(
            f"--on is {quoted(on)}, but must be local or local:P, with P from 1 to {MOST_PROCESSES} processes."
        )
    return int(count) if colon else 1 if device.startswith("gpu") else cores
