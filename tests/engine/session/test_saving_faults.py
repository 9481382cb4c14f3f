"""What the disk does to a run in progress: it trains on, says so, and saves all that happened where it can."""

import errno
import os
import shutil
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import OpenRun, Pause, Resume, SaveCheckpoint, Start, StepOnce, Stop
from dqn_engine.messages.reports import (
    CheckpointSaved,
    EpisodesEnded,
    Failure,
    RunEnded,
    RunMoved,
    RunStarted,
    RunState,
    SavingTrouble,
    StateChanged,
)
from dqn_engine.session.opening import fork_run
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.checkpoints import checkpoint_store
from dqn_engine.storage.checkpoints.checkpoint import Snapshot
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run import writer
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import RunLock, is_locked
from dqn_engine.storage.run.places import runs_root
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.faulty_files import FaultyFiles
from tests.support.networks import random_weights, small_spec
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
    record = RunRecord.create(tmp_path / "run", CONFIG)
    record.add(episode(1))
    record.save_snapshot(snapshot(1), keep=2)
    assert record.flush() == ""
    shutil.rmtree(tmp_path / "run")
    record.add(episode(2))
    record.flush()
    assert record.wants_checkpoint, "what was saved is lost"
    record.save_snapshot(snapshot(2), keep=2)
    assert record.flush() == ""
    (_, first), (kind, moved), (_, second) = record.news()
    assert kind is RunMoved
    assert Path(moved["path"]) == record.path == runs_root() / "run-rescued"
    assert "is gone" in moved["reason"]
    assert (first["generation"], second["generation"]) == (1, 2)
    assert is_locked(record.path)
    record.close({"reason": "x"})
    assert steps_in(record.path) == [1, 2], "also what happened before"
    assert find_checkpoint(record.path).manifest.env_steps == 2
    assert {"config.json", "summary.json", "episodes.csv"} <= {path.name for path in record.path.iterdir()}
    assert not is_locked(record.path)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ESTALE])
def test_that_a_folder_that_becomes_read_only_is_left_for_another(code: int, tmp_path: Path) -> None:
    broken = True

    def fail() -> None:
        if broken:
            raise OSError(code, os.strerror(code))

    files = FaultyFiles(fail, 1)
    record = RunRecord.create(tmp_path / "run", CONFIG, files=files)
    record.save_snapshot(snapshot(1), keep=1)
    record.flush()
    broken = False
    assert record.path.parent == runs_root()
    record.save_snapshot(snapshot(2), keep=1)
    assert record.flush() == ""
    record.close()
    assert find_checkpoint(record.path).manifest.env_steps == 2
    assert (tmp_path / "run" / "config.json").exists()


def test_that_without_any_place_everything_stays_in_memory_until_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = RunRecord.create(tmp_path / "run", CONFIG)
    assert record.flush() == ""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    shutil.rmtree(tmp_path / "run")
    for step in (1, 2):
        record.add(episode(step))
        assert "is gone" in record.flush()
    assert [kind for kind, _ in record.news()] == [SavingTrouble]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    record.flush()
    assert record.flush() == ""
    record.close()
    assert steps_in(record.path) == [1, 2]


def test_that_a_full_disk_drops_a_checkpoint_keeps_the_older_and_asks_for_another(tmp_path: Path) -> None:
    full = False

    class Files(FaultyFiles):
        def write_piece(self, descriptor: int, piece: bytes | memoryview) -> None:
            if full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            super().write_piece(descriptor, piece)

    record = RunRecord.create(tmp_path / "run", CONFIG, files=Files(lambda: None, 0))
    record.save_snapshot(snapshot(1), keep=1)
    assert record.flush() == ""
    full = True
    for step in (2, 3):
        record.add(episode(step))
        record.save_snapshot(snapshot(step), keep=1)
        assert "the disk is full; free some space" in record.flush()
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == 1
    record.flush()
    assert record.wants_checkpoint
    full = False
    record.save_snapshot(snapshot(4), keep=1)
    assert record.flush() == ""
    assert not record.wants_checkpoint
    told = [kind for kind, _ in record.news()]
    assert told == [CheckpointSaved, SavingTrouble, CheckpointSaved, SavingTrouble], "told once, and when it is over"
    record.close()
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == 4
    assert steps_in(tmp_path / "run") == [2, 3]


