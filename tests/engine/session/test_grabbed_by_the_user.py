"""What the user does to the watched world: done or refused by the session, and never felt by the run."""

import pytest

from dqn_engine.messages.commands import Act, ChangeWorld, PlayByHand, Push, Spectate, Start
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import (
    Curves,
    HeldMoment,
    RunEnded,
    RunStarted,
    RunState,
    SpectatorSteps,
    StateChanged,
)
from dqn_engine.play.spectator_step import SpectatorStep
from tests.support.session_story import Story, Tape, answered, play, reported
from tests.support.session_ways import CONFIG

pytestmark = pytest.mark.usefixtures("pooled_sessions")


def test_that_grabbing_the_world_leaves_the_weights_to_the_bit() -> None:
    def alone(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=300)
        yield reported(RunEnded)

    def grabbing(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=300)
        yield reported(Curves)
        yield tape.ask(Spectate, held=True)
        yield reported(HeldMoment)
        yield tape.ask(Push, cart=1.0, pole=-1.0)
        yield tape.ask(Spectate)
        yield tape.ask(ChangeWorld, numbers={"gravity": 20.0, "length": 1.0})
        yield tape.ask(PlayByHand)
        act = tape.ask(Act, action=1)
        yield act
        yield answered(act)
        assert not tape.refusal(act)
        yield reported(RunEnded)

    touched, untouched = play(grabbing), play(alone)
    assert touched.only(RunEnded).weights_sha256 == untouched.only(RunEnded).weights_sha256
    names = [number.name for number in touched.only(RunStarted).world]
    assert names == ["gravity", "masscart", "masspole", "length", "force_mag"]


def test_that_what_is_held_is_told_as_the_network_of_now_sees_it_and_at_once_where_it_is_pushed() -> None:
    seen: list[SpectatorStep] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=1_000_000)
        yield reported(Curves)
        yield reported(SpectatorSteps)
        seen.append(tape.of(SpectatorSteps)[-1].steps[0])
        yield tape.ask(Spectate, held=True, episode=seen[0].episode, step=seen[0].step)
        for _ in range(3):
            yield reported(HeldMoment)
        yield tape.ask(Push, pole=2.0)
        yield reported(HeldMoment, branched=True)

    tape = play(story)
    *learning, pushed = tape.of(HeldMoment)
    (step,) = seen
    assert {(told.step.episode, told.step.step, told.step.state) for told in learning} == {
        (step.episode, step.step, step.state)
    }
    assert len({told.step.q_values for told in learning}) == len(learning), "only what is new is told"
    assert [told.env_step for told in learning] == sorted({told.env_step for told in learning})
    assert pushed.step.state == pytest.approx((*step.state[:3], step.state[3] + 2.0), abs=1e-6)
    assert not any(told.branched for told in learning)


def test_that_what_cannot_be_grabbed_is_refused_with_a_sentence() -> None:
    asked: list[Command] = []

    def refused(tape: Tape, kind: type[Command], **fields: object) -> Story:
        asked.append(tape.ask(kind, **fields))
        yield asked[-1]
        yield answered(asked[-1])

    def story(tape: Tape) -> Story:
        yield reported(StateChanged, state=RunState.IDLE)
        yield from refused(tape, Push, cart=1.0)
        yield tape.ask(Start, config=CONFIG, steps=10_000)
        yield reported(Curves)
        yield from refused(tape, ChangeWorld, numbers={"wind": 1.0})
        yield from refused(tape, Push, pole=99.0)
        yield from refused(tape, Act, action=1)

    tape = play(story)
    words = [tape.refusal(command) for command in asked]
    assert words[0] == "There is no run. Nothing is watched yet."
    assert words[1].startswith("CartPole-v1 has no 'wind' that can be changed")
    assert "neither can be above 50" in words[2]
    assert words[3] == "The agent plays; choose to play by hand first."
