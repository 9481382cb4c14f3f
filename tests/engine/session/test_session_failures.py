"""What goes wrong in a run ends the run with a reason, and never the session."""

import errno
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import LoadWeights, Pause, Resume, SaveWeights, SetKnobs, Start, StepOnce, Stop
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import (
    CommandRefused,
    EpisodesEnded,
    EpisodesForgotten,
    Failure,
    Progress,
    RunEnded,
    RunState,
    SavingTrouble,
    Stalled,
    StateChanged,
)
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.session.failures import explained
from dqn_engine.session.opening import fork_run
from dqn_engine.session.reproduction import reproduce
from dqn_engine.storage.run.history import HistoryWriter
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.storage.weights.weights_file import load_weights, save_weights
from dqn_engine.system import memory, watchdog
from dqn_engine.training.run import Run
from tests.support import odd_environments
from tests.support.program_pool import SMALL, cartpole_spec
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

CONFIG = run_config(seed=5, changes=SMALL)


@pytest.mark.parametrize("changes", [{}, {"prioritized": False, "dueling": False}], ids=["prioritized", "uniform"])
def test_that_a_loss_that_is_not_finite_ends_the_run_within_a_chunk(changes: dict, tmp_path: Path) -> None:
    config = run_config(changes={**SMALL, "loss": "squared", **changes})
    spec, huge, after = cartpole_spec(config.knobs), tmp_path / "huge.npz", tmp_path / "after.npz"
    weights = {n: np.full(s, 1e25, np.float32) for n, s in spec.weight_shapes.items()}
    save_weights(huge, spec, weights, None)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config)
        yield reported(Progress, env_steps=100)
        yield tape.ask(LoadWeights, path=str(huge))
        yield reported(RunEnded)
        yield tape.ask(SaveWeights, path=str(after))
        yield tape.ask(Start, config=CONFIG, steps=50)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    failure, (failed, again) = tape.only(Failure), tape.of(RunEnded)
    assert "no longer finite" in failure.what
    assert "step 101" in failure.why
    assert "learning rate" in failure.remedy
    assert failed.env_steps == 150
    assert RunState.FAILED in tape.states
    kept = load_weights(after, spec)  # Refuses anything that is not finite.
    assert weights_sha256(kept) == failed.weights_sha256
    assert again.env_steps == 50
    assert not tape.of(CommandRefused)


def test_that_an_environment_that_breaks_once_costs_its_episode_only(tmp_path: Path) -> None:
    odd_environments.register()
    config = run_config(environment="Raising-v0", changes={**SMALL, "hidden_sizes": (8,)})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"), steps=60)
        yield reported(RunEnded)

    tape = play(story)
    assert not tape.of(Failure)
    assert tape.only(RunEnded).env_steps == 60
    assert tape.only(EpisodesForgotten).env_step == 7
    (told,) = [report.detail for report in tape.of(StateChanged) if "given up" in report.detail]
    assert "Raising-v0" in told
    assert "(1 of 3)" in told
    recording = recording_of(tmp_path / "run")
    reproduced = Run(recording.config)
    assert all(comparison.equal for comparison in reproduce(recording, reproduced)), "the record knows of it"
    reproduced.close()


@pytest.mark.parametrize("name", ["RaisingAgain-v0", "NaNRewardAgain-v0"])
def test_that_an_environment_that_breaks_again_and_again_ends_the_run_and_loses_nothing(
    name: str, tmp_path: Path
) -> None:
    odd_environments.register()
    config = run_config(environment=name, changes={**SMALL, "hidden_sizes": (8,)})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield reported(RunEnded)
        yield tape.ask(Start, config=CONFIG, steps=50)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    failure, (failed, again) = tape.only(Failure), tape.of(RunEnded)
    assert failure.what == "The environment broke off the run."
    assert name in failure.why
    assert "not lost" in failure.remedy
    assert failed.env_steps == 11, "all that came before the steps that broke"
    assert [report.env_step for report in tape.of(EpisodesForgotten)] == [7, 9]
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == 11, "and can be resumed"
    assert RunState.FAILED in tape.states
    kept = load_weights(tmp_path / "run" / "last.weights.h5", Run(config).spec)
    assert weights_sha256(kept) == failed.weights_sha256
    assert again.env_steps == 50


