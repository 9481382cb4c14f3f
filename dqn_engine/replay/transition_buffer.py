"""The replay buffer as learning sees it: rows of transitions, and a tree that says how likely each is to be drawn.

With uniform replay the tree is neither kept up nor asked.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.replay import ring, sum_tree
from dqn_engine.replay.sum_tree import SumTree
from dqn_engine.system.values import Knobs
from dqn_engine.training.live_inputs import RunKnobs


class ReplayState(NamedTuple):
    """What has been experienced, and how likely each transition is to be drawn."""

    rows: tf.Tensor  # [C, W] float32
    tree: SumTree
    largest_priority: tf.Tensor  # [] float32


class Drawn(NamedTuple):
    """A batch; `scaled_priority` is what each was drawn in proportion to, 1 with uniform replay."""

    slots: tf.Tensor  # [B] int32
    scaled_priority: tf.Tensor  # [B] float32
    batch: ring.NStepBatch


class TransitionMemory:
    """Stores and draws transitions of `observation_size` numbers per observation.

    The state is passed in and out, so that all of it can live in the compiled program.
    """

    def __init__(self, observation_size: int, knobs: Knobs) -> None:
        self.capacity: int = knobs["capacity"]
        self._observation_size = observation_size
        self._prioritized: bool = knobs["prioritized"]
        self._num_envs: int = knobs["num_envs"]

    def initial(self, alpha: float) -> ReplayState:
        """An empty buffer."""
        rows = tf.zeros([self.capacity, ring.row_width(self._observation_size)])
        return ReplayState(rows, tree_of(np.zeros(self.capacity, np.float32), alpha), tf.constant(1.0))

    def store(
        self, replay: ReplayState, env_step: tf.Tensor, transition: ring.Transition, knobs: RunKnobs
    ) -> ReplayState:
        """Keeps the transition of environment step `env_step` [] int32, with the largest priority known."""
        rows, tree = ring.store(replay.rows, env_step, transition), replay.tree
        if self._prioritized:
            slot = (env_step % self.capacity)[tf.newaxis]
            priority = replay.largest_priority[tf.newaxis]
            tree = sum_tree.update(tree, slot, priority, tf.pow(priority, knobs.alpha))
        return replay._replace(rows=rows, tree=tree)

    def draw(self, replay: ReplayState, stored_steps: tf.Tensor, uniform: tf.Tensor, knobs: RunKnobs) -> Drawn:
        """Draws one transition per number of `uniform` [B] in [0, 1) of the `stored_steps` [] int32 so far."""
        if self._prioritized:
            slots, scaled_priority = sum_tree.draw(replay.tree, uniform)
        else:
            filled = tf.minimum(stored_steps, self.capacity)
            slots = tf.minimum(tf.cast(uniform * tf.cast(filled, tf.float32), tf.int32), filled - 1)
            scaled_priority = tf.ones_like(uniform)
        n_step = tf.cast(knobs.n_step, tf.int32)
        batch = ring.draw_n_step(replay.rows, slots, stored_steps, n_step, knobs.gamma, stride=self._num_envs)
        return Drawn(slots, scaled_priority, batch)

    def reprioritize(self, replay: ReplayState, drawn: Drawn, priority: tf.Tensor, knobs: RunKnobs) -> ReplayState:
        """Gives the drawn transitions their new `priority` [B] |δ|+ε."""
        if not self._prioritized:
            return replay
        tree = sum_tree.update(replay.tree, drawn.slots, priority, tf.pow(priority, knobs.alpha))
        return replay._replace(tree=tree, largest_priority=tf.maximum(replay.largest_priority, tf.reduce_max(priority)))

    def moved(self, replay: ReplayState, env_steps: int, following: "TransitionMemory", alpha: float) -> ReplayState:
        """The newest transitions that fit the `following` memory; those that never had a priority get the largest."""
        steps = np.arange(max(0, env_steps - min(self.capacity, following.capacity)), env_steps)
        rows = np.zeros((following.capacity, replay.rows.shape[1]), np.float32)
        rows[steps % following.capacity] = replay.rows.numpy()[steps % self.capacity]
        if self.capacity < min(env_steps, following.capacity):
            # Slots whose transitions were forgotten before there was room for them. Uniform replay draws them all the
            # same, so they hold what is still known once more, each by itself.
            empty = np.setdiff1d(np.arange(min(env_steps, following.capacity)), steps % following.capacity)
            rows[empty] = np.resize(replay.rows.numpy()[steps % self.capacity], (len(empty), rows.shape[1]))
            rows[empty, ring.ENDED_COLUMN] = 1.0
        raw = sum_tree.raw_priorities(replay.tree.leaves.numpy())[steps % self.capacity]
        if not self._prioritized:
            raw = np.zeros_like(raw)  # The tree wasn't kept up: what it holds belongs to rows long overwritten.
        priorities = np.zeros(following.capacity, np.float32)
        priorities[steps % following.capacity] = np.where(raw > 0, raw, replay.largest_priority.numpy())
        largest = tf.constant(replay.largest_priority.numpy())
        return ReplayState(tf.constant(rows), tree_of(priorities, alpha), largest)

    def cut_off(self, replay: ReplayState, env_steps: int) -> ReplayState:
        """The same with the newest transition of every environment marked as its episode's last, as by a time limit.

        What follows is of another episode; without the mark, n-step returns would reach into it.
        """
        rows = replay.rows.numpy()
        rows[np.arange(max(0, env_steps - self._num_envs), env_steps) % self.capacity, ring.ENDED_COLUMN] = 1.0
        return replay._replace(rows=tf.constant(rows))

    def priorities(self, replay: ReplayState, env_steps: int) -> np.ndarray:
        """The raw priorities |δ|+ε [N] of the transitions kept, in no particular order."""
        raw = sum_tree.raw_priorities(replay.tree.leaves.numpy())[: min(env_steps, self.capacity)]
        return raw[raw > 0]

    def observations(self, replay: ReplayState, env_steps: int, most: int) -> np.ndarray:
        """At most `most` observations [N, O] of the transitions kept, evenly spread over them."""
        filled = min(env_steps, self.capacity)
        slots = np.linspace(0, filled, min(most, filled), endpoint=False).astype(np.int32)
        return tf.gather(replay.rows, slots).numpy()[:, : self._observation_size]


def tree_of(priorities: np.ndarray, alpha: float) -> SumTree:
    """A tree of raw priorities [C]."""
    leaves, *levels = (tf.constant(array) for array in sum_tree.build(priorities, alpha))
    return SumTree(leaves, tuple(levels))
