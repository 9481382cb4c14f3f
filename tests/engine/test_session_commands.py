"""Every command in every state: done, or refused with a sentence and nothing changed."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dqn_engine import messages as m
from dqn_engine.config import run_config
from dqn_engine.messages import RunState
from dqn_engine.storage.weights import load_weights, save_weights
from tests.support.networks import random_weights
from tests.support.program_pool import SMALL, cartpole_spec, small_knobs
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

CONFIG = run_config(seed=3, changes={**SMALL, "loss": "squared"})
SPEC = cartpole_spec(CONFIG.knobs)
IDLE, TRAINING, PAUSED = RunState.IDLE, RunState.TRAINING, RunState.PAUSED
STOPPED, FAILED = RunState.STOPPED, RunState.FAILED

NO_RUN, GOING_ON = "There is no run", "A run is going on"
NOT_TRAINING, NOT_PAUSED = "Only a run that is training can be paused", "Only a paused run can be"
# For each state the words of the refusal; "" where the command is done.
TABLE: dict[type[m.Command], dict[RunState, str]] = {
    m.Start: {IDLE: "", TRAINING: GOING_ON, PAUSED: GOING_ON, STOPPED: "", FAILED: ""},
    m.Pause: {IDLE: NOT_TRAINING, TRAINING: "", PAUSED: NOT_TRAINING, STOPPED: NOT_TRAINING, FAILED: NOT_TRAINING},
    m.Resume: {IDLE: NOT_PAUSED, TRAINING: NOT_PAUSED, PAUSED: "", STOPPED: NOT_PAUSED, FAILED: NOT_PAUSED},
    m.StepOnce: {IDLE: NOT_PAUSED, TRAINING: NOT_PAUSED, PAUSED: "", STOPPED: NOT_PAUSED, FAILED: NOT_PAUSED},
    m.Stop: {IDLE: NO_RUN, TRAINING: "", PAUSED: "", STOPPED: NO_RUN, FAILED: NO_RUN},
    m.SetKnobs: {IDLE: NO_RUN, TRAINING: "", PAUSED: "", STOPPED: "", FAILED: ""},
    m.SaveWeights: {IDLE: NO_RUN, TRAINING: "", PAUSED: "", STOPPED: "", FAILED: ""},
    m.LoadWeights: {IDLE: "", TRAINING: "", PAUSED: "", STOPPED: "", FAILED: ""},
    m.Spectate: dict.fromkeys((IDLE, TRAINING, PAUSED, STOPPED, FAILED), ""),
    m.Shutdown: dict.fromkeys((IDLE, TRAINING, PAUSED, STOPPED, FAILED), ""),
}
AFTERWARDS: dict[type[m.Command], RunState] = {
    m.Start: TRAINING, m.Pause: PAUSED, m.Resume: TRAINING, m.Stop: STOPPED
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Weights that fit, weights that overflow the loss, and a name that isn't taken."""
    fitting, huge = tmp_path / "fitting.npz", tmp_path / "huge.npz"
    save_weights(fitting, SPEC, random_weights(SPEC), CONFIG)
    save_weights(huge, SPEC, {n: np.full(s, 1e25, np.float32) for n, s in SPEC.weight_shapes.items()}, CONFIG)
    return {"fitting": str(fitting), "huge": str(huge), "new": str(tmp_path / "new.npz")}


def reach(state: RunState, tape: Tape, files: dict[str, str]) -> Story:
    """The way from a session's beginning to a state."""
    yield reported(m.StateChanged, state=IDLE)
    if state is IDLE:
        return
    yield tape.ask(m.Start, config=CONFIG)
    yield reported(m.Curves)
    if state is FAILED:
        yield tape.ask(m.LoadWeights, path=files["huge"])
        yield reported(m.RunEnded)
    elif state in (PAUSED, STOPPED):
        command = tape.ask({PAUSED: m.Pause, STOPPED: m.Stop}[state])
        yield command
        yield answered(command)


def ask(kind: type[m.Command], tape: Tape, files: dict[str, str]) -> m.Command:
    fields = {
        m.Start: {"config": CONFIG},
        m.SetKnobs: {"changes": {"gamma": 0.5}},
        m.SaveWeights: {"path": files["new"]},
        m.LoadWeights: {"path": files["fitting"]},
        m.Spectate: {"speed": 2.0},
        m.StepOnce: {"steps": 3},
    }
    return tape.ask(kind, **fields.get(kind, {}))


