"""Sweeps that lie on the disk are ended, paused and continued, whoever began them."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dqn_engine.storage.run.lock import LOCK, RunLock, writer_of
from dqn_engine.sweep.edits import Edit, Word
from dqn_engine.sweep.sweep_folder import waiting_edits
from tests.support.compared_folders import made_sweep
from tests.support.snapshots import CONFIG
from workbench.presenters.jobs import Jobs
from workbench.presenters.saved_work import SavedWork
from workbench.state.jobs import JobState

WRITES = """
import sys, time
from pathlib import Path
from dqn_engine.storage.run.lock import RunLock
lock = RunLock(Path(sys.argv[1]))
try:
    print("begun", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.slow  # It starts a process.
def test_that_what_another_program_does_is_asked_to_end(qtbot: QtBot, tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "s", done=2)
    work = SavedWork(Jobs(), lambda config: (), 2)
    process = subprocess.Popen([sys.executable, "-c", WRITES, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        assert writer_of(folder) == process.pid
        work.end(str(folder))
        assert process.wait(20) == 130
    finally:
        process.kill()
        process.communicate()


def test_that_no_program_is_ended_that_a_file_only_names(qtbot: QtBot, tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "s", done=2)
    work, refused = SavedWork(Jobs(), lambda config: (), 2), []
    work.refused.connect(refused.append)
    (folder / LOCK).write_text("1\n")
    assert writer_of(folder) is None, "nobody holds the lock"
    (folder / LOCK).unlink()
    lock = RunLock(folder)
    try:
        (folder / LOCK).write_text("1\n")
        assert writer_of(folder) is None, "the program of that number hasn't opened it"
        work.end(str(folder))
    finally:
        lock.release()
    assert refused == ["s is written by no program that can be asked to end."]


@pytest.mark.slow  # It starts a process, which isn't there.
def test_that_a_sweep_is_paused_and_continued(qtbot: QtBot, tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "s", done=2)
    jobs = Jobs(command=("/nonexistent/engine",))
    work = SavedWork(jobs, lambda config: ["mine"], 2)

    def left() -> list[object]:
        return [edit for _, edit in waiting_edits(folder)]

    work.pause(str(folder))
    assert left() == [Edit(word=Word.PAUSE)]
    work.go_on(str(folder), CONFIG, paused=True, being_done=True)
    assert left() == [Edit(word=Word.PAUSE), Edit(word=Word.GO)]
    assert jobs.views() == ()
    work.go_on(str(folder), CONFIG, paused=False, being_done=False)
    (job,) = jobs.views()
    assert (job.kind, job.out) == ("sweep", str(folder))
    assert len(left()) == 2


@pytest.mark.slow  # It starts processes.
def test_that_a_sweep_is_continued_by_the_job_that_began_it_and_only_once(qtbot: QtBot, tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "s", done=2)
    jobs = Jobs(command=(sys.executable, "-c", "import time; time.sleep(60)"))
    work = SavedWork(jobs, lambda config: (), 2)
    jobs.start("Sweep of 4 runs", ["sweep"], out=str(folder))
    work.go_on(str(folder), CONFIG, paused=False, being_done=False)
    assert [view.state for view in jobs.views()] == [JobState.RUNNING], "it has only no lock yet"
    for _ in range(2):
        jobs.cancel(0)
        qtbot.waitUntil(lambda: jobs.views()[0].can_be_continued, timeout=20_000)
        work.go_on(str(folder), CONFIG, paused=False, being_done=False)
        assert [view.state for view in jobs.views()] == [JobState.RUNNING]
    jobs.cancel(0)
    qtbot.waitUntil(lambda: jobs.views()[0].can_be_continued, timeout=20_000)
