"""Arguments of an environment's constructor, such as `is_slippery=false`: read, checked and written as text.

An environment is named by its id and, in brackets behind it, the arguments of its constructor:
`FrozenLake-v1(is_slippery=false, map_name="8x8")`. So wherever an environment's name goes (a run's configuration, a
preset, a file of weights, a study), its arguments go with it.

Values are plain: true, false, none, numbers and text, or lists of them, as TOML writes them; none is written as that
word. See `option_kinds` for which of them an argument takes.
"""

import difflib
import inspect
import json
import math
import re
import shlex
import tomllib
import warnings
from collections.abc import Mapping
from typing import Any

from dqn_engine.environments.known_options import check_known
from dqn_engine.environments.option_kinds import as_wanted, fits_kinds, option_kinds, plain_default
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import plain_words, printable

Option = bool | int | float | str | tuple["Option", ...] | None
Options = Mapping[str, Option]

MOST_OPTIONS = 32
_LONGEST_TEXT = 1_000
_MOST_ELEMENTS = 256
_LONGEST_NAME = 8_000
_TAKES_NONE = (("FrozenLake-v1", "map_name"), ("FrozenLake8x8-v1", "map_name"))
_OURS = ("render_mode", "max_episode_steps", "disable_env_checker")
"""What this program decides itself; all but the first are the constructor's where it has an argument of that name."""
_BARE_WORDS = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|\b(?:none|null|true|false)\b(?!\s*=)""", re.IGNORECASE)
"""Quoted texts, and outside of them the words that stand for a value."""
_REFUSING = re.compile(r"unexpected keyword argument|takes (no|exactly one|\d+ positional) arguments?")
"""What Python says where a function is called with an argument that it doesn't take."""
_WORDS: dict[str, Option] = {"true": True, "false": False, "none": None, "null": None}
_AMBIGUOUS = {"yes": "true", "on": "true", "no": "false", "off": "false", "nil": "none"}


def parse_option(text: str) -> tuple[str, Option]:
    """A name and its value from `NAME=VALUE`.

    Raises:
        InputError: It isn't of that form.
    """
    name, sign, value = text.partition("=")
    name = name.strip()
    if not sign or not name.isidentifier():
        raise InputError(
            "{text!r} is no NAME=VALUE; give an argument of the environment's constructor, such as is_slippery=false.",
            text=printable(text)[:80],
        )
    if len(value) > _LONGEST_TEXT:
        raise InputError(
            "The value of {name} has {count:,} characters, but {longest_text:,} are the most.",
            name=name,
            count=len(value),
            longest_text=_LONGEST_TEXT,
        )
    value = value.strip()
    if value.lower() in _WORDS:
        return name, _WORDS[value.lower()]
    if value.lower() in _AMBIGUOUS:
        raise InputError(
            "The value of {name} is {value}, which may be meant as {ambiguous} or as text; say "
            "{name}={ambiguous}, or {name_2} for the text.",
            name=name,
            value=value,
            ambiguous=_AMBIGUOUS[value.lower()],
            name_2=quoted_for_shell(name, value),
        )
    try:
        read = _loaded(f"value = {value}")["value"]
        _refuse_infinite(name, value, read)
        return name, checked_value(name, read)
    except tomllib.TOMLDecodeError as error:
        if value[:1] in ("[", '"'):
            raise InputError(
                "The value of {name}, {value}, can't be read; text in a list goes in quotes, and so "
                "does the whole for the shell: {name_2}.",
                name=name,
                value=printable(value)[:80],
                name_2=quoted_for_shell(name, ("SF", "FG")),
            ) from error
    except RecursionError:
        pass
    for number in (int, float) if value.isascii() else ():  # As Python writes them, such as .5; it knows other digits.
        try:
            read = number(value)
        except ValueError:
            continue
        _refuse_infinite(name, value, read)
        return name, read
    return name, checked_value(name, value)


def _refuse_infinite(name: str, typed: str, read: object) -> None:
    if isinstance(read, float) and not math.isfinite(read):
        raise InputError(
            "The value of {name} is {value}, which is read as no finite number; give a finite one, or {quoted} for "
            "the text.",
            name=name,
            value=printable(typed)[:80],
            quoted=quoted_for_shell(name, typed),
        )


