"""The priorities panel, told by scripted histograms."""

from dataclasses import replace

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from tests.support.plot_reports import histogram, run_started, uniform_replay
from workbench.panels.priorities import PrioritiesPanel


@pytest.fixture
def panel(qtbot, theme_source) -> PrioritiesPanel:
    made = PrioritiesPanel(theme_source)
    qtbot.addWidget(made)
    made.resize(300, 240)
    made.show()
    qtbot.waitExposed(made)
    return made


def heights(panel: PrioritiesPanel) -> list[float]:
    return list(panel.bars.opts["height"])


def test_that_it_says_what_will_appear_before_a_run(panel):
    assert "Press Start" in panel.text


def test_that_uniform_replay_is_said_and_what_would_appear(panel):
    panel.set_histogram(histogram([1, 2]))
    panel.set_histogram(uniform_replay())
    assert "uniform" in panel.text
    assert "Prioritized replay on" in panel.text


def test_that_an_empty_buffer_is_said(panel):
    panel.set_histogram(histogram([0, 0, 0]))
    assert "empty" in panel.text


def test_that_each_bin_gets_a_bar_between_its_edges(panel):
    report = histogram([5, 0, 20, 3])
    panel.set_histogram(report)
    assert panel.text == ""
    assert heights(panel) == [5, 0, 20, 3]
    exponents = np.log10(report.bin_edges)
    assert (panel.bars.opts["x0"] > exponents[:-1]).all()
    assert (panel.bars.opts["x1"] < exponents[1:]).all()


def test_that_count_largest_and_effective_size_are_reported(panel):
    panel.set_histogram(histogram([4000, 8000], effective=9000))
    assert panel.count.text() == "12,000"
    assert panel.largest.text() == "3.25"
    assert panel.effective.text() == "9,000 (75 %)"
    assert all(label.accessibleName() for label in (panel.count, panel.largest, panel.effective))


def test_that_small_changes_move_no_axis(panel):
    panel.set_histogram(histogram([10, 50, 90, 40]))
    x, y = panel.canvas.x_range(), panel.canvas.y_range()
    for top in (91, 85, 88, 92, 60):
        panel.set_histogram(histogram([11, 48, top, 41]))
        assert panel.canvas.x_range() == x
        assert panel.canvas.y_range() == y


def test_that_bars_stay_in_view_when_they_outgrow_it(panel):
    panel.set_histogram(histogram([0, 10, 0], 1e-2, 10))
    panel.set_histogram(histogram([3, 5000, 3], 1e-5, 1e4))
    low, high = panel.canvas.x_range()
    assert low <= -5
    assert high >= 4
    assert panel.canvas.y_range()[1] > 5000


def test_that_the_y_axis_comes_back_down_when_the_bars_have_fallen_far(panel):
    panel.set_histogram(histogram([5000]))
    panel.set_histogram(histogram([100]))
    assert 100 < panel.canvas.y_range()[1] < 300


def test_that_the_axis_is_labelled_with_priorities_not_exponents(panel):
    panel.set_histogram(histogram([1, 2, 3, 4]))
    axis = panel.canvas.getAxis("bottom")
    assert axis.tickStrings([-3.0, -2.0, 0.0, 1.0], 1.0, 1.0) == ["0.001", "0.01", "1", "10"]


def test_that_clear_brings_back_the_first_sentence(panel):
    before = panel.text
    panel.set_histogram(histogram([1, 2, 3]))
    assert panel.text == ""
    panel.clear()
    assert panel.text == before


@pytest.mark.parametrize("width", [300, 700])
def test_that_no_figure_is_cut_off(panel, qtbot, width):
    panel.resize(width, 240)
    panel.set_histogram(histogram([2_000_000, 2_194_304]))
    qtbot.waitUntil(lambda: panel.width() == width)
    for label in (panel.count, panel.largest, panel.effective):
        assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())


def test_that_once_a_run_began_nobody_is_asked_to_start_one(panel):
    panel.set_histogram(histogram([1, 2, 3]))
    assert panel.text == ""
    panel.begin_run(run_started())
    assert panel.text
    assert "Start" not in panel.text


def test_that_uniform_replay_is_said_from_the_beginning_of_a_run(panel):
    panel.begin_run(replace(run_started(), config=run_config(preset="lunar-lander")))
    assert "uniform" in panel.text
    panel.begin_run(run_started(knobs_now=run_config(preset="lunar-lander", changes={"prioritized": True}).knobs))
    assert "empty" in panel.text
