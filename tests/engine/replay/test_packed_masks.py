"""Action masks in a replay buffer's rows: packed and unpacked alike, and the right one for every sample."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.replay.packed_masks import packed, packed_tensor, unpacked
from dqn_engine.replay.ring import Masks, Transition, gather_n_step, store
from dqn_engine.replay.row_widths import numbers_for, row_width


@pytest.mark.parametrize("count", [1, 2, 6, 23, 24, 25, 48, 100, 4096])
def test_that_masks_of_any_length_come_back_as_they_were(count: int) -> None:
    masks = np.random.default_rng(count).random((7, count)) < 0.5
    masks[0], masks[1] = True, False
    rows = packed(masks)
    assert rows.shape == (7, numbers_for(count)) == (7, -(-count // 24))
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(unpacked(tf.constant(rows), count), masks)
    compiled = tf.function(packed_tensor, jit_compile=True, autograph=False)
    np.testing.assert_array_equal([compiled(tf.constant(mask)) for mask in masks], rows)


def test_that_without_masks_a_row_is_as_wide_as_before() -> None:
    assert (row_width(4), row_width(4, 0), row_width(4, 2), row_width(4, 25)) == (12, 12, 14, 16)


@pytest.mark.parametrize("num_envs", [1, 3])
@pytest.mark.parametrize("n_step", [1, 2, 4])
def test_that_the_mask_of_a_sample_is_that_of_the_state_bootstrapped_from(num_envs: int, n_step: int) -> None:
    capacity, actions, steps = 64, 30, 50
    numbers = np.random.default_rng(1)
    masks = numbers.random((steps, 2, actions)) < 0.5
    ended = numbers.random(steps) < 0.2
    rows = tf.zeros([capacity, row_width(1, actions)])
    put = tf.function(store, jit_compile=True, autograph=False)
    for step in range(steps):
        before, after = packed(masks[step])
        transition = Transition(
            tf.constant([float(step)]), tf.constant(1), tf.constant(0.0), tf.constant([float(step + 1)]),
            tf.constant(False), tf.constant(bool(ended[step])), Masks(tf.constant(before), tf.constant(after)),
        )  # fmt: skip
        rows = put(rows, tf.constant(step), transition)
    slots = np.arange(steps, dtype=np.int32)
    sample = tf.function(gather_n_step, jit_compile=True, autograph=False)
    batch = sample(
        rows, tf.constant(slots), tf.constant(steps), tf.constant(n_step), tf.constant(0.9), num_envs, actions
    )
    np.testing.assert_array_equal(batch.masks.before, masks[:, 0])
    for slot in slots:
        last = slot
        while not ended[last] and last + num_envs < steps and last < slot + (n_step - 1) * num_envs:
            last += num_envs
        np.testing.assert_array_equal(batch.masks.after[slot], masks[last, 1])
        assert batch.next_observation[slot, 0] == last + 1
        assert batch.action[slot] == 1
