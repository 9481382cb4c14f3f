"""The replay buffer of image environments as learning sees it: a ring of rows, and a tree of which can be sampled.

The counterpart of `transition_buffer`, from which it differs in three ways: `capacity` counts frames; the frames
themselves are outside of the compiled program, and what is stored and sampled here are the numbers of their rows; and
the tree is updated with uniform replay as well (every priority is 1), since it alone knows which rows can be sampled.
"""

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.replay import frame_ring, sum_tree
from dqn_engine.replay.frame_ring import FrameRing, FrameRow
from dqn_engine.replay.replay_buffer import Contents, SampledBatch
from dqn_engine.replay.ring import Masks, NStepBatch, SummedRewards
from dqn_engine.replay.sum_tree import SumTree, tree_of
from dqn_engine.system.nested_loop import nested_loop


class FrameTransition(NamedTuple):
    """One step of an image environment. Its observations don't come into the program before they are sampled."""

    action: tf.Tensor  # [] int32
    reward: tf.Tensor  # [] float32
    terminated: tf.Tensor  # [] bool
    ended: tf.Tensor  # [] bool
    episode_steps: tf.Tensor  # [] int32, this one included
    observation: Any = None
    next_observation: Any = None
    masks: Masks | tuple[()] = ()  # empty where the environment gives none


class FrameBufferState(NamedTuple):
    """What has been experienced, and how likely each row is to be sampled."""

    ring: FrameRing
    tree: SumTree
    largest_priority: tf.Tensor  # [] float32


