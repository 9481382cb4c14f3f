"""The weights a network starts with: those of the Keras model, and values at what a person expects of them."""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.environments.shaping import shaped
from dqn_engine.knobs import KnobValue
from dqn_engine.learner.network_spec import NetworkSpec
from dqn_engine.learner.networks import build_model, named_weights

_LOWEST_LOGIT = -7.0
"""Of C51's atoms far from the value: together they hold about a hundredth, and can still be learned."""


def first_weights(
    spec: NetworkSpec, seed: int, knobs: Mapping[str, KnobValue], reward_per_step: float
) -> dict[str, np.ndarray]:
    """The trained weights, by name, of a run's beginning.

    With `initial_values=endless` values are what going on forever with `reward_per_step` is worth. Of a reward that is
    shaped from observations that is the one of all zeros: for CartPole, upright in the middle.
    """
    weights = dict(named_weights(spec, build_model(spec, seed).trainable_variables))
    if knobs["initial_values"] == "zero":
        return weights
    reward = shaped(
        knobs["reward_shaping"],
        tf.constant(reward_per_step),
        tf.zeros([spec.observation_size]),
        scale=knobs["reward_scale"],
        clip=knobs["reward_clip"],
    )
    return starting_at(spec, weights, float(reward) / (1.0 - knobs["gamma"]))


def starting_at(spec: NetworkSpec, weights: Mapping[str, np.ndarray], value: float) -> dict[str, np.ndarray]:
    """The weights with a bias of the head that adds `value` to every Q-value.

    C51's shares are put around `value`, or around the nearest atom where it is off their range.
    """
    head = "value/bias" if spec.dueling else "q/bias"
    bias = np.asarray(weights[head])
    added = np.float32(value) if spec.value_head != "c51" else np.resize(_shares_near(value, spec.support), bias.shape)
    return {**weights, head: bias + added}


def _shares_near(value: float, support: tuple[float, ...]) -> np.ndarray:
    """Logits [K] float32 of a bell around `value`, as wide as the distance between two atoms."""
    distance = (np.array(support) - np.clip(value, support[0], support[-1])) / (support[1] - support[0])
    return np.maximum(-0.5 * distance**2, _LOWEST_LOGIT).astype(np.float32)
