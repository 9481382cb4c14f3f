"""The numbers of an environment's world that can be changed while an agent plays in it: how far, and by which name.

Of CartPole they are those of its physics; of other environments those that the constructor takes. Agents are trained
with none of them changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dqn_engine.environments.cartpole_limits import PHYSICS
from dqn_engine.environments.compiled.catalogue import is_built_in
from dqn_engine.environments.options import Option, constructor_defaults, named, parts_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import printable

CARTPOLE_BOUNDS: Mapping[str, tuple[float, float]] = {
    "gravity": (0.1, 100.0),
    "masscart": (0.01, 100.0),
    "masspole": (0.01, 100.0),
    "length": (0.05, 10.0),
    "force_mag": (0.1, 1_000.0),
}
"""Of CartPole's numbers: beyond them a step of 0.02 s says nothing about the world any more."""

CARTPOLE_FACTORS = (0.2, 3.0)
"""Of CartPole's usual numbers, what is of interest."""

OPTION_FACTORS = (0.5, 1.5)
"""Likewise of numbers of a constructor, of which less is known."""

KNOWN_RANGES: Mapping[tuple[str, str], tuple[float, float]] = {
    ("LunarLander", "gravity"): (-11.5, -3.5),
    ("LunarLander", "wind_power"): (0.0, 20.0),
    ("LunarLander", "turbulence_power"): (0.0, 2.0),
    ("MountainCar", "goal_velocity"): (0.0, 0.06),
}
"""By environment and number, what Gymnasium allows or recommends."""

SWITCHES: Mapping[str, str] = {
    "wind_power": "enable_wind",
    "turbulence_power": "enable_wind",
    "rainy_probability": "is_rainy",
    "fickle_probability": "fickle_passenger",
    "success_rate": "is_slippery",
}
"""Numbers of Gymnasium's constructors that count only where another argument is true."""

SWITCHED_OFF: Mapping[str, float] = {
    "wind_power": 0.0,
    "turbulence_power": 0.0,
    "rainy_probability": 1.0,
    "fickle_probability": 0.0,
    "success_rate": 1.0,
}
"""What those stand for where it is false."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldNumber:
    """One number of a world.

    Attributes:
        name: As Gymnasium has it.
        trained: What it is where the agent is trained.
        low: The least that it can be set to.
        high: The most.
        whole: Whether it is a whole number.
    """

    name: str
    trained: float
    low: float
    high: float
    whole: bool = False


def has_cartpole_physics(environment: str) -> bool:
    """Whether it is Gymnasium's own CartPole, whose physics can be changed in the middle of an episode."""
    return environment in ("CartPole-v1", "CartPole-v0") and is_built_in(environment)


def world_numbers(environment: str) -> tuple[WorldNumber, ...]:
    """What can be changed in the world of `environment`; nothing where that isn't known."""
    if has_cartpole_physics(environment):
        least, most = CARTPOLE_FACTORS
        return tuple(
            WorldNumber(name=name, trained=value, low=value * least, high=value * most)
            for name, value in PHYSICS.items()
        )
    try:
        arguments = constructor_arguments(environment)
    except InputError:
        return ()
    found = (_option_number(environment, name, arguments) for name, value in arguments.items() if is_number(value))
    return tuple(number for number in found if number is not None)


def constructor_arguments(environment: str) -> dict[str, Option]:
    """The arguments that the constructor of `environment` takes, as they are in it.

    Raises:
        InputError: Its name can't be read.
    """
    base, options = parts_of(environment)
    return {**constructor_defaults(base), **options}


def world_named(environment: str, changes: Mapping[str, float]) -> str:
    """The name of `environment` with other numbers; a number that is switched off there is switched on.

    What the same argument would switch on besides stays without effect: a wind comes without turbulence.

    Raises:
        InputError: Its name can't be read.
    """
    arguments = constructor_arguments(environment)
    changed: dict[str, Option] = {name: _of_kind(value, arguments.get(name)) for name, value in changes.items()}
    switches = {SWITCHES[name] for name in changes if _is_off(name, arguments)}
    for name, switch in SWITCHES.items():
        if switch in switches and name in arguments and name not in changes:
            changed[name] = SWITCHED_OFF[name]
    changed |= dict.fromkeys(switches, True)
    return named(environment, changed)


def check_changes(environment: str, numbers: tuple[WorldNumber, ...], changes: Mapping[str, float]) -> None:
    """Refuses changes that the world of `environment` doesn't allow.

    Raises:
        InputError: Names the number, and what is allowed.
    """
    known = {number.name: number for number in numbers}
    for name, value in changes.items():
        if name not in known:
            there = Sentence("there are {names}", names=", ".join(known)) if known else Sentence("there is none")
            raise InputError(
                "{environment} has no {name!r} that can be changed; {there}.",
                environment=environment,
                name=printable(name),
                there=there,
            )
        number = known[name]
        if not number.low <= value <= number.high:
            raise InputError(
                "{name} is {value:g}, but must be from {low:g} to {high:g}.",
                name=name,
                value=value,
                low=number.low,
                high=number.high,
            )


def is_number(value: object) -> bool:
    """Whether it is a number, and no flag."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_probability(name: str, trained: float) -> bool:
    """Whether a number of that name is a probability."""
    return name.endswith(("probability", "rate")) and 0.0 <= trained <= 1.0


def _is_off(name: str, arguments: Mapping[str, Option]) -> bool:
    return arguments.get(SWITCHES.get(name, "")) is False


def _option_number(environment: str, name: str, arguments: Mapping[str, Option]) -> WorldNumber | None:
    value = arguments[name]
    trained = float(value) if isinstance(value, int | float) else 0.0
    known = KNOWN_RANGES.get((parts_of(environment)[0].rpartition("-v")[0], name))
    if is_probability(name, trained):
        known = (0.0, 1.0)
    if _is_off(name, arguments):
        trained = SWITCHED_OFF[name]
    whole = isinstance(value, int) and known is None
    if known is None and not trained:
        return None  # 0 says nothing about its range.
    low, high = known or sorted(trained * factor for factor in OPTION_FACTORS)
    if whole:
        low, high = float(math.floor(low)), float(math.ceil(high))
    return WorldNumber(name=name, trained=trained, low=low, high=high, whole=whole)


def _of_kind(value: float, like: Option) -> float:
    return int(value) if isinstance(like, int) and float(value).is_integer() else value
