"""How much is left to chance: which action is taken, and how random. Pure functions, so nothing has to be saved."""

import tensorflow as tf


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
