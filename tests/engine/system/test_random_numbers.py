"""Counter-based random numbers: the same for the same arguments, different for all others, and spread evenly."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.run_config import LARGEST_SEED
from dqn_engine.system.random_numbers import ACT_STREAM, SAMPLE_STREAM, as_in_programs, uniforms

_compiled = tf.function(
    lambda seed, count: (uniforms(seed, ACT_STREAM, count, 6), uniforms(seed, SAMPLE_STREAM, count, 64)),
    jit_compile=True,
    autograph=False,
)


def drawn(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    act, draw = _compiled(tf.constant(seed), tf.constant(count))
    return act.numpy(), draw.numpy()


def test_that_the_same_arguments_give_the_same_numbers_whatever_was_asked_between() -> None:
    before = drawn(7, 1234)
    drawn(8, 9)
    for first, again in zip(before, drawn(7, 1234), strict=True):
        np.testing.assert_array_equal(first, again)


def test_that_outside_of_a_program_its_numbers_can_be_had() -> None:
    with as_in_programs():
        outside = [uniforms(tf.constant(7), ACT_STREAM, tf.constant(n), 6).numpy() for n in (3, 1234)]
    for count, numbers in zip((3, 1234), outside, strict=True):
        np.testing.assert_array_equal(numbers, drawn(7, count)[0])


def test_that_seeds_streams_and_counts_share_no_numbers() -> None:
    # 24 bits a number: among some thousand numbers a few coincide by chance, but no run of six does.
    runs = set()
    seeds, counts = (0, 1, 2, 64, LARGEST_SEED), (0, 1, 2, 3, 4, 16, 255, 256, 1 << 16, 1 << 20, 2**31 - 1)
    for seed, count in itertools.product(seeds, counts):
        for numbers in drawn(seed, count):
            runs.update(numbers[i : i + 6].tobytes() for i in range(len(numbers) - 5))
    assert len(runs) == len(seeds) * len(counts) * (1 + 59)


@pytest.mark.parametrize("seed", [0, 12345])
def test_that_numbers_are_spread_evenly_over_zero_to_one(seed: int) -> None:
    acts, draws = zip(*(drawn(seed, count) for count in range(400)), strict=True)
    for numbers in (np.ravel(acts), np.ravel(draws), np.array(acts)[:, 0], np.array(draws)[:, 63]):
        assert numbers.dtype == np.float32
        assert numbers.min() >= 0.0
        assert numbers.max() < 1.0
        counts, _ = np.histogram(numbers, bins=10, range=(0, 1))
        expected = len(numbers) / 10
        assert np.sum((counts - expected) ** 2) / expected < 27.9  # χ² with 9 degrees of freedom, one in a thousand


def test_that_successive_counts_are_not_correlated() -> None:
    numbers = np.array([drawn(1, count)[0] for count in range(400)])
    for column in range(numbers.shape[1]):
        assert abs(np.corrcoef(numbers[:-1, column], numbers[1:, column])[0, 1]) < 0.17
