"""What the panels of instruments ask of the rest of the window."""

from collections.abc import Callable

import pytest

from dqn_engine.messages.commands import Fork, Pause, StepOnce
from dqn_engine.probes.catalogue import INSTRUMENTS
from dqn_engine.probes.what_if import WhatIfRequest
from tests.support.quiet_panels import PLOTS
from tests.workbench.conftest import Stage
from workbench.command_line import Perspective
from workbench.panels.coach import CoachPanel
from workbench.state.instrument_panel import (
    AsksWhatIf,
    ChoosesStates,
    ChoosesTransitions,
    ForksRuns,
    NamesInstruments,
    StepsRuns,
)
from workbench.state.watched_moment import WatchedMoment

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


def test_that_the_coachs_remedy_is_tried_in_a_fork(stage: Stage) -> None:
    stage.training()
    coach = stage.window.docks.panel("coach", CoachPanel)
    assert isinstance(coach, ForksRuns)
    coach.fork_wanted.emit({"learning_rate": 0.001})
    stage.until(lambda: bool(stage.engine.of_kind(Fork)))
    (fork,) = stage.engine.of_kind(Fork)
    assert (fork.at_step, fork.changes) == (None, {"learning_rate": 0.001})


def test_that_a_state_chosen_in_any_panel_is_the_windows_selection(stage: Stage) -> None:
    choosing = [panel for panel in stage.window.docks.panels() if isinstance(panel, ChoosesStates)]
    assert choosing
    for panel in choosing:
        stage.window.selection.clear()
        panel.state_chosen.emit((0.1, 0.2, 0.3, 0.4), 7)
        assert stage.window.selection.state == (0.1, 0.2, 0.3, 0.4)
        assert stage.window.selection.taken == 7


def test_that_a_transition_chosen_in_the_replay_explorer_is_the_windows_selection(stage: Stage) -> None:
    stage.window.build_unseen()
    (replay,) = [panel for panel in stage.window.docks.panels() if isinstance(panel, ChoosesTransitions)]
    replay.slot_chosen.emit(17)
    assert stage.window.selection.slot == 17


def test_that_step_of_the_update_panel_pauses_and_trains_so_many_steps(stage: Stage) -> None:
    stage.training()
    (update,) = [panel for panel in stage.window.docks.panels() if isinstance(panel, StepsRuns)]
    update.step_wanted.emit(4)
    stage.until(lambda: bool(stage.engine.of_kind(StepOnce)))
    assert [step.steps for step in stage.engine.of_kind(StepOnce)] == [4]
    assert len(stage.engine.of_kind(Pause)) == 1


def test_that_what_if_of_the_view_brings_up_the_panel_that_answers(stage: Stage) -> None:
    stage.training()
    (episodes,) = [panel for panel in stage.window.docks.panels() if isinstance(panel, AsksWhatIf)]
    stage.window.show()
    stage.window.panels.actions.perspectives[Perspective.LOOK_INSIDE].trigger()
    stage.until(lambda: episodes.visibleRegion().isEmpty())  # behind other tabs
    moment = WatchedMoment(environment="CartPole-v1", step=3, state=(0.1, 0.2, 0.3, 0.4), seed=1, actions=None)
    stage.view.what_if_wanted.emit(moment)
    stage.until(lambda: not episodes.visibleRegion().isEmpty())
    asked = [wanted for wanted in episodes.wanted() if wanted.instrument == "what-if"]
    assert [wanted.request for wanted in asked] == [WhatIfRequest(state=moment.state, taken=moment.step)]


def test_that_every_instrument_has_a_panel_that_names_it(make_stage: Callable[..., Stage]) -> None:
    window = make_stage(quiet=PLOTS).window
    window.build_unseen()
    named = [
        name for panel in window.docks.panels() if isinstance(panel, NamesInstruments) for name in panel.instruments
    ]
    assert sorted(named) == sorted(INSTRUMENTS)
