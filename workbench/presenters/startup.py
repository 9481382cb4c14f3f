"""What the command line asked for is done once the engine is ready: Start, and the run or the weights to open."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dqn_engine.messages.commands import LoadWeights, OpenRun, Start
from dqn_engine.messages.reports import RunState, StateChanged
from workbench.command_line import WindowOptions
from workbench.presenters.run_commands import RunCommands
from workbench.presenters.run_presenter import RunPresenter
from workbench.state.report_dispatcher import ReportDispatcher


class Startup(QObject):
    """Waits for the engine's first idle state, and does each thing once.

    Signals:
        folder_given: A folder to open: of a run, a checkpoint, or what *Compare* lists.
    """

    folder_given = Signal(str)

    def __init__(
        self,
        options: WindowOptions,
        run: RunPresenter,
        commands: RunCommands,
        reports: ReportDispatcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run, self._commands = run, commands
        self._start, self._open = options.start, options.open_path
        asked = {Start: options.start, self._kind_of_opening(): bool(options.open_path)}
        # So that meanwhile nobody is told to press Start.
        run.set_asked(frozenset(kind for kind, wanted in asked.items() if wanted))
        reports.subscribe(StateChanged, self._take_state)

    def _kind_of_opening(self) -> type[OpenRun | LoadWeights]:
        return OpenRun if Path(self._open).is_dir() else LoadWeights

    def _take_state(self, report: StateChanged) -> None:
        if report.state is RunState.FAILED:
            self._run.set_asked(frozenset())
        if report.state is not RunState.IDLE:
            return
        start, path = self._start, self._open
        self._start, self._open = False, ""
        if start:
            self._commands.start()
        if path:
            open_it = self.folder_given.emit if Path(path).is_dir() else self._commands.load_weights
            open_it(path)
        self._run.set_asked(frozenset())
