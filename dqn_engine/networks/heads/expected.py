"""Expected returns: the network gives Q-values (Mnih et al. 2015), whose errors count by Huber's or squared loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import tensorflow as tf
else:
    tf = LateModule("tensorflow")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedValues(ValueHead):
    """One number per action, its Q-value; the surprise is |δ|."""

    name: ClassVar[str] = "expected"
    grows_huber_delta: ClassVar[bool] = True

    @classmethod
    def from_hyperparameters(cls, hyperparameters: Knobs) -> Self:
        """No hyperparameter shapes it."""
        del hyperparameters
        return cls()

    @classmethod
    def check(cls, hyperparameters: Knobs) -> None:
        """Everything goes with it."""

    def losses(
        self,
        predicted: tf.Tensor,
        target: tf.Tensor,
        *,
        fractions: tf.Tensor | None,
        huber_delta: tf.Tensor,
        squared: tf.Tensor,
    ) -> tf.Tensor:
        """Huber's or squared loss of predictions and targets [B]: [B]."""
        del fractions
        return element_losses(predicted - target, huber_delta, squared)

    def surprises(self, losses: tf.Tensor, td_errors: tf.Tensor) -> tf.Tensor:
        """|δ| of TD errors [B] (Schaul et al. 2016, proportional prioritization)."""
        del losses
        return tf.abs(td_errors)


def element_losses(td_error: tf.Tensor, huber_delta: tf.Tensor, squared: tf.Tensor) -> tf.Tensor:
    """Loss per transition [B]: ½δ² where |δ| ≤ κ, else κ(|δ| − ½κ) (Huber 1964); with `squared`, ½δ² everywhere.

    Args:
        td_error: [B] prediction − target.
        huber_delta: [] κ.
        squared: [] bool.
    """
    td_error.shape.assert_has_rank(1)
    size = tf.abs(td_error)
    inner = tf.where(squared, size, tf.minimum(size, huber_delta))
    return inner * (size - 0.5 * inner)
