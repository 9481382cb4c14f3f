"""What one update does, told before it is made; the numbers are those of the functions that make it."""

from dataclasses import dataclass

import numpy as np

from dqn_engine.training.learning import Compared, Descent
from dqn_engine.training.objectives import Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePreview:
    """One update, and of one transition how it takes part.

    Attributes:
        exact: Whether it is the update that comes next; else what would be sampled from the buffer as it is.
        env_steps: Environment steps stored before it.
        slots: Of the batch [B].
        place: Which row of `compared`, `fit` and `slopes` is the transition looked at.
        slot: Where it is in the buffer.
        in_batch: Whether the batch holds it; else it stands in the place of the batch's first in what is compared.
        observation: s, raw.
        next_observation: The state after n steps, raw.
        observations: [B, …] s of the whole batch, raw.
        rewards: [k] of those k ≤ n steps.
        compared: The batch beside its targets.
        fit: How the network fits them.
        slopes: [B] or [B, K] ∂ loss / ∂ what the head says of the action.
        descent: How the batch's gradient moves the weights.
        beta: The strength of the importance weights.
        q_before: [A] Q(s, ·) without noise.
        q_after: [A] The same after the update.
        weights_after: The online network's weights after it, by name.
    """

    exact: bool
    env_steps: int
    slots: tuple[int, ...]
    place: int
    slot: int
    in_batch: bool
    observation: np.ndarray
    next_observation: np.ndarray
    observations: np.ndarray
    rewards: np.ndarray
    compared: Compared
    fit: Fit
    slopes: np.ndarray
    descent: Descent
    beta: float
    q_before: np.ndarray
    q_after: np.ndarray
    weights_after: dict[str, np.ndarray]
