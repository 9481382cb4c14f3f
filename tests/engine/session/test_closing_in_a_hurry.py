"""Sessions that are ended while something takes long: it isn't waited for, and the run is saved all the same."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dqn_engine.messages.commands import OpenRun, Pause, SetKnobs, Shutdown, Start, StepOnce
from dqn_engine.messages.reports import Failure, Progress, RunEnded, RunStarted, RunState, StateChanged
from dqn_engine.training.run import Run
from tests.support.session_story import Story, Tape, answered, play, reported
from tests.support.session_ways import CONFIG

pytestmark = pytest.mark.usefixtures("pooled_sessions")

PATIENCE_S = 60.0


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bool]]:
    """Has runs' compilations take until the test is over, once it says so."""
    over, now, compile_run = threading.Event(), {"endless": False}, Run.compile

    def compile_endlessly(run: Run) -> None:
        if now["endless"]:
            assert over.wait(PATIENCE_S)
        else:
            compile_run(run)

    monkeypatch.setattr(Run, "compile", compile_endlessly)
    yield now
    over.set()


def stepped_by_60(tape: Tape, folder: Path) -> Story:
    """A run saved in `folder`, paused at step 60."""
    yield tape.ask(Start, config=CONFIG, out=str(folder))
    yield tape.ask(Pause)
    step = tape.ask(StepOnce, steps=60)
    yield step
    yield answered(step)


def test_that_a_run_is_saved_whole_while_its_changed_program_is_still_being_compiled(
    endless: dict[str, bool], tmp_path: Path
) -> None:
    def story(tape: Tape) -> Story:
        yield from stepped_by_60(tape, tmp_path / "run")
        endless["endless"] = True
        yield tape.ask(SetKnobs, changes={"batch_size": 12})
        yield tape.ask(StepOnce, steps=10)
        yield reported(StateChanged, state=RunState.COMPILING)
        yield tape.ask(Shutdown, hurries=True)

    def opened_again(tape: Tape) -> Story:
        open_it = tape.ask(OpenRun, path=str(tmp_path / "run"))
        yield open_it
        yield answered(open_it)

    tape = play(story)
    assert not tape.of(Failure)
    end = tape.only(RunEnded)
    assert (end.env_steps, end.unsaved) == (60, "")
    opened = play(opened_again).only(RunStarted)
    assert (opened.env_step, opened.lost_steps, opened.knobs_now["batch_size"]) == (60, 0, 12)


def test_that_a_new_runs_first_compilation_isnt_waited_for(endless: dict[str, bool]) -> None:
    def story(tape: Tape) -> Story:
        endless["endless"] = True
        yield tape.ask(Start, config=CONFIG)
        yield reported(StateChanged, state=RunState.COMPILING)
        yield tape.ask(Shutdown, hurries=True)

    tape = play(story)
    assert not tape.of(Failure)
    assert tape.only(RunEnded).env_steps == 0


def test_that_many_steps_by_hand_are_left_where_they_are(tmp_path: Path) -> None:
    def story(tape: Tape) -> Story:
        yield from stepped_by_60(tape, tmp_path / "run")
        yield tape.ask(StepOnce, steps=1_000_000_000)
        yield reported(Progress, env_steps=160)
        yield tape.ask(Shutdown, hurries=True)

    tape = play(story)
    assert not tape.of(Failure)
    assert tape.only(RunEnded).env_steps == 160


def test_that_what_was_asked_before_is_done_where_there_is_no_hurry() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG)
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=200)
        yield tape.ask(Shutdown)

    assert play(story).only(RunEnded).env_steps == 200
