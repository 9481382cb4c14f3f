"""Choosing the environment of the next run in the window: by its list, by a preset, by the command line."""

import pytest

from dqn_engine.messages.commands import Start
from dqn_engine.messages.reports import RunState
from workbench.scene.picture_drawing import PictureDrawing

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.

OTHER = "MountainCar-v0"


def choose_environment(stage, name: str) -> None:
    stage.window.panels.run_bar.environments.chosen.emit(name)


def test_that_the_environment_chosen_is_that_of_the_next_start_and_the_view_waits_for_it(stage) -> None:
    choose_environment(stage, OTHER)
    assert stage.window.windowTitle().startswith(OTHER)
    assert isinstance(stage.view.canvas.drawing, PictureDrawing)
    stage.training()
    assert stage.engine.of_kind(Start)[0].config.environment == OTHER


def test_that_in_a_run_a_chosen_environment_waits_for_the_next_start(stage) -> None:
    stage.training()
    choose_environment(stage, OTHER)
    bar = stage.window.panels.run_bar
    assert bar.environments.word() == OTHER
    assert "For the next run; this run has CartPole-v1." in bar.environments.toolTip()
    assert "CartPole-v1" in stage.window.windowTitle()
    stage.window.panels.actions.stop.trigger()
    stage.until_state(RunState.STOPPED)
    assert "For the next run" not in bar.environments.toolTip()
    assert stage.window.next_run.config().environment == OTHER
    stage.window.panels.actions.start.trigger()
    stage.until(lambda: OTHER in stage.window.windowTitle())


@pytest.mark.parametrize("name", ["NoSuchThing-v7", "os:CartPole-v1"])
def test_that_an_environment_that_cant_be_is_refused_in_a_sentence_and_the_old_one_stays(stage, name) -> None:
    choose_environment(stage, name)
    assert name in stage.texts()[0]
    assert stage.window.panels.run_bar.environments.word() == "CartPole-v1"
    assert stage.window.next_run.config().environment == "CartPole-v1"


def test_that_choosing_a_preset_sets_its_environment(stage) -> None:
    choose_environment(stage, OTHER)
    stage.window.panels.run_bar.preset_chosen.emit("default")
    assert stage.window.next_run.config().environment == "CartPole-v1"
    assert stage.window.panels.run_bar.environments.word() == "CartPole-v1"


def test_that_an_environment_on_the_command_line_wins_over_the_presets(make_stage) -> None:
    assert make_stage("--env", OTHER).window.next_run.config().environment == OTHER


def test_that_what_was_said_of_an_unknown_environment_goes_with_the_next_choice(stage) -> None:
    stage.ready()
    for unknown in ("foo", "bar"):
        stage.window.next_run.choose_environment(unknown)
        (said,) = stage.texts()
        assert said.startswith(f"There is no environment '{unknown}'.")
    stage.window.next_run.choose_environment("FrozenLake-v1")
    assert stage.texts() == []
