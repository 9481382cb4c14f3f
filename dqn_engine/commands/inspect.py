"""`dqn-engine inspect`: what a run, a checkpoint or a weights file is, without running anything in it."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from dqn_engine.commands.output import print_json, say
from dqn_engine.storage.run.descriptions import describe
from dqn_engine.system.text import printable


def run(options: argparse.Namespace) -> int:
    """Prints the description, and returns the exit code."""
    description = describe(Path(options.path))
    if options.json:
        print_json(description)
    else:
        say("\n".join(_lines(description)))
    return 0


def _lines(values: dict[str, object], indent: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield f"{indent}{printable(str(name))}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{printable(str(name))}:"
            for item in value:
                yield f"{indent}  {printable(', '.join(f'{key} {part}' for key, part in item.items()))}"
        elif isinstance(value, list) and value and isinstance(value[0], str):
            yield f"{indent}{printable(str(name))}:"
            yield from (f"{indent}  {printable(sentence)}" for sentence in value)
        else:
            yield f"{indent}{printable(str(name))}: {printable(_text(value))}"


def _text(value: object) -> str:
    """A value as the user reads it: a dash for nothing, yes and no."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return str(value)