def quoted_for_shell(name: str, value: Option) -> str:
    """`name` and `value` as a shell hands them on, such as a='"5"' of a text."""
    return f"{name}={shlex.quote(_toml(value))}"


def _loaded(text: str) -> dict[str, Any]:
    """TOML that may have the word none as a value, which TOML hasn't; and true and false in any case, as in Python."""

    def in_toml(found: re.Match[str]) -> str:
        word = found[0].lower()
        if word not in _WORDS:
            return found[0]
        return '"\\u0000none"' if _WORDS[word] is None else word

    return tomllib.loads(_BARE_WORDS.sub(in_toml, text))


def checked_value(name: str, value: object) -> Option:
    """`value` as an option's, lists as tuples.

    Raises:
        InputError: It is of another kind, too long, or a number that isn't finite.
    """
    match value:
        case None | "\0none":  # As `_loaded` says none; no text that anyone types.
            return None
        case bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case str() if len(value) <= _LONGEST_TEXT:
            return value
        case list() | tuple() if len(value) <= _MOST_ELEMENTS:
            return tuple(checked_value(name, part) for part in value)
    raise InputError(
        "The environment's argument {name!r} is {value}, but must be true, "
        "false, a finite number, text, or a list of these.",
        name=printable(name)[:80],
        value=printable(repr(value))[:80],
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
        table = _loaded(f"options = {{{inner[:-1]}}}")
        if set(table) != {"options"}:
            raise ValueError("more than options")
        options = table["options"]
    except (ValueError, RecursionError) as error:
        raise InputError(
            "The environment {environment!r} can't be read; the arguments of its constructor go in "
            'brackets, text in quotes, such as FrozenLake-v1(is_slippery=false, map_name="8x8").',
            environment=printable(environment)[:80],
        ) from error
    return base, {name: checked_value(name, value) for name, value in options.items()}


def given_words(options: Options) -> str:
    """Options as they are typed, for a sentence."""
    return printable(", ".join(f"{name}={_toml(value)}" for name, value in options.items()), 300)


def constructor_arguments(environment: str, options: Options) -> dict[str, Any]:
    """Options as the constructor of `environment`, an id, expects them; see `as_wanted`."""
    odd = any(isinstance(value, tuple | str) for value in options.values())
    parameters = _parameters_of(environment)[0] if odd else {}
    return {name: as_wanted(value, parameters.get(name)) for name, value in options.items()}


def check_options(environment: str, options: Options) -> None:
    """Refuses options that the constructor of `environment`, which Gymnasium has registered, doesn't take.

    Raises:
        InputError: Names the option and what is allowed.
    """
    if len(options) > MOST_OPTIONS:
        raise InputError(
            "{count} arguments of the environment were given, but {most_options} are the most.",
            count=len(options),
            most_options=MOST_OPTIONS,
        )
    if not options:
        return
    parameters, takes_others = _parameters_of(environment)
    for name in options:
        if name == "self" and name not in parameters:
            raise InputError("The environment's argument self can't be set; it is the environment itself.")
        if name in _OURS and (name == "render_mode" or name not in parameters):
            raise InputError("The environment's argument {name} is chosen by this program and can't be set.", name=name)
    known = [name for name in parameters if name != "render_mode"]
    for name, value in options.items():
        if name in parameters:
            _check_kind(environment, name, value, parameters[name])
        elif not takes_others:
            near = difflib.get_close_matches(name, known, n=1)
            hint = Sentence("It takes: {known}.", known=", ".join(known) or "none")
            if near:
                hint = Sentence("Did you mean {near}?", near=near[0])
            raise InputError(
                "The environment {environment} takes no argument {name}. {hint}",
                environment=environment,
                name=name,
                hint=hint,
            )
    check_known(environment, options)


def missing_arguments(environment: str, options: Options) -> tuple[str, ...]:
    """What the constructor of `environment`, which Gymnasium has registered, needs besides `options`."""
    return tuple(
        name
        for name, parameter in _parameters_of(environment)[0].items()
        if parameter.default is inspect.Parameter.empty and name not in options and name != "render_mode"
    )


def needs_render_mode(environment: str) -> bool:
    """Whether the constructor of `environment`, an id, can't be called without a render_mode."""
    parameter = _parameters_of(environment)[0].get("render_mode")
    return parameter is not None and parameter.default is inspect.Parameter.empty


def make_swallows(options: Options) -> bool:
    """Whether there are arguments among `options` that `gymnasium.make` has itself, and wouldn't hand on."""
    return any(name in (*_OURS, "id") for name in options)


def refused_arguments(environment: str, error: BaseException, options: Options) -> tuple[str, ...]:
    """Which of `options` something that the constructor hands them on to may not have taken; none where it wasn't that.

    Args:
        environment: The id.
        error: What the constructor raised.
        options: What it was given.
    """
    if not isinstance(error, TypeError) or not _REFUSING.search(plain_words(error)):
        return ()
    parameters, takes_others = _parameters_of(environment)
    found = re.search(r"unexpected keyword argument '(\w+)'", plain_words(error))
    if found:
        return (found[1],) if found[1] in options else ()
    return tuple(name for name in options if takes_others and name not in parameters)


def constructor_defaults(environment: str) -> dict[str, Any]:
    """The arguments that the constructor of `environment`, an id, takes, with their defaults; empty if it can't say."""
    parameters = _parameters_of(environment)[0].values()
    return {parameter.name: parameter.default for parameter in parameters if parameter.name not in _OURS}


def _check_kind(environment: str, name: str, value: Option, parameter: inspect.Parameter) -> None:
    """A value of a kind that the argument takes, as far as it says so by its type or its default."""
    kinds = option_kinds(parameter)
    # Gymnasium's FrozenLake takes none for its map's name, though it doesn't say so; see `known_options`.
    if kinds is None or fits_kinds(kinds, value) or (value is None and (environment, name) in _TAKES_NONE):
        return
    default = plain_default(parameter.default)
    example, text = "", ""
    if default is not None and not kinds.choices and fits_kinds(kinds, default):
        example = Sentence(", such as {default}", default=_toml(default))
    if kinds.holds(str) and not isinstance(value, tuple):
        text = Sentence("; for the text give {text}", text=quoted_for_shell(name, _toml(value)))
    raise InputError(
        "The argument {name} of {environment} is {value}, but must be {words}{example}{text}.",
        name=name,
        environment=environment,
        value=_toml(value),
        words=kinds.words(),
        example=example,
        text=text,
    )


def _parameters_of(environment: str) -> tuple[dict[str, inspect.Parameter], bool]:
    """What the constructor takes by name, with the defaults it is registered with, and whether it takes anything else.

    Nothing, and anything, where it can't be asked.
    """
    import gymnasium  # Names are read long before Gymnasium is needed.
    from gymnasium.envs.registration import load_env_creator

    from dqn_engine.environments.atari import SCREEN_SIZE, is_atari

    spec = gymnasium.spec(environment)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Some packages warn as they are imported.
            creator = spec.entry_point if callable(spec.entry_point) else load_env_creator(str(spec.entry_point))
        signature = _signature(creator)
    except BaseException as error:  # It may import what raises anything, which is told where it is made.
        if is_the_users(error):
            raise
        return {}, True
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = {name: one for name, one in signature.parameters.items() if one.kind in by_name}
    for name, default in spec.kwargs.items():
        if name in parameters:
            parameters[name] = parameters[name].replace(kind=inspect.Parameter.KEYWORD_ONLY, default=default)
    if is_atari(environment):
        parameters[SCREEN_SIZE.name] = SCREEN_SIZE
    takes_others = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in signature.parameters.values())
    return parameters, takes_others


def _signature(creator: Any) -> inspect.Signature:
    try:
        return inspect.signature(creator, eval_str=True)
    except BaseException as error:  # Annotations are code of others, and may name what isn't imported here.
        if is_the_users(error):
            raise
        return inspect.signature(creator)


def _toml(value: Option) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return repr(value)
