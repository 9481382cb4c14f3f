"""What connects *Compare* with the rest of the window: its presenters, its panels, and the ways between them."""

import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMainWindow, QMenu

from dqn_engine.comparison.entries import Kind
from dqn_engine.config.run_config import RunConfig
from dqn_engine.storage.run.labels import RunLabels
from dqn_engine.storage.run.places import is_run_folder, runs_root, sweeps_root
from workbench.command_line import Perspective
from workbench.panels.compare.curves import ComparedCurvesPanel
from workbench.panels.compare.difference import DifferencePanel
from workbench.panels.compare.new_sweep import NewSweepPanel
from workbench.panels.compare.question_panel import QuestionPanel
from workbench.panels.compare.report import ReportPanel
from workbench.panels.compare.runs import RunsPanel
from workbench.panels.compare.sweep import SweepPanel
from workbench.panels.compare.verdict import VerdictPanel
from workbench.panels.hyperparameters.panel import HyperparametersPanel
from workbench.presenters.background import Background
from workbench.presenters.catalogue_reading import CatalogueReading
from workbench.presenters.compared_curves import ComparedCurves
from workbench.presenters.comparison import Comparison
from workbench.presenters.desktop_folders import DesktopFolders
from workbench.presenters.jobs import Jobs
from workbench.presenters.new_sweep import NewSweeps
from workbench.presenters.next_run import NextRun
from workbench.presenters.questions import Questions
from workbench.presenters.saved_runs import SavedRuns
from workbench.presenters.saved_work import SavedWork
from workbench.presenters.sweep_watch import SweepWatch
from workbench.presenters.undo import Undo
from workbench.state.preferences import Preferences
from workbench.state.runs_table import RunsView
from workbench.widgets.message_bar import Message, MessageBar
from workbench.window.actions import Actions
from workbench.window.dialogs import Dialogs
from workbench.window.docks import Docks
from workbench.window.labels_dialog import LabelsDialog


