"""IQN (Dabney, Ostrovski, Silver and Munos 2018): any quantile of the return, asked for by its fraction τ.

Z_τ(s, a) = f(ψ(s) ⊙ φ(τ))_a with φ(τ) = relu(W cos(π i τ) + b), i = 1 … n. In the paper i begins at 0, whose cosine is
one more bias; that it begins at 1 is what Dopamine and dqn_zoo do as well. ψ are all hidden layers and f the last,
linear ones, so that hidden layers are computed once per observation, whatever the number of fractions. Then a mean over
fractions is that of φ: acting costs what it costs without IQN.

Learning samples new fractions for each transition. Acting, choosing the next action, evaluating and exporting use
fixed ones, the middles of K equal parts, so that a policy is a function of the observation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from dqn_engine.networks.heads.head import DenseKeras, DenseNumPy, DenseTensors
from dqn_engine.networks.heads.quantile_regression import QuantileHead, quantile_losses
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import keras
    import numpy as np
    import tensorflow as tf
else:
    keras, np, tf = LateModule("keras"), LateModule("numpy"), LateModule("tensorflow")

_EMBEDDING = "embedding"
"""The layer φ."""

_SINE = (3.14159265, -5.16771278, 2.55016404, -0.59926453, 0.08214589)
"""Of sin(π x) as a sum of odd powers (Taylor); off by less than 4e-6 where |x| ≤ ½."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplicitQuantiles(QuantileHead):
    """One number per action and fraction; the surprise is the quantile Huber loss.

    Attributes:
        cosines: n.
        online: N, fractions that a prediction is compared at.
        sampled: N', fractions of a target.
        fixed: K, fractions that a Q-value is the mean of.
    """

    name: ClassVar[str] = "iqn"

    cosines: int
    online: int
    sampled: int
    fixed: int

    @classmethod
    def from_hyperparameters(cls, hyperparameters: Knobs) -> Self:
        """With `num_cosines`, `num_fractions`, `num_target_fractions` and `num_policy_fractions`."""
        return cls(
            cosines=hyperparameters["num_cosines"],
            online=hyperparameters["num_fractions"],
            sampled=hyperparameters["num_target_fractions"],
            fixed=hyperparameters["num_policy_fractions"],
        )

    def layers(self, features: int) -> Mapping[str, tuple[int, int]]:
        """φ, [n] → [H]; dueling streams share it."""
        return {_EMBEDDING: (self.cosines, features)}

    @property
    def target_fractions(self) -> int:
        return self.sampled

    @property
    def online_fractions(self) -> int:
        return self.online

    def numbers_per_transition(self, features: int, outputs: int) -> int:
        """Of every fraction: cosines, what is made of them, its product with the features, and the outputs."""
        return max(self.online, self.sampled) * (self.cosines + 2 * features + outputs)

    # --- the compiled pass --------------------------------------------------------------------------------------------

    def entered(self, features: tf.Tensor, dense: DenseTensors, fractions: tf.Tensor | None) -> tf.Tensor:
        """ψ ⊙ φ(τ) of every row's fractions [B, N]: [B · N, H]; without any, ψ ⊙ the mean φ of the fixed: [B, H]."""
        if fractions is None:
            embedded = tf.nn.relu(dense(_EMBEDDING, tf.constant(self._fixed_cosines)))
            return features * tf.reduce_mean(embedded, axis=0)
        rows, count = fractions.shape
        embedded = tf.nn.relu(dense(_EMBEDDING, cosines_of_multiples(tf.reshape(fractions, [-1]), self.cosines)))
        embedded = tf.reshape(embedded, [rows, count, -1])
        return tf.reshape(features[:, tf.newaxis, :] * embedded, [rows * count, -1])

    def arranged(self, outputs: tf.Tensor, fractions: tf.Tensor | None) -> tf.Tensor:
        """[B · N, A] → [B, A, N]; without fractions [B, A, 1]."""
        if fractions is None:
            return outputs[:, :, tf.newaxis]
        rows, count = fractions.shape
        return tf.transpose(tf.reshape(outputs, [rows, count, -1]), [0, 2, 1])

    # --- learning -----------------------------------------------------------------------------------------------------

    def losses(
        self,
        predicted: tf.Tensor,
        target: tf.Tensor,
        *,
        fractions: tf.Tensor | None,
        huber_delta: tf.Tensor,
        squared: tf.Tensor,
    ) -> tf.Tensor:
        """Quantile Huber losses [B] (eq. 3) of quantiles [B, N] at their fractions and target values [B, N']."""
        del squared
        if fractions is None:
            raise ValueError("Quantiles are learned at sampled fractions, but there are none.")
        return quantile_losses(predicted, fractions, target, huber_delta)

    # --- Keras --------------------------------------------------------------------------------------------------------

    def keras_entered(self, features: keras.KerasTensor, dense: DenseKeras) -> keras.KerasTensor:
        """ψ ⊙ the mean φ of the fixed fractions: [B, H]."""
        # Keras leaves a layer in a model only where its input comes from the model's.
        nothing = keras.ops.zeros_like(features[:, :1])
        cosines = keras.ops.expand_dims(nothing, 1) + self._fixed_cosines[np.newaxis]
        embedded = dense(_EMBEDDING, features.shape[-1], "relu", cosines)
        return features * keras.ops.mean(embedded, axis=1)

    def keras_expectations(self, outputs: keras.KerasTensor) -> keras.KerasTensor:
        """The outputs [B, A] themselves: they are the means."""
        return outputs

    # --- NumPy --------------------------------------------------------------------------------------------------------

    def folded(self, last: np.ndarray, weights: Mapping[str, np.ndarray]) -> np.ndarray:
        """[H + 1, A], the mean φ in the kernel."""
        kernel, bias = (np.asarray(weights[f"{_EMBEDDING}/{kind}"], np.float64) for kind in ("kernel", "bias"))
        embedded = np.maximum(self._fixed_cosines @ kernel + bias, 0.0).mean(axis=0)
        return np.vstack([last[:-1, :, 0] * embedded[:, np.newaxis], last[-1:, :, 0]])

    def numpy_entered(self, features: np.ndarray, dense: DenseNumPy) -> np.ndarray:
        """ψ ⊙ the mean φ of the fixed fractions: [B, H]."""
        return features * np.maximum(dense(_EMBEDDING, self._fixed_cosines), 0.0).mean(axis=0)

    # --- the script beside an export ----------------------------------------------------------------------------------

    def script_entered(self, features: str) -> list[str]:
        """ψ ⊙ the mean φ of the fixed fractions."""
        product = f'cosines @ weights["{_EMBEDDING}/kernel"] + weights["{_EMBEDDING}/bias"]'
        return [
            f"fractions = (np.arange({self.fixed}) + 0.5) / {self.fixed}",
            f"cosines = np.cos(np.pi * np.outer(fractions, np.arange(1, {self.cosines + 1}))).astype(np.float32)",
            f"{features} = {features} * np.maximum({product}, 0).mean(axis=0)",
        ]

    @property
    def _fixed_cosines(self) -> np.ndarray:
        """[K, n] float32."""
        fractions = (np.arange(self.fixed) + 0.5) / self.fixed
        return np.cos(np.pi * np.outer(fractions, np.arange(1, self.cosines + 1))).astype(np.float32)


def cosines_of_multiples(fractions: tf.Tensor, count: int) -> tf.Tensor:
    """cos(π i τ) for i = 1 … `count` of fractions [R] in [0, 1]: [R, count], off by less than 2e-5.

    By a polynomial: XLA on the CPU takes cosines one at a time, 190 µs for 512 fractions and 64 multiples; this, 16.
    """
    fractions.shape.assert_has_rank(1)
    multiples = fractions[:, tf.newaxis] * np.arange(1, count + 1, dtype=np.float32)
    half = 0.5 * multiples - tf.round(0.5 * multiples)  # cos(2π x) has the period 1, and is 1 − 2 sin²(π x).
    square = half * half
    sine = tf.zeros_like(half)
    for coefficient in reversed(_SINE):
        sine = coefficient + square * sine
    sine = half * sine
    return 1.0 - 2.0 * sine * sine
