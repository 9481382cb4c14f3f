"""The Q-network's forward pass as the compiled program runs it: the same function as `networks.build_model`, faster.

XLA on the CPU hands matrix products to Eigen, which is slow where one side is only a few numbers wide: the gradient of
a [64, 3] head costs more than that of a [64, 64] layer. So the value and the advantage head are one product, and its
kernel is kept transposed; measured at 32 × 64, the heads' forward and backward fell from 7 µs to 3 µs.
A test holds this pass and its gradient to the Keras model's.
"""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.learner.network_spec import NetworkSpec

Packed = tuple[tf.Tensor, ...]
"""Kernel [in, out] and bias [out] of each hidden layer, then the heads' kernel [1 + A or A, in] and bias.

With K atoms the heads have K rows in place of each, those of one action together."""


def pack(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> tuple[np.ndarray, ...]:
    """The weights of `spec.trained_shapes` as this pass wants them; a noisy network's σ follow, packed alike."""
    return tuple(array for prefix in _prefixes(spec) for array in _pack(spec, weights, prefix))


def unpack(spec: NetworkSpec, packed: tuple[np.ndarray, ...]) -> dict[str, np.ndarray]:
    """The inverse of `pack`; new arrays."""
    weights: dict[str, np.ndarray] = {}
    for prefix, part in zip(_prefixes(spec), parts(spec, packed), strict=True):
        weights |= _unpack(spec, part, prefix)
    return {name: weights[name] for name in spec.trained_shapes}


def parts(spec: NetworkSpec, packed: Packed) -> tuple[Packed, ...]:
    """Of a noisy network, the weights proper and their σ; of another, the weights alone."""
    size = len(packed) // len(_prefixes(spec))
    return tuple(packed[first : first + size] for first in range(0, len(packed), size))


def q_values(spec: NetworkSpec, packed: Packed, observations: tf.Tensor) -> tf.Tensor:
    """Raw observations [B, O] → Q-values [B, A], without noise; `packed` may lack σ.

    With `spec.normalised` they must have been through `observation_statistics.normalised`.
    """
    return expectations(spec, outputs(spec, packed, observations))


def expectations(spec: NetworkSpec, outputs: tf.Tensor) -> tf.Tensor:
    """The Q-values [B, A] of what `outputs` gives."""
    match spec.value_head:
        case "c51":
            return tf.reduce_sum(tf.nn.softmax(outputs) * np.array(spec.support, np.float32), axis=2)
        case "qr-dqn":
            return tf.reduce_mean(outputs, axis=2)
        case _:
            return outputs


def outputs(spec: NetworkSpec, packed: Packed, observations: tf.Tensor) -> tf.Tensor:
    """Raw observations [B, O] → Q-values [B, A] or, with a distributional head, its atoms [B, A, K]."""
    observations.shape.assert_has_rank(2)
    activate = {"relu": tf.nn.relu, "tanh": tf.tanh}[spec.activation]
    features = observations * (1.0 / np.asarray(spec.observation_scale, np.float32))
    *hidden, kernel, bias = packed[: 2 * len(spec.hidden_sizes) + 2]
    for layer in range(len(spec.hidden_sizes)):
        features = activate(features @ hidden[2 * layer] + hidden[2 * layer + 1])
    heads = tf.matmul(features, kernel, transpose_b=True) + bias  # [B, 1 + A] or [B, A], times K
    if spec.value_head != "expected":
        heads = tf.reshape(heads, [heads.shape[0], -1, spec.atoms])
    if not spec.dueling:
        return heads
    value, advantage = heads[:, :1], heads[:, 1:]
    return value + advantage - tf.reduce_mean(advantage, axis=1, keepdims=True)


def _prefixes(spec: NetworkSpec) -> tuple[str, ...]:
    return ("", "sigma_") if spec.noisy else ("",)


def _pack(spec: NetworkSpec, weights: Mapping[str, np.ndarray], prefix: str) -> tuple[np.ndarray, ...]:
    hidden = [
        weights[f"{name}/{prefix}{kind}"]
        for name in spec.layer_sizes
        if name not in spec.head_names
        for kind in ("kernel", "bias")
    ]
    kernel = np.concatenate([weights[f"{head}/{prefix}kernel"] for head in spec.head_names], axis=1)
    bias = np.concatenate([weights[f"{head}/{prefix}bias"] for head in spec.head_names])
    return (*hidden, np.ascontiguousarray(kernel.T), bias)


def _unpack(spec: NetworkSpec, packed: tuple[np.ndarray, ...], prefix: str) -> dict[str, np.ndarray]:
    *hidden, kernel, bias = (np.asarray(array) for array in packed)
    weights, row = {}, 0
    for index, (name, (_, units)) in enumerate(spec.layer_sizes.items()):
        if name in spec.head_names:
            weights[f"{name}/{prefix}kernel"] = kernel[row : row + units].T.copy()
            weights[f"{name}/{prefix}bias"] = bias[row : row + units].copy()
            row += units
        else:
            weights[f"{name}/{prefix}kernel"], weights[f"{name}/{prefix}bias"] = (
                hidden[2 * index].copy(),
                hidden[2 * index + 1].copy(),
            )
    return weights
