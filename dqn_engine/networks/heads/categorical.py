"""C51 (Bellemare, Dabney and Munos 2017): of each action the probabilities of fixed values of the return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.system.errors import InputError
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import keras
    import numpy as np
    import tensorflow as tf
else:
    keras, np, tf = LateModule("keras"), LateModule("numpy"), LateModule("tensorflow")

_LOWEST_LOGIT = -7.0
"""Of atoms far from where values start: together they hold about a hundredth, and can still be learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorical(ValueHead):
    """The logits of `atoms` fixed values from `v_min` to `v_max` per action; the surprise is the divergence."""

    name: ClassVar[str] = "c51"

    atoms: int
    v_min: float
    v_max: float

    @classmethod
    def from_hyperparameters(cls, hyperparameters: Knobs) -> Self:
        """With `num_atoms`, `v_min` and `v_max`, which must be numbers.

        Raises:
            ValueError: They aren't.
        """
        ends = hyperparameters["v_min"], hyperparameters["v_max"]
        if any(isinstance(end, str) for end in ends):
            raise ValueError(f"C51's range is {ends}; it must be put into numbers first")
        return cls(atoms=hyperparameters["num_atoms"], v_min=ends[0], v_max=ends[1])

    @classmethod
    def check(cls, hyperparameters: Knobs) -> None:
        """Values must rise, as far as they are numbers.

        Raises:
            InputError: They don't, or as for any head.
        """
        ends = hyperparameters["v_min"], hyperparameters["v_max"]
        if not any(isinstance(end, str) for end in ends) and ends[0] >= ends[1]:
            raise InputError(
                "v_min is {v_min:g} and v_max {v_max:g}, but C51's values must "
                "rise between them; lower v_min or raise v_max.",
                v_min=hyperparameters["v_min"],
                v_max=hyperparameters["v_max"],
            )
        super(Categorical, cls).check(hyperparameters)

    @property
    def outputs_per_action(self) -> int:
        return self.atoms

    @property
    def support(self) -> tuple[float, ...]:
        """The values of the atoms, K at equal distances."""
        step = (self.v_max - self.v_min) / (self.atoms - 1)
        return tuple(self.v_min + step * index for index in range(self.atoms))

    @property
    def _atoms(self) -> np.ndarray:
        """`support` as [K] float32."""
        return np.array(self.support, np.float32)

    def starting_at(self, value: float, bias: np.ndarray) -> np.ndarray:
        """`bias` [A · K] with the probabilities of a bell around `value`, or the nearest atom if that is off them."""
        support = np.array(self.support)
        distance = (support - np.clip(value, support[0], support[-1])) / (support[1] - support[0])
        logits = np.maximum(-0.5 * distance**2, _LOWEST_LOGIT).astype(np.float32)
        return bias + np.tile(logits, len(bias) // len(logits))

    def arranged(self, outputs: tf.Tensor, fractions: tf.Tensor | None) -> tf.Tensor:
        """[B, A · K] → [B, A, K]."""
        del fractions
        return tf.reshape(outputs, [outputs.shape[0], -1, self.atoms])

    def expectations(self, outputs: tf.Tensor) -> tf.Tensor:
        """[B, A] of logits [B, A, K]."""
        return tf.reduce_sum(tf.nn.softmax(outputs) * self._atoms, axis=2)

    def possible_returns(self, outputs: tf.Tensor) -> tf.Tensor:
        """The atoms' values [1, K], whatever the outputs."""
        del outputs
        return tf.constant(self._atoms[np.newaxis])

    def target(self, moved: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Probabilities [B, K]: those of logits [B, K] at the `moved` values, put back on the atoms."""
        return categorical_projection(tf.nn.softmax(outputs), moved, self.support)

    def losses(
        self,
        predicted: tf.Tensor,
        target: tf.Tensor,
        *,
        fractions: tf.Tensor | None,
        huber_delta: tf.Tensor,
        squared: tf.Tensor,
    ) -> tf.Tensor:
        """The divergence [B] of logits [B, K] from target probabilities [B, K]; no error has a size of its own."""
        del fractions, huber_delta, squared
        return divergences(predicted, target)

    def target_values(self, target: tf.Tensor) -> tf.Tensor:
        """[B] of probabilities [B, K]."""
        return tf.reduce_sum(target * self._atoms, axis=1)

    def keras_arranged(self, outputs: keras.KerasTensor) -> keras.KerasTensor:
        """[B, A · K] → [B, A, K]."""
        return keras.ops.reshape(outputs, (-1, outputs.shape[1] // self.atoms, self.atoms))

    def keras_expectations(self, outputs: keras.KerasTensor) -> keras.KerasTensor:
        """[B, A] of merged outputs [B, A, K]."""
        return keras.ops.sum(keras.ops.softmax(outputs) * self._atoms, axis=2)

    def values_of_folded(self, outputs: np.ndarray) -> np.ndarray:
        """[B, A] of logits [B, A · K]."""
        return self.numpy_expectations(outputs.reshape(len(outputs), outputs.shape[1] // self.atoms, self.atoms))

    def numpy_expectations(self, outputs: np.ndarray) -> np.ndarray:
        """[B, A] of logits [B, A, K]."""
        weights = np.exp(outputs - outputs.max(axis=2, keepdims=True))
        return (weights @ self._atoms) / weights.sum(axis=2)

    def script_arranged(self, outputs: str) -> str:
        """[B, A · K] → [B, A, K]."""
        return f"({outputs}).reshape(len(observations), -1, {self.atoms})"

    def script_values(self) -> list[str]:
        """As `expectations`."""
        return [
            "weight = np.exp(q - q.max(axis=2, keepdims=True))",
            f"support = np.array({list(self.support)}, np.float32)",
            "return (weight * support).sum(axis=2) / weight.sum(axis=2)",
        ]


def categorical_projection(probabilities: tf.Tensor, moved: tf.Tensor, support: tuple[float, ...]) -> tf.Tensor:
    """A distribution put back on the atoms that it was moved from (Bellemare, Dabney and Munos 2017, eq. 7).

    An atom's probability goes to the two atoms beside the place it is moved to, the nearer getting more; beyond the
    ends it goes to the end.

    Args:
        probabilities: [B, K] of the atoms of Z.
        moved: [B, K] where they are moved to, R + discount · atom.
        support: K values at equal distances.

    Returns:
        [B, K], without gradient.
    """
    for tensor in (probabilities, moved):
        tensor.shape.assert_has_rank(2)
    atoms = np.array(support, np.float32)
    spacing = (support[-1] - support[0]) / (len(support) - 1)
    moved = tf.clip_by_value(moved, support[0], support[-1])
    distance = tf.abs(moved[:, tf.newaxis, :] - atoms[:, np.newaxis]) / spacing  # [B, to, from]
    weight = tf.maximum(1.0 - distance, 0.0)
    return tf.stop_gradient(tf.reduce_sum(weight * probabilities[:, tf.newaxis, :], axis=2))


def divergences(logits: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    """The Kullback–Leibler divergence [B] of softmax(logits [B, K]) from the target probabilities [B, K].

    Its gradient is that of the cross-entropy; and unlike that it is 0 where the two agree, so it can be a priority
    (Hessel et al. 2018).
    """
    for tensor in (logits, target):
        tensor.shape.assert_has_rank(2)
    log_ratio = tf.math.log(tf.maximum(target, 1e-30)) - tf.nn.log_softmax(logits)
    return tf.maximum(tf.reduce_sum(target * log_ratio, axis=1), 0.0)
