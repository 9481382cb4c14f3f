"""The wide sum tree against a flat list: sums, drift, duplicates, and above all what can be sampled."""

import functools
from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from dqn_engine.replay import sum_tree
from dqn_engine.replay.sum_tree import FAN_OUT, SumTree
from tests.support.naive_replay import NaivePriorities

BATCH = 8
CAPACITIES = (1, FAN_OUT - 1, FAN_OUT, FAN_OUT + 1, FAN_OUT**2 - 1, FAN_OUT**2, FAN_OUT**2 + 1, 10_000)
BELOW_ONE = float(np.nextafter(np.float32(1), np.float32(0)))
each_capacity = pytest.mark.parametrize("capacity", CAPACITIES)
quietly = settings(deadline=None, max_examples=15, derandomize=True, database=None)


@functools.cache
def compiled(capacity: int) -> tuple[Callable, Callable]:
    """`update` and `sample` for trees of one capacity, compiled once."""
    del capacity
    return (
        tf.function(sum_tree.update, jit_compile=True, autograph=False),
        tf.function(sum_tree.sample, jit_compile=True, autograph=False),
    )


def tree_of(arrays: tuple[np.ndarray, ...]) -> SumTree:
    return SumTree(tf.constant(arrays[0]), tuple(tf.constant(a) for a in arrays[1:]))


def empty(capacity: int) -> SumTree:
    return tree_of(sum_tree.build(np.zeros(capacity, np.float32), 1.0))


def updated(tree: SumTree, capacity: int, priorities: dict[int, float], alpha: float = 1.0) -> SumTree:
    """Writes up to BATCH priorities; the last is repeated to fill the batch, as duplicates are in a sample."""
    items = list(priorities.items())
    items += [items[-1]] * (BATCH - len(items))
    slots, values = (np.array(column) for column in zip(*items, strict=True))
    raw = tf.constant(values.astype(np.float32))
    return compiled(capacity)[0](tree, tf.constant(slots.astype(np.int32)), raw, tf.pow(raw, alpha))


def sampled(tree: SumTree, capacity: int, uniform: list[float]) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.resize(np.array(uniform, np.float32), BATCH)
    sample = compiled(capacity)[1](tree, tf.constant(numbers))
    return sample.slots.numpy(), sample.scaled_priority.numpy()


def scaled_leaves(tree: SumTree, capacity: int) -> np.ndarray:
    flat = tree.leaves.numpy()[:, :FAN_OUT].reshape(-1)
    assert not flat[capacity:].any(), "slots beyond the capacity must stay empty"
    return flat[:capacity]


def assert_sums_are_exact(tree: SumTree, capacity: int) -> None:
    """Every level equals, to the bit, that of a tree into which the same leaves were written afresh."""
    raw = sum_tree.raw_priorities(tree.leaves.numpy())[:capacity]
    held = np.flatnonzero(raw)
    fresh = empty(capacity)
    for start in range(0, len(held), BATCH):
        fresh = updated(fresh, capacity, {int(s): float(raw[s]) for s in held[start : start + BATCH]})
    for level, afresh in zip(tree.levels, fresh.levels, strict=True):
        np.testing.assert_array_equal(level, afresh)


def priorities_in(low_exponent: int, high_exponent: int) -> st.SearchStrategy[float]:
    return st.floats(low_exponent, high_exponent).map(lambda exponent: float(np.float32(10.0**exponent)))


def operations(capacity: int) -> st.SearchStrategy[list[dict[int, float]]]:
    """Batches of writes; slots near the edges of nodes are likely, so that slots are written again and again."""
    edges = sorted({s for s in (0, 1, FAN_OUT - 1, FAN_OUT, FAN_OUT**2 - 1, capacity - 1) if s < capacity})
    slots = st.one_of(st.sampled_from(edges), st.integers(0, capacity - 1))
    return st.lists(st.dictionaries(slots, priorities_in(-6, 6), min_size=1, max_size=BATCH), min_size=1, max_size=8)


