"""Numbers that may be negative."""

import math

import pytest

from workbench.look.figures import figure, return_text


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (-1234.5, ",.1f", "−1,234.5"),
        (1234.5, ",.1f", "1,234.5"),
        (-0.001, ".2f", "0.00"),
        (-3, ",", "−3"),
        (-1e-5, ".1e", "−1.0e-05"),
        (math.nan, ",", "–"),
        (-math.inf, ",", "–"),
    ],
)
def test_that_a_minus_is_a_true_one_and_nothing_has_none(value, spec, text) -> None:
    assert figure(value, spec) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.7, "0.70"), (-9.99, "−9.99"), (474.96, "475.0"), (-110.2, "−110.2"), (-2000.4, "−2,000")]
)
def test_that_a_return_is_short_whatever_the_rewards(value, text) -> None:
    assert return_text(value) == text
