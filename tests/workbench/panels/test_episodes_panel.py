"""The episode explorer, told by made-up episodes and futures."""

import dataclasses
import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from dqn_engine.probes.episodes import EpisodesRequest
from dqn_engine.probes.what_if import WhatIfRequest
from tests.support.look_reports import episode, episodes_report, looks, what_if_report
from tests.support.plot_reports import run_started
from workbench.panels.episodes.panel import EpisodesPanel
from workbench.panels.episodes.plots import line_colours
from workbench.state.event_words import Awaited
from workbench.state.selection import Selection
from workbench.state.watched_moment import WatchedMoment


@pytest.fixture
def selection(qapp) -> Selection:
    return Selection()


@pytest.fixture
def panel(qtbot, theme_source, icons, selection) -> EpisodesPanel:
    made = EpisodesPanel(theme_source, icons)
    qtbot.addWidget(made)
    made.share_selection(selection)
    made.resize(800, 480)
    made.show()
    qtbot.waitExposed(made)
    made.begin_run(run_started())
    made.take_looks(looks("episodes", episodes_report()))
    assert made.text == ""
    return made


def instruments(panel) -> list[str]:
    return [wanted.instrument for wanted in panel.wanted()]


def ask(panel, qtbot) -> WhatIfRequest:
    with qtbot.waitSignal(panel.wanted_changed):
        qtbot.mouseClick(panel.from_here, Qt.MouseButton.LeftButton)
    (wanted,) = [wanted for wanted in panel.wanted() if wanted.instrument == "what-if"]
    return wanted.request


def answer(panel, qtbot, step: int = 1) -> None:
    panel.go_to(step)
    panel.take_looks(looks("what-if", what_if_report(), request=ask(panel, qtbot)))


def test_that_episodes_are_listed_with_how_they_ended(panel) -> None:
    assert [panel.which.itemText(at) for at in range(panel.which.count())] == [
        "1: return 4.00, 4 steps, terminated",
        "2: return 9.00, 9 steps, up to the time limit",
    ]


def test_that_the_newest_come_until_one_is_gone_through(panel, qtbot) -> None:
    assert instruments(panel) == ["episodes"]
    assert panel.wanted()[0].request in (None, EpisodesRequest())
    with qtbot.waitSignal(panel.wanted_changed):
        panel.go_to(2)
    assert instruments(panel) == []
    panel.take_looks(looks("episodes", episodes_report(episode(30)), update=200))
    assert panel.which.count() == 2, "one that was under way takes nothing away"
    qtbot.mouseClick(panel.follow, Qt.MouseButton.LeftButton)
    assert instruments(panel) == ["episodes"]
    panel.take_looks(looks("episodes", episodes_report(episode(30)), update=300))
    assert panel.which.count() == 1


def test_that_a_step_is_told_with_its_runner_up_its_reward_and_its_error(panel) -> None:
    panel.go_to(1)
    words = panel.moment.text()
    assert words.startswith("Step 1 of 4 · a = Right (Q 4.00) · next best Left, −1.00 less · r = 1.00 · δ = −0.167")
    panel.go_to(99)
    assert panel.moment.text() == "Step 4 of 4 · terminated"


def test_that_a_moment_gone_to_is_chosen_for_every_instrument(panel, qtbot) -> None:
    with qtbot.waitSignal(panel.state_chosen) as caught:
        panel.go_to(3)
    assert caught.args[0] == pytest.approx((0.0, 0.0, 0.03, 0.03))
    assert caught.args[1] == 3


def test_that_the_plots_are_scrubbed_with_the_mouse_and_by_keys(panel, qtbot) -> None:
    plot = panel.plots.error
    rect = plot.data_rect()
    place = QPoint(round(rect.left() + rect.width() * 0.75), round(rect.center().y()))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.step == panel.slider.value() == 3
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert panel.step == 2
    qtbot.keyClick(panel.slider, Qt.Key.Key_Right)
    assert panel.step == 3


def test_that_what_if_asks_for_the_episode_played_again_up_to_the_moment(panel, qtbot) -> None:
    panel.go_to(3)
    assert ask(panel, qtbot) == WhatIfRequest(replay=True, seed=77, actions=(0.0, 1.0, 0.0))
    assert not panel.from_here.isEnabled()


