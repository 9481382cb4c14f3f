"""Finds out the facts of an environment that isn't listed, by making it once."""

import math

import gymnasium
import numpy as np
from gymnasium import spaces

from dqn_engine.environments import atari, images
from dqn_engine.environments.actions import FlatActions
from dqn_engine.environments.adapter import adapter_of
from dqn_engine.environments.flat_observations import input_labels, view_labels
from dqn_engine.environments.gymnasium_environment import LONGEST_EPISODE_STEPS, keep_for_next, make_environment
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.options import parts_of

_LARGEST_SCALE = 1e4
_USUAL_STEP_HZ = 30.0
# What the actions of Gymnasium's toy texts do, by the environment's name without its version.
_ACTIONS = {
    "FrozenLake": ("Left", "Down", "Right", "Up"),
    "FrozenLake8x8": ("Left", "Down", "Right", "Up"),
    "CliffWalking": ("Up", "Right", "Down", "Left"),
    "CliffWalkingSlippery": ("Up", "Right", "Down", "Left"),
    "Taxi": ("South", "North", "East", "West", "Pick up", "Drop off"),
    "Blackjack": ("Stick", "Hit"),
}


def facts_of(environment: str) -> EnvironmentInfo:
    """The facts of a registered environment.

    Raises:
        InputError: It can't be made or trained here.
    """
    made, base = make_environment(environment), parts_of(environment)[0]
    try:
        space, spec, adapter = made.observation_space, gymnasium.spec(base), adapter_of(made)
        image_shape, game = images.frame_shape(space), atari.is_atari(base)
        scale = _scale(space) if isinstance(space, spaces.Box) and not image_shape else ()
        labels = () if image_shape else input_labels(adapter.observation_space)
        info = EnvironmentInfo(
            environment=environment,
            observation_scale=scale,
            observation_labels=labels,
            view_labels=() if image_shape else view_labels(adapter.observation_space),
            action_labels=atari.action_labels(made) if game else _action_labels(base, adapter.actions),
            step_hz=atari.STEPS_PER_SECOND if game else float(made.metadata.get("render_fps") or _USUAL_STEP_HZ),
            episode_limit_steps=atari.LONGEST_EPISODE_STEPS
            if game
            else spec.max_episode_steps or LONGEST_EPISODE_STEPS,
            return_threshold=math.nan if spec.reward_threshold is None else float(spec.reward_threshold),
            image_shape=image_shape,
        )
    except BaseException:
        made.close()
        raise
    keep_for_next(environment, made)
    return info


def _scale(space: spaces.Box) -> tuple[float, ...]:
    """The largest size that the bounds of each observation allow; 1 where they allow anything, or nothing but 0."""
    largest = np.maximum(np.abs(space.low.astype(np.float64)), np.abs(space.high.astype(np.float64))).reshape(-1)
    usable = np.isfinite(largest) & (largest <= _LARGEST_SCALE) & (largest > 0)
    return tuple(np.where(usable, largest, 1.0).tolist())


def _action_labels(environment: str, actions: FlatActions) -> tuple[str, ...]:
    known = _ACTIONS.get(environment.rpartition("-v")[0], ()) or actions.labels()
    return known if len(known) == actions.count else tuple(f"Action {index}" for index in range(actions.count))
