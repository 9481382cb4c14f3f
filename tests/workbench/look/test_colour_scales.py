"""Colours for numbers: even to the eye, and nothing in the middle of what has two sides."""

import numpy as np
import pytest

from workbench.look.colour_scales import categories, coloured, diverging, rgb, sequential
from workbench.look.theme import DARK, LIGHT, Theme


def brightness(shades: np.ndarray) -> np.ndarray:
    """Relative luminance as WCAG has it, [K]."""
    part = shades / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def test_that_more_is_brighter_all_the_way() -> None:
    steps = np.diff(np.cbrt(brightness(sequential(DARK))))
    assert steps.min() > -2e-3
    assert steps.max() < 0.02


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_nothing_looks_like_nothing_and_both_sides_are_as_far_from_it(theme: Theme) -> None:
    shades = np.cbrt(brightness(diverging(theme)))
    middle = (shades[127] + shades[128]) / 2
    surface = np.cbrt(brightness(rgb(theme.surface)[np.newaxis]))[0]
    assert abs(middle - surface) < 0.12
    assert shades[0] - middle == pytest.approx(shades[-1] - middle, abs=0.2)
    assert abs(shades[0] - middle) > 0.2


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_each_action_has_a_colour_of_its_own(theme: Theme) -> None:
    colours = [rgb(colour).astype(int) for colour in categories(theme)]
    apart = [np.abs(one - other).sum() for at, one in enumerate(colours) for other in colours[:at]]
    assert min(apart) > 40


def test_that_what_isnt_a_number_is_transparent_and_what_is_beyond_has_the_last_shade() -> None:
    shades = sequential(DARK)
    picture = coloured(np.array([[np.nan, -9.0, 0.0], [1.0, 9.0, 0.5]]), 0.0, 1.0, shades)
    assert picture[0, 0, 3] == 0
    assert (picture[0, 1, :3] == picture[0, 2, :3]).all()
    assert (picture[1, 0, :3] == picture[1, 1, :3]).all()
    assert picture[1, 1].tolist() == [*shades[-1].tolist(), 255]