def test_that_futures_are_told_drawn_and_go_on_as_ghosts(panel, qtbot) -> None:
    answer(panel, qtbot, step=1)
    assert instruments(panel) == [], "it is asked once"
    assert "Left: return 3.00 from there, 3 steps, up to the time limit (what it would do)" in panel.told.text()
    assert "Right: return 1.00 from there, 1 step, terminated" in panel.told.text()
    assert [list(curve.getData()[0]) for curve in panel.plots.futures] == [[1, 2, 3, 4], [1, 2]]
    colours = [curve.opts["pen"].color().name() for curve in panel.plots.futures]
    assert colours == list(line_colours(panel.theme)[:2])
    ghosts = panel.scene.cartpole.ghosts
    assert [ghost.angle_rad for ghost in ghosts] == pytest.approx([0.1, 0.2])
    panel.go_to(3)
    assert [ghost.angle_rad for ghost in panel.scene.cartpole.ghosts] == pytest.approx([0.12, 0.21]), "one is over"
    panel.go_to(0)
    assert panel.scene.cartpole.ghosts == []


def test_that_another_episode_has_no_ghosts(panel, qtbot) -> None:
    answer(panel, qtbot)
    panel.which.setFocus()
    qtbot.keyClick(panel.which, Qt.Key.Key_Down)
    assert panel.episode is not None
    assert panel.episode.length == 9
    assert panel.plots.futures == []
    assert panel.told.text() == ""


def test_that_the_selected_state_is_asked_about_where_there_is_one(panel, selection, qtbot) -> None:
    assert not panel.from_selected.isEnabled()
    selection.select((0.1, 0.2, 0.3, 0.4), 480)
    qtbot.mouseClick(panel.from_selected, Qt.MouseButton.LeftButton)
    (wanted,) = panel.wanted()
    assert wanted.request == WhatIfRequest(state=(0.1, 0.2, 0.3, 0.4), taken=480)
    panel.take_looks(looks("what-if", None, request=wanted.request, refusal="No such state."))
    assert "No such state." in panel.told.text()
    assert panel.from_here.isEnabled()


def test_that_where_gymnasium_steps_the_selected_state_cant_be_played_from(panel, selection, qtbot) -> None:
    panel.begin_run(run_started(2, environment="LunarLander-v3"))
    panel.take_looks(looks("episodes", episodes_report(), run_id=2))
    selection.select((0.1, 0.2, 0.3, 0.4))
    qtbot.mouseClick(panel.from_selected, Qt.MouseButton.LeftButton)
    assert panel.told.text().startswith("LunarLander-v3 is stepped by Gymnasium, which can&#x27;t put it into a state.")
    assert "what-if" not in [wanted.instrument for wanted in panel.wanted()]


def test_that_a_state_selected_elsewhere_is_drawn_and_said_not_to_be_of_the_episode(panel, selection) -> None:
    panel.go_to(2)
    selection.select((0.5, 0.0, 0.1, 0.0))
    elsewhere = "The selected state, which isn't one of this episode."
    assert panel.moment.text().startswith(elsewhere)
    drawn = panel.scene.cartpole.grab().toImage()
    panel.take_looks(looks("episodes", episodes_report(), update=700))
    assert panel.moment.text().startswith(elsewhere)
    panel.go_to(3)
    assert panel.moment.text().startswith("Step 3 of 4")
    assert panel.scene.cartpole.grab().toImage() != drawn
    selection.select((0.5, 0.0, 0.1, 0.0))
    selection.select(tuple(float(number) for number in panel.episode.path[3]), 3)
    assert panel.moment.text().startswith("Step 3 of 4"), "it is this one's"
    selection.select((0.5, 0.0, 0.1, 0.0))
    selection.clear()
    assert panel.moment.text().startswith("Step 3 of 4")


def test_that_play_goes_through_it_and_stops_at_the_end(panel, qtbot) -> None:
    qtbot.mouseClick(panel.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.step == 4 and not panel.play.isChecked(), timeout=3000)