@each_capacity
@quietly
@given(data=st.data())
def test_that_after_any_updates_the_tree_holds_what_a_list_holds(capacity: int, data: st.DataObject) -> None:
    tree, naive = empty(capacity), NaivePriorities(capacity)
    for written in data.draw(operations(capacity)):
        tree = updated(tree, capacity, written)
        for slot, priority in written.items():
            naive.priority[slot] = priority
    np.testing.assert_array_equal(scaled_leaves(tree, capacity), naive.priority.astype(np.float32))
    np.testing.assert_array_equal(sum_tree.raw_priorities(tree.leaves.numpy())[:capacity], naive.priority)
    assert float(sum_tree.total(tree)) == pytest.approx(naive.priority.sum(), rel=1e-5)
    assert_sums_are_exact(tree, capacity)


@each_capacity
@quietly
@given(data=st.data())
def test_that_no_empty_slot_is_ever_sampled(capacity: int, data: st.DataObject) -> None:
    tree = empty(capacity)
    for written in data.draw(operations(capacity)):
        tree = updated(tree, capacity, written)
    leaves = scaled_leaves(tree, capacity)
    uniform = data.draw(st.lists(st.floats(0, BELOW_ONE, width=32), min_size=BATCH - 3, max_size=BATCH - 3))
    # (i + u) / B can round up to 1 itself.
    slots, scaled = sampled(tree, capacity, [0.0, BELOW_ONE, 1.0, *uniform])
    assert (slots >= 0).all()
    assert (slots < capacity).all()
    assert (leaves[slots] > 0).all()
    np.testing.assert_array_equal(scaled, leaves[slots])


