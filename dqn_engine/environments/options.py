"""Arguments of an environment's constructor, such as `is_slippery=false`: read, checked and written as text.

Values are plain: true, false, numbers and text, or lists of them, as TOML writes them. Text that TOML doesn't know as
a value is text: `map_name=8x8` is the text "8x8".
"""

import difflib
import inspect
import json
import math
import tomllib
import warnings
from collections.abc import Mapping
from typing import Any

import gymnasium
from gymnasium.envs.registration import load_env_creator

from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable

Option = bool | int | float | str | tuple["Option", ...]
Options = Mapping[str, Option]

MOST_OPTIONS = 32
_LONGEST_TEXT = 1_000
_MOST_ELEMENTS = 256
_OURS = ("render_mode", "max_episode_steps", "disable_env_checker")
"""What this program decides itself."""


def parse_option(text: str) -> tuple[str, Option]:
    """A name and its value from `NAME=VALUE`.

    Raises:
        InputError: It isn't of that form.
    """
    name, sign, value = text.partition("=")
    name = name.strip()
    if not sign or not name.isidentifier():
        raise InputError(
            f"{printable(text)[:80]!r} is no NAME=VALUE; give an argument of the environment's constructor, such as "
            "is_slippery=false."
        )
    if len(value) > _LONGEST_TEXT:
        raise InputError(f"The value of {name} has {len(value):,} characters, but {_LONGEST_TEXT:,} are the most.")
    try:
        return name, checked_value(name, tomllib.loads(f"value = {value.strip()}")["value"])
    except (tomllib.TOMLDecodeError, RecursionError):
        return name, checked_value(name, value.strip())


def checked_value(name: str, value: object) -> Option:
    """`value` as an option's, lists as tuples.

    Raises:
        InputError: It is of another kind, too long, or a number that isn't finite.
    """
    match value:
        case bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case str() if len(value) <= _LONGEST_TEXT:
            return value
        case list() | tuple() if len(value) <= _MOST_ELEMENTS:
            return tuple(checked_value(name, part) for part in value)
    raise InputError(
        f"The environment's argument {printable(name)[:80]!r} is {printable(repr(value))[:80]}, but must be true, "
        "false, a finite number, text, or a list of these."
    )


def option_text(options: Options) -> str:
    """`options` as the user would type them, sorted by name: `a=1, b=false`."""
    return ", ".join(f"{name}={_text(value)}" for name, value in sorted(options.items()))


def check_options(environment: str, options: Options) -> None:
    """Refuses options that the constructor of `environment`, which Gymnasium has registered, doesn't take.

    Raises:
        InputError: Names the option and what is allowed.
    """
    if len(options) > MOST_OPTIONS:
        raise InputError(f"{len(options)} arguments of the environment were given, but {MOST_OPTIONS} are the most.")
    for name in options:
        if name in _OURS:
            raise InputError(f"The environment's argument {name} is chosen by this program and can't be set.")
    if not options:
        return
    parameters = _parameters_of(environment)
    if parameters is None:
        return
    known = [name for name in parameters if name not in _OURS]
    for name, value in options.items():
        if name not in parameters:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"It takes: {', '.join(known) or 'none'}."
            raise InputError(f"The environment {environment} takes no argument {name}. {hint}")
        _check_kind(environment, name, value, parameters[name])


def _check_kind(environment: str, name: str, value: Option, default: Any) -> None:
    """A value of the kind of the default, where that tells; a whole number also stands for one with a fraction."""
    kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    kind = type(default)
    if kind not in kinds or type(value) is kind or (kind is float and type(value) is int):
        return
    if kind is int and type(value) is float:  # A default of 1 may well mean any number.
        return
    raise InputError(
        f"The argument {name} of {environment} is {_text(value)}, but must be {kinds[kind]}, such as {_text(default)}."
    )


def _parameters_of(environment: str) -> dict[str, Any] | None:
    """Names and defaults of what the constructor takes; None where it takes anything or can't be asked."""
    spec = gymnasium.spec(environment)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Some packages warn as they are imported.
            creator = spec.entry_point if callable(spec.entry_point) else load_env_creator(str(spec.entry_point))
        parameters = inspect.signature(creator).parameters.values()
    except (ImportError, AttributeError, TypeError, ValueError):
        return None
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        return None
    registered = dict(spec.kwargs)
    return {
        parameter.name: registered.get(parameter.name, parameter.default)
        for parameter in parameters
        if parameter.kind is not inspect.Parameter.VAR_POSITIONAL
    }


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple() | list():
            return f"[{', '.join(json.dumps(part) if isinstance(part, str) else _text(part) for part in value)}]"
        case str():
            return json.dumps(value) if _reads_otherwise(value) else value
        case _:
            return repr(value)


def _reads_otherwise(text: str) -> bool:
    """Whether TOML takes a text without quotes for something else."""
    try:
        tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True
