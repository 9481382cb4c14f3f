"""Arguments of an environment's constructor, such as `is_slippery=false`: read, checked and written as text.

An environment is named by its id and, in brackets behind it, the arguments of its constructor:
`FrozenLake-v1(is_slippery=false, map_name="8x8")`. So wherever an environment's name goes (a run's configuration, a
preset, a file of weights, a study), its arguments go with it.

Values are plain: true, false, numbers and text, or lists of them, as TOML writes them.
"""

import difflib
import inspect
import json
import math
import tomllib
import warnings
from collections.abc import Mapping
from typing import Any

from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable

Option = bool | int | float | str | tuple["Option", ...]
Options = Mapping[str, Option]

MOST_OPTIONS = 32
_LONGEST_TEXT = 1_000
_MOST_ELEMENTS = 256
_LONGEST_NAME = 8_000
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


def named(environment: str, options: Options) -> str:
    """The name of `environment`, which may have options already, with `options` added: sorted, each once.

    Raises:
        InputError: The name can't be read, or an option is no plain value.
    """
    base, already = parts_of(environment)
    options = {**already, **options}
    if not options:
        return base
    inner = ", ".join(f"{name}={_toml(checked_value(name, value))}" for name, value in sorted(options.items()))
    return f"{base}({inner})"


def parts_of(environment: str) -> tuple[str, Options]:
    """An environment's id, and the options in its name.

    Raises:
        InputError: What is in the brackets can't be read.
    """
    base, bracket, inner = environment.partition("(")
    if not bracket:
        return environment, {}
    try:
        if not inner.endswith(")") or len(inner) > _LONGEST_NAME:
            raise ValueError("no closing bracket")
        table = tomllib.loads(f"options = {{{inner[:-1]}}}")
        if set(table) != {"options"}:
            raise ValueError("more than options")
        options = table["options"]
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"The environment {printable(environment)[:80]!r} can't be read; the arguments of its constructor go in "
            'brackets, text in quotes, such as FrozenLake-v1(is_slippery=false, map_name="8x8").'
        ) from error
    return base, {name: checked_value(name, value) for name, value in options.items()}


def as_lists(option: Option) -> Any:
    """An option as constructors expect it: lists instead of tuples."""
    return [as_lists(part) for part in option] if isinstance(option, tuple) else option


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


def missing_arguments(environment: str, options: Options) -> tuple[str, ...]:
    """What the constructor of `environment`, which Gymnasium has registered, needs besides `options`."""
    parameters = _parameters_of(environment) or {}
    return tuple(
        name for name, default in parameters.items() if default is inspect.Parameter.empty and name not in options
    )


def constructor_defaults(environment: str) -> dict[str, Any]:
    """The arguments that the constructor of `environment`, an id, takes, with their defaults; empty if it can't say."""
    return {name: default for name, default in (_parameters_of(environment) or {}).items() if name not in _OURS}


def _check_kind(environment: str, name: str, value: Option, default: Any) -> None:
    """A value of the kind of the default, where that says one; a whole number is also taken for one with a fraction."""
    kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    kind = type(default)
    if kind not in kinds or type(value) is kind or (kind is float and type(value) is int):
        return
    if kind is int and type(value) is float:  # A default of 1 may well mean any number.
        return
    raise InputError(
        f"The argument {name} of {environment} is {_toml(value)}, but must be {kinds[kind]}, such as {_toml(default)}."
    )


def _parameters_of(environment: str) -> dict[str, Any] | None:
    """Names and defaults of what the constructor takes; None where it takes anything or can't be asked."""
    import gymnasium  # Names are read long before Gymnasium is needed.
    from gymnasium.envs.registration import load_env_creator

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


def _toml(value: Option) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return repr(value)
