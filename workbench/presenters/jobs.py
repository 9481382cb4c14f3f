"""Long work in processes of their own: `python -m dqn_engine …`, begun, watched and ended from the window.

They are in no hurry: they come after everything else that the machine has to do, and those that train, each of which
fills all processors, come one after the other. They outlive the window, whose end they don't notice: what they say
goes into files, and what they come to into their folders.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from dqn_engine.storage.run.places import free_path
from dqn_engine.system.coded_sentences import CODED, decoded
from dqn_engine.system.text import printable
from workbench.state.engine_words import worded
from workbench.state.jobs import JobState, JobView

_LOOK_MS = 300
_PATIENCE = 10
"""How much everything else comes before: as of `nice`."""
_LAST_BYTES = 16_000
_LONGEST_LINE = 300
_LARGEST_RESULT_BYTES = 32_000_000
_RESUME = "--resume"
"""What has the engine's commands resume what their folder holds, and begin where it holds nothing."""


class Jobs(QObject):
    """Signals:
    changed: A `JobView` that is another than before.

    Args:
        command: What runs the engine's commands; tests bring their own.
        trains: The kinds of which one runs at a time.
    """

    changed = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        command: Sequence[str] = (),
        trains: Collection[str] = ("study", "sweep", "verdict", "hand"),
    ) -> None:
        super().__init__(parent)
        self._trains = frozenset(trains)
        self._command = tuple(command) or (sys.executable, "-m", "dqn_engine")
        self._jobs: dict[int, _Job] = {}
        self._turns = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def views(self) -> tuple[JobView, ...]:
        """All jobs of this window, newest first."""
        return tuple(job.view for job in reversed(self._jobs.values()))

    def start(self, title: str, arguments: Sequence[str], *, out: str = "") -> JobView:
        """Begins a job, or has it wait for the one that trains; one that can't be begun has failed."""
        number = len(self._jobs)
        view = JobView(number=number, kind=arguments[0], title=title, state=JobState.WAITING, out=out)
        self._jobs[number] = job = _Job(view, [*self._command, *arguments])
        self._line_up(job)
        return job.view

    @Slot(int)
    def go_on(self, number: int) -> None:
        """Does what a job that was cancelled, or failed, hadn't come to; not where its folder was deleted since."""
        job = self._jobs.get(number)
        if job is None or not job.view.can_be_continued:
            return
        if job.left and not Path(job.view.out).exists():
            # To begin again would take the place to which what was finished can still be brought back.
            line = self.tr("Its folder was deleted, with what was finished; Undo in the Edit menu brings it back.")
            self._show(job, replace(job.view, line=line))
        else:
            job.words = [*(word for word in job.words if word != _RESUME), _RESUME]
            self._line_up(job)

    def _line_up(self, job: "_Job") -> None:
        """Begins a job, or has it wait behind those that are there."""
        self._turns += 1
        job.turn = self._turns
        line = self.tr("It begins once the one before has ended; not if the window is closed before.")
        job.view = replace(job.view, state=JobState.WAITING, line=line, result={})
        if not self._has_to_wait(job):
            self._begin(job)
        self.changed.emit(job.view)

    def free_place(self, path: Path) -> Path:
        """`path`, or one beside it, where nothing lies and no job is going to write."""
        taken, found, number = {job.view.out for job in self._jobs.values()}, free_path(path), 1
        while str(found) in taken:
            number += 1
            found = free_path(path.with_name(f"{path.name}-{number}"))
        return found

    def _has_to_wait(self, job: "_Job") -> bool:
        """Whether a job trains, and so does another that was there before and hasn't ended."""
        before = (other for other in self._jobs.values() if other.turn < job.turn)
        return job.view.kind in self._trains and any(
            other.view.can_be_ended and other.view.kind in self._trains for other in before
        )

    def _begin(self, job: "_Job") -> None:
        job.view = replace(job.view, state=JobState.RUNNING, line="")
        try:
            job.begin()
            self._timer.start()
        except OSError as error:
            job.close()
            job.view = replace(job.view, state=JobState.FAILED, line=printable(str(error.strerror or error)))

    @Slot(int)
    def cancel(self, number: int) -> None:
        """Asks a job to end: it keeps what is finished. Asked again, it ends at once."""
        job = self._jobs.get(number)
        if job is not None and job.view.state is JobState.WAITING:
            self._show(job, replace(job.view, state=JobState.CANCELLED, line=""))
        elif job is not None and job.view.is_going:
            job.interrupt()
            self._show(job, replace(job.view, state=JobState.ENDING))

    @Slot()
    def _look(self) -> None:
        for job in self._jobs.values():
            if job.view.is_going:
                self._show(job, job.now())
        for job in sorted(self._jobs.values(), key=lambda job: job.turn):
            if job.view.state is JobState.WAITING and not self._has_to_wait(job):
                self._begin(job)
                self.changed.emit(job.view)
        if not any(job.view.is_going for job in self._jobs.values()):
            self._timer.stop()

    def _show(self, job: "_Job", view: JobView) -> None:
        if view != job.view:
            job.view = view
            self.changed.emit(view)


