"""The replay buffer of image environments as learning sees it: a ring of rows, and a tree of who can be drawn.

The counterpart of `transition_memory`, from which it differs in three ways: `capacity` counts frames; the frames
themselves are outside of the compiled program, and what is stored and drawn here are the numbers of their rows; and the
tree is kept up with uniform replay as well (every priority is 1), since it alone knows which rows can be drawn.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.replay import frame_ring, sum_tree
from dqn_engine.replay.frame_ring import FrameRing, FrameRow
from dqn_engine.replay.sum_tree import SumTree
from dqn_engine.replay.transition_buffer import Drawn, tree_of
from dqn_engine.system.values import Knobs
from dqn_engine.training.live_inputs import RunKnobs


class FrameTransition(NamedTuple):
    """One step of an image environment. Its observations don't come into the program before they are drawn."""

    action: tf.Tensor  # [] int32
    reward: tf.Tensor  # [] float32
    terminated: tf.Tensor  # [] bool
    ended: tf.Tensor  # [] bool
    episode_steps: tf.Tensor  # [] int32, this one included
    observation: None = None
    next_observation: None = None


class FrameReplayState(NamedTuple):
    """What has been experienced, and how likely each row is to be drawn."""

    ring: FrameRing
    tree: SumTree
    largest_priority: tf.Tensor  # [] float32


class FrameMemory:
    """Stores and draws transitions whose observations are `stack` frames.

    The state is passed in and out, so that all of it can live in the compiled program.
    """

    def __init__(self, stack: int, knobs: Knobs) -> None:
        self._stack = stack
        self._num_envs: int = knobs["num_envs"]
        self._prioritized: bool = knobs["prioritized"]
        self.capacity: int = knobs["capacity"] // self._num_envs * self._num_envs

    def initial(self, alpha: float) -> FrameReplayState:
        """An empty buffer."""
        ring = frame_ring.empty(self.capacity, self._num_envs)
        return FrameReplayState(ring, tree_of(np.zeros(self.capacity, np.float32), alpha), tf.constant(1.0))

    def store(
        self, replay: FrameReplayState, env_step: tf.Tensor, transition: FrameTransition, knobs: RunKnobs
    ) -> tuple[FrameReplayState, tf.Tensor]:
        """Keeps the transition of environment step `env_step` [] int32, with the largest priority known.

        Environments take turns. Where an episode begins, its first frame takes a row too.

        Returns:
            The state, and the rows [2] int32 that the frames before and after the step belong to: the first −1 where
            it has had its row since the step before.
        """
        environment = env_step % self._num_envs

        def write(after: tf.Tensor, ring: FrameRing, tree: SumTree, rows: tf.Tensor) -> tuple[object, ...]:
            row = FrameRow(
                age=tf.where(after > 0, transition.episode_steps, 0),
                action=transition.action,
                reward=transition.reward,
                terminated=transition.terminated,
                ended=transition.ended & (after > 0),
            )
            ring, touched = frame_ring.write(ring, environment, row, self._stack)
            priority = tf.where(touched.drawable, replay.largest_priority, 0.0)
            rows = tf.tensor_scatter_nd_update(rows, [[after]], touched.written[tf.newaxis])
            return after + 1, ring, sum_tree.update(tree, touched.slots, priority, _scaled(priority, knobs)), rows

        before = tf.where(transition.episode_steps == 1, 0, 1)
        _, ring, tree, rows = tf.while_loop(
            lambda after, *_: after < 2, write, (before, replay.ring, replay.tree, tf.constant([-1, -1]))
        )
        return replay._replace(ring=ring, tree=tree), rows

    def draw(self, replay: FrameReplayState, stored_steps: tf.Tensor, uniform: tf.Tensor, knobs: RunKnobs) -> Drawn:
        """Draws one transition per number of `uniform` [B] in [0, 1); of observations the rows [B, K] of frames."""
        del stored_steps
        slots, scaled_priority = sum_tree.draw(replay.tree, uniform)
        n_step = tf.cast(knobs.n_step, tf.int32)
        batch = frame_ring.draw_n_step(replay.ring, slots, n_step, knobs.gamma, self._stack)
        return Drawn(slots, scaled_priority, batch)

    def reprioritize(
        self, replay: FrameReplayState, drawn: Drawn, priority: tf.Tensor, knobs: RunKnobs
    ) -> FrameReplayState:
        """Gives the drawn transitions their new `priority` [B] |δ|+ε."""
        if not self._prioritized:
            return replay
        tree = sum_tree.update(replay.tree, drawn.slots, priority, _scaled(priority, knobs))
        return replay._replace(tree=tree, largest_priority=tf.maximum(replay.largest_priority, tf.reduce_max(priority)))

    def moved(
        self, replay: FrameReplayState, env_steps: int, following: "FrameMemory", alpha: float
    ) -> FrameReplayState:
        """The newest rows that fit the `following` memory; what never had a priority of its own gets the largest."""
        del env_steps
        resized = self._resized(replay, following)
        priorities = resized.priorities
        largest = replay.largest_priority.numpy()
        if not following._prioritized:
            priorities, largest = (priorities > 0).astype(np.float32), np.float32(1.0)
        elif not self._prioritized:
            priorities = np.where(priorities > 0, largest, 0.0)
        return FrameReplayState(resized.ring, tree_of(priorities, alpha), tf.constant(largest))

    def rows_moved(self, replay: FrameReplayState, following: "FrameMemory") -> tuple[np.ndarray, np.ndarray]:
        """Which rows [N] `moved` keeps, and where [N] they are then."""
        resized = self._resized(replay, following)
        return resized.kept, resized.to

    def _resized(self, replay: FrameReplayState, following: "FrameMemory") -> frame_ring.Resized:
        priorities = sum_tree.raw_priorities(replay.tree.leaves.numpy())[: self.capacity]
        ring = FrameRing(*(part.numpy() for part in replay.ring))
        if following.capacity == self.capacity:
            every = np.flatnonzero(ring.numbers[:, frame_ring.NTH])
            return frame_ring.Resized(ring, priorities, every, every)
        return frame_ring.resized(ring, priorities, following.capacity, self._stack)

    def cut_off(self, replay: FrameReplayState, env_steps: int) -> FrameReplayState:
        """The same: where other episodes begin, their first frames say so."""
        del env_steps
        return replay

    def priorities(self, replay: FrameReplayState, env_steps: int) -> np.ndarray:
        """The raw priorities |δ|+ε [N] of the transitions that can be drawn, in no particular order."""
        del env_steps
        raw = sum_tree.raw_priorities(replay.tree.leaves.numpy())
        return raw[raw > 0]

    def observations(self, replay: FrameReplayState, env_steps: int, most: int) -> np.ndarray:
        """Of at most `most` transitions that can be drawn, evenly spread over them, the rows of frames [N, K] int32."""
        del env_steps
        drawable = np.flatnonzero(sum_tree.raw_priorities(replay.tree.leaves.numpy()))
        some = np.linspace(0, len(drawable), min(most, len(drawable)), endpoint=False).astype(np.int32)
        slots = tf.constant(drawable[some], tf.int32)
        ring = FrameRing(*(tf.convert_to_tensor(part) for part in replay.ring))
        return frame_ring.draw_n_step(ring, slots, tf.constant(1), tf.constant(1.0), self._stack).observation.numpy()


def _scaled(priority: tf.Tensor, knobs: RunKnobs) -> tf.Tensor:
    """priority^α, and 0 of 0 whatever α is."""
    return tf.where(priority > 0.0, tf.pow(tf.maximum(priority, 1e-30), knobs.alpha), 0.0)
