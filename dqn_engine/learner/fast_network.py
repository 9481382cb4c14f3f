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
"""Kernel [in, out] and bias [out] of each hidden layer, then the heads' kernel [1 + A or A, in] and bias."""


def pack(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> tuple[np.ndarray, ...]:
    """The weights of `spec.weight_shapes` as this pass wants them."""
    hidden = [weights[name] for name in spec.weight_shapes if name.startswith("hidden")]
    heads = ("value", "advantage") if spec.dueling else ("q",)
    kernel = np.concatenate([weights[f"{head}/kernel"] for head in heads], axis=1)
    bias = np.concatenate([weights[f"{head}/bias"] for head in heads])
    return (*hidden, np.ascontiguousarray(kernel.T), bias)


def unpack(spec: NetworkSpec, packed: tuple[np.ndarray, ...]) -> dict[str, np.ndarray]:
    """The inverse of `pack`; new arrays."""
    *hidden, kernel, bias = (np.asarray(array) for array in packed)
    parts = [("value", slice(0, 1)), ("advantage", slice(1, None))] if spec.dueling else [("q", slice(None))]
    names = [name for name in spec.weight_shapes if name.startswith("hidden")]
    weights = {name: array.copy() for name, array in zip(names, hidden, strict=True)}
    for head, columns in parts:
        weights[f"{head}/kernel"] = kernel[columns].T.copy()
        weights[f"{head}/bias"] = bias[columns].copy()
    return weights


def q_values(spec: NetworkSpec, packed: Packed, observations: tf.Tensor) -> tf.Tensor:
    """Raw observations [B, O] → Q-values [B, A]."""
    observations.shape.assert_has_rank(2)
    activate = {"relu": tf.nn.relu, "tanh": tf.tanh}[spec.activation]
    features = observations * (1.0 / np.asarray(spec.observation_scale, np.float32))
    for layer in range(len(spec.hidden_sizes)):
        features = activate(features @ packed[2 * layer] + packed[2 * layer + 1])
    heads = tf.matmul(features, packed[-2], transpose_b=True) + packed[-1]  # [B, 1 + A] or [B, A]
    if not spec.dueling:
        return heads
    value, advantage = heads[:, :1], heads[:, 1:]
    return value + advantage - tf.reduce_mean(advantage, axis=1, keepdims=True)
