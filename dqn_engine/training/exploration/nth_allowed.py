"""Numbers of allowed actions: which action the n-th allowed one is, inside the compiled program and outside of it."""

import numpy as np
import tensorflow as tf


def nth_allowed(allowed: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
    """The allowed action [] int32 that `number` [] int32 others come before; beyond the last, the last.

    Args:
        allowed: [A] bool, at least one.
        number: Rounding may bring it up to their count.
    """
    allowed.shape.assert_has_rank(1)
    up_to = tf.cumsum(tf.cast(allowed, tf.int32))
    return tf.reduce_sum(tf.cast(up_to <= tf.minimum(number, up_to[-1] - 1), tf.int32))


def nth_allowed_outside(allowed: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The same of `allowed` [N, A] bool and `number` [N] int64: [N] int64."""
    up_to = allowed.cumsum(axis=1)
    return (up_to <= np.minimum(number[:, np.newaxis], up_to[:, -1:] - 1)).sum(axis=1)
