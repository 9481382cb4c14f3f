"""The replay buffer of image environments: every frame is stored once, and stacked when it is sampled.

Stacks of four frames, before and after a step, would store each frame eight times. Here a row stands for one frame and
holds the step that led to it: action, reward, and whether the episode ended there. The frame itself is stored elsewhere
under the row's number (`packed_frames`); what is sampled here are such numbers. An episode of L steps takes L + 1 rows,
its last frame among them, so that a time limit can bootstrap. Each environment has a segment of its own with its own
write head, oldest row overwritten first, so that an episode's frames follow one another.

A row can be sampled once the row after it is written, and no longer once a frame of its stack may be overwritten.
Which can be sampled is in the sum tree, where the others have priority 0 (`Touched`); with uniform replay too.

n-step returns are built here when sampling, as `ring` does it.

Where the environment gives action masks, a row also holds that of the state in which its frame is the newest, packed.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.config.hyperparameters import LONGEST_N
from dqn_engine.replay import packed_masks
from dqn_engine.replay.ring import Masks, NStepBatch, SummedRewards
from dqn_engine.replay.row_widths import frame_row_width
from dqn_engine.system.static_shape import static_shape

NTH, ACTION, REWARD, TERMINATED, ENDED = range(5)
"""Columns of `FrameRing.numbers`; the first counts a row's frame within its episode, from 1. Empty rows are zeros.

