"""The only file that crosses threads: hosts the engine's session in a thread of its own and brings its reports here.

Commands go down through a queue; reports come up into a mailbox that one timer of the window's thread empties. Of
reports of state only the newest of each kind stays, of a stream the newest few dozen; reports of history all
stay, in order. No engine code runs on the window's thread, and no widget is touched from the engine's.
"""

import contextlib
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from dqn_engine.messages.channel import CommandQueue, Publish, Session
from dqn_engine.messages.commands import Shutdown
from dqn_engine.messages.kinds import Command, Report, StateReport, StreamReport
from dqn_engine.messages.reports import Failure, RunStarted, RunState, StateChanged
from dqn_engine.system.giving_way import WINDOW, begin
from dqn_engine.system.text import error_words, traceback_words
from workbench.state.window_turn import TurnUntilIdle

# Faster than screens refresh would be waste.
DELIVERY_MS = 16
_ENGINE_NICENESS = 5
# What the engine trains between two looks at its commands. With each chunk come reports, and the engine's Python waits
# for the window's; of 40 ms that took a fifth.
CHUNK_SECONDS = 0.07
# Reports of a stream that wait while the window is busy; more would be skipped when shown, and pictures are large.
_MOST_STREAMED = 48

# Between asking the session to end and giving up on the join.
JOIN_MS = 1500


SessionFactory = Callable[[CommandQueue, Publish], Session]


def training_session_factory(device: str) -> SessionFactory:
    """Builds the real session. The engine, and TensorFlow with it, is imported when it is called: in its own thread."""

    def build(commands: CommandQueue, publish: Publish) -> Session:
        from dqn_engine.session.session import TrainingSession

        return TrainingSession(commands, publish, device=device, chunk_seconds=CHUNK_SECONDS)

    return build


class ReportMailbox:
    """Where the engine's thread leaves reports and the window's thread takes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._history: deque[Report] = deque()
        self._stream: deque[Report] = deque(maxlen=_MOST_STREAMED)
        self._newest: dict[type[Report], Report] = {}
        self._last_run_id = 0
        self._last_sequence = 0

    def post(self, report: Report) -> None:
        """Leaves a report; from any thread."""
        with self._lock:
            self._last_run_id, self._last_sequence = report.run_id, report.sequence
            if isinstance(report, StateReport):
                self._newest[type(report)] = report
            elif isinstance(report, StreamReport):
                self._stream.append(report)
            else:
                self._history.append(report)

    def post_failure(self, what: str, remedy: str, error: BaseException, *, engine_ended: bool) -> None:
        """Leaves the report of an uncaught exception; from any thread."""
        details = traceback_words(error)
        with self._lock:
            place = {"run_id": self._last_run_id, "sequence": self._last_sequence}
            why = error_words(error)
            self._history.append(Failure(**place, what=what, why=why, remedy=remedy, details=details))
            if engine_ended:
                self._history.append(StateChanged(**place, state=RunState.FAILED, detail=what))

    def take(self) -> list[Report]:
        """Empties the mailbox: everything left since, in the order it was published."""
        with self._lock:
            history, self._history = self._history, deque()
            newest, self._newest = self._newest, {}
            stream = tuple(self._stream)
            self._stream.clear()
        return sorted([*history, *stream, *newest.values()], key=lambda report: report.sequence)


class _EngineThread(QThread):
    """Runs one session from its import to its end."""

    def __init__(self, build: SessionFactory, commands: CommandQueue, mailbox: ReportMailbox) -> None:
        super().__init__()
        self.setObjectName("engine")
        self._build = build
        self._commands = commands
        self._mailbox = mailbox
        self.session_ended_well = False

    def run(self) -> None:
        _give_way()
        try:
            if not self.isInterruptionRequested():
                self._build(self._commands, self._mailbox.post).run()
            self.session_ended_well = True
        # The thread's outermost edge: whatever goes wrong in the engine becomes a report, and the window lives on.
        # A `SystemExit`, too: code of an environment may raise it.
        except BaseException as error:  # noqa: BLE001
            self._mailbox.post_failure(
                self.tr("The engine was stopped by an error."),
                self.tr("Press Start to begin again with a fresh engine, or restart the program if that fails too."),
                error,
                engine_ended=True,
            )


def _give_way() -> None:
    """Lets the window's thread go first where both want Python or a core; training takes the rest, which is nearly all.

    Linux gives each thread a priority of its own. Elsewhere cores are shared evenly.
    """
    begin(WINDOW)
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _ENGINE_NICENESS)


class EngineLink(QObject):
    """The window's end of the engine. All methods but `report_exception` belong to the window's thread.

    Signals:
        reports_ready: A list of `Report`, oldest first, on the window's thread, at most every `delivery_ms`.
    """

    reports_ready = Signal(list)

    def __init__(self, build: SessionFactory, parent: QObject | None = None, *, delivery_ms: int = DELIVERY_MS) -> None:
        super().__init__(parent)
        self._build = build
        self._mailbox = ReportMailbox()
        self._commands: CommandQueue = queue.SimpleQueue()
        self._thread: _EngineThread | None = None
        self._run_id = 0
        self._frame = TurnUntilIdle(self)
        self._timer = QTimer(self)
        self._timer.setInterval(delivery_ms)
        self._timer.timeout.connect(self._frame.begin)
        self._timer.timeout.connect(self.deliver)
        self._timer.start()

    def start(self) -> None:
        """Starts the engine's thread. Commands sent before are waiting for it."""
        self._thread = _EngineThread(self._build, self._commands, self._mailbox)
        self._thread.start()

    def is_running(self) -> bool:
        """Whether the engine's thread was started and has not ended."""
        return self._thread is not None and self._thread.isRunning()

    def send(self, command: Command) -> None:
        """Hands a command to the engine; where the engine has died, to a fresh one."""
        if self._thread is not None and self._thread.isFinished() and not self._thread.session_ended_well:
            self._thread.wait()
            self.deliver()
            self._run_id = 0
            self._commands = queue.SimpleQueue()
            self.start()
        self._commands.put(command)

    def report_exception(self, error: BaseException) -> None:
        """Shows an uncaught exception as a message in the window; from any thread."""
        self._mailbox.post_failure(
            self.tr("Something in the program failed."),
            self.tr("Training continues. Copy the details into a bug report."),
            error,
            engine_ended=False,
        )

    @Slot()
    def deliver(self) -> None:
        """Emits the reports that came since the last time; state reports of earlier runs are dropped."""
        reports = []
        for report in self._mailbox.take():
            if isinstance(report, RunStarted):
                self._run_id = report.run_id
            if not isinstance(report, StateReport) or report.run_id >= self._run_id:
                reports.append(report)
        if reports:
            self.reports_ready.emit(reports)

    def shutdown(self, join_ms: int = JOIN_MS) -> bool:
        """Asks the session to end and waits for its thread.

        Returns:
            Whether the thread has ended. It may not have while TensorFlow is being imported or a program compiled,
            which nothing can interrupt; the thread is never terminated.
        """
        self._timer.stop()
        if self._thread is None:
            return True
        self._thread.requestInterruption()
        self._commands.put(Shutdown(command_id=0, hurries=True))
        return self._thread.wait(join_ms)
