"""How much is left to chance: which action is taken, and how random. Pure functions; nothing is remembered here."""

from typing import NamedTuple

import tensorflow as tf


class Repeat(NamedTuple):
    """A random action that is being repeated. Both are [] int32."""

    action: tf.Tensor
    left: tf.Tensor  # steps still to come

    @classmethod
    def none(cls) -> "Repeat":
        """Nothing to repeat, as at an episode's beginning."""
        return cls(tf.constant(0), tf.constant(0))


def epsilon_greedy(q_values: tf.Tensor, epsilon: tf.Tensor, uniform: tf.Tensor) -> tf.Tensor:
    """A random action with probability ε, else the first of the best.

    Args:
        q_values: [A].
        epsilon: [].
        uniform: [2] in [0, 1): whether to explore, and which action.

    Returns:
        [] int32.
    """
    q_values.shape.assert_has_rank(1)
    action_count = q_values.shape[0]
    random_action = tf.cast(uniform[1] * action_count, tf.int32)
    greedy_action = tf.argmax(q_values, output_type=tf.int32)
    return tf.where(uniform[0] < epsilon, tf.minimum(random_action, action_count - 1), greedy_action)


def epsilon_z_greedy(
    q_values: tf.Tensor, epsilon: tf.Tensor, uniform: tf.Tensor, repeat: Repeat, shares_up_to: tf.Tensor
) -> tuple[tf.Tensor, Repeat]:
    """ε-greedy, but a random action is repeated: chance then leads somewhere instead of trembling on the spot.

    Args:
        q_values: [A].
        epsilon: [] chance to begin a repeat where none is going on; at 0 one that is going on ends as well.
        uniform: [3] in [0, 1): whether to explore, which action, and for how long.
        repeat: What is going on.
        shares_up_to: [L − 1]; see `repeat_lengths.shares_up_to`.

    Returns:
        The action [] int32, and what then goes on.
    """
    going_on = (repeat.left > 0) & (epsilon > 0.0)
    more = tf.reduce_sum(tf.cast(shares_up_to <= uniform[2], tf.int32))
    begun = tf.where(uniform[0] < epsilon, more, 0)
    action = tf.where(going_on, repeat.action, epsilon_greedy(q_values, epsilon, uniform[:2]))
    return action, Repeat(action, tf.where(going_on, repeat.left - 1, begun))


def boltzmann(q_values: tf.Tensor, temperature: tf.Tensor, uniform: tf.Tensor) -> tf.Tensor:
    """An action with probability proportional to exp(Q / temperature).

    Args:
        q_values: [A].
        temperature: [] positive, in units of value.
        uniform: [] in [0, 1).

    Returns:
        [] int32.
    """
    q_values.shape.assert_has_rank(1)
    weights = tf.exp((q_values - tf.reduce_max(q_values)) / temperature)
    up_to = tf.cumsum(weights)
    passed = tf.reduce_sum(tf.cast(up_to <= uniform * up_to[-1], tf.int32))
    # Where rounding brings the product up to the sum itself, all are passed.
    return tf.minimum(passed, q_values.shape[0] - 1)
