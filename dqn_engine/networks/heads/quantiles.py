"""QR-DQN (Dabney, Rowland, Bellemare and Munos 2018): of each action equally likely values of the return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from dqn_engine.networks.heads.quantile_regression import QuantileHead, quantile_losses
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import keras
    import numpy as np
    import tensorflow as tf
else:
    keras, np, tf = LateModule("keras"), LateModule("numpy"), LateModule("tensorflow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles(QuantileHead):
    """`quantiles` K numbers per action, at the levels (i + ½) / K; the surprise is the quantile Huber loss."""

    name: ClassVar[str] = "qr-dqn"

    quantiles: int

    @classmethod
    def from_hyperparameters(cls, hyperparameters: Knobs) -> Self:
        """With `num_quantiles`."""
        return cls(quantiles=hyperparameters["num_quantiles"])

    @property
    def outputs_per_action(self) -> int:
        return self.quantiles

    def arranged(self, outputs: tf.Tensor, fractions: tf.Tensor | None) -> tf.Tensor:
        """[B, A · K] → [B, A, K]."""
        del fractions
        return tf.reshape(outputs, [outputs.shape[0], -1, self.quantiles])

    def losses(
        self,
        predicted: tf.Tensor,
        target: tf.Tensor,
        *,
        fractions: tf.Tensor | None,
        huber_delta: tf.Tensor,
        squared: tf.Tensor,
    ) -> tf.Tensor:
        """Quantile Huber losses [B] of quantiles and target values [B, K]."""
        del fractions, squared
        levels = (np.arange(self.quantiles, dtype=np.float32) + 0.5) / self.quantiles
        return quantile_losses(predicted, levels, target, huber_delta)

    def keras_arranged(self, outputs: keras.KerasTensor) -> keras.KerasTensor:
        """[B, A · K] → [B, A, K]."""
        return keras.ops.reshape(outputs, (-1, outputs.shape[1] // self.quantiles, self.quantiles))

    def keras_expectations(self, outputs: keras.KerasTensor) -> keras.KerasTensor:
        """[B, A] of merged outputs [B, A, K]."""
        return keras.ops.mean(outputs, axis=2)

    def folded(self, last: np.ndarray, weights: Mapping[str, np.ndarray]) -> np.ndarray:
        """[H + 1, A]: a mean of what is linear is linear."""
        del weights
        return last.mean(axis=2)

    def script_arranged(self, outputs: str) -> str:
        """[B, A · K] → [B, A, K]."""
        return f"({outputs}).reshape(len(observations), -1, {self.quantiles})"

    def script_values(self) -> list[str]:
        """As `expectations`."""
        return ["return q.mean(axis=2)"]
