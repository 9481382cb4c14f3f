"""Where runs are saved unless the user says otherwise."""

import contextlib
import os
import re
import time
from pathlib import Path

import platformdirs

from dqn_engine.storage.checkpoints.manifest_name import MANIFEST

CONFIG, HISTORY, CHECKPOINTS = "config.json", "history.sqlite", "checkpoints"
LAST_WEIGHTS, BEST_WEIGHTS, LOADED = "last.weights.h5", "best.weights.h5", "loaded"
NUMBERED_WEIGHTS = "weights"
"""The folder of weights that were saved every so many steps."""

RUNS_OF_SEEDS = "runs"
"""The folder of the runs that the seeds of a study or a sweep left, in its own folder."""

STUDY_PLAN, SWEEP_DATABASE = "plan.json", "sweep.sqlite"
"""By which a folder is known as a study's, a verdict's and a hand's among them, or as a sweep's."""


def runs_root() -> Path:
    """The folder of all runs, in the user's data folder. It needn't exist."""
    return Path(platformdirs.user_data_dir("dqn-workbench", appauthor=False)) / "runs"


def sweeps_root() -> Path:
    """The folder of the studies and sweeps that the window began, beside that of runs. It needn't exist."""
    return runs_root().with_name("sweeps")


def new_run_path(environment: str, seed: int) -> Path:
    """A folder in `runs_root` that doesn't exist yet, such as `2030-01-31-120000-CartPole-v1-seed-3`."""
    words = re.sub(r"[^A-Za-z0-9.]+", "-", environment).strip("-.")[:60]
    return free_path(runs_root() / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{words}-seed-{seed}")


def owner_of_seed(path: Path) -> Path | None:
    """The folder of the study or the sweep that a run is a seed of; None where it is of none."""
    place = path.absolute().parent
    with contextlib.suppress(OSError, ValueError):
        if place.name == RUNS_OF_SEEDS and any(
            (place.parent / name).is_file() for name in (STUDY_PLAN, SWEEP_DATABASE)
        ):
            return place.parent
    return None


def fork_path(parent: Path, env_step: int) -> Path:
    """A new folder for a fork: beside the parent's where that can be written, else in `runs_root`.

    A fork of a seed of a study or a sweep is none of its seeds: it also goes to `runs_root`, with the name of both.
    """
    # A fork of a fork isn't called by its whole line of descent.
    base = re.sub(r"-from-\d+(-\d+)?$", "", parent.name)
    owner = owner_of_seed(parent)
    if owner is not None:
        return free_path(runs_root() / f"{owner.name}-{base}-from-{env_step}")
    place = parent.parent if os.access(parent.parent, os.W_OK | os.X_OK) else runs_root()
    return free_path(place / f"{base}-from-{env_step}")


def free_path(path: Path) -> Path:
    """`path`, or with -2, -3, … where that exists."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def run_folders(root: Path) -> list[Path]:
    """Every run's folder directly in `root`, by name."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if is_run_folder(path))


def is_run_folder(path: Path) -> bool:
    """Whether a run is saved in the folder, by the names in it; one that lost its history or configuration is, too."""
    with contextlib.suppress(OSError, ValueError):
        return (path / HISTORY).is_file() or any(
            (entry / MANIFEST).is_file() for entry in (path / CHECKPOINTS).iterdir()
        )
    return False
