"""ε-greedy exploration: a random action now and then, else the best (Sutton and Barto 2018, section 2.2)."""

import numpy as np
import tensorflow as tf

from dqn_engine.networks.allowed_actions import best_allowed, only_allowed_tensor
from dqn_engine.system.static_shape import static_shape
from dqn_engine.system.values import Knobs
from dqn_engine.training.exploration import epsilon as schedule
from dqn_engine.training.exploration.exploration import Exploration, Remembered
from dqn_engine.training.exploration.nth_allowed import nth_allowed, nth_allowed_outside
from dqn_engine.training.live_inputs import RunKnobs


class EpsilonGreedy(Exploration):
    """A random action with probability ε, else the first of the best."""

    def epsilon(self, live: RunKnobs, env_step: tf.Tensor, updates: tf.Tensor) -> tf.Tensor:
        """The probability [] float32 of a random action."""
        return schedule.epsilon(live, env_step, updates, noisy=self._noisy)

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
        """Of `uniform` [2], the first number says whether to explore, the second which action."""
        del live, extra
        return epsilon_greedy(q_values, epsilon, uniform, allowed), remembered

    def epsilon_outside(self, knobs: Knobs, env_step: int, updates: int) -> float:
        """The probability [] float32 of a random action."""
        return schedule.epsilon_outside(knobs, env_step, updates)

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
        """Of `uniform` [N, 2], the first column says whether to explore, the second which action."""
        del knobs, extra
        return epsilon_greedy_outside(q_values, epsilon, uniform, allowed), remembered


def epsilon_greedy(
    q_values: tf.Tensor, epsilon: tf.Tensor, uniform: tf.Tensor, allowed: tf.Tensor | None = None
) -> tf.Tensor:
    """The action [] int32.

    Args:
        q_values: [A].
        epsilon: [].
        uniform: [2] in [0, 1): whether to explore, and which action.
        allowed: [A] bool, the actions to choose from; None: all.
    """
    q_values.shape.assert_has_rank(1)
    if allowed is not None:
        number = tf.cast(uniform[1] * tf.reduce_sum(tf.cast(allowed, tf.float32)), tf.int32)
        best = tf.argmax(only_allowed_tensor(q_values, allowed), output_type=tf.int32)
        return tf.where(uniform[0] < epsilon, nth_allowed(allowed, number), best)
    (action_count,) = static_shape(q_values)
    random_action = tf.cast(uniform[1] * action_count, tf.int32)
    greedy_action = tf.argmax(q_values, output_type=tf.int32)
    return tf.where(uniform[0] < epsilon, tf.minimum(random_action, action_count - 1), greedy_action)


def epsilon_greedy_outside(
    q_values: np.ndarray, epsilon: float, uniform: np.ndarray, allowed: np.ndarray | None = None
) -> np.ndarray:
    """The actions [N] int64 for `q_values` [N, A], `uniform` [N, 2] and `allowed` [N, A] bool or None."""
    if allowed is not None:
        number = (uniform[:, 1] * allowed.sum(axis=1).astype(np.float32)).astype(np.int64)
        at_random = nth_allowed_outside(allowed, number)
        return np.where(uniform[:, 0] < epsilon, at_random, best_allowed(q_values, allowed))
    action_count = q_values.shape[1]
    at_random = np.minimum((uniform[:, 1] * action_count).astype(np.int64), action_count - 1)
    return np.where(uniform[:, 0] < epsilon, at_random, q_values.argmax(axis=1))
