"""Runs that end by themselves: at a step, at a return that evaluations reach, after a time; and they say why."""

import json
from pathlib import Path

import pytest

from dqn_engine.config.hyperparameters import default_knobs, validate_knobs
from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import OpenRun, Resume, SetKnobs, Start, Stop
from dqn_engine.messages.reports import EndCause, EvaluationDone, NoticeGiven, PastNote, Progress, RunEnded
from dqn_engine.session.stopping import StopRule
from dqn_engine.storage.run.run_folder import SUMMARY
from dqn_engine.system.errors import InputError
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")


def knobs(**changes: object) -> dict[str, object]:
    return {**default_knobs(), **changes}


def rule(*means: float, begun_at: int = 0) -> StopRule:
    made = StopRule(begun_at)
    for mean in means:
        made.evaluated(mean)
    return made


@pytest.mark.parametrize(
    ("means", "reached"), [((480.0, 500.0), True), ((480.0, 100.0, 500.0), False), ((500.0,), False), ((), False)]
)
def test_that_so_many_evaluations_in_a_row_have_to_reach_the_return(means, reached) -> None:
    ending = rule(*means).reached(100, knobs(stop_evaluations=2, stop_return=475.0))
    assert (ending is not None) == reached
    if ending is not None:
        assert ending.cause is EndCause.RETURN
        assert ending.reason == "2 evaluations in a row reached a return of 475; the last one 500.0."


def test_that_the_return_to_reach_is_what_the_environment_counts_as_solved_unless_another_is_set() -> None:
    made = StopRule(0, threshold=-110.0)
    made.evaluated(-105.0)
    assert made.reached(100, knobs(stop_evaluations=1)).reason == "An evaluation reached a return of -110: -105.0."
    assert made.reached(100, knobs(stop_evaluations=1, stop_return=-100.0)) is None


def test_that_where_nothing_counts_as_solved_evaluations_end_nothing_and_that_is_told() -> None:
    made = rule(500.0)
    asked = knobs(stop_evaluations=1)
    assert made.reached(100, asked) is None
    (notice,) = made.limits_that_end_nothing(100, asked)
    assert notice.values == {"limit": "return"}
    assert "stop_return" in notice.sentence
    assert list(made.limits_that_end_nothing(100, {**asked, "stop_return": 400.0})) == []
    assert list(made.limits_that_end_nothing(100, default_knobs())) == []


def test_that_nothing_ends_a_run_unless_it_is_asked_to() -> None:
    made = rule(500.0, 500.0)
    made.elapsed_s = 1e9
    assert made.reached(10**9, default_knobs()) is None


def test_that_a_step_that_was_passed_before_the_run_was_opened_doesnt_end_it() -> None:
    assert rule().reached(50, knobs(stop_steps=50)).cause is EndCause.STEPS
    assert rule(begun_at=50).reached(60, knobs(stop_steps=50)) is None
    assert rule().steps_left(20, knobs(stop_steps=50)) == 30
    assert rule().steps_left(50, knobs(stop_steps=50)) is None


def test_that_a_limit_that_lies_behind_the_run_when_it_is_set_ends_nothing_and_is_told_of() -> None:
    made = rule()
    made.elapsed_s = 90.0
    typed = knobs(stop_steps=1000, stop_minutes=1.0)
    made.limits_set({"stop_steps", "stop_minutes"}, 67_415)
    assert made.reached(67_500, typed) is None
    assert [notice.sentence for notice in made.limits_that_end_nothing(67_415, typed)] == [
        "The run is at step 67,415 already, so its limit of 1,000 steps ends nothing. Set a later one, or stop the "
        "run.",
        "The run has trained longer than one minute already, so that limit ends nothing. Set a later one, or stop the "
        "run.",
    ]
    ahead = knobs(stop_steps=70_000, stop_minutes=2.0)
    made.limits_set({"stop_steps", "stop_minutes"}, 67_500)
    assert list(made.limits_that_end_nothing(67_500, ahead)) == []
    assert made.reached(70_000, ahead).cause is EndCause.STEPS
    made.elapsed_s = 120.0
    assert made.reached(69_000, ahead).cause is EndCause.TIME