class Compare(QObject):
    """Built once the late panels are there.

    Attributes:
        comparison: Rows and selection.
        curves: How the curves of the selection are drawn.
        sweep: The sweep that is looked at.
        jobs: What is done by processes of their own.
        questions: What is asked of the selection.
        new_sweeps: The study or sweep that is about to be begun.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: Docks,
        saved_runs: SavedRuns,
        next_run: NextRun,
        hyperparameters: HyperparametersPanel,
        actions: Actions,
        undo: Undo,
        messages: MessageBar,
        preferences: Preferences,
        dialogs: Dialogs,
        desktop: DesktopFolders,
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._preferences = window, docks, preferences
        self._saved_runs = saved_runs
        self._next_run, self._hyperparameters = next_run, hyperparameters
        self._actions, self._messages, self._dialogs, self._desktop = actions, messages, dialogs, desktop
        self._background = Background(self)
        self._reading = CatalogueReading()
        self.comparison = Comparison(self._roots, self._background, self._reading, self)
        self.comparison.stepped.connect(undo.add)
        self.comparison.refused.connect(messages.warn)
        self.comparison.told.connect(lambda text: messages.show_message(Message(text=text)))
        self.comparison.open_wanted.connect(saved_runs.open_run)
        self.comparison.untold.connect(messages.withdraw)
        self.comparison.label_wanted.connect(self._ask_labels)
        self.curves = ComparedCurves(self.comparison, self._background, self)
        self.sweep = SweepWatch(self.comparison, self._background, self)
        self.sweep.refused.connect(messages.warn)
        self.sweep.run_wanted.connect(self._go_on)
        self.sweep.fork_wanted.connect(self._train_on)
        self.jobs = Jobs(self)
        self.new_sweeps = NewSweeps(next_run, self.jobs, self._modules_for, len(os.sched_getaffinity(0)), self)
        self.new_sweeps.refused.connect(messages.warn)
        cores = len(os.sched_getaffinity(0))
        self.questions = Questions(self.comparison, self.jobs, self._own_modules, cores, self._background, self)
        self.questions.refused.connect(messages.warn)
        self.saved_work = SavedWork(self.jobs, self._modules_for, cores, self)
        self.saved_work.refused.connect(messages.warn)
        self._connect_runs()
        self._connect_curves()
        self._connect_sweep()
        self._connect_new_sweep()
        self._connect_questions()
        self.comparison.changed.connect(self._begin)

    @Slot(object)
    def _begin(self, view: RunsView) -> None:
        """Where there is no sweep to be seen, what begins one is in front; once, before anything was selected."""
        if view.reading or self._docks.perspective is not Perspective.COMPARE:
            return
        self.comparison.changed.disconnect(self._begin)
        begins, seen = self._docks.dock("new-sweep"), self._docks.widget("sweep").isVisible()
        beside = self._window.dockWidgetArea(begins) == self._window.dockWidgetArea(self._docks.dock("sweep"))
        if seen and beside and not begins.isHidden() and self.comparison.newest(Kind.SWEEP) is None:
            begins.raise_()

    def close(self) -> None:
        """Ends what reads beside the window."""
        self._background.close()
        self._reading.close()

    def menus(self) -> Sequence[QMenu]:
        """What the palette finds here."""
        runs = self._docks.widget("runs")
        return [runs.menu] if isinstance(runs, RunsPanel) else []

    def _roots(self) -> list[Path]:
        """Where runs, studies and sweeps are: where the window saves them, and what was opened elsewhere."""
        elsewhere = [*self._preferences.compared_folders(), *self._preferences.recent_runs()]
        return [runs_root(), sweeps_root(), *map(Path, elsewhere)]

    def _connect_runs(self) -> None:
        panel, comparison = self._docks.widget("runs"), self.comparison
        if not isinstance(panel, RunsPanel):
            return
        panel.seen_changed.connect(functools.partial(comparison.see, "runs"))
        comparison.changed.connect(panel.show_view)
        comparison.revealed.connect(panel.reveal)
        panel.searched.connect(comparison.search)
        panel.kind_chosen.connect(comparison.list_kind)
        panel.group_chosen.connect(comparison.group)
        panel.group_toggled.connect(comparison.toggle_group)
        panel.seeds_toggled.connect(comparison.toggle_seeds)
        panel.sort_wanted.connect(comparison.sort)
        panel.selection_changed.connect(comparison.select)
        panel.opened.connect(comparison.open)
        panel.label_action.triggered.connect(comparison.label)
        panel.pin_action.triggered.connect(comparison.pin)
        panel.delete_action.triggered.connect(comparison.delete)
        panel.end_action.triggered.connect(self._end_selected)
        panel.difference_action.triggered.connect(functools.partial(self._ask_in, "difference", self.questions.compare))
        panel.hand_action.triggered.connect(self._ask_of_hand)
        panel.report_action.triggered.connect(functools.partial(self._ask_in, "report", None))
        # It may have been shown before this was there.
        comparison.see("runs", panel.isVisible())

    def _connect_curves(self) -> None:
        panel, curves = self._docks.widget("comparison"), self.curves
        if not isinstance(panel, ComparedCurvesPanel):
            return
        panel.seen_changed.connect(curves.see)
        curves.changed.connect(panel.show_view)
        panel.axis_chosen.connect(curves.choose_axis)
        panel.quantity_chosen.connect(curves.choose_quantity)
        panel.centre_chosen.connect(curves.choose_centre)
        panel.opened.connect(self.comparison.open)
        curves.see(panel.isVisible())

    def _connect_new_sweep(self) -> None:
        panel, new, jobs = self._docks.widget("new-sweep"), self.new_sweeps, self.jobs
        new.begun.connect(self._await)
        if not isinstance(panel, NewSweepPanel):
            return
        new.changed.connect(panel.show_view)
        new.changed.connect(self._show_ticks)
        jobs.changed.connect(panel.show_job)
        panel.ticked.connect(new.tick)
        panel.range_edited.connect(new.set_range)
        panel.field_edited.connect(new.set_field)
        panel.start_wanted.connect(new.start)
        panel.choose_wanted.connect(self._show_hyperparameters)
        panel.job_cancelled.connect(jobs.cancel)
        panel.job_continued.connect(jobs.go_on)
        panel.job_chosen.connect(self._show_job)
        panel.seen_changed.connect(self._show_ticks)
        panel.seen_changed.connect(functools.partial(self.comparison.see, "new-sweep"))
        self.comparison.changed.connect(lambda _view: panel.show_counts(self.comparison.counts()))
        self._hyperparameters.ticked.connect(new.tick)
        new.tell()

    def _connect_sweep(self) -> None:
        panel, sweep = self._docks.widget("sweep"), self.sweep
        if not isinstance(panel, SweepPanel):
            return
        panel.seen_changed.connect(sweep.see)
        sweep.changed.connect(panel.show_view)
        panel.importance_seen.connect(sweep.weigh)
        panel.run_wanted.connect(self._open_seed)
        panel.go_on_wanted.connect(sweep.go_on_with)
        panel.trial_chosen.connect(self._show_trial)
        panel.pause_wanted.connect(lambda: self.saved_work.pause(sweep.view.folder))
        panel.resume_wanted.connect(self._resume_sweep)
        panel.end_wanted.connect(lambda: self.saved_work.end(sweep.view.folder))
        sweep.see(panel.isVisible())

    @Slot()
    def _resume_sweep(self) -> None:
        view = self.sweep.view
        if view.state is not None:
            state = view.state
            self.saved_work.go_on(view.folder, state.base, paused=state.paused, being_done=state.being_done)

    @Slot()
    def _end_selected(self) -> None:
        """Ends what trains the selected studies and sweeps, of each folder once."""
        going = {
            str(entry.path): None
            for entry in self.comparison.selected()
            if entry.being_written and entry.kind is not Kind.RUN
        }
        for folder in going:
            self.saved_work.end(folder)

    @Slot(int)
    def _show_trial(self, number: int) -> None:
        self.curves.set_off(self.sweep.view.folder, f"trial {number}")

    @Slot(str)
    def _open_seed(self, folder: str) -> None:
        """Shows the run that a seed left, in the perspective for that."""
        self._saved_runs.open_run(folder)
        self._actions.perspectives[Perspective.TRAIN].trigger()

    @Slot(str)
    def _train_on(self, folder: str) -> None:
        self._saved_runs.train_on(folder)
        self._actions.perspectives[Perspective.TRAIN].trigger()

    @Slot(object, str)
    def _go_on(self, config: RunConfig, of: str) -> None:
        """Trains a run with this configuration in the window, in the perspective for that."""
        self._next_run.take(config, self.tr("settings of {run}").format(run=of))
        self._actions.perspectives[Perspective.TRAIN].trigger()
        if self._actions.start.isEnabled():
            self._actions.start.trigger()
        else:
            words = self.tr("The settings of {run} are those of the next run; stop this one, and press Start.")
            self._messages.show_message(Message(text=words.format(run=of)))

    def _connect_questions(self) -> None:
        asks, jobs = self.questions, self.jobs
        for name in ("difference", "verdict", "report"):
            panel = self._docks.widget(name)
            if not isinstance(panel, QuestionPanel):
                continue
            asks.changed.connect(panel.show_view)
            jobs.changed.connect(panel.show_job)
            panel.job_cancelled.connect(jobs.cancel)
            panel.job_continued.connect(jobs.go_on)
            panel.seen_changed.connect(functools.partial(self.comparison.see, name))
            if isinstance(panel, DifferencePanel):
                panel.compare_wanted.connect(asks.compare)
            if isinstance(panel, VerdictPanel):
                panel.verdict_wanted.connect(asks.decide)
                panel.hand_wanted.connect(asks.weigh_hand)
            if isinstance(panel, ReportPanel):
                panel.report_wanted.connect(self._ask_for_report)
                panel.open_wanted.connect(self._desktop.show)

    def _ask_in(self, name: str, ask: Callable[[], None] | None, *_checked: bool) -> None:
        """Shows the panel that a question belongs to, and asks it."""
        dock = self._docks.dock(name)
        dock.show()
        dock.raise_()
        if ask is not None:
            ask()

    @Slot()
    def _ask_of_hand(self) -> None:
        panel = self._docks.widget("verdict")
        self._ask_in("verdict", panel.hand.click if isinstance(panel, VerdictPanel) else None)

    def lists(self, folder: Path) -> bool:
        """Whether a folder is to be listed here: it is no run, but a study, a sweep, or such or runs lie below it."""
        from dqn_engine.comparison.catalogue import holders_below

        return not is_run_folder(folder) and bool(holders_below(folder))

    def show_live(self) -> None:
        """Selects what is being trained at present, as soon as it was read: for a measurement."""

        def select(_view: object) -> None:
            live = self.comparison.live()
            if live:
                self.comparison.changed.disconnect(select)
                self.comparison.select(live)

        self.comparison.changed.connect(select)

    def list_folder(self, folder: Path) -> None:
        """Lists what is in a folder and below it from now on, and shows it."""
        from dqn_engine.comparison.catalogue import found_below, holders_below

        holders = holders_below(folder)
        for holder in reversed(holders):
            self._preferences.add_compared_folder(str(holder))
        self._actions.perspectives[Perspective.COMPARE].trigger()
        newest = max(found_below(holders), key=lambda found: found.written_ns, default=None)
        if newest is not None:
            self.comparison.select_folder(newest.folder)
        self.comparison.look()

    @Slot(str)
    def _ask_for_report(self, ending: str) -> None:
        suggested = Path(self._preferences.folder() or Path.home()) / self.tr("report")
        path = self._dialogs.file_for_report(str(suggested), ending)
        if path:
            self._preferences.set_folder(str(Path(path).parent))
            self.questions.report(path)

    def _own_modules(self) -> list[str]:
        return [module.file or module.name for module in self._preferences.own_modules()]

    def _show_ticks(self, *_: object) -> None:
        """The hyperparameters have boxes to tick while the panel that they are ticked for can be seen."""
        ticked = self.new_sweeps.view.new.ranges if self._docks.widget("new-sweep").isVisible() else None
        self._hyperparameters.show_ticks(ticked)

    @Slot()
    def _show_hyperparameters(self) -> None:
        self._docks.bring("hyperparameters")
        self._hyperparameters.find()

    @Slot(str)
    def _await(self, folder: str) -> None:
        self.comparison.select_folder(Path(folder))

    @Slot(str)
    def _show_job(self, folder: str) -> None:
        """Selects what a job writes, with its curves; and of a sweep its field."""
        self._await(folder)
        if any(view.out == folder and view.kind == "sweep" for view in self.jobs.views()):
            self._docks.bring("sweep")

    def _modules_for(self, config: RunConfig) -> list[str]:
        """What a process of its own has to import for a configuration's environment."""
        needed = {config.environment_module, config.compiled_by} - {""}
        files = {module.name: module.file for module in self._preferences.own_modules()}
        return [files.get(name) or name for name in sorted(needed)]

    @Slot(object, object)
    def _ask_labels(self, folder: Path, labels: RunLabels) -> None:
        dialog = LabelsDialog(folder.name, labels, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            self.comparison.set_labels(folder, dialog.labels())

        dialog.accepted.connect(take)
        dialog.open()
