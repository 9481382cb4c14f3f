"""Boltzmann exploration: better actions more often (Sutton and Barto 2018, section 2.8, with values as preferences)."""

import numpy as np
import tensorflow as tf

from dqn_engine.networks.allowed_actions import only_allowed, only_allowed_tensor
from dqn_engine.system.static_shape import static_shape
from dqn_engine.system.values import Knobs
from dqn_engine.training.exploration.exploration import Exploration, Remembered
from dqn_engine.training.exploration.nth_allowed import nth_allowed, nth_allowed_outside
from dqn_engine.training.live_inputs import RunKnobs


class Boltzmann(Exploration):
    """An action with probability proportional to exp(Q / temperature); ε has no part."""

    def epsilon(self, live: RunKnobs, env_step: tf.Tensor, updates: tf.Tensor) -> tf.Tensor:
        """None: 0 [] float32."""
        del live, env_step, updates
        return tf.constant(0.0)

    def choose(
        self,
        q_values: tf.Tensor,
        live: RunKnobs,
        epsilon: tf.Tensor,
        uniform: tf.Tensor,
        extra: tf.Tensor,
        remembered: Remembered,
        allowed: tf.Tensor | None = None,
    ) -> tuple[tf.Tensor, Remembered]:
        """Of `uniform` [2], the second number says which action. Else as `Exploration.choose`."""
        del epsilon, extra
        return boltzmann(q_values, live.temperature, uniform[1], allowed), remembered

    def epsilon_outside(self, knobs: Knobs, env_step: int, updates: int) -> float:
        """None: 0 [] float32."""
        del knobs, env_step, updates
        return 0.0

    def choose_outside(
        self,
        q_values: np.ndarray,
        knobs: Knobs,
        epsilon: float,
        uniform: np.ndarray,
        extra: np.ndarray,
        remembered: Remembered,
        allowed: np.ndarray | None = None,
    ) -> tuple[np.ndarray, Remembered]:
        """Of `uniform` [N, 2], the second column says which action. Else as `Exploration.choose_outside`."""
        del epsilon, extra
        if allowed is not None:
            q_values = only_allowed(q_values, allowed)
        weights = np.exp((q_values - q_values.max(axis=1, keepdims=True)) / knobs["temperature"])
        up_to = weights.cumsum(axis=1)
        is_passed = up_to <= uniform[:, 1:] * up_to[:, -1:]
        if allowed is not None:
            return nth_allowed_outside(allowed, (is_passed & allowed).sum(axis=1)), remembered
        passed = is_passed.sum(axis=1)
        return np.minimum(passed, q_values.shape[1] - 1), remembered


def boltzmann(
    q_values: tf.Tensor, temperature: tf.Tensor, uniform: tf.Tensor, allowed: tf.Tensor | None = None
) -> tf.Tensor:
    """The action [] int32.

    Args:
        q_values: [A].
        temperature: [] positive, in units of value.
        uniform: [] in [0, 1).
        allowed: [A] bool, the actions to choose from; None: all.
    """
    q_values.shape.assert_has_rank(1)
    if allowed is not None:
        q_values = only_allowed_tensor(q_values, allowed)
    weights = tf.exp((q_values - tf.reduce_max(q_values)) / temperature)
    up_to = tf.cumsum(weights)
    is_passed = up_to <= uniform * up_to[-1]
    if allowed is not None:
        # Counted among the allowed ones: rounding in the sums must not lead to another.
        return nth_allowed(allowed, tf.reduce_sum(tf.cast(is_passed & allowed, tf.int32)))
    passed = tf.reduce_sum(tf.cast(is_passed, tf.int32))
    # Where rounding brings the product up to the sum itself, all are passed.
    return tf.minimum(passed, static_shape(q_values)[0] - 1)