Behind them come the packed masks, if there are any."""


class FrameRing(NamedTuple):
    """The rows of all environments; C is a multiple of the environments E, and each has S = C / E rows."""

    numbers: tf.Tensor  # [C, 5 + W] float32
    heads: tf.Tensor  # [E] int32 in [0, S), where each environment's next row goes


class FrameRow(NamedTuple):
    """The step that led to a frame. Where an episode begins (age 0) nothing led to it: only the age counts."""

    age: tf.Tensor  # [] int32
    action: tf.Tensor  # [] int32
    reward: tf.Tensor  # [] float32
    terminated: tf.Tensor  # [] bool
    ended: tf.Tensor  # [] bool, terminated or truncated
    mask: tuple[tf.Tensor, ...] = ()  # [W] float32, the packed action mask of the state then; empty without masks


class Touched(NamedTuple):
    """What writing a row does to the others: two of them can be sampled, or no longer be."""

    written: tf.Tensor  # [] int32, where the row went
    slots: tf.Tensor  # [2] int32, different
    sampleable: tf.Tensor  # [2] bool


def empty(capacity: int, environments: int, masked_actions: int = 0) -> FrameRing:
    """A ring without rows; `capacity` is rounded down to a multiple of `environments`; 0 `masked_actions`: no masks."""
    rows = capacity // environments * environments
    return FrameRing(tf.zeros([rows, frame_row_width(masked_actions)]), tf.zeros([environments], tf.int32))


def write(ring: FrameRing, environment: tf.Tensor, row: FrameRow, stack: int) -> tuple[FrameRing, Touched]:
    """Writes the next row of one environment.

    Args:
        ring: The ring before.
        environment: [] int32, its number.
        row: What to write.
        stack: K, frames of an observation; a segment must have more rows than that.
    """
    segment = _segment_rows(ring)
    first, head = environment * segment, ring.heads[environment]
    slot = first + head
    tail = [row.age + 1, row.action, row.reward, row.terminated, row.ended]
    numbers = tf.stack([tf.cast(number, tf.float32) for number in tail])
    if row.mask:
        numbers = tf.concat([numbers, *row.mask], axis=0)
    written = FrameRing(
        numbers=tf.tensor_scatter_nd_update(ring.numbers, [[slot]], numbers[tf.newaxis]),
        heads=tf.tensor_scatter_nd_update(ring.heads, [[environment]], [tf.math.floormod(head + 1, segment)]),
    )
    # The stacks of the K − 1 rows after the head reach back over it; those before the last of them are out already.
    completed, reached = (tf.math.floormod(head + rows - 1, segment) for rows in (segment, stack))
    touched = tf.stack([first + completed, first + reached])
    return written, Touched(slot, touched, tf.stack([row.age > 0, False]))


def gather_n_step(
    ring: FrameRing, slots: tf.Tensor, n_step: tf.Tensor, gamma: tf.Tensor, stack: int, masked_actions: int = 0
) -> NStepBatch:
    """Gathers the transitions that begin at `slots` with their n-step returns (Sutton 1988; Hessel et al. 2018).

    The sum stops early at the end of an episode and at the newest row. Observations are stacks of rows [B, K] int32,
    the oldest frame's first; where the episode has fewer frames its first one stands for the missing ones, as in
    Gymnasium's `FrameStackObservation`.

    Args:
        ring: The ring.
        slots: [B] int32, rows that can be sampled.
        n_step: [] int32 in [1, LONGEST_N].
        gamma: [] float32.
        stack: K.
        masked_actions: A; 0 without action masks.
    """
    segment = _segment_rows(ring)
    first, place, window = _places(ring, slots)
    offsets = tf.range(1, LONGEST_N + 1)
    column = _columns(ring)

    def masks_at(rows: tf.Tensor) -> tf.Tensor:
        return packed_masks.unpacked(tf.gather(ring.numbers, rows)[:, ENDED + 1 :], masked_actions)

    nth = tf.cast(column(NTH, slots), tf.int32)
    last = _steps_summed(ring, slots, n_step)
    included = tf.cast(offsets <= last[:, tf.newaxis], tf.float32)  # [B, N]
    discounts = tf.pow(gamma, tf.cast(offsets - 1, tf.float32))  # [N]
    last_place = tf.math.floormod(place + last, segment)
    terminated = column(TERMINATED, first + last_place)
    return NStepBatch(
        observation=_stacks(first, place, nth, segment, stack),
        action=tf.cast(column(ACTION, window[:, 0]), tf.int32),
        return_n=tf.reduce_sum(included * column(REWARD, window) * discounts, axis=1),
        next_observation=_stacks(first, last_place, nth + last, segment, stack),
        bootstrap_discount=tf.pow(gamma, tf.cast(last, tf.float32)) * (1.0 - terminated),
        masks=Masks(masks_at(slots), masks_at(first + last_place)) if masked_actions else (),
    )


def summed_rewards(ring: FrameRing, slots: tf.Tensor, n_step: tf.Tensor) -> SummedRewards:
    """Of which rewards `gather_n_step` sums, with the same arguments."""
    *_, window = _places(ring, slots)
    return SummedRewards(_columns(ring)(REWARD, window), _steps_summed(ring, slots, n_step))


def _places(ring: FrameRing, slots: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Where each slot's segment begins [B], its place in it [B], and the rows of the next steps [B, N]."""
    slots.shape.assert_has_rank(1)
    segment = _segment_rows(ring)
    first, place = slots // segment * segment, tf.math.floormod(slots, segment)
    offsets = tf.range(1, LONGEST_N + 1)
    return first, place, first[:, tf.newaxis] + tf.math.floormod(place[:, tf.newaxis] + offsets, segment)


def _columns(ring: FrameRing) -> Callable[[int, tf.Tensor], tf.Tensor]:
    """Gives one column of some rows, whatever their shape."""
    numbers = tf.reshape(ring.numbers, [-1])  # single numbers, as in `ring`
    width = static_shape(ring.numbers)[1]
    return lambda index, rows: tf.gather(numbers, rows * width + index)


