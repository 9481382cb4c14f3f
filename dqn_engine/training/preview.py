"""What one update does, told before it is made; the numbers are those of the functions that make it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.networks import state_numbers
from dqn_engine.networks.observation_statistics import Statistics
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.replay_buffer import SampledBatch
from dqn_engine.replay.ring import NStepBatch
from dqn_engine.training.objectives import Fit, Target


class UpcomingBatch(NamedTuple):
    """What an update samples, and the transition that is looked at."""

    sampled: SampledBatch
    beside: SampledBatch  # the same with that transition in place of the first, where the batch doesn't hold it
    place: tf.Tensor  # [] int32, where in `beside` it is
    in_batch: tf.Tensor  # [] bool, whether the batch holds it
    rewards: tf.Tensor  # [N] from it on
    summed: tf.Tensor  # [] int32, how many of them its return sums


class ToldUpdate(NamedTuple):
    """One update, and of one transition how it takes part: tensors, or their values.

    Of `batch`, `target` and `fit` it is that transition's row.
    """

    env_steps: tf.Tensor  # [] int32, stored before it
    slots: tf.Tensor  # [B] int32
    slot: tf.Tensor  # [] int32
    in_batch: tf.Tensor  # [] bool
    rewards: tf.Tensor  # [N]
    summed: tf.Tensor  # [] int32
    observations: tf.Tensor  # [B, …] of the whole batch as the buffer has them
    batch: NStepBatch  # with observations as the buffer has them
    importance: tf.Tensor  # []
    target: Target
    fit: Fit
    fractions: tf.Tensor | tuple[()]  # [N] of the prediction; empty where the head samples none
    slopes: tf.Tensor  # [] or [K]
    huber_delta: tf.Tensor  # [] as it acts
    beta: tf.Tensor  # []
    loss: tf.Tensor  # [] of the batch
    gradient_norm: tf.Tensor  # []
    learning_rate: tf.Tensor  # []
    q_before: tf.Tensor  # [A]
    q_after: tf.Tensor  # [A]
    weights_after: tuple[tf.Tensor, ...]
    statistics: Statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePreview:
    """One update, and of one transition how it takes part.

    Attributes:
        exact: Whether it is the update that comes next; else what would be sampled from the buffer as it is.
        env_steps: Environment steps stored before it.
        slots: Of the batch [B].
        slot: Where the transition looked at is in the buffer.
        in_batch: Whether the batch holds it; else it stands in the place of the batch's first in what is compared.
        observation: s, raw.
        next_observation: The state after n steps, raw.
        observations: [B, …] s of the whole batch, raw.
        rewards: [k] of those k ≤ n steps.
        batch: The transition's action, return and discount, with observations as the buffer has them.
        importance: Its weight in the batch's loss.
        target: What it is brought towards.
        fit: How the network fits that.
        fractions: [N] Quantile fractions of the prediction, where the head samples them; else empty.
        slopes: [] or [K] ∂ loss / ∂ what the head says of the action.
        huber_delta: κ as it acts.
        beta: The strength of the importance weights.
        loss: Weighted mean over the batch.
        gradient_norm: Of the batch's gradient, before clipping.
        learning_rate: As it acts; 0 where the update isn't finite.
        q_before: [A] Q(s, ·) without noise.
        q_after: [A] The same after the update.
        weights_after: The online network's weights after it, by name.
    """

    exact: bool
    env_steps: int
    slots: tuple[int, ...]
    slot: int
    in_batch: bool
    observation: np.ndarray
    next_observation: np.ndarray
    observations: np.ndarray
    rewards: np.ndarray
    batch: NStepBatch
    importance: float
    target: Target
    fit: Fit
    fractions: np.ndarray
    slopes: np.ndarray
    huber_delta: float
    beta: float
    loss: float
    gradient_norm: float
    learning_rate: float
    q_before: np.ndarray
    q_after: np.ndarray
    weights_after: Mapping[str, np.ndarray]


def preview_of(
    told: ToldUpdate, spec: NetworkSpec, *, exact: bool, weights_after: Mapping[str, np.ndarray]
) -> UpdatePreview:
    """What the arrays of `told` say of the network of `spec`."""

    def raw(kept: np.ndarray) -> np.ndarray:
        return state_numbers.full_array(spec, kept)

    return UpdatePreview(
        exact=exact,
        env_steps=int(told.env_steps),
        slots=tuple(told.slots.tolist()),
        slot=int(told.slot),
        in_batch=bool(told.in_batch),
        observation=raw(told.batch.observation[np.newaxis])[0],
        next_observation=raw(told.batch.next_observation[np.newaxis])[0],
        observations=raw(told.observations),
        rewards=told.rewards[: int(told.summed)],
        batch=told.batch,
        importance=float(told.importance),
        target=told.target,
        fit=told.fit,
        fractions=np.asarray(told.fractions, np.float32),
        slopes=told.slopes,
        huber_delta=float(told.huber_delta),
        beta=float(told.beta),
        loss=float(told.loss),
        gradient_norm=float(told.gradient_norm),
        learning_rate=float(told.learning_rate),
        q_before=told.q_before,
        q_after=told.q_after,
        weights_after=weights_after,
    )
