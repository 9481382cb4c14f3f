"""How much is left to chance: the ε and β schedules, pure functions of the counters, so nothing has to be saved."""

import tensorflow as tf


def linear(start: tf.Tensor, end: tf.Tensor, position: tf.Tensor, length: tf.Tensor) -> tf.Tensor:
    """From `start` to `end` over `length` counts, then constant. All [] float32."""
    return start + (end - start) * tf.clip_by_value(position / length, 0.0, 1.0)


def multiplicative(start: tf.Tensor, end: tf.Tensor, factor: tf.Tensor, count: tf.Tensor) -> tf.Tensor:
    """`start` times `factor` to the power of `count`, never past `end`. All [] float32."""
    return tf.maximum(tf.minimum(start, end), start * tf.pow(factor, count))


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
