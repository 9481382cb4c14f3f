"""The interval of a mean of paired differences: by hand, against its test, and where there is nothing."""

from itertools import product

import numpy as np
import pytest

from dqn_engine.comparison.sign_flips import LEAST_PAIRS, mean_interval


def test_that_so_few_pairs_say_nothing_even_where_all_point_one_way() -> None:
    ones = np.ones(LEAST_PAIRS)
    assert mean_interval(ones) == (1.0, 1.0)
    assert [mean_interval(ones[:count]) for count in range(LEAST_PAIRS)] == [None] * LEAST_PAIRS


def test_that_of_six_pairs_the_ends_are_the_lowest_and_the_highest() -> None:
    assert mean_interval(np.array([3.0, 1.0, 2.0, 9.0, 5.0, 4.0])) == (1.0, 9.0), "2 in 64 is below 5 %, 4 in 64 isn't"


def test_that_the_interval_holds_what_the_test_of_all_signs_doesn_t_reject() -> None:
    differences = np.random.default_rng(3).normal(1.0, 2.0, 10)
    signs = np.array(list(product([1, -1], repeat=10)))

    def rejected(value: float) -> bool:
        sums, observed = signs @ (differences - value), (differences - value).sum()
        return min((sums >= observed - 1e-9).mean(), (sums <= observed + 1e-9).mean()) <= 0.025

    ends = mean_interval(differences)
    assert ends is not None
    for end, outwards in zip(ends, (-1, 1), strict=True):
        assert rejected(end + 1e-6 * outwards)
        assert not rejected(end - 1e-6 * outwards)


@pytest.mark.parametrize("pairs", [6, *(pytest.param(many, marks=pytest.mark.slow) for many in (16, 32))])
def test_that_where_there_is_nothing_it_is_called_something_in_one_of_twenty_at_most(pairs: int) -> None:
    generator = np.random.default_rng(1)
    ends = [mean_interval(generator.normal(0.0, 1.0, pairs)) for _ in range(300)]
    assert sum(low > 0 or high < 0 for low, high in filter(None, ends)) <= 300 * 0.05 + 8, "two standard deviations"


def test_that_more_pairs_than_can_be_tried_in_all_ways_give_the_same_again() -> None:
    differences = np.random.default_rng(0).normal(1.0, 1.0, 40)
    assert mean_interval(differences) == mean_interval(differences.copy())
    low, high = mean_interval(differences) or (0.0, 0.0)
    assert 0 < low < differences.mean() < high
