"""Robustness: what the greedy policy earns in worlds that differ from the one it learned in, and what fells its pole.

Of CartPole gravity, masses, length and force are changed, in compiled worlds of which thousands are stepped at once; of
other environments the numbers that their constructor takes, in Gymnasium, on a smaller grid. As in CARL (Benjamins et
al. 2023), the agent isn't told in which world it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dqn_engine.environments.options import Option, constructor_defaults, named, parts_of
from dqn_engine.environments.world import (
    CARTPOLE_BOUNDS,
    CARTPOLE_FACTORS,
    KNOWN_RANGES,
    OPTION_FACTORS,
    SWITCHES,
    has_cartpole_physics,
    is_number,
    is_probability,
)
from dqn_engine.probes.subject import Subject
from dqn_engine.probes.toppling import PoleTopples, what_topples
from dqn_engine.probes.worlds import CartPoleWorlds
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.text import printable

if TYPE_CHECKING:
    from dqn_engine.play.evaluation import Evaluation

LARGEST_SIZE, MOST_EPISODES, MOST_ANGLES = 32, 64, 64
MOST_PLAYED = 1_000_000
"""Steps in Gymnasium, at most."""
_PLAYED_UNASKED, _LEAST_UNASKED = 30_000, 2
"""Steps, at most, that as many episodes take as nobody asked for, and the least that are played all the same: the mean
of a few says nothing where chance decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustnessRequest:
    """What is changed, and how far.

    Attributes:
        x: The number that changes to the right; empty: CartPole's length, of others the constructor's first number that
            counts. One that is switched off where the agent was trained, such as the wind's power, is switched on.
        y: The one that changes upwards; empty: CartPole's gravity, of others the second number, if there is one.
        x_low: Where x begins; with 0 in both it goes from a fifth to three times the usual number, or, of a
            constructor's, from half to one and a half times.
        x_high: Where x ends.
        y_low: Where y begins.
        y_high: Where y ends.
        size: Points along each axis; 0: 16 of CartPole, 5 of others.
        episodes: At each point, with the same starts everywhere; 0: 8 of CartPole, of others as many as
            30,000 steps in all allow, from 2 to 64.
        seed: Of the starts.
        angles: Of how many angles the smallest pushes that fell CartPole's pole are found; 0: of none.
    """

    x: str = ""
    y: str = ""
    x_low: float = 0.0
    x_high: float = 0.0
    y_low: float = 0.0
    y_high: float = 0.0
    size: int = 0
    episodes: int = 0
    seed: int = 0
    angles: int = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldAxis:
    """One number that is changed: its name, its values [N] float64, and where the agent was trained.

    That is NaN of a number that counts for nothing there, such as the wind's power where no wind blew.
    """

    name: str
    values: np.ndarray
    trained: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """A map of H by W worlds; the first index is that of y, from low to high.

    Attributes:
        x: To the right.
        y: Upwards; None where the environment has one number alone.
        mean_return: [H, W] float64, in the environment's own rewards.
        lowest_return: [H, W] float64.
        highest_return: [H, W] float64.
        trained_return: The mean return of the same starts in the world that the agent was trained in.
        episodes: At each point.
        limit_steps: After which an episode is cut off.
        played: All steps that were taken for the map and in the world that the agent was trained in.
        starts: [E, 4] float64, where CartPole's episodes begin; empty of others.
        topples: What fells CartPole's pole; None of others, or where it wasn't asked for.
        names: Every number that can be changed here.
    """

    x: WorldAxis
    y: WorldAxis | None
    mean_return: np.ndarray
    lowest_return: np.ndarray
    highest_return: np.ndarray
    trained_return: float
    episodes: int
    limit_steps: int
    played: int
    starts: np.ndarray
    topples: PoleTopples | None
    names: tuple[str, ...] = ()


def robustness(subject: Subject, request: RobustnessRequest) -> Robustness:
    """The map that is asked for.

    Raises:
        InputError: There is no such number, it is out of bounds, or the environment has none that can be changed.
    """
    for name, value, high in (
        ("size", request.size, LARGEST_SIZE),
        ("episodes", request.episodes, MOST_EPISODES),
        ("angles", request.angles, MOST_ANGLES),
    ):
        if not 0 <= value <= high:
            raise InputError(
                "{name} is {value}, but must be from 0, which leaves it open, to {high}.",
                name=name,
                value=value,
                high=high,
            )
    if request.seed < 0:
        raise InputError("seed is {seed}, but must be 0 or larger.", seed=request.seed)
    if request.size == 1:
        raise InputError("size is 1, but a map needs 2 points or more along each axis.")
    if subject.info.image_shape:
        raise InputError(
            "Observations of {environment} are pictures, and playing it in many worlds takes too long.",
            environment=subject.info.environment,
        )
    name = subject.info.environment
    if has_cartpole_physics(name):
        return _of_cartpole(subject, request)
    return _of_constructor(subject, request)