class SmallDisk(FaultyFiles):
    """A disk of so many bytes, of which the files in a folder are all that it holds."""

    def __init__(self, folder: Path, size: int) -> None:
        super().__init__(lambda: None, 0)
        self._folder, self.size = folder, size

    def free(self, *_: object) -> SimpleNamespace:
        held = sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())
        return SimpleNamespace(free=max(0, self.size - held))

    def write_piece(self, descriptor: int, piece: bytes | memoryview) -> None:
        if self.free().free < len(piece):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().write_piece(descriptor, piece)


def with_checkpoints(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, means: dict[int, float], room: float
) -> set[int]:
    """The steps of the checkpoints that are there after steps 1, 2, 3, of which all were kept, and then 4.

    There is room for so many checkpoints of about one size beside the first three.
    """
    disk = SmallDisk(folder / "checkpoints", 10**9)
    record = RunRecord.create(folder, CONFIG, files=disk)
    for step in (1, 2, 3):
        record.save_snapshot(snapshot(step, evaluation_mean=means.get(step)), keep=9)
        assert record.flush() == ""
    held = 10**9 - disk.free().free
    monkeypatch.setattr(writer, "MANIFEST_BYTES", held // 6)  # Of a checkpoint this small most is its manifest.
    monkeypatch.setattr(checkpoint_store.shutil, "disk_usage", disk.free)
    disk.size = int(held * (1 + room / 3))
    record.save_snapshot(snapshot(4), keep=9)
    record.flush()
    disk.size = 10**9
    record.close()
    return {generation.env_steps for generation in CheckpointStore(folder / "checkpoints").generations()}


def test_that_on_a_full_disk_the_oldest_checkpoint_is_given_up_where_only_so_the_new_one_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert with_checkpoints(tmp_path / "run", monkeypatch, means={}, room=0.3) == {2, 3, 4}


def test_that_the_best_checkpoint_is_the_last_to_be_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert with_checkpoints(tmp_path / "run", monkeypatch, means={1: 9.0, 2: 3.0}, room=0.3) == {1, 3, 4}


def test_that_the_end_of_a_run_saves_what_is_small_where_the_whole_run_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SmallDisk(tmp_path / "run" / "checkpoints", 100)
    monkeypatch.setattr(checkpoint_store.shutil, "disk_usage", disk.free)
    monkeypatch.setattr("dqn_engine.session.record.snapshot_of", lambda run, **fields: snapshot(run.env_steps))
    record = RunRecord.create(tmp_path / "run", CONFIG, files=disk)
    record.add(episode(7))
    spec = small_spec()
    program = SimpleNamespace(policy_weights=lambda: random_weights(spec))
    ended = SimpleNamespace(env_steps=7, spec=spec, program=program, config_now=CONFIG, knobs={"keep_checkpoints": 1})
    refusal = record.end(ended, {"reason": "All is done."}, sound=True)
    assert "the disk is full" in str(refusal)
    written = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"last.weights.h5", "summary.json", "episodes.csv", "metrics.csv"} <= written
    assert (tmp_path / "run" / "episodes.csv").read_text().splitlines()[1].startswith("7,")
    assert list((tmp_path / "run" / "checkpoints").iterdir()) == []
    assert not is_locked(tmp_path / "run")


