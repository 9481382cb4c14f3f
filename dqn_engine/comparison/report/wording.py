"""What sections of a report have in common: values as text, and the commands that do it again."""

import json
import shlex
from collections.abc import Sequence

from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import RunConfig, plain_knobs


def hyperparameters(name: str, config: RunConfig, without: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Every hyperparameter, as `--set` takes them; but some, such as those that a sweep varies."""
    settings = (f"{knob.name}={knob.format(config.knobs[knob.name])}" for knob in KNOBS if knob.name not in without)
    varied = f" but {', '.join(without)}, which varied" if without else ""
    return [(f"{name}: all hyperparameters{varied}", " ".join(settings))]


def settings_words(config: RunConfig, without: Sequence[str] = ()) -> str:
    """The options that set what isn't the default, with a space before each."""
    changed = [k for k in KNOBS if config.knobs[k.name] != k.default and k.name not in without]
    return "".join(f" --set {shlex.quote(f'{k.name}={k.format(config.knobs[k.name])}')}" for k in changed)


def imports(config: RunConfig) -> str:
    """The options that import the user's own modules, with a space before each."""
    modules = dict.fromkeys(module for module in (config.environment_module, config.compiled_by) if module)
    return "".join(f" --import {shlex.quote(module)}" for module in modules)


def seed_list(seeds: Sequence[int]) -> str:
    """Seeds as `--seeds` takes them: 0-4,7."""
    parts: list[list[int]] = []
    for seed in seeds:
        if parts and parts[-1][-1] == seed - 1:
            parts[-1].append(seed)
        else:
            parts.append([seed])
    return ",".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)


def settings_file(config: RunConfig, without: Sequence[str] = ()) -> str:
    """A file of settings, as a preset's is: the environment, and what isn't the default."""
    plain = plain_knobs(config.knobs)
    changed = [k for k in KNOBS if config.knobs[k.name] != k.default and k.name not in without]
    lines = [f"environment = {toml(config.environment)}", "[knobs]"]
    return "\n".join([*lines, *(f"{knob.name} = {toml(plain[knob.name])}" for knob in changed)])


def toml(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def cell(value: object) -> str:
    """A value of a table or a file, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(cell, value))
    return str(value)
