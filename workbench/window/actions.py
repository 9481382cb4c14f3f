"""Everything the window can be told to do, each with its words, icon and shortcut."""

from PySide6.QtCore import QCoreApplication, QKeyCombination, QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack

from dqn_engine.messages.commands import Export, Fork, Pause, Resume, Start, StepOnce, Stop
from workbench.command_line import Perspective
from workbench.look.icons import IconBook
from workbench.look.translations import SYSTEM, languages
from workbench.panels.run_bar import BarButton
from workbench.presenters.training_speed import FULL, SPEEDS
from workbench.state.run_controls import RunControls


class Actions(QObject):
    """The window's actions; the run bar and the menus show the same ones, so they are always of one mind."""

    def __init__(self, icons: IconBook, parent: QObject) -> None:
        super().__init__(parent)
        self._icons = icons
        key = QKeySequence
        self.start = self._action(self.tr("Start"), "play", key(Qt.Key.Key_F5), self.tr("Start a new run"))
        icons.give(self.start, "play", "on_accent")
        self.pause = self._action(
            self.tr("Pause"), "pause", key(Qt.Key.Key_Space), self.tr("Pause training, and resume it")
        )
        self.step = self._action(
            self.tr("Step"), "step", key(Qt.Key.Key_F10), self.tr("Train one environment step while paused")
        )
        self._about_speed = self.tr("How fast it trains. Up to 100 steps/s every step is shown. It learns the same")
        self.speed = self._action("", "speed", key(), self._about_speed)
        speeds = QActionGroup(self)
        self.speeds = {speed: self._action(_speed_words(speed), "", key(), self.speed.toolTip()) for speed in SPEEDS}
        for speed, action in self.speeds.items():
            action.setCheckable(True)
            action.setData(speed)
            speeds.addAction(action)
        self.slower = self._action(self.tr("Slower"), "", key("Ctrl+["), self.tr("Train more slowly"))
        self.faster = self._action(self.tr("Faster"), "", key("Ctrl+]"), self.tr("Train faster"))
        self.show_speed(FULL)
        ctrl_dot = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Period)
        self.stop = self._action(self.tr("Stop"), "stop", key(ctrl_dot), self.tr("End the run; its network stays"))
        self.stop_criteria = self._action(
            self.tr("Stop by itself…"), "", key(), self.tr("At a step, after a time, or once it is solved")
        )
        self.open_run = self._action(
            self.tr("Open run…"),
            "open",
            key(key.StandardKey.Open),
            self.tr("Open a run; or drop its folder here"),
        )
        self.open_run.setIconText(self.tr("Open"))
        self.open_folder = self._action(
            self.tr("Open folder…"), "", key(), self.tr("A run, a study or a sweep, or a folder with such in it")
        )
        self.save_checkpoint = self._action(
            self.tr("Save checkpoint"), "save", key(key.StandardKey.Save), self.tr("Save the whole run as it is now")
        )
        self.save_checkpoint.setIconText(self.tr("Save"))
        shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        self.load = self._action(
            self.tr("Load weights…"),
            "",
            key(QKeyCombination(shift, Qt.Key.Key_O)),
            self.tr("Load weights from a file; or drop it here"),
        )
        self.save = self._action(
            self.tr("Save weights…"),
            "",
            key(QKeyCombination(shift, Qt.Key.Key_S)),
            self.tr("Save the network's weights to a file"),
        )
        self.export = self._action(
            self.tr("Export…"),
            "",
            key(),
            self.tr("Write the network for other programs, and verify it"),
        )
        self.fork = self._action(
            self.tr("Fork from here"),
            "fork",
            key(QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_B)),
            self.tr("Begin a new run from the current state of this one, and leave this one as it is"),
        )
        self.undo = self._action(self.tr("Undo"), "", key(key.StandardKey.Undo), self.tr("Take back the last change"))
        self.redo = self._action(self.tr("Redo"), "", key(), self.tr("Make the change again that was taken back"))
        self.redo.setShortcuts([key("Ctrl+Shift+Z"), key("Ctrl+Y")])
        self.find = self._action(
            self.tr("Find a hyperparameter"), "", key(key.StandardKey.Find), self.tr("Search the hyperparameters")
        )
        self.palette = self._action(
            self.tr("Find anything…"),
            "",
            key("Ctrl+K"),
            self.tr("Actions, presets, environments, hyperparameters and runs, by typing"),
        )
        self.tour = self._action(self.tr("Show me around"), "", key(), self.tr("A tour of the window, in six stops"))
        self.add_environments = self._action(
            self.tr("Add environments…"), "", key(), self.tr("Import a module of environments of your own")
        )
        self.show_folder = self._action(
            self.tr("Show folder"), "", key(), self.tr("Show the folder that the run is saved in")
        )
        self.save_runs = self._action(
            self.tr("Save runs to disk"),
            "",
            key(),
            self.tr("Every run that is started from now on is saved automatically"),
        )
        self.save_runs.setCheckable(True)
        self.quit = self._action(self.tr("Quit"), "", key(key.StandardKey.Quit), self.tr("Close the window"))
        self.perspectives = {
            Perspective.TRAIN: self._action(
                self.tr("Train"), "", key("Ctrl+1"), self.tr("Arrange the panels to tune and to watch a run")
            ),
            Perspective.LOOK_INSIDE: self._action(
                self.tr("Look inside"), "", key("Ctrl+2"), self.tr("Arrange the panels to see what the agent knows")
            ),
            Perspective.COMPARE: self._action(
                self.tr("Compare"), "", key("Ctrl+3"), self.tr("Arrange the panels to hold runs against each other")
            ),
        }
        arrangements = QActionGroup(self)
        for perspective, action in self.perspectives.items():
            action.setCheckable(True)
            action.setData(str(perspective))
            arrangements.addAction(action)
        self.reset_layout = self._action(
            self.tr("Reset layout"),
            "",
            key(),
            self.tr("Put all panels back where they were at first in this perspective"),
        )
        self.full_screen = self._action(
            self.tr("Full screen"), "", key(Qt.Key.Key_F11), self.tr("Fill the screen with the window")
        )
        self.full_screen.setCheckable(True)
        self.manual = self._action(
            self.tr("Manual"),
            "",
            key(Qt.Key.Key_F1),
            self.tr("Open the manual; in a hyperparameter's row, at its entry"),
        )
        self.glossary = self._action(self.tr("Glossary"), "", key(), self.tr("What the terms mean, in the manual"))
        self.changes = self._action(self.tr("What's new"), "", key(), self.tr("What changed in each version"))
        self.shortcuts = self._action(
            self.tr("Keyboard shortcuts"), "", key("Ctrl+/"), self.tr("Every key, on one page")
        )
        self.next_panel = self._action(
            self.tr("Next panel"), "", key(Qt.Key.Key_F6), self.tr("The keyboard goes to the next panel")
        )
        self.previous_panel = self._action(
            self.tr("Previous panel"), "", key("Shift+F6"), self.tr("The keyboard goes to the panel before")
        )
        self.about = self._action(self.tr("About DQN Workbench"), "", key(), self.tr("What this program is"))
        self.appearances = {
            "system": self._action(self.tr("As the system"), "", key(), self.tr("Light or dark as the system is")),
            "light": self._action(self.tr("Light"), "", key(), self.tr("Always light")),
            "dark": self._action(self.tr("Dark"), "", key(), self.tr("Always dark")),
        }
        self.languages = {SYSTEM: self._action(self.tr("As the system"), "", key(), self.tr("The system's language"))}
        for word, name in languages().items():
            self.languages[word] = self._action(name, "", key(), name)
        spoken = QActionGroup(self)
        for word, language in self.languages.items():
            language.setCheckable(True)
            language.setData(word)
            spoken.addAction(language)
        group = QActionGroup(self)
        for appearance in self.appearances.values():
            appearance.setCheckable(True)
            group.addAction(appearance)

    def tie_undo(self, stack: QUndoStack) -> None:
        """Has Undo and Redo act on `stack`, and say what they would take back and make again."""
        self.undo.triggered.connect(stack.undo)
        self.redo.triggered.connect(stack.redo)
        for action, can, text in (
            (self.undo, stack.canUndoChanged, stack.undoTextChanged),
            (self.redo, stack.canRedoChanged, stack.redoTextChanged),
        ):
            action.setEnabled(False)
            can.connect(action.setEnabled)
            text.connect(self._name_undo if action is self.undo else self._name_redo)

    @Slot(str)
    def _name_undo(self, step: str) -> None:
        self.undo.setText(self.tr("Undo {step}").format(step=step) if step else self.tr("Undo"))

    @Slot(str)
    def _name_redo(self, step: str) -> None:
        self.redo.setText(self.tr("Redo {step}").format(step=step) if step else self.tr("Redo"))

    @Slot(float)
    def show_speed(self, speed: float) -> None:
        """Says how fast it trains."""
        self.speeds[speed].setChecked(True)
        self.speed.setText(_speed_words(speed))
        self.speed.setToolTip(f"{_speed_words(speed)}. {self._about_speed}")
        # Where there is no room for words, its colour says that training is slowed down.
        self._icons.give(self.speed, "speed", "text" if speed == FULL else "accent")
        self.slower.setEnabled(speed != SPEEDS[-1])
        self.faster.setEnabled(speed != FULL)

    def show_controls(self, can: RunControls) -> None:
        """Enables what can be pressed now, and says *…ing* while a command isn't answered."""
        pending = can.pending
        self.start.setEnabled(can.start)
        self.pause.setEnabled(can.pause or can.resume)
        self.step.setEnabled(can.step)
        self.stop.setEnabled(can.stop)
        self.save.setEnabled(can.save)
        self.export.setEnabled(can.export)
        self.save_checkpoint.setEnabled(can.save_checkpoint)
        self.fork.setEnabled(can.branch)
        self.fork.setText(self.tr("Forking…") if Fork in pending else self.tr("Fork from here"))
        self.show_folder.setEnabled(can.show_folder)
        self.export.setText(self.tr("Exporting…") if Export in pending else self.tr("Export…"))
        self.start.setText(self.tr("Starting…") if Start in pending else self.tr("Start"))
        self.stop.setText(self.tr("Stopping…") if Stop in pending else self.tr("Stop"))
        self.step.setText(self.tr("Stepping…") if StepOnce in pending else self.tr("Step"))
        if Pause in pending:
            self.pause.setText(self.tr("Pausing…"))
        elif Resume in pending:
            self.pause.setText(self.tr("Resuming…"))
        else:
            self.pause.setText(self.tr("Resume") if can.paused else self.tr("Pause"))
        self._icons.give(self.pause, "play" if can.paused else "pause")

    def run_buttons(self) -> tuple[BarButton, ...]:
        """What steers the run, for the run bar."""
        pauses = (self.tr("Pause"), self.tr("Resume"), self.tr("Pausing…"), self.tr("Resuming…"))
        return (
            BarButton(
                action=self.start, texts=(self.tr("Start"), self.tr("Starting…")), always_wordy=True, primary=True
            ),
            BarButton(action=self.pause, texts=pauses, always_wordy=True),
            BarButton(action=self.step, texts=(self.tr("Step"), self.tr("Stepping…"))),
            BarButton(
                action=self.stop,
                texts=(self.tr("Stop"), self.tr("Stopping…")),
                always_wordy=True,
                more=(self.stop_criteria,),
            ),
            BarButton(
                action=self.speed,
                texts=tuple(map(_speed_words, SPEEDS)),
                more=(*self.speeds.values(), self.slower, self.faster),
                opens_menu=True,
            ),
        )

    def file_buttons(self) -> tuple[BarButton, ...]:
        """What opens and saves runs, for the run bar."""
        return tuple(
            BarButton(action=action, texts=(action.iconText(),)) for action in (self.open_run, self.save_checkpoint)
        )

    def _action(self, text: str, icon: str, shortcut: QKeySequence, tip: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(shortcut)
        shown = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({shown})" if shown else tip)
        action.setStatusTip("")
        if icon:
            self._icons.give(action, icon)
        return action


def _speed_words(speed: float) -> str:
    if speed == FULL:
        return QCoreApplication.translate("Actions", "Full speed")
    words = QCoreApplication.translate("Actions", "1 step/s") if speed == 1.0 else ""
    return words or QCoreApplication.translate("Actions", "{n} steps/s").format(n=f"{speed:,.0f}")
