"""The Q-network's forward pass as the compiled program runs it: the same function as `networks.build_model`, faster.

XLA on the CPU hands matrix products to Eigen, which is slow where one side is only a few numbers wide or transposed.
So the value and the advantage head are one product, its kernel is kept transposed, and the gradients of narrow kernels
are sums over columns. Measured at 32 × 64: the heads' forward and backward fell from 7 µs to 1.5 µs.
A test holds this pass and its gradient to the Keras model's.
"""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.learner.network_spec import NetworkSpec

_NARROW = 4
"""Up to this width a sum per column beats a matrix product."""

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
        features = activate(_product(features, packed[2 * layer]) + packed[2 * layer + 1])
    heads = _product_transposed(features, packed[-2]) + packed[-1]  # [B, 1 + A] or [B, A]
    if not spec.dueling:
        return heads
    value, advantage = heads[:, :1], heads[:, 1:]
    return value + advantage - tf.reduce_mean(advantage, axis=1, keepdims=True)


@tf.custom_gradient
def _product(features: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
    """features [B, in] @ kernel [in, out]."""

    def gradient(d_output: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.matmul(d_output, kernel, transpose_b=True), _outer_sum(features, d_output)

    return tf.matmul(features, kernel), gradient


@tf.custom_gradient
def _product_transposed(features: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
    """features [B, in] @ kernel [out, in] transposed."""

    def gradient(d_output: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.matmul(d_output, kernel), _outer_sum(d_output, features)

    return tf.matmul(features, kernel, transpose_b=True), gradient


def _outer_sum(left: tf.Tensor, right: tf.Tensor) -> tf.Tensor:
    """leftᵀ [P, B] @ right [B, Q], summed over the batch."""
    width = left.shape[1]
    if width > _NARROW:
        return tf.matmul(left, right, transpose_a=True)
    return tf.stack([tf.reduce_sum(left[:, column : column + 1] * right, axis=0) for column in range(width)])
