"""How numbers are written that may be negative, tiny, huge or missing."""

import math

import pytest

from workbench.look.figures import figure, return_text


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (1234.5, ",.1f", "1,234.5"),
        (-1234.5, ",.1f", "−1,234.5"),
        (-3, ",", "−3"),
        (0, ",", "0"),
        (-1e-5, ".1e", "−1.0e-05"),
        (-5e9, ".1e", "−5.0e+09"),
    ],
)
def test_that_the_minus_in_front_is_a_true_one_and_that_of_an_exponent_stays(value, spec, text) -> None:
    assert figure(value, spec) == text


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (-0.004, ".2f", "0.00"),
        (-0.006, ".2f", "−0.01"),
        (-0.0, ",.1f", "0.0"),
        (-0.4, ",.0f", "0"),
        (-0.6, ",.0f", "−1"),
        (-0.0, ".0e", "0e+00"),
        (-10, ",", "−10"),
    ],
)
def test_that_what_rounds_to_nothing_has_no_minus_and_what_doesnt_has_one(value, spec, text) -> None:
    assert figure(value, spec) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_that_what_isnt_finite_is_a_dash(value) -> None:
    assert figure(value) == figure(value, ".2f") == return_text(value) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (-0.001, "0.00"),
        (9.99, "9.99"),
        (-9.99, "−9.99"),
        (10.0, "10.0"),
        (-10.0, "−10.0"),
        (999.94, "999.9"),
        (-110.2, "−110.2"),
        (1000.0, "1,000"),
        (-1000.0, "−1,000"),
        (-2000.6, "−2,001"),
    ],
)
def test_that_a_return_has_two_decimals_below_ten_one_below_a_thousand_and_then_none(value, text) -> None:
    assert return_text(value) == text
