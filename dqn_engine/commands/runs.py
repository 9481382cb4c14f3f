"""`dqn-engine runs`: which runs there are."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.cells import cell_len

from dqn_engine.commands.output import print_json, say
from dqn_engine.storage.run.descriptions import Description, describe_run
from dqn_engine.storage.run.places import run_folders, runs_root
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import counted, printable

_COLUMNS = 7
_RIGHT = (1, 2, 4, 5)
"""Those that are numbers, which are read from the right."""


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
    for line in _lines(found):
        say(line)
    if not found:
        say(f"There are no runs in {root}.")
    return 0


def _folders_in(root: Path) -> list[Path] | None:
    """Every run's folder; None where there is no such folder."""
    try:
        return run_folders(root) if root.is_dir() else None
    except OSError as error:
        raise InputError(f"The folder {str(root)[:200]!r} can't be read: {error.strerror or error}.") from error


def _lines(found: Sequence[Description]) -> Iterator[str]:
    """A line per run, with its columns under those of the others; nothing is cut."""
    rows = [_cells(description) for description in found]
    widths = [max((cell_len(row[at]) for row in rows if len(row) > 2), default=0) for at in range(_COLUMNS)]
    widths[0] = max((cell_len(row[0]) for row in rows), default=0)
    for row in rows:
        padded = [
            _padded(cell, width, right=at in _RIGHT) for at, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        yield "  ".join(padded).rstrip()


def _padded(cell: str, width: int, *, right: bool) -> str:
    spaces = " " * (width - cell_len(cell))
    return spaces + cell if right else cell + spaces


def _cells(description: Description) -> list[str]:
    """The columns of a run; of one that can't be read its name and why."""
    name = printable(Path(str(description["path"])).name)
    if "error" in description:
        return [name, printable(str(description["error"]))]
    best, episodes = description["best_evaluation"], description["episodes"]
    last = ["running"] if description["being_written"] else []
    if description["environment_trouble"]:
        last.append(printable(str(description["environment_trouble"])))
    return [
        name,
        counted(description["env_steps"], "step"),
        "history lost" if episodes is None else counted(episodes, "episode"),
        "no evaluation" if best is None else f"best {best:.1f}",
        counted(len(description["checkpoints"]), "checkpoint"),
        f"{description['bytes'] / 1e6:.1f} MB",
        ", ".join(last),
    ]
