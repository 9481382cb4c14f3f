"""What the command line asked for is done once the engine is ready: Start, and the run or the weights to open."""

from pathlib import Path

from PySide6.QtCore import QObject

from dqn_engine.messages.reports import RunState, StateChanged
from workbench.command_line import WindowOptions
from workbench.presenters.run_commands import RunCommands
from workbench.presenters.saved_runs import SavedRuns
from workbench.state.report_dispatcher import ReportDispatcher


class Startup(QObject):
    """Waits for the engine's first idle state, and does each thing once."""

    def __init__(
        self,
        options: WindowOptions,
        commands: RunCommands,
        saved_runs: SavedRuns,
        reports: ReportDispatcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._commands, self._saved_runs = commands, saved_runs
        self._start, self._open = options.start, options.open_path
        reports.subscribe(StateChanged, self._take_state)

    def _take_state(self, report: StateChanged) -> None:
        if report.state is not RunState.IDLE:
            return
        start, path = self._start, self._open
        self._start, self._open = False, ""
        if start:
            self._commands.start()
        if path:
            open_it = self._saved_runs.open_folder if Path(path).is_dir() else self._commands.load_weights
            open_it(path)
