"""Which curves each plot has, and how many plots there are: chosen by hand."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton

from dqn_engine.messages.reports import Progress, RunState
from tests.support.in_view import in_view
from tests.support.plot_reports import curves, episodes, evaluation, knobs_changed, run_started
from workbench.look.style_sheet import style_sheet
from workbench.look.theme import DARK
from workbench.panels.curves.panel import CurvesPanel
from workbench.panels.curves.quantities import quantities
from workbench.state.event_words import Awaited
from workbench.state.plot_choice import PlotChoice, plots_of
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import XUnit

pytestmark = pytest.mark.slow  # Real plots, drawn and handled: not for the inner loop.


@pytest.fixture
def history() -> RunHistory:
    return RunHistory()


@pytest.fixture
def panel(qtbot, history, theme_source) -> CurvesPanel:
    panel = CurvesPanel(history, theme_source)
    panel.resize(900, 700)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def progress(step: int, *, updates: int = 0, sigma: float = float("nan")) -> Progress:
    return Progress(
        run_id=1, sequence=1, state=RunState.TRAINING, env_steps=step, updates=updates, episodes=1,
        steps_per_second=4000.0 + step, mean_return_100=0.0, epsilon=0.1, beta=0.4, loss=0.1,
        compile_seconds=0.0, noise_sigma=sigma,
    )  # fmt: skip


def train(history: RunHistory) -> None:
    history.begin_run(run_started())
    history.add_curves(curves(np.arange(1.0, 100.0), td_error=0.7, gradient_norm=3.0))
    history.add_episodes(episodes(range(10, 100, 10), [20.0] * 9))
    for step in range(1, 100, 10):
        history.add_progress(progress(step, updates=step, sigma=0.02))
    history.add_evaluation(evaluation(50))


def draw(panel: CurvesPanel) -> None:
    panel.follow()
    panel.refresh()


def menu_of(panel: CurvesPanel, name: str) -> QMenu:
    plot = panel.plots[name]
    plot.menu_wanted.emit(plot.mapToGlobal(plot.rect().center()))
    open_ones = [menu for menu in plot.findChildren(QMenu) if menu.isVisible() and not isinstance(menu.parent(), QMenu)]
    return open_ones[-1]


def entry(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text().replace("&", "") == words)


def choose(qtbot, panel: CurvesPanel, name: str, *words: str) -> None:
    """Clicks on an entry of the plot's menu, or of a menu in it."""
    menu = menu_of(panel, name)
    for word in words:
        action = entry(menu, word)
        assert action.isEnabled(), word
        if action.menu() is not None:
            menu.setActiveAction(action)
            qtbot.keyClick(menu, Qt.Key.Key_Right)
            menu = action.menu()
        else:
            qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_that_every_quantity_can_be_put_into_a_plot_and_is_drawn_there(qtbot, panel, history) -> None:
    train(history)
    for quantity in quantities().values():
        panel.show_plots(plots_of([[quantity.key]]))
        (plot,) = panel.plots.values()
        draw(panel)
        assert plot.accessibleName() == quantity.title
        assert plot.empty_text == "", quantity.key
        key = "evaluation" if quantity.key == "return" else quantity.curves[-1].key
        x, y = plot.drawn(key)
        assert len(x) >= 1, quantity.key
        assert np.isfinite(y).all()
        assert "–" not in plot.accessibleDescription(), quantity.key


def test_that_a_plot_of_several_says_in_one_short_sentence_what_will_appear(panel) -> None:
    panel.show_plots(plots_of([("loss", "noise_sigma", "td_error")]))
    (plot,) = panel.plots.values()
    assert plot.empty_text.startswith("What appears here: Loss, TD error, Noise σ. "), plot.empty_text


