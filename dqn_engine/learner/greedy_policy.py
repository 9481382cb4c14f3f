"""The fastest way to play a network greedily: NumPy for vectors; for images a compiled pass, which loads TensorFlow."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from dqn_engine.learner.network_spec import NetworkSpec
from dqn_engine.learner.numpy_policy import NumpyPolicy
from dqn_engine.quiet_import import import_tensorflow


class GreedyPolicy(Protocol):
    """What `NumpyPolicy` and `ImagePolicy` both do."""

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        """Raw observations [B, …] → Q-values [B, A] float32."""

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        """Raw observations [B, …] → actions [B]."""


def greedy_policy(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> GreedyPolicy:
    """A frozen copy of the network with `weights`, named and shaped as `spec.weight_shapes`.

    Raises:
        ValueError: The weights are not those of `spec`.
    """
    if spec.image_shape is None:
        return NumpyPolicy(spec, weights)
    import_tensorflow()
    from dqn_engine.learner.image_policy import ImagePolicy

    return ImagePolicy(spec, weights)
