"""`dqn-engine presets`: which presets there are; of one, its hyperparameters and what its source does otherwise."""

import argparse
import textwrap
from typing import Any

from dqn_engine.commands.output import print_json, say
from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.config.run_config import Preset, load_preset, plain_knobs, preset_names


def run(options: argparse.Namespace) -> int:
    """Prints them, or the one that is named, and returns the exit code."""
    if options.name is None:
        presets = [load_preset(name) for name in preset_names()]
        if options.json:
            print_json({"presets": [_fields(preset) for preset in presets]})
        else:
            say("\n".join(f"{preset.name:20s} {preset.environment:20s} {preset.title}" for preset in presets))
        return 0
    preset = load_preset(options.name)
    if options.json:
        print_json(_fields(preset))
    else:
        say(description(preset))
    return 0


def description(preset: Preset) -> str:
    """What a preset sets beside the defaults, and what its source does otherwise."""
    lines = [f"{preset.name}: {preset.title}", f"  Environment: {preset.environment}", f"  Source: {preset.source}"]
    changed = _changed(preset)
    if changed:
        lines += ["", "  Hyperparameters that aren't the default:"]
        lines += [
            f"    {name} = {KNOB_BY_NAME[name].format(value)}   (default {KNOB_BY_NAME[name].format(default)})"
            for name, (value, default) in changed.items()
        ]
    else:
        lines += ["", "  Every hyperparameter is the default."]
    if preset.differences:
        lines += ["", "  What the source does otherwise:"]
        for sentence in preset.differences:
            lines += textwrap.wrap(sentence, 96, initial_indent="    * ", subsequent_indent="      ")
    return "\n".join(lines)


def _changed(preset: Preset) -> dict[str, tuple[Any, Any]]:
    defaults = {name: KNOB_BY_NAME[name].default for name in preset.knobs}
    return {name: (value, defaults[name]) for name, value in preset.knobs.items() if value != defaults[name]}


def _fields(preset: Preset) -> dict[str, object]:
    return {
        "name": preset.name,
        "title": preset.title,
        "environment": preset.environment,
        "source": preset.source,
        "knobs": plain_knobs(preset.knobs),
        "differences": list(preset.differences),
    }
