"""The panel of what is predicted against what came, told by made-up reports."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from dqn_engine.probes.ruler import ABOVE, BELOW, BOTH, INSIDE, UNKNOWN, Ruler, Verdict
from tests.support.look_reports import calibration_report, looks
from tests.support.plot_reports import run_started
from workbench.panels.calibration import CalibrationPanel

UNRULED = Ruler(known=False, low=0.0, high=0.0, low_to_limit=0.0, high_to_limit=0.0)


@pytest.fixture
def panel(qtbot, theme_source) -> CalibrationPanel:
    made = CalibrationPanel(theme_source)
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_that_it_says_what_will_appear_and_wants_episodes_seldom(panel):
    assert "appears here" in panel.text
    assert "Press Start." in panel.text
    (wanted,) = panel.wanted()
    assert (wanted.instrument, wanted.most_hz) == ("calibration", 0.2)


def test_that_each_step_is_a_point_with_predicted_upwards(panel):
    report = calibration_report()
    panel.take_looks(looks("calibration", report))
    x, y = panel.points.getData()
    np.testing.assert_array_equal(x, report.realised)
    np.testing.assert_array_equal(y, report.predicted)


def test_that_both_axes_are_alike_so_that_the_diagonal_is_one(panel):
    panel.take_looks(looks("calibration", calibration_report()))
    assert panel.scatter.x_range() == panel.scatter.y_range()
    assert panel.scatter.x_range()[0] < 8.0
    assert panel.scatter.x_range()[1] > 30.0


def test_that_points_at_the_end_of_the_data_are_not_cut(panel):
    values = np.array([0.0, 10.0])
    panel.take_looks(looks("calibration", calibration_report(predicted=values, realised=values)))
    assert panel.scatter.x_range()[0] < 0.0
    assert panel.scatter.x_range()[1] > 10.0


def test_that_very_many_steps_are_thinned(panel):
    many = np.linspace(0.0, 1.0, 10_001)
    panel.take_looks(looks("calibration", calibration_report(predicted=many, realised=many)))
    assert 1_000 < len(panel.points.getData()[0]) <= 2_000


def test_that_the_bias_is_said_with_its_band_and_its_sign(panel):
    panel.take_looks(looks("calibration", calibration_report()))
    assert panel.bias.text() == "+2.00"
    assert panel.band.text() == "−0.50 … +4.25"
    assert panel.correlation.text() == "0.500"
    assert panel.steps.text() == "5 / 2"
    panel.take_looks(looks("calibration", calibration_report(bias=0.00095, bias_low=-0.0123, bias_high=0.0)))
    assert (panel.bias.text(), panel.band.text()) == ("+9.5e-04", "−0.0123 … 0.00")


def test_that_bias_over_time_has_a_point_for_each_look(panel):
    for update, bias in ((100, 2.0), (200, 1.0), (300, -1.0)):
        panel.take_looks(looks("calibration", calibration_report(bias=bias), update=update))
    x, y = panel.bias_line.getData()
    assert x.tolist() == [100, 200, 300]
    assert y.tolist() == [2.0, 1.0, -1.0]
    assert panel.bias_high.getData()[1].tolist() == [4.25] * 3


def test_that_what_was_rewound_is_no_part_of_bias_over_time(panel):
    for update in (100, 200, 300, 150):
        panel.take_looks(looks("calibration", calibration_report(), update=update))
    assert panel.bias_line.getData()[0].tolist() == [100, 150]


def test_that_a_new_run_begins_with_nothing(panel):
    for update in (100, 200):
        panel.take_looks(looks("calibration", calibration_report(), update=update))
    panel.begin_run(run_started(2))
    for update in (500, 600):
        panel.take_looks(looks("calibration", calibration_report(), update=update, run_id=2))
    assert panel.bias_line.getData()[0].tolist() == [500, 600]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ABOVE, "Q of the steps shown reaches 250.0, but no return can be above 100.0: 12.5 %"),
        (BELOW, "Q of the steps shown falls to −9.00, but no return can be below 0.00: 12.5 %"),
        (BOTH, "Q of the steps shown lies from −9.00 to 250.0, but every return lies from 0.00 to 100.0: 12.5 %"),
        (UNKNOWN, "Nothing is known of this environment's rewards"),
    ],
)
def test_that_values_beyond_the_ruler_are_said(panel, code, words):
    verdict = Verdict(code=code, lowest=-9.0, highest=250.0, share_outside=0.125)
    changes = {"ruler": UNRULED} if code == UNKNOWN else {}
    panel.take_looks(looks("calibration", calibration_report(taken=verdict, **changes)))
    assert words in panel.verdict.text().replace("\u00a0", " ")
    assert panel.verdict.property("role") == ("muted" if code == UNKNOWN else "note")


def test_that_what_the_plot_shows_is_told_apart_from_the_other_actions_and_states(panel):
    taken = Verdict(code=INSIDE, lowest=97.0, highest=99.8, share_outside=0.0)
    everywhere = Verdict(code=BELOW, lowest=-4.63, highest=99.8, share_outside=0.455)
    panel.take_looks(looks("calibration", calibration_report(taken=taken, verdict=everywhere)))
    assert panel.verdict.text().replace("\u00a0", " ") == (
        "Q of the steps shown lies from 97.0 to 99.8: within what the rewards allow, 0.00 to 100.0. Of all actions, in "
        "these states and the buffer's, it lies from −4.63 to 99.8: 45.5 % of those lie outside."
    )
    assert panel.verdict.property("role") == "note"


def test_that_values_within_the_ruler_are_said_quietly(panel):
    panel.take_looks(looks("calibration", calibration_report()))
    assert "within what the rewards allow, 0.00 to 100.0" in panel.verdict.text()
    assert panel.verdict.property("role") == "muted"


def test_that_what_nothing_bounds_is_said_to_be_endless(panel):
    ruler = Ruler(known=True, low=-np.inf, high=np.inf, low_to_limit=-200.0, high_to_limit=500.0)
    panel.take_looks(looks("calibration", calibration_report(ruler=ruler)))
    assert (panel.least.text(), panel.most.text()) == ("−∞", "∞")
    assert "within what the rewards allow, −∞ to ∞." in panel.verdict.text()


def test_that_what_lies_a_little_beyond_the_ruler_isnt_said_to_be_within(panel):
    ruler = Ruler(known=True, low=-1000.0, high=20.0, low_to_limit=-866.0, high_to_limit=20.0)
    verdict = Verdict(code=INSIDE, lowest=-21.0, highest=23.0, share_outside=0.0)
    panel.take_looks(looks("calibration", calibration_report(ruler=ruler, taken=verdict)))
    assert panel.verdict.text().startswith(
        "Q of the steps shown lies from −21.0 to 23.0, and the rewards allow −1,000 to 20.0: what lies outside does so "
        "by less than a hundredth of that."
    )
    assert panel.verdict.property("role") == "muted"


def test_that_what_lies_beyond_the_ruler_is_shaded(panel):
    ruler = Ruler(known=True, low=9.0, high=20.0, low_to_limit=0.0, high_to_limit=19.0)
    panel.take_looks(looks("calibration", calibration_report(ruler=ruler)))
    low, high = panel.scatter.y_range()
    assert sorted(zip(panel.beyond.opts["y0"], panel.beyond.opts["y1"], strict=True)) == [(low, 9.0), (20.0, high)]
    assert panel.most.text() == "20.0"
    panel.take_looks(looks("calibration", calibration_report(ruler=UNRULED)))
    assert len(panel.beyond.opts["y0"]) == 0
    assert not panel.most.isVisible()


def test_that_munchausens_bonus_is_said_to_make_them_incomparable(panel):
    panel.take_looks(looks("calibration", calibration_report(munchausen=True)))
    assert "Munchausen" in panel.verdict.text()
    assert panel.verdict.property("role") == "note"


def test_that_small_changes_move_no_axis(panel):
    panel.take_looks(looks("calibration", calibration_report()))
    before = panel.scatter.x_range()
    for factor in (0.98, 1.0, 0.9):
        predicted = np.array([12.0, 11.0, 10.0, 30.0, 29.0]) * factor
        panel.take_looks(looks("calibration", calibration_report(predicted=predicted)))
        assert panel.scatter.x_range() == before


@pytest.mark.parametrize("width", [300, 700])
def test_that_no_figure_is_cut_off(panel, qtbot, width):
    panel.resize(width, 600)
    panel.take_looks(looks("calibration", calibration_report(bias=-1234.5, bias_low=-2345.0, bias_high=2345.0)))
    qtbot.waitUntil(lambda: panel.width() == width)
    for label in (panel.bias, panel.band, panel.correlation, panel.steps):
        assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
        assert label.mapTo(panel, label.rect().topRight()).x() <= width


def test_that_a_point_says_which_step_it_is(panel):
    report = calibration_report()
    panel.take_looks(looks("calibration", report))
    x, y = panel.scatter.to_pixels(report.realised, report.predicted)
    words = panel.step_words(QPointF(x[4] - 2, y[4] + 2))
    assert words == "Episode 2, step 2: predicted 29.0, realised 27.0"
    assert panel.step_words(QPointF(x[4] - 60, y[4])) == ""


def test_that_the_bias_over_time_says_how_it_was_there(panel):
    for update, bias in ((100, 2.0), (200, -1.0)):
        panel.take_looks(looks("calibration", calibration_report(bias=bias), update=update))
    right = panel.bias_plot.data_rect().right()
    assert panel.bias_words(QPointF(right, 5)) == "Step 200: bias −1.00, 80 % from −0.50 to +4.25"
    panel.begin_run(run_started(2))
    assert panel.bias_words(QPointF(right, 5)) == ""
