"""The watched environment's pictures and numbers: of the right step, only for who looks, and never the run's end."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.commands import Spectate
from dqn_engine.messages.reports import PicturesFailed, SpectatorSteps
from dqn_engine.play.spectator import Spectator
from dqn_engine.play.spectator_step import Pictures, SpectatorStep
from dqn_engine.session.record import RunRecord
from dqn_engine.session.reporter import Reporter
from dqn_engine.session.scheduler import WatchedRun
from tests.support import drawn_environments


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Indifferent:
    """A policy for observations of any size."""

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        """Nothing is worth anything."""
        return np.zeros((len(observations), 2), np.float32)


def played(
    name: str, *, pictures: bool, steps: int = 9, frame_stack: int | None = None
) -> tuple[Spectator, list[SpectatorStep]]:
    """A spectator that has played so many steps, and the steps."""
    drawn_environments.register()
    clock, found = Clock(), []
    spectator = Spectator(environment_info(name), seed=1, clock=clock, frame_stack=frame_stack)
    spectator.control(speed=1.0, held=False, pictures=pictures)
    while len(found) < steps:
        clock.now += 0.05
        found += spectator.advance(Indifferent)
    spectator.close()
    return spectator, found[:steps]


def test_that_a_picture_shows_the_state_it_comes_with_and_the_last_one_where_it_ended() -> None:
    spectator, steps = played("Drawn-v0", pictures=True)
    assert spectator.pictures is Pictures.ON
    assert [int(step.picture[0, 0, 0]) for step in steps] == [0, 1, 2, 3, 0, 1, 2, 3, 0]
    assert [int(step.state[0]) for step in steps] == [0, 1, 2, 3, 0, 1, 2, 3, 0]
    assert [step.end_picture is not None for step in steps] == [step.ended for step in steps]
    assert int(steps[3].end_picture[0, 0, 0]) == 4
    assert steps[0].picture.shape == (2, 3, 3)
    assert not steps[0].picture.flags.writeable
    assert spectator.take_picture_failure() is None


def test_that_nothing_is_drawn_while_it_is_not_watched() -> None:
    before = drawn_environments.Drawn.draws
    spectator, steps = played("Drawn-v0", pictures=False)
    assert drawn_environments.Drawn.draws == before
    assert {step.picture for step in steps} == {None}
    assert spectator.pictures is Pictures.OFF


def test_that_an_environment_without_pictures_plays_without_them() -> None:
    spectator, steps = played("Undrawn-v0", pictures=True)
    assert spectator.pictures is Pictures.NONE
    assert spectator.take_picture_failure() is None
    assert steps[0].state == (0.0, 0.0, 0.0, 0.0)


def test_that_pictures_that_are_observed_stand_in_for_those_an_environment_doesnt_draw() -> None:
    spectator, steps = played("Observed-v0", pictures=True, frame_stack=2)
    assert spectator.pictures is Pictures.ON
    assert [int(step.picture[9, 9, 2]) for step in steps] == [0, 1, 2, 3, 0, 1, 2, 3, 0]
    assert (steps[0].picture.shape, steps[0].picture.dtype) == ((10, 10, 3), np.uint8)
    assert int(steps[3].end_picture[0, 0, 0]) == 4
    assert spectator.take_picture_failure() is None
    assert {step.picture for step in played("Observed-v0", pictures=False, frame_stack=2)[1]} == {None}


@pytest.mark.parametrize(("fault", "words"), [("make", "no screen"), ("draw", "ran out"), ("text", "It drew str")])
def test_that_an_environment_that_cant_be_drawn_is_reported_once_and_plays_on(fault, words) -> None:
    spectator, steps = played(f"Drawn-{fault}-v0", pictures=True)
    why, details = spectator.take_picture_failure()
    assert words in why
    assert "Traceback" in details
    assert spectator.take_picture_failure() is None
    assert not spectator.broke
    assert spectator.pictures is Pictures.NONE
    assert [step.step for step in steps] == [1, 2, 3, 4, 1, 2, 3, 4, 1]


def test_that_a_discrete_state_is_reported_by_its_number_and_a_large_one_not_at_all() -> None:
    assert [step.state for step in played("Numbered-v0", pictures=False)[1]][:5] == [
        (0.0,),
        (1.0,),
        (2.0,),
        (3.0,),
        (0.0,),
    ]
    assert {(step.state, step.next_state) for step in played("Large-v0", pictures=False)[1]} == {((), ())}


def test_that_steps_with_pictures_can_be_compared_and_are_not_by_them() -> None:
    _, (step, *_) = played("Drawn-v0", pictures=True, steps=1)
    assert step == dataclasses.replace(step, picture=None)


def test_that_a_run_reports_lost_pictures_once_and_then_that_there_are_none() -> None:
    drawn_environments.register()
    name, reports = "Drawn-draw-v0", []
    reporter = Reporter(reports.append)
    run = SimpleNamespace(
        info=environment_info(name),
        config=RunConfig(environment=name),
        knobs=RunConfig().knobs,
        env_steps=0,
        is_stepped_outside=True,
        policy=Indifferent,
        close=lambda: None,
    )
    wanted = Spectate(command_id=1, speed=100.0, pictures=True)
    watched = WatchedRun(run, reporter, RunRecord(), limit_steps=100, spectate=wanted)
    for _ in range(20):
        watched.spectate()
    watched.close()
    assert [type(report) for report in reports].count(PicturesFailed) == 1
    streamed = [report for report in reports if isinstance(report, SpectatorSteps)]
    assert {report.pictures for report in streamed} == {Pictures.NONE}
    assert next(report.why for report in reports if isinstance(report, PicturesFailed)) == (
        "In the environment 'Drawn-draw-v0' drawing it failed: RuntimeError: the paint ran out."
    )


@pytest.mark.parametrize(
    ("name", "labels"),
    [("FrozenLake-v1", ("Left", "Down", "Right", "Up")), ("Drawn-v0", ("Action 0", "Action 1"))],
)
def test_that_actions_have_names_or_numbers(name, labels) -> None:
    drawn_environments.register()
    assert environment_info(name).action_labels == labels