class _Job:
    """A process, and the files that it speaks into.

    Attributes:
        words: What begins it.
        turn: Its place among all that were begun or continued.
        left: Whether its folder was there when it ended.
    """

    def __init__(self, view: JobView, words: Sequence[str]) -> None:
        self.view, self.words, self.turn, self.left = view, words, 0, False
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._result: IO[bytes] | None = None

    def begin(self) -> None:
        # Files without a name: they are gone with the last of both programs, and no pipe breaks with the window.
        self._said, self._result = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - closed at its end
        self._process = subprocess.Popen(
            self.words,
            stdin=subprocess.DEVNULL,
            stdout=self._result,
            stderr=self._said,
            start_new_session=True,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200", CODED: "1"},
        )
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _PATIENCE)

    def close(self) -> None:
        for file in (self._said, self._result):
            if file is not None:
                file.close()
        self._said = self._result = None

    def interrupt(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)

    def now(self) -> JobView:
        line = _last_line(self._said) or self.view.line
        code = None if self._process is None else self._process.poll()
        if code is None:
            return replace(self.view, line=line)
        result = _result_in(self._result)
        self.left = bool(self.view.out) and Path(self.view.out).exists()
        self.close()
        if code in (130, 143, -signal.SIGINT, -signal.SIGTERM):
            # What it said last was how long it would have taken; that it was interrupted is no result.
            came_to = {} if "error" in result else result
            return replace(self.view, state=JobState.CANCELLED, line="", result=came_to)
        if code != 0:
            coded = result.get("coded")
            said = _worded(coded) if isinstance(coded, str) else str(result.get("error", ""))
            said = said or (_killed(-code) if code < 0 else line or f"exit code {code}")
            return replace(self.view, state=JobState.FAILED, line=printable(said)[:_LONGEST_LINE], result={})
        return replace(self.view, state=JobState.DONE, line=line, result=result)


def _killed(number: int) -> str:
    """Of a process that a signal ended, which says nothing itself."""
    if number == signal.SIGKILL:
        return _tr("Its process was ended by signal 9, as happens where memory runs out.")
    return _tr("Its process was ended by signal {number}.").format(number=number)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Jobs", text)


def _last_line(file: IO[bytes] | None) -> str:
    if file is None:
        return ""
    size = os.fstat(file.fileno()).st_size
    content = os.pread(file.fileno(), _LAST_BYTES, max(0, size - _LAST_BYTES))
    lines = [line for line in content.decode("utf-8", "replace").splitlines() if line.strip()]
    return _worded(lines[-1]) if lines else ""


def _worded(line: str) -> str:
    """A line as the user reads it; one that isn't a sentence of this program as it is."""
    return printable(worded(decoded(line.removeprefix("dqn-engine: "))))[:_LONGEST_LINE]


def _result_in(file: IO[bytes] | None) -> Mapping[str, Any]:
    """The JSON object that it said last; empty where it said none."""
    if file is None:
        return {}
    size = os.fstat(file.fileno()).st_size
    text = os.pread(file.fileno(), min(size, _LARGEST_RESULT_BYTES), 0).decode("utf-8", "replace")
    for begin in (0, text.find("\n{") + 1, text.rfind("\n{") + 1):
        with contextlib.suppress(ValueError):
            found = json.loads(text[begin:])
            if isinstance(found, dict):
                return found
    return {}