@pytest.mark.parametrize("state", [IDLE, TRAINING, PAUSED, STOPPED, FAILED])
@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_that_a_command_is_done_or_refused_with_a_sentence(
    kind: type[m.Command], state: RunState, files: dict[str, str]
) -> None:
    asked: list[m.Command] = []
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
    entered = [report.state for report in since if isinstance(report, m.StateChanged)]
    if expected:
        assert expected in refusal
        assert refusal.endswith(".")
        assert "\n" not in refusal
        assert not entered
        assert not any(isinstance(report, m.RunEnded | m.RunStarted | m.KnobsChanged) for report in since)
    else:
        assert not refusal
        wanted = PAUSED if (kind, state) == (m.LoadWeights, IDLE) else AFTERWARDS.get(kind, state)
        assert (entered or [state])[-1] is wanted
    assert (state is FAILED) == bool(tape.of(m.Failure))


@pytest.mark.parametrize("state", [IDLE, TRAINING, PAUSED, STOPPED, FAILED])
def test_that_shutdown_ends_the_run_and_the_session_in_any_state(state: RunState, files: dict[str, str]) -> None:
    tape = play(lambda tape: reach(state, tape, files))
    assert isinstance(tape.answer(m.Shutdown(command_id=1_000_000)), m.CommandApplied)
    if state is not IDLE:
        assert tape.only(m.RunEnded)
    assert tape.states[-1] is {TRAINING: STOPPED, PAUSED: STOPPED}.get(state, state)


def test_that_a_device_that_is_not_there_is_told_and_everything_else_refused() -> None:
    asked: list[m.Command] = []

    def story(tape: Tape) -> Story:
        yield reported(m.StateChanged, state=FAILED)
        asked.extend(tape.ask(kind, **f) for kind, f in ((m.Start, {"config": CONFIG}), (m.Pause, {}), (m.Stop, {})))
        yield from asked

    tape = play(story, device="gpu:0")
    failure = tape.only(m.Failure)
    assert "gpu:0" in failure.why
    assert failure.remedy
    assert not tape.of(m.EngineReady)
    assert all("could not be loaded" in tape.refusal(command) for command in asked)
    assert [report.sequence for report in tape.reports] == sorted({report.sequence for report in tape.reports})


# --- knobs ------------------------------------------------------------------------------------------------------------


def training_until(tape: Tape, step: int) -> Story:
    """A run that has been paused after exactly `step` steps."""
    yield tape.ask(m.Start, config=CONFIG)
    yield tape.ask(m.Pause)
    command = tape.ask(m.StepOnce, steps=step)
    yield command
    yield answered(command)


def test_that_every_change_is_an_entry_of_the_ledger() -> None:
    def story(tape: Tape) -> Story:
        yield from training_until(tape, 120)
        yield tape.ask(m.SetKnobs, changes={"gamma": 0.5, "learning_rate": 0.01})
        yield tape.ask(m.SetKnobs, changes={"gamma": 0.5})
        yield tape.ask(m.StepOnce, steps=7)
        yield tape.ask(m.SetKnobs, changes={"alpha": 0.7, "gamma": 0.6})

    tape = play(story)
    assert not tape.of(m.CommandRefused)
    entries = [
        (entry.env_step, entry.update, [(change.name, change.old, change.new) for change in entry.changes])
        for entry in tape.of(m.KnobsChanged)
    ]
    old = CONFIG.knobs
    # Learning starts with step 20, so there are 19 updates fewer than steps.
    assert entries == [
        (120, 101, [("gamma", old["gamma"], 0.5), ("learning_rate", old["learning_rate"], 0.01)]),
        (127, 108, [("alpha", old["alpha"], 0.7), ("gamma", 0.5, 0.6)]),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gamma": 0.5, "hidden_sizes": (8,)}, "can't change during a run"),
        ({"gamma": 0.5, "dueling": False}, "can't change during a run"),
        ({"gamma": 0.5, "optimizer": "rmsprop"}, "can't change during a run"),
        ({"gamma": 0.5, "learning_rate": 7.0}, "learning_rate is '7.0'"),
        ({"gamma": 0.5, "learning_rate": float("nan")}, "learning_rate is 'nan'"),
        ({"gamma": 0.5, "learning_rat": 0.1}, "Did you mean learning_rate"),
        ({"gamma": 0.5, "batch_size": 65}, "can't be larger than the buffer"),
    ],
)
def test_that_a_refused_change_changes_nothing(changes: dict[str, object], words: str, tmp_path: Path) -> None:
    asked: list[m.Command] = []
    path = str(tmp_path / "now.npz")

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(m.SetKnobs, changes=changes))
        yield asked[0]
        yield tape.ask(m.SaveWeights, path=path)

    tape = play(story)
    assert words in tape.refusal(asked[0])
    assert not tape.of(m.KnobsChanged)
    assert tape.states.count(RunState.COMPILING) == 1
    from dqn_engine.storage.weights import read_weights_metadata

    config = read_weights_metadata(path).config
    assert config is not None
    assert dict(config.knobs) == dict(CONFIG.knobs)


