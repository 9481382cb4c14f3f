"""The importance-sampling weights of prioritized replay: what undoes that some transitions are sampled more often."""

import tensorflow as tf


def importance_weights(probability: tf.Tensor, beta: tf.Tensor) -> tf.Tensor:
    """w_i = (N·P(i))^−β, divided by the largest in the batch (Schaul et al. 2016, §3.4).

    Args:
        probability: [B] each sampled transition's probability, positive, up to a common factor.
        beta: [].

    Returns:
        [B] in (0, 1].
    """
    probability.shape.assert_has_rank(1)
    # (N·P)^−β / max_j (N·P_j)^−β = (P_i / min_j P_j)^−β: N cancels, and nothing can overflow.
    return tf.pow(tf.reduce_min(probability) / probability, beta)
