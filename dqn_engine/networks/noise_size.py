"""How large the noise of a noisy network is, which shows how much it still explores."""

from collections.abc import Mapping

import numpy as np

_SIGMA = "sigma_"


def sigma_sizes(weights: Mapping[str, np.ndarray]) -> dict[str, float]:
    """The mean |σ| of each noisy layer, by its name; none in a network without noise."""
    of_layers: dict[str, list[np.ndarray]] = {}
    for name, weight in weights.items():
        layer, _, kind = name.rpartition("/")
        if kind.startswith(_SIGMA):
            of_layers.setdefault(layer, []).append(np.abs(weight, dtype=np.float64).ravel())
    return {layer: float(np.concatenate(parts).mean()) for layer, parts in of_layers.items()}


def sigma_size(weights: Mapping[str, np.ndarray]) -> float:
    """The mean |σ| of the layers; NaN in a network without noise."""
    sizes = sigma_sizes(weights)
    return sum(sizes.values()) / len(sizes) if sizes else float("nan")
