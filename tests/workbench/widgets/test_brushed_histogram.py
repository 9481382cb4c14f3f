"""Histograms whose bars are chosen."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from workbench.look.theme import LIGHT, small_font
from workbench.widgets.brushed_histogram import BrushedHistogram


@pytest.fixture
def histogram(qtbot) -> BrushedHistogram:
    made = BrushedHistogram("Age, steps", "Age")
    qtbot.addWidget(made)
    made.restyle(LIGHT, small_font(made.font()))
    made.resize(300, 116)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_that_a_bar_says_how_many_lie_between_which_values(histogram):
    histogram.show_counts(np.array([0.0, 10.0, 20.0]), np.array([1_234, 5]))
    assert histogram.bar_words(0).startswith("Age: 1,234 from 0.0000 to 10.00.")


def test_that_few_are_drawn_high_enough_to_be_seen_and_none_are_not_drawn(histogram):
    histogram.show_counts(np.arange(4.0), np.array([100_000, 1, 0]))
    heights = histogram.bars.opts["height"]
    assert heights[0] == 100_000
    assert 1_000 < heights[1] < 4_000
    assert heights[2] == 0


def test_that_an_axis_far_from_zero_begins_at_a_whole_step_and_stays(histogram):
    seen = set()
    for start in (90.2, 91.7, 90.9):
        histogram.show_counts(np.linspace(start, 119.0, 5), np.ones(4, np.int64))
        seen.add(histogram.x_range())
    assert len(seen) == 1
    assert seen.pop()[0] == 90.0


def test_that_what_was_chosen_stays_marked_while_bars_change(histogram, qtbot):
    histogram.show_counts(np.array([0.0, 10.0, 20.0]), np.array([3, 5]))
    histogram.setFocus()
    qtbot.keyClick(histogram, Qt.Key.Key_Right)
    chosen = histogram.chosen
    histogram.show_counts(np.array([0.0, 5.0, 40.0]), np.array([3, 5]))
    assert histogram.chosen == chosen
    assert histogram.band.opts["x0"] == [0.0]
    assert histogram.band.opts["x1"][0] == pytest.approx(10.0)
    alphas = [brush.alpha() for brush in histogram.bars.opts["brushes"]]
    assert alphas == [255, 255]  # Both hold some of it.


def test_that_without_bars_nothing_can_be_chosen(histogram, qtbot):
    with qtbot.assertNotEmitted(histogram.range_chosen):
        qtbot.mouseClick(histogram.viewport(), Qt.MouseButton.LeftButton)
        qtbot.keyClick(histogram, Qt.Key.Key_Right)


def test_that_it_is_seen_to_have_the_focus(histogram, qtbot):
    histogram.show_counts(np.array([0.0, 10.0, 20.0]), np.array([3, 5]))
    histogram.clearFocus()
    before = histogram.grab().toImage()
    histogram.setFocus()
    qtbot.waitUntil(histogram.hasFocus)
    assert histogram.grab().toImage() != before


def test_that_on_a_logarithmic_axis_each_decade_is_as_wide_and_zeros_have_a_bar(qtbot) -> None:
    made = BrushedHistogram("Priority", "Priority", log=True)
    qtbot.addWidget(made)
    made.restyle(LIGHT, small_font(made.font()))
    made.show_counts(np.array([0.0, 0.1, 1.0, 10.0]), np.array([4, 3, 2]))
    assert list(made.places) == pytest.approx([-2.0, -1.0, 0.0, 1.0])
    assert made.x_range() == (-2.0, 1.0)
    assert made.bar_words(0) == "Priority: 4 from 0.0000 to 0.1000. Click or drag to list them."
