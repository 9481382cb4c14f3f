"""What a value head is: everything that depends on how a network says what an action is worth.

A network is the same up to its last hidden layer, whatever it learns: expected returns, or their distribution in one of
several forms. A head is one class, in one file, that holds all that differs: its hyperparameters and what they forbid,
its layers, how its outputs become Q-values in each of the ways a network is run (compiled, Keras, NumPy, the text of an
exported script), what it starts from, and how it learns. Other code asks it and compares no names.

Shapes: B rows of a batch, H features, A actions, K numbers per action. TensorFlow, Keras and NumPy are imported late,
so that hyperparameters can be checked without them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from dqn_engine.system.errors import InputError
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import keras
    import numpy as np
    import tensorflow as tf
else:
    np = LateModule("numpy")

DenseTensors = Callable[[str, "tf.Tensor"], "tf.Tensor"]
"""(name, inputs [R, in]) → what that dense layer of the head's own gives, [R, out], without activation."""

DenseKeras = Callable[[str, int, "str | None", "keras.KerasTensor"], "keras.KerasTensor"]
"""(name, units, activation, inputs) → what that dense layer gives; the same layer for the same name."""

DenseNumPy = Callable[[str, "np.ndarray"], "np.ndarray"]
"""As `DenseTensors`, of arrays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueHead(ABC):
    """How a network says what its actions are worth; the defaults are those of a head that says it in plain numbers.

    Attributes:
        name: Its value of the hyperparameter `value_head`.
        grows_huber_delta: Whether its Huber loss follows the schedule of δ.
    """

    name: ClassVar[str]
    grows_huber_delta: ClassVar[bool] = False

    # --- in plain numbers ---------------------------------------------------------------------------------------------

    @classmethod
    @abstractmethod
    def from_hyperparameters(cls, hyperparameters: Knobs) -> Self:
        """The head that all hyperparameters together describe."""

    @classmethod
    def check(cls, hyperparameters: Knobs) -> None:
        """Refuses hyperparameters that make no sense with this head.

        Raises:
            InputError: Names the two, their values and the remedy.
        """
        if hyperparameters["munchausen"]:
            raise InputError(
                "munchausen is true and value_head {cls_name}, but Munchausen works on expected values only; "
                "set munchausen to false or value_head to expected.",
                cls_name=cls.name,
            )

    @property
    def outputs_per_action(self) -> int:
        """K, the units of the last layers for each action; with Dueling also those of the state's value."""
        return 1

    def layers(self, features: int) -> Mapping[str, tuple[int, int]]:
        """Name → inputs and outputs of dense layers between `features` and the last ones; most heads have none."""
        del features
        return {}

    @property
    def target_fractions(self) -> int:
        """Random quantile fractions that the target of each transition takes; 0 of a head that samples none."""
        return 0

    @property
    def online_fractions(self) -> int:
        """Random quantile fractions that the prediction of each transition takes."""
        return 0

    def numbers_per_transition(self, features: int, outputs: int) -> int:
        """How many numbers it makes of the `features` of one transition on the way to so many `outputs`."""
        del features
        return outputs

    def starting_at(self, value: float, bias: np.ndarray) -> np.ndarray:
        """`bias` [A · K] of the last layer (with Dueling [K], of the state's value), with values `value` higher."""
        return bias + np.float32(value)

    # --- the compiled pass --------------------------------------------------------------------------------------------

    def entered(self, features: tf.Tensor, dense: DenseTensors, fractions: tf.Tensor | None) -> tf.Tensor:
        """The input of the last layers, in place of the last hidden layer's `features` [B, H]: rows of as many.

        Args:
            features: [B, H].
            dense: Applies one of `layers`.
            fractions: [B, N] random quantile fractions in [0, 1); None: the head's own.
        """
        del dense, fractions
        return features

    def arranged(self, outputs: tf.Tensor, fractions: tf.Tensor | None) -> tf.Tensor:
        """What the last layers give, side by side, as [B, A] or [B, A, K]; with Dueling the value precedes the A."""
        del fractions
        return outputs

    def expectations(self, outputs: tf.Tensor) -> tf.Tensor:
        """Q-values [B, A] of the merged outputs [B, A] or [B, A, K]."""
        return outputs

    # --- learning -----------------------------------------------------------------------------------------------------

    def possible_returns(self, outputs: tf.Tensor) -> tf.Tensor:
        """The values of the return that outputs [B] or [B, K] of one action each speak of: [B], [B, K] or [1, K]."""
        return outputs

    def target(self, moved: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """What is to be learned, without gradient.

        Args:
            moved: R + discount · `possible_returns(outputs)`.
            outputs: [B] or [B, K] of the next state's best action, by the target network.
        """
        del outputs
        return moved

    @abstractmethod
    def losses(
        self,
        predicted: tf.Tensor,
        target: tf.Tensor,
        *,
        fractions: tf.Tensor | None,
        huber_delta: tf.Tensor,
        squared: tf.Tensor,
    ) -> tf.Tensor:
        """How far the outputs [B] or [B, K] of the actions taken are off the `target`: [B].

        Args:
            predicted: Of the online network.
            target: As `target` gives it.
            fractions: [B, N] that `predicted` was computed at.
            huber_delta: [] κ.
            squared: [] bool, squared errors in place of Huber's.
        """

    def target_values(self, target: tf.Tensor) -> tf.Tensor:
        """The expected returns [B] of a target."""
        return target

    def surprises(self, losses: tf.Tensor, td_errors: tf.Tensor) -> tf.Tensor:
        """What priorities are made of: [B] ≥ 0."""
        del td_errors
        return losses

    # --- Keras --------------------------------------------------------------------------------------------------------

    def keras_entered(self, features: keras.KerasTensor, dense: DenseKeras) -> keras.KerasTensor:
        """As `entered`, at the head's own fractions: [B, H] of [B, H]."""
        del dense
        return features

    def keras_arranged(self, outputs: keras.KerasTensor) -> keras.KerasTensor:
        """What one of the last layers gives, [B, A · K], as [B, A] or [B, A, K]."""
        return outputs

    def keras_expectations(self, outputs: keras.KerasTensor) -> keras.KerasTensor:
        """Q-values [B, A] of the merged outputs [B, A] or [B, A, K]."""
        return outputs

    # --- NumPy --------------------------------------------------------------------------------------------------------

    def folded(self, last: np.ndarray, weights: Mapping[str, np.ndarray]) -> np.ndarray:
        """As much of the head as is linear, as one layer.

        Args:
            last: [H + 1, A, K] float64, the last layers' merged kernel and under it their bias.
            weights: All of the network.

        Returns:
            [H + 1, A] or [H + 1, A · K].
        """
        del weights
        return last.reshape(len(last), -1)

    def values_of_folded(self, outputs: np.ndarray) -> np.ndarray:
        """Q-values [B, A] of what the layer of `folded` gives."""
        return outputs

    def numpy_entered(self, features: np.ndarray, dense: DenseNumPy) -> np.ndarray:
        """As `entered`, at the head's own fractions: [B, H] of [B, H] float32."""
        del dense
        return features

    def numpy_expectations(self, outputs: np.ndarray) -> np.ndarray:
        """Q-values [B, A] of merged outputs, always [B, A, K]."""
        return outputs.mean(axis=2)

    # --- the script beside an export ----------------------------------------------------------------------------------

    def script_entered(self, features: str) -> list[str]:
        """Lines of NumPy after which the variable `features` is what `entered` gives."""
        del features
        return []

    def script_arranged(self, outputs: str) -> str:
        """An expression for `outputs` of one of the last layers, as `arranged` makes them."""
        return outputs

    def script_values(self) -> list[str]:
        """Lines of NumPy that return the Q-values of the merged outputs `q`."""
        return ["return q"]
