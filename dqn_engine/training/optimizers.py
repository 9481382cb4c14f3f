"""Adam, AdamW and RMSprop as pure functions over lists of tensors: their state is part of the compiled program's."""

from collections.abc import Sequence
from typing import NamedTuple

import tensorflow as tf

from dqn_engine.system.static_shape import static_shape

ADAM_BETA_1 = 0.9
ADAM_BETA_2 = 0.999
RMSPROP_RHO = 0.99
_SUMMED_WIDTH = 64
"""Columns that squares are summed in. Measured: 32 columns take three times as long, 256 a third longer."""


class OptimizerState(NamedTuple):
    """Running moments of the gradient, shaped like the weights; `mean` is unused (and empty) with RMSprop."""

    mean: tuple[tf.Tensor, ...]
    square: tuple[tf.Tensor, ...]


def clip_by_global_norm(gradients: Sequence[tf.Tensor], limit: tf.Tensor) -> tuple[list[tf.Tensor], tf.Tensor]:
    """Scales all gradients so that their global norm is at most `limit` ([] float32; 0 turns it off).

    Returns:
        The gradients and their norm before clipping.
    """
    norm = tf.sqrt(tf.add_n([_sum_of_squares(gradient) for gradient in gradients]))
    scale = tf.where((limit > 0.0) & (norm > limit), limit / tf.maximum(norm, 1e-12), 1.0)
    return [gradient * scale for gradient in gradients], norm


def _sum_of_squares(tensor: tf.Tensor) -> tf.Tensor:
    """[] by a product with ones: XLA on the CPU sums a whole tensor one number at a time, four times slower.

    Two rows of ones, since a product with one row is no matrix product to XLA, and half as fast.
    """
    squares = tf.square(tf.reshape(tensor, [-1]))
    (numbers,) = static_shape(squares)
    rows = -(-numbers // _SUMMED_WIDTH)
    squares = tf.reshape(tf.pad(squares, [[0, rows * _SUMMED_WIDTH - numbers]]), [-1, _SUMMED_WIDTH])
    return tf.reduce_sum((tf.ones([2, rows]) @ squares)[0])


def adam(
    weights: list[tf.Tensor],
    gradients: list[tf.Tensor],
    state: OptimizerState,
    update: tf.Tensor,
    learning_rate: tf.Tensor,
    epsilon: tf.Tensor,
    weight_decay: tf.Tensor,
) -> tuple[list[tf.Tensor], OptimizerState]:
    """One step of Adam (Kingma and Ba 2015), ε as in their section 2's efficient form ("epsilon hat").

    `weights` and `gradients` are float32 of any shapes, pair by pair the same. `update` [] int32 counts the updates
    before this one; `learning_rate` and `epsilon` are [] float32. It knows no weight decay.
    """
    del weight_decay
    count = tf.cast(update + 1, tf.float32)
    rate = learning_rate * tf.sqrt(1.0 - tf.pow(ADAM_BETA_2, count)) / (1.0 - tf.pow(ADAM_BETA_1, count))
    mean = [m + (1.0 - ADAM_BETA_1) * (g - m) for m, g in zip(state.mean, gradients, strict=True)]
    square = [v + (1.0 - ADAM_BETA_2) * (g * g - v) for v, g in zip(state.square, gradients, strict=True)]
    moved = [w - rate * m / (tf.sqrt(v) + epsilon) for w, m, v in zip(weights, mean, square, strict=True)]
    return moved, OptimizerState(tuple(mean), tuple(square))


def adamw(
    weights: list[tf.Tensor],
    gradients: list[tf.Tensor],
    state: OptimizerState,
    update: tf.Tensor,
    learning_rate: tf.Tensor,
    epsilon: tf.Tensor,
    weight_decay: tf.Tensor,
) -> tuple[list[tf.Tensor], OptimizerState]:
    """One step of Adam, and `weight_decay` [] times the learning rate of every weight taken away beside it.

    The decay is decoupled from the gradient's moments (Loshchilov and Hutter 2019, algorithm 2).
    """
    moved, state = adam(weights, gradients, state, update, learning_rate, epsilon, weight_decay)
    decay = learning_rate * weight_decay
    return [m - decay * w for m, w in zip(moved, weights, strict=True)], state


def rmsprop(
    weights: list[tf.Tensor],
    gradients: list[tf.Tensor],
    state: OptimizerState,
    update: tf.Tensor,
    learning_rate: tf.Tensor,
    epsilon: tf.Tensor,
    weight_decay: tf.Tensor,
) -> tuple[list[tf.Tensor], OptimizerState]:
    """One step of RMSprop (Hinton 2012, lecture 6e) without momentum or weight decay; arguments as of `adam`."""
    del update, weight_decay
    square = [v + (1.0 - RMSPROP_RHO) * (g * g - v) for v, g in zip(state.square, gradients, strict=True)]
    moved = [w - learning_rate * g / (tf.sqrt(v) + epsilon) for w, g, v in zip(weights, gradients, square, strict=True)]
    return moved, OptimizerState((), tuple(square))


OPTIMIZERS = {"adam": adam, "rmsprop": rmsprop, "adamw": adamw}


def first_state(optimizer: str, weights: tuple[tf.Tensor, ...]) -> OptimizerState:
    """The state of that optimizer before its first step: zeros, shaped as the `weights`, float32."""
    zeros = tuple(tf.zeros_like(weight) for weight in weights)
    return OptimizerState(() if optimizer == "rmsprop" else zeros, zeros)
