"""`dqn-engine compare`: how runs or checkpoints differ. TensorFlow is for checkpoints and images only."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dqn_engine.commands.output import print_json, say
from dqn_engine.comparison.difference import difference
from dqn_engine.comparison.sides import change_words, side_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import counted, percent, printable

MOST_SIDES = 26
_LONGEST_CELL = 24


def run(options: argparse.Namespace) -> int:
    """Prints what differs, and returns the exit code."""
    if not 2 <= len(options.paths) <= MOST_SIDES:
        raise InputError(
            "{given} can't be compared; give two to {most} runs, checkpoints or weights files.",
            given=counted(len(options.paths), "path"),
            most=MOST_SIDES,
        )
    result = difference([side_of(Path(path)) for path in options.paths])
    if options.json:
        print_json(result)
    else:
        say("\n".join(_lines(result)))
    return 0


def _lines(result: dict[str, Any]) -> Iterator[str]:
    sides = result["sides"]
    names = [chr(ord("A") + place) for place in range(len(sides))]
    for name, side in zip(names, sides, strict=True):
        steps = "" if side["env_steps"] is None else f", step {side['env_steps']:,}"
        yield f"{name}: {printable(side['path'])} ({side['kind']} of {printable(side['environment'])}{steps})"
    yield from _table("hyperparameters that differ", names, result["hyperparameters"])
    yield from _table("versions that differ", names, result["versions"])
    yield ""
    if result["same_changes"]:
        count = len(sides[0]["changes"])
        yield "changes on the way: " + ("none" if not count else f"the same {counted(count, 'time')}")
    else:
        yield "changes on the way:"
        for name, side in zip(names, sides, strict=True):
            yield from (f"  {name} after step {one['env_step']:,}: {change_words(one)}" for one in side["changes"])
            if not side["changes"]:
                yield f"  {name}: none"
    yield ""
    if any(pair["behaviour"] for pair in result["pairs"]):
        yield printable(f"behaviour is compared in {result['states']}")
    for pair in result["pairs"]:
        yield f"{names[pair['first']]} and {names[pair['second']]}:"
        yield from (f"  {line}" for line in _pair(pair))


def _pair(pair: dict[str, Any]) -> Iterator[str]:
    weights, acts = pair["weights"], pair["behaviour"]
    if weights is None:
        yield f"weights: {pair['weights_trouble']}"
    elif weights["distance"] == 0.0:
        yield "weights: equal"
    else:
        yield (
            f"weights: {weights['distance']:.4g} apart, {_percent(weights['relative'])} of the first's size; "
            f"the largest difference of a number is {weights['largest']:.4g}"
        )
        for name, layer in weights["layers"].items():
            yield f"  {printable(name)}: {layer['distance']:.4g} apart ({_percent(layer['relative'])})"
    if acts is None:
        yield f"behaviour: {pair['behaviour_trouble']}"
    else:
        ties = f" ({counted(acts['ties'], 'state')} without a single best action)" if acts["ties"] else ""
        yield (
            f"behaviour: the same greedy action in {percent(acts['equal_actions'], '.1%')} of {acts['states']:,} "
            f"states{ties}; Q-values {acts['mean_difference']:.4g} apart in the mean, "
            f"{acts['largest_difference']:.4g} at most"
        )


def _table(title: str, names: list[str], rows: dict[str, list[Any]]) -> Iterator[str]:
    yield ""
    if not rows:
        yield f"{title}: none"
        return
    yield f"{title}:"
    cells = [["", *names], *([name, *map(_cell, values)] for name, values in rows.items())]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    for row in cells:
        yield ("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return printable(str(value), _LONGEST_CELL)


def _percent(fraction: float) -> str:
    return "–" if fraction != fraction else percent(fraction, ".1%")
