"""Small made-up runs in memory, without TensorFlow."""

import numpy as np

from dqn_engine.config.run_config import run_config
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.storage.checkpoints.checkpoint import Snapshot

CONFIG = run_config(seed=5, changes={"hidden_sizes": (3,), "capacity": 64, "learning_starts": 20})
SHAPES = {
    "learner.weights.0": ((4, 3), "float32"),
    "learner.weights.1": ((3,), "float32"),
    "learner.updates": ((), "int32"),
    "replay.rows": ((64, 12), "float32"),
    "replay.largest_priority": ((), "float32"),
    "steps.environment.physics": ((4,), "float64"),
    "env_steps": ((), "int32"),
    "pictures": ((2, 3), "uint8"),
}


def snapshot(env_steps: int = 10, seed: int = 0, **changes: object) -> Snapshot:
    """A run after `env_steps` steps; as many rows of its buffer are written."""
    generator = np.random.default_rng((seed, env_steps))
    arrays = {
        name: (generator.normal(0, 50, shape) if dtype != "uint8" else generator.integers(0, 256, shape)).astype(dtype)
        for name, (shape, dtype) in SHAPES.items()
    }
    arrays = {name: np.asarray(array) for name, array in arrays.items()}
    arrays["replay.rows"][min(env_steps, 64) :] = 0
    arrays["env_steps"] = np.array(env_steps, np.int32)
    fields = {
        "config": CONFIG,
        "knobs": {**CONFIG.knobs, "gamma": 0.9},
        "env_steps": env_steps,
        "updates": env_steps // 2,
        "episodes": 2,
        "recent_returns": (9.0, 11.5),
        "ledger_entries": 1,
        "weights_sha256": weights_sha256({"w": arrays["learner.weights.0"]}),
        "evaluation_mean": None,
        "arrays": arrays,
    }
    return Snapshot(**{**fields, **changes})
