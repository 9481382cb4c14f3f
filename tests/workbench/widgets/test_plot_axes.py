"""How quantities are written on axes, and which stretch a following axis shows."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.widgets.follow_axis import crossing, follow_x, follow_y, nice_step, with_room
from workbench.widgets.quantity_axis import log_tick_texts, log_ticks, quantity_text, tick_texts


@pytest.mark.parametrize(
    ("values", "spacing", "texts"),
    [
        ([0, 1000, 2000], 1000, ["0", "1,000", "2,000"]),
        ([0, 20_000, 40_000], 20_000, ["0", "20k", "40k"]),
        ([0, 500_000, 1_000_000], 500_000, ["0", "0.5M", "1.0M"]),
        ([0, 0.25, 0.5], 0.25, ["0", "0.25", "0.50"]),
        ([-50, 0, 50], 50, ["−50", "0", "50"]),
        ([12_500, 15_000], 2_500, ["12.5k", "15.0k"]),
        ([-5e11, 0, 5e11, 1e12], 5e11, ["−5.0e11", "0", "5.0e11", "1.0e12"]),
        ([2.5e30, 5e30], 2.5e30, ["2.5e30", "5.0e30"]),
    ],
)
def test_that_ticks_share_a_unit_and_decimals(values, spacing, texts):
    assert tick_texts(values, spacing) == texts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "–"),
        (math.inf, "–"),
        (0.0, "0.0000"),
        (0.01234, "0.0123"),
        (0.00001234, "1.2e-05"),
        (63.912, "63.91"),
        (187.44, "187.4"),
        (-187.44, "−187.4"),
        (12_400, "12,400.0"),
        (312_500, "312,500"),
        (1_530_000, "1.53M"),
        (-810_400_000, "−810.4M"),
        (999_940_000, "999.9M"),
        (999_960_000, "1.0e9"),
        (-5.31e30, "−5.3e30"),
    ],
)
def test_that_a_value_is_short_and_steady(value, text):
    assert quantity_text(value) == text


def test_that_powers_of_ten_are_written_out_where_short():
    assert log_tick_texts([-3.0, math.log10(0.02), 0.0, math.log10(5), 2.0]) == ["0.001", "0.02", "1", "5", "100"]
    assert log_tick_texts([-6.0, 5.0]) == ["1e-6", "1e5"]
    assert log_tick_texts([-500.0, -308.0, 308.0, 500.0]) == ["", "1e-308", "1e308", ""]


@given(st.floats(-12, 10), st.floats(0.3, 15))
def test_that_a_logarithmic_axis_has_a_readable_number_of_ticks(low, span):
    ticks = log_ticks(low, low + span)
    assert len(ticks) <= 9
    assert ticks == sorted(ticks)
    assert all(low <= tick <= low + span for tick in ticks)


@given(st.floats(0, 1e8))
def test_that_a_following_x_axis_holds_the_newest_with_little_to_spare(newest):
    end = follow_x(newest)
    assert end >= newest
    assert end == 1000 or end <= newest * 1.11


def test_that_a_following_x_axis_rarely_moves():
    assert len({follow_x(newest) for newest in range(50_000, 100_000, 100)}) <= 11


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.booleans(), st.booleans())
def test_that_a_following_y_axis_holds_every_value(values, log, from_zero):
    low, high = follow_y([np.array(values)], log=log, from_zero=from_zero)
    assert low < high
    room = (high - low) * 1e-6
    assert low - room <= min(values)
    assert high + room >= max(values)
    if from_zero and not log and max(values) >= 0:
        assert low <= 0 <= high


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ([9.0, 30.0], (0.0, 30.0)),
        ([-400.0, 300.0], (-400.0, 300.0)),
        ([-200.0, -110.0], (-200.0, -100.0)),  # zero would only take room
        ([-500.0, -60.0], (-500.0, 0.0)),
        ([-200.0, -200.0], (-210.0, -190.0)),
    ],
)
def test_that_zero_is_in_view_unless_everything_lies_far_below(returns, expected):
    low, high = follow_y([np.array(returns)], log=False, from_zero=True)
    assert (low, high) == pytest.approx(expected, abs=20)
    assert (low <= 0 <= high) == (expected[0] <= 0 <= expected[1])


def test_that_small_growth_leaves_a_following_axis_where_it_is():
    ranges = {follow_y([np.array([0.0, top])], log=False, from_zero=True) for top in (410.0, 425.0, 449.0)}
    assert len(ranges) == 1


@given(st.floats(1e-9, 1e9))
def test_that_a_nice_step_is_one_two_or_five(about):
    step = nice_step(about)
    digit = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(digit - nice) for nice in (1, 2, 5)) < 1e-6
    assert about * 0.999 <= step <= about * 2.6


def test_that_room_for_the_legend_is_kept_free_of_data():
    low, high = with_room(0.0, 100.0, height_px=200.0, top_px=40.0)
    per_px = (high - low) / 200.0
    assert (high - 100.0) / per_px == pytest.approx(40.0)
    assert low < 0


def test_that_a_level_curve_has_as_wide_a_range_as_is_wanted() -> None:
    level = np.full(5, 500.0)
    low, high = follow_y([level], log=False, from_zero=False)
    assert high - low < 2.0
    low, high = follow_y([level], log=False, from_zero=False, least_span=0.1)
    assert (low, high) == (470.0, 530.0)


def test_that_an_axis_of_numbers_too_far_apart_for_one_has_ends() -> None:
    low, high = follow_y([np.array([-1e308, 5.0, 1e308])], log=False, from_zero=False)
    assert np.isfinite([low, high, high - low]).all()


@pytest.mark.parametrize(
    ("x", "y", "values"),
    [
        ([0, 10, 20], [0, 100, 0], [50.0]),
        ([0, 10, 10, 0], [2, 4, 1, 0], [3.0, 0.5]),  # an outline, there and back
        ([0, 5, 10], [1, 2, 3], []),  # a point of its own stands there
        ([6, 10], [1, 2], []),
        ([3], [1], []),
        ([], [], []),
    ],
)
def test_that_a_line_is_known_where_it_passes_between_its_points(x, y, values) -> None:
    assert list(crossing(np.array(x, np.float64), np.array(y, np.float64), 5.0)) == values
