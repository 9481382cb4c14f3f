"""A run's lock: it is one program's, and who only looks takes it from nobody."""

import fcntl
import os
import time

import pytest

from dqn_engine.storage.run.lock import LOCK, LockedError, RunLock, is_interrupted, is_locked


def test_that_a_second_writer_is_refused_and_told_who_the_first_is(tmp_path) -> None:
    lock = RunLock(tmp_path)
    assert is_locked(tmp_path)
    with pytest.raises(LockedError, match=f"being written by process {os.getpid()}"):
        RunLock(tmp_path)
    lock.release()
    assert not is_locked(tmp_path)
    assert not is_interrupted(tmp_path)
    RunLock(tmp_path).release()


def test_that_a_writer_that_begins_while_somebody_looks_isnt_refused(tmp_path, monkeypatch) -> None:
    """A look holds the lock for a moment, shared: the panel of a sweep looks twice a second."""
    RunLock(tmp_path).release()
    looking = os.open(tmp_path / LOCK, os.O_RDONLY)
    fcntl.flock(looking, fcntl.LOCK_SH)
    waits: list[float] = []

    def look_is_over(wait_s: float) -> None:
        waits.append(wait_s)
        fcntl.flock(looking, fcntl.LOCK_UN)

    monkeypatch.setattr(time, "sleep", look_is_over)
    lock = RunLock(tmp_path)
    assert len(waits) == 1
    assert is_locked(tmp_path)
    lock.release()
    os.close(looking)


def test_that_a_process_that_died_without_closing_its_run_is_known(tmp_path) -> None:
    (tmp_path / LOCK).write_text("123456\n")
    assert is_interrupted(tmp_path)
    assert not is_locked(tmp_path)
