"""Jobs: processes of their own that are begun, watched and ended, and that don't notice the window's end."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.presenters.jobs import Jobs
from workbench.state.jobs import JobState, JobView

pytestmark = pytest.mark.slow  # Each starts a process.

PROGRAM = """
import json, os, signal, sys, time
kind, folder = sys.argv[1], sys.argv[2]
print("dqn-engine: begun", file=sys.stderr, flush=True)
open(os.path.join(folder, "begun"), "w").write(str(os.nice(0)))
if sys.argv[3:]:
    print("words:", *sys.argv[3:], file=sys.stderr, flush=True)
if kind == "waits":
    try:
        while not os.path.exists(os.path.join(folder, "go")):
            time.sleep(0.02)
    except KeyboardInterrupt:
        said = sys.argv[3:]
        if said == ["full"]:
            print(json.dumps({"error": "It is full.", "kind": "input"}))
            sys.exit(2)
        if said == ["interrupted"]:
            print(json.dumps({"error": "Interrupted.", "kind": "interrupted"}))
            sys.exit(130)
        print(json.dumps({"complete": said == ["over"]}))
        sys.exit(0 if said == ["over"] else 130)
if kind == "fails":
    print(json.dumps({"error": "It is full.", "kind": "input"}))
    sys.exit(2)
if kind == "dies":
    os.kill(os.getpid(), signal.SIGKILL)
