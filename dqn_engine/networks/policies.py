"""The fastest way to act with a network: NumPy for vectors; for images a compiled pass, which loads TensorFlow."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from dqn_engine.networks.noisy_numpy_policy import NoisyNumpyPolicy
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.tensorflow_setup import import_tensorflow


class GreedyPolicy(Protocol):
    """What `NumpyPolicy` and `ImagePolicy` both do."""

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        """Raw observations [B, …] → Q-values [B, A] float32."""
        ...

    def greedy_actions(self, observations: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
        """Raw observations [B, …] → actions [B], of those that `allowed` [B, A] bool allows, or of all."""
        ...


class NoisyPolicy(Protocol):
    """What `NoisyNumpyPolicy` and `NoisyImagePolicy` both do."""

    def q_values(self, observations: np.ndarray, numbers: np.random.Generator) -> np.ndarray:
        """Raw observations [B, …] → Q-values [B, A] under one sample of noise made from `numbers`."""
        ...


def greedy_policy(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> GreedyPolicy:
    """A frozen copy of the network with `weights`, named and shaped as `spec.weight_shapes`; acts without noise.

    Raises:
        ValueError: The weights are not those of `spec`.
    """
    if not spec.image_shape:
        return NumpyPolicy(spec, weights)
    import_tensorflow()
    from dqn_engine.networks.image_policy import ImagePolicy

    return ImagePolicy(spec, weights)


def noisy_policy(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> NoisyPolicy:
    """As `greedy_policy`, of a noisy network, which acts with new noise at every call.

    `weights` are float32, named and shaped as `spec.weight_shapes`.
    """
    if not spec.image_shape:
        return NoisyNumpyPolicy(spec, weights)
    import_tensorflow()
    from dqn_engine.networks.image_policy import NoisyImagePolicy

    return NoisyImagePolicy(spec, weights)
