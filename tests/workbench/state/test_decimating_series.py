"""The decimating series against a slow twin that keeps every point."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.state.decimating_series import DecimatingSeries

VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(math.nan), st.just(math.inf))


class NaiveSeries:
    """Keeps all points in lists and makes buckets of them only when asked."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.points: list[tuple[float, float]] = []

    def width(self) -> int:
        width = 1
        while len(self.points) > self.capacity * width:
            width *= 2
        return width

    def buckets(self) -> list[dict[str, float]]:
        rows = []
        for start in range(0, len(self.points), self.width()):
            piece = self.points[start : start + self.width()]
            finite = [y for _, y in piece if math.isfinite(y)]
            rows.append(
                {
                    "x_first": piece[0][0],
                    "x_last": piece[-1][0],
                    "minimum": min(finite, default=math.nan),
                    "maximum": max(finite, default=math.nan),
                    "mean": sum(finite) / len(finite) if finite else math.nan,
                    "last": finite[-1] if finite else math.nan,
                }
            )
        return rows


@pytest.mark.slow
@given(st.lists(st.lists(VALUES, max_size=40), max_size=20), st.sampled_from([2, 4, 10, 16]))
def test_that_every_bucket_equals_the_naive_twins(pieces, capacity):
    series, twin = DecimatingSeries(capacity), NaiveSeries(capacity)
    for piece in pieces:
        xs = np.arange(len(piece)) * 3.0 + 3.0 * len(twin.points)
        series.extend(xs, piece)
        twin.points.extend(zip(xs, piece, strict=True))
        assert series.points == len(twin.points)
        assert series.points_per_bucket == twin.width()
        found, rows = series.buckets(), twin.buckets()
        assert len(series) == len(rows) <= capacity
        for name in ("x_first", "x_last", "minimum", "maximum", "mean", "last"):
            expected = [row[name] for row in rows]
            np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-12, atol=1e-7, err_msg=name)


@given(st.lists(VALUES, min_size=1, max_size=300), st.integers(1, 50))
def test_that_how_points_are_split_into_calls_does_not_matter(values, size):
    whole, pieces = DecimatingSeries(8), DecimatingSeries(8)
    xs = np.arange(len(values), dtype=float)
    whole.extend(xs, values)
    for start in range(0, len(values), size):
        pieces.extend(xs[start : start + size], values[start : start + size])
    for name in ("x_first", "x_last", "minimum", "maximum", "last"):
        np.testing.assert_array_equal(getattr(whole.buckets(), name), getattr(pieces.buckets(), name))
    np.testing.assert_allclose(whole.buckets().mean, pieces.buckets().mean, rtol=1e-12, atol=1e-7)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=400), st.integers(1, 20), st.data())
def test_that_thinning_keeps_every_peak_of_the_visible_stretch(values, at_most, data):
    series = DecimatingSeries(16)
    series.extend(np.arange(len(values)), values)
    low = data.draw(st.integers(0, len(values) - 1))
    high = data.draw(st.integers(low, len(values) - 1))
    seen = series.buckets(low, high, at_most)
    assert seen.minimum.min() <= min(values[low : high + 1])
    assert seen.maximum.max() >= max(values[low : high + 1])
    assert seen.x_first[0] <= low
    assert seen.x_last[-1] >= high
    assert len(seen.mean) <= at_most + 1
    assert np.all(seen.minimum <= seen.mean)
    assert np.all(seen.mean <= seen.maximum)


@pytest.mark.slow
def test_that_ten_million_points_fit_into_the_capacity_and_keep_a_single_spike():
    series = DecimatingSeries(4096)
    for start in range(0, 10_000_000, 500_000):
        y = np.ones(500_000)
        if start == 3_000_000:
            y[123_456] = 500.0
            y[200_001] = -7.0
        series.extend(np.arange(start, start + 500_000), y)
    assert len(series) <= 4096
    assert series.points_per_bucket == 4096
    _, y = series.buckets(at_most=300).band()
    assert len(y) <= 602
    assert (y.max(), y.min()) == (500.0, -7.0)


