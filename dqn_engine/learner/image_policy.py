"""The Q-network on images for play: a compiled forward pass per step, for the watched game, evaluations and acting.

NumPy has no convolution; one over a stack of four 84 × 84 frames takes XLA 0.6 ms, call and all. The program is
compiled once per network and number of rows, whatever the weights.
"""

import functools
from collections.abc import Callable, Mapping

import numpy as np
import tensorflow as tf

from dqn_engine.learner import fast_network
from dqn_engine.learner.network_spec import NetworkSpec

_MOST_ROWS = 32


class ImagePolicy:
    """A frozen copy of a network for images, the counterpart of `NumpyPolicy`. A noisy network acts without noise."""

    def __init__(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> None:
        """Copies the weights, float32, named and shaped as `spec.weight_shapes`.

        Raises:
            ValueError: They are not those of `spec`.
        """
        found = {name: np.shape(weight) for name, weight in weights.items()}
        if found != spec.weight_shapes:
            raise ValueError(f"The weights have shapes {found}, but the network has {spec.weight_shapes}.")
        self._spec = spec
        self._packed = tuple(tf.constant(array) for array in fast_network.pack(spec, weights))

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        """Stacks of frames [B, K, H, W] or [B, K, H, W, C] uint8 → Q-values [B, A], a new float32 array.

        Raises:
            ValueError: `observations` has another shape.
        """
        shape = self._spec.image_shape
        if observations.shape[1:] not in (shape, *([shape[:3]] if shape[3] == 1 else [])):
            raise ValueError(
                f"Observations have shape {observations.shape}, but must be [B, {', '.join(map(str, shape))}]."
            )
        return np.concatenate(
            [
                self._of_few(observations[first : first + _MOST_ROWS])
                for first in range(0, len(observations), _MOST_ROWS)
            ]
        )

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        """Stacks of frames → the action of the largest Q-value, the first of equals: [B] int64."""
        return self.q_values(observations).argmax(axis=1)

    def _of_few(self, observations: np.ndarray) -> np.ndarray:
        """Of at most _MOST_ROWS; rows are filled up to a power of two, so that few programs are compiled."""
        rows = len(observations)
        padded = np.zeros((1 << (rows - 1).bit_length(), *self._spec.image_shape), np.uint8)
        padded[:rows] = observations.reshape(rows, *self._spec.image_shape)
        return _forward(self._spec)(self._packed, tf.constant(padded)).numpy()[:rows]


@functools.lru_cache(maxsize=8)
def _forward(spec: NetworkSpec) -> Callable[[fast_network.Packed, tf.Tensor], tf.Tensor]:
    def q_values(packed: fast_network.Packed, observations: tf.Tensor) -> tf.Tensor:
        return fast_network.q_values(spec, packed, observations)

    return tf.function(q_values, jit_compile=True, autograph=False)
