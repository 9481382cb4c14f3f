"""Every command in every state: done, or refused with a sentence and nothing changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dqn_engine.messages.commands import (
    Export,
    LoadWeights,
    Pause,
    Resume,
    SaveWeights,
    SetKnobs,
    SetPace,
    Shutdown,
    Spectate,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import (
    CommandApplied,
    EngineReady,
    Failure,
    KnobsChanged,
    RunEnded,
    RunStarted,
    RunState,
    SpectatorSteps,
    StateChanged,
)
from tests.support.session_story import Story, Tape, answered, play, reported
from tests.support.session_ways import CONFIG, reach, weights_files

pytestmark = pytest.mark.usefixtures("pooled_sessions")

IDLE, TRAINING, PAUSED = RunState.IDLE, RunState.TRAINING, RunState.PAUSED
STOPPED, FAILED = RunState.STOPPED, RunState.FAILED

NO_RUN, IN_A_RUN, HAS_ENDED = "There is no run", "A run is active", "The run has ended"
NOT_TRAINING, NOT_PAUSED = "Only a run that is training can be paused", "Only a paused run can be"
OVERFLOWN = "values are not finite"  # Those of the weights that made it fail.
# For each state the words of the refusal; "" where the command is done.
TABLE: dict[type[Command], dict[RunState, str]] = {
    Start: {IDLE: "", TRAINING: IN_A_RUN, PAUSED: IN_A_RUN, STOPPED: "", FAILED: ""},
    Pause: {IDLE: NOT_TRAINING, TRAINING: "", PAUSED: NOT_TRAINING, STOPPED: NOT_TRAINING, FAILED: NOT_TRAINING},
    Resume: {IDLE: NOT_PAUSED, TRAINING: NOT_PAUSED, PAUSED: "", STOPPED: NOT_PAUSED, FAILED: NOT_PAUSED},
    StepOnce: {IDLE: NOT_PAUSED, TRAINING: NOT_PAUSED, PAUSED: "", STOPPED: NOT_PAUSED, FAILED: NOT_PAUSED},
    Stop: {IDLE: NO_RUN, TRAINING: "", PAUSED: "", STOPPED: NO_RUN, FAILED: NO_RUN},
    SetKnobs: {IDLE: NO_RUN, TRAINING: "", PAUSED: "", STOPPED: HAS_ENDED, FAILED: HAS_ENDED},
    SaveWeights: {IDLE: NO_RUN, TRAINING: "", PAUSED: "", STOPPED: "", FAILED: ""},
    LoadWeights: {IDLE: "", TRAINING: "", PAUSED: "", STOPPED: "", FAILED: ""},
    Export: {IDLE: NO_RUN, TRAINING: "", PAUSED: "", STOPPED: "", FAILED: OVERFLOWN},
    Spectate: dict.fromkeys((IDLE, TRAINING, PAUSED, STOPPED, FAILED), ""),
    SetPace: dict.fromkeys((IDLE, TRAINING, PAUSED, STOPPED, FAILED), ""),
    Shutdown: dict.fromkeys((IDLE, TRAINING, PAUSED, STOPPED, FAILED), ""),
}
AFTERWARDS: dict[type[Command], RunState] = {
    Start: TRAINING, Pause: PAUSED, Resume: TRAINING, Stop: STOPPED
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    return weights_files(tmp_path)


def ask(kind: type[Command], tape: Tape, files: dict[str, str]) -> Command:
    fields = {
        Start: {"config": CONFIG},
        SetKnobs: {"changes": {"gamma": 0.5}},
        SaveWeights: {"path": files["new"]},
        LoadWeights: {"path": files["fitting"]},
        Export: {"path": files["new"], "format": "npz"},
        Spectate: {"speed": 2.0},
        StepOnce: {"steps": 3},
    }
    return tape.ask(kind, **fields.get(kind, {}))


@pytest.mark.parametrize("state", [IDLE, TRAINING, PAUSED, STOPPED, FAILED])
@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_that_a_command_is_done_or_refused_with_a_sentence(
    kind: type[Command], state: RunState, files: dict[str, str]
) -> None:
    asked: list[Command] = []
    before: list[int] = []

    def story(tape: Tape) -> Story:
        yield from reach(state, tape, files)
        assert tape.states[-1] is state
        before.append(len(tape.reports))
        asked.append(ask(kind, tape, files))
        yield asked[0]
        yield answered(asked[0])

    tape = play(story)
    refusal, expected = tape.refusal(asked[0]), TABLE[kind][state]
    since = tape.reports[before[0] : tape.reports.index(tape.answer(asked[0]))]
    entered = [report.state for report in since if isinstance(report, StateChanged)]
    if expected:
        assert expected in refusal
        assert refusal.endswith(".")
        assert "\n" not in refusal
        assert not entered
        assert not any(isinstance(report, RunEnded | RunStarted | KnobsChanged) for report in since)
    else:
        assert not refusal
        begins = kind is LoadWeights and state in (IDLE, STOPPED, FAILED)
        wanted = PAUSED if begins else AFTERWARDS.get(kind, state)
        assert (entered or [state])[-1] is wanted
    assert (state is FAILED) == bool(tape.of(Failure))


@pytest.mark.parametrize("state", [IDLE, TRAINING, PAUSED, STOPPED, FAILED])
def test_that_shutdown_ends_the_run_and_the_session_in_any_state(state: RunState, files: dict[str, str]) -> None:
    tape = play(lambda tape: reach(state, tape, files))
    assert isinstance(tape.answer(Shutdown(command_id=1_000_000)), CommandApplied)
    if state is not IDLE:
        assert tape.only(RunEnded)
    assert tape.states[-1] is {TRAINING: STOPPED, PAUSED: STOPPED}.get(state, state)


def test_that_a_device_of_no_known_kind_is_reported_and_everything_else_refused() -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield reported(StateChanged, state=FAILED)
        asked.extend(tape.ask(kind, **f) for kind, f in ((Start, {"config": CONFIG}), (Pause, {}), (Stop, {})))
        yield from asked

    tape = play(story, device="tpu")
    failure = tape.only(Failure)
    assert "tpu" in failure.why
    assert failure.remedy
    assert not tape.of(EngineReady)
    assert all("could not be loaded" in tape.refusal(command) for command in asked)
    assert [report.sequence for report in tape.reports] == sorted({report.sequence for report in tape.reports})


@pytest.mark.parametrize("speed", [0.0, -1.0, 101.0, float("nan")])
def test_that_an_impossible_speed_is_refused(speed: float) -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Iterator[Command]:
        yield tape.ask(Start, config=CONFIG)
        asked.append(tape.ask(Spectate, speed=speed))
        yield asked[0]

    assert "above 0 and at most 100" in play(story).refusal(asked[0])


def test_that_how_it_is_watched_outlasts_a_run() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Spectate, speed=3.0)
        yield tape.ask(Start, config=CONFIG, steps=100)
        yield reported(RunEnded, run_id=1)
        yield tape.ask(Start, config=CONFIG, steps=100)
        yield reported(RunEnded, run_id=2)

    assert {report.speed for report in play(story).of(SpectatorSteps)} == {3.0}