def _steps_summed(ring: FrameRing, slots: tf.Tensor, n_step: tf.Tensor) -> tf.Tensor:
    """How many steps [B] int32 an n-step return sums."""
    segment, column = _segment_rows(ring), _columns(ring)
    _, place, window = _places(ring, slots)
    offsets = tf.range(1, LONGEST_N + 1)
    nth = tf.cast(column(NTH, slots), tf.int32)
    newest = tf.math.floormod(tf.gather(ring.heads, slots // segment) - 1 - place, segment)  # rows from a slot to it
    continues = tf.cast(column(NTH, window), tf.int32) == nth[:, tf.newaxis] + offsets
    breaks = tf.reduce_min(tf.where(continues, LONGEST_N + 1, offsets), axis=1)
    end = tf.reduce_min(tf.where(column(ENDED, window) > 0.5, offsets, LONGEST_N), axis=1)
    return tf.minimum(tf.minimum(n_step, newest), tf.minimum(breaks - 1, end))


class Resized(NamedTuple):
    """A ring of another capacity with the newest rows of each environment; all arrays."""

    numbers: np.ndarray  # [C', 5 + W] float32, as of `FrameRing`
    heads: np.ndarray  # [E] int32
    priorities: np.ndarray  # [C'] float32, raw, of its rows
    kept: np.ndarray  # [N] which rows of the old ring are kept
    to: np.ndarray  # [N] and where in the new one


def ages(numbers: np.ndarray, heads: np.ndarray, env_steps: int) -> np.ndarray:
    """How many environment steps ago [C] int64 the step was made that each row holds; of other rows it says nothing.

    Rows are no measure of that: where an episode begins, its first frame takes one too. Environments take turns.

    Args:
        numbers: [C, 5 + W] of the ring.
        heads: [E] of it.
        env_steps: Made in all.
    """
    environments, rows = len(heads), len(numbers) // len(heads)
    found = np.zeros((environments, rows), np.int64)
    for environment, head in enumerate(heads):
        newest_first = (int(head) - 1 - np.arange(rows)) % rows
        is_step = numbers[environment * rows + newest_first, NTH] > 1
        since = np.cumsum(is_step) - is_step  # steps of this environment that came later
        found[environment, newest_first] = since * environments + (env_steps - 1 - environment) % environments
    return found.ravel()


def resized(numbers: np.ndarray, heads: np.ndarray, priorities: np.ndarray, capacity: int, stack: int) -> Resized:
    """Keeps what fits `capacity`.

    Args:
        numbers: [C, 5 + W] of a `FrameRing`.
        heads: [E] of it.
        priorities: [C] raw, 0 where a row can't be sampled.
        capacity: As of `empty`.
        stack: K.
    """
    environments, old_segment = len(heads), len(numbers) // len(heads)
    segment = capacity // environments
    new_numbers = np.zeros((segment * environments, numbers.shape[1]), np.float32)
    new_heads = np.zeros(environments, np.int32)
    new_priorities = np.zeros(segment * environments, np.float32)
    all_kept: list[np.ndarray] = []
    all_to: list[np.ndarray] = []
    for environment, head in enumerate(heads):
        oldest_first = environment * old_segment + (head + np.arange(old_segment)) % old_segment
        filled = oldest_first[numbers[oldest_first, NTH] > 0]
        kept = filled[-segment:]
        to = environment * segment + np.arange(len(kept))
        new_numbers[to] = numbers[kept]
        new_heads[environment] = len(kept) % segment
        new_priorities[to] = priorities[kept]
        # As if the rows had been written one by one.
        lost = max(0, len(kept) - (segment - stack + 1))
        new_priorities[to[:lost]] = 0.0
        all_kept.append(kept)
        all_to.append(to)
    return Resized(new_numbers, new_heads, new_priorities, np.concatenate(all_kept), np.concatenate(all_to))


def _stacks(first: tf.Tensor, place: tf.Tensor, nth: tf.Tensor, segment: int, stack: int) -> tf.Tensor:
    """[B, K]: the rows up to those at `place` [B] of the segments that begin at `first` [B]."""
    back = tf.minimum(tf.range(stack - 1, -1, -1), nth[:, tf.newaxis] - 1)  # [B, K]
    return first[:, tf.newaxis] + tf.math.floormod(place[:, tf.newaxis] - back, segment)


def _segment_rows(ring: FrameRing) -> int:
    return static_shape(ring.numbers)[0] // static_shape(ring.heads)[0]