@pytest.mark.parametrize("awaited", [Awaited.START, Awaited.LOADING_OR_START, Awaited.LOADING])
def test_that_what_a_low_and_narrow_plot_says_before_it_has_values_is_whole(qtbot, panel, awaited) -> None:
    shown = [("return",), ("q_mean", "q_max"), ("epsilon", "beta"), ("loss",), ("td_error",), ("length",)]
    panel.show_plots(plots_of(shown))
    panel.setStyleSheet(style_sheet(DARK))
    panel.set_awaited(awaited)
    panel.resize(560, 500)
    for _ in range(5):
        QApplication.processEvents()
    for plot in panel.plots.values():
        (said,) = [label for label in plot.findChildren(QLabel) if label.text() == plot.empty_text]
        assert said.heightForWidth(said.width()) <= said.height(), (plot.empty_text, said.size())


def test_that_a_click_adds_a_curve_to_a_plot_and_another_takes_it_out(qtbot, panel, history) -> None:
    train(history)
    seen: list[list[PlotChoice]] = []
    panel.plots_changed.connect(seen.append)
    choose(qtbot, panel, "loss", "Curve", "TD error")
    draw(panel)
    assert list(panel.plots) == ["return", "q", "loss", "exploration"]
    plot = panel.plots["loss"]
    assert plot.accessibleName() == "Loss, TD error"
    assert plot.drawn("td_error")[1].max() == pytest.approx(np.log10(0.7))
    assert seen[-1] == plots_of([("return",), ("q_max", "q_mean"), ("loss", "td_error"), ("beta", "epsilon")])
    choose(qtbot, panel, "loss", "Curve", "Loss")
    assert panel.plots["loss"].accessibleName() == "TD error"
    only = entry(menu_of(panel, "loss"), "Curve").menu()
    assert [action.text() for action in only.actions() if not action.isEnabled()] == ["TD error"]


def test_that_plots_can_be_added_up_to_six_and_removed_down_to_one(qtbot, panel, history) -> None:
    train(history)
    panel.resize(900, 1000)
    for _ in range(2):
        choose(qtbot, panel, "return", "Add a plot")
    draw(panel)
    assert len(panel.plots) == 6
    assert not any(plot.isHidden() for plot in panel.plots.values())
    assert [plot.accessibleName() for plot in panel.plots.values()][4:] == ["Episode length", "TD error"]
    adding = entry(menu_of(panel, "return"), "Add a plot")
    assert not adding.isEnabled()
    for name in list(panel.plots)[1:]:
        choose(qtbot, panel, name, "Remove this plot")
    removing = entry(menu_of(panel, "return"), "Remove this plot")
    assert not removing.isEnabled()
    panel.show_first_plots()
    assert list(panel.plots) == ["return", "q", "loss", "exploration"]


def test_that_the_first_plots_are_made_once_and_anew_only_where_something_was_chosen(qtbot, panel, history) -> None:
    train(history)
    first = dict(panel.plots)
    panel.show_plots(plots_of([]))
    panel.show_plots(plots_of([("return",), ("q_mean", "q_max"), ("loss",), ("epsilon", "beta")]))
    assert panel.plots == first
    choose(qtbot, panel, "loss", "Logarithmic axis")
    panel.show_first_plots()
    assert panel.plots["loss"] is not first["loss"]


def test_that_a_plot_that_is_added_where_there_is_no_room_is_scrolled_to_and_drawn(qtbot, panel, history) -> None:
    train(history)
    panel.resize(520, 400)
    qtbot.waitUntil(lambda: panel.plots["return"].height() >= 200)
    assert in_view(panel.plots["loss"]).isEmpty()
    choose(qtbot, panel, "return", "Add a plot")
    added = list(panel.plots.values())[-1]
    qtbot.waitUntil(lambda: in_view(added) == added.rect())
    assert in_view(panel.plots["return"]).isEmpty()
    key = added.curves[-1].key
    qtbot.waitUntil(lambda: len(added.drawn(key)[0]) > 0)


