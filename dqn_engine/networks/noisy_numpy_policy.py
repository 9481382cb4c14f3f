"""A noisy network (Fortunato et al. 2018) acting in NumPy, with new noise for every call.

With factorised noise x (μ + σ ⊙ f_in f_outᵀ) is x μ + ((x ⊙ f_in) σ) ⊙ f_out, so no noisy weights are ever formed.
"""

from collections.abc import Mapping

import numpy as np

from dqn_engine.networks.numpy_normalisation import normaliser
from dqn_engine.networks.spec import NetworkSpec


class NoisyNumpyPolicy:
    """A frozen copy of a noisy network's weights, named and shaped as `spec.weight_shapes`."""

    def __init__(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> None:
        self._spec = spec
        self._layers = {
            name: tuple(weights[f"{name}/{part}"] for part in ("kernel", "bias", "sigma_kernel", "sigma_bias"))
            for name in spec.layer_sizes
        }
        self._inverse_scale = 1.0 / np.asarray(spec.observation_scale, np.float32)
        (hidden, *_) = spec.streams.values()
        self._finishers = {name: spec.hidden.numpy_finisher(name, weights) for name in hidden}
        self._normalised = normaliser(spec, weights)

    def q_values(self, observations: np.ndarray, numbers: np.random.Generator) -> np.ndarray:
        """Raw observations [B, O] → Q-values [B, A] under one sample of noise made from `numbers`."""
        spec = self._spec

        def layer(name: str, inputs: np.ndarray) -> np.ndarray:
            return self._layer(name, inputs, numbers)

        features = self._normalised(observations) * self._inverse_scale
        for name, finish in self._finishers.items():
            features = layer(name, features)
            finish(features)
        features = spec.head.numpy_entered(features, layer)
        last = [
            layer(name, features).reshape(len(features), -1, spec.head.outputs_per_action) for name in spec.head_names
        ]
        outputs = last[0]
        if spec.dueling:
            value, advantage = last
            outputs = value + advantage - advantage.mean(axis=1, keepdims=True)
        return spec.head.numpy_expectations(outputs)

    def _layer(self, name: str, features: np.ndarray, numbers: np.random.Generator) -> np.ndarray:
        kernel, bias, sigma_kernel, sigma_bias = self._layers[name]
        normal = numbers.standard_normal(sum(kernel.shape), np.float32)
        noise = np.sign(normal) * np.sqrt(np.abs(normal))
        of_inputs, of_outputs = noise[: len(kernel)], noise[len(kernel) :]
        return features @ kernel + bias + ((features * of_inputs) @ sigma_kernel + sigma_bias) * of_outputs
