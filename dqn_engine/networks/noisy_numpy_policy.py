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
        self._normalised = normaliser(spec, weights)

    def q_values(self, observations: np.ndarray, numbers: np.random.Generator) -> np.ndarray:
        """Raw observations [B, O] → Q-values [B, A] under one sample of noise drawn from `numbers`."""
        spec = self._spec
        features = self._normalised(observations) * self._inverse_scale
        for name in spec.layer_sizes:
            if name not in spec.head_names:
                features = self._layer(name, features, numbers)
                features = np.tanh(features) if spec.activation == "tanh" else np.maximum(features, 0.0)
        heads = [
            self._layer(name, features, numbers).reshape(len(features), -1, spec.atoms) for name in spec.head_names
        ]
        outputs = heads[0]
        if spec.dueling:
            value, advantage = heads
            outputs = value + advantage - advantage.mean(axis=1, keepdims=True)
        if spec.value_head != "c51":
            return outputs.mean(axis=2)
        shares = np.exp(outputs - outputs.max(axis=2, keepdims=True))
        return (shares @ np.array(spec.support, np.float32)) / shares.sum(axis=2)

    def _layer(self, name: str, features: np.ndarray, numbers: np.random.Generator) -> np.ndarray:
        kernel, bias, sigma_kernel, sigma_bias = self._layers[name]
        normal = numbers.standard_normal(sum(kernel.shape), np.float32)
        noise = np.sign(normal) * np.sqrt(np.abs(normal))
        of_inputs, of_outputs = noise[: len(kernel)], noise[len(kernel) :]
        return features @ kernel + bias + ((features * of_inputs) @ sigma_kernel + sigma_bias) * of_outputs
