"""`dqn-engine knobs`: every hyperparameter, as text or as the README's table."""

import argparse
import textwrap
from itertools import groupby

from dqn_engine.config.hyperparameters import KNOBS, Kind, Knob


def run(options: argparse.Namespace) -> int:
    """Prints the list and returns the exit code."""
    print(markdown_table() if options.markdown else plain_list())
    return 0


def plain_list() -> str:
    """Every knob under its group: name, default, what is allowed, what moving it in mid-run means, and its help."""
    lines: list[str] = []
    for group, knobs in groupby(KNOBS, key=lambda knob: knob.group):
        lines.append(f"{group}")
        for knob in knobs:
            unit = f" {knob.unit}" if knob.unit else ""
            lines.append(f"  {knob.name} = {knob.format(knob.default)}{unit}   [{knob.allowed}; {knob.live}]")
            lines += textwrap.wrap(
                knob.help, 96, initial_indent="      ", subsequent_indent="      ", break_on_hyphens=False
            )
        lines.append("")
    return "\n".join(lines[:-1])


def markdown_table() -> str:
    """The same as a Markdown table."""
    rows = ["| Knob | Default | Allowed | While training | What it does |", "|---|---|---|---|---|"]
    rows += [
        f"| `{knob.name}` | {knob.format(knob.default)} | {_bounds(knob)} | {knob.live} | {_escaped(knob.help)} |"
        for knob in KNOBS
    ]
    return "\n".join(rows)


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


def _bounds(knob: Knob) -> str:
    if knob.kind in (Kind.INT, Kind.FLOAT):
        return f"{knob.low:.10g} … {knob.high:.10g} {knob.unit}".rstrip()
    return knob.allowed
