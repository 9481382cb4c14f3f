"""The Q-network as a Keras functional model, built from a `NetworkSpec`."""

from collections.abc import Mapping

import keras
import numpy as np

from dqn_engine.learner.network_spec import STATISTICS_LAYER, NetworkSpec
from dqn_engine.learner.noisy_dense import NoisyDense
from dqn_engine.learner.running_normalisation import RunningNormalisation


def build_model(spec: NetworkSpec, seed: int = 0) -> keras.Model:
    """Raw observations [B, O] float32 → Q-values [B, A] float32, initialised from `seed`.

    Weights have the names, shapes and order of `spec.weight_shapes`. With `spec.dueling` the heads are layers named
    `value` [B, 1] and `advantage` [B, A], merged as Q = V + A − mean A (Wang et al. 2016).
    With a distributional head those have K outputs in place of each; Q-values are the expectations.
    With `spec.noisy` every layer is a `NoisyDense`, called without noise. With `spec.normalised` a
    `RunningNormalisation` comes first.
    """
    observation = keras.Input((spec.observation_size,), name="observation")
    features = observation
    if spec.normalised:
        features = RunningNormalisation(name=STATISTICS_LAYER)(features)
    if any(scale != 1.0 for scale in spec.observation_scale):
        features = features / np.asarray(spec.observation_scale, np.float32)
    seeds = iter(range(seed * 64, seed * 64 + 64))

    def dense(name: str, units: int, activation: str | None, inputs: keras.KerasTensor) -> keras.KerasTensor:
        if spec.noisy:
            return NoisyDense(units, activation, spec.sigma_zero, next(seeds), name)(inputs)
        gain = "he_uniform" if activation == "relu" else "glorot_uniform"
        initializer = keras.initializers.get({"class_name": gain, "config": {"seed": next(seeds)}})
        return keras.layers.Dense(units, activation=activation, kernel_initializer=initializer, name=name)(inputs)

    def atoms_of(heads: keras.KerasTensor) -> keras.KerasTensor:
        return (
            heads
            if spec.value_head == "expected"
            else keras.ops.reshape(heads, (-1, heads.shape[1] // spec.atoms, spec.atoms))
        )

    for index, units in enumerate(spec.hidden_sizes, start=1):
        features = dense(f"hidden_{index}", units, spec.activation, features)
    if spec.dueling:
        value = atoms_of(dense("value", spec.atoms, None, features))
        advantage = atoms_of(dense("advantage", spec.action_count * spec.atoms, None, features))
        outputs = value + advantage - keras.ops.mean(advantage, axis=1, keepdims=True)
    else:
        outputs = atoms_of(dense("q", spec.action_count * spec.atoms, None, features))
    return keras.Model(observation, _expectations(spec, outputs), name="q_network")


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
