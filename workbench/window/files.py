"""The questions before something is read or written: which run, which file, which format; and what a drop would do."""

import re
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from dqn_engine.storage.run.labels import name_of
from dqn_engine.storage.run.places import is_run_folder, run_folders, runs_root
from dqn_engine.system.errors import InputError
from workbench.presenters.exports import Exports
from workbench.presenters.own_environments import OwnEnvironments
from workbench.presenters.run_commands import RunCommands
from workbench.presenters.run_presenter import RunPresenter
from workbench.presenters.saved_runs import SavedRuns
from workbench.presenters.undo import Undo
from workbench.presenters.unsaid_weights import UnsaidWeights
from workbench.state.engine_words import worded
from workbench.state.preferences import Preferences
from workbench.window.actions import Actions
from workbench.window.add_environments import AddEnvironments
from workbench.window.dialogs import Dialogs
from workbench.window.docks import Docks
from workbench.window.export_dialog import ExportDialog
from workbench.window.unsaid_dialog import UnsaidDialog

_CHECKPOINT_STEP = re.compile(r"g\d+-step(\d{1,18})(?:-\w+)?")


class Files(QObject):
    """Asks, remembers the folder, and hands the answer to who does it.

    Signals:
        folder_chosen: A folder to open: of a run, a checkpoint, or what *Compare* lists.
        refused: Why something couldn't be written.
    """

    folder_chosen = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        window: QWidget,
        *,
        dialogs: Dialogs,
        preferences: Preferences,
        actions: Actions,
        docks: Docks,
        run: RunPresenter,
        commands: RunCommands,
        saved_runs: SavedRuns,
        exports: Exports,
        own_environments: OwnEnvironments,
        undo: Undo,
    ) -> None:
        super().__init__(window)
        self._window, self._dialogs, self._preferences = window, dialogs, preferences
        self._actions, self._docks, self._run, self._undo = actions, docks, run, undo
        self._commands, self._saved_runs, self._exports = commands, saved_runs, exports
        self._own_environments = own_environments

    @Slot()
    def choose_run(self) -> None:
        """Lists the saved runs, and opens the one that is chosen."""
        from workbench.window.run_chooser import RunChooser  # With what reads runs, which takes long to import.

        elsewhere = [Path(folder) for folder in self._preferences.recent_runs()]
        saved = run_folders(runs_root())
        runs = [*saved, *(run for run in elsewhere if run not in saved and is_run_folder(run))]
        chooser = RunChooser(runs, self._window, columns=self._preferences.run_columns())
        chooser.columns_left.connect(self._preferences.set_run_columns)
        chooser.chosen.connect(self._saved_runs.open_run)
        chooser.elsewhere_wanted.connect(self.ask_and_open_folder)
        chooser.stepped.connect(self._undo.add)
        chooser.renamed.connect(self._run.look_up_name)
        chooser.addActions([self._actions.undo, self._actions.redo])
        self._undo.stack.indexChanged.connect(chooser.follow_undo)
        self._undo.refused.connect(chooser.say)
        chooser.open()

    @Slot()
    def ask_and_open_folder(self) -> None:
        """Asks which folder to open."""
        folder = self._dialogs.run_to_open(self._preferences.folder())
        if folder:
            self._preferences.set_folder(str(Path(folder).parent))
            self.folder_chosen.emit(folder)

    @Slot(str)
    def ask_for_environments(self, module: str) -> None:
        """Asks for a module of environments, beginning with the one of that name, and adds it."""
        own = self._own_environments
        AddEnvironments(own.add, own.modules, own.forget, self._choose_module, module, self._window).open()

    @Slot()
    def ask_and_load(self) -> None:
        """Asks which weights, and loads them."""
        path = self._dialogs.file_to_open(self._preferences.folder())
        if path:
            self._preferences.set_folder(str(Path(path).parent))
            self._commands.load_weights(path)

    @Slot(object)
    def ask_what_weights_are_of(self, weights: UnsaidWeights) -> None:
        """Asks what a file of weights leaves unsaid, and loads them so."""
        dialog = UnsaidDialog(weights, self._window)
        dialog.answered.connect(self._commands.load_weights_as)
        dialog.open()

    @Slot()
    def ask_and_save(self) -> None:
        """Asks where to, and saves the weights there."""
        path = self._dialogs.file_to_save(self._preferences.folder())
        if path:
            self._preferences.set_folder(str(Path(path).parent))
            self._commands.save_weights(path)

    @Slot()
    def ask_and_export(self) -> None:
        """Asks for the format and then where to, and exports the network."""
        dialog = ExportDialog(self._preferences.export_format(), self._window)
        dialog.format_chosen.connect(self._ask_where_to_export)
        dialog.open()

    @Slot(str, str)
    def ask_and_save_plot(self, name: str, ending: str) -> None:
        """Asks where to, and saves the plot of that name in the format of that ending."""
        from workbench.panels.curves.panel import CurvesPanel

        suggested = Path(self._preferences.folder() or Path.home()) / f"{self._run_name()}-{name}"
        path = self._dialogs.file_for_plot(str(suggested), ending)
        if not path:
            return
        self._preferences.set_folder(str(Path(path).parent))
        try:
            self._docks.panel("curves", CurvesPanel).save_plot(name, path)
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return
        self._exports.tell_where(self.tr("Saved the plot as {name}.").format(name=Path(path).name), path)

    def what_a_drop_would_do(self, file: str, folder: str) -> str:
        """What dropping that file, or that folder, on the window would do."""
        if folder:
            from dqn_engine.storage.weights.checkpoint_weights import is_checkpoint

            path = Path(folder)
            if is_run_folder(path):
                return self.tr("Open the run {name}").format(name=name_of(path))
            if not is_checkpoint(path):
                return self.tr("Look for runs in {name}").format(name=path.name)
            step, run = _CHECKPOINT_STEP.fullmatch(path.name), path.parent.parent
            if step is not None and is_run_folder(run):
                words = self.tr("Open the run {name} at step {step}")
                return words.format(name=name_of(run), step=f"{int(step[1]):,}")
        words = self.tr("Load the weights {name} into this run")
        if not self._run.facts.in_a_run:
            words = self.tr("Load the weights {name}, in a new run")
        return words.format(name=Path(file or folder).name)

    @Slot(str)
    def _ask_where_to_export(self, format_name: str) -> None:
        suggested = Path(self._preferences.folder() or Path.home()) / f"{self._run_name()}-policy"
        path, format_name = self._dialogs.file_to_export(str(suggested), format_name)
        if path:
            self._preferences.set_folder(str(Path(path).parent))
            self._preferences.set_export_format(format_name)
            self._exports.export(path, format_name)

    def _choose_module(self) -> str:
        path = self._dialogs.module_to_add(self._preferences.folder())
        if path:
            self._preferences.set_folder(str(Path(path).parent))
        return path

    def _run_name(self) -> str:
        """For the names of files that are suggested."""
        return Path(self._run.facts.folder).name or self._run.facts.environment
