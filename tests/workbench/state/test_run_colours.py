"""A run keeps its colour, and as few as can be share one."""

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


def test_that_the_colours_differ_in_both_themes() -> None:
    for theme in (LIGHT, DARK):
        assert len({colour(theme, place) for place in range(COLOURS)}) == COLOURS
