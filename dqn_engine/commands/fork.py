"""`dqn-engine fork`: a new run from a checkpoint of another, with its past and with changed hyperparameters."""

import argparse
from pathlib import Path

from dqn_engine.commands.output import print_json, say, tell, tell_fallback
from dqn_engine.config.hyperparameters import parse_assignments
from dqn_engine.storage.run.run_folder import refuse_unusable_folder
from dqn_engine.storage.run.saved_run import find_manifest
from dqn_engine.system.text import printable, shell_word


def run(options: argparse.Namespace) -> int:
    """Makes the folder, prints where it is, and returns the exit code."""
    source = Path(options.run_folder)
    changes = parse_assignments(options.assignments)
    config = find_manifest(source, options.at).run_config  # Before the seconds that loading takes.
    if options.out is not None:
        refuse_unusable_folder(options.out)
    from dqn_engine.system import device

    tell_fallback(device.configure(config.device))
    from dqn_engine.session.opening import fork_run

    fork = fork_run(source, options.at, changes, options.out or "")
    if fork.trouble:
        tell(fork.trouble)
    if options.json:
        print_json(
            {
                "out": str(fork.path),
                "parent": str(source),
                "env_steps": fork.env_steps,
                "updates": fork.updates,
                "weights_sha256": fork.weights_sha256,
                "changes": changes,
            }
        )
    else:
        say(
            f"{printable(str(fork.path))} begins at step {fork.env_steps:,} of {printable(options.run_folder)}; "
            f"continue with: dqn-engine resume {shell_word(str(fork.path))} --steps N"
        )
    return 0