def test_that_whole_plots_fill_the_panel_and_the_lowest_say_what_is_counted(qtbot, panel, history) -> None:
    train(history)
    for height, rows in ((330, 1), (470, 2), (620, 3), (900, 4)):
        panel.resize(400, height)
        panel.refresh()
        qtbot.wait(20)
        seen = [plot for plot in panel.plots.values() if not in_view(plot).isEmpty()]
        assert len(seen) == rows, height
        assert all(in_view(plot) == plot.rect() for plot in seen)
        titles = [plot.canvas.axis_title for plot in seen]
        assert titles == [""] * (rows - 1) + ["Environment steps"]


def test_that_the_menu_of_a_plot_is_reached_by_the_keyboard(qtbot, panel) -> None:
    (more,) = panel.plots["q"].findChildren(QToolButton)
    assert more.accessibleName() == "Menu of Q-values"
    more.setFocus()
    qtbot.keyClick(more, Qt.Key.Key_Space)
    (menu,) = [menu for menu in panel.plots["q"].findChildren(QMenu) if menu.isVisible() and menu.actions()[0].menu()]
    menu.close()


def test_that_every_entry_of_a_plots_menu_has_a_letter_to_press(panel) -> None:
    menu = menu_of(panel, "loss")
    letters = [QKeySequence.mnemonic(action.text()).toString() for action in menu.actions() if not action.isSeparator()]
    assert all(letters)
    assert len(set(letters)) == len(letters)
    menu.close()


def test_that_any_curve_that_stays_above_zero_can_have_a_logarithmic_axis(qtbot, panel, history) -> None:
    train(history)
    panel.show_plots(plots_of([["steps_per_second"], ["return"]]))
    names = list(panel.plots)
    choose(qtbot, panel, names[0], "Logarithmic axis")
    draw(panel)
    assert panel.plots[names[0]].drawn("steps_per_second")[1].max() < 4.0
    log = entry(menu_of(panel, names[1]), "Logarithmic axis")
    assert not log.isEnabled(), "returns can be negative"


def test_that_the_learning_rate_is_the_one_that_acts(panel, history) -> None:
    history.begin_run(run_started())
    knobs = history.run.config.knobs
    history.add_progress(progress(10, updates=0))
    history.add_knob_changes(knobs_changed(20, "learning_rate", knobs["learning_rate"], 0.25))
    history.add_progress(progress(30, updates=0))
    assert history.learning_rate.buckets().last.tolist() == [knobs["learning_rate"], 0.25]


def test_that_a_plot_of_one_point_says_what_it_waits_for(panel, history) -> None:
    history.begin_run(run_started(env_step=5_000))
    history.add_progress(progress(5_000, updates=100))
    panel.show_plots(plots_of([("learning_rate",)]))
    draw(panel)
    assert panel.plots["plot-1"].empty_text == "Waiting for the first steps."
    history.add_progress(progress(6_000, updates=200))
    history.add_curves(curves([6_000]))
    draw(panel)
    assert panel.plots["plot-1"].empty_text == ""


def test_that_returns_of_0_and_1_are_dots(panel, history) -> None:
    history.begin_run(run_started(environment="FrozenLake-v1"))
    history.add_episodes(episodes(range(10, 110, 10), [0.0, 1.0] * 5))
    draw(panel)
    assert panel.plots["return"].dotted == {"episode_return"}
    x, y = panel.plots["return"].drawn("episode_return")
    assert sorted(zip(x.tolist(), y.tolist(), strict=True)) == [(10.0 * n, (n - 1) % 2) for n in range(1, 11)]
    history.add_episodes(episodes(range(10_000, 10_000 + 10 * 9000, 10), [0.0, 1.0] * 4500))
    draw(panel)
    x, y = panel.plots["return"].drawn("episode_return")
    assert set(y.tolist()) == {0.0, 1.0}, "a dot never lies between"
    history.add_episodes(episodes([200_000], [2.0]))
    draw(panel)
    assert panel.plots["return"].dotted == set()
    assert panel.plots["return"].drawn("episode_return")[1].max() == 2.0, "any other return makes it a curve"


def test_that_plots_of_an_unknown_kind_are_left_out(panel) -> None:
    panel.show_plots(plots_of([["moods"], ["loss", "moods"]]))
    assert [plot.accessibleName() for plot in panel.plots.values()] == ["Loss"]
    panel.show_plots(plots_of([["moods"]]))
    assert list(panel.plots) == ["return", "q", "loss", "exploration"]


