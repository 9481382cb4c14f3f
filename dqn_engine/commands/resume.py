"""`dqn-engine resume`: continues a run where it stopped, as if it had never stopped."""

import argparse
from pathlib import Path

from dqn_engine.commands import driver
from dqn_engine.commands.train import trained
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.storage.run.places import owner_of_seed
from dqn_engine.storage.run.saved_run import find_manifest
from dqn_engine.system.device_names import check_device
from dqn_engine.system.errors import InputError


def run(options: argparse.Namespace) -> int:
    """Trains, prints the result, and returns the exit code: 130 or 143 after a signal, 1 after a failure."""
    path = Path(options.run_folder)
    config = find_manifest(path).run_config  # Before the seconds that loading takes.
    owner = owner_of_seed(path)
    if owner is not None:
        raise InputError(
            "The run {path!r} is a seed of {owner!r}, whose results it belongs to; fork it, and resume the fork.",
            path=str(path),
            owner=str(owner),
        )
    device = options.device or config.device
    check_device(device)
    if is_locked(path):
        raise InputError(f"The run {str(path)!r} is being written by another program; wait for it, or fork the run.")
    return trained(
        options,
        str(path),
        lambda observe: driver.resume_session(
            str(path), steps=options.steps, device=device, observe=observe, json=options.json
        ),
    )
