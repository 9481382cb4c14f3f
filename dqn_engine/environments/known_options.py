"""What Gymnasium's own toy texts and the Atari games take as arguments of their making, beyond the kind of value.

Their constructors say what is wrong with a map by whatever error comes of it; here it is said in the user's words.
"""

from collections.abc import Callable, Mapping
from typing import Any

from dqn_engine.environments.gymnasiums_own import is_gymnasiums_own
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import printable

_LETTERS = "SFHG"
_PROBABILITIES = ("success_rate", "rainy_probability", "fickle_probability")


def check_known(environment: str, options: Mapping[str, Any]) -> None:
    """Refuses values that an environment of Gymnasium's, by its id, can't be made of; of others nothing is known.

    Args:
        environment: The id.
        options: Of the kinds that the arguments take, but for none; lists as tuples.

    Raises:
        InputError: Names the argument, what it is, what is allowed and what to do.
    """
    if "screen_size" in options and _is_atari(environment):
        _check_screen(environment, options["screen_size"])
    if not is_gymnasiums_own(environment):
        return
    for name, value in options.items():
        check = _CHECKS.get(name) if environment.startswith("FrozenLake") else None
        if name in _PROBABILITIES:
            check = _probability
        if name == "map_name" and options.get("desc") is not None:
            check = None  # It isn't read.
        wrong = check(value) if check is not None else ""
        if wrong:
            raise InputError(
                "The argument {name} of {environment} {wrong}.", name=name, environment=environment, wrong=wrong
            )


def _is_atari(environment: str) -> bool:
    from dqn_engine.environments.atari import is_atari  # It needs Gymnasium, which names don't.

    return is_atari(environment)


def _check_screen(environment: str, value: Any) -> None:
    from dqn_engine.environments.atari import LARGEST_SCREEN, SMALLEST_SCREEN

    if not SMALLEST_SCREEN <= value <= LARGEST_SCREEN:
        raise InputError(
            "The argument screen_size of {environment} is {value}, but pictures have {smallest} to {largest} pixels a "
            "side; 84 are usual, 42 learn four times as fast.",
            environment=environment,
            value=value,
            smallest=SMALLEST_SCREEN,
            largest=LARGEST_SCREEN,
        )


def _probability(value: Any) -> str:
    if isinstance(value, int | float) and not 0 <= value <= 1:
        return Sentence("is {value}, but it is a probability; give a number from 0 to 1", value=value)
    return ""


def _map_name(value: Any) -> str:
    from gymnasium.envs.toy_text.frozen_lake import MAPS

    names = ", ".join(MAPS)
    if value is None:
        return Sentence(
            "is none, which makes another map each time: training and evaluations would each have their own; give one "
            "of {names}, or a map of your own as desc, such as {example}",
            names=names,
            example='desc=["SFF", "FHF", "FFG"]',
        )
    if value not in MAPS:
        return Sentence(
            "is {value!r}, but the maps are {names}; give one of them, or a map of your own as desc, such as {example}",
            value=printable(str(value))[:40],
            names=names,
            example='desc=["SFF", "FHF", "FFG"]',
        )
    return ""


def _desc(value: Any) -> str:
    if value is None:
        return ""
    rows = [row for row in value if isinstance(row, str)] if isinstance(value, tuple) else []
    lengths = {len(row) for row in rows}
    if not rows or len(rows) != len(value) or lengths == {0}:
        return Sentence("is no map; give rows of letters, such as {example}", example='["SF", "FG"]')
    if len(lengths) > 1:
        return Sentence(
            "has rows of {lengths} letters, but all must be equally long",
            lengths=", ".join(map(str, sorted(lengths))),
        )
    letters = "".join(rows)
    other = next((letter for letter in letters if letter not in _LETTERS), "")
    if other:
        return Sentence(
            "has the letter {letter!r}, but only S (start), F (frozen), H (hole) and G (goal) are known",
            letter=printable(other),
        )
    missing = [letter for letter in "SG" if letter not in letters]
    if missing:
        return Sentence(
            "has no {letters}; a map needs an S, where episodes start, and a G, the goal",
            letters=Sentence("S and no G") if len(missing) == 2 else missing[0],
        )
    return ""


_CHECKS: Mapping[str, Callable[[Any], str]] = {
    "map_name": _map_name,
    "desc": _desc,
}
