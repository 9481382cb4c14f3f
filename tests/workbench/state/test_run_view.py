"""What the window shows, resolved from what is known: a pure function, case by case, without widgets."""

import dataclasses

import pytest

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.commands import Fork, LoadWeights, OpenRun, Pause, Start
from dqn_engine.messages.reports import RunState
from workbench.state.event_words import Awaited
from workbench.state.run_facts import RunFacts
from workbench.state.run_view import EnvironmentChoice, RunFolderView, RunView, StateBadge, resolve

BEFORE = RunFacts(state=RunState.IDLE, next_environment="MountainCar-v0")
RUN = RunFacts(
    state=RunState.TRAINING,
    next_environment="CartPole-v1",
    environment="CartPole-v1",
    folder="/runs/first",
    knobs=RunConfig().knobs,
    has_network=True,
)


def shown(facts: RunFacts, **changes: object) -> RunView:
    return resolve(dataclasses.replace(facts, **changes))


def test_that_equal_facts_give_equal_views() -> None:
    assert shown(RUN) == shown(RUN)
    assert shown(RUN) != shown(RUN, state=RunState.PAUSED)


def test_that_before_any_run_the_window_is_about_the_next_one() -> None:
    view = shown(BEFORE)
    assert view.environment == view.awaited_environment == "MountainCar-v0"
    assert view.environments == EnvironmentChoice(next="MountainCar-v0", running="")
    assert view.badge == StateBadge(state=RunState.IDLE, environment="MountainCar-v0")
    assert view.title == "MountainCar-v0 – DQN Workbench"
    assert view.saved == RunFolderView(name="", folder="")


def test_that_in_a_run_the_window_is_about_it_whatever_comes_next() -> None:
    view = shown(RUN, next_environment="MountainCar-v0")
    assert (view.environment, view.awaited_environment) == ("CartPole-v1", "")
    assert view.environments == EnvironmentChoice(next="MountainCar-v0", running="CartPole-v1")
    assert view.title == "first · CartPole-v1 – DQN Workbench"
    assert view.saved == RunFolderView(name="first", folder="/runs/first", there_is_one=True)


def test_that_a_run_that_has_ended_is_still_shown_but_isnt_running() -> None:
    view = shown(RUN, state=RunState.STOPPED, next_environment="MountainCar-v0")
    assert view.environment == "CartPole-v1"
    assert view.environments.running == ""
    assert view.knobs is None, "nothing has to wait for the next run"
    assert shown(RUN).knobs == RunConfig().knobs


@pytest.mark.parametrize(
    ("state", "detail", "sentence"),
    [
        (RunState.IDLE, "", "Ready. Press Start to train"),
        (RunState.STOPPED, "All steps are done.", "All steps are done."),
        (RunState.PAUSED, "", "Paused. Press Space to resume"),
        (RunState.LOADING, "importing", "Loading TensorFlow. Start can be pressed already"),
        (RunState.COMPILING, "compiling", "Compiling the program, a few seconds"),
    ],
)
def test_that_what_happened_is_said_by_the_engine_and_what_all_wait_for_in_the_users_language(
    state, detail, sentence
) -> None:
    assert shown(RUN, state=state, detail=detail).sentence == sentence


def test_that_text_from_a_folders_name_cant_work_in_the_title() -> None:
    assert "\\u202e" in shown(RUN, folder="/runs/\u202eevil").title


def test_that_a_read_only_run_says_so_and_can_be_forked_but_not_saved() -> None:
    view = shown(RUN, state=RunState.PAUSED, read_only=True)
    assert view.title == "first · CartPole-v1 (read-only) – DQN Workbench"
    assert (view.controls.branch, view.controls.show_folder) == (True, True)
    assert (view.controls.save_checkpoint, view.controls.resume, view.controls.step) == (False, False, False)


def test_that_what_isnt_saved_has_no_folder_to_show_and_nothing_to_branch_from() -> None:
    view = shown(RUN, folder="")
    assert (view.controls.show_folder, view.controls.branch, view.controls.save_checkpoint) == (False, False, False)
    assert not view.can_branch
    assert shown(RUN).can_branch


def test_that_while_another_run_is_being_opened_nothing_is_branched_and_reports_are_no_news() -> None:
    view = shown(RUN, pending=frozenset({Fork}))
    assert (view.can_branch, view.controls.branch, view.is_recounting) == (False, False, True)
    assert not shown(RUN, pending=frozenset({Pause})).is_recounting


def test_that_controls_know_what_is_under_way_and_whether_the_run_is_paused() -> None:
    view = shown(BEFORE, pending=frozenset({Start}))
    assert (view.controls.pending, view.controls.start, view.controls.paused) == (frozenset({Start}), False, False)
    assert shown(RUN, state=RunState.PAUSED).controls.paused


def test_that_nobody_is_told_to_press_start_between_pressing_it_and_the_engines_answer() -> None:
    pressed = shown(BEFORE, state=RunState.LOADING, pending=frozenset({Start}))
    assert (pressed.awaited, pressed.sentence) == (
        Awaited.LOADING,
        "Loading TensorFlow; training starts once it is loaded",
    )
    loaded = shown(BEFORE, state=RunState.IDLE, pending=frozenset({Start}))
    assert (loaded.awaited, loaded.sentence) == (Awaited.BEGINNING, "The run is about to begin")
    assert shown(BEFORE, state=RunState.IDLE).awaited is Awaited.START


@pytest.mark.parametrize(
    ("state", "pending", "awaited"),
    [
        (RunState.LOADING, frozenset(), Awaited.LOADING_OR_START),
        (RunState.LOADING, frozenset({OpenRun}), Awaited.LOADING_TO_OPEN),
        (RunState.IDLE, frozenset({LoadWeights}), Awaited.OPENING),
        (RunState.COMPILING, frozenset(), Awaited.COMPILING),
        (RunState.FAILED, frozenset(), Awaited.START),
    ],
)
def test_that_empty_panels_say_what_is_awaited_at_the_moment(state, pending, awaited) -> None:
    assert shown(BEFORE, state=state, pending=pending).awaited is awaited
