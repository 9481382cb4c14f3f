"""The hidden layers of a network: how many units, and what stands between a layer's product and the next layer.

It is described once, in each of the ways a network is run: compiled, Keras, NumPy, and the text of an exported script.
A switch of the hidden part is a field here. The products themselves belong to whoever runs the network, since how they
are quickest differs. TensorFlow, Keras and NumPy are imported late, so that hyperparameters can be checked without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import keras
    import numpy as np
    import tensorflow as tf
else:
    np, tf = LateModule("numpy"), LateModule("tensorflow")

KERAS_KINDS: Mapping[tuple[str, ...], str] = {
    ("kernel", "bias"): "dense",
    ("kernel", "bias", "sigma_kernel", "sigma_bias"): "noisy_dense",
}
"""The weights of a layer → what Keras calls its kind in a file."""


class KerasDense(Protocol):
    """Makes dense layers."""

    def __call__(
        self, name: str, units: int, activation: str | None, inputs: keras.KerasTensor
    ) -> keras.KerasTensor: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenLayers:
    """Dense layers of `sizes` units, first to last, each followed by the `activation`, "relu" or "tanh".

    The activation is that of convolutions as well.
    """

    sizes: tuple[int, ...]
    activation: str

    @classmethod
    def from_hyperparameters(cls, hyperparameters: Knobs) -> Self:
        """Those that all hyperparameters together describe."""
        return cls(sizes=hyperparameters["hidden_sizes"], activation=hyperparameters["activation"])

    def shapes_after(self, name: str, units: int) -> Mapping[str, tuple[int, ...]]:
        """Name → shape of the weights between the product of the layer `name` and its activation; there are none."""
        del name, units
        return {}

    def activated(self, values: tf.Tensor) -> tf.Tensor:
        """The activation alone."""
        return tf.tanh(values) if self.activation == "tanh" else tf.nn.relu(values)

    def finished(self, name: str, values: tf.Tensor, weights: Mapping[str, tf.Tensor]) -> tf.Tensor:
        """What the layer `name` gives of its product and bias, `values` [B, U]; `weights` are all of the network."""
        del name, weights
        return self.activated(values)

    def keras_layer(self, dense: KerasDense, name: str, units: int, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """The whole layer `name`, its product by `dense`."""
        return dense(name, units, self.activation, inputs)

    def numpy_finisher(self, name: str, weights: Mapping[str, np.ndarray]) -> Callable[[np.ndarray], object]:
        """As `finished`, a function that changes [B, U] float32 in place; `weights` are all of the network."""
        del name, weights
        if self.activation == "tanh":
            return lambda values: np.tanh(values, out=values)
        zero = np.float32(0)
        return lambda values: np.maximum(values, zero, out=values)

    def script_activated(self, expression: str) -> str:
        """NumPy for the activation alone."""
        return f"np.tanh({expression})" if self.activation == "tanh" else f"np.maximum({expression}, 0)"

    def script_layer(self, name: str, expression: str, result: str) -> list[str]:
        """Lines of NumPy that put what the layer `name` gives into `result`; `expression` is its product and bias."""
        del name
        return [f"{result} = {self.script_activated(expression)}"]
