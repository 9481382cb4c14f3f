"""Counter-based random numbers: a pure function of (seed, stream, count), so nothing has to be remembered or saved."""

import math

import tensorflow as tf

ACT_STREAM, SAMPLE_STREAM, ACT_NOISE_STREAM, LEARN_NOISE_STREAM = 1, 2, 3, 4
FRACTIONS_STREAM, TRIAL_STREAM = 7, 8
"""Keep the different uses of one count apart; 5 and 6 are those of environments outside the compiled program."""

_PHILOX = 1


def uniforms(seed: tf.Tensor, stream: int, count: tf.Tensor, size: int) -> tf.Tensor:
    """`size` float32 numbers in [0, 1) by Philox (Salmon et al. 2011), the same for the same arguments.

    Args:
        seed: [] int32.
        stream: Keeps different uses of one count apart.
        count: [] int32, such as the environment step.
        size: How many.
    """
    key = tf.cast(seed, tf.uint64)[tf.newaxis]
    # Philox raises the counter's low word by one per four numbers: the count goes into the high word, out of its way.
    counter = tf.stack([tf.constant(stream << 32, tf.uint64), tf.cast(count, tf.uint64)])
    return tf.raw_ops.StatelessRandomUniformV2(shape=[size], key=key, counter=counter, alg=_PHILOX, dtype=tf.float32)


def normals(seed: tf.Tensor, stream: int, count: tf.Tensor, size: int) -> tf.Tensor:
    """`size` float32 numbers of the standard normal distribution, by Box and Muller (1958) from `uniforms`."""
    half = -(-size // 2)
    radius_uniform, angle_uniform = tf.split(uniforms(seed, stream, count, 2 * half), 2)
    radius = tf.sqrt(-2.0 * tf.math.log(1.0 - radius_uniform))  # of (0, 1], whose logarithm is finite
    angle = 2.0 * math.pi * angle_uniform
    return tf.concat([radius * tf.cos(angle), radius * tf.sin(angle)], axis=0)[:size]
