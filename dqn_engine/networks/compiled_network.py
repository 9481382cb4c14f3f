"""The Q-network's forward pass as the compiled program runs it: the same function as `networks.build_model`, faster.

A product costs XLA on the CPU little less where one side is only a few numbers wide. So the value and the advantage
head are one product, and its kernel is kept transposed, as its gradient is quickest; `narrow_products` has the rest.
A test holds this pass and its gradient to the Keras model's.
"""

from collections.abc import Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.networks import image_network, state_numbers
from dqn_engine.networks.narrow_products import dense, transposed_dense
from dqn_engine.networks.spec import NetworkSpec

Packed = tuple[tf.Tensor, ...]
"""Kernel [in, out], bias [out] and so on of each hidden layer, then the last layers' kernel [1 + A or A, in] and bias.

A head of K numbers per action has K rows in place of each, those of one action together. A network for images is packed
as `image_network` says. `packed_names` names them."""


_LAST = "last"
"""The last layers of a network for vectors, packed as one."""


def packed_names(spec: NetworkSpec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the packed arrays are of: first the weights proper, then the σ of a noisy network.

    They are named as in `spec.trained_shapes`, but that the last layers of a network for vectors are one, `last`.
    """
    names = list(spec.trained_shapes)
    if not spec.image_shape:
        kinds = ("kernel", "bias", "sigma_kernel", "sigma_bias") if spec.noisy else ("kernel", "bias")
        names = [name for name in names if name.rpartition("/")[0] not in spec.head_names]
        names += [f"{_LAST}/{kind}" for kind in kinds]
    sigmas = [name for name in names if "/sigma_" in name]
    return tuple(name for name in names if name not in sigmas), tuple(sigmas)


def pack(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> tuple[np.ndarray, ...]:
    """The weights as this pass wants them (see `Packed`); a noisy network's σ follow, packed alike.

    `weights` are float32, named and shaped as `spec.trained_shapes`: [in, out] a kernel, [out] a bias.
    """
    names, sigmas = packed_names(spec)
    return tuple(_packed(spec, weights, name) for name in (*names, *sigmas))


def unpack(spec: NetworkSpec, packed: tuple[np.ndarray, ...]) -> dict[str, np.ndarray]:
    """The inverse of `pack`: new arrays, float32, named and shaped as `spec.trained_shapes`."""
    names, sigmas = packed_names(spec)
    weights: dict[str, np.ndarray] = {}
    for name, array in zip((*names, *sigmas), packed, strict=True):
        layer, _, kind = name.rpartition("/")
        if layer == _LAST:
            rows = np.cumsum([spec.layer_sizes[head][1] for head in spec.head_names])[:-1]
            for head, part in zip(spec.head_names, np.split(np.asarray(array), rows), strict=True):
                weights[f"{head}/{kind}"] = np.array(part.T, order="C")
        else:
            weights[name] = np.array(array)
    return {name: weights[name] for name in spec.trained_shapes}


def packed_shapes(spec: NetworkSpec) -> tuple[tuple[int, ...], ...]:
    """The shapes of what `pack` makes."""
    zeros = {name: np.zeros(shape, np.float32) for name, shape in spec.trained_shapes.items()}
    return tuple(array.shape for array in pack(spec, zeros))


def parts(spec: NetworkSpec, packed: Packed) -> tuple[Packed, ...]:
    """Of a noisy network, the weights proper and the σ that most of them have; of another, the weights alone."""
    if not spec.noisy:
        return (packed,)
    size = len(packed_names(spec)[0])
    return packed[:size], packed[size:]


def q_values(spec: NetworkSpec, packed: Packed, observations: tf.Tensor) -> tf.Tensor:
    """Raw observations → Q-values [B, A], without noise. Arguments as in `outputs`.

    With `spec.normalised` they must have been through `observation_statistics.normalised`.
    """
    return spec.head.expectations(outputs(spec, packed, observations))


def outputs(
    spec: NetworkSpec, packed: Packed, observations: tf.Tensor, fractions: tf.Tensor | None = None
) -> tf.Tensor:
    """Raw observations → Q-values [B, A] or, with a distributional head, what it says of each: [B, A, K].

    Args:
        spec: The network.
        packed: May lack σ.
        observations: [B, O] as `state_numbers.kept` keeps them, or images as `image_network.head_outputs` takes them.
        fractions: [B, N] for a head that samples quantile fractions; None: its own.
    """
    names, _ = packed_names(spec)
    weights = dict(zip(names, packed, strict=False))
    if spec.image_shape:
        last = image_network.last_outputs(spec, weights, observations, fractions)
    else:
        last = _of_vectors(spec, weights, observations, fractions)
    arranged = spec.head.arranged(last, fractions)
    if not spec.dueling:
        return arranged
    value, advantage = arranged[:, :1], arranged[:, 1:]
    return value + advantage - tf.reduce_mean(advantage, axis=1, keepdims=True)


def _of_vectors(
    spec: NetworkSpec, weights: Mapping[str, tf.Tensor], observations: tf.Tensor, fractions: tf.Tensor | None
) -> tf.Tensor:
    """What the last layers give, side by side: [B, (1 + A or A) · K]."""
    observations.shape.assert_has_rank(2)
    (hidden, *_) = spec.streams.values()

    def layer(name: str, inputs: tf.Tensor) -> tf.Tensor:
        times = state_numbers.product if spec.one_hot and name == hidden[0] else dense
        return times(inputs, weights[f"{name}/kernel"]) + weights[f"{name}/bias"]

    features = observations
    if not spec.one_hot:
        features = features * (1.0 / np.asarray(spec.observation_scale, np.float32))
    for name in hidden:
        features = spec.hidden.finished(name, layer(name, features), weights)
    entered = spec.head.entered(features, layer, fractions)
    return transposed_dense(entered, weights[f"{_LAST}/kernel"]) + weights[f"{_LAST}/bias"]


def _packed(spec: NetworkSpec, weights: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    layer, _, kind = name.rpartition("/")
    if layer != _LAST:
        return weights[name]
    of_heads = [weights[f"{head}/{kind}"] for head in spec.head_names]
    return np.ascontiguousarray(np.concatenate(of_heads, axis=-1).T)
