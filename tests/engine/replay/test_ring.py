"""The ring of transitions and its n-step returns against a list of everything that ever happened."""

import functools
from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from dqn_engine.replay import ring
from dqn_engine.replay.row_widths import row_width
from tests.support.naive_replay import NaiveRing, NaiveTransition

OBSERVATION_SIZE, BATCH = 3, 16
quietly = settings(deadline=None, max_examples=40, derandomize=True, database=None)


@functools.cache
def compiled(num_envs: int = 1) -> tuple[Callable, Callable]:
    return (
        tf.function(ring.store, jit_compile=True, autograph=False),
        tf.function(functools.partial(ring.gather_n_step, stride=num_envs), jit_compile=True, autograph=False),
    )


def transition(number: int, reward: float, end: str) -> NaiveTransition:
    """The observations name their step, so that a mistaken row shows."""
    return NaiveTransition(
        observation=np.array([number, -number, 0.5], np.float32),
        action=number % 5,
        reward=reward,
        next_observation=np.array([number + 0.25, number, 7.0], np.float32),
        terminated=end in ("terminated", "both"),
        truncated=end in ("truncated", "both"),
    )


def stored(capacity: int, steps: list[tuple[float, str]], num_envs: int = 1) -> tuple[tf.Tensor, NaiveRing]:
    rows, naive = tf.zeros([capacity, row_width(OBSERVATION_SIZE)]), NaiveRing(capacity, num_envs)
    for number, (reward, end) in enumerate(steps):
        t = transition(number, reward, end)
        naive.add(t)
        rows = compiled()[0](
            rows,
            tf.constant(number),
            ring.Transition(
                tf.constant(t.observation),
                tf.constant(t.action),
                tf.constant(t.reward, tf.float32),
                tf.constant(t.next_observation),
                tf.constant(t.terminated),
                tf.constant(t.terminated or t.truncated),
            ),
        )
    return rows, naive


def sample(
    rows: tf.Tensor, slots: list[int], stored_steps: int, n: int, gamma: float, num_envs: int = 1
) -> ring.NStepBatch:
    padded = np.resize(np.array(slots, np.int32), BATCH)
    batch = compiled(num_envs)[1](
        rows, tf.constant(padded), tf.constant(stored_steps), tf.constant(n), tf.constant(gamma, tf.float32)
    )
    return tf.nest.map_structure(lambda tensor: tensor.numpy()[: len(slots)], batch)


def assert_samples_like_the_list(rows: tf.Tensor, naive: NaiveRing, n: int, gamma: float) -> None:
    count = len(naive.stored)
    filled = list(range(min(count, naive.capacity)))
    for start in range(0, len(filled), BATCH):
        slots = filled[start : start + BATCH]
        batch = sample(rows, slots, count, n, gamma, naive.num_envs)
        for i, slot in enumerate(slots):
            first, total, last_observation, discount = naive.n_step(slot, n, gamma)
            np.testing.assert_array_equal(batch.observation[i], first.observation)
            assert batch.action[i] == first.action
            assert batch.return_n[i] == pytest.approx(total, rel=1e-5, abs=1e-5)
            assert batch.bootstrap_discount[i] == pytest.approx(discount, rel=1e-5)
            if discount:
                np.testing.assert_array_equal(batch.next_observation[i], last_observation)


ENDS = st.sampled_from(["", "", "", "", "terminated", "truncated", "both"])
STEPS = st.lists(st.tuples(st.floats(-2, 2, width=32), ENDS), min_size=1, max_size=45)


@quietly
@given(
    steps=STEPS,
    capacity=st.sampled_from([11, 16, 31]),
    n=st.integers(1, ring.LONGEST_N),
    gamma=st.sampled_from([0.0, 0.5, 0.9, 1.0]),
    num_envs=st.sampled_from([1, 3]),
)
def test_that_n_step_returns_are_those_of_a_plain_loop(
    steps: list[tuple[float, str]], capacity: int, n: int, gamma: float, num_envs: int
) -> None:
    rows, naive = stored(max(capacity, ring.LONGEST_N * num_envs), steps, num_envs)
    assert_samples_like_the_list(rows, naive, n, gamma)


@pytest.mark.parametrize("n", range(1, ring.LONGEST_N + 1))
def test_that_a_full_ring_without_an_end_samples_like_the_list_at_every_write_head(n: int) -> None:
    steps = [(float(i + 1), "") for i in range(40)]
    for count in range(12, 40, 3):
        rows, naive = stored(11, steps[:count])
        assert_samples_like_the_list(rows, naive, n, 0.5)


def test_that_the_oldest_is_overwritten_first() -> None:
    rows, _ = stored(11, [(1.0, "")] * 14)
    # Steps 11, 12 and 13 lie where 0, 1 and 2 were.
    assert rows.numpy()[:, 0].tolist() == [11, 12, 13, 3, 4, 5, 6, 7, 8, 9, 10]


def test_that_a_row_holds_the_transition_whole() -> None:
    rows, _ = stored(11, [(0.0, ""), (-1.5, "truncated"), (2.0, "both")])
    np.testing.assert_array_equal(rows[1], [1, -1, 0.5, 1.25, 1, 7, 1, -1.5, 0, 1])
    np.testing.assert_array_equal(rows[2], [2, -2, 0.5, 2.25, 2, 7, 2, 2.0, 1, 1])
    assert not rows.numpy()[3:].any()


# Rewards 1, 2, 4, 8, … with γ = ½ make every term of a return 1, so a return counts its terms.
DOUBLING = [float(2**i) for i in range(9)]


def counted(ends: dict[int, str], slot: int, n: int) -> tuple[float, float, float]:
    """The return, the bootstrap discount, and the step that is bootstrapped from, in a ring of nine steps."""
    rows, _ = stored(16, [(reward, ends.get(i, "")) for i, reward in enumerate(DOUBLING)])
    batch = sample(rows, [slot], len(DOUBLING), n, 0.5)
    return batch.return_n[0] / DOUBLING[slot], batch.bootstrap_discount[0], batch.next_observation[0][1]


def test_that_three_steps_are_summed_and_bootstrapped_after_the_third() -> None:
    assert counted({}, 2, 3) == (3.0, 0.125, 4.0)


def test_that_termination_ends_the_sum_and_allows_no_bootstrap() -> None:
    assert counted({3: "terminated"}, 2, 5)[:2] == (2.0, 0.0)
    assert counted({2: "terminated"}, 2, 5)[:2] == (1.0, 0.0)


def test_that_truncation_ends_the_sum_and_bootstraps_from_where_it_ended() -> None:
    assert counted({3: "truncated"}, 2, 5) == (2.0, 0.25, 3.0)
    assert counted({2: "truncated"}, 2, 1) == (1.0, 0.5, 2.0)


def test_that_an_end_before_or_after_the_sum_changes_nothing() -> None:
    assert counted({1: "terminated", 5: "terminated"}, 2, 3) == (3.0, 0.125, 4.0)


def test_that_the_newest_step_ends_the_sum_and_is_bootstrapped_from() -> None:
    assert counted({}, 7, 5) == (2.0, 0.25, 8.0)
    assert counted({}, 8, 5) == (1.0, 0.5, 8.0)


def test_that_a_matrix_of_slots_is_refused() -> None:
    rows, _ = stored(11, [(1.0, "")])
    with pytest.raises(ValueError, match="rank"):
        ring.gather_n_step(rows, tf.zeros([2, 2], tf.int32), tf.constant(1), tf.constant(1), tf.constant(0.9))
