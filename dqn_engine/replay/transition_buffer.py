"""The replay buffer as learning sees it: rows of transitions, and a tree that says how likely each is to be sampled.

With uniform replay the tree is neither updated nor used.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.replay import ring, sum_tree
from dqn_engine.replay.replay_buffer import Contents, SampledBatch
from dqn_engine.replay.row_widths import row_width
from dqn_engine.replay.sum_tree import SumTree, tree_of
from dqn_engine.system.static_shape import static_shape
from dqn_engine.system.variable_values import tensor_of


class TransitionBufferState(NamedTuple):
    """What has been experienced, and how likely each transition is to be sampled."""

    rows: tf.Tensor  # [C, W] float32
    tree: SumTree
    largest_priority: tf.Tensor  # [] float32


class TransitionBuffer:
    """Stores and samples transitions of `observation_size` numbers per observation.

    The state is passed in and out, so that all of it can live in the compiled program.

    Args:
        observation_size: O.
        capacity: C, transitions.
        num_envs: How many environments take turns.
        prioritized: Whether priorities decide what is sampled.
        masked_actions: A where transitions come with action masks; else 0.
    """

    def __init__(
        self, observation_size: int, *, capacity: int, num_envs: int, prioritized: bool, masked_actions: int = 0
    ) -> None:
        self.capacity, self._masked_actions = capacity, masked_actions
        self._observation_size, self._num_envs, self._prioritized = observation_size, num_envs, prioritized

    def initial(self, alpha: float) -> TransitionBufferState:
        """An empty buffer."""
        rows = tf.zeros([self.capacity, row_width(self._observation_size, self._masked_actions)])
        return TransitionBufferState(rows, tree_of(np.zeros(self.capacity, np.float32), alpha), tf.constant(1.0))

    def store(
        self, state: TransitionBufferState, env_step: tf.Tensor, transition: ring.Transition, alpha: tf.Tensor
    ) -> TransitionBufferState:
        """Stores the transition of environment step `env_step` [] int32, with the largest priority known."""
        rows, tree = ring.store(state.rows, env_step, transition), state.tree
        if self._prioritized:
            slot = tf.math.floormod(env_step, self.capacity)[tf.newaxis]
            priority = state.largest_priority[tf.newaxis]
            tree = sum_tree.update(tree, slot, priority, tf.pow(priority, alpha))
        return state._replace(rows=rows, tree=tree)

    def sample(
        self,
        state: TransitionBufferState,
        stored_steps: tf.Tensor,
        uniform: tf.Tensor,
        *,
        n_step: tf.Tensor,
        gamma: tf.Tensor,
    ) -> SampledBatch:
        """Samples one transition per number of `uniform`, with its n-step return.

        Args:
            state: Holds at least one.
            stored_steps: [] int32, transitions stored since the beginning.
            uniform: [B] in [0, 1).
            n_step: [] float32, a whole number.
            gamma: [] float32.
        """
        if self._prioritized:
            slots, scaled_priority = sum_tree.sample(state.tree, uniform)
        else:
            filled = tf.minimum(stored_steps, self.capacity)
            slots = tf.minimum(tf.cast(uniform * tf.cast(filled, tf.float32), tf.int32), filled - 1)
            scaled_priority = tf.ones_like(uniform)
        return SampledBatch(slots, scaled_priority, self._batch(state, stored_steps, slots, n_step, gamma))

    def gathered(
        self,
        state: TransitionBufferState,
        stored_steps: tf.Tensor,
        slots: tf.Tensor,
        *,
        n_step: tf.Tensor,
        gamma: tf.Tensor,
    ) -> SampledBatch:
        """What `sample` gives where it chooses `slots` [B] int32, each below the number of transitions stored."""
        if self._prioritized:
            scaled_priority = sum_tree.scaled_priorities_at(state.tree, slots)
        else:
            scaled_priority = tf.ones_like(slots, tf.float32)
        return SampledBatch(slots, scaled_priority, self._batch(state, stored_steps, slots, n_step, gamma))

    def summed_rewards(
        self, state: TransitionBufferState, stored_steps: tf.Tensor, slots: tf.Tensor, n_step: tf.Tensor
    ) -> ring.SummedRewards:
        """The rewards that the n-step returns of `gathered` are sums of; `n_step` is [] float32."""
        return ring.summed_rewards(state.rows, slots, stored_steps, tf.cast(n_step, tf.int32), self._num_envs)

    def _batch(
        self,
        state: TransitionBufferState,
        stored_steps: tf.Tensor,
        slots: tf.Tensor,
        n_step: tf.Tensor,
        gamma: tf.Tensor,
    ) -> ring.NStepBatch:
        steps = tf.cast(n_step, tf.int32)
        return ring.gather_n_step(state.rows, slots, stored_steps, steps, gamma, self._num_envs, self._masked_actions)

    def reprioritize(
        self, state: TransitionBufferState, sampled: SampledBatch, priority: tf.Tensor, alpha: tf.Tensor
    ) -> TransitionBufferState:
        """Gives the sampled transitions their new `priority` [B] |δ|+ε."""
        if not self._prioritized:
            return state
        tree = sum_tree.update(state.tree, sampled.slots, priority, tf.pow(priority, alpha))
        return state._replace(tree=tree, largest_priority=tf.maximum(state.largest_priority, tf.reduce_max(priority)))

    def moved(
        self, state: TransitionBufferState, env_steps: int, following: "TransitionBuffer", alpha: float
    ) -> TransitionBufferState:
        """The newest transitions that fit the `following` buffer; of uniform replay each gets the largest priority."""
        old_rows: np.ndarray = state.rows.numpy()
        largest: np.ndarray = state.largest_priority.numpy()
        steps = np.arange(max(0, env_steps - min(self.capacity, following.capacity)), env_steps)
        rows = np.zeros((following.capacity, old_rows.shape[1]), np.float32)
        rows[steps % following.capacity] = old_rows[steps % self.capacity]
        if self.capacity < min(env_steps, following.capacity):
            # Slots whose transitions were forgotten before there was room for them. Uniform replay samples them all the
            # same, so they hold what is still known once more, each by itself.
            empty = np.setdiff1d(np.arange(min(env_steps, following.capacity)), steps % following.capacity)
            rows[empty] = np.resize(old_rows[steps % self.capacity], (len(empty), rows.shape[1]))
            rows[empty, ring.ENDED_COLUMN] = 1.0
        priorities = np.zeros(following.capacity, np.float32)
        if self._prioritized:
            # Where there is none, nothing can be sampled: that stays so.
            raw = sum_tree.raw_priorities(state.tree.leaves.numpy())
            priorities[steps % following.capacity] = raw[steps % self.capacity]
        else:  # The tree wasn't updated: what it holds belongs to rows long overwritten.
            priorities[steps % following.capacity] = largest
        return TransitionBufferState(tf.constant(rows), tree_of(priorities, alpha), tf.constant(largest))

    def truncate_episodes(self, state: TransitionBufferState, env_steps: int) -> TransitionBufferState:
        """The same with the newest transition of every environment marked as its episode's last, as by a time limit.

        What follows is of another episode; without the mark, n-step returns would reach into it.
        """
        rows: np.ndarray = state.rows.numpy()
        rows[np.arange(max(0, env_steps - self._num_envs), env_steps) % self.capacity, ring.ENDED_COLUMN] = 1.0
        return state._replace(rows=tf.constant(rows))

    def priorities(self, state: TransitionBufferState, env_steps: int) -> np.ndarray:
        """The raw priorities |δ|+ε [N] of the transitions stored, in no particular order."""
        raw = sum_tree.raw_priorities(_leaves(state.tree, filled := min(env_steps, self.capacity)))[:filled]
        return raw[raw > 0]

    def contents(self, state: TransitionBufferState, env_steps: int) -> Contents:
        """The transitions that can be sampled, in the order of slots; their age is in environment steps."""
        filled = min(env_steps, self.capacity)
        begin = static_shape(state.rows)[1] + ring.ACTION_COLUMN
        numbers: np.ndarray = tf.slice(tensor_of(state.rows), [0, begin], [filled, -ring.ACTION_COLUMN]).numpy()
        slots = self._sampleable(state, env_steps)
        priority = scaled = np.ones(len(slots), np.float32)
        if self._prioritized:
            leaves = _leaves(state.tree, filled)
            priority = sum_tree.raw_priorities(leaves)[slots]
            scaled = sum_tree.scaled_priorities(leaves)[slots]
        action, reward, terminated, ended = numbers[slots].T
        return Contents(
            slots=slots,
            age=(env_steps - 1 - slots) % self.capacity,
            action=action.astype(np.int64),
            reward=reward,
            terminated=terminated > 0.5,
            ended=ended > 0.5,
            priority=priority,
            scaled_priority=scaled,
        )

    def observations(self, state: TransitionBufferState, env_steps: int, most: int) -> np.ndarray:
        """At most `most` observations [N, O] of the transitions that can be sampled, evenly spread over them."""
        filled = min(env_steps, self.capacity)
        slots = _spread(filled, most)
        # Asked for several times a second: all priorities are read only where one of these is missing.
        if self._prioritized and not sum_tree.raw_priorities(_leaves(state.tree, filled))[slots].all():
            there = self._sampleable(state, env_steps)
            slots = there[_spread(len(there), most)]
        return self.observations_at(state, slots)[0]

    def _sampleable(self, state: TransitionBufferState, env_steps: int) -> np.ndarray:
        """Slots [N] int64 of what can be sampled.

        With priorities that is what has one: a buffer that was smaller for a while forgot what the others held.
        """
        filled = min(env_steps, self.capacity)
        if not self._prioritized:
            return np.arange(filled)
        return np.flatnonzero(sum_tree.raw_priorities(_leaves(state.tree, filled))[:filled])

    def observations_at(self, state: TransitionBufferState, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """s and s' of the transitions at `slots` [N], [N, O] each."""
        rows: np.ndarray = tf.gather(tensor_of(state.rows), slots.astype(np.int32)).numpy()
        return rows[:, : self._observation_size], rows[:, self._observation_size : 2 * self._observation_size]


def _spread(count: int, most: int) -> np.ndarray:
    """At most `most` places below `count`, evenly spread."""
    return np.linspace(0, count, min(most, count), endpoint=False).astype(np.int32)


def _leaves(tree: SumTree, count: int) -> np.ndarray:
    """Those of the first `count` slots, and of some after them."""
    nodes = -(-count // sum_tree.FAN_OUT)
    return tf.slice(tensor_of(tree.leaves), [0, 0], [nodes, -1]).numpy()
