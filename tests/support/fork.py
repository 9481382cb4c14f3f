"""A tiny compiled environment whose values are known exactly: five places, two ways, one end and one endless stay.

    0 ── action 0, reward 0.2 ──► 1 ── 0.0 ──► 3 ── 1.0 ──► end
    └─── action 1, reward 0.0 ──► 2 ── 0.5 ──► 4 ⟲ 0.1, cut off by the time limit

Only the first action matters, so n-step returns are those of every policy, and off-policy play biases nothing.
The cut-off is no end: the stay is worth what it would be for ever. An observation is the place, one-hot.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.networks.spec import NetworkSpec, network_spec
from dqn_engine.system.values import KnobValue

PLACES, ACTIONS, LIMIT_STEPS = 5, 2, 6
NEXT = ((1, 2), (3, 3), (4, 4), (3, 3), (4, 4))
REWARD = ((0.2, 0.0), (0.0, 0.0), (0.5, 0.5), (1.0, 1.0), (0.1, 0.1))
END = 3

# What a `CompiledEnvironment` says of itself; this module is one.
observation_size = PLACES
reset_numbers = 4
step_numbers = 0


class ForkState(NamedTuple):
    """Where an episode stands; both [] int32."""

    place: tf.Tensor
    step: tf.Tensor


class ForkStep(NamedTuple):
    """What one step did, a `StepOutcome`."""

    state: ForkState
    reward: tf.Tensor
    terminated: tf.Tensor
    truncated: tf.Tensor


def observe(state: ForkState) -> tf.Tensor:
    """The observation [PLACES] float32."""
    return tf.one_hot(state.place, PLACES)


def reset(uniform: tf.Tensor) -> ForkState:
    """Every episode begins at the fork."""
    del uniform
    return ForkState(tf.constant(0), tf.constant(0))


def step(state: ForkState, action: tf.Tensor, uniform: tf.Tensor | None = None) -> ForkStep:
    """One step."""
    del uniform
    taken, terminated = state.step + 1, tf.equal(state.place, END)
    following = ForkState(tf.constant(NEXT)[state.place, action], taken)
    return ForkStep(following, tf.constant(REWARD)[state.place, action], terminated, taken >= LIMIT_STEPS)


def spec_of(knobs: Mapping[str, KnobValue]) -> NetworkSpec:
    """The network of a run here."""
    return network_spec(knobs, observation_scale=(1.0,) * PLACES, action_count=ACTIONS)


def exact_values(knobs: Mapping[str, KnobValue]) -> np.ndarray:
    """Q*(s, a) [PLACES, ACTIONS] by value iteration; with Munchausen (and n = 1), its own fixed point."""
    q, reward, following = np.zeros((PLACES, ACTIONS)), np.array(REWARD), np.array(NEXT)
    if knobs["reward_shaping"] == "scale":
        reward = reward * knobs["reward_scale"]
    elif knobs["reward_shaping"] == "clip":
        reward = np.clip(reward, -knobs["reward_clip"], knobs["reward_clip"])
    alive = (np.arange(PLACES) != END)[:, np.newaxis]
    for _ in range(500):
        added, value = 0.0, q.max(axis=1)
        if knobs["munchausen"]:
            temperature = knobs["munchausen_temperature"]
            value = temperature * np.log(np.exp(q / temperature).sum(axis=1))
            added = knobs["munchausen_alpha"] * np.clip(q - value[:, np.newaxis], knobs["munchausen_clip"], 0.0)
        q = reward + added + knobs["gamma"] * alive * value[following]
    return q