def _of_cartpole(subject: Subject, request: RobustnessRequest) -> Robustness:
    worlds = CartPoleWorlds(subject)
    usual = worlds.trained
    size, count = request.size or 16, request.episodes or 8
    first, second = _names(request, ("length", "gravity"))
    x = _axis(first, request.x_low, request.x_high, size, usual, CARTPOLE_FACTORS)
    y = _axis(second, request.y_low, request.y_high, size, usual, CARTPOLE_FACTORS)
    _refuse_same(x, y)
    for axis, low, high in ((axis, *CARTPOLE_BOUNDS[axis.name]) for axis in (x, y)):
        if axis.values[0] < low or axis.values[-1] > high:
            raise InputError(
                "{axis_name} goes from {values:g} to {values_2:g}, but must be from {low:g} to "
                "{high:g}; choose other limits for it.",
                axis_name=axis.name,
                values=axis.values[0],
                values_2=axis.values[-1],
                low=low,
                high=high,
            )
    starts = np.random.default_rng(request.seed).uniform(-0.05, 0.05, (count, 4))
    cells = [{**usual, x.name: right, y.name: up} for up in y.values for right in x.values]
    lasted = worlds.lasting(starts, [*cells, usual])
    of_cells = lasted[:-1].reshape(size, size, count).astype(np.float64)
    topples = what_topples(worlds, request.angles) if request.angles else None
    return Robustness(
        x=x,
        y=y,
        mean_return=of_cells.mean(axis=2),
        lowest_return=of_cells.min(axis=2),
        highest_return=of_cells.max(axis=2),
        trained_return=float(lasted[-1].mean()),
        episodes=count,
        limit_steps=worlds.limit_steps,
        played=int(lasted.sum()),
        starts=starts,
        topples=topples,
        names=tuple(usual),
    )


def _of_constructor(subject: Subject, request: RobustnessRequest) -> Robustness:
    environment, limit = subject.info.environment, subject.info.episode_limit_steps
    base, options = parts_of(environment)
    arguments = {**constructor_defaults(base), **options}
    usual = {name: value for name, value in arguments.items() if is_number(value)}
    off = {name: switch for name, switch in SWITCHES.items() if name in usual and arguments.get(switch) is False}
    active = tuple(name for name in usual if name not in off)
    if not usual:
        raise InputError(
            "The constructor of {base} takes no numbers, so that its world can't be changed from there.", base=base
        )
    if not (active or request.x):
        raise InputError(
            "The numbers that the constructor of {base} takes change nothing where this agent was trained, since "
            "{values} are off there; name one as x, which turns it on: "
            "{off}.",
            base=base,
            values=" and ".join(dict.fromkeys(off.values())),
            off=", ".join(off),
        )
    size = request.size or 5
    first, second = _names(request, active)
    known = {name: limits for (of, name), limits in KNOWN_RANGES.items() if base.rpartition("-v")[0] == of}
    factors = OPTION_FACTORS
    x = _axis(first, request.x_low, request.x_high, size, usual, factors, known.get(first))
    y = _axis(second, request.y_low, request.y_high, size, usual, factors, known.get(second)) if second else None
    if y is not None:
        _refuse_same(x, y)
    rows = [0.0] if y is None else y.values.tolist()
    count = request.episodes or _allowed(1 + len(x.values) * len(rows), limit)
    most = len(x.values) * len(rows) * count * limit
    if most > MOST_PLAYED:
        raise InputError(
            "{count} worlds, {count_2} episodes in each and up to {limit:,} steps in an episode are "
            "{most:,} steps, but {most_played:,} are the most; choose a smaller size or fewer episodes.",
            count=len(x.values) * len(rows),
            count_2=count,
            limit=limit,
            most=most,
            most_played=MOST_PLAYED,
        )
    returns, played = np.zeros((len(rows), len(x.values), count)), 0
    for row, up in enumerate(rows):
        for column, right in enumerate(x.values.tolist()):
            changed: dict[str, Option] = {x.name: _of_kind(right, usual[x.name])}
            if y is not None:
                changed[y.name] = _of_kind(up, usual[y.name])
            changed |= {off[name]: True for name in tuple(changed) if name in off}
            found = _evaluated(subject, named(environment, changed), count, request.seed)
            returns[row, column], played = found.returns, played + found.env_steps
    usually = _evaluated(subject, environment, count, request.seed)
    return Robustness(
        x=_untrained(x, off),
        y=None if y is None else _untrained(y, off),
        mean_return=returns.mean(axis=2),
        lowest_return=returns.min(axis=2),
        highest_return=returns.max(axis=2),
        trained_return=usually.mean,
        episodes=count,
        limit_steps=limit,
        played=played + usually.env_steps,
        starts=np.zeros((0, 0)),
        topples=None,
        names=tuple(usual),
    )


