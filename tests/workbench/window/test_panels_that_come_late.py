"""Panels that are hidden at first, and what *Compare* has, take long to make: no start waits for them.

They are there once they are asked for.
"""

import pytest
from PySide6.QtWidgets import QLabel

from dqn_engine.messages.commands import Start
from dqn_engine.messages.reports import RunState, StateChanged
from workbench.command_line import Perspective
from workbench.panels.coach import CoachPanel
from workbench.panels.compare.runs import RunsPanel

pytestmark = pytest.mark.slow  # The real panels of Compare: not for the inner loop.


def is_there(stage, name: str) -> bool:
    try:
        return stage.window.docks.widget(name).isEnabled()
    except KeyError:
        return False


def awaited(stage) -> list[QLabel]:
    labels = stage.window.docks.place("runs").findChildren(QLabel)
    return [label for label in labels if label.text() == "Loading…" and not label.isHidden()]


def test_that_nothing_of_it_is_made_while_the_engine_loads(make_stage) -> None:
    stage = make_stage()
    stage.until(lambda: stage.engine.sessions != [])
    stage.bot.wait(50)
    assert stage.window.compare is None
    assert len(awaited(stage)) == 1


def test_that_it_is_made_once_there_is_nothing_else_to_do(make_stage) -> None:
    stage = make_stage().ready()
    stage.until(lambda: stage.window.compare is not None)
    assert stage.window.docks.panel("runs", RunsPanel).isEnabled()
    assert awaited(stage) == []


def test_that_a_start_that_was_pressed_early_comes_before_it(make_stage) -> None:
    stage = make_stage(unanswered={Start})
    stage.window.panels.actions.start.trigger()
    stage.ready()
    stage.until(lambda: len(stage.engine.of_kind(Start)) == 1)
    stage.bot.wait(50)
    assert stage.window.compare is None, "the run that was asked for is begun first"
    stage.engine.say(StateChanged, state=RunState.COMPILING, detail="")
    stage.until(lambda: stage.window.compare is not None)


@pytest.mark.parametrize("way", ["the perspective", "a panel in the menu"])
def test_that_who_asks_for_it_has_it_at_once(make_stage, way) -> None:
    stage = make_stage()
    if way == "the perspective":
        stage.window.panels.actions.perspectives[Perspective.COMPARE].trigger()
    else:
        stage.window.docks.dock("runs").toggleViewAction().trigger()
    assert stage.window.compare is not None
    assert awaited(stage) == []


def test_that_an_instrument_that_comes_after_the_run_has_begun_knows_it(make_stage) -> None:
    stage = make_stage()
    stage.window.panels.actions.start.trigger()
    assert not is_there(stage, "coach")
    stage.engine.gate.set()
    stage.until(lambda: is_there(stage, "coach"))
    assert "Press" not in stage.window.docks.panel("coach", CoachPanel).text, "it waits for its first look, not a run"


def test_that_an_instrument_chosen_in_the_menu_before_anything_else_is_there_at_once(make_stage) -> None:
    stage = make_stage()
    stage.window.docks.dock("coach").toggleViewAction().trigger()
    assert is_there(stage, "coach")


def test_that_a_window_that_begins_with_it_has_it_with_the_other_panels(make_stage) -> None:
    assert make_stage("--perspective", "compare").window.compare is not None
