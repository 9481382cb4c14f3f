"""The Q-network as a Keras functional model, built from a `NetworkSpec`."""

from collections.abc import Iterable, Mapping

import keras
import numpy as np

from dqn_engine.networks.hidden_layers import keras_initializer
from dqn_engine.networks.noisy_dense import NoisyDense
from dqn_engine.networks.running_normalisation import RunningNormalisation
from dqn_engine.networks.spec import STATISTICS_LAYER, NetworkSpec


def build_model(spec: NetworkSpec, seed: int = 0) -> keras.Model:
    """Raw observations, [B, O] float32 or [B, K, H, W, C] uint8, → Q-values [B, A] float32, initialised from `seed`.

    Weights have the names, shapes and order of `spec.weight_shapes`. With `spec.dueling` the heads are layers named
    `value` [B, 1] and `advantage` [B, A], merged as Q = V + A − mean A (Wang et al. 2016).
    What those give, and what becomes of it, is up to `spec.head`; Q-values are the expectations.
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

    hidden_names = {*spec.convolution_shapes, *(name for way in spec.streams.values() for name in way)}

    def initializer(name: str, activation: str | None) -> keras.initializers.Initializer:
        kind = spec.hidden.initializer if name in hidden_names and not spec.noisy else "auto"
        return keras_initializer(kind, activation, next(seeds))

    made: dict[str, keras.layers.Layer] = {}

    def dense(name: str, units: int, activation: str | None, inputs: keras.KerasTensor) -> keras.KerasTensor:
        if name not in made:
            if spec.noisy:
                made[name] = NoisyDense(units, activation, spec.sigma_zero, next(seeds), name)
            else:
                kernel = initializer(name, activation)
                made[name] = keras.layers.Dense(units, activation=activation, kernel_initializer=kernel, name=name)
        return made[name](inputs)

    for name, (filters, side, stride) in zip(spec.convolution_shapes, spec.convolutions, strict=True):
        kernel = initializer(name, spec.hidden.activation)
        features = keras.layers.Conv2D(
            filters, side, stride, activation=spec.hidden.activation, kernel_initializer=kernel, name=name
        )(features)
    if spec.image_shape:
        features = keras.layers.Flatten(name="flatten")(features)
    before = {name: earlier for way in spec.streams.values() for earlier, name in zip(("", *way), way, strict=False)}
    outputs, layer_norm = {"": features}, spec.hidden.layer_norm
    for name, (_, units) in spec.layer_sizes.items():
        if name in before:
            values = dense(name, units, None if layer_norm else spec.hidden.activation, outputs[before[name]])
            outputs[name] = spec.hidden.keras_normalised(name, values) if layer_norm else values
    entered = {way[-1]: spec.head.keras_entered(outputs[way[-1]], dense) for way in spec.streams.values()}
    heads = [
        spec.head.keras_arranged(dense(name, spec.layer_sizes[name][1], None, entered[way[-1]]))
        for name, way in spec.streams.items()
    ]
    if spec.dueling:
        value, advantage = heads
        merged = value + advantage - keras.ops.mean(advantage, axis=1, keepdims=True)
    else:
        (merged,) = heads
    return keras.Model(observation, spec.head.keras_expectations(merged), name="q_network")


def _channels_last(spec: NetworkSpec, frames: keras.KerasTensor) -> keras.KerasTensor:
    """[B, K, H, W, C] → [B, H, W, K·C] float32."""
    count, height, width, colours = spec.image_shape
    pixels = keras.ops.cast(keras.ops.transpose(frames, (0, 2, 3, 1, 4)), "float32")
    return keras.ops.reshape(pixels, (-1, height, width, count * colours))


def named_weights(spec: NetworkSpec, weights: Iterable[object]) -> Mapping[str, np.ndarray]:
    """Pairs trained weights in model order with their names: float32 arrays, shaped as `spec.trained_shapes`."""
    return {name: np.asarray(weight) for name, weight in zip(spec.trained_shapes, weights, strict=True)}
