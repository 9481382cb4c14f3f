"""A run's configuration, seed and ledger lead to its weights again, to the bit, however it was driven."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.commands import cli
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.messages.commands import (
    Fork,
    LoadWeights,
    OpenRun,
    Pause,
    Resume,
    SaveCheckpoint,
    SetKnobs,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CommandRefused,
    EpisodesForgotten,
    Failure,
    RunEnded,
    StateChanged,
)
from dqn_engine.session.reproduction import WeightsComparison, reproduce
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.storage.weights.weights_file import save_weights
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.networks import random_weights
from tests.support.program_pool import SMALL, cartpole_spec
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

CONFIG = run_config(seed=5, changes={**SMALL, "average_updates": 50, "alpha": 0.6})
MOVES = ({"learning_rate": 0.01}, {"alpha": 0.9, "gamma": 0.9}, {"capacity": 96}, {"batch_size": 12}, {"n_step": 2})


def reproduced(folder: Path, until: int | None = None) -> list[WeightsComparison]:
    recording = recording_of(folder, until)
    return list(reproduce(recording, Run(recording.config, chunk_steps=29)))


def steered(seed: int, folder: Path, config: RunConfig = CONFIG) -> Story:
    """A session of random moves, pauses, saves, stops and reopenings."""
    numbers = np.random.default_rng(seed)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(folder))
        yield tape.ask(Pause)
        for _ in range(8):
            yield tape.ask(StepOnce, steps=int(numbers.integers(1, 60)))
            move = numbers.integers(0, 4)
            if move < 2:
                yield tape.ask(SetKnobs, changes=MOVES[numbers.integers(0, len(MOVES))])
            elif move == 2:
                yield tape.ask(SaveCheckpoint)
                yield tape.ask(SetKnobs, changes={"evaluate_every": int(numbers.integers(0, 90))})
            else:
                yield tape.ask(Stop)
                open_it = tape.ask(OpenRun, path=str(folder))
                yield open_it
                yield answered(open_it)

    return story


@pytest.mark.parametrize("seed", range(int(os.environ.get("STEERED_SESSIONS", "3"))))
def test_that_a_steered_session_is_reproduced_to_the_bit(seed: int, tmp_path: Path) -> None:
    tape = play(steered(seed, tmp_path / "run"), chunk_steps=17)
    assert not tape.of(CommandRefused)
    assert not tape.of(Failure)
    compared = reproduced(tmp_path / "run")
    assert compared
    assert all(comparison.equal for comparison in compared)
    ended = tape.of(RunEnded)[-1]
    assert compared[-1].reproduced_sha256 == ended.weights_sha256
    assert compared[-1].checkpoint.env_step == ended.env_steps


@pytest.mark.as_shipped
def test_that_a_run_of_the_default_preset_is_left_opened_forked_and_reproduced_to_the_bit(tmp_path: Path) -> None:
    config, parent, fork = run_config(seed=3, changes={}), tmp_path / "parent", tmp_path / "fork"

    def first(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(parent), steps=700)
        yield reported(RunEnded)

    def second(tape: Tape) -> Story:
        open_it = tape.ask(OpenRun, path=str(parent), steps=200)
        yield open_it
        yield answered(open_it)
        yield tape.ask(Resume)
        yield reported(RunEnded)
        yield tape.ask(Fork, at_step=700, changes={}, out=str(fork))
        yield tape.ask(StepOnce, steps=200)

    play(first, chunk_steps=113)
    tape = play(second, chunk_steps=71)
    assert not tape.of(CommandRefused)
    whole = Run(config, chunk_steps=900)
    while whole.env_steps < 900:
        whole.train(900 - whole.env_steps)
    sha256 = whole.weights_sha256()
    whole.close()
    assert {ended.weights_sha256 for ended in tape.of(RunEnded)} == {sha256}, "resumed and forked, it comes to the same"
    for folder in (parent, fork):
        compared = reproduced(folder)
        assert all(comparison.equal for comparison in compared)
        assert {comparison.checkpoint.env_step for comparison in compared} == {700, 900}
        assert compared[-1].reproduced_sha256 == sha256


def test_that_a_fork_is_reproduced_from_its_parents_beginning(tmp_path: Path) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, out=str(tmp_path / "parent"))
        yield tape.ask(Pause)
        for changes in MOVES[:2]:
            yield tape.ask(StepOnce, steps=60)
            yield tape.ask(SetKnobs, changes=changes)
            yield tape.ask(SaveCheckpoint)
            yield reported(CheckpointSaved)
        yield tape.ask(Fork, at_step=60, changes={"capacity": 96}, out=str(tmp_path / "fork"))
        yield tape.ask(StepOnce, steps=70)

    play(story)
    compared = reproduced(tmp_path / "fork")
    # At 60 before the change, after it by hand, and the fork's own.
    assert [comparison.checkpoint.env_step for comparison in compared] == [0, 60, 60, 60, 130]
    assert all(comparison.equal for comparison in compared)
    assert [c.checkpoint.env_step for c in reproduced(tmp_path / "parent", until=60)] == [0, 60, 60]


def test_that_loaded_weights_are_part_of_the_record(tmp_path: Path) -> None:
    spec, file = cartpole_spec(CONFIG.knobs), tmp_path / "other.npz"
    save_weights(file, spec, random_weights(spec), None)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, out=str(tmp_path / "run"))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=40)
        yield tape.ask(LoadWeights, path=str(file))
        yield tape.ask(StepOnce, steps=40)

    play(story)
    file.unlink()
    assert all(comparison.equal for comparison in reproduced(tmp_path / "run"))
    (kept,) = (tmp_path / "run" / "loaded").iterdir()
    kept.unlink()
    with pytest.raises(InputError, match="There is no weights file"):
        reproduced(tmp_path / "run")


def test_that_a_run_with_external_steps_that_was_left_and_opened_is_reproduced(tmp_path: Path) -> None:
    changes = {"stepping": "gymnasium", "num_envs": 3, "n_step": 3}
    config = run_config(seed=2, changes={**CONFIG.knobs, **changes})

    def first(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"), steps=100)
        yield reported(RunEnded)

    def second(tape: Tape) -> Story:
        open_it = tape.ask(OpenRun, path=str(tmp_path / "run"), steps=100)
        yield open_it
        yield answered(open_it)
        yield tape.ask(Resume)
        yield reported(RunEnded)

    play(first)
    tape = play(second)
    assert tape.only(EpisodesForgotten).env_step == 100
    assert any("A new episode begins" in report.detail for report in tape.of(StateChanged))
    compared = reproduced(tmp_path / "run")
    assert [comparison.checkpoint.env_step for comparison in compared] == [100, 200]
    assert all(comparison.equal for comparison in compared)
    whole = Run(config, chunk_steps=50)
    while whole.env_steps < 200:
        whole.train(200 - whole.env_steps)
    whole.close()
    assert whole.weights_sha256() != compared[-1].reproduced_sha256, "the episodes were others"


def test_that_no_n_step_return_reaches_over_episodes_that_were_given_up() -> None:
    changes = {"stepping": "gymnasium", "num_envs": 3, "capacity": 64}
    run = Run(run_config(seed=2, changes={**SMALL, **changes}), chunk_steps=7)
    while run.env_steps < 70:  # In the middle of a turn of the three, and past the buffer's end.
        run.train(70 - run.env_steps)
    before = run.program.state_arrays()["replay.rows"].copy()
    run.begin_new_episodes()
    after = run.program.state_arrays()["replay.rows"]
    run.close()
    newest = [step % 64 for step in (67, 68, 69)]
    assert (after[newest, -1] == 1).all(), "each of the three is marked as ended"
    assert (after[newest, -2] == before[newest, -2]).all(), "but not as terminated: its value still counts"
    assert np.array_equal(np.delete(after, newest, 0), np.delete(before, newest, 0))


def test_that_a_record_that_was_changed_is_found_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    play(lambda tape: iter([tape.ask(Start, config=CONFIG, out=str(folder), steps=50), reported(RunEnded)]))
    assert cli.main(["reproduce", str(folder), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["equal"]
    assert result["env_steps"] == 50
    config = json.loads((folder / "config.json").read_text())
    config["seed"] = 6
    (folder / "config.json").write_text(json.dumps(config))
    assert cli.main(["reproduce", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "DIFFERENT" in said
    assert "Likely causes:" in said
    assert "its configuration or its ledger was changed" in said
    assert "draws random numbers of its own" not in said, "the environment is stepped inside the program"
    assert cli.main(["reproduce", str(folder), "--json"]) == 1
    assert any("kind of processor" in cause for cause in json.loads(capsys.readouterr().out)["likely_causes"])
    with HistoryReader(folder / "history.sqlite") as reader:
        assert len(reader.checkpoints()) == 1
