"""How the run folders that seeds leave are named, and which there are. Reads names alone."""

import contextlib
import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from dqn_engine.storage.run.places import RUNS_OF_SEEDS

if TYPE_CHECKING:
    from dqn_engine.study.plan import Task

_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+( [0-9]+)?")


def run_name(task: "Task") -> str:
    """What the run folder of a seed is called; no two seeds of a study or a sweep share one."""
    name, seed = task
    words = re.sub(r"[^A-Za-z0-9.=]+", "-", name).strip("-.")[:60] or "run"
    if not _PLAIN_NAME.fullmatch(name):
        words += "-" + hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return f"{words}-seed-{seed}"


def run_of_seed(folder: Path, task: "Task") -> Path | None:
    """Where the run of a seed of the study or the sweep in `folder` is; None where it left none."""
    path = folder / RUNS_OF_SEEDS / run_name(task)
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            return path
    return None


def runs_of_seeds(folder: Path) -> frozenset[str]:
    """The names of the runs that the seeds of the study or the sweep in `folder` left."""
    place = folder / RUNS_OF_SEEDS
    with contextlib.suppress(OSError):
        if not place.is_symlink():
            with os.scandir(place) as entries:
                return frozenset(
                    entry.name
                    for entry in entries
                    if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
                )
    return frozenset()