def test_that_an_environment_that_does_not_come_back_from_a_step_is_reported_and_so_is_that_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watchdog, "STALL_PATIENCE_S", 0.2)
    odd_environments.LET_GO.clear()
    odd_environments.register()
    config = run_config(environment="Hanging-v0", changes={**SMALL, "hidden_sizes": (8,)})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, steps=60)
        yield reported(Stalled)
        odd_environments.LET_GO.set()
        yield reported(RunEnded)

    tape = play(story)
    waited, over = tape.of(Stalled)
    assert waited.seconds >= 0.2
    assert over.seconds == 0.0
    assert tape.only(RunEnded).env_steps == 60


def broken(*_: object) -> None:
    raise RuntimeError("the roof fell in")


@pytest.mark.parametrize("what", ["compile", "train"])
def test_that_an_error_in_the_program_ends_the_run_and_not_the_session(
    what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def story(tape: Tape) -> Story:
        with monkeypatch.context() as patch:
            patch.setattr(Run, what, broken)
            yield tape.ask(Start, config=CONFIG, out=str(tmp_path / "run"))
            yield reported(RunEnded)
        yield tape.ask(Start, config=CONFIG, steps=50)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    failure = tape.only(Failure)
    assert "the roof fell in" in failure.why
    assert "Traceback" in failure.details
    assert failure.remedy
    assert RunState.FAILED in tape.states
    assert [end.env_steps for end in tape.of(RunEnded)] == [0, 50]
    assert (tmp_path / "run" / "last.weights.h5").exists()


def test_that_an_error_in_a_command_is_reported_and_the_session_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        with monkeypatch.context() as patch:
            patch.setattr("dqn_engine.training.run.Program", broken)
            asked.append(tape.ask(Start, config=CONFIG))
            yield asked[0]
            yield reported(CommandRefused)
        yield tape.ask(Start, config=CONFIG)
        yield tape.ask(Pause)
        with monkeypatch.context() as patch:
            patch.setattr(Run, "train", broken)
            asked.append(tape.ask(StepOnce))
            yield asked[1]
            yield reported(CommandRefused, command_id=asked[1].command_id)
        yield tape.ask(Start, config=CONFIG, steps=50)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    assert ["the roof fell in" in failure.why for failure in tape.of(Failure)] == [True, True]
    assert all(tape.refusal(command) for command in asked)
    assert [end.env_steps for end in tape.of(RunEnded)] == [0, 50]


@pytest.mark.parametrize("what", ["compile", "train"])
@pytest.mark.parametrize("error", [MemoryError(), tf.errors.ResourceExhaustedError(None, None, "OOM")], ids=type)
def test_that_a_lack_of_memory_suggests_less_and_keeps_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str, error: Exception
) -> None:
    folder, fork = tmp_path / "run", tmp_path / "fork"

    def no_memory(*_: object) -> None:
        raise error

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, out=str(folder))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=60)
        change = tape.ask(SetKnobs, changes={"batch_size": 12})
        yield change
        yield answered(change)
        with monkeypatch.context() as patch:
            patch.setattr(Run, what, no_memory)
            yield tape.ask(Resume)
            yield reported(RunEnded)

    tape = play(story)
    failure = tape.only(Failure)
    assert failure.what == "The run was ended: memory ran out."
    assert "Lower batch_size (now 12, try 6) or capacity (now 64)" in failure.remedy
    assert f"dqn-engine fork {folder} --set batch_size=6" in failure.remedy
    assert failure.details == "", "a person has no use for a traceback here"
    assert tape.only(RunEnded).env_steps == 60
    found = find_checkpoint(fork_run(folder, None, {"batch_size": 6}, str(fork)).path)
    assert (found.manifest.env_steps, found.manifest.knobs["batch_size"]) == (60, 6)
    assert found.manifest.weights_sha256 == tape.only(RunEnded).weights_sha256


