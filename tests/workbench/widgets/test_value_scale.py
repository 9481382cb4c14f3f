"""The slider's arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dqn_engine.config.hyperparameters import KNOBS, Kind, Scale
from workbench.widgets.value_scale import ValueScale

NUMBERS = [knob for knob in KNOBS if knob.kind in (Kind.INT, Kind.FLOAT)]


def scale_of(knob) -> ValueScale:
    return ValueScale(low=knob.low, high=knob.high, log=knob.scale is Scale.LOG, whole=knob.kind is Kind.INT)


@pytest.mark.parametrize("knob", NUMBERS, ids=lambda knob: knob.name)
@given(fraction=st.floats(0, 1))
def test_that_every_place_on_every_track_is_a_value_its_knob_accepts(knob, fraction) -> None:
    value = scale_of(knob).value(fraction)
    assert knob.validate(value) == value


@pytest.mark.parametrize("knob", NUMBERS, ids=lambda knob: knob.name)
def test_that_the_ends_are_exact_and_the_default_stands_where_it_belongs(knob) -> None:
    scale = scale_of(knob)
    assert (scale.value(0), scale.value(1)) == (knob.low, knob.high)
    assert (scale.fraction(knob.low), scale.fraction(knob.high)) == (0, pytest.approx(1))
    near = scale.value(scale.fraction(knob.default))
    step = (knob.high - knob.low) / 100 if knob.scale is Scale.LINEAR else 0.051 * abs(knob.default)
    assert near == pytest.approx(knob.default, abs=step)


@given(st.floats(0, 1), st.floats(0, 1))
def test_that_a_log_track_never_runs_backwards(one, two) -> None:
    scale = ValueScale(low=1e-6, high=0.1, log=True, whole=False)
    low, high = sorted((one, two))
    assert scale.value(low) <= scale.value(high)


def test_that_the_middle_of_a_log_track_is_the_geometric_mean() -> None:
    scale = ValueScale(low=1e-4, high=1.0, log=True, whole=False)
    assert scale.value(0.5) == pytest.approx(0.01)
    assert scale.fraction(0.01) == pytest.approx(0.5)
    assert [round(place, 3) for place in scale.decades()] == [0, 0.25, 0.5, 0.75, 1]


def test_that_a_log_track_may_begin_at_zero() -> None:
    scale = ValueScale(low=0, high=10_000_000, log=True, whole=True)
    assert scale.value(0) == 0
    assert 0 < scale.fraction(5000) < 1
    assert math.isclose(scale.value(scale.fraction(5000)), 5000, rel_tol=0.06)


def test_that_values_of_an_even_track_have_no_binary_dust() -> None:
    scale = ValueScale(low=0, high=1, log=False, whole=False)
    assert scale.value(0.3) == 0.3
    assert str(scale.value(0.7001)) == "0.7"


def test_that_few_whole_numbers_get_one_position_each() -> None:
    assert ValueScale(low=1, high=10, log=False, whole=True).positions() == 9
