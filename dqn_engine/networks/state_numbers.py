"""Where observations are one-hot states, the compiled program keeps the number of the state instead.

A one-hot observation of S states is S numbers of which one is 1. Stored, sampled and multiplied as they are, those cost
S times what they say: of Taxi's 500 states a transition took 4 kB, and the first layer's products most of an update.
The product with a kernel is a row of it, and the kernel's gradient a sum of rows; both come out the same but for the
order in which the gradient's rows are summed.
"""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.custom_gradient import custom_gradient

KeptGradient = Callable[[tf.Tensor], tuple[tf.Tensor | None, tf.Tensor]]


def kept(spec: NetworkSpec, observations: tf.Tensor) -> tf.Tensor:
    """Observations [..., O] float32 as the program keeps them: [..., 1], the state's number, where they are one-hot."""
    if not spec.one_hot:
        return observations
    return tf.cast(tf.argmax(observations, axis=-1, output_type=tf.int32), tf.float32)[..., tf.newaxis]


def kept_array(spec: NetworkSpec, observations: np.ndarray) -> np.ndarray:
    """As `kept`, of an array: [..., O] float32 → [..., O] or [..., 1]."""
    return observations.argmax(axis=-1)[..., np.newaxis].astype(np.float32) if spec.one_hot else observations


def full_array(spec: NetworkSpec, kept: np.ndarray) -> np.ndarray:
    """The observations [N, O] float32 that an array of `kept` ones [N, 1] stands for."""
    if not spec.one_hot:
        return kept
    return np.eye(spec.observation_size, dtype=np.float32)[kept[:, 0].astype(np.int32)]


def kept_rows(spec: NetworkSpec, rows: np.ndarray) -> np.ndarray:
    """Rows [C, 2 O + N] of a replay buffer that begin with two one-hot observations, as [C, 2 + N]."""
    size = spec.observation_size
    before, after = (kept_array(spec, rows[:, first : first + size]) for first in (0, size))
    return np.concatenate([before, after, rows[:, 2 * size :]], axis=1)


@custom_gradient
def product(numbers: tf.Tensor, kernel: tf.Tensor) -> tuple[tf.Tensor, KeptGradient]:
    """One-hot [B, S] times `kernel` [S, O] → [B, O], with its gradient; `numbers` [B, 1] float32 are the states."""
    rows = tf.cast(numbers[:, 0], tf.int32)

    def gradient(upstream: tf.Tensor) -> tuple[None, tf.Tensor]:
        return None, tf.math.unsorted_segment_sum(upstream, rows, kernel.shape[0])

    return tf.gather(kernel, rows), gradient