def test_that_setting_a_new_run_knob_to_what_it_is_is_allowed() -> None:
    asked: list[m.Command] = []

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(m.SetKnobs, changes={"hidden_sizes": CONFIG.knobs["hidden_sizes"], "gamma": 0.5}))
        yield asked[0]

    tape = play(story)
    assert not tape.refusal(asked[0])
    assert [change.name for change in tape.only(m.KnobsChanged).changes] == ["gamma"]


def test_that_a_rebuilding_knob_trains_on_in_the_middle_of_a_run() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(m.Start, config=CONFIG, steps=400)
        yield reported(m.Progress, env_steps=100)
        yield tape.ask(m.SetKnobs, changes={"batch_size": 12})
        yield reported(m.Progress, env_steps=200)
        yield tape.ask(m.SetKnobs, changes={"alpha": 0.9})
        yield reported(m.RunEnded)

    tape = play(story)
    assert not tape.of(m.Failure)
    assert [entry.env_step for entry in tape.of(m.KnobsChanged)] == [100, 200]
    end = tape.only(m.RunEnded)
    assert (end.env_steps, end.updates) == (400, 381)
    assert tape.states[2:] == [TRAINING, RunState.COMPILING, TRAINING, RunState.COMPILING, TRAINING, STOPPED]
    curves = tape.of(m.Curves)
    assert np.isfinite(np.concatenate([c.loss for c in curves[1:]])).all()


def test_that_a_live_knob_takes_effect_in_the_next_chunk() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(m.Start, config=CONFIG, steps=200)
        yield reported(m.Progress, env_steps=100)
        yield tape.ask(m.SetKnobs, changes={"epsilon_manual": True, "epsilon_value": 0.625})
        yield reported(m.RunEnded)

    epsilons = {report.env_steps: report.epsilon for report in play(story).of(m.Progress)}
    assert epsilons[100] != 0.625
    assert epsilons[150] == epsilons[200] == 0.625


# --- stepping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 49, 50, 51, 137, 1500])
def test_that_a_step_trains_exactly_as_many_steps_as_asked(steps: int) -> None:
    tape = play(lambda tape: training_until(tape, steps))
    assert tape.only(m.RunEnded).env_steps == steps


@pytest.mark.parametrize("steps", [0, -3])
def test_that_stepping_by_nothing_is_refused(steps: int) -> None:
    asked: list[m.Command] = []

    def story(tape: Tape) -> Iterator[m.Command]:
        yield tape.ask(m.Start, config=CONFIG)
        yield tape.ask(m.Pause)
        asked.append(tape.ask(m.StepOnce, steps=steps))
        yield asked[0]

    tape = play(story)
    assert "at least 1" in tape.refusal(asked[0])
    assert tape.only(m.RunEnded).env_steps == 0


def test_that_no_step_goes_beyond_the_runs_limit() -> None:
    asked: list[m.Command] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(m.Start, config=CONFIG, steps=60)
        yield tape.ask(m.Pause)
        asked.extend(tape.ask(m.StepOnce, steps=45) for _ in range(3))
        yield from asked
        yield tape.ask(m.Resume)
        yield reported(m.RunEnded)

    tape = play(story)
    assert [tape.refusal(command) for command in asked[:2]] == ["", ""]
    assert "All 60 steps are done" in tape.refusal(asked[2])
    assert tape.only(m.RunEnded).env_steps == 60


# --- watching ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [0.0, -1.0, 101.0, float("nan")])
def test_that_an_impossible_speed_is_refused(speed: float) -> None:
    asked: list[m.Command] = []

    def story(tape: Tape) -> Iterator[m.Command]:
        yield tape.ask(m.Start, config=CONFIG)
        asked.append(tape.ask(m.Spectate, speed=speed))
        yield asked[0]

    assert "above 0 and at most 100" in play(story).refusal(asked[0])


