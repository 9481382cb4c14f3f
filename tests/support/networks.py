"""Small networks with made-up weights."""

import numpy as np

from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.hidden_layers import HiddenLayers
from dqn_engine.networks.spec import NetworkSpec

_HIDDEN = {"sizes": "hidden_sizes", "activation": "activation", "layer_norm": "layer_norm"}


def spec_with(**fields: object) -> NetworkSpec:
    """A network described by hyperparameters of its hidden layers; of expected values, if no `head` is among them."""
    hidden = HiddenLayers(**{field: fields.pop(name) for field, name in _HIDDEN.items() if name in fields})
    return NetworkSpec(**{"hidden": hidden, "head": ExpectedValues(), **fields})


def small_spec(**changes: object) -> NetworkSpec:
    """A network of two unequal hidden layers for CartPole's sizes."""
    fields = {
        "observation_scale": (2.4, 3.0, 0.2, 3.0),
        "action_count": 2,
        "hidden_sizes": (6, 5),
        "activation": "relu",
        "dueling": True,
    }
    return spec_with(**{**fields, **changes})


def random_weights(spec: NetworkSpec, seed: int = 0) -> dict[str, np.ndarray]:
    """Weights of a size that lets both signs through every layer; statistics as after some observations."""
    generator = np.random.default_rng(seed)
    weights = {name: generator.normal(0, 0.7, shape).astype(np.float32) for name, shape in spec.weight_shapes.items()}
    if spec.normalised:
        weights["normalisation/deviation"] = np.abs(weights["normalisation/deviation"]) + np.float32(0.1)
        weights["normalisation/count"] = np.array([40], np.float32)
    return weights


def small_image_spec(**changes: object) -> NetworkSpec:
    """A network for two stacked frames of 7 × 6 pixels in three colours."""
    fields = {
        "observation_scale": (255.0,),
        "action_count": 3,
        "hidden_sizes": (6, 5),
        "activation": "relu",
        "dueling": True,
        "image_shape": (2, 7, 6, 3),
        "convolutions": ((4, 3, 1), (5, 2, 2)),
    }
    return spec_with(**{**fields, **changes})
