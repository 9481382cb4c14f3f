"""Action masks as the rows of a replay buffer hold them: the bits of whole numbers that float32 has exactly.

A row is float32, so 24 actions share a number. The first action is the lowest bit of the first number.
"""

import numpy as np
import tensorflow as tf

from dqn_engine.replay.row_widths import ACTIONS_IN_NUMBER as BITS
from dqn_engine.replay.row_widths import numbers_for
from dqn_engine.system.static_shape import static_shape


def packed(allowed: np.ndarray) -> np.ndarray:
    """Masks [N, A] bool as [N, W] float32."""
    rows, count = allowed.shape
    bits = np.zeros((rows, numbers_for(count), BITS), np.float32)
    bits.reshape(rows, -1)[:, :count] = allowed
    return bits @ np.exp2(np.arange(BITS)).astype(np.float32)


def packed_tensor(allowed: tf.Tensor) -> tf.Tensor:
    """A mask [A] bool as [W] float32."""
    (count,) = static_shape(allowed)
    numbers = numbers_for(count)
    bits = tf.pad(tf.cast(allowed, tf.int32), [[0, numbers * BITS - count]])
    powers = tf.constant(2 ** np.arange(BITS, dtype=np.int32))
    return tf.cast(tf.reduce_sum(tf.reshape(bits, [numbers, BITS]) * powers, axis=1), tf.float32)


def unpacked(numbers: tf.Tensor, action_count: int) -> tf.Tensor:
    """Masks [B, A] bool of [B, W] float32."""
    numbers.shape.assert_has_rank(2)
    shifted = tf.bitwise.right_shift(tf.cast(numbers, tf.int32)[:, :, tf.newaxis], tf.range(BITS))
    bits = tf.reshape(tf.bitwise.bitwise_and(shifted, 1), [-1, numbers.shape[1] * BITS])
    return tf.equal(bits[:, :action_count], 1)