class FrameBuffer:
    """Stores and samples transitions whose observations are `stack` frames.

    The state is passed in and out, so that all of it can live in the compiled program.

    Args:
        stack: K, frames of an observation.
        capacity: Frames; rounded down to a multiple of `num_envs`.
        num_envs: How many environments take turns.
        prioritized: Whether priorities decide what is sampled.
        masked_actions: A where transitions come with action masks; else 0.
    """

    def __init__(self, stack: int, *, capacity: int, num_envs: int, prioritized: bool, masked_actions: int = 0) -> None:
        self._masked_actions = masked_actions
        self.capacity = capacity // num_envs * num_envs
        self._stack, self._num_envs, self._prioritized = stack, num_envs, prioritized

    def initial(self, alpha: float) -> FrameBufferState:
        """An empty buffer."""
        ring = frame_ring.empty(self.capacity, self._num_envs, self._masked_actions)
        return FrameBufferState(ring, tree_of(np.zeros(self.capacity, np.float32), alpha), tf.constant(1.0))

    def store(
        self, state: FrameBufferState, env_step: tf.Tensor, transition: FrameTransition, alpha: tf.Tensor
    ) -> tuple[FrameBufferState, tf.Tensor]:
        """Stores the transition of environment step `env_step` [] int32, with the largest priority known.

        Environments take turns. Where an episode begins, its first frame takes a row too.

        Returns:
            The state, and the rows [2] int32 that the frames before and after the step belong to: the first −1 where
            it has had its row since the step before.
        """
        environment = tf.math.floormod(env_step, self._num_envs)

        def write(
            after: tf.Tensor, ring: FrameRing, tree: SumTree, rows: tf.Tensor
        ) -> tuple[tf.Tensor, FrameRing, SumTree, tf.Tensor]:
            row = FrameRow(
                age=tf.where(after > 0, transition.episode_steps, 0),
                action=transition.action,
                reward=transition.reward,
                terminated=transition.terminated,
                ended=transition.ended & (after > 0),
                mask=_mask_of(transition.masks, after),
            )
            ring, touched = frame_ring.write(ring, environment, row, self._stack)
            priority = tf.where(touched.sampleable, state.largest_priority, 0.0)
            rows = tf.tensor_scatter_nd_update(rows, [[after]], touched.written[tf.newaxis])
            return after + 1, ring, sum_tree.update(tree, touched.slots, priority, _scaled(priority, alpha)), rows

        def unwritten(after: tf.Tensor, *_: object) -> tf.Tensor:
            return after < 2

        before = tf.where(transition.episode_steps == 1, 0, 1)
        _, ring, tree, rows = nested_loop(unwritten, write, (before, state.ring, state.tree, tf.constant([-1, -1])))
        return state._replace(ring=ring, tree=tree), rows

    def sample(
        self,
        state: FrameBufferState,
        stored_steps: tf.Tensor,
        uniform: tf.Tensor,
        *,
        n_step: tf.Tensor,
        gamma: tf.Tensor,
    ) -> SampledBatch:
        """Samples one transition per number of `uniform` [B] in [0, 1); of observations the rows [B, K] of frames."""
        del stored_steps
        slots, scaled_priority = sum_tree.sample(state.tree, uniform)
        return SampledBatch(slots, scaled_priority, self._batch(state, slots, n_step, gamma))

    def gathered(
        self, state: FrameBufferState, stored_steps: tf.Tensor, slots: tf.Tensor, *, n_step: tf.Tensor, gamma: tf.Tensor
    ) -> SampledBatch:
        """What `sample` gives where it chooses `slots` [B] int32, each with a priority."""
        del stored_steps
        scaled_priority = sum_tree.scaled_priorities_at(state.tree, slots)
        return SampledBatch(slots, scaled_priority, self._batch(state, slots, n_step, gamma))

    def summed_rewards(
        self, state: FrameBufferState, stored_steps: tf.Tensor, slots: tf.Tensor, n_step: tf.Tensor
    ) -> SummedRewards:
        """The rewards that the n-step returns of `gathered` are sums of; `n_step` is [] float32."""
        del stored_steps
        return frame_ring.summed_rewards(_as_tensors(state.ring), slots, tf.cast(n_step, tf.int32))

    def _batch(self, state: FrameBufferState, slots: tf.Tensor, n_step: tf.Tensor, gamma: tf.Tensor) -> NStepBatch:
        steps = tf.cast(n_step, tf.int32)
        return frame_ring.gather_n_step(state.ring, slots, steps, gamma, self._stack, self._masked_actions)

    def reprioritize(
        self, state: FrameBufferState, sampled: SampledBatch, priority: tf.Tensor, alpha: tf.Tensor
    ) -> FrameBufferState:
        """Gives the sampled transitions their new `priority` [B] |δ|+ε."""
        if not self._prioritized:
            return state
        tree = sum_tree.update(state.tree, sampled.slots, priority, _scaled(priority, alpha))
        return state._replace(tree=tree, largest_priority=tf.maximum(state.largest_priority, tf.reduce_max(priority)))

    def moved(
        self, state: FrameBufferState, env_steps: int, following: "FrameBuffer", alpha: float
    ) -> FrameBufferState:
        """The newest rows that fit the `following` buffer; what never had a priority of its own gets the largest."""
        del env_steps
        resized = self._resized(state, following)
        priorities = resized.priorities
        largest: np.ndarray = state.largest_priority.numpy()
        if not following._prioritized:
            priorities, largest = (priorities > 0).astype(np.float32), np.asarray(1.0, np.float32)
        elif not self._prioritized:
            priorities = np.where(priorities > 0, largest, 0.0)
        ring = FrameRing(tf.constant(resized.numbers), tf.constant(resized.heads))
        return FrameBufferState(ring, tree_of(priorities, alpha), tf.constant(largest))

    def rows_moved(self, state: FrameBufferState, following: "FrameBuffer") -> tuple[np.ndarray, np.ndarray]:
        """Which rows [N] `moved` keeps, and where [N] they are then."""
        resized = self._resized(state, following)
        return resized.kept, resized.to

    def _resized(self, state: FrameBufferState, following: "FrameBuffer") -> frame_ring.Resized:
        priorities = sum_tree.raw_priorities(state.tree.leaves.numpy())[: self.capacity]
        numbers: np.ndarray = state.ring.numbers.numpy()
        heads: np.ndarray = state.ring.heads.numpy()
        if following.capacity == self.capacity:
            every = np.flatnonzero(numbers[:, frame_ring.NTH])
            return frame_ring.Resized(numbers, heads, priorities, every, every)
        return frame_ring.resized(numbers, heads, priorities, following.capacity, self._stack)

    def truncate_episodes(self, state: FrameBufferState, env_steps: int) -> FrameBufferState:
        """The same: where other episodes begin, their first frames say so."""
        del env_steps
        return state

    def priorities(self, state: FrameBufferState, env_steps: int) -> np.ndarray:
        """The raw priorities |δ|+ε [N] of the transitions that can be sampled, in no particular order."""
        del env_steps
        raw = sum_tree.raw_priorities(state.tree.leaves.numpy())
        return raw[raw > 0]

    def contents(self, state: FrameBufferState, env_steps: int) -> Contents:
        """The rows that can be sampled, in the order of slots; their age is in environment steps."""
        leaves: np.ndarray = state.tree.leaves.numpy()
        priority, scaled = sum_tree.raw_priorities(leaves), sum_tree.scaled_priorities(leaves)
        slots = np.flatnonzero(priority)
        segment = self.capacity // self._num_envs
        first, place = slots // segment * segment, slots % segment
        heads: np.ndarray = state.ring.heads.numpy()
        # The step that a row begins is in the row after it.
        numbers: np.ndarray = state.ring.numbers.numpy()[first + (place + 1) % segment]
        return Contents(
            slots=slots,
            age=frame_ring.ages(state.ring.numbers.numpy(), heads, env_steps)[first + (place + 1) % segment],
            action=numbers[:, frame_ring.ACTION].astype(np.int64),
            reward=numbers[:, frame_ring.REWARD],
            terminated=numbers[:, frame_ring.TERMINATED] > 0.5,
            ended=numbers[:, frame_ring.ENDED] > 0.5,
            priority=priority[slots],
            scaled_priority=scaled[slots],
        )

    def observations(self, state: FrameBufferState, env_steps: int, most: int) -> np.ndarray:
        """Of at most `most` transitions that can be sampled, evenly spread, the rows of frames [N, K] int32."""
        del env_steps
        sampleable = np.flatnonzero(sum_tree.raw_priorities(state.tree.leaves.numpy()))
        some = np.linspace(0, len(sampleable), min(most, len(sampleable)), endpoint=False).astype(np.int32)
        return self.observations_at(state, sampleable[some])[0]

    def observations_at(self, state: FrameBufferState, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of the transitions at `slots` [N] the rows of the frames of s and of s' [N, K] int32."""
        at, one = tf.constant(slots, tf.int32), tf.constant(1)
        ring = _as_tensors(state.ring)
        found = frame_ring.gather_n_step(ring, at, one, tf.constant(1.0), self._stack, self._masked_actions)
        return found.observation.numpy(), found.next_observation.numpy()


def _as_tensors(ring: FrameRing) -> FrameRing:
    """The same where they may be variables, whose shapes aren't asked for in the same way."""
    return FrameRing(tf.convert_to_tensor(ring.numbers), tf.convert_to_tensor(ring.heads))


def _mask_of(masks: Masks | tuple[()], after: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """The packed mask [W] of the frame before a step or, where `after` [] isn't 0, of that after it; empty without."""
    return (tf.where(after > 0, masks.after, masks.before),) if masks else ()


def _scaled(priority: tf.Tensor, alpha: tf.Tensor) -> tf.Tensor:
    """priority^α, and 0 of 0 whatever α is."""
    return tf.where(priority > 0.0, tf.pow(tf.maximum(priority, 1e-30), alpha), 0.0)