def test_that_time_counts_in_minutes_of_training() -> None:
    made = rule()
    made.elapsed_s = 59.9
    assert made.reached(1, knobs(stop_minutes=1.0)) is None
    made.elapsed_s = 60.0
    assert made.reached(1, knobs(stop_minutes=1.0)).cause is EndCause.TIME


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "One second of training is over."),
        (10, "10 seconds of training are over."),
        (60, "One minute of training is over."),
        (90, "90 seconds of training are over."),
        (5400, "90 minutes of training are over."),
    ],
)
def test_that_the_time_that_is_over_is_said_as_it_was_given(seconds, words) -> None:
    made = rule()
    made.elapsed_s = seconds + 1.0
    ending = made.reached(1, knobs(stop_minutes=seconds / 60))
    assert ending is not None
    assert ending.reason == words


def test_that_a_return_to_reach_without_evaluations_is_refused() -> None:
    with pytest.raises(InputError, match="evaluate_every"):
        validate_knobs({"stop_evaluations": 1, "evaluate_every": 0})


def test_that_a_run_ends_at_exactly_its_last_step_and_its_record_says_so(tmp_path: Path) -> None:
    config = run_config(seed=3, changes={**SMALL, "stop_steps": 123})

    def first(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield reported(RunEnded)

    ended = play(first).only(RunEnded)
    assert (ended.env_steps, ended.cause, ended.reason) == (123, EndCause.STEPS, "All 123 steps are done.")
    summary = json.loads((tmp_path / "run" / SUMMARY).read_text())
    assert (summary["reason"], summary["ended_by"]) == (ended.reason, "steps")

    def again(tape: Tape) -> Story:
        open_it = tape.ask(OpenRun, path=str(tmp_path / "run"))
        yield open_it
        yield answered(open_it)
        yield tape.ask(SetKnobs, changes={"stop_steps": 150})
        yield tape.ask(Resume)
        yield reported(RunEnded)

    assert play(again).only(RunEnded).env_steps == 150


def test_that_evaluations_that_reach_the_return_end_the_run_after_the_last_of_them() -> None:
    goal = {"evaluate_every": 40, "evaluate_episodes": 1, "stop_evaluations": 2, "stop_return": 1.0}

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(seed=3, changes={**SMALL, **goal}))
        yield reported(RunEnded)

    tape = play(story)
    assert [done.env_step for done in tape.of(EvaluationDone)] == [40, 80]
    assert (tape.only(RunEnded).env_steps, tape.only(RunEnded).cause) == (80, EndCause.RETURN)
    assert 0 < tape.of(Progress)[-1].trained_s <= tape.of(Progress)[-1].elapsed_s


def test_that_a_running_run_and_one_that_was_opened_train_past_a_limit_behind_them_and_say_so(tmp_path: Path) -> None:
    folder = str(tmp_path / "run")

    def first(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(seed=3, changes=SMALL), out=folder)
        yield lambda report: isinstance(report, Progress) and report.env_steps >= 100
        yield tape.ask(SetKnobs, changes={"stop_steps": 50})
        yield reported(NoticeGiven)
        at = tape.of(Progress)[-1].env_steps
        yield lambda _report: tape.of(Progress)[-1].env_steps > at + 50
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(first)
    assert tape.only(RunEnded).cause is EndCause.USER
    assert tape.only(NoticeGiven).notice.values["steps"] == 50

    def again(tape: Tape) -> Story:
        open_it = tape.ask(OpenRun, path=folder)
        yield open_it
        yield answered(open_it)
        told = len(tape.of(NoticeGiven))
        yield tape.ask(Resume)
        yield lambda _report: len(tape.of(NoticeGiven)) > told
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(again)
    assert tape.only(RunEnded).cause is EndCause.USER
    assert not [note for note in tape.of(PastNote) if "ends nothing" in note.text], "it is told again where it is so"


def test_that_a_run_whose_evaluations_can_end_nothing_says_so_before_its_first_step() -> None:
    def story(tape: Tape) -> Story:
        goal = {**SMALL, "evaluate_every": 40, "stop_evaluations": 1}
        yield tape.ask(Start, config=run_config(environment="Blackjack-v1", seed=3, changes=goal), steps=40)
        yield reported(RunEnded)

    tape = play(story)
    told = tape.only(NoticeGiven)
    assert told.notice.values == {"limit": "return"}
    assert told.env_step == 0
    assert tape.only(RunEnded).cause is EndCause.STEPS
