"""Finds out the facts of an environment that isn't listed, by making it once."""

import math
from types import FunctionType
from typing import Any

import gymnasium
from gymnasium import spaces

from dqn_engine.environments import atari, images
from dqn_engine.environments.adapter import adapter_of
from dqn_engine.environments.flat_actions import FlatActions
from dqn_engine.environments.flat_observations import input_labels, view_labels
from dqn_engine.environments.global_generators import drew_since, global_state
from dqn_engine.environments.gymnasium_environment import (
    EpisodeLimit,
    episode_limit,
    keep_for_next,
    make_environment,
    space_before_adapting,
)
from dqn_engine.environments.gymnasiums_own import leaves_rewards, own_class
from dqn_engine.environments.info import LONGEST_ID, EnvironmentInfo, KnownRewards
from dqn_engine.environments.observation_bounds import loose_in, ranges_of, scales_of
from dqn_engine.environments.options import parts_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words

_USUAL_STEP_HZ, _LEAST_STEP_HZ, _MOST_STEP_HZ = 30.0, 0.01, 1e4
# What the actions of Gymnasium's toy texts do, by their class.
_ACTIONS = {
    "FrozenLakeEnv": ("Left", "Down", "Right", "Up"),
    "CliffWalkingEnv": ("Up", "Right", "Down", "Left"),
    "TaxiEnv": ("South", "North", "East", "West", "Pick up", "Drop off"),
    "BlackjackEnv": ("Stick", "Hit"),
}
_LARGEST_REWARD = 1e9
"""A declared reward beyond it only stands for "any number", as the largest floating-point number does."""

_PASS_REWARDS_ON = (gymnasium.Wrapper.step, gymnasium.ObservationWrapper.step, gymnasium.ActionWrapper.step)


def facts_of(environment: str) -> EnvironmentInfo:
    """The facts of a registered environment.

    Raises:
        InputError: It can't be made or trained here.
    """
    before, base = global_state(), parts_of(environment)[0]
    made = make_environment(environment)
    seeded = not drew_since(before)
    try:
        space, spec, adapter = made.observation_space, gymnasium.spec(base), adapter_of(made)
        image_shape, game = images.frame_shape(space), atari.is_atari(base)
        scale, ranges, loose = (), (), ()
        if isinstance(space, spaces.Box) and not image_shape:
            scale, ranges, loose = scales_of(space), ranges_of(space), loose_in(adapter.observation_space)
        limit = EpisodeLimit(atari.LONGEST_GAME_STEPS, ours=False) if game else episode_limit(base, made)
        bare = _unchanged(adapter.env)
        rewards, declared = _known_rewards(bare)
        info = EnvironmentInfo(
            environment=environment,
            observation_scale=scale,
            observation_labels=() if image_shape else input_labels(adapter.observation_space),
            view_labels=() if image_shape else view_labels(adapter.observation_space),
            observation_ranges=ranges,
            observation_loose=loose,
            action_labels=atari.action_labels(made) if game else _action_labels(bare, adapter.actions),
            step_hz=atari.STEPS_PER_SECOND if game else _step_hz(made),
            episode_limit_steps=limit.steps,
            return_threshold=math.nan if spec.reward_threshold is None else float(spec.reward_threshold),
            image_shape=image_shape,
            rewards=rewards,
            rewards_declared=declared,
            our_limit_steps=limit.steps if limit.ours else 0,
            layout=images.odd_layout(space_before_adapting(made)),
            one_hot=isinstance(adapter.observation_space, spaces.Discrete),
            random_steps=_is_random(bare),
        )
    except BaseException as error:  # Of a property, such as one that says nothing before the first reset.
        made.close()
        if isinstance(error, InputError) or is_the_users(error):
            raise
        raise InputError(
            "What is to be known of the environment {environment!r} can't be read: {error}.",
            environment=environment[:LONGEST_ID],
            error=error_words(error),
        ) from error
    if seeded:
        keep_for_next(environment, made)
    else:  # A run has its own made, after it has seeded what this one drew from.
        made.close()
    return info


