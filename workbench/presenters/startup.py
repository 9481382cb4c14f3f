"""What is asked for before the engine is ready, and done once it is: Start, and the command line's run or weights.

Until then Start is a wish, and no command: what is chosen or typed meanwhile is taken. Stop takes it back, and so do
opening something instead and a choice that is refused: what would be trained then isn't what was wanted last.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.messages.commands import LoadWeights, OpenRun, Start
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import RunState, StateChanged
from workbench.command_line import WindowOptions
from workbench.presenters.command_sender import CommandSender
from workbench.presenters.run_commands import RunCommands
from workbench.presenters.run_presenter import RunPresenter
from workbench.state.report_dispatcher import ReportDispatcher

_OPENINGS = frozenset({OpenRun, LoadWeights})


class Startup(QObject):
    """Waits for the engine's first idle state, and does each thing once.

    Signals:
        folder_given: A folder to open: of a run, a checkpoint, or what *Compare* lists.
    """

    folder_given = Signal(str)

    def __init__(
        self,
        options: WindowOptions,
        sender: CommandSender,
        run: RunPresenter,
        commands: RunCommands,
        reports: ReportDispatcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run, self._commands = run, commands
        self._start, self._open = options.start, options.open_path
        self._openings: frozenset[type[Command]] = frozenset()
        self._tell_asked()
        sender.pending_changed.connect(self._heed_openings)
        reports.subscribe(StateChanged, self._take_state)

    @Slot()
    def start(self) -> None:
        """Begins a run, at once or when the engine is ready; what can't be one is refused at once."""
        if self._run.facts.state is not RunState.LOADING:
            self._commands.start()
        elif self._commands.can_start():
            self._want_start(True)

    @Slot()
    def stop(self) -> None:
        """Ends the run, or takes Start back."""
        if self._start:
            self._want_start(False)
        else:
            self._commands.stop()

    @Slot()
    def take_back(self) -> None:
        """Takes Start back, where it still waits."""
        if self._start:
            self._want_start(False)

    def _want_start(self, wanted: bool) -> None:
        self._start = wanted
        self._tell_asked()

    def _tell_asked(self) -> None:
        """So that meanwhile nobody is told to press Start."""
        opening = OpenRun if Path(self._open).is_dir() else LoadWeights
        asked = {Start: self._start, opening: bool(self._open)}
        self._run.set_asked(frozenset(kind for kind, wanted in asked.items() if wanted))

    @Slot(object)
    def _heed_openings(self, pending: frozenset[type[Command]]) -> None:
        before, self._openings = self._openings, pending & _OPENINGS
        if self._openings - before:
            self.take_back()

    def _take_state(self, report: StateChanged) -> None:
        if report.state not in (RunState.IDLE, RunState.FAILED):
            return
        start, path = self._start, self._open
        self._start, self._open = False, ""
        if report.state is RunState.IDLE:
            if start:
                self._commands.start()
            if path:
                open_it = self.folder_given.emit if Path(path).is_dir() else self._commands.load_weights
                open_it(path)
        self._tell_asked()
