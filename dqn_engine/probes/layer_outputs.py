"""What each hidden layer of a network gives for some states, which only instruments ask for."""

import numpy as np

from dqn_engine.networks.numpy_normalisation import normaliser
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.probes.subject import Weights

_ROWS = 32
"""Images that go through the convolutions at once."""


def layer_outputs(spec: NetworkSpec, weights: Weights, observations: np.ndarray) -> dict[str, np.ndarray]:
    """The outputs of convolutions [N, H', W', filters] and hidden layers [N, U] by name, first to last, without noise.

    Args:
        spec: The network.
        weights: As `spec.weight_shapes`.
        observations: [N, O] float32 or [N, K, H, W, C] uint8, raw.
    """
    if spec.image_shape:
        return _of_images(spec, weights, observations)
    (names, *_) = spec.streams.values()
    features = normaliser(spec, weights)(observations.astype(np.float32))
    features = features / np.asarray(spec.observation_scale, np.float32)
    found: dict[str, np.ndarray] = {}
    for name in names:
        features = features @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]
        spec.hidden.numpy_finisher(name, weights)(features)
        found[name] = features
    return found


def _of_images(spec: NetworkSpec, weights: Weights, observations: np.ndarray) -> dict[str, np.ndarray]:
    import tensorflow as tf

    from dqn_engine.networks.image_network import last_outputs

    tensors = {name: tf.constant(weight) for name, weight in weights.items()}
    parts: list[dict[str, np.ndarray]] = []
    for first in range(0, len(observations), _ROWS):
        seen: dict[str, tf.Tensor] = {}
        last_outputs(spec, tensors, tf.constant(observations[first : first + _ROWS]), None, seen)
        parts.append({name: output.numpy() for name, output in seen.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
