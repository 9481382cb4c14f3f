"""The window: builds its parts, puts them in their places, wires them, and remembers its layout."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenuBar, QMessageBox, QVBoxLayout, QWidget

from dqn_engine.config.run_config import load_preset, preset_names
from dqn_engine.storage.run.places import is_run_folder, run_folders, runs_root
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable
from workbench.command_line import WEIGHTS_ENDINGS, Options
from workbench.engine_link import EngineLink
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.panels.checkpoints import CheckpointsPanel
from workbench.panels.hyperparameters import HyperparametersPanel
from workbench.panels.log import LogPanel
from workbench.panels.run_bar import RunBar
from workbench.panels.status_line import StatusLine
from workbench.presenters.plots import Plots
from workbench.presenters.run_desk import Panels, RunDesk
from workbench.state.environment_words import environment_groups
from workbench.state.preferences import Preferences
from workbench.state.run_controls import IN_A_RUN
from workbench.state.run_words import title_of
from workbench.widgets.file_drop import FileDrop
from workbench.widgets.message_bar import MessageBar
from workbench.widgets.space_guard import SpaceGuard
from workbench.window.actions import Actions
from workbench.window.dialogs import Dialogs
from workbench.window.docks import Docks
from workbench.window.help import Help
from workbench.window.menus import build_menus
from workbench.window.recent_menu import RecentMenu

_LARGEST_FIRST_SIZE = QSize(1760, 1000)
# A screen no wider than this is filled at first.
_SMALL_SCREEN_WIDTH = 1920
_FRAMES_SHOWN_MS = 500


class MainWindow(QMainWindow):
    """Everything a person sees.

    Signals:
        first_painted: The window is on the screen; what takes long may begin.
        theme_wanted: `"system"`, `"light"` or `"dark"` was chosen.
    """

    first_painted = Signal()
    theme_wanted = Signal(str)

    def __init__(
        self,
        link: EngineLink,
        theme_source: ThemeSource,
        icons: IconBook,
        preferences: Preferences,
        options: Options,
        dialogs: Dialogs | None = None,
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._dialogs = dialogs or Dialogs(self)
        self._plots: Plots | None = None
        self._painted = False
        self._arranged = False
        actions = Actions(icons, self)
        self.panels = Panels(
            actions=actions,
            run_bar=RunBar(actions, icons, _preset_titles(), environment_groups(), self),
            messages=MessageBar(icons, self),
            hyperparameters=HyperparametersPanel(theme_source, icons, self),
            log=LogPanel(self),
            checkpoints=CheckpointsPanel(icons, self),
            status=StatusLine(self),
        )
        self.docks = Docks(self, icons)
        self.docks.fill(self.docks.hyperparameters, self.panels.hyperparameters)
        self.docks.fill(self.docks.log, self.panels.log)
        self.docks.fill(self.docks.checkpoints, self.panels.checkpoints)
        self._recent = RecentMenu(preferences, self)
        self._menus = build_menus(self, actions, self._recent, self.docks.toggles())
        self._put_on_top()
        self.setStatusBar(self.panels.status)
        self.setContentsMargins(6, 6, 6, 0)
        self.desk = RunDesk(link, self.panels, options, preferences, self)
        self.help = Help(theme_source, icons, self)
        self._drop = FileDrop(self, WEIGHTS_ENDINGS)
        self._space = SpaceGuard(QApplication.instance(), self)
        self._frames_timer = QTimer(self)
        self._frames_timer.setInterval(_FRAMES_SHOWN_MS)
        self._connect()
        self._name_environment(self.desk.environment())
        self._restore()

    def install_plots(self, plots: Plots) -> None:
        """Puts the drawing panels into their places, once, after the window has been painted."""
        self._plots = plots
        self.docks.fill_middle(plots.curves)
        self.docks.fill(self.docks.priorities, plots.priorities)
        self.docks.fill(self.docks.view, plots.view)
        self.desk.draw_on(plots)
        self._frames_timer.start()

    def _put_on_top(self) -> None:
        top = QWidget(self)
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._menus, self.panels.run_bar, self.panels.messages):
            column.addWidget(part)
        self.setMenuWidget(top)

    def _connect(self) -> None:
        act, desk = self.panels.actions, self.desk
        act.start.triggered.connect(desk.start)
        act.pause.triggered.connect(desk.pause_or_resume)
        act.step.triggered.connect(desk.step)
        act.stop.triggered.connect(desk.stop)
        act.open_run.triggered.connect(self._choose_run)
        act.save_checkpoint.triggered.connect(desk.shelf.save_checkpoint)
        act.show_folder.triggered.connect(desk.shelf.show_folder)
        act.fork.triggered.connect(desk.shelf.fork_now)
        act.keep_runs.setChecked(self._preferences.keeps_runs())
        act.keep_runs.toggled.connect(self._preferences.set_keeps_runs)
        act.load.triggered.connect(self._ask_and_load)
        act.save.triggered.connect(self._ask_and_save)
        act.export.triggered.connect(self._ask_and_export)
        act.quit.triggered.connect(self.close)
        act.reset_layout.triggered.connect(self._reset_layout)
        act.full_screen.toggled.connect(self._set_full_screen)
        act.manual.triggered.connect(self.help.show_manual)
        act.about.triggered.connect(self._show_about)
        for word, action in act.appearances.items():
            action.setData(word)
            action.triggered.connect(self._choose_appearance)
        self.panels.run_bar.environment_chosen.connect(desk.next_run.choose_environment)
        self.panels.run_bar.preset_chosen.connect(desk.next_run.choose_preset)
        self.panels.run_bar.seed_refused.connect(desk.warn)
        self.panels.hyperparameters.knobs_changed.connect(desk.send_knobs)
        self.panels.hyperparameters.refused.connect(desk.warn)
        desk.shown_environment_changed.connect(self._name_environment)
        desk.shelf.named.connect(self._show_title)
        self._recent.run_chosen.connect(desk.shelf.open_run)
        self._drop.file_dropped.connect(desk.load_weights)
        self._drop.folder_dropped.connect(desk.shelf.open_folder)
        self._drop.drop_refused.connect(desk.warn)
        self._frames_timer.timeout.connect(self._show_frames)

    # --- what actions do here -----------------------------------------------------------------------------------------

    @Slot()
    def _choose_run(self) -> None:
        from workbench.window.run_chooser import RunChooser  # With what reads runs, which takes long to import.

        elsewhere = [Path(folder) for folder in self._preferences.recent_runs()]
        kept = run_folders(runs_root())
        chooser = RunChooser([*kept, *(run for run in elsewhere if run not in kept and is_run_folder(run))], self)
        chooser.chosen.connect(self.desk.shelf.open_run)
        chooser.elsewhere_wanted.connect(self._ask_and_open_folder)
        chooser.open()

    @Slot()
    def _ask_and_open_folder(self) -> None:
        folder = self._dialogs.run_to_open(self._preferences.folder())
        if folder:
            self._preferences.set_folder(str(Path(folder).parent))
            self.desk.shelf.open_folder(folder)

    @Slot()
    def _ask_and_load(self) -> None:
        path = self._dialogs.file_to_open(self._preferences.folder())
        if path:
            self._preferences.set_folder(str(Path(path).parent))
            self.desk.load_weights(path)

    @Slot()
    def _ask_and_save(self) -> None:
        path = self._dialogs.file_to_save(self._preferences.folder())
        if path:
            self._preferences.set_folder(str(Path(path).parent))
            self.desk.save_weights(path)

    @Slot()
    def _ask_and_export(self) -> None:
        path, format_name = self._dialogs.file_to_export(self._preferences.folder())
        if path:
            self._preferences.set_folder(str(Path(path).parent))
            self.desk.export_policy(path, format_name)

    @Slot()
    def _choose_appearance(self) -> None:
        word = self.sender().data()
        self._preferences.set_appearance(word)
        self.theme_wanted.emit(word)

    @Slot(bool)
    def _set_full_screen(self, full: bool) -> None:
        full_screen = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full_screen if full else self.windowState() & ~full_screen)

    @Slot()
    def _reset_layout(self) -> None:
        self.docks.arrange()
        self.docks.apportion()

    @Slot()
    def _show_about(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("About DQN Workbench"))
        box.setText(self.tr("DQN Workbench"))
        box.setInformativeText(
            self.tr("Watch deep Q-learning happen: a window over a compiled Keras/TensorFlow engine.")
        )
        box.open()

    @Slot()
    def _show_frames(self) -> None:
        if self._plots is not None:
            self.panels.status.show_frames_per_second(self._plots.view.frames_per_second)

    @Slot(str)
    def _name_environment(self, environment: str) -> None:
        self.docks.name_view(environment)
        self._show_title()

    @Slot()
    def _show_title(self) -> None:
        shelf = self.desk.shelf
        words = self.tr("{run} (read-only) – DQN Workbench") if shelf.read_only else self.tr("{run} – DQN Workbench")
        self.setWindowTitle(words.format(run=printable(title_of(shelf.name, self.desk.environment()))))

    def menuBar(self) -> QMenuBar:
        # Qt's own would find no menu bar in the menu's place, make one, and delete the run bar that stands there.
        return self._menus

    # --- layout and closing -------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        self.panels.hyperparameters.set_collapsed_groups(self._preferences.collapsed_groups())
        self.panels.actions.appearances[self._preferences.appearance()].setChecked(True)
        saved = self._preferences.layout()
        if saved is not None and self.restoreGeometry(saved[0]) and self.docks.restore(saved[1]):
            self._arranged = True
            return
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(screen.boundedTo(_LARGEST_FIRST_SIZE))
        if screen.width() <= _SMALL_SCREEN_WIDTH:
            self.setWindowState(Qt.WindowState.WindowMaximized)

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
        # Nothing is being typed yet; Space should reach the window's own shortcut.
        self.centralWidget().setFocus()
        self.first_painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        shelf = self.desk.shelf
        goes_on = self.desk.state() in IN_A_RUN and not shelf.read_only
        if goes_on and not self._dialogs.stop_training(kept=bool(shelf.folder)):
            event.ignore()
            return
        self._preferences.set_layout(self.saveGeometry(), self.docks.state())
        self._preferences.set_collapsed_groups(self.panels.hyperparameters.collapsed_groups())
        self._frames_timer.stop()
        event.accept()


def _preset_titles() -> dict[str, str]:
    """Name → title of the installed presets; one that can't be read is left out here and refused when asked for."""
    titles = {}
    for name in preset_names():
        try:
            titles[name] = load_preset(name).title or name
        except InputError:
            continue
    return titles
