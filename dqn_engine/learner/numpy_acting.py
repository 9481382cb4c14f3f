"""How environments outside the compiled program are acted in: `exploration` and `schedules` once more, in NumPy.

A compiled call costs up to a millisecond; these cost microseconds. Tests hold them to their counterparts.
"""

from collections.abc import Mapping

import numpy as np

from dqn_engine.knobs import KnobValue


def epsilon(knobs: Mapping[str, KnobValue], env_step: int, updates: int) -> float:
    """The share of random actions at the environment step after `env_step` others; see `schedules.epsilon`."""
    if knobs["exploration"] == "boltzmann":
        return 0.0
    if knobs["epsilon_manual"]:
        return knobs["epsilon_value"]
    if knobs["noisy"]:
        return 0.0
    start, end = knobs["epsilon_start"], knobs["epsilon_end"]
    match knobs["epsilon_schedule"]:
        case "linear":
            return start + (end - start) * min(env_step / knobs["epsilon_decay_steps"], 1.0)
        case "multiplicative":
            return max(min(start, end), start * knobs["epsilon_decay_rate"] ** updates)
        case _:
            return start


def choose(q_values: np.ndarray, knobs: Mapping[str, KnobValue], epsilon: float, uniform: np.ndarray) -> np.ndarray:
    """An action for each row of `q_values` [N, A].

    Args:
        q_values: [N, A].
        knobs: Decide between ε-greedy and Boltzmann exploration.
        epsilon: Share of random actions.
        uniform: [N, 2] in [0, 1): whether to explore, and which action.

    Returns:
        [N] int64.
    """
    actions = q_values.shape[1]
    if knobs["exploration"] == "boltzmann":
        weights = np.exp((q_values - q_values.max(axis=1, keepdims=True)) / knobs["temperature"])
        up_to = weights.cumsum(axis=1)
        passed = (up_to <= uniform[:, 1:] * up_to[:, -1:]).sum(axis=1)
        return np.minimum(passed, actions - 1)
    at_random = np.minimum((uniform[:, 1] * actions).astype(np.int64), actions - 1)
    return np.where(uniform[:, 0] < epsilon, at_random, q_values.argmax(axis=1))
