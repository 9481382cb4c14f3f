"""The window: builds its parts, puts them in their places, wires them, and remembers its layout."""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QVBoxLayout, QWidget

from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.commands import LoadWeights, OpenRun, Start
from dqn_engine.messages.reports import RunStarted, RunState, StateChanged
from dqn_engine.storage.run.places import is_run_folder, run_folders, runs_root
from dqn_engine.storage.weights.endings import WEIGHTS_SUFFIXES
from dqn_engine.system.errors import InputError
from workbench.command_line import Perspective, WindowOptions
from workbench.engine_link import EngineLink
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.look.translations import SYSTEM, said_in
from workbench.panels.checkpoints import CheckpointsPanel
from workbench.panels.hyperparameters.panel import HyperparametersPanel
from workbench.panels.log import LogPanel
from workbench.panels.run_bar import RunBar
from workbench.panels.status_line import StatusLine
from workbench.presenters.command_sender import CommandSender
from workbench.presenters.desktop_folders import DesktopFolders
from workbench.presenters.exports import Exports
from workbench.presenters.next_run import NextRun
from workbench.presenters.open_instruments import OpenInstruments
from workbench.presenters.own_environments import OwnEnvironments
from workbench.presenters.report_messages import ReportMessages
from workbench.presenters.run_commands import RunCommands
from workbench.presenters.run_presenter import RunPresenter
from workbench.presenters.saved_runs import SavedRuns
from workbench.presenters.standing_refusal import StandingRefusal
from workbench.presenters.startup import Startup
from workbench.presenters.training_speed import TrainingSpeed
from workbench.presenters.undo import Undo
from workbench.state.engine_words import preset_titles
from workbench.state.environment_words import environment_groups
from workbench.state.instrument_panel import (
    AsksWhatIf,
    ChoosesStates,
    ChoosesTransitions,
    FollowsPlay,
    ForksRuns,
    InstrumentPanel,
    SharesSelection,
    StepsRuns,
)
from workbench.state.own_modules import Imported
from workbench.state.preferences import Layout, Preferences
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.selection import Selection
from workbench.state.watched_moment import WatchedMoment
from workbench.widgets.file_drop import FileDrop
from workbench.widgets.message_bar import Message, MessageBar
from workbench.widgets.mnemonics import Mnemonics
from workbench.widgets.space_guard import SpaceGuard
from workbench.window import tab_order
from workbench.window.about import about_box
from workbench.window.actions import Actions
from workbench.window.dialogs import Dialogs
from workbench.window.docks import AwaitsStart, Docks
from workbench.window.files import Files
from workbench.window.help import Help
from workbench.window.menus import add_panels, build_menus
from workbench.window.palette import CommandPalette
from workbench.window.palette_contents import action_entries, choice_entries, hyperparameter_entries, run_entries
from workbench.window.panel_cycle import PanelCycle
from workbench.window.panel_table import PANELS, PanelRow
from workbench.window.recent_menu import RecentMenu
from workbench.window.shortcuts import ShortcutsDialog, top_menus
from workbench.window.stop_dialog import StopDialog
from workbench.window.welcome import Welcome

if TYPE_CHECKING:
    from workbench.panels.environment_view.panel import EnvironmentViewPanel
    from workbench.window.compare import Compare

_BEGINNINGS = frozenset({Start, OpenRun, LoadWeights})
_LARGEST_FIRST_SIZE = QSize(1760, 1000)
# A screen no wider than this is filled at first.
_SMALL_SCREEN_WIDTH = 1920
# Of compiling, what is Python at first: what goes on in the window meanwhile holds it up.
_TRACED_MS = 1_150


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """The parts of the window that are there from the beginning."""

    actions: Actions
    run_bar: RunBar
    messages: MessageBar
    hyperparameters: HyperparametersPanel
    log: LogPanel
    checkpoints: CheckpointsPanel
    status: StatusLine


