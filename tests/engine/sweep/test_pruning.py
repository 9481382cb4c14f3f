"""The signed-rank test is the one that counts every assignment of signs, and gives up only what is worse."""

import itertools

import numpy as np
import pytest

from dqn_engine.sweep.pruning import MOST_EXACT, is_worse, signed_rank_p


def by_counting(differences: list[float]) -> float:
    """The same by trying all signs."""
    sizes = np.abs(differences)
    ranks = [float(np.mean([1 + sum(other < size for other in sizes) + i
                            for i in range(sum(other == size for other in sizes))])) for size in sizes]  # fmt: skip
    kept = [(rank, difference) for rank, difference in zip(ranks, differences, strict=True) if difference]
    observed = sum(rank for rank, difference in kept if difference > 0)
    sums = [
        sum(rank for (rank, _), sign in zip(kept, signs, strict=True) if sign)
        for signs in itertools.product((0, 1), repeat=len(kept))
    ]
    return float(np.mean([total <= observed + 1e-9 for total in sums])) if kept else 1.0


@pytest.mark.parametrize(
    "differences",
    [[-1.0], [1.0], [-1.0, -2.0, -3.0], [-1.0, 2.0, -3.0], [0.0, -1.0, -1.0, 2.0], [-5.0, -5.0, 5.0, -1.0, -2.0, 0.0],
     [0.0, 0.0], [-3.0, 1.0, 1.0, -4.0, 2.0, -6.0, -7.0, -7.0]],
)  # fmt: skip
def test_that_the_p_value_is_the_fraction_of_signs_that_are_as_bad(differences: list[float]) -> None:
    assert signed_rank_p(np.array(differences)) == pytest.approx(by_counting(differences), abs=1e-12)


def test_that_all_of_k_seeds_being_worse_has_the_p_value_one_in_two_to_the_k() -> None:
    for count in range(1, 12):
        assert signed_rank_p(-np.arange(1.0, count + 1)) == pytest.approx(0.5**count)


def test_that_many_pairs_are_taken_to_be_normal_and_agree_with_the_exact() -> None:
    generator = np.random.Generator(np.random.Philox(key=3))
    differences = generator.normal(-0.1, 1.0, MOST_EXACT)
    exact = signed_rank_p(differences)
    assert signed_rank_p(np.append(differences, [1e-9])) == pytest.approx(exact, abs=0.005)


def test_that_a_trial_is_given_up_only_where_it_is_worse_by_mean_and_by_test() -> None:
    best = [10.0, 20.0, 30.0, 40.0]
    assert is_worse([9.0, 18.0, 27.0, 36.0], best, 0.1)  # p = 1/16
    assert not is_worse([9.0, 18.0, 27.0, 36.0], best, 0.05)
    assert not is_worse([9.0, 18.0, 27.0], best[:3], 0.1)  # p = 1/8
    assert not is_worse([9.0, 18.0, 27.0, 80.0], best, 0.9), "its mean is better"
    assert not is_worse(best, best, 0.9)
    assert not is_worse([], [], 0.9)


def test_that_equal_settings_are_given_up_about_as_often_as_the_threshold_says() -> None:
    generator = np.random.Generator(np.random.Philox(key=5))
    found = [signed_rank_p(generator.normal(size=8)) < 0.1 for _ in range(2000)]
    assert 0.07 < np.mean(found) <= 0.11