@pytest.mark.parametrize(("size", "words"), [(0, "Pictures"), (1, "State"), (3, "0.010")])
def test_that_other_observations_are_numbers_or_said_to_be_pictures(panel, size, words) -> None:
    panel.begin_run(run_started(2, environment="Acrobot-v1"))
    shown = episode(size=size)
    if words == "State":
        shown = dataclasses.replace(shown, path=np.arange(len(shown.path))[:, np.newaxis])
    panel.take_looks(looks("episodes", episodes_report(shown), run_id=2))
    panel.go_to(1)
    scene = panel.scene
    assert words in (scene.bars.accessibleDescription() if scene.bars.isVisible() else scene.words.text())


def test_that_an_action_that_a_mask_forbids_leaves_a_gap(panel) -> None:
    masked = episode()
    masked.advantages[1:3, 1] = -np.inf
    panel.take_looks(looks("episodes", episodes_report(masked), update=200))
    _, drawn = panel.plots.advantages[1].getData()
    assert list(np.isnan(drawn)) == [False, True, True, False, False]


WATCHED = WatchedMoment(environment="CartPole-v1", step=12, state=(0.1, 0.2, 0.3, 0.4), seed=5, actions=None)


def test_that_a_watched_moments_futures_are_an_episode_to_be_gone_through(panel, qtbot) -> None:
    with qtbot.waitSignal(panel.wanted_changed):
        panel.ask_from_watched(WATCHED)
    (wanted,) = panel.wanted()
    assert wanted.request == WhatIfRequest(state=WATCHED.state, taken=WATCHED.step)
    panel.take_looks(looks("what-if", what_if_report(), request=wanted.request))
    assert panel.which.currentText() == "Watched, from step 13: return 3.00, 3 steps, up to the time limit"
    assert panel.which.count() == 3, "the evaluation's episodes stay"
    assert panel.episode.length == 3
    assert "Right: return 1.00 from there" in panel.told.text()
    assert "in the world that" not in panel.told.text()
    assert len(panel.scene.cartpole.ghosts) == 2
    with qtbot.waitSignal(panel.state_chosen) as chosen:
        panel.go_to(2)
    assert chosen.args[1] == WATCHED.step + 2
    later = ask(panel, qtbot)
    assert later.taken == WATCHED.step + 2
    assert later.state == pytest.approx(tuple(panel.episode.path[2].tolist()))
    assert not later.replay
    panel.which.setFocus()
    qtbot.keyClick(panel.which, Qt.Key.Key_Down)
    assert panel.episode.length == 4
    qtbot.mouseClick(panel.follow, Qt.MouseButton.LeftButton)
    panel.take_looks(looks("episodes", episodes_report(episode(30)), update=300))
    assert panel.which.count() == 1


def test_that_of_a_changed_world_it_is_said_that_futures_are_of_the_one_that_is_trained_in(panel) -> None:
    panel.ask_from_watched(replace(WATCHED, changed=True))
    (wanted,) = panel.wanted()
    panel.take_looks(looks("what-if", what_if_report(), request=wanted.request))
    assert "same random numbers, up to 500 more steps, in the world that it is trained in:" in panel.told.text()
    panel.ask_from_watched(replace(WATCHED, changed=True))
    panel.take_looks(looks("what-if", replace(what_if_report(), left=1), request=panel.wanted()[0].request))
    assert "up to 1 more step, in the world" in panel.told.text()


def test_that_from_the_last_state_the_step_before_it_is_asked_about_and_gone_to(panel, qtbot) -> None:
    panel.go_to(4)
    assert panel.moment.text() == "Step 4 of 4 · terminated"
    assert len(ask(panel, qtbot).actions) == 3
    assert panel.step == 3


def test_that_what_is_gone_through_stays_while_training_goes_on(panel, qtbot) -> None:
    answer(panel, qtbot, step=0)
    panel.set_awaited(Awaited.COMPILING)
    assert panel.text == ""


