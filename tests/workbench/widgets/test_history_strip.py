"""Strips that show how a quantity went."""

import pytest

from workbench.look.theme import LIGHT
from workbench.widgets.history_strip import HistoryStrip


@pytest.fixture
def strip(qtbot) -> HistoryStrip:
    made = HistoryStrip("Age", "{:g} steps".format, LIGHT)
    qtbot.addWidget(made)
    made.resize(200, 50)
    return made


def test_that_it_keeps_what_came_and_drops_what_a_rewind_leaves_behind(strip):
    for step, value in ((10, 1.0), (20, 2.0), (30, 3.0), (20, 5.0)):
        strip.add(step, value)
    assert strip.points == [(10, 1.0), (20, 5.0)]
    strip.forget()
    assert strip.points == []


def test_that_long_runs_are_thinned_to_their_whole_length(strip):
    for step in range(1, 3_000):
        strip.add(step, 1.0)
    assert len(strip.points) <= 512
    assert strip.points[-1][0] == 2_999
    assert strip.points[0][0] < 20


def test_that_the_scale_stays_while_values_change_a_little(strip):
    strip.add(1, 10.0)
    top = strip.top
    for step, value in enumerate((9.0, 10.0, 6.0), start=2):
        strip.add(step, value)
        assert strip.top == top
    strip.add(6, 100.0)
    assert strip.top >= 100.0


def test_that_the_nearest_point_is_said(strip):
    assert strip.words_at(5) == ""
    strip.add(1_000, 4.0)
    strip.add(2_000, 8.0)
    assert strip.words_at(20) == "Age at step 1,000: 4 steps"
    assert strip.words_at(190) == "Age at step 2,000: 8 steps"


def test_that_it_is_drawn_with_none_one_and_several_points(strip, qtbot):
    def colours() -> int:
        image = strip.grab().toImage()
        return len({image.pixel(x, y) for x in range(200) for y in range(20, 48)})

    empty = colours()
    strip.add(1, 4.0)
    one = colours()
    strip.add(2, 8.0)
    assert empty < one
    assert colours() > one
