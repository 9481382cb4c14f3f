"""`dqn-engine knobs`: every hyperparameter, as text or as the tables of the manual's page."""

import argparse
import textwrap
from itertools import groupby

from dqn_engine.commands.output import say
from dqn_engine.config.hyperparameters import KNOBS, Knob, KnobKind


def run(options: argparse.Namespace) -> int:
    """Prints the list and returns the exit code."""
    say(markdown_tables() if options.markdown else plain_list())
    return 0


def plain_list() -> str:
    """Every hyperparameter under its group: name, default, what is allowed, what moving it means, and its help."""
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


def markdown_tables() -> str:
    """The same as Markdown: a heading and a table for each group, as the manual's page has them."""
    parts: list[str] = []
    for group, knobs in groupby(KNOBS, key=lambda knob: knob.group):
        rows = ["| Hyperparameter | Default | Allowed | While training | What it does |", "|---|---|---|---|---|"]
        rows += [
            f"| {_escaped(knob.label)} `{knob.name}` | {knob.format(knob.default)} | {_bounds(knob)} | {knob.live} "
            f"| {_escaped(knob.help)} |"
            for knob in knobs
        ]
        parts.append("\n".join([f"## {group}", "", *rows]))
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


def _bounds(knob: Knob) -> str:
    if knob.kind in (KnobKind.INT, KnobKind.FLOAT):
        words = "".join(f"{word}, " for word in knob.words)
        return f"{words}{knob.low:.10g} … {knob.high:.10g} {knob.unit}".rstrip()
    return knob.allowed