def test_that_a_smoothed_curve_is_the_mean_of_the_last_steps_beside_the_raw_one(qtbot, panel, history) -> None:
    history.begin_run(run_started())
    steps = np.arange(1.0, 601.0)
    loss = np.where(steps <= 300, 1.0, 3.0)
    history.add_curves(curves(steps, loss=loss))
    panel.show_plots([PlotChoice(("loss",), log=False)])
    choose(qtbot, panel, "loss", "Smoothing", "Last 100 steps")
    draw(panel)
    plot = panel.plots["loss"]
    x, y = plot.drawn("loss")
    assert y[x <= 300] == pytest.approx(1.0)
    among = (x > 300) & (x < 400)
    assert among.sum() > 20
    assert y[among] == pytest.approx(1 + 2 * (x[among] - 300) / 100)
    assert y[x >= 400] == pytest.approx(3.0)
    assert set(plot.drawn("loss_range")[1]) == {1.0, 3.0}
    assert [curve.name for curve in plot.curves] == ["", "loss, last 100 steps"]


def test_that_the_legend_says_a_smoothed_curves_own_value(qtbot, panel, history) -> None:
    history.begin_run(run_started())
    history.add_curves(curves(np.arange(1.0, 201.0), loss=np.arange(1.0, 201.0)))
    panel.show_plots([PlotChoice(("loss",), log=False, smoothing_steps=100)])
    draw(panel)
    plot = panel.plots["loss"]
    assert plot.legend.text() == "loss, last 100 steps: 150.5"
    plot.hovered.emit(150.0)
    assert plot.legend.text() == "loss, last 100 steps: 100.5"


def test_that_a_return_has_no_smoothing_but_the_last_100_episodes(panel, history) -> None:
    train(history)
    assert not entry(menu_of(panel, "return"), "Smoothing").isEnabled()
    assert not entry(menu_of(panel, "exploration"), "Smoothing").isEnabled()
    assert entry(menu_of(panel, "q"), "Smoothing").isEnabled()


def test_that_a_smoothed_curve_over_episodes_is_that_over_steps_at_their_ends(panel, history) -> None:
    history.begin_run(run_started())
    history.add_curves(curves(np.arange(1.0, 101.0), loss=np.arange(1.0, 101.0)))
    history.add_episodes(episodes(range(10, 101, 10), [20.0] * 10))
    panel.show_plots([PlotChoice(("loss",), log=False, smoothing_steps=100)])
    panel.show_over(XUnit.EPISODES)
    draw(panel)
    x, y = panel.plots["loss"].drawn("loss")
    assert x[-1] == 10
    assert y == pytest.approx((10 * x + 1) / 2)  # The mean of 1 to the step; an episode has ten.


def test_that_axis_and_smoothing_are_told_as_chosen_and_stay_with_another_curve(qtbot, panel, history) -> None:
    train(history)
    seen: list[list[PlotChoice]] = []
    panel.plots_changed.connect(seen.append)
    choose(qtbot, panel, "loss", "Logarithmic axis")
    assert seen[-1][2] == PlotChoice(("loss",), log=False)
    choose(qtbot, panel, "loss", "Smoothing", "Last 1,000 steps")
    assert seen[-1][2] == PlotChoice(("loss",), log=False, smoothing_steps=1_000)
    choose(qtbot, panel, "loss", "Logarithmic axis")
    assert seen[-1][2] == PlotChoice(("loss",), smoothing_steps=1_000)
    choose(qtbot, panel, "loss", "Curve", "TD error")
    assert seen[-1][2] == PlotChoice(("loss", "td_error"), smoothing_steps=1_000)
    chosen = {action.text().replace("&", "") for action in entry(menu_of(panel, "loss"), "Smoothing").menu().actions()
              if action.isChecked()}  # fmt: skip
    assert chosen == {"Last 1,000 steps"}