@each_capacity
def test_that_a_single_priority_is_always_sampled(capacity: int) -> None:
    for slot in {0, capacity // 2, capacity - 1}:
        for priority in (1e-6, 1.0, 1e6, 1 / 3):
            tree = updated(empty(capacity), capacity, {slot: priority})
            slots, scaled = sampled(tree, capacity, [0.0, 1e-38, 0.3, 0.5, 0.7, BELOW_ONE, 1.0])
            assert (slots == slot).all()
            assert (scaled == np.float32(priority)).all()


@each_capacity
def test_that_any_number_samples_a_filled_slot_while_the_tree_fills_up(capacity: int) -> None:
    """Odd priorities whose sums round, and every number that stratified sampling can make near a boundary."""
    generator, tree = np.random.default_rng(capacity), empty(capacity)
    for slot in range(min(capacity, 100)):
        tree = updated(tree, capacity, {slot: float(10 ** generator.uniform(-6, 6))})
        slots, scaled = sampled(tree, capacity, [0.0, BELOW_ONE, 1.0, *generator.random(BATCH - 3, np.float32)])
        assert (slots <= slot).all()
        assert (scaled > 0).all()


@each_capacity
@quietly
@given(data=st.data())
def test_that_a_sample_finds_the_slot_the_list_finds(capacity: int, data: st.DataObject) -> None:
    """With whole priorities every sum is exact, and halves keep the points off the boundaries."""
    naive, tree = NaivePriorities(capacity), empty(capacity)
    slots = st.dictionaries(st.integers(0, capacity - 1), st.integers(1, 40), min_size=1, max_size=BATCH)
    for written in data.draw(st.lists(slots, min_size=1, max_size=4)):
        tree = updated(tree, capacity, written)
        for slot, priority in written.items():
            naive.priority[slot] = priority
    total = int(naive.priority.sum())
    points = data.draw(st.lists(st.integers(0, total - 1), min_size=1, max_size=BATCH))
    found, _ = sampled(tree, capacity, [(point + 0.5) / total for point in points])
    assert found[: len(points)].tolist() == [naive.slot_at(point + 0.5, 1.0) for point in points]


def test_that_a_sample_at_a_boundary_takes_the_slot_that_begins_there() -> None:
    # Priorities 4, 0, 2, 1 and, in another node, 9: sixteen in all, so these points are exact.
    tree = updated(empty(40), 40, {0: 4.0, 2: 2.0, 3: 1.0, FAN_OUT + 1: 9.0})
    points = {0: 0, 3: 0, 4: 2, 5: 2, 6: 3, 7: FAN_OUT + 1, 8: FAN_OUT + 1, 15: FAN_OUT + 1}
    found, _ = sampled(tree, 40, [point / 16 for point in points])
    assert found.tolist() == list(points.values())


@pytest.mark.parametrize("capacity", [5, FAN_OUT + 1, 300])
def test_that_slots_are_sampled_in_proportion_to_their_priority(capacity: int) -> None:
    generator = np.random.default_rng(capacity)
    priorities = generator.uniform(0.2, 3.0, capacity).astype(np.float32)
    priorities[generator.integers(0, capacity, capacity // 4)] = 0.0
    alpha, samples = 0.7, 60_000
    tree = tree_of(sum_tree.build(priorities, alpha))
    slots = sum_tree.sample(tree, tf.constant(generator.random(samples, np.float32))).slots.numpy()
    counts, held = np.bincount(slots, minlength=capacity), priorities > 0
    assert not counts[~held].any()
    expected = samples * (priorities**alpha * held) / (priorities[held] ** alpha).sum()
    freedom = held.sum() - 1
    chi_square = np.sum((counts[held] - expected[held]) ** 2 / expected[held])
    # Wilson and Hilferty's bound on χ², one in a thousand.
    assert chi_square < freedom * (1 - 2 / (9 * freedom) + 3.09 * np.sqrt(2 / (9 * freedom))) ** 3


@pytest.mark.parametrize("capacity", [1000])
def test_that_nothing_drifts_over_thousands_of_updates(capacity: int) -> None:
    generator, tree = np.random.default_rng(1), empty(capacity)
    held = np.zeros(capacity)
    for _ in range(1_200):
        slots = generator.integers(0, capacity, BATCH)
        written = {int(s): float(np.float32(10 ** generator.uniform(-6, 6))) for s in slots}
        tree = updated(tree, capacity, written)
        held[list(written)] = list(written.values())
    assert float(sum_tree.total(tree)) == pytest.approx(held.sum(), rel=1e-5)
    assert_sums_are_exact(tree, capacity)
    # After the large ones are gone, nothing of them is left in the sums.
    for start in range(0, capacity, BATCH):
        tree = updated(tree, capacity, dict.fromkeys(range(start, min(start + BATCH, capacity)), 1e-6))
    assert float(sum_tree.total(tree)) == pytest.approx(capacity * 1e-6, rel=1e-5)


@each_capacity
@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.0])
def test_that_a_tree_built_at_once_equals_one_filled_slot_by_slot(capacity: int, alpha: float) -> None:
    generator = np.random.default_rng(2)
    raw = np.zeros(capacity, np.float32)
    some = generator.permutation(capacity)[: max(1, min(capacity - 1, 200))]
    raw[some] = 10 ** generator.uniform(-3, 3, len(some))
    grown = empty(capacity)
    for start in range(0, len(some), BATCH):
        grown = updated(grown, capacity, {int(s): float(raw[s]) for s in some[start : start + BATCH]}, alpha)
    at_once = tree_of(sum_tree.build(raw, alpha))
    assert [tuple(level.shape) for level in (at_once.leaves, *at_once.levels)] == list(sum_tree.level_shapes(capacity))
    for ours, theirs in zip((grown.leaves, *grown.levels), (at_once.leaves, *at_once.levels), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)


@each_capacity
def test_that_alpha_can_be_changed_from_the_raw_priorities(capacity: int) -> None:
    raw = np.random.default_rng(4).uniform(0, 2, capacity).astype(np.float32)
    raw[::3] = 0.0
    raw[-1] = 1.5
    first = sum_tree.build(raw, 0.9)
    again = sum_tree.build(sum_tree.raw_priorities(first[0]), 0.3)
    for ours, theirs in zip(again, sum_tree.build(raw, 0.3), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_that_every_slot_has_a_leaf_and_the_top_is_one_row() -> None:
    for capacity in (*range(1, 300), 4095, 4096, 4097, 1_048_576):
        shapes = sum_tree.level_shapes(capacity)
        assert shapes[0] == (-(-capacity // FAN_OUT), 2 * FAN_OUT)
        assert shapes[-1] == (1, FAN_OUT)
        for below, above in zip(shapes, shapes[1:], strict=False):
            assert below[0] <= above[0] * FAN_OUT < below[0] + FAN_OUT