def test_that_groups_stay_where_they_are_while_the_series_grows():
    series = DecimatingSeries(4096)
    series.extend(np.arange(1000), np.sin(np.arange(1000)))
    before = series.buckets(at_most=250)
    series.extend([1000.0], [0.0])
    after = series.buckets(at_most=251)
    assert before.points_each == after.points_each == 4
    np.testing.assert_array_equal(before.maximum, after.maximum[:250])


def test_that_missing_values_leave_no_gap_and_no_nan_in_what_is_drawn():
    series = DecimatingSeries(4)
    series.extend(range(6), [math.nan, math.nan, 1.0, math.nan, 3.0, math.inf])
    x, y = series.buckets().line()
    np.testing.assert_array_equal(y, [1.0, 3.0])
    np.testing.assert_array_equal(x, [2.5, 4.5])
    x, y = series.buckets().band()
    np.testing.assert_array_equal(y, [1.0, 3.0, 3.0, 1.0])
    np.testing.assert_array_equal(x, [2.5, 4.5, 4.5, 2.5])
    assert series.latest == 3.0


def test_that_an_empty_series_has_nothing_to_show():
    series = DecimatingSeries()
    assert len(series.buckets(0, 10, 5).mean) == 0
    assert math.isnan(series.latest)
    assert math.isnan(series.mean_near(3))


def test_that_the_value_near_an_x_is_that_of_its_bucket():
    series = DecimatingSeries(2)
    series.extend([0, 10, 20, 30], [1.0, 3.0, 5.0, 9.0])
    assert series.mean_near(-1) != series.mean_near(-1)
    assert series.mean_near(0) == series.mean_near(12) == 2.0
    assert series.mean_near(1e9) == 7.0


@pytest.mark.parametrize("capacity", [0, 1, 7])
def test_that_a_capacity_that_cannot_be_halved_is_refused(capacity):
    with pytest.raises(ValueError, match="even number"):
        DecimatingSeries(capacity)


@pytest.mark.parametrize(("x", "y"), [([1, 2], [1]), ([[1]], [[1]])])
def test_that_points_of_different_lengths_are_refused(x, y):
    with pytest.raises(ValueError, match="equally long"):
        DecimatingSeries().extend(x, y)


def test_that_a_schedule_has_its_corners_where_they_are_and_few_points_besides() -> None:
    series = DecimatingSeries(512)
    x = np.arange(0.0, 20_000.0, 40.0)
    y = np.maximum(1.0 - 0.98 * x / 4_000.0, 0.02).astype(np.float32)
    series.extend(x, y)
    drawn_x, drawn_y = series.buckets(at_most=260).schedule()
    assert len(drawn_x) <= 6
    assert np.interp([0.0, 2_000.0, 3_960.0, 4_000.0, 4_040.0, 19_000.0], drawn_x, drawn_y) == pytest.approx(
        [1.0, 0.51, 0.0298, 0.02, 0.02, 0.02], abs=0.005
    )


def test_that_a_trailing_mean_is_of_the_points_within_the_span_alone() -> None:
    series = DecimatingSeries()
    series.extend([1, 2, 3, 10], [1.0, math.nan, 5.0, 1e30])
    assert series.trailing_means([1, 2, 3, 10], 3).tolist() == [1.0, 1.0, 3.0, 1e30]
    series.extend([11, 12, 13], [2.0, 4.0, 6.0])
    assert series.trailing_means([13], 3).tolist() == [4.0]  # Exact, although 1e30 came before.
    assert series.trailing_means([13], 2).tolist() == [5.0]
    assert math.isnan(series.trailing_means([0.5], 3)[0])
    assert math.isnan(DecimatingSeries().trailing_means([1.0], 3)[0])


def test_that_a_trailing_mean_of_joined_points_is_that_of_whole_buckets() -> None:
    series = DecimatingSeries(capacity=4)
    series.extend(np.arange(16.0), np.arange(16.0))
    assert series.points_per_bucket == 4
    assert series.trailing_means([15.0], 8).tolist() == [11.5]
    assert series.trailing_means([15.0], 1).tolist() == [13.5]  # No less than the bucket.
