"""What the disk does to a run that is going on: it trains on, tells, and keeps all that happened where it can."""

import errno
import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import OpenRun, Pause, SaveCheckpoint, Start, StepOnce, Stop
from dqn_engine.messages.reports import (
    CheckpointSaved,
    EpisodesEnded,
    Failure,
    RunEnded,
    RunMoved,
    RunStarted,
    SavingTrouble,
)
from dqn_engine.storage.run.checkpoint import Snapshot
from dqn_engine.storage.run.folder import RunFolder
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import RunLock, is_locked
from dqn_engine.storage.run.places import runs_root
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.storage.run.writer import Moved, Saved, Trouble
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.faulty_files import FaultyFiles
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, answered, play, reported
from tests.support.snapshots import CONFIG, snapshot

IDS = {"run_id": 1, "sequence": 1}
RUN = run_config(seed=5, changes=SMALL)


@pytest.fixture(autouse=True)
def _users_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def episode(step: int) -> EpisodesEnded:
    numbers = np.array([step])
    return EpisodesEnded(
        **IDS, env_step=numbers, episode_return=numbers * 1.0, length_steps=numbers, truncated=numbers > 0
    )


def steps_in(folder: Path) -> list[int]:
    with HistoryReader(folder / "history.sqlite") as reader:
        return [step for (step,) in reader.table("episodes", ("env_step",), "number")]


# --- the folder -------------------------------------------------------------------------------------------------------


def test_that_a_removed_folder_is_replaced_by_one_among_the_users_runs(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", CONFIG)
    folder.record(episode(1))
    folder.save_checkpoint(snapshot(1), keep=2)
    assert folder.flush() == ""
    shutil.rmtree(tmp_path / "run")
    folder.record(episode(2))
    folder.flush()
    assert folder.writer.wants_checkpoint, "what was saved is lost"
    folder.save_checkpoint(snapshot(2), keep=2)
    assert folder.flush() == ""
    first, moved, second = folder.news()
    assert isinstance(moved, Moved)
    assert moved.path == folder.path == runs_root() / "run-rescued"
    assert "is gone" in moved.reason
    assert (first.manifest.generation, second.manifest.generation) == (1, 2)
    assert is_locked(folder.path)
    folder.close({"reason": "x"})
    assert steps_in(folder.path) == [1, 2], "also what happened before"
    assert find_checkpoint(folder.path).manifest.env_steps == 2
    assert {"config.json", "summary.json", "episodes.csv"} <= {path.name for path in folder.path.iterdir()}
    assert not is_locked(folder.path)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ESTALE])
def test_that_a_folder_that_becomes_read_only_is_left_for_another(code: int, tmp_path: Path) -> None:
    broken = True

    def fail() -> None:
        if broken:
            raise OSError(code, os.strerror(code))

    files = FaultyFiles(fail, 1)
    folder = RunFolder.create(tmp_path / "run", CONFIG, files=files)
    folder.save_checkpoint(snapshot(1), keep=1)
    folder.flush()
    broken = False
    assert folder.path.parent == runs_root()
    folder.save_checkpoint(snapshot(2), keep=1)
    assert folder.flush() == ""
    folder.close()
    assert find_checkpoint(folder.path).manifest.env_steps == 2
    assert (tmp_path / "run" / "config.json").exists()


def test_that_without_any_place_everything_stays_in_memory_until_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder.create(tmp_path / "run", CONFIG)
    assert folder.flush() == ""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    shutil.rmtree(tmp_path / "run")
    for step in (1, 2):
        folder.record(episode(step))
        assert "is gone" in folder.flush()
    (trouble,) = folder.news()
    assert isinstance(trouble, Trouble)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder.flush()
    assert folder.flush() == ""
    folder.close()
    assert steps_in(folder.path) == [1, 2]


def test_that_a_full_disk_drops_a_checkpoint_keeps_the_older_and_asks_for_another(tmp_path: Path) -> None:
    full = False

    class Files(FaultyFiles):
        def write_piece(self, descriptor: int, piece: bytes | memoryview) -> None:
            if full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            super().write_piece(descriptor, piece)

    folder = RunFolder.create(tmp_path / "run", CONFIG, files=Files(lambda: None, 0))
    folder.save_checkpoint(snapshot(1), keep=1)
    assert folder.flush() == ""
    full = True
    for step in (2, 3):
        folder.record(episode(step))
        folder.save_checkpoint(snapshot(step), keep=1)
        assert "the disk is full; free some space" in folder.flush()
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == 1
    folder.flush()
    assert folder.writer.wants_checkpoint
    full = False
    folder.save_checkpoint(snapshot(4), keep=1)
    assert folder.flush() == ""
    assert not folder.writer.wants_checkpoint
    assert [type(news) for news in folder.news()] == [Saved, Trouble, Saved, Trouble], "told once, and when it is over"
    folder.close()
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == 4
    assert steps_in(tmp_path / "run") == [2, 3]


