"""The sequential test: exact for few pairs, its error rate and its power by simulation; see also the benchmark."""

import math

import numpy as np
import pytest

from dqn_engine.comparison.sequential import LEAST_BUDGET, SequentialTest, Standing, repeated_interval
from tests.benchmarks.verdicts import BETTER, SAME, rates


def after(differences: list[float], budget: int) -> tuple[Standing, int | None]:
    test = SequentialTest(budget)
    for difference in differences:
        test.add(difference)
    return test.standing, test.decided_after


@pytest.mark.slow
@pytest.mark.parametrize("name", SAME)
def test_that_equal_ones_hardly_ever_end_in_a_verdict_though_looked_at_after_every_pair(name: str) -> None:
    wins, losses, _ = rates(SAME[name], SAME[name], budget=16, comparisons=60, seed=2)
    assert wins + losses <= 5 / 60  # The rate in 1,000 is what the benchmark measures.


@pytest.mark.slow
def test_that_what_is_obvious_is_decided_early_and_the_right_way() -> None:
    wins, losses, pairs = rates(*BETTER["always: 500 to 300"], budget=32, comparisons=20, seed=3)
    assert (wins, losses, pairs) == (1.0, 0.0, 8.0)
    wins, losses, _ = rates(*BETTER["normal, 1 width"], budget=32, comparisons=40, seed=3)
    assert wins > 0.8
    assert losses == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("pairs", range(1, 9))
def test_that_the_rate_is_exact_where_all_signs_can_be_tried(pairs: int) -> None:
    sizes = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0][:pairs]
    verdicts = 0
    for signs in range(2**pairs):
        differences = [size if signs >> place & 1 else -size for place, size in enumerate(sizes)]
        verdicts += after(differences, pairs)[0] is not Standing.UNDECIDED
    assert verdicts / 2**pairs <= 0.05
    assert (verdicts > 0) == (pairs >= LEAST_BUDGET)


def test_that_the_other_way_round_the_other_wins_after_as_many_pairs() -> None:
    differences = np.random.default_rng(1).normal(1.0, 1.0, 20).tolist()
    standing, pairs = after(differences, 20)
    assert standing is Standing.A
    assert after([-difference for difference in differences], 20) == (Standing.B, pairs)


def test_that_the_scale_of_scores_does_not_matter() -> None:
    differences = np.random.default_rng(2).normal(0.8, 1.0, 24).tolist()
    assert after(differences, 24) == after([1e-9 * difference for difference in differences], 24)


def test_that_pairs_that_score_alike_decide_nothing() -> None:
    assert after([0.0] * 12, 12) == (Standing.UNDECIDED, None)
    assert after([0.0] * 20 + [5.0] * 12, 32)[0] is Standing.A


def test_that_a_verdict_stays_whatever_comes_later() -> None:
    test = SequentialTest(16)
    for _ in range(8):
        test.add(1.0)
    assert test.standing is Standing.A
    decided = test.decided_after
    for _ in range(8):
        test.add(-9.0)
    assert (test.standing, test.decided_after, test.spent) == (Standing.A, decided, True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_that_the_interval_excludes_zero_exactly_where_there_is_a_verdict(seed: int) -> None:
    differences = np.random.default_rng(seed).normal([0.0, 1.0, -1.0][seed % 3], 1.0, 14).tolist()
    standing, pairs = after(differences, 16)
    interval = repeated_interval(differences[:pairs], 16)
    assert interval.low is not None
    assert interval.high is not None
    assert interval.low < interval.high
    assert (interval.low > 0) == (standing is Standing.A)
    assert (interval.high < 0) == (standing is Standing.B)


@pytest.mark.slow
def test_that_the_interval_moves_with_the_scores_and_holds_nothing_back_of_few() -> None:
    differences = np.random.default_rng(9).normal(0.0, 1.0, 16)
    here = repeated_interval(differences.tolist(), 16)
    moved = repeated_interval((differences + 100.0).tolist(), 16)
    assert here.low is not None
    assert here.high is not None
    assert moved.low == pytest.approx(here.low + 100.0, abs=1e-6)
    assert moved.high == pytest.approx(here.high + 100.0, abs=1e-6)
    for few in ([], [1.0], [1.0] * 5):
        none = repeated_interval(few, 16)
        assert (none.low, none.high) == (None, None)


@pytest.mark.slow
def test_that_the_interval_of_skewed_differences_is_around_what_is_not_rejected() -> None:
    differences = [-20.0, -20.0, 180.0, -20.0, -20.0, 180.0, -20.0, 180.0, -20.0, 180.0, -20.0, 180.0]
    interval = repeated_interval(differences, 12)
    assert interval.low is not None
    assert interval.high is not None
    assert interval.low < np.mean(differences) < interval.high
    for moved, standing in ((interval.low - 1, Standing.A), (interval.high + 1, Standing.B)):
        assert after([difference - moved for difference in differences], 12)[0] is standing


@pytest.mark.slow
def test_that_the_interval_holds_the_true_difference_as_often_as_is_stated() -> None:
    random = np.random.default_rng(4)
    held = 0
    for _ in range(12):
        interval = repeated_interval((random.normal(3.0, 1.0, 10) - random.normal(1.0, 1.0, 10)).tolist(), 10)
        held += interval.low is not None and interval.high is not None and interval.low <= 2.0 <= interval.high
    assert held >= 11


@pytest.mark.parametrize("budget", [0, 1_001])
def test_that_budgets_that_are_none_are_refused(budget: int) -> None:
    with pytest.raises(ValueError, match="pairs"):
        SequentialTest(budget)


def test_that_more_than_the_budget_and_no_numbers_are_refused() -> None:
    test = SequentialTest(1)
    with pytest.raises(ValueError, match="difference"):
        test.add(math.nan)
    test.add(1.0)
    with pytest.raises(ValueError, match="difference"):
        test.add(1.0)