class MainWindow(QMainWindow):
    """Everything the user sees.

    Signals:
        first_painted: The window is on the screen; what takes long may begin.
        theme_wanted: `"system"`, `"light"` or `"dark"` was chosen.

    Attributes:
        reports: Passes the engine's reports to those who subscribed.
        panels: What is there from the beginning; `docks` has all of them.
        run: What is shown of the run that is open.
        next_run: What the next run takes.
        commands: What the user can ask of the engine.
        exports: Of the network, for other programs.
        saved_runs: The ways to runs on disk.
        own_environments: The user's own environments.
        selection: The state that instruments look at.
        training_speed: How fast runs train.
        undo: What the user changed, and can take back.
        compare: The way between *Compare* and the rest; None before its panels are there.
    """

    first_painted = Signal()
    theme_wanted = Signal(str)

    def __init__(
        self,
        link: EngineLink,
        theme_source: ThemeSource,
        icons: IconBook,
        preferences: Preferences,
        options: WindowOptions,
        dialogs: Dialogs | None = None,
        rows: Sequence[PanelRow] = PANELS,
        remembered: Imported | None = None,
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._dialogs = dialogs or Dialogs(self)
        self.compare: Compare | None = None  # Once its panels are there.
        self._is_furnished = False  # The panels that can be seen are there.
        self._painted = False
        self._arranged = False
        self.selection = Selection(self)
        self.reports = ReportDispatcher(self)
        actions = Actions(icons, self)
        self.docks = Docks(self, theme_source, icons, self.reports, rows)
        status = StatusLine(self)
        self.panels = Panels(
            actions=actions,
            run_bar=RunBar(
                actions.run_buttons(), actions.file_buttons(), icons, preset_titles(), environment_groups(), self
            ),
            messages=MessageBar(icons, self, above=status),
            hyperparameters=self.docks.panel("hyperparameters", HyperparametersPanel),
            log=self.docks.panel("log", LogPanel),
            checkpoints=self.docks.panel("checkpoints", CheckpointsPanel),
            status=status,
        )
        self.panels.status.subscribe_to(self.reports)
        self._recent = RecentMenu(preferences, self)
        self.undo = Undo(self)
        self._said_of_language = ""
        actions.tie_undo(self.undo.stack)
        toggles = self.docks.toggles(), self.docks.toggles(of_comparing=True)
        self._menus = build_menus(self, actions, self._recent, *toggles)
        self._put_on_top()
        self.setStatusBar(self.panels.status)
        self.setContentsMargins(6, 6, 6, 0)
        self.help = Help(theme_source, icons, self, self._places)
        self._cycle = PanelCycle(self, self._places)
        self._mnemonics = Mnemonics(top_menus(self._menus.actions()), self)
        self._build_presenters(link, options)
        self._files = self._made_files()
        self._drop = FileDrop(self, WEIGHTS_SUFFIXES, self._files.what_a_drop_would_do)
        self._drop.follow(self.docks.every_dock())
        self.welcome = Welcome(self, preferences, self._place)
        self._greets = not (options.start or options.open_path)
        self._space = SpaceGuard(self)
        self._connect_actions()
        self._connect_panels()
        self._show_run()
        self.next_run.show(options)
        self.own_environments.show(remembered or Imported(), options.imported)
        self._restore(options)
        link.reports_ready.connect(self.reports.dispatch)

    def build_late_panels(self) -> None:
        """Puts the drawing panels that can be seen into their places, once, after the window has been painted."""
        built = self.docks.build_seen_panels()
        self._is_furnished = True
        from workbench.panels.environment_view.panel import EnvironmentViewPanel

        view = self.docks.panel("view", EnvironmentViewPanel)
        view.spectate_requested.connect(self.commands.spectate)
        view.push_wanted.connect(self.commands.push)
        view.world_wanted.connect(self.commands.change_world)
        view.hand_wanted.connect(self.commands.play_by_hand)
        view.act_wanted.connect(self.commands.act)
        view.what_if_wanted.connect(self._show_what_if)
        view.frames_counted.connect(self.panels.status.show_frames_per_second)
        self.run.show(lambda shown: shown.awaited_environment, view.await_environment)
        self._wire(built, view)
        from workbench.panels.curves.panel import CurvesPanel

        if self._greets:
            self.welcome.show_card()
        curves = self.docks.widget("curves")
        if isinstance(curves, CurvesPanel):
            curves.step_chosen.connect(self.saved_runs.go_back_to)
            curves.save_wanted.connect(self._files.ask_and_save_plot)
            curves.copied.connect(self.panels.messages.tell)
            curves.show_plots(self._preferences.plots())
            curves.plots_changed.connect(self._preferences.set_plots)
            curves.show_over(self._preferences.curves_over())
            curves.over_changed.connect(self._preferences.set_curves_over)
            self.panels.actions.reset_layout.triggered.connect(curves.show_first_plots)
        if self.docks.perspective is Perspective.COMPARE:
            self.build_unseen()

    @Slot()
    def build_unseen(self) -> None:
        """Makes the panels that are hidden at first and what *Compare* has, where these aren't there yet."""
        if self.compare is not None or not self._is_furnished:
            return
        from workbench.panels.environment_view.panel import EnvironmentViewPanel
        from workbench.window.compare import Compare  # With what reads and draws, which takes long to import.

        self._wire(self.docks.build_other_panels(), self.docks.panel("view", EnvironmentViewPanel))

        self.compare = Compare(
            self,
            self.docks,
            self.saved_runs,
            self.next_run,
            self.panels.hyperparameters,
            self.panels.actions,
            self.undo,
            self.panels.messages,
            self._preferences,
            self._dialogs,
            self.desktop,
        )

    def _wire(self, built: Sequence[QWidget], view: "EnvironmentViewPanel") -> None:
        """Ties panels that were built to what they show, and to what they ask for."""
        for panel in built:
            if isinstance(panel, AwaitsStart):
                self.run.show(lambda shown: shown.awaited, panel.set_awaited)
            if isinstance(panel, SharesSelection):
                panel.share_selection(self.selection)
            if isinstance(panel, FollowsPlay):
                view.step_seen.connect(panel.follow_play)
            if isinstance(panel, ForksRuns):
                panel.fork_wanted.connect(self.saved_runs.fork_with)
                self.run.show(lambda shown: shown.can_branch, panel.set_can_fork)
            if isinstance(panel, ChoosesStates):
                panel.state_chosen.connect(self.selection.select)
            if isinstance(panel, ChoosesTransitions):
                panel.slot_chosen.connect(self.selection.select_slot)
            if isinstance(panel, StepsRuns):
                panel.step_wanted.connect(self.commands.step_on)
                self.run.show(lambda shown: shown.controls.pause or shown.controls.step, panel.set_can_step)
        for panel, dock in self.docks.docked_panels():
            if panel in built and isinstance(panel, InstrumentPanel):
                self._instruments.add(panel, dock)

    def _build_unseen_meanwhile(self, report: StateChanged) -> None:
        """While a program is compiled, or nothing is to be done: the engine's import, and its start, would wait."""
        starts = report.state is RunState.IDLE and Start in self.run.facts.pending
        if report.state is RunState.LOADING or starts or self.compare is not None:
            return
        if report.state is RunState.IDLE:
            self.build_unseen()
        else:  # Training is told of before it is found that there is a program to be compiled.
            QTimer.singleShot(_TRACED_MS, self, self.build_unseen)

    def _build_presenters(self, link: EngineLink, options: WindowOptions) -> None:
        """In the order in which they hear of a report: first who sent the command, then what is known of the run."""
        panels, reports = self.panels, self.reports
        self._sender = CommandSender(link, reports, self)
        self.run = RunPresenter(reports, self)
        self.next_run = NextRun(panels.run_bar, panels.hyperparameters, self._sender, reports, self)
        self.own_environments = OwnEnvironments(self._preferences, panels.run_bar, self.next_run, panels.messages, self)
        self.desktop = DesktopFolders(self._dialogs.show_folder, panels.messages, self)
        self.saved_runs = SavedRuns(
            self._sender,
            self.run,
            self.next_run,
            panels.messages,
            self._preferences,
            reports,
            self.desktop.show,
            self,
            # What is only measured isn't opened again.
            saves=not options.measure_s,
        )
        self.commands = RunCommands(self._sender, self.run, self.next_run, self.saved_runs, self)
        self.exports = Exports(self._sender, panels.messages, reports, self)
        self.exports.folder_wanted.connect(self.desktop.show)
        self.training_speed = TrainingSpeed(self._sender, reports, self)
        self._instruments = OpenInstruments(self._sender, reports, self)
        self._notices = ReportMessages(panels.messages, self.run, reports, self)
        self._startup = Startup(options, self._sender, self.run, self.commands, reports, self)
        self._startup.folder_given.connect(self._open_folder)
        for refused in (self.next_run.refused, self.next_run.environment_missing):
            refused.connect(self._startup.take_back)

    def _made_files(self) -> Files:
        return Files(
            self,
            dialogs=self._dialogs,
            preferences=self._preferences,
            actions=self.panels.actions,
            docks=self.docks,
            run=self.run,
            commands=self.commands,
            saved_runs=self.saved_runs,
            exports=self.exports,
            own_environments=self.own_environments,
            undo=self.undo,
        )

    def _put_on_top(self) -> None:
        top = QWidget(self)
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._menus, self.panels.run_bar):
            column.addWidget(part)
        self.setMenuWidget(top)

    def _connect_actions(self) -> None:
        act, commands, saved_runs = self.panels.actions, self.commands, self.saved_runs
        act.start.triggered.connect(self._startup.start)
        act.pause.triggered.connect(commands.pause_or_resume)
        act.step.triggered.connect(commands.step)
        act.stop.triggered.connect(self._startup.stop)
        act.slower.triggered.connect(self.training_speed.slow_down)
        act.faster.triggered.connect(self.training_speed.speed_up)
        for speed, action in act.speeds.items():
            action.triggered.connect(functools.partial(self._choose_speed, speed))
        self.training_speed.changed.connect(act.show_speed)
        act.find.triggered.connect(self._find_hyperparameter)
        act.palette.triggered.connect(self._find_anything)
        act.tour.triggered.connect(self._show_tour)
        for action in act.perspectives.values():
            action.triggered.connect(self._choose_perspective)
        for toggle in (*self.docks.toggles(), *self.docks.toggles(of_comparing=True)):
            toggle.triggered.connect(self.build_unseen)
        self.reports.subscribe(StateChanged, self._build_unseen_meanwhile)
        act.stop_criteria.triggered.connect(self._ask_when_to_stop)
        self._notices.stop_wanted.connect(commands.stop)
        self._notices.export_wanted.connect(act.export.trigger)
        act.add_environments.triggered.connect(self.own_environments.ask)
        act.open_run.triggered.connect(self._files.choose_run)
        act.open_folder.triggered.connect(self._files.ask_and_open_folder)
        self._files.folder_chosen.connect(self._open_folder)
        act.save_checkpoint.triggered.connect(saved_runs.save_checkpoint)
        act.show_folder.triggered.connect(saved_runs.show_folder)
        act.fork.triggered.connect(saved_runs.fork_now)
        act.save_runs.setChecked(self._preferences.saves_runs())
        act.save_runs.toggled.connect(self._choose_saving)
        act.load.triggered.connect(self._files.ask_and_load)
        act.save.triggered.connect(self._files.ask_and_save)
        act.export.triggered.connect(self._files.ask_and_export)
        act.quit.triggered.connect(self.close)
        act.reset_layout.triggered.connect(lambda: self.docks.reset())
        act.full_screen.toggled.connect(self._set_full_screen)
        act.manual.triggered.connect(self.help.show_manual)
        act.glossary.triggered.connect(self.help.show_glossary)
        act.changes.triggered.connect(self.help.show_changes)
        act.shortcuts.triggered.connect(self._show_shortcuts)
        act.next_panel.triggered.connect(self._cycle.next)
        act.previous_panel.triggered.connect(self._cycle.previous)
        act.about.triggered.connect(self._show_about)
        for word, action in act.appearances.items():
            action.setData(word)
            action.triggered.connect(self._choose_appearance)
        for action in act.languages.values():
            action.triggered.connect(self._choose_language)
        self.welcome.train_wanted.connect(self._startup.start)
        self.welcome.open_wanted.connect(act.open_run.trigger)
        self.run.show(lambda view: bool(view.controls.pending & _BEGINNINGS), self._leave_card_when_begun)
        self.reports.subscribe(RunStarted, lambda _report: self.welcome.leave_card())
        self.reports.subscribe(RunStarted, lambda _report: self.selection.clear())

    def _connect_panels(self) -> None:
        panels, commands, saved_runs, next_run = self.panels, self.commands, self.saved_runs, self.next_run
        self._show_refusals()
        panels.run_bar.environment_chosen.connect(next_run.choose_environment)
        panels.run_bar.preset_chosen.connect(next_run.choose_preset)
        panels.hyperparameters.knobs_changed.connect(commands.set_knobs)
        panels.checkpoints.rewind_requested.connect(saved_runs.rewind)
        panels.checkpoints.fork_requested.connect(saved_runs.fork_at)
        panels.checkpoints.show_folder_requested.connect(saved_runs.show_folder)
        self._recent.run_chosen.connect(saved_runs.open_run)
        self._drop.file_dropped.connect(commands.load_weights)
        self._drop.folder_dropped.connect(self._open_folder)
        commands.knobs_refused.connect(panels.hyperparameters.revert)
        for changed in (panels.hyperparameters.stepped, next_run.stepped):
            changed.connect(self.undo.add)
        next_run.another_run.connect(self.undo.forget_run)
        self.undo.told.connect(panels.messages.tell)
        self.undo.untold.connect(panels.messages.withdraw)
        self.undo.refused.connect(panels.messages.warn)
        self.undo.stack.indexChanged.connect(self.run.look_up_name)  # One of the steps is naming a run.
        next_run.environment_changed.connect(self.run.set_next_environment)
        next_run.environment_changed.connect(panels.hyperparameters.set_environment)
        next_run.environment_changed.connect(self.welcome.set_environment)
        saved_runs.weights_wanted.connect(commands.load_weights)
        commands.weights_unsaid.connect(self._files.ask_what_weights_are_of)
        panels.run_bar.environments_wanted.connect(self.own_environments.ask)
        self.own_environments.asked_for.connect(self._files.ask_for_environments)
        for missing in (commands.environment_missing, next_run.environment_missing):
            missing.connect(self.own_environments.tell_missing)
        self._sender.pending_changed.connect(self.run.set_pending)
        commands.refused.connect(panels.messages.warn)

    def _show_refusals(self) -> None:
        """Connected before what is refused, so that what is tried next takes the sentence back, not what answers it."""
        bar, drop, panel = self.panels.run_bar, self._drop, self.panels.hyperparameters
        for refused, over in (
            (bar.refused, (bar.taken,)),
            (self.next_run.refused, (bar.environment_chosen, bar.preset_chosen)),
            (panel.refused, (panel.stepped,)),
            (drop.drop_refused, (drop.file_dropped, drop.folder_dropped)),
            (self._files.refused, ()),
        ):
            refusal = StandingRefusal(self.panels.messages, refused, over, self)
            self.reports.subscribe(RunStarted, lambda _report, refusal=refusal: refusal.withdraw())

    def _show_run(self) -> None:
        """Which part of the view is shown where."""
        run, panels = self.run, self.panels
        run.show(lambda view: view.controls, panels.actions.show_controls)
        run.show(lambda view: view.badge, panels.run_bar.show_state)
        run.show(lambda view: view.environments, panels.run_bar.show_environments)
        run.show(lambda view: view.sentence, panels.status.show_sentence)
        run.show(lambda view: view.counts_seconds, panels.status.count_seconds)
        run.show(lambda view: view.is_still, panels.status.let_figures_yield)
        run.show(lambda view: view.knobs, panels.hyperparameters.set_engine_values)
        run.show(lambda view: view.knobs, panels.status.set_knobs)
        run.show(lambda view: view.saved, panels.checkpoints.show_run)
        run.show(lambda view: view.checkpoints, panels.checkpoints.set_checkpoints)
        run.show(lambda view: view.can_branch, panels.checkpoints.set_can_branch)
        run.show(lambda view: view.is_recounting, panels.log.set_recounting)
        run.show(lambda view: view.environment, self.docks.name_view)
        run.show(lambda view: view.title, self.setWindowTitle)

    @Slot(bool)
    def _leave_card_when_begun(self, has_begun: bool) -> None:
        """A start that was refused, for what is typed, leaves the card where it is, and so does opening nothing."""
        if has_begun:
            self.welcome.leave_card()

    # --- what actions do here -----------------------------------------------------------------------------------------

    @Slot(object)
    def _show_what_if(self, moment: WatchedMoment) -> None:
        """Shows the panel that tells of futures, and hands it a moment of the view."""
        self.build_unseen()
        for panel, dock in self.docks.docked_panels():
            if isinstance(panel, AsksWhatIf):
                dock.show()
                dock.raise_()
                panel.ask_from_watched(moment)

    @Slot()
    def _find_hyperparameter(self) -> None:
        self._bring_up("hyperparameters")
        self.panels.hyperparameters.find()

    def _go_to_hyperparameter(self, name: str) -> None:
        self._bring_up("hyperparameters")
        self.panels.hyperparameters.go_to(name)

    def _bring_up(self, panel: str) -> None:
        """Shows a panel that takes the keyboard next: its window may be another one, where it floats."""
        dock = self.docks.dock(panel)
        dock.show()
        dock.raise_()
        dock.window().activateWindow()

    @Slot()
    def _find_anything(self) -> None:
        entries = [
            *action_entries(top_menus(self._menus.actions())),
            *(action_entries(self.compare.menus()) if self.compare is not None else ()),
            *choice_entries(preset_titles(), self.own_environments.groups(), self.next_run),
            *hyperparameter_entries(self.panels.hyperparameters, self._go_to_hyperparameter),
            *run_entries(run_folders(runs_root()), self.saved_runs),
        ]
        CommandPalette(entries, self).open()

    @Slot()
    def _choose_perspective(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            perspective = Perspective(sender.data())
            if perspective is not self.docks.perspective:
                self.build_unseen()
            self.docks.show_perspective(perspective)

    def _choose_speed(self, speed: float, *_checked: bool) -> None:
        self.training_speed.choose(speed)

    @Slot()
    def _show_tour(self) -> None:
        self.panels.actions.perspectives[Perspective.TRAIN].trigger()  # What it tells of is shown there.
        self.welcome.show_tour()

    def _place(self, name: str) -> QWidget:
        if name == "menu_bar":
            return self.menuBar()
        return self.panels.run_bar if name == "run_bar" else self.docks.place(name)

    def _places(self) -> dict[str, QWidget]:
        """The parts of the window, in the order in which F6 goes through them."""
        return {name: self._place(name) for name in ("run_bar", *self.docks.names())}

    @Slot()
    def _ask_when_to_stop(self) -> None:
        facts = self.run.facts
        environment = facts.environment if facts.in_a_run else facts.next_environment
        try:
            threshold = environment_info(environment).return_threshold
        except InputError:
            threshold = math.nan
        StopDialog(self.panels.hyperparameters.rows, threshold, self).open()

    @Slot()
    @Slot(str)
    def _open_folder(self, folder: str) -> None:
        """Opens a run or a checkpoint; studies, sweeps and folders of many are listed in *Compare*."""
        if is_run_folder(Path(folder)):
            self.saved_runs.open_folder(folder)  # As is often asked for at the start, when *Compare* isn't made yet.
            return
        self.build_unseen()
        if self.compare is not None and self.compare.lists(Path(folder)):
            self.compare.list_folder(Path(folder))
        else:
            self.saved_runs.open_folder(folder)

    @Slot()
    def _choose_appearance(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            word = sender.data()
            self._preferences.set_appearance(word)
            self.theme_wanted.emit(word)

    @Slot()
    def _choose_language(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            word = sender.data()
            self._preferences.set_language(word)
            told = self.tr("The window speaks this language from its next start on.")
            also = said_in(word, "MainWindow", "The window speaks this language from its next start on.")
            self.panels.messages.withdraw(self._said_of_language)
            self._said_of_language = "" if also == told else f"{also} {told}"  # Else it speaks that already.
            if self._said_of_language:
                self.panels.messages.tell(self._said_of_language)

    @Slot(bool)
    def _choose_saving(self, saves: bool) -> None:
        """Of the run in progress it changes nothing, which the tick alone would seem to say."""
        self._preferences.set_saves_runs(saves)
        if not self.run.facts.in_a_run:
            return
        on, off = self.tr("Runs are saved from the next one on."), self.tr("Runs aren't saved from the next one on.")
        self.panels.messages.withdraw(off if saves else on)
        self.panels.messages.show_message(Message(text=on if saves else off))

    @Slot(bool)
    def _set_full_screen(self, full: bool) -> None:
        full_screen = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full_screen if full else self.windowState() & ~full_screen)

    @Slot()
    def _show_about(self) -> None:
        about_box(self).open()

    @Slot()
    def _show_shortcuts(self) -> None:
        ShortcutsDialog(top_menus(self._menus.actions()), self).open()

    def menuBar(self) -> QMenuBar:
        # Qt's own would find no menu bar in the menu's place, make one, and delete the run bar that stands there.
        return self._menus

    # --- layout and closing -------------------------------------------------------------------------------------------

    def _restore(self, options: WindowOptions) -> None:
        self.panels.hyperparameters.set_collapsed_groups(self._preferences.collapsed_groups())
        self.panels.actions.appearances[self._preferences.appearance()].setChecked(True)
        actions = self.panels.actions
        actions.languages.get(self._preferences.language(), actions.languages[SYSTEM]).setChecked(True)
        saved = self._preferences.layout()
        perspective = options.perspective or (saved.perspective if saved else Perspective.TRAIN)
        self.panels.actions.perspectives[perspective].setChecked(True)
        placed = saved is not None and self.restoreGeometry(saved.geometry)
        # What is measured is the first arrangement with all that it has, nothing of it hidden behind a tab.
        measured = bool(options.measure_s) and options.perspective is not None
        arrangements = saved.docks if saved is not None and placed and not measured else {}
        self._arranged = self.docks.restore(arrangements, perspective, tabs=not measured)
        if measured and perspective is Perspective.COMPARE:
            # Of those that only ask and answer there are more than a screen has room for.
            for name in ("new-sweep", "difference", "verdict", "report"):
                self.docks.dock(name).hide()
        if placed:
            return
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(screen.boundedTo(_LARGEST_FIRST_SIZE))
        if screen.width() <= _SMALL_SCREEN_WIDTH:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def createPopupMenu(self) -> QMenu:
        """The panels, by a right click between them or on a title of one; as in the View menu, not as Qt lists them."""
        menu = QMenu(self)
        add_panels(menu, self.docks.toggles(), self.docks.toggles(of_comparing=True))
        menu.addAction(self.panels.actions.reset_layout)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.docks.make_room(self.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._arranged and not self._painted:
            # So that nothing is seen to jump.
            self.docks.apportion()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # After this painting has reached the screen, not in its middle.
            QTimer.singleShot(0, self._tell_painted)

    @Slot()
    def _tell_painted(self) -> None:
        # Only now is the size the window manager gave known.
        if not self._arranged:
            self.docks.apportion()
        # Nothing is being typed yet; Space should reach the window's own shortcut, and Enter what leads on at first.
        card = self.welcome.card
        first = self.centralWidget() if card is None else card.train
        if first is not None:
            first.setFocus()
        self.first_painted.emit()

    def focusNextPrevChild(self, next: bool) -> bool:
        return tab_order.go(self, 1 if next else -1) or super().focusNextPrevChild(next)

    def remember_layout(self) -> None:
        """Where everything is, for the next time; written with the preferences."""
        docks = self.docks
        layout = Layout(geometry=self.saveGeometry(), perspective=docks.perspective, docks=docks.arrangements())
        self._preferences.set_layout(layout)
        self._preferences.set_collapsed_groups(self.panels.hyperparameters.collapsed_groups())

    def closeEvent(self, event: QCloseEvent) -> None:
        facts = self.run.facts
        asks = facts.has_work_at_stake and not facts.was_only_opened
        if asks and not self._dialogs.stop_training(saved=bool(facts.folder)):
            event.ignore()
            return
        self.remember_layout()
        if self.compare is not None:
            self.compare.close()
        event.accept()