def test_that_what_is_read_back_otherwise_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder.create(tmp_path / "run", CONFIG)
    folder.save_checkpoint(snapshot(1), keep=1)
    assert folder.flush() == ""

    class Rotten(FaultyFiles):
        def rename(self, source: Path, target: Path) -> None:
            super().rename(source, target)
            (target / "replay.safetensors").write_bytes(b"rotten")

    monkeypatch.setattr(folder._store, "_files", Rotten(lambda: None, 0))
    folder.save_checkpoint(snapshot(2), keep=1)
    assert "was read back otherwise" in folder.flush()
    assert len(folder._store.generations()) == 2, "the older one is still there"
    with pytest.raises(InputError, match="was read back otherwise"):
        folder.close()
    found = find_checkpoint(tmp_path / "run")
    assert found.manifest.env_steps == 1
    assert "is damaged" in found.troubles[0]


def test_that_training_does_not_wait_for_a_slow_disk(tmp_path: Path) -> None:
    gate, begun = threading.Event(), threading.Event()

    class Slow(FaultyFiles):
        def make_folder(self, path: Path) -> None:
            begun.set()
            assert gate.wait(10)
            super().make_folder(path)

    folder = RunFolder.create(tmp_path / "run", CONFIG, files=Slow(lambda: None, 0))
    folder.save_checkpoint(snapshot(1), keep=1)
    assert begun.wait(10)
    assert folder.writer.busy
    for step in range(3):
        folder.record(episode(step))
    assert folder.news() == []
    gate.set()
    assert folder.flush() == ""
    assert not folder.writer.busy
    folder.close()


def test_that_the_best_checkpoint_waits_for_a_slow_disk_and_others_only_if_they_are_newest(tmp_path: Path) -> None:
    gate, begun = threading.Event(), threading.Event()

    class Slow(FaultyFiles):
        def make_folder(self, path: Path) -> None:
            begun.set()
            assert gate.wait(10)
            super().make_folder(path)

    folder = RunFolder.create(tmp_path / "run", CONFIG, files=Slow(lambda: None, 0))
    folder.save_checkpoint(snapshot(1), keep=9)
    assert begun.wait(10)
    for step, mean in ((2, None), (3, 50.0), (4, None), (5, 60.0), (6, None), (7, None)):
        folder.save_checkpoint(snapshot(step, evaluation_mean=mean), keep=9)
    gate.set()
    assert folder.flush() == ""
    assert [news.manifest.env_steps for news in folder.news()] == [1, 5, 7]
    folder.close()


# --- the session ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_run_whose_folder_is_removed_trains_on_and_can_be_opened_in_its_new_place(tmp_path: Path) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=RUN, out=str(tmp_path / "run"))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=100)
        yield tape.ask(SaveCheckpoint)
        yield reported(CheckpointSaved, env_step=100)
        shutil.rmtree(tmp_path / "run")
        yield tape.ask(StepOnce, steps=100)
        yield tape.ask(SaveCheckpoint)
        yield reported(CheckpointSaved, env_step=200)
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(story)
    assert not tape.of(Failure)
    place = Path(tape.only(RunMoved).path)
    told = np.concatenate([report.env_step for report in tape.of(EpisodesEnded)])
    assert steps_in(place) == told.tolist()
    assert find_checkpoint(place).manifest.weights_sha256 == tape.only(RunEnded).weights_sha256


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_diverged_run_offers_its_last_finite_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = run_config(seed=5, changes={**SMALL, "loss": "squared"})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=60)
        yield tape.ask(SaveCheckpoint)
        yield reported(CheckpointSaved, env_step=60)
        trained = Run.train

        def diverging(run: Run, most_steps: int) -> tuple[np.ndarray, int]:
            run.set_weights({name: np.full_like(weight, 1e25) for name, weight in run.program.weights().items()})
            return trained(run, most_steps)

        with monkeypatch.context() as patch:
            patch.setattr(Run, "train", diverging)
            yield tape.ask(StepOnce, steps=60)
            yield reported(RunEnded)
        open_it = tape.ask(OpenRun, path=str(tmp_path / "run"))
        yield open_it
        yield answered(open_it)

    tape = play(story)
    assert "g000002-step60" in tape.only(Failure).remedy
    assert tape.of(RunStarted)[1].env_step == 60


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_lack_of_memory_while_saving_is_told_and_training_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*_: object, **__: object) -> Snapshot:
        raise MemoryError

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=RUN, out=str(tmp_path / "run"))
        with monkeypatch.context() as patch:
            patch.setattr("dqn_engine.session.record.snapshot_of", no_memory)
            yield tape.ask(Pause)
            yield reported(SavingTrouble)
        yield tape.ask(StepOnce, steps=10)
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(story)
    assert "memory ran out" in tape.only(SavingTrouble).reason
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == tape.only(RunEnded).env_steps


def test_that_the_lock_moves_with_the_run(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "run", CONFIG)
    folder.flush()
    (tmp_path / "run").rename(tmp_path / "elsewhere")
    folder.record(episode(1))
    folder.flush()
    RunLock(tmp_path / "elsewhere").release()
    assert is_locked(folder.path)
    folder.close()
