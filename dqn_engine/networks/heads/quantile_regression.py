"""The loss that finds the quantiles of a distribution, whichever levels they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dqn_engine.system.errors import InputError
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf
else:
    tf = LateModule("tensorflow")


def refuse_squared_loss(hyperparameters: Knobs) -> None:
    """Checks the hyperparameter `loss`.

    Raises:
        InputError: It is squared, which finds means.
    """
    if hyperparameters["loss"] == "squared":
        raise InputError(
            f"loss is squared and value_head {hyperparameters['value_head']}, but squared errors don't find "
            "quantiles; set loss to huber."
        )


def quantile_losses(
    quantiles: tf.Tensor, levels: tf.Tensor | np.ndarray, target: tf.Tensor, huber_delta: tf.Tensor
) -> tf.Tensor:
    """Quantile Huber losses (Dabney et al. 2018, eq. 10): Σ_i E_j |τ_i − 1{u_ij < 0}| · L_κ(u_ij) / κ.

    Args:
        quantiles: [B, K].
        levels: [K] or [B, K], the τ_i in [0, 1] that `quantiles` are of.
        target: [B, J] equally likely values; u_ij = target_j − quantile_i.
        huber_delta: [] κ.

    Returns:
        [B].
    """
    for tensor in (quantiles, target):
        tensor.shape.assert_has_rank(2)
    levels = levels[..., tf.newaxis]  # [K, 1] or [B, K, 1]
    error = target[:, tf.newaxis, :] - quantiles[:, :, tf.newaxis]  # [B, K, J]
    size = tf.abs(error)
    inner = tf.minimum(size, huber_delta)
    slope = tf.where(error < 0.0, 1.0 - levels, levels)
    return tf.reduce_sum(tf.reduce_mean(slope * inner * (size - 0.5 * inner), axis=2), axis=1) / huber_delta
