"""The learning curves under the mouse, and what they say: wheel, hover, units of x, exact schedules."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from dqn_engine.messages.reports import Progress
from tests.support.plot_reports import curves, episodes, evaluation, knobs_changed, run_started
from tests.support.scripted_session import progress_fields
from workbench.panels.curves.panel import CurvesPanel
from workbench.state.plot_choice import plots_of
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import LEAST, XUnit
from workbench.widgets.live_plot import LivePlot

pytestmark = pytest.mark.slow  # Real plots, drawn and handled: not for the inner loop.


@pytest.fixture
def history() -> RunHistory:
    return RunHistory()


@pytest.fixture
def panel(qtbot, history, theme_source) -> CurvesPanel:
    made = CurvesPanel(history, theme_source)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def draw(panel: CurvesPanel) -> None:
    for _ in range(len(panel.plots) + 1):
        panel.refresh()
        QApplication.processEvents()


def train(history: RunHistory) -> None:
    history.begin_run(run_started())
    at = np.arange(100, 10_001, 100)
    history.add_curves(curves(at, loss=at / 1e4, q_mean=at / 100, q_max=at / 50, epsilon=1 - at / 10_000))
    history.add_episodes(episodes(at, at / 100))
    history.add_evaluation(evaluation(5000, mean=212.0))
    history.add_knob_changes(knobs_changed(5000))


def place(plot: LivePlot, x: float) -> QPoint:
    xs, ys = plot.canvas.to_pixels(np.array([x]), np.array([sum(plot.canvas.y_range()) / 2]))
    return QPoint(round(xs[0]), round(ys[0]))


def turn_wheel(plot: LivePlot, at: QPoint, notches: int) -> None:
    view = plot.canvas.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_that_the_wheel_zooms_x_and_y_fits_what_is_seen(panel, history) -> None:
    train(history)
    draw(panel)
    q = panel.plots["q"]
    for _ in range(12):
        turn_wheel(q, place(q, 2000), 1)
    draw(panel)
    (x_from, x_to), (y_from, y_to) = q.x_range(), q.canvas.y_range()
    assert x_to - x_from < 3000
    assert x_from < 2000 < x_to
    assert y_to < 100, "the largest Q-value in view is about 50, of the whole run 200"
    assert y_from < x_from / 100
    for _ in range(60):
        turn_wheel(q, place(q, 2000), -1)
    draw(panel)
    x_from, x_to = q.x_range()
    assert x_from == 0, "there is nothing before the first step"
    assert x_to < 12_000, "and nothing after the last"


@pytest.mark.parametrize("unit", list(XUnit))
def test_that_no_plot_is_empty_however_far_the_wheel_zooms_in(panel, history, unit) -> None:
    train(history)
    for steps in (0, 5000, 10_000):
        history.add_progress(Progress(run_id=1, sequence=1, **progress_fields(steps, trained_s=steps * 0.06)))
    panel.show_over(unit)
    draw(panel)
    middle = sum(panel.plots["q"].x_range()) / 2 + 1e-3  # No point stands there, and nothing but lines is seen.
    for _ in range(80):
        turn_wheel(panel.plots["q"], place(panel.plots["q"], middle), 1)
    draw(panel)
    x_from, x_to = panel.plots["q"].x_range()
    assert x_to - x_from == pytest.approx(LEAST[unit])
    for name, key in (("q", "q_mean"), ("return", "mean_return"), ("loss", "loss")):
        x, y = panel.plots[name].drawn(key)
        low, high = panel.plots[name].canvas.y_range()
        assert low < np.interp(middle, x, y) < high, (name, low, high)


def test_that_dragging_moves_x_alone_and_never_beyond_the_run(panel, history) -> None:
    train(history)
    draw(panel)
    q = panel.plots["q"]
    for _ in range(6):
        turn_wheel(q, place(q, 5000), 1)
    draw(panel)
    wide = np.ptp(q.x_range())
    start, view = place(q, sum(q.x_range()) / 2), q.canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for offset in (20, 60, 120, 4000):
        QTest.mouseMove(view, start + QPoint(offset, 30), delay=5)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(4000, 30))
    draw(panel)
    assert q.x_range()[0] >= 0
    assert np.ptp(q.x_range()) == pytest.approx(wide)


def test_that_nothing_is_told_of_a_place_where_nothing_is_drawn(panel) -> None:
    draw(panel)
    q = panel.plots["q"]
    for x in (500, 600):
        QTest.mouseMove(q.canvas.viewport(), place(q, x))
    QApplication.processEvents()
    assert not [label for label in panel.findChildren(QLabel) if label.text().startswith("At ")]


def test_that_the_text_of_a_mark_stays_while_the_pointer_rests_on_it(panel, history) -> None:
    train(history)
    draw(panel)
    plot = panel.plots["loss"]
    at, view = place(plot, 5000), plot.canvas.viewport()
    QTest.mouseMove(view, at + QPoint(40, 0))
    QTest.mouseMove(view, at)
    assert "Discount γ" in QToolTip.text()
    # What Qt sends after the pointer has rested for a moment; the scene has no text of its own.
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    QTest.qWait(400)
    assert QToolTip.isVisible()
    assert "Discount γ" in QToolTip.text()
    assert QToolTip.text().endswith("\nA double click goes back to before step 5,000")
    for _ in range(20):
        history.add_knob_changes(knobs_changed(5010))
    draw(panel)
    QTest.mouseMove(view, at + QPoint(40, 0))
    QTest.mouseMove(view, at)
    said = QToolTip.text().split("\n")
    assert said[0].endswith("earlier")
    assert said[-1] == "A double click goes back to before step 5,000"


def test_that_a_long_schedule_is_drawn_from_its_very_first_value(panel, history) -> None:
    history.begin_run(run_started())
    at = np.arange(1.0, 400_001.0)
    history.add_curves(curves(at, epsilon=np.maximum(1 - (at - 1) / 4000, 0.02), beta=0.8))
    draw(panel)
    x, y = panel.plots["exploration"].drawn("epsilon")
    assert (x[0], y[0]) == (1.0, 1.0)
    assert (x[-1], y[-1]) == (400_000.0, 0.02)
    assert len(x) < 1000


def test_that_no_extreme_of_the_mean_is_lost(panel, history) -> None:
    history.begin_run(run_started())
    scores = np.full(60_000, 10.0)
    scores[30_000:30_100] = 500.0
    history.add_episodes(episodes(np.arange(60_000) * 20, scores))
    draw(panel)
    assert panel.plots["return"].drawn("mean_return")[1].max() == 500.0


def test_that_the_mean_says_how_far_back_it_goes(panel, history) -> None:
    panel.resize(1400, 700)
    history.begin_run(run_started())
    history.add_episodes(episodes(np.arange(1, 201) * 50, np.full(200, 30.0)))
    draw(panel)
    texts = [label.text() for label in panel.plots["return"].findChildren(QLabel)]
    assert "sum of rewards; the last 100 episodes go back to step 5,000" in texts
    assert panel.plots["return"].legend.text().startswith("evaluation"), "evaluations lead"
    panel.resize(700, 700)
    draw(panel)
    assert "last 100 (5k+)" in panel.plots["return"].legend.text(), "also where the title has no room for it"


def test_that_names_in_a_narrow_plot_are_short_instead_of_cut(panel, history) -> None:
    train(history)
    panel.resize(250, 600)
    draw(panel)
    text = panel.plots["return"].legend.text()
    assert "eval." in text
    assert "evaluation" not in text
    assert re.search(r"(?<!last )100 \(\S+\+\)", text), "how far the mean goes back is said in few letters"


def choose_unit(panel: CurvesPanel, words: str) -> None:
    choose = panel.unit_list
    choose.showPopup()
    row = choose.model().index(choose.findText(words), 0)
    where = choose.view().visualRect(row).center()
    QTest.mouseClick(choose.view().viewport(), Qt.MouseButton.LeftButton, pos=where)
    choose.hidePopup()
    draw(panel)


def grow_slower(history: RunHistory) -> tuple[np.ndarray, np.ndarray]:
    """A run whose episodes become longer; the last one goes on. Returns its steps, and ε at them."""
    history.begin_run(run_started())
    steps = np.arange(10.0, 60_001.0, 10.0)
    epsilon = np.maximum(1 - 0.9 * (steps - 10) / 9_990, 0.1)
    wave = np.sin(steps / 400)
    wave[[7, 5_500]] = 3, -3
    history.add_curves(curves(steps, epsilon=epsilon, beta=0.4 + 0.6 * steps / 60_000, q_mean=wave, q_max=wave + 1))
    ends = np.cumsum(np.arange(1, 340))
    history.add_episodes(episodes(ends, np.minimum(np.arange(1.0, 340.0), 250.0)))
    history.add_knob_changes(knobs_changed(59_500))
    for step in range(0, 60_001, 500):
        history.add_progress(Progress(run_id=1, sequence=1, **progress_fields(step, trained_s=step**1.5 / 1e5)))
    return steps, epsilon


@pytest.mark.parametrize("unit", ["Environment steps", "Episodes", "Minutes of training"])
def test_that_curves_have_the_same_values_and_extremes_over_whatever_is_counted(panel, history, qtbot, unit) -> None:
    steps, epsilon = grow_slower(history)
    panel.show_plots(plots_of([("epsilon", "beta"), ("q_mean", "q_max"), ("return",)]))
    choose_unit(panel, unit)
    places = history.scale(XUnit(panel.unit_list.currentData())).places(steps)
    exploration, q, score = panel.plots.values()
    for key, true in (("epsilon", epsilon), ("beta", 0.4 + 0.6 * steps / 60_000)):
        x, y = exploration.drawn(key)
        assert (np.diff(x) >= 0).all()
        assert (x[0], x[-1]) == (pytest.approx(places[0]), pytest.approx(places[-1])), "from the first to the newest"
        assert len(x) < 1000, "each point of a wide line costs"
        near = 0.008 * places[-1]  # some pixels
        early, late = (np.interp(places + aside, places, true) for aside in (-near, near))
        low, high = np.minimum(early, late), np.maximum(early, late)
        shown = np.interp(places, x, y)
        assert ((low - 1e-3 <= shown) & (shown <= high + 1e-3)).all(), f"{key} is drawn where it isn't"
    x, y = q.drawn("q_mean_range")
    assert (y.min(), y.max()) == (-3, 3)
    for extreme, at in ((-3, 5_500), (3, 7)):
        assert np.abs(x[y == extreme] - places[at]).min() < places[-1] / 200, "where it was"
    assert np.diff(q.drawn("q_mean")[0]).max() < places[-1] / 20, "no gap"
    (group,) = score.strip.groups
    assert group.marks[0].x == pytest.approx(np.interp(59_500, steps, places))
    with qtbot.waitSignal(panel.step_chosen) as chosen:
        score.canvas.double_clicked.emit(QPointF(group.x_px + score.canvas.data_rect().left(), 20))
    assert chosen.args == [59_500], "a mark leads to its own step"
    score.hovered.emit(places[0] + 0.4 * (places[-1] - places[0]))
    step = float(np.interp(places[0] + 0.4 * (places[-1] - places[0]), places, steps))
    said = {
        "Environment steps": f"At environment step {step:,.0f}",
        "Episodes": f"At episode {np.ceil(0.4 * places[-1] + 0.6 * places[0]):,.0f}, step {step:,.0f}",
        "Minutes of training": f"At {0.4 * places[-1] + 0.6 * places[0]:,.3f} min, step {step:,.0f}",
    }
    assert said[unit] in [label.text() for label in panel.findChildren(QLabel)]


def test_that_the_curves_can_be_drawn_over_episodes_and_over_minutes(panel, history) -> None:
    train(history)
    for steps in (0, 5000, 10_000):
        history.add_progress(Progress(run_id=1, sequence=1, **progress_fields(steps, trained_s=steps * 0.06)))
    draw(panel)
    for words, newest, shown_evaluation in (("Episodes", 100, 50), ("Minutes of training", 10, 5)):
        choose_unit(panel, words)
        assert panel.plots["return"].drawn("episode_return")[0].max() == pytest.approx(newest, rel=0.02)
        assert panel.plots["return"].drawn("evaluation")[0].tolist() == [pytest.approx(shown_evaluation, rel=0.02)]
        assert newest < panel.plots["loss"].x_range()[1] <= 1.3 * newest
        assert panel.plots["loss"].strip.groups[0].marks[0].x == pytest.approx(shown_evaluation, rel=0.02)


def test_that_the_label_of_a_mark_never_loses_its_name(panel, history) -> None:
    train(history)
    for step in (5600, 6200, 9900):
        history.add_knob_changes(knobs_changed(step, "learning_rate", 0.001, 0.0005))
    for width in (1000, 560, 420):
        panel.resize(width, 700)
        draw(panel)
        for label in panel.plots["return"].strip.labels:
            assert not label.text.startswith(("0", "→")), label.text
