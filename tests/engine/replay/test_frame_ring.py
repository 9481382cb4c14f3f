"""Frames stored once: every sample is what a list of everything that ever happened says, and Gymnasium's own stacks.

The ring deals in rows; which frame belongs to which is stored here as the program stores it, in `PackedFrames`.
"""

import functools
from collections.abc import Callable

import gymnasium
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from dqn_engine.replay import frame_ring
from dqn_engine.replay.frame_ring import FrameRing, FrameRow
from dqn_engine.replay.packed_frames import PackedFrames
from tests.support.naive_frames import NaiveFrames, NaiveRow

PIXELS = 2
quietly = settings(deadline=None, max_examples=25, derandomize=True, database=None)

ENVIRONMENTS, SEGMENT = 2, 9
# An environment's next step: which one, how its episode continues, and its reward.
STEPS = st.lists(
    st.tuples(
        st.integers(0, ENVIRONMENTS - 1),
        st.sampled_from(["on", "on", "on", "on", "terminated", "truncated", "broken off"]),
        st.integers(-4, 4),
    ),
    max_size=45,
)


@functools.cache
def compiled(function: Callable, stack: int) -> Callable:
    return tf.function(functools.partial(function, stack=stack), jit_compile=True, autograph=False)


class Both:
    """The ring and its twin, told the same; `sampleable` is what a sum tree would hold."""

    def __init__(self, stack: int, segment: int = SEGMENT, environments: int = ENVIRONMENTS) -> None:
        self.stack, self.naive = stack, NaiveFrames(environments, segment, stack)
        self.ring = frame_ring.empty(environments * segment, environments)
        self.frames = PackedFrames(environments * segment, PIXELS)
        self.sampleable = np.zeros(environments * segment, bool)
        self.episode = [0] * environments

    def step(self, environment: int, way: str, reward: float) -> None:
        rows = self.naive.rows[environment]
        number = sum(map(len, self.naive.rows))
        fresh = not rows or rows[-1].terminated or rows[-1].truncated or way == "broken off"
        if fresh:
            self.episode[environment] += 1
        frame = np.array([number % 251, 7 * environment + number // 251], np.uint8)
        row = NaiveRow(
            frame=frame,
            episode=self.episode[environment],
            place=0 if fresh else rows[-1].place + 1,
            action=number % 5,
            reward=reward,
            terminated=way == "terminated" and not fresh,
            truncated=way == "truncated" and not fresh,
        )
        rows.append(row)
        given_row = FrameRow(
            tf.constant(row.place),
            tf.constant(row.action),
            tf.constant(float(reward)),
            tf.constant(row.terminated),
            tf.constant(row.terminated or row.truncated),
        )
        write = compiled(frame_ring.write, self.stack)
        self.ring, touched = write(self.ring, tf.constant(environment), given_row)
        self.frames.put(int(touched.written), frame)
        slots = touched.slots.numpy()
        assert slots[0] != slots[1]
        self.sampleable[slots] = touched.sampleable.numpy()

    def check(self, n: int, gamma: float) -> None:
        expected = self.naive.sampleable_slots()
        assert set(np.flatnonzero(self.sampleable)) == set(expected)
        if not expected:
            return
        slots = np.resize(list(expected), ENVIRONMENTS * SEGMENT)  # one shape, one compilation
        sample = compiled(frame_ring.gather_n_step, self.stack)
        sampled = sample(self.ring, tf.constant(slots, tf.int32), tf.constant(n), tf.constant(gamma))
        batch = tf.nest.map_structure(lambda tensor: tensor.numpy(), sampled)
        for b, slot in enumerate(slots):
            observation, action, total, following, discount = self.naive.n_step(*expected[slot], n, gamma)
            np.testing.assert_array_equal(self.frames.get(batch.observation[b]), observation)
            assert batch.action[b] == action
            assert batch.return_n[b] == pytest.approx(total, rel=1e-5, abs=1e-5)
            assert batch.bootstrap_discount[b] == pytest.approx(discount, rel=1e-5)
            np.testing.assert_array_equal(self.frames.get(batch.next_observation[b]), following)


@pytest.mark.parametrize("stack", [1, 3])
@quietly
@given(steps=STEPS, n=st.integers(1, 10), gamma=st.sampled_from([0.5, 0.9]))
def test_that_every_sample_is_what_the_list_says(stack: int, steps: list, n: int, gamma: float) -> None:
    both = Both(stack)
    for index, step in enumerate(steps):
        both.step(*step)
        if index % 7 == 6 or index + 1 == len(steps):
            both.check(n, gamma)


@pytest.mark.parametrize("capacity", [8, 14, 40])
@quietly
@given(steps=STEPS)
def test_that_a_resized_ring_is_as_if_it_had_been_so_from_the_start(capacity: int, steps: list) -> None:
    both, other = Both(3), Both(3, segment=capacity // ENVIRONMENTS)
    for step in steps:
        both.step(*step)
        other.step(*step)
    arrays, marks = (part.numpy() for part in both.ring), both.sampleable * np.float32(2.5)
    numbers, heads, priorities, kept, to = frame_ring.resized(*arrays, marks, capacity, stack=3)
    ring, moved = FrameRing(numbers, heads), both.frames.moved(capacity, kept, to)

    def by_environment(ring: FrameRing, frames: PackedFrames, marks: np.ndarray) -> list[list[tuple]]:
        found = []
        for environment, head in enumerate(np.asarray(ring.heads)):
            rows = len(ring.numbers) // ENVIRONMENTS
            slots = environment * rows + (head + np.arange(rows)) % rows
            kept = [s for s in slots if ring.numbers[s][frame_ring.NTH] > 0]
            pictures = frames.get(np.array(kept, int))
            numbers = np.asarray(ring.numbers)[kept]
            found.append([(*p, *n, bool(marks[s])) for p, n, s in zip(pictures, numbers, kept, strict=True)])
        return found

    wanted = by_environment(other.ring, other.frames, other.sampleable)
    for ours, theirs in zip(by_environment(ring, moved, priorities), wanted, strict=True):
        # A larger ring can't bring back what a smaller one had overwritten, nor the stacks that need it.
        newest_first = enumerate(theirs[::-1][:SEGMENT])
        assert ours[::-1] == [(*row[:-1], row[-1] and index <= SEGMENT - 3) for index, row in newest_first]
    assert set(np.unique(priorities)) <= {0.0, 2.5}


def test_that_stacks_are_those_of_gymnasiums_wrapper() -> None:
    class Counting(gymnasium.Env):
        observation_space = gymnasium.spaces.Box(0, 255, (1, PIXELS), np.uint8)
        action_space = gymnasium.spaces.Discrete(2)
        count = 0

        def reset(self, **_: object) -> tuple[np.ndarray, dict]:
            return self._frame(), {}

        def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
            return self._frame(), 0.0, self.count % 6 == 0, False, {}

        def _frame(self) -> np.ndarray:
            self.count += 1
            return np.array([[self.count, 200]], np.uint8)

    stack = 3
    environment = gymnasium.wrappers.FrameStackObservation(Counting(), stack, padding_type="reset")
    ring, frames, stacks, ended, age = frame_ring.empty(40, 1), PackedFrames(40, PIXELS), [], True, 0
    for _ in range(16):
        if ended:
            observation, ended, age = environment.reset()[0], False, 0
        else:
            observation, _, ended, _, _ = environment.step(0)
            age += 1
        stacks.append(observation)
        row = FrameRow(*map(tf.constant, (age, 1, 0.0, ended, ended)))
        ring, touched = frame_ring.write(ring, tf.constant(0), row, stack)
        frames.put(int(touched.written), observation[-1].reshape(-1))
    batch = frame_ring.gather_n_step(ring, tf.range(15), tf.constant(1), tf.constant(0.9), stack)
    sampled = frames.get(batch.observation.numpy())
    np.testing.assert_array_equal(sampled.reshape(15, stack, 1, PIXELS), stacks[:15])


@pytest.mark.as_shipped
def test_that_nothing_as_large_as_the_buffer_is_copied() -> None:
    ring = tf.nest.map_structure(tf.Variable, frame_ring.empty(1000, 2))

    @tf.function(jit_compile=True, autograph=False)
    def several(slots: tf.Tensor) -> tf.Tensor:
        def body(index: tf.Tensor, held: FrameRing, total: tf.Tensor) -> tuple:
            row = FrameRow(index, index, 1.0, index > 3, index > 3)
            held, touched = frame_ring.write(held, index % 2, row, 4)
            batch = frame_ring.gather_n_step(held, slots + touched.slots[0], tf.constant(2), tf.constant(0.9), 4)
            sums = [tf.reduce_sum(tf.cast(part, tf.float32)) for part in batch]
            return index + 1, held, total + tf.add_n(sums)

        held = tf.nest.map_structure(lambda variable: variable.value(), ring)
        _, held, total = tf.while_loop(lambda index, *_: index < 5, body, (0, held, 0.0))
        tf.nest.map_structure(lambda variable, value: variable.assign(value), ring, held)
        return total

    describe = several.experimental_get_compiler_ir(tf.constant([0, 1]))
    optimized = describe(stage="optimized_hlo")
    assert "f32[1000,5]" in optimized
    assert "input_output_alias" in optimized.partition("\n")[0], "the rows would be there twice"
    copies = [line for line in optimized.splitlines() if " copy(" in line and "[1000," in line]
    assert copies == []