def test_that_how_it_is_watched_outlasts_a_run() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(m.Spectate, speed=3.0)
        yield tape.ask(m.Start, config=CONFIG, steps=100)
        yield reported(m.RunEnded, run_id=1)
        yield tape.ask(m.Start, config=CONFIG, steps=100)
        yield reported(m.RunEnded, run_id=2)

    assert {report.speed for report in play(story).of(m.SpectatorSteps)} == {3.0}


# --- weights ----------------------------------------------------------------------------------------------------------


def test_that_saved_weights_are_those_of_the_run_and_come_back(tmp_path: Path) -> None:
    path = str(tmp_path / "kept.weights.h5")

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 100)
        yield tape.ask(m.SaveWeights, path=path)
        yield tape.ask(m.StepOnce, steps=50)
        yield tape.ask(m.LoadWeights, path=path)

    tape = play(story)
    kept, loaded, end = tape.only(m.WeightsSaved), tape.only(m.WeightsLoaded), tape.only(m.RunEnded)
    assert (kept.env_step, loaded.env_step) == (100, 150)
    assert kept.weights_sha256 == loaded.weights_sha256 == end.weights_sha256
    assert set(load_weights(path, SPEC)) == set(SPEC.weight_shapes)


def test_that_weights_loaded_before_any_run_bring_their_own_configuration(files: dict[str, str]) -> None:
    other = run_config(changes={"hidden_sizes": (9,)})

    def story(tape: Tape) -> Story:
        yield tape.ask(m.LoadWeights, path=files["fitting"], config=other)
        yield tape.ask(m.StepOnce, steps=30)
        yield tape.ask(m.Resume)
        yield reported(m.Progress, env_steps=80)

    tape = play(story)
    assert not tape.of(m.CommandRefused)
    assert tape.only(m.RunStarted).config == CONFIG
    assert tape.states[2:4] == [PAUSED, RunState.COMPILING]


def test_that_bare_weights_loaded_before_any_run_take_the_given_configuration(tmp_path: Path) -> None:
    path = tmp_path / "bare.npz"
    save_weights(path, SPEC, random_weights(SPEC), None)

    def story(tape: Tape) -> Iterator[m.Command]:
        yield tape.ask(m.LoadWeights, path=str(path), config=CONFIG)

    assert play(story).only(m.RunStarted).config == CONFIG


@pytest.mark.parametrize("state", [IDLE, TRAINING, PAUSED])
def test_that_a_file_that_does_not_fit_changes_nothing(state: RunState, tmp_path: Path, files: dict[str, str]) -> None:
    path = tmp_path / "other.npz"
    other = cartpole_spec(small_knobs(hidden_sizes=(17,)))
    save_weights(path, other, random_weights(other), None)
    asked: list[m.Command] = []

    def story(tape: Tape) -> Story:
        yield from reach(state, tape, files)
        asked.append(tape.ask(m.LoadWeights, path=str(path), config=dataclasses.replace(CONFIG)))
        yield asked[0]
        yield answered(asked[0])

    tape = play(story)
    assert "nothing was changed" in tape.refusal(asked[0])
    assert not tape.of(m.WeightsLoaded)
    assert not tape.of(m.Failure)
    assert (state is IDLE) == (not tape.of(m.RunStarted))


def test_that_weights_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    asked: list[m.Command] = []

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(m.SaveWeights, path=str(tmp_path / "no" / "such" / "folder.npz")))
        asked.append(tape.ask(m.SaveWeights, path=str(tmp_path / "weights.txt")))
        yield from asked

    tape = play(story)
    assert all(tape.refusal(command).endswith(".") for command in asked)
    assert not tape.of(m.WeightsSaved)


def test_that_a_folder_that_cannot_be_used_leaves_the_old_run_as_it_was(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    asked: list[m.Command] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(m.Start, config=CONFIG, steps=30)
        yield reported(m.RunEnded)
        asked.append(tape.ask(m.Start, config=CONFIG, out=str(occupied)))
        asked.append(tape.ask(m.SaveWeights, path=str(tmp_path / "still.npz")))
        yield from asked

    tape = play(story)
    assert "choose a folder" in tape.refusal(asked[0])
    assert not tape.refusal(asked[1])
    assert tape.only(m.RunStarted)
