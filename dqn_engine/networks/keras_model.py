"""The Q-network as a Keras functional model, built from a `NetworkSpec`."""

from collections.abc import Mapping

import keras
import numpy as np

from dqn_engine.networks.noisy_dense import NoisyDense
from dqn_engine.networks.running_normalisation import RunningNormalisation
from dqn_engine.networks.spec import STATISTICS_LAYER, NetworkSpec


def build_model(spec: NetworkSpec, seed: int = 0) -> keras.Model:
    """Raw observations, [B, O] float32 or [B, K, H, W, C] uint8, → Q-values [B, A] float32, initialised from `seed`.

    Weights have the names, shapes and order of `spec.weight_shapes`. With `spec.dueling` the heads are layers named
    `value` [B, 1] and `advantage` [B, A], merged as Q = V + A − mean A (Wang et al. 2016).
    With a distributional head those have K outputs in place of each; Q-values are the expectations.
    With `spec.noisy` every dense layer is a `NoisyDense`, called without noise. With `spec.normalised` a
    `RunningNormalisation` comes first.
    """
    if spec.image_shape:
        observation = keras.Input(spec.image_shape, name="observation", dtype="uint8")
        features = _channels_last(spec, observation)
    else:
        observation = features = keras.Input((spec.observation_size,), name="observation")
    if spec.normalised:
        features = RunningNormalisation(name=STATISTICS_LAYER)(features)
    if any(scale != 1.0 for scale in spec.observation_scale):
        features = features / np.asarray(spec.observation_scale, np.float32)
    seeds = iter(range(seed * 64, seed * 64 + 64))

    def initializer(activation: str | None) -> keras.initializers.Initializer:
        gain = "he_uniform" if activation == "relu" else "glorot_uniform"
        return keras.initializers.get({"class_name": gain, "config": {"seed": next(seeds)}})

    def dense(name: str, units: int, activation: str | None, inputs: keras.KerasTensor) -> keras.KerasTensor:
        if spec.noisy:
            return NoisyDense(units, activation, spec.sigma_zero, next(seeds), name)(inputs)
        kernel = initializer(activation)
        return keras.layers.Dense(units, activation=activation, kernel_initializer=kernel, name=name)(inputs)

    for name, (filters, side, stride) in zip(spec.convolution_shapes, spec.convolutions, strict=True):
        kernel = initializer(spec.activation)
        features = keras.layers.Conv2D(
            filters, side, stride, activation=spec.activation, kernel_initializer=kernel, name=name
        )(features)
    if spec.image_shape:
        features = keras.layers.Flatten(name="flatten")(features)
    outputs: dict[str, keras.KerasTensor] = {}
    for name, (_, units) in spec.layer_sizes.items():
        before = _layer_before(spec, name)
        activation = None if name in spec.head_names else spec.activation
        outputs[name] = dense(name, units, activation, outputs[before] if before else features)
    heads = [_atoms(spec, outputs[name]) for name in spec.head_names]
    if spec.dueling:
        value, advantage = heads
        merged = value + advantage - keras.ops.mean(advantage, axis=1, keepdims=True)
    else:
        (merged,) = heads
    return keras.Model(observation, _expectations(spec, merged), name="q_network")


def _channels_last(spec: NetworkSpec, frames: keras.KerasTensor) -> keras.KerasTensor:
    """[B, K, H, W, C] → [B, H, W, K·C] float32."""
    count, height, width, colours = spec.image_shape
    pixels = keras.ops.cast(keras.ops.transpose(frames, (0, 2, 3, 1, 4)), "float32")
    return keras.ops.reshape(pixels, (-1, height, width, count * colours))


def _layer_before(spec: NetworkSpec, name: str) -> str | None:
    """The dense layer that feeds the dense layer `name`; None where the features do."""
    ways = [(*hidden, head) for head, hidden in spec.streams.items()]
    way = next(way for way in ways if name in way)
    return way[way.index(name) - 1] if way.index(name) else None


def _atoms(spec: NetworkSpec, head: keras.KerasTensor) -> keras.KerasTensor:
    if spec.value_head == "expected":
        return head
    return keras.ops.reshape(head, (-1, head.shape[1] // spec.atoms, spec.atoms))


def _expectations(spec: NetworkSpec, outputs: keras.KerasTensor) -> keras.KerasTensor:
    match spec.value_head:
        case "c51":
            return keras.ops.sum(keras.ops.softmax(outputs) * np.array(spec.support, np.float32), axis=2)
        case "qr-dqn":
            return keras.ops.mean(outputs, axis=2)
        case _:
            return outputs


def named_weights(spec: NetworkSpec, weights: list) -> Mapping[str, np.ndarray]:
    """Pairs trained weights in model order with their names, as NumPy arrays."""
    return {name: np.asarray(weight) for name, weight in zip(spec.trained_shapes, weights, strict=True)}
