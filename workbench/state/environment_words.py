"""What the user reads of an environment, translated: the engine's facts know no Qt."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from dqn_engine.environments.registry import environment_names
from dqn_engine.messages.reports import RunStarted

NUMBERED = re.compile(r"(Action|Observation) (\d+)([^\w\s].*)?")
"""What the engine calls things without names, and parts of such things."""


def action_words(labels: Iterable[str]) -> tuple[str, ...]:
    """The names of the actions, in order."""
    return tuple(_translated(label) for label in labels)


def observation_words(labels: Iterable[str]) -> tuple[str, ...]:
    """The names of an observation's numbers, in order."""
    return tuple(_translated(label) for label in labels)


def input_words(run: RunStarted) -> tuple[str, ...]:
    """The names of an observation's numbers as the network sees them, and instruments with it, in order."""
    return observation_words(run.input_labels or run.observation_labels)


def world_number_words(environment: str, name: str) -> str:
    """A number of an environment's world with its unit, where that is known; else as the constructor has it.

    Another environment's `length` is no pole's, and its `gravity` may have any unit.
    """
    kind = environment.rpartition("-v")[0]
    return _world_numbers().get(kind, {}).get(name, name)


def _world_numbers() -> dict[str, dict[str, str]]:
    """By the kinds of the environments whose numbers are known, and by these numbers' names."""
    gravity = {"gravity": QCoreApplication.translate("Environments", "Gravity, m/s²")}
    ice = {"success_rate": QCoreApplication.translate("Environments", "Chance not to slip")}
    return {
        "CartPole": {
            **gravity,
            "masscart": QCoreApplication.translate("Environments", "Mass of the cart, kg"),
            "masspole": QCoreApplication.translate("Environments", "Mass of the pole, kg"),
            "length": QCoreApplication.translate("Environments", "Pole's half-length, m"),
            "force_mag": QCoreApplication.translate("Environments", "Force of a push, N"),
        },
        "LunarLander": {
            **gravity,
            "wind_power": QCoreApplication.translate("Environments", "Wind"),
            "turbulence_power": QCoreApplication.translate("Environments", "Turbulence"),
        },
        "MountainCar": {"goal_velocity": QCoreApplication.translate("Environments", "Least speed at the goal")},
        "FrozenLake": ice,
        "FrozenLake8x8": ice,
        "Taxi": {
            "rainy_probability": QCoreApplication.translate("Environments", "Chance of going straight in rain"),
            "fickle_probability": QCoreApplication.translate("Environments", "Chance of another destination"),
        },
    }


def environment_groups(own: Iterable[str] = ()) -> dict[str, list[str]]:
    """The user's own environments, and those that the engine knows by name under a heading for each family."""
    families = {
        QCoreApplication.translate("Environments", "Classic control"): ("CartPole", "Acrobot", "MountainCar"),
        QCoreApplication.translate("Environments", "Box2D"): ("LunarLander",),
        QCoreApplication.translate("Environments", "Toy text"): (
            "FrozenLake",
            "FrozenLake8x8",
            "CliffWalking",
            "CliffWalkingSlippery",
            "Taxi",
            "Blackjack",
        ),
        QCoreApplication.translate("Environments", "Atari"): ("ALE/Pong", "PongNoFrameskip"),
    }
    other = QCoreApplication.translate("Environments", "Other")
    mine = QCoreApplication.translate("Environments", "Your own")
    groups: dict[str, list[str]] = {heading: [] for heading in (mine, *families, other)}
    groups[mine] = list(dict.fromkeys(own))
    for name in environment_names():
        kind = name.rpartition("-v")[0]
        heading = next((heading for heading, kinds in families.items() if kind in kinds), other)
        groups[heading].append(name)
    return {heading: names for heading, names in groups.items() if names}


def _translated(label: str) -> str:
    numbered = NUMBERED.fullmatch(label)
    if numbered is None:
        return QCoreApplication.translate("Environments", label) if label else ""
    words = {
        "Action": QCoreApplication.translate("Environments", "Action {number}"),
        "Observation": QCoreApplication.translate("Environments", "Observation {number}"),
    }
    return words[numbered[1]].format(number=numbered[2]) + (numbered[3] or "")
