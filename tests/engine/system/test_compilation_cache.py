"""The folder of compiled programs stays sound, small, and out of the way of whoever else uses it."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dqn_engine.system import compilation_cache
from dqn_engine.system.compilation_cache import CompilationCache

MONTH_S = 31 * 24 * 3600.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of one version, which holds a noted entry."""
    folder = tmp_path / "xla" / "version"
    cache = CompilationCache(folder)
    (folder / "a.pb").write_bytes(b"program" * 100)
    cache.note_new()
    cache.close()
    return folder


def held(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def look_again(folder: Path) -> CompilationCache:
    cache = CompilationCache(folder)
    cache.close()
    return cache


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[333] ^= 4
    path.write_bytes(content)


def flip_and_set_the_time_back(path: Path) -> None:
    before = path.stat()
    flip(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    (path / "in it").mkdir(parents=True)


def link_in_its_place(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def pipe_in_its_place(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGE: tuple[Callable[[Path], object], ...] = (
    lambda path: os.truncate(path, 77), lambda path: os.truncate(path, 0), flip, flip_and_set_the_time_back,
    folder_in_its_place, link_in_its_place, pipe_in_its_place,
)  # fmt: skip


def test_that_a_sound_entry_stays_and_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation_cache.hashlib, "file_digest", pytest.fail)
    assert look_again(folder).damaged == 0
    assert held(folder) == {"a.pb", "a.pb.sha256"}


@pytest.mark.parametrize("damage", DAMAGE)
def test_that_a_damaged_entry_is_removed_and_counted(folder: Path, damage: Callable[[Path], object]) -> None:
    damage(folder / "a.pb")
    assert look_again(folder).damaged == 1
    assert not held(folder) & {"a.pb", "a.pb.sha256"}


def test_that_a_copied_entry_is_hashed_once_and_stays(folder: Path) -> None:
    content = (folder / "a.pb").read_bytes()
    (folder / "a.pb").unlink()
    (folder / "a.pb").write_bytes(content)
    before = (folder / "a.pb.sha256").read_text()
    assert look_again(folder).damaged == 0
    after = (folder / "a.pb.sha256").read_text()
    assert before != after
    assert before[:64] == after[:64]


def test_that_an_entry_without_a_note_is_removed_unless_its_writer_may_still_be_at_work(folder: Path) -> None:
    other = os.open(folder, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_SH)
    (folder / "b.pb").write_bytes(b"new")
    look_again(folder)
    assert "b.pb" in held(folder)
    os.close(other)
    look_again(folder)
    assert held(folder) == {"a.pb", "a.pb.sha256"}


@pytest.mark.slow
def test_that_what_a_dead_process_left_half_written_is_removed(folder: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    theirs, ours = (f"b.pbhost-1f-{pid}-2ab.tmp" for pid in (int(dead.stdout), os.getpid()))
    for name in (theirs, ours):
        (folder / name).write_bytes(b"half")
    (folder / "gone.pb.sha256").write_text("note")
    look_again(folder)
    assert held(folder) == {"a.pb", "a.pb.sha256", ours}


def test_that_what_was_not_used_for_a_month_is_removed(folder: Path) -> None:
    long_ago = time.time() - MONTH_S
    os.utime(folder / "a.pb", (long_ago, long_ago))
    look_again(folder)
    assert held(folder) == set()


def test_that_the_oldest_are_removed_until_all_folders_together_are_small_enough(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = folder.with_name("former version")
    cache = CompilationCache(former)
    for age_s, name in ((500, "old.pb"), (300, "older.pb")):
        (former / name).write_bytes(b"x" * 700)
        os.utime(former / name, (time.time() - 2 * age_s,) * 2)
    cache.close()
    (former / "old.pb").rename(former / "oldest.pb")
    monkeypatch.setattr(compilation_cache, "MOST_BYTES", 1500)
    look_again(folder)
    assert held(former) == {"older.pb"}
    monkeypatch.setattr(compilation_cache, "MOST_BYTES", 800)
    look_again(folder)
    assert not former.exists()
    assert held(folder) == {"a.pb", "a.pb.sha256"}


def test_that_nothing_is_pruned_that_another_process_uses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation_cache, "MOST_BYTES", 1)
    other = os.open(folder, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_SH)
    look_again(folder)
    look_again(folder.with_name("another version"))
    assert held(folder) == {"a.pb", "a.pb.sha256"}
    os.close(other)


def test_that_turning_away_leads_elsewhere(folder: Path) -> None:
    cache = CompilationCache(folder)
    assert Path(cache.directory).samefile(folder)
    cache.turn_away()
    elsewhere = Path(cache.directory).resolve()
    assert not elsewhere.samefile(folder)
    (Path(cache.directory) / "written").touch()
    cache.close()
    assert not elsewhere.exists()
    assert held(folder) == {"a.pb", "a.pb.sha256"}


def test_that_after_a_failure_damage_is_looked_for_in_every_byte_and_else_all_is_removed(folder: Path) -> None:
    cache = CompilationCache(folder)
    (folder / "b.pb").write_bytes(b"not noted")
    cache.remove_damaged()
    cache.close()
    assert held(folder) == set()  # Of `b.pb` no one had said that it is sound, so it may have been either.
