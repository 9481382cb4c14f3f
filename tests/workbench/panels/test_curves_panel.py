"""The learning curves over a scripted history."""

import math
import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QLabel

from tests.support.plot_reports import curves, episodes, evaluation, knobs_changed, parent_episodes, run_started
from workbench.look.theme import DARK, LIGHT
from workbench.panels.curves.panel import CurvesPanel
from workbench.state.event_words import Awaited
from workbench.state.plot_choice import plots_of
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.run_history import RunHistory
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.live_plot import LivePlot

pytestmark = pytest.mark.slow  # Real plots, drawn and handled: not for the inner loop.


@pytest.fixture
def history() -> RunHistory:
    return RunHistory()


@pytest.fixture
def panel(qtbot, history, theme_source) -> CurvesPanel:
    made = CurvesPanel(history, theme_source)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    return made


def draw(panel: CurvesPanel) -> None:
    """As many refreshes as it takes to draw every plot."""
    for _ in panel.plots:
        panel.refresh()


def train(history: RunHistory, steps: int = 10_000) -> None:
    history.begin_run(run_started())
    at = np.arange(100, steps + 1, 100)
    history.add_curves(curves(at, loss=np.where(at > 500, 0.2, np.nan), q_mean=40.0, q_max=55.0, epsilon=0.1, beta=0.6))
    history.add_episodes(episodes(at, 20.0 + at / 100))
    history.add_evaluation(evaluation(steps // 2, mean=212.0))


def drawn(plot: LivePlot, key: str) -> np.ndarray:
    return plot.drawn(key)[1]


def said(panel: CurvesPanel) -> list[str]:
    labels = panel.findChildren(QLabel)
    return [label.whole if isinstance(label, ElidedLabel) else label.text() for label in labels]


def joined(panel: CurvesPanel) -> int:
    """Of how many points one is shown, as the panel says."""
    found = [re.match(r"1 of every ([\d,]+) points shown", text) for text in said(panel)]
    return max((int(match[1].replace(",", "")) for match in found if match), default=1)


def zoom(panel: CurvesPanel, name: str, across: float = 0.5) -> None:
    """What turning the wheel over a plot does, or over its y axis with `across` 1."""
    box = panel.plots[name].canvas.getPlotItem().getViewBox()
    box.scaleBy((across, 0.5))
    box.sigRangeChangedManually.emit([True, True])


def test_that_empty_plots_say_what_will_appear_and_what_to_press(panel):
    for plot in panel.plots.values():
        assert "Press Start" in plot.empty_text
    panel.set_awaited(Awaited.LOADING)
    panel.show_plots(plots_of([("td_error",), ("return",)]))
    for plot in panel.plots.values():
        assert plot.empty_text.endswith("The run begins once the engine is loaded."), "at once, and never bare axes"
        assert not plot.legend.isVisible()


def test_that_a_panel_first_seen_in_mid_run_shows_its_curves(qtbot, history, theme_source):
    train(history)
    late = CurvesPanel(history, theme_source)
    qtbot.addWidget(late)
    late.show()
    qtbot.waitExposed(late)
    draw(late)
    assert not any(plot.empty_text for plot in late.plots.values())
    assert all(plot.legend.isVisible() for plot in late.plots.values())


def test_that_each_plot_says_what_it_waits_for_once_started(panel, history):
    history.begin_run(run_started())
    panel.set_awaited(Awaited.COMPILING)
    draw(panel)
    assert panel.plots["loss"].empty_text == "Compiling the program, a few seconds."
    panel.set_awaited(Awaited.START)
    history.begin_run(run_started())
    history.add_curves(curves([50.0, 100.0], loss=math.nan, q_mean=math.nan, q_max=math.nan))
    draw(panel)
    assert "first episode" in panel.plots["return"].empty_text
    assert "500 environment steps" in panel.plots["loss"].empty_text
    assert panel.plots["exploration"].empty_text == ""


def test_that_every_curve_is_drawn_from_the_history(panel, history):
    train(history)
    draw(panel)
    assert drawn(panel.plots["return"], "episode_return").max() == 120.0
    assert drawn(panel.plots["return"], "mean_return")[-1] == pytest.approx(history.mean_return.latest, rel=0.05)
    assert drawn(panel.plots["return"], "evaluation").tolist() == [212.0]
    assert set(drawn(panel.plots["q"], "q_mean")) == {40.0}
    assert set(drawn(panel.plots["q"], "q_max")) == {55.0}
    assert set(np.round(drawn(panel.plots["loss"], "loss"), 6)) == {round(math.log10(0.2), 6)}
    assert set(drawn(panel.plots["exploration"], "epsilon")) == {0.1}
    assert not any(plot.empty_text for plot in panel.plots.values())


def test_that_the_values_can_be_read_as_text(panel, history):
    train(history)
    draw(panel)
    assert "evaluation: 212.0" in panel.plots["return"].accessibleDescription()
    assert panel.plots["exploration"].accessibleDescription() == "β: 0.6000; ε: 0.1000"
    assert panel.plots["q"].accessibleName() == "Q-values"


def test_that_nothing_is_drawn_while_hidden_or_without_news(panel, history, monkeypatch):
    train(history)
    draw(panel)
    calls = []
    monkeypatch.setattr(LivePlot, "set_curve", lambda *a, **k: calls.append(a))
    panel.refresh()
    assert calls == []
    panel.hide()
    history.add_episodes(episodes([20_000], [9.0]))
    panel.refresh()
    assert calls == []
    panel.show()
    panel.refresh()
    assert calls


def test_that_live_refreshes_take_turns_and_miss_nothing(panel, history):
    train(history)
    draw(panel)
    history.add_curves(curves([10_100.0], q_mean=77.0, loss=0.9))
    draw(panel)
    assert drawn(panel.plots["q"], "q_mean").max() == 77.0
    assert drawn(panel.plots["loss"], "loss").max() == pytest.approx(math.log10(0.9))


def test_that_the_plots_follow_the_run_on_one_x_axis(panel, history):
    train(history, 10_000)
    draw(panel)
    first = panel.plots["return"].x_range()
    history.add_curves(curves([90_000.0]))
    draw(panel)
    ranges = {plot.x_range() for plot in panel.plots.values()}
    assert len(ranges) == 1
    assert first[1] < 12_000
    assert ranges.pop()[1] >= 90_000


def test_that_zooming_stops_following_and_moves_every_x_axis(panel, history):
    train(history)
    draw(panel)
    assert not panel.follow_button.isEnabled()
    zoom(panel, "q")
    zoomed = panel.plots["q"].x_range()
    assert not panel.following
    assert panel.follow_button.isEnabled()
    assert {plot.x_range() for plot in panel.plots.values()} == {zoomed}
    history.add_curves(curves([90_000.0]))
    draw(panel)
    assert {plot.x_range() for plot in panel.plots.values()} == {zoomed}


def test_that_the_follow_button_returns(qtbot, panel, history):
    train(history)
    draw(panel)
    before = [(plot.x_range(), plot.canvas.y_range()) for plot in panel.plots.values()]
    zoom(panel, "loss")
    qtbot.mouseClick(panel.follow_button, Qt.MouseButton.LeftButton)
    draw(panel)
    assert panel.following
    assert not panel.follow_button.isEnabled()
    assert [(plot.x_range(), plot.canvas.y_range()) for plot in panel.plots.values()] == before


def test_that_zooming_in_shows_finer_detail(panel, history):
    history.begin_run(run_started())
    at = np.arange(1.0, 60_001.0)
    history.add_curves(curves(at, q_mean=np.sin(at / 50)))
    draw(panel)
    coarse = joined(panel)
    assert coarse > 8
    for plot in panel.plots.values():
        plot.show_x(30_000, 31_000)
    panel.plots["q"].canvas.moved_by_hand.emit()
    draw(panel)
    assert joined(panel) < coarse


def test_that_the_loss_axis_can_be_linear(qtbot, panel, history):
    train(history)
    draw(panel)
    panel.findChild(QCheckBox).click()
    draw(panel)
    assert set(drawn(panel.plots["loss"], "loss")) == {0.2}
    low, high = panel.plots["loss"].canvas.y_range()
    assert low <= 0 < 0.2 < high


def test_that_losses_of_zero_leave_the_logarithmic_axis_finite(panel, history):
    history.begin_run(run_started())
    history.add_curves(curves(np.arange(1.0, 50.0), loss=np.where(np.arange(49) % 2, 0.0, 0.3)))
    draw(panel)
    assert np.isfinite(drawn(panel.plots["loss"], "loss")).all()
    assert np.isfinite(panel.plots["loss"].canvas.y_range()).all()


def test_that_each_change_of_a_hyperparameter_is_marked_in_every_plot(panel, history):
    train(history)
    history.add_knob_changes(knobs_changed(3_000, "learning_rate", 0.002, 0.0005))
    draw(panel)
    for plot in panel.plots.values():
        (group,) = plot.strip.groups
        assert group.marks[0].x == 3_000
        assert plot.strip.labels[0].text == "Learning rate 0.002 → 0.0005"
        assert "Step 3,000: Learning rate 0.002 → 0.0005" in plot.strip.accessibleDescription()


def test_that_a_dragged_slider_is_one_mark_with_a_count(panel, history):
    train(history)
    for i in range(40):
        history.add_knob_changes(knobs_changed(5_000 + 3 * i, "gamma", 0.99 - i / 1000, 0.989 - i / 1000))
    draw(panel)
    (group,) = panel.plots["return"].strip.groups
    assert len(group.marks) == 40
    assert "(40×)" in panel.plots["return"].strip.labels[0].text


def test_that_hovering_shows_every_plots_value_there(panel, history):
    history.begin_run(run_started())
    history.add_curves(curves([1_000.0, 2_000.0, 3_000.0], q_mean=np.array([10.0, 20.0, 30.0])))
    draw(panel)
    panel.plots["return"].hovered.emit(2_100.0)
    assert "mean: 20.00" in panel.plots["q"].accessibleDescription()
    assert "At environment step 2,100" in said(panel)
    panel.plots["return"].hovered.emit(None)
    assert "mean: 30.00" in panel.plots["q"].accessibleDescription()
    assert not any(text.startswith("At environment step") for text in said(panel))


def test_that_the_mean_under_the_pointer_goes_back_from_there(panel, history):
    history.begin_run(run_started())
    at = np.arange(100, 40_100, 100)
    history.add_episodes(episodes(at, np.ones(400)))
    draw(panel)
    plot = panel.plots["return"]
    assert "last 100 (30k+): 1.00" in plot.accessibleDescription()
    plot.hovered.emit(15_050.0)
    assert "last 100 (5k+): 1.00" in plot.accessibleDescription()
    draw(panel)
    assert "last 100 (5k+): 1.00" in plot.accessibleDescription()
    plot.hovered.emit(None)
    assert "last 100 (30k+): 1.00" in plot.accessibleDescription()


def test_that_an_evaluation_tells_its_value_under_the_pointer(panel, history):
    train(history)
    draw(panel)
    plot = panel.plots["return"]
    x, y = plot.canvas.to_pixels(np.array([5_000.0]), np.array([212.0]))
    assert "mean 212.0" in " ".join(plot.notes_at(QPointF(float(x[0]) + 3, float(y[0]))))
    assert plot.notes_at(QPointF(float(x[0]) + 40, float(y[0]))) == []


def test_that_a_new_run_begins_with_a_clean_sheet(panel, history):
    train(history)
    history.add_knob_changes(knobs_changed(3_000))
    draw(panel)
    zoom(panel, "q")
    history.begin_run(run_started(2))
    draw(panel)
    assert panel.following
    for plot in panel.plots.values():
        assert plot.empty_text
        assert not plot.strip.groups
    assert len(drawn(panel.plots["return"], "evaluation")) == 0


def test_that_data_stay_clear_of_the_legend_while_following(panel, history):
    train(history)
    draw(panel)
    for plot in panel.plots.values():
        for key in (curve.key for curve in plot.curves if curve.name):
            values = drawn(plot, key)
            _, y = plot.canvas.to_pixels(np.zeros(len(values)), values)
            assert y.min() >= plot.legend.geometry().bottom()


def test_that_the_return_from_which_it_is_solved_is_in_view_and_named(panel, history):
    history.begin_run(run_started(return_threshold=-110.0))
    history.add_episodes(episodes([200, 400], [-200.0, -200.0]))
    draw(panel)
    plot = panel.plots["return"]
    low, high = plot.canvas.y_range()
    assert -230 < low < -200
    assert -110 < high < 0, "zero would only take room"
    assert (plot.level.value(), plot.level.words) == (-110.0, "solved from −110")
    history.begin_run(run_started(2, return_threshold=math.nan))
    history.add_episodes(episodes([200, 400], [-200.0, -200.0], run_id=2))
    draw(panel)
    assert plot.level.words == ""
    assert plot.canvas.y_range()[1] < -110


def test_that_the_plots_take_the_theme_of_the_window(panel, theme_source):
    for theme in (DARK, LIGHT):
        theme_source.changed.emit(theme)
        for plot in panel.plots.values():
            assert plot.canvas.backgroundBrush().color().name() == theme.surface


def test_that_a_narrow_panel_has_one_column(qtbot, panel):
    panel.resize(420, 800)
    qtbot.waitUntil(lambda: len({plot.y() for plot in panel.plots.values()}) == 4)
    panel.resize(900, 600)
    qtbot.waitUntil(lambda: len({plot.y() for plot in panel.plots.values()}) == 2)


def test_that_a_fork_is_drawn_over_its_parent_which_the_legend_names(panel, history):
    train(history)
    draw(panel)
    assert "parent" not in panel.plots["return"].accessibleDescription()
    history.begin_run(run_started(2))
    history.add_episodes(episodes([500], [20.0], run_id=2))
    history.add_parent(parent_episodes([500, 9_000], [20.0, 40.0], run_id=2))
    draw(panel)
    assert "parent 2030-01-31-120000: 30.0" in panel.plots["return"].accessibleDescription()
    assert drawn(panel.plots["return"], "parent_return").tolist() == [20.0, 30.0]
    keys = [curve.key for curve in panel.plots["return"].curves]
    assert keys.index("parent_return") < keys.index("mean_return"), "behind"
    assert panel.plots["return"].x_range()[1] >= 9_000
    history.begin_run(run_started(3))
    history.add_episodes(episodes([500], [20.0], run_id=3))
    draw(panel)
    assert "parent" not in panel.plots["return"].accessibleDescription()


class Painted(QObject):
    """How much of a widget was painted at a time."""

    def __init__(self, widget) -> None:
        super().__init__(widget)
        self.whole = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.whole += event.region().boundingRect() == watched.rect()
        return False


def test_that_nothing_stays_of_a_longer_curve_where_a_shorter_one_is_drawn(panel, history, qtbot):
    train(history)
    draw(panel)
    qtbot.wait(50)
    painted = Painted(panel.plots["q"].canvas.viewport())
    # As many points as before, of a shorter run.
    count = len(drawn(panel.plots["q"], "q_mean"))
    panel.plots["q"].set_curve("q_mean", np.linspace(0.0, 1000.0, count), np.full(count, 40.0))
    qtbot.waitUntil(lambda: painted.whole > 0, timeout=2000)


def test_that_what_is_reported_is_drawn_in_every_plot_a_moment_later(qtbot, panel, history):
    reports = ReportDispatcher()
    panel.subscribe_to(reports)
    at = np.arange(100, 1001, 100)
    reports.dispatch([run_started(), curves(at), episodes(at, at / 10), evaluation(500), knobs_changed(600)])
    assert (len(history.episode_return), len(history.loss)) == (10, 10)
    assert [history.evaluations[0].env_step, history.knob_changes[0].env_step] == [500, 600]
    keys = {"return": "mean_return", "q": "q_mean", "loss": "loss", "exploration": "epsilon"}
    qtbot.waitUntil(lambda: all(drawn(panel.plots[name], key) is not None for name, key in keys.items()))
    reports.dispatch([curves(np.arange(1100, 2001, 100))])
    for name in ("q", "loss", "exploration"):
        qtbot.waitUntil(lambda name=name: panel.plots[name].drawn(keys[name])[0].tolist()[-1:] == [2000.0])


def test_that_the_q_plot_is_shaded_beyond_what_rewards_allow_and_says_where_q_is_there(panel, history) -> None:
    history.begin_run(run_started())
    history.add_curves(curves(range(1, 100), q_mean=50.0, q_max=90.0))
    draw(panel)
    plot = panel.plots["q"]
    assert plot.bounds.above.isVisible()
    assert plot.bounds.above.getRegion()[0] == pytest.approx(100.0), "1 / (1 − γ) with γ = 0.99"
    assert "discounted return" in texts_of(plot)
    history.add_curves(curves(range(100, 200), q_mean=50.0, q_max=130.0))
    draw(panel)
    assert "above 100.0, which no return can reach" in texts_of(plot)
    history.add_curves(curves(range(200, 300), q_mean=-20.0, q_max=90.0))
    draw(panel)
    assert "below 0.00, which no return can be" in texts_of(plot)
    history.add_knob_changes(knobs_changed(300, "gamma", 0.99, 0.5))
    draw(panel)
    assert plot.bounds.above.getRegion()[0] == pytest.approx(2.0), "γ was changed"


def test_that_nothing_is_shaded_that_can_be_however_small_it_is(panel, history) -> None:
    history.begin_run(run_started(environment="FrozenLake-v1"))
    history.add_curves(curves(range(1, 100), q_mean=0.3, q_max=1.2))
    draw(panel)
    plot = panel.plots["q"]
    assert plot.bounds.above.getRegion()[0] == pytest.approx(1.0)
    image, box = plot.canvas.grab().toImage(), plot.canvas.data_rect()
    x = round(box.right()) - 3
    _, (above, within) = plot.canvas.to_pixels(np.array([0.0, 0.0]), np.array([1.06, 0.55]))
    assert image.valid(x, round(within))
    assert image.valid(x, round(above))
    plain, shaded = image.pixelColor(x, round(within)), image.pixelColor(x, round(above))
    assert plain == QColor(LIGHT.surface)
    assert shaded != plain


def test_that_an_environment_of_unknown_rewards_has_no_ruler(panel, history) -> None:
    history.begin_run(run_started(environment="Acrobot-v1(rewards=unknown)"))
    history.add_curves(curves(range(1, 100), q_max=1e9))
    draw(panel)
    assert not panel.plots["q"].bounds.above.isVisible()
    assert "discounted return" in texts_of(panel.plots["q"])


def texts_of(plot: LivePlot) -> list[str]:
    labels = plot.findChildren(QLabel)
    return [label.whole if isinstance(label, ElidedLabel) else label.text() for label in labels]
