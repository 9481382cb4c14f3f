"""Returns as distributions: the maths of C51 and QR-DQN as pure functions of tensors, each with its paper."""

import numpy as np
import tensorflow as tf


def chosen(outputs: tf.Tensor, action: tf.Tensor) -> tf.Tensor:
    """The distribution [B, K] of one action each, of `outputs` [B, A, K] and `action` [B] int."""
    outputs.shape.assert_has_rank(3)
    mask = tf.one_hot(action, outputs.shape[1], dtype=outputs.dtype)
    return tf.reduce_sum(outputs * mask[:, :, tf.newaxis], axis=1)


def categorical_projection(
    probabilities: tf.Tensor, return_n: tf.Tensor, bootstrap_discount: tf.Tensor, support: tuple[float, ...]
) -> tf.Tensor:
    """The distribution of R + discount · Z, put back on Z's own atoms (Bellemare, Dabney and Munos 2017, eq. 7).

    An atom's probability goes to the two atoms beside the place it is moved to, the nearer getting more; beyond the
    ends it goes to the end.

    Args:
        probabilities: [B, K] of the atoms of Z.
        return_n: [B].
        bootstrap_discount: [B].
        support: K values at equal distances.

    Returns:
        [B, K], without gradient.
    """
    probabilities.shape.assert_has_rank(2)
    for tensor in (return_n, bootstrap_discount):
        tensor.shape.assert_has_rank(1)
    atoms = np.array(support, np.float32)
    spacing = (support[-1] - support[0]) / (len(support) - 1)
    moved = return_n[:, tf.newaxis] + bootstrap_discount[:, tf.newaxis] * atoms  # [B, K]
    moved = tf.clip_by_value(moved, support[0], support[-1])
    distance = tf.abs(moved[:, tf.newaxis, :] - atoms[:, np.newaxis]) / spacing  # [B, to, from]
    share = tf.maximum(1.0 - distance, 0.0)
    return tf.stop_gradient(tf.reduce_sum(share * probabilities[:, tf.newaxis, :], axis=2))


def divergences(logits: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    """The Kullback–Leibler divergence [B] of softmax(logits [B, K]) from the target probabilities [B, K].

    Its gradient is that of the cross-entropy; and unlike that it is 0 where the two agree, so it can be a priority
    (Hessel et al. 2018).
    """
    for tensor in (logits, target):
        tensor.shape.assert_has_rank(2)
    log_ratio = tf.math.log(tf.maximum(target, 1e-30)) - tf.nn.log_softmax(logits)
    return tf.maximum(tf.reduce_sum(target * log_ratio, axis=1), 0.0)


def quantile_losses(quantiles: tf.Tensor, target: tf.Tensor, huber_delta: tf.Tensor) -> tf.Tensor:
    """Quantile Huber losses (Dabney et al. 2018, eq. 10): Σ_i E_j |τ_i − 1{u_ij < 0}| · L_κ(u_ij) / κ.

    Args:
        quantiles: [B, K], those at the levels τ_i = (i + ½) / K.
        target: [B, J] equally likely values; u_ij = target_j − quantile_i.
        huber_delta: [] κ.

    Returns:
        [B].
    """
    for tensor in (quantiles, target):
        tensor.shape.assert_has_rank(2)
    count = quantiles.shape[1]
    levels = ((np.arange(count, dtype=np.float32) + 0.5) / count)[:, np.newaxis]  # [K, 1]
    error = target[:, tf.newaxis, :] - quantiles[:, :, tf.newaxis]  # [B, K, J]
    size = tf.abs(error)
    inner = tf.minimum(size, huber_delta)
    slope = tf.where(error < 0.0, 1.0 - levels, levels)
    return tf.reduce_sum(tf.reduce_mean(slope * inner * (size - 0.5 * inner), axis=2), axis=1) / huber_delta