def test_that_a_run_beyond_the_machines_memory_is_refused_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    meminfo, asked = tmp_path / "meminfo", []
    monkeypatch.setattr(memory, "_MEMINFO", meminfo)
    # 64 rows of 57 bytes, twice, are 7.1 KiB, the network and a batch 9.5 KiB, and the compiler takes 256 MiB.
    enough, too_little = "MemTotal:  16 kB\nMemAvailable:  262161 kB\n", "MemAvailable:  262160 kB\n"

    def story(tape: Tape) -> Story:
        meminfo.write_text(enough)
        yield tape.ask(Start, config=CONFIG)
        yield tape.ask(Pause)
        for changes in ({"capacity": 64}, {"capacity": 128}, {"batch_size": 64}, {"batch_size": 4}):
            asked.append(tape.ask(SetKnobs, changes=changes))
            yield asked[-1]
        yield tape.ask(StepOnce, steps=30)
        yield tape.ask(Stop)
        yield reported(RunEnded)
        meminfo.write_text(too_little)
        asked.append(tape.ask(Start, config=CONFIG))
        yield asked[-1]
        yield answered(asked[-1])
        meminfo.unlink()  # A system that doesn't say how much there is.
        yield tape.ask(Start, config=CONFIG, steps=30)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    assert [bool(tape.refusal(command)) for command in asked] == [False, True, True, False, True]
    assert "capacity is 128" in tape.refusal(asked[1])
    assert "lower capacity" in tape.refusal(asked[1])
    assert "batch_size is 64 and hidden_sizes 16" in tape.refusal(asked[2])
    assert "lower batch_size or hidden_sizes" in tape.refusal(asked[4])
    assert [end.env_steps for end in tape.of(RunEnded)] == [30, 30]


def test_that_a_full_disk_is_reported_and_the_run_continues_to_its_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def story(tape: Tape) -> Story:
        with monkeypatch.context() as patch:
            patch.setattr(HistoryWriter, "write", full)
            yield tape.ask(Start, config=CONFIG, out=str(tmp_path / "run"))
            yield reported(SavingTrouble)
            yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=10)
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(story)
    begun, over = tape.of(SavingTrouble)
    assert "the disk is full" in begun.reason
    assert over.reason == ""
    assert not tape.of(Failure)
    assert tape.states[-1] is RunState.STOPPED
    with HistoryReader(tmp_path / "run" / "history.sqlite") as reader:
        kept = [step for (step,) in reader.table("episodes", ("env_step",), "number")]
    assert kept == np.concatenate([report.env_step for report in tape.of(EpisodesEnded)]).tolist()


@pytest.mark.parametrize(
    ("weights", "remedy"),
    [
        (True, "The weights that it ended with are saved."),
        (False, "aren't saved; where it is open in the window, they can still be saved elsewhere."),
    ],
)
def test_that_a_disk_that_stays_full_is_reported_at_the_end_with_what_is_saved_all_the_same(
    weights: bool, remedy: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def story(tape: Tape) -> Story:
        monkeypatch.setattr(HistoryWriter, "write", full)
        if not weights:
            monkeypatch.setattr("dqn_engine.session.record.save_last", full)
        yield tape.ask(Start, config=CONFIG, out=str(tmp_path / "run"), steps=200)
        yield reported(RunEnded)

    tape = play(story)
    assert "the disk is full" in tape.only(Failure).why
    assert tape.only(Failure).remedy.endswith(remedy)
    assert tape.only(RunEnded).env_steps == 200


def test_that_a_full_disk_is_not_taken_for_a_lack_of_memory() -> None:
    error = type("ResourceExhaustedError", (Exception,), {})("/cache/a.pb7.tmp; No space left on device")
    told = explained(error, knobs=None, folder=None, last_saved=None)
    assert told.what == "The run was ended: a disk is full."
    assert "/cache/a.pb7.tmp" in told.why
