"""The hidden layers of a network: how many units, and what is between a layer's product and the next layer.

It is described once, in each of the ways a network is run: compiled, Keras, NumPy, and the text of an exported script.
A switch of the hidden part is a field here. The products themselves belong to what runs the network, since how they
are quickest differs. TensorFlow, Keras and NumPy are imported late, so that hyperparameters can be checked without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from dqn_engine.system.errors import InputError
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import keras
    import numpy as np
    import tensorflow as tf
else:
    keras, np, tf = LateModule("keras"), LateModule("numpy"), LateModule("tensorflow")

KERAS_KINDS: Mapping[tuple[str, ...], str] = {
    ("kernel", "bias"): "dense",
    ("kernel", "bias", "sigma_kernel", "sigma_bias"): "noisy_dense",
    ("gamma", "beta"): "layer_normalization",
}
"""The weights of a layer → what Keras calls its kind in a file."""

_TRUNCATED_DEVIATION = 0.05
"""That of the normal distribution whose tails are cut off, beyond two deviations; TensorLayer's default."""

_SMALLEST_VARIANCE = 1e-6
"""Added to a variance before it divides, as PQN's networks do; so a layer whose units all agree gives β."""


def keras_initializer(kind: str, activation: str | None, seed: int) -> keras.initializers.Initializer:
    """What a kernel begins with: `kind` is as `HiddenLayers.initializer`, `activation` what follows its product."""
    if kind == "auto":
        kind = "he-uniform" if activation == "relu" else "glorot-uniform"
    match kind:
        case "truncated-normal":
            return keras.initializers.TruncatedNormal(stddev=_TRUNCATED_DEVIATION, seed=seed)
        case "he-uniform":
            return keras.initializers.HeUniform(seed=seed)
        case _:
            return keras.initializers.GlorotUniform(seed=seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenLayers:
    """Dense layers of `sizes` units, first to last, each followed by the `activation`, "relu" or "tanh".

    The activation is that of convolutions as well.

    With `layer_norm` the units of a layer are brought to mean 0 and variance 1 before the activation, then scaled by γ
    and moved by β of each, which are learned (Ba, Kiros and Hinton 2016; as in PQN, Gallici et al. 2024). Convolutions
    are not, and γ and β have no noise.

    `initializer` is what the kernels begin with, also those of convolutions: "he-uniform" (He et al. 2015),
    "glorot-uniform" (Glorot and Bengio 2010), "truncated-normal" with a deviation of 0.05, or "auto": the first
    where ReLU follows at once, else the second. A noisy network begins in its own way.
    """

    sizes: tuple[int, ...]
    activation: str
    layer_norm: bool = False
    initializer: str = "auto"

    @classmethod
    def from_hyperparameters(cls, hyperparameters: Knobs) -> Self:
        """Those that all hyperparameters together describe.

        Raises:
            InputError: A layer is to be normalised that has a single unit, which would always be 0.
        """
        sizes, layer_norm = hyperparameters["hidden_sizes"], hyperparameters["layer_norm"]
        if layer_norm and min(sizes) == 1:
            raise InputError(
                "hidden_sizes is {sizes} and layer_norm true, but a layer of one unit is always 0 "
                "once it is normalised; give every layer two units or more, or set layer_norm to false.",
                sizes=",".join(map(str, sizes)),
            )
        return cls(
            sizes=sizes,
            activation=hyperparameters["activation"],
            layer_norm=layer_norm,
            initializer=hyperparameters["hidden_initializer"],
        )

    def shapes_after(self, name: str, units: int) -> Mapping[str, tuple[int, ...]]:
        """Name → shape of the weights between the product of the layer `name` and its activation, if there are any."""
        return {f"{name}_norm/{weight}": (units,) for weight in ("gamma", "beta")} if self.layer_norm else {}

    def activated(self, values: tf.Tensor) -> tf.Tensor:
        """The activation alone, of `values` […, U]."""
        return tf.tanh(values) if self.activation == "tanh" else tf.nn.relu(values)

    def finished(self, name: str, values: tf.Tensor, weights: Mapping[str, tf.Tensor]) -> tf.Tensor:
        """What the layer `name` gives of its product and bias, `values` [B, U]; `weights` are all of the network."""
        if self.layer_norm:
            values -= tf.reduce_mean(values, axis=1, keepdims=True)
            variance = tf.reduce_mean(tf.square(values), axis=1, keepdims=True)
            values *= tf.math.rsqrt(variance + _SMALLEST_VARIANCE)
            values = values * weights[f"{name}_norm/gamma"] + weights[f"{name}_norm/beta"]
        return self.activated(values)

    def keras_normalised(self, name: str, values: keras.KerasTensor) -> keras.KerasTensor:
        """As `finished` with `layer_norm`, of the product and bias of the layer `name`: [B, U]."""
        values = keras.layers.LayerNormalization(epsilon=_SMALLEST_VARIANCE, name=f"{name}_norm")(values)
        return keras.layers.Activation(self.activation, name=f"{name}_activation")(values)

    def numpy_finisher(self, name: str, weights: Mapping[str, np.ndarray]) -> Callable[[np.ndarray], object]:
        """As `finished`, a function that changes [B, U] float32 in place; `weights` are all of the network."""
        zero = np.float32(0)

        def activate(values: np.ndarray) -> object:
            return np.tanh(values, out=values) if tanh else np.maximum(values, zero, out=values)

        tanh = self.activation == "tanh"
        if not self.layer_norm:
            return activate
        gamma, beta = (np.array(weights[f"{name}_norm/{weight}"], np.float32) for weight in ("gamma", "beta"))

        def normalise_and_activate(values: np.ndarray) -> object:
            values -= values.mean(axis=1, keepdims=True)
            values /= np.sqrt(np.square(values).mean(axis=1, keepdims=True) + np.float32(_SMALLEST_VARIANCE))
            values *= gamma
            values += beta
            return activate(values)

        return normalise_and_activate

    def script_activated(self, expression: str) -> str:
        """NumPy for the activation alone."""
        return f"np.tanh({expression})" if self.activation == "tanh" else f"np.maximum({expression}, 0)"

    def script_layer(self, name: str, expression: str, result: str) -> list[str]:
        """Lines of NumPy that put what the layer `name` gives into `result`; `expression` is its product and bias."""
        if not self.layer_norm:
            return [f"{result} = {self.script_activated(expression)}"]
        gamma, beta = (f'weights["{name}_norm/{weight}"]' for weight in ("gamma", "beta"))
        normalised = f"{result} / np.sqrt(({result}**2).mean(axis=1, keepdims=True) + {_SMALLEST_VARIANCE})"
        return [
            f"{result} = {expression}",
            f"{result} = {result} - {result}.mean(axis=1, keepdims=True)",
            f"{result} = {self.script_activated(f'{normalised} * {gamma} + {beta}')}",
        ]
