"""Statistics over seeds against rliable's numbers, and against values worked out by hand.

`FROM_RLIABLE` was recorded from rliable 1.2.0 (with arch 7.2.0, SciPy 1.17.1, NumPy 2.4.6), NumPy's global generator
seeded with 1: `get_interval_estimates` of `aggregate_iqm` and of `numpy.median` by 20,000 resamples of `SCORES[name]`
as a column, `create_performance_profile` at five thresholds from the least to the largest score, and
`get_interval_estimates` of `probability_of_improvement` by 3,000 resamples. Point estimates and profiles have no chance
in them and are equal; ends of intervals have, so that they are compared with the width of the interval.
"""

import numpy as np
import pytest

from dqn_engine.comparison.statistics import (
    band,
    bootstrap_interval,
    improvement_interval,
    interquartile_mean,
    mean,
    median,
    performance_profile,
    probability_of_improvement,
)
from dqn_engine.study.statistics import stratified_bootstrap_interval

SCORES = {
    "even": [float(value) for value in range(1, 21)],
    "skewed": [500.0] * 13 + [9.4, 121.5, 255.25, 310.0, 480.5, 499.0, 77.0],
    "few": [210.0, 180.5, 500.0],
    "odd": [-110.0, -200.0, -96.5, -143.25, -200.0, -101.0, -98.0, -87.5, -131.0],
}

FROM_RLIABLE = {
    "even": (10.5, (7.0, 13.9), (6.5, 14.5), (0.95, 0.75, 0.5, 0.25, 0.0)),
    "skewed": (497.95, (395.72375, 500.0), (489.75, 500.0), (0.95, 0.85, 0.85, 0.75, 0.0)),
    "few": (296.8333333333333, (180.5, 500.0), (180.5, 500.0), (2 / 3, 1 / 3, 1 / 3, 1 / 3, 0.0)),
    "odd": (-116.65, (-165.95, -98.3), (-200.0, -96.5), (7 / 9, 7 / 9, 7 / 9, 5 / 9, 0.0)),
}

IMPROVEMENTS = {
    ("even", "skewed"): (0.0275, (0.0, 0.0975)),
    ("skewed", "few"): (0.675, (0.35, 0.95)),
    ("odd", "odd"): (0.5, (0.2345679012345679, 0.7716049382716049)),
    ("few", "even"): (1.0, (1.0, 1.0)),
}


@pytest.mark.parametrize("name", FROM_RLIABLE)
def test_that_interquartile_means_and_profiles_are_rliables(name: str) -> None:
    scores = np.array(SCORES[name])
    iqm, _, _, profile = FROM_RLIABLE[name]
    assert float(interquartile_mean(scores)) == pytest.approx(iqm, abs=1e-12)
    thresholds = np.linspace(scores.min(), scores.max(), 5)
    assert performance_profile(scores, thresholds) == pytest.approx(profile, abs=1e-12)


@pytest.mark.parametrize("name", FROM_RLIABLE)
def test_that_bootstrap_intervals_are_rliables_but_for_chance(name: str) -> None:
    scores = np.array(SCORES[name])
    _, of_iqm, of_median, _ = FROM_RLIABLE[name]
    for statistic, expected in ((interquartile_mean, of_iqm), (median, of_median)):
        found = bootstrap_interval(scores, statistic, resamples=20_000)
        assert found == pytest.approx(expected, abs=0.03 * (expected[1] - expected[0]))


@pytest.mark.parametrize("pair", IMPROVEMENTS)
def test_that_the_probability_of_improvement_is_rliables(pair: tuple[str, str]) -> None:
    a, b = (np.array(SCORES[name]) for name in pair)
    expected, interval = IMPROVEMENTS[pair]
    assert probability_of_improvement(a, b) == pytest.approx(expected, abs=1e-12)
    assert improvement_interval(a, b, resamples=3_000) == pytest.approx(interval, abs=0.03)


def test_that_improvement_over_oneself_is_even_and_ties_count_half() -> None:
    scores = np.array([3.0, 1.0, 2.0])
    assert probability_of_improvement(scores, scores) == 0.5
    assert probability_of_improvement(np.array([2.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(0.5)
    assert probability_of_improvement(np.array([2.0, 9.0]), np.array([1.0, 2.0])) == pytest.approx(7 / 8)


def test_that_a_band_is_the_interval_of_every_point_by_itself() -> None:
    curves = np.random.default_rng(3).normal(size=(7, 5)).cumsum(axis=1)
    centre, low, high = band(curves, median, level=0.8, resamples=500, seed=4)
    for point in range(5):
        assert centre[point] == np.median(curves[:, point])
        alone = bootstrap_interval(curves[:, point], median, level=0.8, resamples=500, seed=4)
        assert (low[point], high[point]) == alone


def test_that_a_band_does_not_depend_on_how_many_points_are_done_at_a_time() -> None:
    curves = np.random.default_rng(5).normal(size=(3, 1_000))
    centre, low, high = band(curves, interquartile_mean, resamples=2_000)
    _, low_end, high_end = band(curves[:, 990:], interquartile_mean, resamples=2_000)
    assert (low[990:] == low_end).all()
    assert (high[990:] == high_end).all()
    assert (low <= centre).all()
    assert (centre <= high).all()


def test_that_a_point_where_a_seed_has_no_value_is_left_out() -> None:
    curves = np.array([[1.0, 2.0, np.nan], [3.0, 4.0, 5.0]])
    for line in band(curves, mean, resamples=50):
        assert np.isfinite(line[:2]).all()
        assert np.isnan(line[2])


def test_that_the_same_scores_have_the_same_interval_here_as_in_a_study() -> None:
    scores = np.random.default_rng(2).normal(300.0, 90.0, 20)
    assert bootstrap_interval(scores) == stratified_bootstrap_interval(scores[:, None])


def test_that_intervals_are_the_same_each_time_and_hold_more_at_a_higher_level() -> None:
    scores = np.array(SCORES["odd"])
    assert bootstrap_interval(scores) == bootstrap_interval(scores)
    assert bootstrap_interval(scores, seed=1) != bootstrap_interval(scores)
    (low, high), (lower, higher) = bootstrap_interval(scores, level=0.5), bootstrap_interval(scores, level=0.99)
    assert lower < low < high < higher


def test_that_one_seed_has_an_interval_without_width() -> None:
    assert bootstrap_interval(np.array([7.5])) == (7.5, 7.5)


def test_that_thresholds_are_exceeded_not_reached() -> None:
    assert performance_profile(np.array([1.0, 2.0]), np.array([0.0, 1.0, 2.0])).tolist() == [1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: interquartile_mean(np.zeros(0)),
        lambda: median(np.float64(3)),
        lambda: bootstrap_interval(np.zeros((2, 2))),
        lambda: bootstrap_interval(np.zeros(3), np.median),  # Over all axes: no statistic of the last.
        lambda: band(np.zeros(3)),
        lambda: band(np.zeros((2, 3)), level=1.0),
        lambda: probability_of_improvement(np.zeros((1, 1)), np.zeros(1)),
        lambda: performance_profile(np.zeros((2, 2)), np.zeros(1)),
    ],
)
def test_that_nonsense_is_refused(nonsense: object) -> None:
    assert callable(nonsense)
    with pytest.raises(ValueError, match="received|reduces"):
        nonsense()