def _step_hz(made: gymnasium.Env) -> float:
    """Steps per second by the environment's own word, where that is a number which can be one."""
    try:
        rate = float(made.metadata.get("render_fps") or _USUAL_STEP_HZ)
    except (TypeError, ValueError):
        return _USUAL_STEP_HZ
    return rate if _LEAST_STEP_HZ <= rate <= _MOST_STEP_HZ else _USUAL_STEP_HZ


def _unchanged(made: gymnasium.Env) -> gymnasium.Env:
    """The innermost of an environment's layers that still pays what comes out, and is given what goes in.

    Such as itself, beneath wrappers of Gymnasium's that concern other things; or a wrapper that may change rewards.
    """
    while isinstance(made, gymnasium.Wrapper) and leaves_rewards(made):
        made = made.env
    return made


def _known_rewards(bare: gymnasium.Env) -> tuple[KnownRewards | None, bool]:
    """What one of Gymnasium's own toy texts pays by its table of transitions, or by the rules; of others what they
    declare themselves by the attribute `reward_range`; and whether it is only declared.

    A table that anything else has needn't be what it pays.
    """
    own = own_class(bare)
    if own:
        table = getattr(bare, "P", None)
        return _rewards_of_blackjack(bare) if own == "BlackjackEnv" else _rewards_of_table(table), False
    if not _declares(bare):
        # Anyone's wrapper of observations or actions passes the rewards of what it wraps on, as far as it is seen here.
        if isinstance(bare, gymnasium.Wrapper) and type(bare).step in _PASS_REWARDS_ON:
            rewards, _ = _known_rewards(_unchanged(bare.env))
            return rewards, rewards is not None
        return None, False
    try:
        declared = getattr(bare, "reward_range", None)
        low, high = map(float, () if declared is None else declared)
    except (TypeError, ValueError):
        return None, False
    if not (math.isfinite(low) and math.isfinite(high) and low <= high) or max(-low, high) > _LARGEST_REWARD:
        return None, False
    return KnownRewards(low, high, low, high), True


def _declares(bare: gymnasium.Env) -> bool:
    """Whether a `reward_range` is of the rewards of `bare`: not one that a class has of another whose step it replaces.

    Nor one of what it wraps.
    """
    for kind in type(bare).__mro__:
        own = vars(kind)
        if "reward_range" in own or any(_names(method, "reward_range") for method in own.values()):
            return True
        if kind is not gymnasium.Wrapper and {"step", "reward"} & set(own):
            return False
    return False


def _names(method: object, attribute: str) -> bool:
    """Whether a method names an attribute, as one does that sets it."""
    return isinstance(method, FunctionType) and attribute in method.__code__.co_names


def _rewards_of_blackjack(bare: Any) -> KnownRewards:
    """By its rules: a natural is worth half as much again with `natural`, which does nothing with `sab`."""
    pays_naturals = bare.natural and not bare.sab
    return KnownRewards(0.0, 0.0, last_low=-1.0, last_high=1.5 if pays_naturals else 1.0)


def _rewards_of_table(table: Any) -> KnownRewards | None:
    try:
        entries = [
            (float(reward), bool(terminated))
            for row in table.values()
            for outcomes in row.values()
            for probability, _, reward, terminated in outcomes
            if probability > 0
        ]
    except (AttributeError, TypeError, ValueError):  # Another thing of that name.
        return None
    going, last = ([reward for reward, ended in entries if ended is wanted] for wanted in (False, True))
    # Once ended, a state leads to itself for nothing; that isn't a step that anybody takes.
    if not (going and last):
        return None
    return KnownRewards(min(going), max(going), min(last), max(last))


def _is_random(bare: gymnasium.Env) -> bool:
    """Whether one of Gymnasium's own toy texts draws what follows an action: cards, or by its table of transitions."""
    own = own_class(bare)
    if not own or own == "BlackjackEnv":
        return bool(own)
    try:
        return any(
            len({tuple(after) for probability, *after in outcomes if probability > 0}) > 1
            for row in getattr(bare, "P", {}).values()
            for outcomes in row.values()
        )
    except (AttributeError, TypeError, ValueError):  # Another thing of that name.
        return False


def _action_labels(bare: gymnasium.Env, actions: FlatActions) -> tuple[str, ...]:
    known = _ACTIONS.get(own_class(bare), ()) or actions.labels()
    return known if len(known) == actions.count else tuple(f"Action {index}" for index in range(actions.count))