@pytest.mark.parametrize(("room", "kept"), [(0, {2}), (10**6, {1, 2})])
def test_that_an_older_checkpoint_is_given_up_for_the_last_weights_only_where_they_do_not_fit_beside_it(
    room: int, kept: set[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, spec = SmallDisk(tmp_path / "run", 10**9), small_spec()
    weights = random_weights(spec)
    needed = sum(array.nbytes for array in weights.values())
    monkeypatch.setattr(writer, "MANIFEST_BYTES", 0)
    monkeypatch.setattr(checkpoint_store.shutil, "disk_usage", disk.free)

    def save_last(path: Path, *_: object) -> None:
        if disk.free().free < needed:
            raise InputError("the disk is full")
        (path / "last.weights.h5").write_bytes(b"")

    monkeypatch.setattr("dqn_engine.session.record.save_last", save_last)
    record = RunRecord.create(tmp_path / "run", CONFIG, files=disk)
    for step in (1, 2):
        record.save_snapshot(snapshot(step), keep=9)
        assert record.flush() == ""
    disk.size = 10**9 - disk.free().free + room  # Beside what it holds now.
    program = SimpleNamespace(policy_weights=lambda: weights)
    ended = SimpleNamespace(env_steps=3, spec=spec, program=program, config_now=CONFIG, knobs={"keep_checkpoints": 9})
    record.end(ended, {"reason": "All is done."}, sound=False)
    assert (tmp_path / "run" / "last.weights.h5").exists()
    found = CheckpointStore(tmp_path / "run" / "checkpoints").generations()
    assert {generation.env_steps for generation in found} == kept


def test_that_what_is_read_back_otherwise_is_reported(tmp_path: Path) -> None:
    class Rotten(FaultyFiles):
        def rename(self, source: Path, target: Path) -> None:
            super().rename(source, target)
            if target.name == "g000002-step2":
                (target / "replay.safetensors").write_bytes(b"rotten")

    record = RunRecord.create(tmp_path / "run", CONFIG, files=Rotten(lambda: None, 0))
    record.save_snapshot(snapshot(1), keep=1)
    assert record.flush() == ""
    record.save_snapshot(snapshot(2), keep=1)
    assert "was read back otherwise" in record.flush()
    assert len(list((tmp_path / "run" / "checkpoints").iterdir())) == 2, "the older one is still there"
    with pytest.raises(InputError, match="was read back otherwise"):
        record.close()
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

    record = RunRecord.create(tmp_path / "run", CONFIG, files=Slow(lambda: None, 0))
    record.save_snapshot(snapshot(1), keep=1)
    assert begun.wait(10)
    assert record.busy
    for step in range(3):
        record.add(episode(step))
    assert record.news() == []
    gate.set()
    assert record.flush() == ""
    assert not record.busy
    record.close()


def test_that_the_best_checkpoint_waits_for_a_slow_disk_and_others_only_if_they_are_newest(tmp_path: Path) -> None:
    gate, begun = threading.Event(), threading.Event()

    class Slow(FaultyFiles):
        def make_folder(self, path: Path) -> None:
            begun.set()
            assert gate.wait(10)
            super().make_folder(path)

    record = RunRecord.create(tmp_path / "run", CONFIG, files=Slow(lambda: None, 0))
    record.save_snapshot(snapshot(1), keep=9)
    assert begun.wait(10)
    for step, mean in ((2, None), (3, 50.0), (4, None), (5, 60.0), (6, None), (7, None)):
        record.save_snapshot(snapshot(step, evaluation_mean=mean), keep=9)
    gate.set()
    assert record.flush() == ""
    assert [fields["env_step"] for _, fields in record.news()] == [1, 5, 7]
    record.close()


class Gate:
    """Holds what passes through until it is opened, and says that something waits in it."""

    def __init__(self) -> None:
        self._reached, self._open = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        self._reached.set()
        assert self._open.wait(10)

    def wait_until_reached(self) -> None:
        assert self._reached.wait(10)

    def open(self) -> None:
        self._open.set()


def test_that_the_folder_changes_for_the_training_thread_only_when_it_takes_up_the_news(tmp_path: Path) -> None:
    """The thread that writes is held in the middle of its rescue, and again where it continues in the new folder."""
    rescue, elsewhere = Gate(), Gate()
    place = runs_root() / "run-rescued"

    class Held(FaultyFiles):
        def make_folder(self, path: Path) -> None:
            if path == place:
                rescue.pass_through()
            if path.parent == place:
                elsewhere.pass_through()
            super().make_folder(path)

    record = RunRecord.create(tmp_path / "run", CONFIG, files=Held(lambda: None, 0))
    record.add(episode(1))
    assert record.flush() == ""
    (tmp_path / "run").rename(tmp_path / "lost")
    record.save_snapshot(snapshot(1), keep=1)

    rescue.wait_until_reached()
    record.add(episode(2))
    assert (record.path, record.news()) == (tmp_path / "run", []), "training continues while the disk is looked for"
    rescue.open()
    record.save_snapshot(snapshot(2), keep=1)

    elsewhere.wait_until_reached()
    assert is_locked(place), "the thread that writes has moved"
    assert record.path == tmp_path / "run", "which nobody has taken up yet"
    assert is_locked(tmp_path / "lost"), "so that no other program may write what this one still calls its own"
    with pytest.raises(InputError, match="there is no folder"):
        record.save_loaded(small_spec(), random_weights(small_spec()), "0" * 64)
    elsewhere.open()

    assert [kind for kind, _ in record.news()] == [RunMoved]
    assert record.path == place
    assert not is_locked(tmp_path / "lost")
    record.save_loaded(small_spec(), random_weights(small_spec()), "0" * 64)
    record.close()
    assert (place / "loaded" / f"{'0' * 64}.npz").is_file()
    assert steps_in(place) == [1, 2]
    assert find_checkpoint(place).manifest.env_steps == 2
    assert not is_locked(place)


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
def test_that_a_lack_of_memory_while_saving_is_reported_and_training_continues(
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


@pytest.mark.usefixtures("pooled_sessions")
@pytest.mark.parametrize("broken", ["finish_folder", "save_last"])
def test_that_an_unforeseen_error_at_the_end_is_told_and_the_rest_is_saved(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(*_: object) -> None:
        raise RuntimeError("something odd")

    def story(tape: Tape) -> Story:
        with monkeypatch.context() as patch:
            patch.setattr(f"dqn_engine.session.record.{broken}", odd)
            yield tape.ask(Start, config=RUN, out=str(tmp_path / "run"), steps=50)
            yield reported(RunEnded)
        yield tape.ask(Start, config=RUN, steps=30)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    assert "something odd" in tape.only(Failure).why
    assert "something odd" in tape.of(RunEnded)[0].unsaved
    assert tape.of(RunEnded)[1].env_steps == 30
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == 50
    RunLock(tmp_path / "run").release()


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_failure_that_can_not_even_be_ended_leaves_the_session_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def odd(*_: object) -> None:
        raise RuntimeError("something odd")

    def story(tape: Tape) -> Story:
        with monkeypatch.context() as patch:
            patch.setattr(Run, "train", odd)
            patch.setattr(Run, "weights_sha256", odd)
            yield tape.ask(Start, config=RUN, steps=50)
            yield reported(StateChanged, state=RunState.FAILED)
        yield tape.ask(Start, config=RUN, steps=30)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    assert [failure.what for failure in tape.of(Failure)] == [
        "The run was ended by an error.",
        "The run could not be ended properly.",
    ]
    assert tape.only(RunEnded).env_steps == 30


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_run_is_saved_opened_and_forked_in_a_folder_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/nb\xff"))

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=RUN, out=str(folder / "run"), steps=50)
        yield reported(RunEnded)
        yield tape.ask(OpenRun, path=str(folder / "run"), steps=20)
        yield tape.ask(Resume)
        yield reported(RunEnded, run_id=2)

    tape = play(story)
    assert not tape.of(Failure)
    assert tape.of(RunEnded)[1].env_steps == 70
    fork = fork_run(folder / "run", None, {}, str(folder / "fork"))
    assert fork.env_steps == 70
    with HistoryReader(fork.path / "history.sqlite") as reader:
        assert reader.about()["parent"].endswith("\\udcff/run")


def test_that_the_lock_moves_with_the_run(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path / "run", CONFIG)
    record.flush()
    (tmp_path / "run").rename(tmp_path / "elsewhere")
    record.add(episode(1))
    record.flush()
    RunLock(tmp_path / "elsewhere").release()
    assert is_locked(record.path)
    record.close()
