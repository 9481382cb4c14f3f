"""The slider's arithmetic: where a value stands on the track, and which neat value a place on the track means."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dqn_engine.config.hyperparameters import KNOBS, Knob, KnobKind, Scale
from workbench.widgets.value_scale import ValueScale

NUMBERS = [knob for knob in KNOBS if knob.kind in (KnobKind.INT, KnobKind.FLOAT)]
each_number = pytest.mark.parametrize("knob", NUMBERS, ids=lambda knob: knob.name)

EVEN = ValueScale(low=0, high=1, log=False, whole=False)
SHIFTED = ValueScale(low=-2, high=6, log=False, whole=False)
FEW = ValueScale(low=1, high=10, log=False, whole=True)
LOG = ValueScale(low=1e-4, high=1.0, log=True, whole=False)
LOG_FROM_ZERO = ValueScale(low=0, high=999, log=True, whole=True)
LOG_FROM_BELOW = ValueScale(low=-1, high=98, log=True, whole=True)


def scale_of(knob: Knob) -> ValueScale:
    return ValueScale(
        low=knob.low,
        high=knob.high,
        log=knob.scale is not Scale.LINEAR,
        whole=knob.kind is KnobKind.INT,
        doubling=knob.scale is Scale.DOUBLING,
    )


@pytest.mark.parametrize(
    ("scale", "value", "fraction"),
    [
        (EVEN, 0.25, 0.25),
        (SHIFTED, -2, 0.0),
        (SHIFTED, 0, 0.25),
        (SHIFTED, 4, 0.75),
        (FEW, 1, 0.0),
        (FEW, 4, 1 / 3),
        (FEW, 10, 1.0),
        (LOG, 1e-4, 0.0),
        (LOG, 1e-3, 0.25),
        (LOG, 1e-1, 0.75),
        (LOG, 1.0, 1.0),
        # log1p: 0, 9, 99 and 999 are one decade apart.
        (LOG_FROM_ZERO, 0, 0.0),
        (LOG_FROM_ZERO, 9, 1 / 3),
        (LOG_FROM_ZERO, 99, 2 / 3),
        (LOG_FROM_ZERO, 999, 1.0),
        (LOG_FROM_BELOW, -1, 0.0),
        (LOG_FROM_BELOW, 8, 0.5),
        (LOG_FROM_BELOW, 98, 1.0),
    ],
)
def test_that_a_value_stands_where_it_belongs_and_that_place_means_the_value(scale, value, fraction) -> None:
    assert scale.fraction(value) == pytest.approx(fraction, abs=1e-12)
    assert scale.value(fraction) == pytest.approx(value, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("scale", [EVEN, SHIFTED, FEW, LOG, LOG_FROM_ZERO])
def test_that_what_lies_outside_is_held_to_the_ends(scale) -> None:
    assert (scale.fraction(scale.low - 5), scale.fraction(scale.high + 5)) == (0.0, 1.0)
    assert (scale.value(-0.1), scale.value(1.1)) == (scale.low, scale.high)


@pytest.mark.parametrize(
    ("scale", "fraction", "value"),
    [
        # A hundredth of the range, rounded to a power of ten: 0.01 for 1, 0.01 for 8.
        (EVEN, 0.3, 0.3),
        (EVEN, 0.7001, 0.7),
        (EVEN, 0.7051, 0.71),
        (SHIFTED, 0.5, 2.0),
        # Two digits.
        (LOG, 0.5, 0.01),
        (LOG, 0.51, 0.011),
        (LOG, 0.99, 0.91),
        # Whole numbers, the nearer one.
        (FEW, 0.055, 1.0),
        (FEW, 0.056, 2.0),
        (LOG_FROM_ZERO, 0.09, 1.0),
    ],
)
def test_that_a_place_means_the_nearest_neat_value_without_binary_dust(scale, fraction, value) -> None:
    assert scale.value(fraction) == value
    assert len(repr(scale.value(fraction))) <= 6


@pytest.mark.slow
@each_number
@settings(max_examples=25)  # For each of fifty numbers.
@given(fraction=st.floats(0, 1))
def test_that_every_place_on_every_track_is_a_value_its_hyperparameter_accepts(knob, fraction) -> None:
    value = scale_of(knob).value(fraction)
    assert knob.validate(value) == value


@each_number
def test_that_a_hyperparameters_ends_are_exact_and_its_default_is_within_a_hundredth_of_the_track(knob) -> None:
    scale = scale_of(knob)
    assert (scale.value(0), scale.value(1)) == (knob.low, knob.high)
    assert (scale.fraction(knob.low), scale.fraction(knob.high)) == (0, pytest.approx(1))
    if isinstance(knob.default, str):  # It has no place on the track.
        return
    place = scale.fraction(knob.default)
    assert scale.fraction(scale.value(place)) == pytest.approx(place, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("scale", [EVEN, SHIFTED, FEW, LOG, LOG_FROM_ZERO])
@given(places=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_that_no_track_runs_backwards(scale, places) -> None:
    low, high = sorted(places)
    assert scale.value(low) <= scale.value(high)


def test_that_decades_are_marked_from_the_lowest_to_the_highest_and_only_on_a_logarithmic_track() -> None:
    assert LOG.decades() == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert [round(LOG_FROM_ZERO.value(place)) for place in LOG_FROM_ZERO.decades()] == [1, 10, 100]
    assert EVEN.decades() == FEW.decades() == []


@pytest.mark.parametrize(
    ("low", "high", "log", "whole", "positions"),
    [
        (1, 10, False, True, 9),
        (0, 1000, False, True, 1000),
        (0, 1001, False, True, 1000),
        (1, 10, True, True, 1000),
        (0, 1, False, False, 1000),
    ],
)
def test_that_few_whole_numbers_get_one_position_each_and_all_else_a_thousand(low, high, log, whole, positions) -> None:
    assert ValueScale(low=low, high=high, log=log, whole=whole).positions() == positions


def test_that_a_doubling_range_stops_at_powers_of_two_and_shows_others_where_they_are() -> None:
    scale = ValueScale(low=1, high=2048, log=True, whole=True, doubling=True)
    assert scale.positions() == 11
    assert [scale.value(position / 11) for position in range(12)] == [2.0**power for power in range(12)]
    assert scale.value(0.53) == 64
    assert scale.fraction(64) < scale.fraction(100) < scale.fraction(128)
    assert ValueScale(low=3, high=100, log=True, whole=True, doubling=True).value(0.999) == 100
