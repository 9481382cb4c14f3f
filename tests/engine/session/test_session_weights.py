"""Weights saved from a session and loaded into one, before, during and after a run."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import LoadWeights, OpenRun, Pause, Resume, SaveWeights, Start, StepOnce
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import (
    CommandRefused,
    Failure,
    Progress,
    RunEnded,
    RunStarted,
    RunState,
    WeightsLoaded,
    WeightsSaved,
)
from dqn_engine.session.reproduction import reproduce
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run.places import CHECKPOINTS, run_folders, runs_root
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.storage.weights.weights_file import load_weights, save_weights
from dqn_engine.training.run import Run
from tests.support.networks import random_weights
from tests.support.program_pool import SMALL, cartpole_spec, small_knobs
from tests.support.session_story import Story, Tape, answered, play, reported
from tests.support.session_ways import CONFIG, SPEC, reach, training_until, weights_files

pytestmark = pytest.mark.usefixtures("pooled_sessions")

IDLE, TRAINING, PAUSED = RunState.IDLE, RunState.TRAINING, RunState.PAUSED


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    return weights_files(tmp_path)


def test_that_saved_weights_are_those_of_the_run_and_come_back(tmp_path: Path) -> None:
    path = str(tmp_path / "kept.weights.h5")

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 100)
        yield tape.ask(SaveWeights, path=path)
        yield tape.ask(StepOnce, steps=50)
        yield tape.ask(LoadWeights, path=path)

    tape = play(story)
    kept, loaded, end = tape.only(WeightsSaved), tape.only(WeightsLoaded), tape.only(RunEnded)
    assert (kept.env_step, loaded.env_step) == (100, 150)
    assert kept.weights_sha256 == loaded.weights_sha256 == end.weights_sha256
    assert set(load_weights(path, SPEC)) == set(SPEC.weight_shapes)


def test_that_weights_loaded_before_any_run_bring_their_own_configuration(files: dict[str, str]) -> None:
    other = run_config(changes={"hidden_sizes": (9,)})

    def story(tape: Tape) -> Story:
        yield tape.ask(LoadWeights, path=files["fitting"], config=other)
        yield tape.ask(StepOnce, steps=30)
        yield tape.ask(Resume)
        yield reported(Progress, env_steps=80)

    tape = play(story)
    assert not tape.of(CommandRefused)
    assert tape.only(RunStarted).config == CONFIG
    assert tape.states[2:4] == [PAUSED, RunState.COMPILING]


def test_that_bare_weights_loaded_before_any_run_take_the_given_configuration(tmp_path: Path) -> None:
    path = tmp_path / "bare.npz"
    save_weights(path, SPEC, random_weights(SPEC), None)

    def story(tape: Tape) -> Iterator[Command]:
        yield tape.ask(LoadWeights, path=str(path), config=CONFIG)

    assert play(story).only(RunStarted).config == CONFIG


def test_that_a_run_made_for_weights_is_saved_where_that_is_wanted_and_none_for_a_file_that_does_not_fit(
    tmp_path: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    other, spec = tmp_path / "other.npz", cartpole_spec(small_knobs(hidden_sizes=(17,)))
    save_weights(other, spec, random_weights(spec), None)
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        asked.append(tape.ask(LoadWeights, path=str(other), config=CONFIG, saves=True))
        yield asked[0]
        yield answered(asked[0])
        yield tape.ask(LoadWeights, path=files["fitting"], saves=True)
        yield tape.ask(StepOnce, steps=30)

    tape = play(story)
    assert "nothing was changed" in tape.refusal(asked[0])
    (folder,) = run_folders(runs_root())
    assert tape.only(RunStarted).folder == str(folder)
    recording = recording_of(folder)
    compared = list(reproduce(recording, Run(recording.config, chunk_steps=29)))
    assert compared[-1].checkpoint.env_step == 30
    assert all(comparison.equal for comparison in compared)


def test_that_a_run_begun_by_loading_weights_can_be_opened_as_it_began(
    tmp_path: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    def story(tape: Tape) -> Story:
        yield tape.ask(LoadWeights, path=files["fitting"], saves=True)
        yield tape.ask(StepOnce, steps=30)

    loaded = play(story).only(WeightsLoaded).weights_sha256
    (folder,) = run_folders(runs_root())
    recording = recording_of(folder)
    compared = list(reproduce(recording, Run(recording.config, chunk_steps=29)))
    assert [(comparison.checkpoint.env_step, comparison.equal) for comparison in compared] == [(0, True), (30, True)]
    shutil.rmtree(CheckpointStore(folder / CHECKPOINTS).generations()[-1].path)  # A kill leaves it as it was loaded.

    def again(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(folder))
        yield tape.ask(SaveWeights, path=str(tmp_path / "kept.npz"))

    assert play(again).only(WeightsSaved).weights_sha256 == loaded


def test_that_weights_loaded_once_a_run_has_ended_begin_a_run_that_is_saved_and_leave_the_other_as_it_ended(
    tmp_path: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    first, last = tmp_path / "first", []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=100, out=str(first))
        yield reported(RunEnded)
        last.append((first / "last.weights.h5").read_bytes())
        yield tape.ask(LoadWeights, path=files["fitting"], config=CONFIG, saves=True)
        yield tape.ask(StepOnce, steps=30)

    tape = play(story)
    assert not tape.of(CommandRefused)
    (folder,) = run_folders(runs_root())
    assert [begun.folder for begun in tape.of(RunStarted)] == [str(first), str(folder)]
    assert tape.of(WeightsLoaded)[-1].run_id == tape.of(RunStarted)[-1].run_id
    assert recording_of(folder).checkpoints
    assert (first / "last.weights.h5").read_bytes() == last[0]


@pytest.mark.parametrize("state", [IDLE, TRAINING, PAUSED])
def test_that_a_file_that_does_not_fit_changes_nothing(state: RunState, tmp_path: Path, files: dict[str, str]) -> None:
    path = tmp_path / "other.npz"
    other = cartpole_spec(small_knobs(hidden_sizes=(17,)))
    save_weights(path, other, random_weights(other), None)
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield from reach(state, tape, files)
        asked.append(tape.ask(LoadWeights, path=str(path), config=CONFIG))
        yield asked[0]
        yield answered(asked[0])

    tape = play(story)
    assert "nothing was changed" in tape.refusal(asked[0])
    assert not tape.of(WeightsLoaded)
    assert not tape.of(Failure)
    assert (state is IDLE) == (not tape.of(RunStarted))


def test_that_refused_files_leave_a_run_as_if_they_had_never_been(tmp_path: Path, files: dict[str, str]) -> None:
    sound = Path(files["fitting"]).read_bytes()
    other, bent = cartpole_spec(small_knobs(hidden_sizes=(17,))), random_weights(SPEC)
    bent["hidden_1/bias"][0] = float("nan")
    save_weights(tmp_path / "other.safetensors", other, random_weights(other), CONFIG)
    save_weights(tmp_path / "other.weights.h5", other, random_weights(other), CONFIG)
    np.savez(tmp_path / "nan.npz", **bent)
    (tmp_path / "half.npz").write_bytes(sound[: len(sound) // 2])
    (tmp_path / "flipped.npz").write_bytes(sound.replace(b"weights_sha256", b"weights_sha265"))
    (tmp_path / "nothing.keras").write_bytes(b"")
    hostile = [path for path in sorted(tmp_path.iterdir()) if str(path) not in files.values()]
    asked: list[Command] = []

    def disturbed(tape: Tape) -> Story:
        yield from training_until(tape, 60)
        for path in hostile:
            asked.append(tape.ask(LoadWeights, path=str(path)))
            yield asked[-1]
            yield answered(asked[-1])
            yield tape.ask(StepOnce, steps=20)

    def undisturbed(tape: Tape) -> Story:
        yield from training_until(tape, 60 + 20 * len(hostile))

    tape = play(disturbed)
    assert len(hostile) == 6
    assert all("nothing was changed" in tape.refusal(command) for command in asked)
    assert tape.only(RunEnded) == replace(play(undisturbed).only(RunEnded), sequence=tape.only(RunEnded).sequence)


def test_that_weights_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(SaveWeights, path=str(tmp_path / "no" / "such" / "folder.npz")))
        asked.append(tape.ask(SaveWeights, path=str(tmp_path / "weights.txt")))
        yield from asked

    tape = play(story)
    assert all(tape.refusal(command).endswith(".") for command in asked)
    assert not tape.of(WeightsSaved)


def test_that_a_folder_that_cannot_be_used_leaves_the_old_run_as_it_was(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=30)
        yield reported(RunEnded)
        asked.append(tape.ask(Start, config=CONFIG, out=str(occupied)))
        asked.append(tape.ask(SaveWeights, path=str(tmp_path / "still.npz")))
        yield from asked

    tape = play(story)
    assert "choose a folder" in tape.refusal(asked[0])
    assert not tape.refusal(asked[1])
    assert tape.only(RunStarted)


# --- another program's files ------------------------------------------------------------------------------------------


@pytest.fixture
def foreign(tmp_path: Path) -> str:
    """The arrays of a network of 9 units without anything that says what they are of."""
    shapes = {"hidden_1/kernel": (4, 9), "hidden_1/bias": (9,), "q/kernel": (9, 2), "q/bias": (2,)}
    np.savez(tmp_path / "foreign.npz", **{name: np.full(shape, 0.1, np.float32) for name, shape in shapes.items()})
    return str(tmp_path / "foreign.npz")


SAID = {"observation_scaling": "none", "activation": "tanh"}


def test_that_another_program_s_file_waits_for_what_it_does_not_say(foreign: str) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(LoadWeights, path=foreign, config=run_config())
        yield tape.ask(LoadWeights, path=foreign, config=run_config(), said={"activation": "relu"})

    tape = play(story)
    assert [refused.unsaid for refused in tape.of(CommandRefused)] == [("observation_scaling", "activation")] * 2
    assert not tape.of(RunStarted)


def test_that_a_run_made_for_it_has_its_network_and_what_is_said(foreign: str) -> None:
    shown = run_config(environment="CartPole-v1", seed=7, changes={**SMALL, "learning_rate": 0.01, "noisy": True})

    def story(tape: Tape) -> Story:
        yield tape.ask(LoadWeights, path=foreign, config=shown, said=SAID)
        yield reported(WeightsLoaded)

    config = play(story).only(RunStarted).config
    expected = {"hidden_sizes": (9,), "dueling": False, "noisy": False, **SAID, "learning_rate": 0.01}
    assert {name: config.knobs[name] for name in expected} == expected
    assert config.seed == 7


@pytest.mark.parametrize(("said", "accepted"), [(SAID, True), ({**SAID, "observation_scaling": "auto"}, False)])
def test_that_a_run_takes_it_only_if_its_network_is_as_is_said(
    foreign: str, said: dict[str, str], accepted: bool
) -> None:
    config = run_config(seed=1, changes={**SMALL, "hidden_sizes": (9,), "dueling": False, **SAID})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config)
        yield tape.ask(Pause)
        yield tape.ask(LoadWeights, path=foreign, config=config, said=said)

    tape = play(story)
    assert bool(tape.of(WeightsLoaded)) == accepted
    refusals = [refused.reason for refused in tape.of(CommandRefused)]
    assert all("would mean something else here" in reason for reason in refusals)
    assert len(refusals) == (0 if accepted else 1)
