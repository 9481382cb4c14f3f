"""What scales a network's inputs by the statistics that go with its weights, in NumPy."""

from collections.abc import Callable, Mapping

import numpy as np

from dqn_engine.networks.spec import LARGEST_INPUT, STATISTICS_LAYER, NetworkSpec


def normaliser(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """Raw observations [B, O] float32 → [B, O], by a copy of the statistics in `weights`; without any, unchanged."""
    if not spec.normalised:
        return lambda observations: observations
    mean, deviation = (np.array(weights[f"{STATISTICS_LAYER}/{name}"], np.float32) for name in ("mean", "deviation"))

    def normalised(observations: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):  # What is too far away for float32 is cut like what is far away.
            return np.clip((observations - mean) / deviation, -LARGEST_INPUT, LARGEST_INPUT)

    return normalised
