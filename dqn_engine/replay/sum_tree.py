"""A wide sum tree: what is sampled in prioritized replay (Schaul et al. 2016), as pure functions of tensors.

Each level is a matrix [nodes, FAN_OUT]; the sum of row i of a level is at flat position i of the level above, and
the top level is one row. The leaves hold two numbers a transition, side by side: the `priority` |δ|+ε as it was
measured, and the `scaled_priority` priority^α that is summed; so α can change at any time and one scatter writes both.

Three properties hold by construction, and tests hold them against a slow twin:
no drift (a touched parent is recomputed from its children, never corrected by a difference),
duplicates in a batch are harmless (both compute the same sum),
and no empty slot is ever sampled, whatever the rounding: a child is chosen only among those with positive mass.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

FAN_OUT = 16
"""Children of a node. Measured: the prefix sums of 64 children cost more than the two levels they save."""


class SumTree(NamedTuple):
    """Attributes:
    leaves: [ceil(C / F), 2F] float32: scaled priorities, then raw priorities, of F transitions a row.
    levels: bottom to top, each [nodes, F] float32; the last has one row.
    """

    leaves: tf.Tensor
    levels: tuple[tf.Tensor, ...]


class SampledSlots(NamedTuple):
    """Sampled slots and the scaled priority each had."""

    slots: tf.Tensor  # [B] int32
    scaled_priority: tf.Tensor  # [B] float32, positive


def level_shapes(capacity: int) -> tuple[tuple[int, int], ...]:
    """Shapes of leaves and levels for `capacity` transitions."""
    rows = -(-capacity // FAN_OUT)
    shapes = [(rows, 2 * FAN_OUT)]
    while rows > 1 or len(shapes) == 1:
        rows = -(-rows // FAN_OUT)
        shapes.append((rows, FAN_OUT))
    return tuple(shapes)


def build(priorities: np.ndarray, alpha: float) -> tuple[np.ndarray, ...]:
    """The arrays of a whole tree from raw priorities [C] (0 where empty); leaves first. See `tree_of`."""
    shapes = level_shapes(len(priorities))
    raw = np.zeros(shapes[0][0] * FAN_OUT, np.float32)
    raw[: len(priorities)] = priorities
    scaled = np.where(raw > 0, np.power(np.maximum(raw, 1e-30), np.float32(alpha)), 0).astype(np.float32)
    arrays = [np.concatenate([scaled.reshape(-1, FAN_OUT), raw.reshape(-1, FAN_OUT)], axis=1)]
    below = scaled.reshape(-1, FAN_OUT)
    for shape in shapes[1:]:
        level = np.zeros(shape[0] * FAN_OUT, np.float32)
        level[: len(below)] = below.sum(axis=1)
        below = level.reshape(shape)
        arrays.append(below)
    return tuple(arrays)


def tree_of(priorities: np.ndarray, alpha: float) -> SumTree:
    """A tree of raw priorities [C], 0 where empty."""
    leaves, *levels = (tf.constant(array) for array in build(priorities, alpha))
    return SumTree(leaves, tuple(levels))


def raw_priorities(leaves: np.ndarray) -> np.ndarray:
    """The raw priorities [C'] of `leaves`, in slot order; C' is the capacity rounded up to whole rows."""
    return leaves[:, FAN_OUT:].reshape(-1)


def scaled_priorities(leaves: np.ndarray) -> np.ndarray:
    """The scaled priorities [C'], as `raw_priorities`."""
    return leaves[:, :FAN_OUT].reshape(-1)


def scaled_priorities_at(tree: SumTree, slots: tf.Tensor) -> tf.Tensor:
    """Those of some slots [B]."""
    at = tf.stack([slots // FAN_OUT, tf.math.floormod(slots, FAN_OUT)], 1)
    return tf.gather_nd(tree.leaves, at)


def total(tree: SumTree) -> tf.Tensor:
    """The sum [] of all scaled priorities."""
    return tf.reduce_sum(tree.levels[-1])


def update(tree: SumTree, slots: tf.Tensor, priority: tf.Tensor, scaled_priority: tf.Tensor) -> SumTree:
    """Writes priorities [B] at `slots` [B] and recomputes every touched parent. Duplicates must have equal values."""
    row, column = slots // FAN_OUT, tf.math.floormod(slots, FAN_OUT)
    scaled_at, raw_at = tf.stack([row, column], 1), tf.stack([row, column + FAN_OUT], 1)
    leaves = tf.tensor_scatter_nd_update(
        tree.leaves, tf.concat([scaled_at, raw_at], 0), tf.concat([scaled_priority, priority], 0)
    )
    levels: list[tf.Tensor] = []
    below = leaves
    for level in tree.levels:
        sums = tf.reduce_sum(tf.gather(below, row)[:, :FAN_OUT], axis=1)
        position = tf.stack([row // FAN_OUT, tf.math.floormod(row, FAN_OUT)], 1)
        level = tf.tensor_scatter_nd_update(level, position, sums)
        levels.append(level)
        below, row = level, row // FAN_OUT
    return SumTree(leaves, tuple(levels))


def sample(tree: SumTree, uniform: tf.Tensor) -> SampledSlots:
    """Samples one transition per number of `uniform` [B] in [0, 1), each with probability scaled_priority / total.

    The tree must hold at least one positive priority.
    """
    mass = uniform * total(tree)
    node = tf.zeros_like(uniform, tf.int32)
    for matrix in (*reversed(tree.levels), tree.leaves):
        children = tf.gather(matrix, node)[:, :FAN_OUT]  # [B, F]
        before = _exclusive_prefix_sums(children)
        # The first child with mass has nothing before it, so there is always a candidate, even if mass was rounded up.
        possible = (children > 0.0) & (before <= mass[:, tf.newaxis])
        child = tf.reduce_max(tf.where(possible, tf.range(FAN_OUT), 0), axis=1)
        mass = mass - tf.gather(before, child, batch_dims=1)
        node = node * FAN_OUT + child
    flat = node + (node // FAN_OUT) * FAN_OUT  # a row of leaves also holds the raw priorities
    scaled_priority = tf.gather(tf.reshape(tree.leaves, [-1]), flat)
    # Adds 0. It makes all that follows wait for this read of the leaves; otherwise XLA may put it after the next write
    # to them, and keeps a copy of the whole level for that: at a million transitions, 25 times slower.
    slots = node + tf.cast(scaled_priority < 0.0, tf.int32)
    return SampledSlots(slots, scaled_priority)


def _exclusive_prefix_sums(children: tf.Tensor) -> tf.Tensor:
    """[B, F]: for each child the sum of those before it; a product with a triangular matrix is one fast kernel."""
    strictly_before = np.triu(np.ones((FAN_OUT, FAN_OUT), np.float32), k=1)
    return children @ strictly_before
