"""The replay buffer's storage: one packed matrix, a row per transition, oldest overwritten first.

Where a transition is stored is this file's business; how likely it is to be sampled is `sum_tree`'s. One matrix means
one scatter to store and one gather to sample; with separate arrays XLA copied whole buffers every step. The row of step
t is t mod capacity, so the write head is no state of its own. Several environments take turns: the row after a row of
one of them is `num_envs` rows further.

n-step returns are built here when sampling, from consecutive rows: n can change at any time, nothing is stored twice.

Where the environment gives action masks, each row also holds those of s and s', packed (`packed_masks`).
"""

from typing import NamedTuple

import tensorflow as tf

from dqn_engine.config.hyperparameters import LONGEST_N
from dqn_engine.replay import packed_masks
from dqn_engine.replay.row_widths import numbers_for
from dqn_engine.system.static_shape import static_shape


class Masks(NamedTuple):
    """Which actions are allowed: packed [W] float32 in a transition, [B, A] bool in a batch."""

    before: tf.Tensor  # in the state acted in
    after: tf.Tensor  # in the next one; in a batch in that after n steps


class Transition(NamedTuple):
    """One step: s, a, r, s'; `ended` is terminated or truncated."""

    observation: tf.Tensor  # [O] float32
    action: tf.Tensor  # [] int32
    reward: tf.Tensor  # [] float32
    next_observation: tf.Tensor  # [O] float32
    terminated: tf.Tensor  # [] bool
    ended: tf.Tensor  # [] bool
    masks: Masks | tuple[()] = ()  # empty where the environment gives none


class NStepBatch(NamedTuple):
    """Sampled transitions with their n-step returns."""

    observation: tf.Tensor  # [B, O]
    action: tf.Tensor  # [B] int32
    return_n: tf.Tensor  # [B] discounted sum of the rewards of k ≤ n steps
    next_observation: tf.Tensor  # [B, O] after those k steps
    bootstrap_discount: tf.Tensor  # [B] γ^k, or 0 where the episode terminated within them
    masks: Masks | tuple[()] = ()  # empty where the environment gives none


class SummedRewards(NamedTuple):
    """The rewards that n-step returns are sums of."""

    rewards: tf.Tensor  # [B, N] of the steps from each slot on
    steps: tf.Tensor  # [B] int32 in [1, N], how many of them are summed


ACTION_COLUMN, REWARD_COLUMN, TERMINATED_COLUMN, ENDED_COLUMN = range(-4, 0)
"""Where in a row they are."""


def store(rows: tf.Tensor, step: tf.Tensor, transition: Transition) -> tf.Tensor:
    """Writes the transition of environment step `step` (counted from 0) into its row.

    Args:
        rows: [C, W] float32.
        step: [] int32.
        transition: What happened in it.

    Returns:
        The new rows [C, W].
    """
    numbers = [transition.action, transition.reward, transition.terminated, transition.ended]
    tail = tf.stack([tf.cast(number, tf.float32) for number in numbers])
    row = tf.concat([transition.observation, transition.next_observation, *transition.masks, tail], axis=0)
    return tf.tensor_scatter_nd_update(rows, [[tf.math.floormod(step, static_shape(rows)[0])]], row[tf.newaxis])


def gather_n_step(
    rows: tf.Tensor,
    slots: tf.Tensor,
    stored_steps: tf.Tensor,
    n_step: tf.Tensor,
    gamma: tf.Tensor,
    stride: int = 1,
    masked_actions: int = 0,
) -> NStepBatch:
    """Gathers the transitions at `slots` with their n-step returns (Sutton 1988; Hessel et al. 2018).

    The sum stops early at the end of an episode and at the newest stored step.

    Args:
        rows: [C, W] float32.
        slots: [B] int32, each a filled row.
        stored_steps: [] int32, transitions stored since the beginning, so the newest row is (stored_steps − 1) mod C.
        n_step: [] int32 in [1, LONGEST_N].
        gamma: [] float32.
        stride: Rows from a step to the next of the same environment; (LONGEST_N − 1) · stride < C.
        masked_actions: A; 0 without action masks.
    """
    capacity, width = static_shape(rows)
    mask_width = numbers_for(masked_actions)
    observation_size = (width - 4) // 2 - mask_width
    rewards, last_offset = _summed(rows, slots, stored_steps, n_step, stride)
    offsets = tf.range(LONGEST_N)
    included = tf.cast(offsets <= last_offset[:, tf.newaxis], tf.float32)  # [B, N]
    discounts = tf.pow(gamma, tf.cast(offsets, tf.float32))  # [N]
    first = tf.gather(rows, slots)  # [B, W]
    last = tf.gather(rows, _wrap(slots + stride * last_offset, capacity))  # [B, W]
    terminated = last[:, width + TERMINATED_COLUMN]
    masks: Masks | tuple[()] = ()
    if masked_actions:
        begin, between = 2 * observation_size, 2 * observation_size + mask_width
        masks = Masks(
            before=packed_masks.unpacked(first[:, begin:between], masked_actions),
            after=packed_masks.unpacked(last[:, between : width - 4], masked_actions),
        )
    return NStepBatch(
        observation=first[:, :observation_size],
        action=tf.cast(first[:, width - 4], tf.int32),
        return_n=tf.reduce_sum(included * rewards * discounts, axis=1),
        next_observation=last[:, observation_size : 2 * observation_size],
        bootstrap_discount=tf.pow(gamma, tf.cast(last_offset + 1, tf.float32)) * (1.0 - terminated),
        masks=masks,
    )


def summed_rewards(
    rows: tf.Tensor, slots: tf.Tensor, stored_steps: tf.Tensor, n_step: tf.Tensor, stride: int = 1
) -> SummedRewards:
    """Of which rewards `gather_n_step` sums, with the same arguments."""
    rewards, last_offset = _summed(rows, slots, stored_steps, n_step, stride)
    return SummedRewards(rewards, last_offset + 1)


def _summed(
    rows: tf.Tensor, slots: tf.Tensor, stored_steps: tf.Tensor, n_step: tf.Tensor, stride: int
) -> tuple[tf.Tensor, tf.Tensor]:
    """The rewards [B, N] from each slot on, and the offset [B] of the last that is summed."""
    capacity, width = static_shape(rows)
    slots.shape.assert_has_rank(1)
    offsets = tf.range(LONGEST_N)
    # Single numbers from the flat matrix: gathering whole rows and then slicing them took three times as long.
    numbers = tf.reshape(rows, [-1])
    window = _wrap(slots[:, tf.newaxis] + stride * offsets, capacity) * width  # [B, N]
    rewards = tf.gather(numbers, window + (width + REWARD_COLUMN))  # [B, N]
    ended = tf.gather(numbers, window + (width + ENDED_COLUMN))  # [B, N]
    newest_age = tf.math.floormod(stored_steps - 1 - slots, capacity)  # [B] rows between a slot and the newest
    first_end = tf.reduce_min(tf.where(ended > 0.5, offsets, LONGEST_N), axis=1)
    ahead = newest_age if stride == 1 else newest_age // stride  # [B] steps of the same environment
    return rewards, tf.minimum(tf.minimum(n_step - 1, ahead), first_end)


def _wrap(slots: tf.Tensor, capacity: int) -> tf.Tensor:
    """Slots less than twice the capacity, brought back into it; cheaper than a division each."""
    return tf.where(slots >= capacity, slots - capacity, slots)
