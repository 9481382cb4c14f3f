"""The Q-network's forward pass as the compiled program runs it: the same function as `networks.build_model`, faster.

A product costs XLA on the CPU little less where one side is only a few numbers wide. So the value and the advantage
head are one product, and its kernel is kept transposed, as its gradient is quickest; `narrow_products` has the rest.
A test holds this pass and its gradient to the Keras model's.
"""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.networks import image_network
from dqn_engine.networks.narrow_products import dense, transposed_dense
from dqn_engine.networks.spec import NetworkSpec

Packed = tuple[tf.Tensor, ...]
"""Kernel [in, out] and bias [out] of each hidden layer, then the heads' kernel [1 + A or A, in] and bias.

With K atoms the heads have K rows in place of each, those of one action together. A network for images is packed as
`image_network` says."""


def pack(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> tuple[np.ndarray, ...]:
    """The weights of `spec.trained_shapes` as this pass wants them; a noisy network's σ follow, packed alike."""
    if spec.image_shape:
        return tuple(weights[name] for name in _image_names(spec))
    return tuple(array for prefix in _prefixes(spec) for array in _pack(spec, weights, prefix))


def unpack(spec: NetworkSpec, packed: tuple[np.ndarray, ...]) -> dict[str, np.ndarray]:
    """The inverse of `pack`; new arrays."""
    if spec.image_shape:
        weights = dict(zip(_image_names(spec), packed, strict=True))
        return {name: np.array(weights[name]) for name in spec.weight_shapes}
    weights: dict[str, np.ndarray] = {}
    for prefix, part in zip(_prefixes(spec), parts(spec, packed), strict=True):
        weights |= _unpack(spec, part, prefix)
    return {name: weights[name] for name in spec.trained_shapes}


def packed_shapes(spec: NetworkSpec) -> tuple[tuple[int, ...], ...]:
    """The shapes of what `pack` makes."""
    zeros = {name: np.zeros(shape, np.float32) for name, shape in spec.trained_shapes.items()}
    return tuple(array.shape for array in pack(spec, zeros))


def parts(spec: NetworkSpec, packed: Packed) -> tuple[Packed, ...]:
    """Of a noisy network, the weights proper and the σ that the last of them have; of another, the weights alone."""
    if not spec.noisy:
        return (packed,)
    size = (len(packed) + 2 * len(spec.convolutions)) // 2
    return packed[:size], packed[size:]


def q_values(spec: NetworkSpec, packed: Packed, observations: tf.Tensor) -> tf.Tensor:
    """Raw observations → Q-values [B, A], without noise. Arguments as in `outputs`.

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
    """Raw observations → Q-values [B, A] or, with a distributional head, its atoms [B, A, K].

    Args:
        spec: The network.
        packed: May lack σ.
        observations: [B, O], or images as `image_network.head_outputs` takes them.
    """
    heads = _of_images(spec, packed, observations) if spec.image_shape else _of_vectors(spec, packed, observations)
    if spec.value_head != "expected":
        heads = tf.reshape(heads, [heads.shape[0], -1, spec.atoms])
    if not spec.dueling:
        return heads
    value, advantage = heads[:, :1], heads[:, 1:]
    return value + advantage - tf.reduce_mean(advantage, axis=1, keepdims=True)


def _of_images(spec: NetworkSpec, packed: Packed, observations: tf.Tensor) -> tf.Tensor:
    return image_network.head_outputs(
        spec, packed[: 2 * (len(spec.convolutions) + len(spec.layer_sizes))], observations
    )


def _of_vectors(spec: NetworkSpec, packed: Packed, observations: tf.Tensor) -> tf.Tensor:
    """What the heads give, side by side: [B, (1 + A or A) · K]."""
    observations.shape.assert_has_rank(2)
    activate = {"relu": tf.nn.relu, "tanh": tf.tanh}[spec.activation]
    features = observations * (1.0 / np.asarray(spec.observation_scale, np.float32))
    *hidden, kernel, bias = packed[: 2 * len(spec.hidden_sizes) + 2]
    for layer in range(len(spec.hidden_sizes)):
        features = activate(dense(features, hidden[2 * layer]) + hidden[2 * layer + 1])
    return transposed_dense(features, kernel) + bias


def _image_names(spec: NetworkSpec) -> tuple[str, ...]:
    """The names of all weights, those of σ last."""
    return tuple(sorted(spec.weight_shapes, key=lambda name: "/sigma_" in name))


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
