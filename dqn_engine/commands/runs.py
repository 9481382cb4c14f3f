"""`dqn-engine runs`: which runs there are."""

import argparse
from pathlib import Path

from dqn_engine.commands.output import print_json, say
from dqn_engine.storage.run.descriptions import Description, describe_run
from dqn_engine.storage.run.places import run_folders, runs_root
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable


def run(options: argparse.Namespace) -> int:
    """Prints a line per run, and returns the exit code."""
    root = runs_root() if options.folder is None else Path(options.folder)
    folders = None if options.folder == "" else _folders_in(root)
    if options.folder is not None and folders is None:
        raise InputError(f"There is no folder {options.folder[:200]!r}; give the folder that runs are in.")
    found = []
    for path in folders or []:
        try:
            found.append(describe_run(path))
        except (InputError, OSError) as error:  # One that can't be read mustn't hide the others.
            found.append({"kind": "run", "path": str(path), "error": printable(str(error))})
    if options.json:
        print_json({"root": str(root), "runs": found})
        return 0
    for description in found:
        say(_line(description))
    if not found:
        say(f"There are no runs in {root}.")
    return 0


def _folders_in(root: Path) -> list[Path] | None:
    """Every run's folder; None where there is no such folder."""
    try:
        return run_folders(root) if root.is_dir() else None
    except OSError as error:
        raise InputError(f"The folder {str(root)[:200]!r} can't be read: {error.strerror or error}.") from error


def _line(description: Description) -> str:
    name = printable(Path(str(description["path"])).name)
    if "error" in description:
        return f"{name}  {printable(str(description['error']))}"
    best = description["best_evaluation"]
    words = [
        f"{description['env_steps']:>12,} steps",
        "history lost" if description["episodes"] is None else f"{description['episodes']:>8,} episodes",
        "no evaluation" if best is None else f"best {best:.1f}",
        f"{len(description['checkpoints'])} checkpoint{'' if len(description['checkpoints']) == 1 else 's'}",
        f"{description['bytes'] / 1e6:.1f} MB",
    ]
    if description["being_written"]:
        words.append("running")
    if description["environment_trouble"]:
        words.append(printable(str(description["environment_trouble"])))
    return f"{name}  {', '.join(words)}"
