"""The figures of a study against values worked out by hand."""

import math

import numpy as np
import pytest

from dqn_engine.study.statistics import (
    first_step_at_threshold,
    interquartile_mean,
    interval_over_seeds,
    quantile,
    retained_mean,
    stratified_bootstrap_interval,
)

INF = math.inf


@pytest.mark.parametrize(
    ("values", "fraction", "expected"),
    [
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([4.0, 1.0, 2.0, 3.0], 0.5, 2.5),
        ([4.0, 1.0, 2.0, 3.0], 0.25, 1.75),
        ([4.0, 1.0, 2.0, 3.0], 0.75, 3.25),
        ([7.0], 0.25, 7.0),
        ([1.0, 2.0], 1.0, 2.0),
        ([1.0, 2.0, INF], 0.5, 2.0),
        ([1.0, 2.0, INF], 0.75, INF),
        ([1.0, INF], 0.5, INF),
        ([INF, INF, 1.0], 0.5, INF),
        ([INF, INF], 0.5, INF),
        ([-INF, 1.0], 0.5, -INF),
    ],
)
def test_that_quantiles_are_those_of_the_table_also_beside_infinity(
    values: list[float], fraction: float, expected: float
) -> None:
    assert quantile(values, fraction) == expected


def test_that_finite_quantiles_are_numpy_s() -> None:
    values = np.random.default_rng(1).normal(size=23)
    for fraction in (0.0, 0.1, 0.25, 0.5, 0.77, 1.0):
        assert quantile(values.tolist(), fraction) == pytest.approx(np.quantile(values, fraction), abs=1e-12)


@pytest.mark.parametrize(("values", "fraction"), [([], 0.5), ([1.0, math.nan], 0.5), ([1.0], 1.1)])
def test_that_quantiles_of_nonsense_are_refused(values: list[float], fraction: float) -> None:
    with pytest.raises(ValueError, match="A quantile needs"):
        quantile(values, fraction)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([5.0], 5.0),
        ([1.0, 2.0, 6.0], 3.0),  # Fewer than four: the plain mean.
        ([100.0, 2.0, 4.0, -50.0], 3.0),  # The middle two.
        ([9.0, 1.0, 2.0, 3.0, 900.0], 14.0 / 3),  # One of five is cut at each end.
        ([0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 99.0, 99.0], 2.5),
    ],
)
def test_that_the_interquartile_mean_is_the_mean_of_the_middle_half(scores: list[float], expected: float) -> None:
    assert interquartile_mean(np.array(scores)[:, None]) == pytest.approx(expected)


def test_that_the_middle_half_is_of_all_runs_and_tasks_together() -> None:
    table = np.array([[0.0, 10.0], [1.0, 30.0]])
    assert interquartile_mean(table) == pytest.approx((1 + 10) / 2)
    assert interquartile_mean(np.stack([table, table + 1])).tolist() == pytest.approx([5.5, 6.5])
    for bad in (np.zeros(3), np.zeros((0, 1))):
        with pytest.raises(ValueError, match="runs, tasks"):
            interquartile_mean(bad)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        # Two runs, 0 and 1, sampled twice: the mean is 0, ½ or 1 with chances ¼, ½ and ¼.
        (0.95, (0.0, 1.0)),
        (0.40, (0.5, 0.5)),
    ],
)
def test_that_the_interval_of_two_runs_is_the_one_worked_out_by_hand(
    confidence: float, expected: tuple[float, float]
) -> None:
    scores = np.array([[0.0], [1.0]])
    for seed in range(5):
        assert stratified_bootstrap_interval(scores, confidence=confidence, seed=seed) == expected


def test_that_the_interval_of_many_runs_is_the_one_of_the_central_limit() -> None:
    scores = np.random.default_rng(3).normal(10.0, 2.0, (400, 1))

    def mean(sampled: np.ndarray) -> np.ndarray:
        return sampled.mean(axis=(-2, -1))

    low, high = stratified_bootstrap_interval(scores, mean)
    half = 1.96 * scores.std() / math.sqrt(len(scores))
    assert (low, high) == pytest.approx((scores.mean() - half, scores.mean() + half), abs=0.02)


def test_that_runs_are_sampled_within_their_task_and_each_task_by_itself() -> None:
    constant = np.array([[0.0, 10.0]] * 3)
    assert stratified_bootstrap_interval(constant, lambda sampled: sampled.mean(axis=(-2, -1))) == (5.0, 5.0)
    seen = set()

    def sums(sampled: np.ndarray) -> np.ndarray:
        assert set(np.unique(sampled[..., 0])) <= {0.0, 1.0}
        assert set(np.unique(sampled[..., 1])) <= {0.0, 10.0}
        total = sampled.sum(axis=(-2, -1))
        seen.update(total.tolist())
        return total

    stratified_bootstrap_interval(np.array([[0.0, 0.0], [1.0, 10.0]]), sums, resamples=500)
    assert seen == {first + second for first in (0, 1, 2) for second in (0, 10, 20)}


def test_that_the_interval_depends_on_its_seed_alone() -> None:
    scores = np.random.default_rng(0).normal(size=(20, 1))
    first = stratified_bootstrap_interval(scores, seed=1)
    np.random.default_rng(99)
    assert stratified_bootstrap_interval(scores, seed=1) == first != stratified_bootstrap_interval(scores, seed=2)
    low, high = first
    assert low < interquartile_mean(scores) < high
    with pytest.raises(ValueError, match="runs, tasks"):
        stratified_bootstrap_interval(np.zeros(3))


def test_that_many_runs_are_sampled_in_blocks_with_every_block_used() -> None:
    scores = np.repeat([[0.0], [1.0]], 1_000, axis=0)
    low, high = stratified_bootstrap_interval(scores, lambda sampled: sampled.mean(axis=(-2, -1)), resamples=1_100)
    assert (low, high) == pytest.approx((0.478, 0.522), abs=0.004)


@pytest.mark.parametrize(
    ("means", "first", "retained"),
    [
        ([10.0, 20.0, 30.0], None, None),
        ([10.0, 475.0, 500.0, 400.0], 1000, 450.0),
        ([500.0, 100.0, 500.0, 300.0], 500, 300.0),
        ([10.0, 20.0, 500.0], 1500, None),
        ([], None, None),
    ],
)
def test_that_the_first_step_and_what_was_retained_after_it_are_those_of_the_table(
    means: list[float], first: int | None, retained: float | None
) -> None:
    steps = [500 * (index + 1) for index in range(len(means))]
    assert first_step_at_threshold(steps, means, 475.0) == first
    assert retained_mean(means, 475.0) == retained


def test_that_one_seed_has_no_interval_and_two_have_theirs() -> None:
    assert interval_over_seeds(np.array([])) is None
    assert interval_over_seeds(np.array([9.0])) is None
    assert interval_over_seeds(np.array([9.0, 11.0])) == (9.0, 11.0)
