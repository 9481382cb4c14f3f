"""The replay buffer of image environments as learning sees it: a ring of frames, and a tree of who can be drawn.

The counterpart of `transition_memory`, from which it differs in two ways: `capacity` counts frames, and the tree is
kept up with uniform replay as well (every priority is 1), since it alone knows which rows can be drawn.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.knobs import KnobValue
from dqn_engine.learner.run_knobs import RunKnobs
from dqn_engine.replay import frame_ring, sum_tree
from dqn_engine.replay.frame_ring import FrameRing, FrameRow
from dqn_engine.replay.sum_tree import SumTree
from dqn_engine.replay.transition_memory import Drawn, tree_of


class FrameTransition(NamedTuple):
    """One step of an image environment; of its observations' stacks only the newest frames."""

    frames: tf.Tensor  # [2, P] uint8, before and after the step
    action: tf.Tensor  # [] int32
    reward: tf.Tensor  # [] float32
    terminated: tf.Tensor  # [] bool
    ended: tf.Tensor  # [] bool
    episode_steps: tf.Tensor  # [] int32, this one included

    @property
    def observation(self) -> tf.Tensor:
        """The newest frame [P] before the step."""
        return self.frames[0]

    @property
    def next_observation(self) -> tf.Tensor:
        """The newest frame [P] after the step."""
        return self.frames[1]


class FrameReplayState(NamedTuple):
    """What has been experienced, and how likely each row is to be drawn."""

    ring: FrameRing
    tree: SumTree
    largest_priority: tf.Tensor  # [] float32


class FrameMemory:
    """Stores and draws transitions whose observations are `stack` frames of height, width and colours `frame_shape`.

    The state is passed in and out, so that all of it can live in the compiled program.
    """

    def __init__(self, stack: int, frame_shape: tuple[int, ...], knobs: Mapping[str, KnobValue]) -> None:
        self._stack, self._frame_shape = stack, frame_shape
        self._num_envs: int = knobs["num_envs"]
        self._prioritized: bool = knobs["prioritized"]
        self.capacity: int = knobs["capacity"] // self._num_envs * self._num_envs

    def initial(self, alpha: float) -> FrameReplayState:
        """An empty buffer."""
        ring = frame_ring.empty(self.capacity, self._num_envs, math.prod(self._frame_shape))
        return FrameReplayState(ring, tree_of(np.zeros(self.capacity, np.float32), alpha), tf.constant(1.0))

    def store(
        self, replay: FrameReplayState, env_step: tf.Tensor, transition: FrameTransition, knobs: RunKnobs
    ) -> FrameReplayState:
        """Keeps the transition of environment step `env_step` [] int32, with the largest priority known.

        Environments take turns. Where an episode begins, its first frame takes a row too.
        """
        environment = env_step % self._num_envs

        def write(after: tf.Tensor, ring: FrameRing, tree: SumTree) -> tuple[tf.Tensor, FrameRing, SumTree]:
            row = FrameRow(
                frame=transition.frames[after],
                age=tf.where(after > 0, transition.episode_steps, 0),
                action=transition.action,
                reward=transition.reward,
                terminated=transition.terminated,
                ended=transition.ended & (after > 0),
            )
            ring, touched = frame_ring.write(ring, environment, row, self._stack)
            priority = tf.where(touched.drawable, replay.largest_priority, 0.0)
            return after + 1, ring, sum_tree.update(tree, touched.slots, priority, _scaled(priority, knobs))

        before = tf.where(transition.episode_steps == 1, 0, 1)
        _, ring, tree = tf.while_loop(lambda after, *_: after < 2, write, (before, replay.ring, replay.tree))
        return replay._replace(ring=ring, tree=tree)

    def draw(self, replay: FrameReplayState, stored_steps: tf.Tensor, uniform: tf.Tensor, knobs: RunKnobs) -> Drawn:
        """Draws one transition per number of `uniform` [B] in [0, 1)."""
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
        """The newest frames that fit the `following` memory; what never had a priority of its own gets the largest."""
        del env_steps
        priorities = sum_tree.raw_priorities(replay.tree.leaves.numpy())[: self.capacity]
        ring = replay.ring
        if following.capacity != self.capacity:
            arrays = FrameRing(*(part.numpy() for part in ring))
            ring, priorities = frame_ring.resized(arrays, priorities, following.capacity, self._stack)
        largest = replay.largest_priority.numpy()
        if not following._prioritized:
            priorities, largest = (priorities > 0).astype(np.float32), np.float32(1.0)
        elif not self._prioritized:
            priorities = np.where(priorities > 0, largest, 0.0)
        return FrameReplayState(ring, tree_of(priorities, alpha), tf.constant(largest))

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
        """At most `most` stacks [N, K, H, W, C] uint8 of the transitions that can be drawn, evenly spread over them."""
        del env_steps
        drawable = np.flatnonzero(sum_tree.raw_priorities(replay.tree.leaves.numpy()))
        some = np.linspace(0, len(drawable), min(most, len(drawable)), endpoint=False).astype(np.int32)
        slots = tf.constant(drawable[some], tf.int32)
        ring = FrameRing(*(tf.convert_to_tensor(part) for part in replay.ring))
        batch = frame_ring.draw_n_step(ring, slots, tf.constant(1), tf.constant(1.0), self._stack)
        return batch.observation.numpy().reshape(len(slots), self._stack, *self._frame_shape)


def _scaled(priority: tf.Tensor, knobs: RunKnobs) -> tf.Tensor:
    """priority^α, and 0 of 0 whatever α is."""
    return tf.where(priority > 0.0, tf.pow(tf.maximum(priority, 1e-30), knobs.alpha), 0.0)
