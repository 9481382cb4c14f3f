"""The run folders of seeds: whole or not there, each under its own name, and by value from elsewhere."""

from pathlib import Path

import pytest

from dqn_engine.storage.run.places import fork_path, owner_of_seed, runs_root
from dqn_engine.study import seed_runs
from dqn_engine.study.run_names import run_name, run_of_seed, runs_of_seeds
from dqn_engine.study.seed_runs import PackedRuns, SeedRuns, unpack
from dqn_engine.system.errors import InputError

TASK = ("trial 3", 7)


def written(path: Path) -> str:
    (path / "checkpoints" / "g000001-step500").mkdir(parents=True)
    (path / "config.json").write_bytes(b"{}")
    (path / "checkpoints" / "g000001-step500" / "manifest.json").write_bytes(b"[]")
    (path / "lock").write_bytes(b"")
    return ""


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_that_no_two_seeds_share_a_name() -> None:
    names = [
        "trial 1", "trial 11", "trial-1", "trial.1", "default", "default, gamma=0.9", "default gamma=0.9", "…", "a/b",
        "a b", "../x",
    ]  # fmt: skip
    found = [run_name((name, seed)) for name in names for seed in (1, 11)]
    assert len(set(found)) == len(found)
    assert all("/" not in name and not name.startswith((".", "-")) for name in found)
    assert run_name(TASK) == "trial-3-seed-7"
    assert run_name(("default", 0)) == "default-seed-0"


def test_that_a_run_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    runs = SeedRuns(tmp_path)
    assert run_of_seed(tmp_path, TASK) is None
    assert runs.save(TASK, written) == ""
    found = run_of_seed(tmp_path, TASK)
    assert found is not None
    assert sorted(files_in(found)) == ["checkpoints/g000001-step500/manifest.json", "config.json"]

    def broken(path: Path) -> str:
        written(path)
        raise InputError("The disk is full; free some space.")

    assert runs.save(("trial 4", 7), broken) == "The disk is full; free some space."
    assert runs.save(TASK, broken) != ""
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["trial-3-seed-7"], "the older one stays"


def test_that_a_seed_that_is_done_again_replaces_its_run(tmp_path: Path) -> None:
    runs = SeedRuns(tmp_path)
    runs.save(TASK, written)

    def other(path: Path) -> str:
        path.mkdir()
        (path / "config.json").write_bytes(b"new")
        return "Its checkpoint is missing."

    assert runs.save(TASK, other) == "Its checkpoint is missing."
    assert files_in(tmp_path / "runs") == {"trial-3-seed-7/config.json": b"new"}
    runs.remove([TASK, ("trial 9", 0)])
    assert list((tmp_path / "runs").iterdir()) == []


def test_that_what_a_dead_worker_left_half_written_goes(tmp_path: Path) -> None:
    left = tmp_path / "runs" / ".trial-3-seed-7.tmp-99999999-0123abcd"
    left.mkdir(parents=True)
    SeedRuns(tmp_path).save(TASK, written)
    SeedRuns(tmp_path).remove_unfinished()
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["trial-3-seed-7"]


def test_that_a_place_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way")
    assert "can't be written" in SeedRuns(tmp_path).save(TASK, written)


def test_that_nothing_is_written_or_removed_through_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    SeedRuns(elsewhere).save(TASK, written)
    (tmp_path / "sweep").mkdir()
    (tmp_path / "sweep" / "runs").symlink_to(elsewhere / "runs")
    runs = SeedRuns(tmp_path / "sweep")
    assert "is a link" in runs.save(("trial 4", 7), written)
    runs.remove([TASK])
    runs.remove_unfinished()
    assert runs_of_seeds(tmp_path / "sweep") == frozenset()
    assert runs_of_seeds(elsewhere) == {"trial-3-seed-7"}


def test_that_a_run_comes_by_value(tmp_path: Path) -> None:
    sent: list[tuple[tuple[str, int], dict[str, bytes]]] = []
    packed = PackedRuns(lambda task, files: sent.append((task, dict(files))))
    assert packed.save(TASK, written) == ""
    ((task, files),) = sent
    assert task == TASK
    assert SeedRuns(tmp_path).save(task, lambda path: unpack(path, files)) == ""
    found = run_of_seed(tmp_path, TASK)
    assert found is not None
    assert files_in(found) == files == {"checkpoints/g000001-step500/manifest.json": b"[]", "config.json": b"{}"}


@pytest.mark.parametrize("name", ["../config.json", "/etc/x", "a/../b", ".hidden", "a/b/c/d", "", "a//b", "a\\b", "-x"])
def test_that_files_that_no_run_has_are_refused(tmp_path: Path, name: str) -> None:
    runs = SeedRuns(tmp_path)
    assert "files that no run has" in runs.save(TASK, lambda path: unpack(path, {"config.json": b"", name: b""}))
    assert list(tmp_path.rglob("*")) == [tmp_path / "runs"]


def test_that_what_is_sent_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed_runs, "LARGEST_RUN_BYTES", 3)
    assert PackedRuns(lambda task, files: None).save(TASK, written) == "The run is larger than one that is sent can be."
    reason = SeedRuns(tmp_path).save(TASK, lambda path: unpack(path, {"config.json": b"1234"}))
    assert reason == "The run that a worker sent is larger than one can be."


def test_that_a_run_knows_whose_seed_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    run = tmp_path / "my-sweep" / "runs" / "trial-3-seed-7"
    run.mkdir(parents=True)
    assert owner_of_seed(run) is None
    (tmp_path / "my-sweep" / "sweep.sqlite").touch()
    assert owner_of_seed(run) == tmp_path / "my-sweep"
    assert fork_path(run, 500) == runs_root() / "my-sweep-trial-3-seed-7-from-500", "a fork is none of its seeds"
    assert fork_path(tmp_path / "other", 500) == tmp_path / "other-from-500"