print("not JSON {")
print(json.dumps({"score": 5}))
open(os.path.join(folder, "ended"), "w")
"""


@pytest.fixture
def command(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "program.py").write_text(PROGRAM)
    return (sys.executable, str(tmp_path / "program.py"))


@pytest.fixture
def jobs(qtbot: QtBot, command: tuple[str, ...]) -> Jobs:
    return Jobs(command=command)


def ended(qtbot: QtBot, jobs: Jobs) -> JobView:
    qtbot.waitUntil(lambda: not jobs.views()[0].is_going, timeout=20_000)
    return jobs.views()[0]


def test_that_a_job_tells_what_it_said_last_and_what_it_came_to(qtbot, jobs, tmp_path) -> None:
    told: list[JobView] = []
    jobs.changed.connect(told.append)
    begun = jobs.start("Work", ["works", str(tmp_path)], out="there")
    assert (begun.state, begun.title, begun.out) == (JobState.RUNNING, "Work", "there")
    view = ended(qtbot, jobs)
    assert (view.state, view.line, view.result) == (JobState.DONE, "begun", {"score": 5})
    assert told[0] == begun
    assert told[-1] == view


def test_that_a_job_comes_after_everything_else_that_the_machine_has_to_do(qtbot, jobs, tmp_path) -> None:
    jobs.start("Work", ["waits", str(tmp_path)])
    qtbot.waitUntil((tmp_path / "begun").exists, timeout=20_000)
    (tmp_path / "go").touch()
    ended(qtbot, jobs)
    assert int((tmp_path / "begun").read_text() or 0) >= 0


def test_that_a_job_is_cancelled_and_keeps_what_it_has(qtbot, jobs, tmp_path) -> None:
    number = jobs.start("Work", ["waits", str(tmp_path)]).number
    qtbot.waitUntil((tmp_path / "begun").exists, timeout=20_000)
    jobs.cancel(number)
    assert jobs.views()[0].state is JobState.ENDING
    view = ended(qtbot, jobs)
    assert (view.state, view.line, view.result) == (JobState.CANCELLED, "", {"complete": False})
    assert not (tmp_path / "ended").exists()
    jobs.cancel(number)
    assert jobs.views()[0].state is JobState.CANCELLED


def test_that_one_that_ends_as_it_is_cancelled_is_what_it_came_to(qtbot, jobs, tmp_path) -> None:
    expected = {
        "over": (JobState.DONE, {"complete": True}),
        "interrupted": (JobState.CANCELLED, {}),
        "full": (JobState.FAILED, {}),
    }
    for word, came_to in expected.items():
        (tmp_path / "begun").unlink(missing_ok=True)
        number = jobs.start("Work", ["waits", str(tmp_path), word], out="there").number
        qtbot.waitUntil(lambda word=word: jobs.views()[0].line == f"words: {word}", timeout=20_000)
        jobs.cancel(number)
        view = ended(qtbot, jobs)
        assert (view.state, view.result) == came_to
    assert view.line == "It is full."


def test_that_jobs_that_train_come_one_after_the_other_and_one_that_waits_can_be_cancelled(
    qtbot, command, tmp_path
) -> None:
    jobs, folders = Jobs(command=command, trains=["waits"]), [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    first, second, third = (jobs.start("Work", ["waits", str(folder)], out=str(folder)).number for folder in folders)
    beside = jobs.start("Read", ["works", str(tmp_path)])
    states = {view.number: view.state for view in jobs.views()}
    assert [states[number] for number in (first, second, third)] == [JobState.RUNNING] + [JobState.WAITING] * 2
    assert beside.state is JobState.RUNNING, "it takes no time"
    assert jobs.free_place(tmp_path / "d") == tmp_path / "d"
    assert str(jobs.free_place(tmp_path / "c")) not in [view.out for view in jobs.views()]
    jobs.cancel(second)
    assert jobs.views()[2].state is JobState.CANCELLED
    (folders[0] / "go").touch()
    qtbot.waitUntil((folders[2] / "begun").exists, timeout=20_000)
    assert not (folders[1] / "begun").exists()
    (folders[2] / "go").touch()
    qtbot.waitUntil(lambda: not any(view.can_be_ended for view in jobs.views()), timeout=20_000)
    assert [view.state for view in jobs.views()][1] is JobState.DONE


def test_that_one_that_was_cancelled_goes_on_behind_those_that_came_meanwhile(qtbot, command, tmp_path) -> None:
    jobs, folders = Jobs(command=command, trains=["waits"]), [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    first, second = (jobs.start("Work", ["waits", str(folder)], out=str(folder)).number for folder in folders)
    qtbot.waitUntil((folders[0] / "begun").exists, timeout=20_000)
    jobs.go_on(first)
    assert jobs.views()[1].state is JobState.RUNNING, "there is nothing to continue"
    jobs.cancel(first)
    qtbot.waitUntil((folders[1] / "begun").exists, timeout=20_000)
    assert jobs.views()[1].can_be_continued
    jobs.go_on(first)
    assert jobs.views()[1].state is JobState.WAITING
    assert jobs.views()[1].result == {}, "what it had come to is told when it ends again"
    (folders[1] / "go").touch()
    qtbot.waitUntil(lambda: jobs.views()[1].line == "words: --resume", timeout=20_000)
    assert jobs.views()[0].state is JobState.DONE
    for _ in range(2):
        jobs.cancel(first)
        qtbot.waitUntil(lambda: jobs.views()[1].state is JobState.CANCELLED, timeout=20_000)
        jobs.go_on(first)
        qtbot.waitUntil(lambda: jobs.views()[1].line == "words: --resume", timeout=20_000)
    (folders[0] / "go").touch()
    qtbot.waitUntil(lambda: jobs.views()[1].state is JobState.DONE, timeout=20_000)
    assert not jobs.views()[1].can_be_continued


def test_that_one_whose_folder_was_deleted_is_not_begun_again_in_its_place(qtbot, jobs, tmp_path) -> None:
    folder, elsewhere = tmp_path / "s", tmp_path / "trash"
    folder.mkdir()
    number = jobs.start("Work", ["fails", str(tmp_path)], out=str(folder)).number
    ended(qtbot, jobs)
    folder.rename(elsewhere)
    jobs.go_on(number)
    view = jobs.views()[0]
    assert view.can_be_continued
    assert view.line == "Its folder was deleted, with what was finished; Undo in the Edit menu brings it back."
    elsewhere.rename(folder)
    jobs.go_on(number)
    assert jobs.views()[0].state is JobState.RUNNING
    assert (ended(qtbot, jobs).line, folder.exists()) == ("It is full.", True)


def test_that_one_that_left_no_folder_is_begun_again(qtbot, jobs, tmp_path) -> None:
    number = jobs.start("Work", ["fails", str(tmp_path)], out=str(tmp_path / "none")).number
    ended(qtbot, jobs)
    jobs.go_on(number)
    assert jobs.views()[0].state is JobState.RUNNING
    ended(qtbot, jobs)


def test_that_what_writes_no_folder_is_not_continued(qtbot, jobs, tmp_path) -> None:
    number = jobs.start("Work", ["fails", str(tmp_path)]).number
    assert not ended(qtbot, jobs).can_be_continued
    jobs.go_on(number)
    assert jobs.views()[0].state is JobState.FAILED


def test_that_a_refusal_is_said_as_the_engine_says_it(qtbot, jobs, tmp_path) -> None:
    jobs.start("Work", ["fails", str(tmp_path)])
    view = ended(qtbot, jobs)
    assert (view.state, view.line, view.result) == (JobState.FAILED, "It is full.", {})


def test_that_one_that_dies_or_can_not_be_begun_has_failed(qtbot, jobs, tmp_path) -> None:
    jobs.start("Work", ["dies", str(tmp_path)])
    view = ended(qtbot, jobs)
    assert (view.state, view.line) == (
        JobState.FAILED,
        "Its process was ended by signal 9, as happens where memory runs out.",
    ), "what it said last is no reason"
    gone = Jobs(command=(str(tmp_path / "missing"),))
    view = gone.start("Work", ["works"])
    assert view.state is JobState.FAILED
    assert view.line


WINDOW = """
import sys
from PySide6.QtCore import QCoreApplication
from workbench.presenters.jobs import Jobs
application = QCoreApplication([])
Jobs(command=sys.argv[1:3]).start("Work", ["waits", sys.argv[3]])
import os
os._exit(0)
"""


def test_that_a_job_outlives_the_window(qtbot, tmp_path, command) -> None:
    subprocess.run([sys.executable, "-c", WINDOW, *command, str(tmp_path)], check=True)
    qtbot.waitUntil((tmp_path / "begun").exists, timeout=20_000)
    (tmp_path / "go").touch()
    qtbot.waitUntil((tmp_path / "ended").exists, timeout=20_000)
