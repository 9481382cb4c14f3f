"""`--on PLACE`: where seeds are trained, and how many at a time."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dqn_engine.study.worker_processes import MOST_PROCESSES
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import quoted

if TYPE_CHECKING:
    from dqn_engine.study.ray_workers import RayCluster


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
            "--on is {on}, but must be local or local:P, with P from 1 to {most} processes, or ray or ray:ADDRESS.",
            on=quoted(on),
            most=MOST_PROCESSES,
        )
    return int(count) if colon else 1 if device.startswith("gpu") else cores


@contextlib.contextmanager
def cluster_for(on: str, cores: int) -> "Iterator[RayCluster | None]":
    """The Ray cluster that `--on` names, connected to; None where it names none.

    Args:
        on: What was given.
        cores: Processors of a cluster that is begun here.

    Raises:
        InputError: It can't be used.
    """
    place, colon, address = on.partition(":")
    if place != "ray" or (colon and not address):
        yield None
        return
    from dqn_engine.study.ray_workers import RayCluster

    with RayCluster(address, cores) as cluster:
        yield cluster