def _allowed(worlds: int, limit: int) -> int:
    """How many episodes of up to `limit` steps are played in each world, where nobody says."""
    return min(max(_PLAYED_UNASKED // (worlds * limit), _LEAST_UNASKED), MOST_EPISODES)


def _evaluated(subject: Subject, environment: str, count: int, seed: int) -> Evaluation:
    """`count` greedy episodes in a world that has another name."""
    from dqn_engine.environments.registry import environment_info
    from dqn_engine.play.evaluation import evaluate

    try:
        info = environment_info(environment)
        seen, actions = len(info.observation_scale), len(info.action_labels)
        if (seen, actions) != (subject.spec.observation_size, subject.spec.action_count):
            raise InputError(
                "{environment} has {seen} observations and {actions} actions, but the agent knows "
                "{observation_size} and {action_count}; choose another number to change.",
                environment=environment,
                seen=seen,
                actions=actions,
                observation_size=subject.spec.observation_size,
                action_count=subject.spec.action_count,
            )
        return evaluate(subject.policy(), environment, count, seed, masks=subject.knobs["action_mask"])
    except BrokenEnvironmentError as error:
        raise InputError(str(error)) from error


def _axis(
    name: str,
    low: float,
    high: float,
    size: int,
    usual: dict[str, float],
    factors: tuple[float, float],
    known: tuple[float, float] | None = None,
) -> WorldAxis:
    """`size` values from `low` to `high`; where both are 0, over the range that is `known`, or around the usual one."""
    if name not in usual:
        raise InputError("There is no {name!r} to change, only {usual}.", name=printable(name), usual=", ".join(usual))
    trained = usual[name]
    if low == high == 0.0 and known is not None:
        low, high = known
    elif low == high == 0.0:
        if not trained:
            raise InputError(
                "{name} is 0 where the agent was trained, which says nothing about its range; give its limits, x_low "
                "and x_high or y_low and y_high.",
                name=name,
            )
        low, high = sorted(float(trained) * factor for factor in factors)
        if isinstance(trained, int):
            low, high = float(math.floor(low)), float(math.ceil(high))
        if is_probability(name, trained):
            high = min(high, 1.0)
    if not (np.isfinite([low, high]).all() and low < high):
        raise InputError(
            "{name} goes from {low:g} to {high:g}, but the first must be smaller than the second.",
            name=name,
            low=low,
            high=high,
        )
    if is_probability(name, trained) and not 0.0 <= low < high <= 1.0:
        raise InputError(
            "{name} goes from {low:g} to {high:g}, but is a probability, from 0 to 1.", name=name, low=low, high=high
        )
    values = np.linspace(low, high, size)
    if isinstance(trained, int) and low.is_integer() and high.is_integer():
        values = np.unique(values.round())
    return WorldAxis(name=name, values=values, trained=float(trained))


def _untrained(axis: WorldAxis, off: Mapping[str, str]) -> WorldAxis:
    """Without the place where the agent was trained, if it was trained without what the number is of."""
    return WorldAxis(name=axis.name, values=axis.values, trained=math.nan) if axis.name in off else axis


def _refuse_same(x: WorldAxis, y: WorldAxis) -> None:
    if x.name == y.name:
        raise InputError("Both axes are {x_name}; choose two different numbers.", x_name=x.name)


def _names(request: RobustnessRequest, usual: tuple[str, ...]) -> tuple[str, str]:
    """What changes to the right and upwards; where that isn't asked for, the first of `usual` left, or nothing."""
    first = request.x or next((name for name in usual if name != request.y), usual[0])
    return first, request.y or next((name for name in usual if name != first), "")


def _of_kind(value: float, like: float) -> float:
    return int(value) if isinstance(like, int) and value.is_integer() else value
