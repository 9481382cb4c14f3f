"""What heads of quantiles share: the loss that finds them, whichever levels they are of, and their means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.system.errors import InputError
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf
else:
    tf = LateModule("tensorflow")


class QuantileHead(ValueHead):
    """A head whose outputs are equally likely values of the return, or values at sampled fractions of it."""

    @classmethod
    def check(cls, hyperparameters: Knobs) -> None:
        """As for any head, and the loss must find quantiles.

        Raises:
            InputError: It is squared, which finds means.
        """
        super().check(hyperparameters)
        if hyperparameters["loss"] == "squared":
            raise InputError(
                "loss is squared and value_head {value_head}, but squared errors don't find "
                "quantiles; set loss to huber.",
                value_head=hyperparameters["value_head"],
            )

    def expectations(self, outputs: tf.Tensor) -> tf.Tensor:
        """[B, A] of values [B, A, K]."""
        return tf.reduce_mean(outputs, axis=2)

    def target_values(self, target: tf.Tensor) -> tf.Tensor:
        """[B] of equally likely values [B, K]."""
        return tf.reduce_mean(target, axis=1)


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
