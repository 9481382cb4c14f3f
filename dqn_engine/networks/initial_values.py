"""Where a network's values start: at what a person expects of them, instead of at nothing in particular."""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.shaping import shaped
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.values import Knobs

_LOWEST_LOGIT = -7.0
"""Of C51's atoms far from the value: together they hold about a hundredth, and can still be learned."""


def first_value(knobs: Knobs, info: EnvironmentInfo) -> float:
    """What values start around: with `initial_values=endless` what going on forever is worth, else 0.

    Of a reward that is shaped from observations that is the one of all zeros: for CartPole, upright in the middle.
    """
    if knobs["initial_values"] == "zero":
        return 0.0
    reward = shaped(
        knobs["reward_shaping"],
        tf.constant(info.reward_per_step),
        tf.zeros([len(info.observation_scale)]),
        scale=knobs["reward_scale"],
        clip=knobs["reward_clip"],
    )
    return float(reward) / (1.0 - knobs["gamma"])


def starting_at(spec: NetworkSpec, weights: Mapping[str, np.ndarray], value: float) -> dict[str, np.ndarray]:
    """The weights with a bias of the head that adds `value` to every Q-value; 0 leaves them as they are.

    C51's shares are put around `value`, or around the nearest atom where it is off their range.
    """
    if value == 0.0:
        return dict(weights)
    head = "value/bias" if spec.dueling else "q/bias"
    bias = np.asarray(weights[head])
    added = np.float32(value) if spec.value_head != "c51" else np.resize(_shares_near(value, spec.support), bias.shape)
    return {**weights, head: bias + added}


def _shares_near(value: float, support: tuple[float, ...]) -> np.ndarray:
    """Logits [K] float32 of a bell around `value`, as wide as the distance between two atoms."""
    distance = (np.array(support) - np.clip(value, support[0], support[-1])) / (support[1] - support[0])
    return np.maximum(-0.5 * distance**2, _LOWEST_LOGIT).astype(np.float32)
