"""What the user does to the watched world: done or refused by the session, and never felt by the run."""

import pytest

from dqn_engine.messages.commands import Act, ChangeWorld, PlayByHand, Push, Start
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import Curves, RunEnded, RunStarted, RunState, StateChanged
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
        yield tape.ask(Push, cart=1.0, pole=-1.0)
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