def test_that_a_name_stays_beside_its_colour_in_the_legend_of_advantages(panel) -> None:
    panel.begin_run(run_started(2, action_labels=("Pick up", "Drop off")))
    panel.take_looks(looks("episodes", episodes_report(episode()), run_id=2))
    legend = next(label.text() for label in panel.findChildren(QLabel) if "Advantage" in label.text())
    assert "</span>\u00a0Drop\u00a0off" in legend
    panel.begin_run(run_started(3, action_labels=("接客", "下客")))
    panel.take_looks(looks("episodes", episodes_report(episode()), run_id=3))
    legend = next(label.text() for label in panel.findChildren(QLabel) if "Advantage" in label.text())
    assert "下\u2060客" in legend, "lines break between any two letters of Chinese"


def test_that_of_many_actions_the_advantages_of_those_that_were_taken_most_are_drawn(panel) -> None:
    panel.begin_run(run_started(2, action_labels=tuple(f"Action {at}" for at in range(12))))
    made = episode(9)
    wide = np.tile(np.arange(12, dtype=np.float32), (10, 1))
    actions = np.array([11, 11, 11, 9, 9, 3, 4, 5, 6])
    panel.take_looks(
        looks("episodes", episodes_report(replace(made, actions=actions, q_values=wide, advantages=wide)), run_id=2)
    )
    legend = next(label.text() for label in panel.findChildren(QLabel) if "Advantage" in label.text())
    assert [name in legend for name in ("Action\u00a011", "Action\u00a09", "Action\u00a03", "Action\u00a00")] == [
        True,
        True,
        True,
        False,
    ]
    assert legend.endswith("and\u00a06\u00a0more")
    assert [float(curve.getData()[1][0]) for curve in panel.plots.advantages] == [3.0, 4.0, 5.0, 6.0, 9.0, 11.0]


def test_that_no_two_futures_look_alike_where_there_are_more_actions_than_colours(panel, qtbot) -> None:
    report = what_if_report((3, 1, 2, 4))
    actions = (4, 10, 3, 9)  # each two are six apart
    futures = tuple(replace(made, action=action) for made, action in zip(report.futures, actions, strict=True))
    panel.go_to(1)
    panel.take_looks(looks("what-if", replace(report, futures=futures), request=ask(panel, qtbot)))
    colours = re.findall(r"color: (#\w+)", panel.told.text())
    assert len(colours) == len(set(colours)) == 4
    assert [curve.opts["pen"].color().name() for curve in panel.plots.futures] == colours


def test_that_from_a_later_step_of_a_watched_episode_it_is_played_again(panel, qtbot) -> None:
    panel.ask_from_watched(replace(WATCHED, environment="LunarLander-v3", actions=(1, 0)))
    (wanted,) = panel.wanted()
    assert wanted.request == WhatIfRequest(replay=True, seed=5, actions=(1.0, 0.0))
    panel.take_looks(looks("what-if", what_if_report(), request=wanted.request))
    panel.go_to(1)
    assert ask(panel, qtbot) == WhatIfRequest(replay=True, seed=5, actions=(1.0, 0.0, 0.0))


def test_that_why_a_watched_moment_has_no_futures_is_said_also_before_any_episode(
    qtbot, theme_source, icons, selection
) -> None:
    made = EpisodesPanel(theme_source, icons)
    qtbot.addWidget(made)
    made.show()
    made.begin_run(run_started())
    made.ask_from_watched(replace(WATCHED, environment="LunarLander-v3"))
    assert made.text.startswith("This environment can only be put into a state")
    assert instruments(made) == ["episodes"]
    made.ask_from_watched(WATCHED)
    (wanted,) = [wanted for wanted in made.wanted() if wanted.instrument == "what-if"]
    assert made.text == "Playing…"
    made.take_looks(looks("what-if", what_if_report(), request=wanted.request))
    assert made.text == ""
    assert made.which.count() == 1
    assert made.episode.length == 3


def test_that_a_state_of_several_parts_is_read_by_their_names(panel) -> None:
    named = {"observation_labels": ("gear", "speed"), "input_labels": ("gear=0", "gear=1", "speed")}
    panel.begin_run(run_started(run_id=2, environment="Mine-v0", **named))
    panel.scene.show_state(np.array([0.0, 1.0, 0.5], np.float32))
    assert panel.scene.bars.accessibleDescription() == "gear 1.000; speed 0.500"
