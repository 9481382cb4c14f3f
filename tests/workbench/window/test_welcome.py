"""The first five minutes: the card, the tour, and Start before the engine is there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget

from dqn_engine.messages.commands import OpenRun, Start
from dqn_engine.messages.reports import RunState
from tests.workbench.conftest import Stage
from workbench.command_line import Perspective
from workbench.window.run_chooser import RunChooser

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.

Make = Callable[..., Stage]


def test_that_the_card_comes_once_and_trains_cartpole(make_stage: Make) -> None:
    stage = make_stage(welcomed=False)
    card = stage.window.welcome.card
    assert card is not None
    with stage.bot.waitActive(stage.window):
        stage.window.show()
        stage.window.activateWindow()
    assert card.isVisible()
    stage.until(card.train.hasFocus)
    stage.bot.keyClick(card.train, Qt.Key.Key_Return)
    assert stage.window.welcome.card is None
    assert card.over.hasFocus(), "Space is the window's own again"
    stage.engine.gate.set()
    stage.until(lambda: bool(stage.engine.of_kind(Start)))
    (start,) = stage.engine.of_kind(Start)
    assert start.config.environment == "CartPole-v1"
    assert stage.preferences.has_been_welcomed()


def test_that_the_card_tells_of_what_is_chosen_and_trains_that(make_stage: Make) -> None:
    stage = make_stage("--env", "FrozenLake-v1", welcomed=False)
    stage.window.show()
    card = stage.window.welcome.card
    assert card is not None
    said = " ".join(label.text() for label in card.findChildren(QLabel))
    assert "FrozenLake-v1" in said
    assert "pole" not in said
    assert card.train.text() == "Train FrozenLake-v1"
    stage.window.next_run.choose_environment("CartPole-v1")
    assert any("balance a pole" in label.text() for label in card.findChildren(QLabel))
    assert card.train.text() == "Train CartPole"
    stage.window.next_run.choose_environment("Acrobot-v1")
    stage.ready()
    seed = stage.window.panels.run_bar.seed
    seed.setText("no number")
    stage.window.panels.actions.start.trigger()
    assert stage.window.welcome.card is card, "nothing has started"
    stage.bot.mouseClick(card.train, Qt.MouseButton.LeftButton)
    stage.until(lambda: bool(stage.engine.of_kind(Start)))
    (start,) = stage.engine.of_kind(Start)
    assert start.config.environment == "Acrobot-v1"


def test_that_the_card_stays_until_something_has_begun(make_stage: Make, tmp_path: Path) -> None:
    stage = make_stage(welcomed=False)
    stage.window.show()
    card = stage.window.welcome.card
    assert card is not None
    stage.bot.mouseClick(card.open, Qt.MouseButton.LeftButton)
    (chooser,) = stage.window.findChildren(RunChooser)
    stage.bot.keyClick(chooser, Qt.Key.Key_Escape)
    assert not chooser.isVisible()
    stage.window.panels.run_bar.seed.setText("no number")
    stage.bot.mouseClick(card.train, Qt.MouseButton.LeftButton)
    assert stage.window.welcome.card is card
    assert not stage.preferences.has_been_welcomed()
    stage.window.saved_runs.open_run(str(tmp_path))
    assert stage.window.welcome.card is None
    assert stage.preferences.has_been_welcomed()


def test_that_enter_presses_every_button_of_the_card_and_of_the_tour_that_tab_comes_to(make_stage: Make) -> None:
    stage = make_stage(welcomed=False)
    welcome = stage.window.welcome
    card = welcome.card
    assert card is not None
    with stage.bot.waitActive(stage.window):
        stage.window.show()
        stage.window.activateWindow()
    stage.until(card.train.hasFocus)
    stage.bot.keyClick(card.train, Qt.Key.Key_Tab)
    stage.bot.keyClick(card.show_around, Qt.Key.Key_Return)
    tour = welcome.tour
    assert tour is not None
    first = tour.stop
    stage.bot.keyClick(tour.next, Qt.Key.Key_Return)
    assert tour.stop is not first
    tour.back.setFocus(Qt.FocusReason.TabFocusReason)
    stage.bot.keyClick(tour.back, Qt.Key.Key_Return)
    assert tour.stop is first
    tour.leave_button.setFocus(Qt.FocusReason.TabFocusReason)
    stage.bot.keyClick(tour.leave_button, Qt.Key.Key_Return)
    assert welcome.tour is None


def test_that_who_has_been_here_sees_no_card_nor_who_starts_or_opens_at_once(make_stage: Make) -> None:
    assert make_stage().window.welcome.card is None
    assert make_stage("--start", welcomed=False).window.welcome.card is None


def test_that_the_tour_leads_through_what_is_shown_and_can_be_left_at_any_stop(stage: Stage) -> None:
    stage.window.resize(1280, 800)
    stage.window.show()
    stage.window.panels.actions.tour.trigger()
    tour = stage.window.welcome.tour
    assert tour is not None
    seen = []
    for _ in range(6):
        seen.append(tour.stop.heading)
        assert stage.window.rect().contains(tour.geometry())
        stage.bot.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    assert len(set(seen)) == 6
    assert stage.window.welcome.tour is None
    stage.window.panels.actions.tour.trigger()
    again = stage.window.welcome.tour
    assert again is not None
    stage.bot.mouseClick(again.next, Qt.MouseButton.LeftButton)
    stage.bot.mouseClick(again.back, Qt.MouseButton.LeftButton)
    assert again.stop.heading == seen[0]
    stage.bot.keyClick(again, Qt.Key.Key_Escape)
    assert stage.window.welcome.tour is None


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
def test_that_the_tour_has_six_stops_and_ends_with_where_the_rest_is_found(stage: Stage, size) -> None:
    stage.window.resize(*size)
    stage.window.show()
    stage.window.panels.actions.tour.trigger()
    tour = stage.window.welcome.tour
    assert tour is not None
    for at in range(6):
        assert f"{at + 1} of 6" in {label.text() for label in tour.findChildren(QLabel)}
        assert stage.window.rect().contains(tour.geometry())
        last = tour.stop.text
        stage.bot.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    assert stage.window.welcome.tour is None
    assert "F1" in last
    assert "Ctrl+K" in last


@pytest.mark.parametrize("went", ["by Tab", "into a field"])
def test_that_esc_leaves_the_tour_wherever_the_keyboard_went(stage: Stage, went: str) -> None:
    stage.window.setWindowState(Qt.WindowState.WindowNoState)
    stage.window.resize(1280, 800)
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    stage.window.activateWindow()
    stage.ready()
    stage.window.panels.actions.tour.trigger()
    tour = stage.window.welcome.tour
    assert tour is not None
    stage.until(tour.next.hasFocus)
    if went == "by Tab":
        stage.bot.keyClick(tour.next, Qt.Key.Key_Tab)
    else:
        stage.window.panels.hyperparameters.rows["gamma"].field.setFocus()
    here = QApplication.focusWidget()
    assert here is not None
    assert not tour.isAncestorOf(here)
    stage.bot.keyClick(here, Qt.Key.Key_Escape)
    assert stage.window.welcome.tour is None
    assert frames_seen(stage) == []


def frames_seen(stage: Stage) -> list[QFrame]:
    return [
        part for part in stage.window.findChildren(QFrame) if part.property("role") == "framed" and part.isVisible()
    ]


def test_that_the_tour_follows_its_part_and_goes_on_where_that_is_closed_until_nothing_is_left(stage: Stage) -> None:
    stage.window.resize(1280, 800)
    stage.window.show()
    docks = stage.window.docks
    stage.window.panels.actions.tour.trigger()
    tour = stage.window.welcome.tour
    assert tour is not None
    (frame,) = frames_seen(stage)

    def framed(part: QWidget) -> bool:
        return frame.geometry() == QRect(part.mapTo(stage.window, QPoint(0, 0)), part.size())

    stage.bot.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    assert tour.stop.part is docks.place("hyperparameters")
    docks.dock("hyperparameters").close()
    stage.until(lambda: tour.stop.part is docks.place("curves") and framed(tour.stop.part))
    docks.dock("priorities").close()
    stage.until(lambda: framed(tour.stop.part))
    stage.bot.mouseClick(tour.back, Qt.MouseButton.LeftButton)
    assert tour.stop.heading == "Choose and start", "a stop that isn't seen is passed over"
    stage.bot.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    docks.show_perspective(Perspective.COMPARE)
    stage.until(lambda: stage.window.welcome.tour is None)
    assert frames_seen(stage) == []


def test_that_start_can_be_pressed_before_the_engine_is_there_and_is_carried_out_then(stage: Stage) -> None:
    actions, status = stage.window.panels.actions, stage.label("Current state")
    assert actions.start.isEnabled()
    assert status.text().startswith("Loading TensorFlow. Start can be pressed already")
    actions.start.trigger()
    assert not actions.start.isEnabled()
    assert status.text().startswith("Loading TensorFlow; training starts once it is loaded")
    assert "The run begins once the engine is loaded." in stage.view.canvas.sentence
    stage.engine.gate.set()
    stage.until_state(RunState.TRAINING)
    assert "once it is loaded" not in status.text()
    assert len(stage.engine.of_kind(Start)) == 1


def test_that_what_is_chosen_while_start_waits_for_the_engine_is_what_is_trained(stage: Stage) -> None:
    actions, bar = stage.window.panels.actions, stage.window.panels.run_bar
    actions.start.trigger()
    stage.window.next_run.choose_environment("Acrobot-v1")
    stage.window.panels.hyperparameters.set_values({"gamma": 0.95})
    stage.bot.keyClicks(bar.seed, "7")
    stage.engine.gate.set()
    stage.until_state(RunState.TRAINING)
    (start,) = stage.engine.of_kind(Start)
    assert isinstance(start, Start)
    assert (start.config.environment, start.config.seed, start.config.knobs["gamma"]) == ("Acrobot-v1", 7, 0.95)
    assert stage.engine.received == [start], "there is nothing to change at step 0"


def test_that_stop_takes_a_start_back_that_waits_for_the_engine(stage: Stage) -> None:
    actions, status = stage.window.panels.actions, stage.label("Current state")
    actions.start.trigger()
    assert actions.stop.isEnabled()
    actions.stop.trigger()
    assert (actions.start.isEnabled(), actions.stop.isEnabled()) == (True, False)
    assert status.text().startswith("Loading TensorFlow. Start can be pressed already")
    stage.ready()
    stage.bot.wait(50)
    assert stage.engine.received == []


@pytest.mark.parametrize("refused", ["Foo-v9", "MountainCarContinuous-v0", "my_module:Mine-v0"])
def test_that_a_refused_choice_takes_a_start_back_that_waits_for_the_engine(stage: Stage, refused: str) -> None:
    stage.window.panels.actions.start.trigger()
    stage.window.next_run.choose_environment(refused)
    assert stage.window.panels.actions.start.isEnabled()
    stage.engine.gate.set()
    stage.until_state(RunState.IDLE)
    assert stage.engine.received == []


def test_that_opening_a_run_takes_a_start_back_that_waits_for_the_engine(stage: Stage, tmp_path) -> None:
    stage.window.panels.actions.start.trigger()
    stage.window.saved_runs.open_run(str(tmp_path))
    stage.engine.gate.set()
    stage.until(lambda: bool(stage.engine.received))
    stage.bot.wait(50)
    assert [type(command) for command in stage.engine.received] == [OpenRun]


def test_that_a_start_that_cant_be_one_is_refused_before_the_engine_is_there(make_stage: Make) -> None:
    stage = make_stage(welcomed=False)
    stage.window.panels.run_bar.environments.setEditText("lake")
    stage.window.panels.actions.start.trigger()
    assert "part of the names of several environments" in stage.texts()[0]
    assert stage.window.panels.actions.start.isEnabled()
    assert stage.window.welcome.card is not None
