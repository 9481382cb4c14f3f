"""A run keeps its colour, and as few as can be share one."""

import itertools

import numpy as np

from workbench.look.theme import DARK, LIGHT
from workbench.state.run_colours import COLOURS, RunColours, colour


def test_that_a_run_keeps_its_colour_whatever_is_shown_beside_it() -> None:
    colours = RunColours()
    first = colours.places(["a"])["a"]
    assert colours.places([str(number) for number in range(30)] + ["a"])["a"] == first


def test_that_as_few_as_can_be_share_a_colour() -> None:
    places = RunColours().places([f"/runs/{number}" for number in range(2 * COLOURS)])
    assert sorted(places.values()) == sorted([*range(COLOURS)] * 2)


def test_that_runs_that_are_shown_one_after_the_other_differ_as_long_as_there_are_colours() -> None:
    colours = RunColours()
    assert len({colours.places([str(number)])[str(number)] for number in range(COLOURS)}) == COLOURS


def oklab(colour: str) -> np.ndarray:
    """Where a colour lies in Oklab (Ottosson 2020), in which distance is about what is seen."""
    coded = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    cones = np.array(
        [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]],
    )
    mixed = np.array(
        [[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]],
    )
    return mixed @ np.cbrt(cones @ linear)


def test_that_no_two_colours_are_nearly_the_same_in_either_theme() -> None:
    for theme in (LIGHT, DARK):
        places = [oklab(colour(theme, place)) for place in range(COLOURS)]
        assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(places, 2)) > 0.065
