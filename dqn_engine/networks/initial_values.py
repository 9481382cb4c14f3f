"""Where a network's values start: at the return that can be expected, instead of at nothing in particular."""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.shaping import shaped
from dqn_engine.networks.known_returns import horizon
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.values import Knobs


def first_value(knobs: Knobs, info: EnvironmentInfo) -> float:
    """What values start around: with `initial_values=endless` what an episode without end is worth, else 0.

    Without discounting (γ = 1) that is what an episode up to the time limit is worth.
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
    if knobs["gamma"] == 1.0:
        return float(reward) * horizon(1.0, info.episode_limit_steps)
    return float(reward) / (1.0 - knobs["gamma"])


def starting_at(spec: NetworkSpec, weights: Mapping[str, np.ndarray], value: float) -> dict[str, np.ndarray]:
    """The weights with a bias of the last layer at which every Q-value starts around `value`; 0 leaves them as are.

    They are float32, named and shaped as `spec.trained_shapes`.
    """
    if value == 0.0:
        return dict(weights)
    bias = "value/bias" if spec.dueling else "q/bias"
    return {**weights, bias: spec.head.starting_at(value, np.asarray(weights[bias]))}
