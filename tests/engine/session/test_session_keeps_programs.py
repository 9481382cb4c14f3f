"""A program that was compiled a moment ago isn't compiled again."""

from dataclasses import replace

import pytest

from dqn_engine.messages.commands import Pause, SetKnobs, Start, StepOnce, Stop
from dqn_engine.messages.reports import RunEnded, RunState
from dqn_engine.system.values import KnobValue
from tests.support.session_story import Story, Tape, answered, play, reported
from tests.support.session_ways import CONFIG

pytestmark = pytest.mark.usefixtures("pooled_sessions")

AGAIN = replace(CONFIG, seed=4)


def test_undoing_a_change_and_starting_again_compile_nothing_and_change_nothing() -> None:
    def changed(tape: Tape, changes: dict[str, KnobValue], steps: int) -> Story:
        yield tape.ask(SetKnobs, changes=changes)
        command = tape.ask(StepOnce, steps=steps)
        yield command
        yield answered(command)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG)
        yield tape.ask(Pause)
        for batch_size in (8, 16, 8, 16, 8):
            yield from changed(tape, {"batch_size": batch_size}, 40)
        yield tape.ask(Stop)
        yield tape.ask(Start, config=AGAIN, steps=200)
        yield reported(RunEnded, env_steps=200, run_id=2)

    def alone(tape: Tape) -> Story:
        yield tape.ask(Start, config=AGAIN, steps=200)
        yield reported(RunEnded)

    tape = play(story)
    assert tape.states.count(RunState.COMPILING) == 2
    assert tape.of(RunEnded)[-1].weights_sha256 == play(alone).only(RunEnded).weights_sha256
