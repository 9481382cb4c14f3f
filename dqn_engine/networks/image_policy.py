"""The Q-network on images for play: a compiled forward pass per step, for the watched game, evaluations and acting.

NumPy has no convolution; one over a stack of four 84 × 84 frames takes XLA 0.6 ms, call and all. The program is
compiled once per network and number of rows, whatever the weights.
"""

import functools
from collections.abc import Callable, Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.networks import compiled_network, noise
from dqn_engine.networks.allowed_actions import best_allowed
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.compiled_function import CompiledFunction

_MOST_ROWS = 32


class ImagePolicy:
    """A frozen copy of a network for images, the counterpart of `NumpyPolicy`. A noisy network acts without noise."""

    def __init__(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> None:
        """Copies the weights, float32, named and shaped as `spec.weight_shapes`.

        Raises:
            ValueError: They are not those of `spec`.
        """
        self._spec, self._packed = spec, _packed(spec, weights)

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        """Stacks of frames [B, K, H, W] or [B, K, H, W, C] uint8 → Q-values [B, A], a new float32 array.

        Raises:
            ValueError: `observations` has another shape.
        """
        return _in_parts(self._spec, observations, lambda part: _forward(self._spec)(self._packed, part))

    def greedy_actions(self, observations: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
        """Stacks of frames → the action of the largest Q-value, the first of equals: [B] int64.

        `allowed` [B, A] bool says which actions there are to choose from; None: all.
        """
        return best_allowed(self.q_values(observations), allowed)


class NoisyImagePolicy:
    """A frozen copy of a noisy network for images, the counterpart of `NoisyNumpyPolicy`."""

    def __init__(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> None:
        """As `ImagePolicy`."""
        self._spec, self._packed = spec, _packed(spec, weights)

    def q_values(self, observations: np.ndarray, numbers: np.random.Generator) -> np.ndarray:
        """Stacks of frames, as `ImagePolicy`, → Q-values [B, A] under one sample of noise made from `numbers`."""
        normal = numbers.standard_normal(noise.numbers_per_sample(self._spec), np.float32)
        sample = tf.constant(np.sign(normal) * np.sqrt(np.abs(normal)))
        return _in_parts(self._spec, observations, lambda part: _noisy(self._spec)(self._packed, part, sample))


def _packed(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> compiled_network.Packed:
    spec.refuse_other_weights(weights)
    return tuple(tf.constant(array) for array in compiled_network.pack(spec, weights))


def _in_parts(spec: NetworkSpec, observations: np.ndarray, forward: Callable[[tf.Tensor], tf.Tensor]) -> np.ndarray:
    """`forward` of at most _MOST_ROWS at a time, filled up to a power of two, so that few programs are compiled."""
    shape = spec.image_shape
    if observations.shape[1:] not in (shape, *([shape[:3]] if shape[3] == 1 else [])):
        raise ValueError(
            f"Observations have shape {observations.shape}, but must be [B, {', '.join(map(str, shape))}]."
        )
    found: list[np.ndarray] = []
    for first in range(0, len(observations), _MOST_ROWS):
        part = observations[first : first + _MOST_ROWS]
        filled = np.zeros((1 << (len(part) - 1).bit_length(), *shape), np.uint8)
        filled[: len(part)] = part.reshape(len(part), *shape)
        found.append(forward(tf.constant(filled)).numpy()[: len(part)])
    return np.concatenate(found)


@functools.lru_cache(maxsize=8)
def _forward(spec: NetworkSpec) -> Callable[[compiled_network.Packed, tf.Tensor], tf.Tensor]:
    return CompiledFunction(functools.partial(compiled_network.q_values, spec))


@functools.lru_cache(maxsize=8)
def _noisy(spec: NetworkSpec) -> Callable[[compiled_network.Packed, tf.Tensor, tf.Tensor], tf.Tensor]:
    def q_values(packed: compiled_network.Packed, observations: tf.Tensor, sample: tf.Tensor) -> tf.Tensor:
        return compiled_network.q_values(spec, noise.perturbed(spec, packed, sample), observations)

    return CompiledFunction(q_values)
