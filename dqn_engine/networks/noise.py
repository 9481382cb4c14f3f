"""Factorised Gaussian noise on every weight (Fortunato et al. 2018, section 3.1 b): exploration that is learned.

A weight is μ + σ ⊙ ε, and a layer's ε is the outer product of two vectors, one number per input and one per output.
The noisy weights are computed once per use of the network and then stand where plain ones would: the forward pass is
`compiled_network`'s own. Noise is counter-based like all random numbers here. Greedy play leaves it out.
"""

import functools
from collections.abc import Callable

import tensorflow as tf

from dqn_engine.networks.compiled_network import Packed, packed_names, parts
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.random_numbers import normals

LEARN_SAMPLES = 3
"""Independent samples of an update: of the network that learns, of the target network, and of the one that selects."""


def numbers_per_sample(spec: NetworkSpec) -> int:
    """How many numbers one sample of the whole network's noise takes: an input's and an output's of each layer."""
    return sum(inputs + outputs for inputs, outputs in spec.layer_sizes.values())


def samples(spec: NetworkSpec, seed: tf.Tensor, stream: int, count: tf.Tensor, how_many: int) -> list[tf.Tensor]:
    """`how_many` independent vectors [numbers_per_sample], f(x) = sgn(x)√|x| of normal x; see `random_numbers`."""
    normal = normals(seed, stream, count, how_many * numbers_per_sample(spec))
    return tf.split(tf.sign(normal) * tf.sqrt(tf.abs(normal)), how_many)


def perturbers(
    spec: NetworkSpec, seed: tf.Tensor, stream: int, count: tf.Tensor, how_many: int
) -> list[Callable[[Packed], Packed]]:
    """What adds independent noise to packed weights, `how_many` times; in a network without noise, nothing.

    `seed` and `count` are [] int32, see `random_numbers`.
    """
    if not spec.noisy:
        return [lambda packed: packed] * how_many
    sampled = samples(spec, seed, stream, count, how_many)
    return [functools.partial(perturbed, spec, sample=sample) for sample in sampled]


def perturbed(spec: NetworkSpec, packed: Packed, sample: tf.Tensor) -> Packed:
    """The weights μ + σ ⊙ ε, packed as a plain network's.

    Args:
        spec: A noisy network.
        packed: As `compiled_network.pack` makes it, with σ.
        sample: [numbers_per_sample(spec)], in the order of `spec.layer_sizes`: a layer's inputs, then its outputs.
    """
    sizes = [size for pair in spec.layer_sizes.values() for size in pair]
    vectors = dict(zip(spec.layer_sizes, _pairs(tf.split(sample, sizes)), strict=True))
    names, sigma_names = packed_names(spec)
    means, sigmas = parts(spec, packed)
    noise = {
        name.replace("/sigma_", "/"): sigma * e
        for name, sigma, e in zip(sigma_names, sigmas, _packed_noise(spec, vectors), strict=True)
    }
    return tuple(mean + noise[name] if name in noise else mean for name, mean in zip(names, means, strict=True))


def _packed_noise(spec: NetworkSpec, vectors: dict[str, tuple[tf.Tensor, tf.Tensor]]) -> list[tf.Tensor]:
    """What stands beside each σ, packed as they are; `vectors` holds each layer's noise of inputs and of outputs."""
    alone = [name for name in spec.layer_sizes if spec.image_shape or name not in spec.head_names]
    noise: list[tf.Tensor] = []
    for name in alone:
        inputs, outputs = vectors[name]
        noise += [inputs[:, tf.newaxis] * outputs, outputs]
    if spec.image_shape:
        return noise
    # The last layers are packed as one, transposed; each keeps noise of its own for their common inputs.
    last = [vectors[name] for name in spec.head_names]
    kernel = tf.concat([o[:, tf.newaxis] * i for i, o in last], axis=0)
    return [*noise, kernel, tf.concat([o for _, o in last], axis=0)]


def _pairs(vectors: list[tf.Tensor]) -> list[tuple[tf.Tensor, tf.Tensor]]:
    return list(zip(vectors[::2], vectors[1::2], strict=True))
