"""How environments outside the compiled program are acted in: `exploration` and `schedules` once more, in NumPy.

A compiled call costs up to a millisecond; these cost microseconds. Tests hold them to their counterparts.
"""

import functools

import numpy as np

from dqn_engine.system.values import Knobs
from dqn_engine.training import repeat_lengths

_shares_up_to = functools.cache(repeat_lengths.shares_up_to)


def epsilon(knobs: Knobs, env_step: int, updates: int) -> float:
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


def choose(q_values: np.ndarray, knobs: Knobs, epsilon: float, uniform: np.ndarray) -> np.ndarray:
    """An action for each row of `q_values` [N, A].

    Args:
        q_values: [N, A].
        knobs: Decide between ε-greedy and Boltzmann exploration; random actions aren't repeated here.
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


class Repeats:
    """Chooses the actions of `count` environments and knows which of them are being repeated; none at first."""

    def __init__(self, count: int) -> None:
        self._actions, self._left = np.zeros(count, np.int64), np.zeros(count, np.int64)

    def choose(
        self,
        q_values: np.ndarray,
        knobs: Knobs,
        epsilon: float,
        uniform: np.ndarray,
        length_uniform: np.ndarray,
    ) -> np.ndarray:
        """`choose`, and with εz-greedy exploration random actions are repeated; see `exploration.epsilon_z_greedy`.

        Args:
            q_values: [N, A].
            knobs: Decide between the kinds of exploration.
            epsilon: Share of random actions, or chance to begin a repeat.
            uniform: [N, 2] in [0, 1): whether to explore, and which action.
            length_uniform: [N] in [0, 1): for how long.

        Returns:
            [N] int64.
        """
        chosen = choose(q_values, knobs, epsilon, uniform)
        if knobs["exploration"] != "epsilon-z-greedy":
            self._left[:] = 0
            return chosen
        going_on = (self._left > 0) & (epsilon > 0.0)
        shares_up_to = _shares_up_to(knobs["repeat_exponent"], knobs["repeat_limit"])
        more = np.searchsorted(shares_up_to, length_uniform, side="right")
        self._left = np.where(going_on, self._left - 1, np.where(uniform[:, 0] < epsilon, more, 0))
        self._actions = np.where(going_on, self._actions, chosen)
        return self._actions

    def end(self, ended: np.ndarray) -> None:
        """Nothing goes on beyond an episode; `ended` [N] bool."""
        self._left[ended] = 0
