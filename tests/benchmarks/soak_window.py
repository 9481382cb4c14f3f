"""Uses the whole window at random, from a seeded list, over the real engine, and watches what a user would notice.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.soak_window --minutes 20

It does `--actions` things: entries of the menus, buttons, sliders, fields, keys, plots, panels, sizes of the window. It
fails on an exception, a warning of Qt, a failure that the engine reports, memory that goes on growing, and an end that
isn't clean within three seconds. The log has each action, so that the same seed shows the same again.

What is done takes memory of its own: buffers of millions of transitions, large networks, dozens of trials. So memory is
compared at rest: after a fifth of the actions, after three fifths and after the last, the default run begins in *Train*
and trains for half a minute. Until the second, what a session keeps for good is filled: the programs of the last runs,
the kernels that TensorFlow has loaded, every panel. The first is told too, and what comes after the second must hardly
grow. TensorFlow keeps 8 MB of every run's program that was compiled and dropped; nothing is taken off.
"""

import argparse
import contextlib
import faulthandler
import json
import os
import random
import re
import signal
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenu,
    QSlider,
    QWidget,
)

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.reports import Failure, RunState, StateChanged
from tests.support.fake_dialogs import FakeDialogs
from workbench.app import Workbench
from workbench.command_line import Perspective, parse_options
from workbench.engine_link import training_session_factory
from workbench.look.theme import application_font
from workbench.state.preferences import Preferences
from workbench.widgets.canvas_plot import CanvasPlot

RESTS_AFTER = (0.2, 0.6, 1.0)  # of the actions
REST_S, RESTED_S, MOST_REST_S = 30, 10, 120
"""How long the default run trains, of that at the end how long memory is looked at, and how long it is waited for."""
MOST_GROWTH = 0.15  # from the second rest to the last
MOST_SECONDS_TO_END = 3.0
POPUP_MS = 50
RESET_EVERY = 40
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
HARMLESS = re.compile("does not support (propagateSizeHints|grabbing the keyboard|raise)")
LEFT_ALONE = ("quit", "show_folder", "add_environments")
TEXTS = ("0", "1", "0.5", "64", "1e-3", "128,64", "1,000", "-3", "auto", "cart", "x" * 300, "", "Taxi-v4")
KEYS = ("F5", "F6", "Space", "Ctrl+Z", "Ctrl+Y", "Ctrl+1", "Ctrl+2", "Ctrl+S", "F10", "Tab", "Escape", "Ctrl+B", "F1")


def resident_bytes() -> int:
    """Of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


def programs_compiled() -> int:
    """Of runs and of instruments; 0 until the engine has loaded TensorFlow, which isn't done sooner for this."""
    loaded = sys.modules.get("dqn_engine.system.compiled_function")
    return 0 if loaded is None else loaded.CompiledFunction.programs_compiled


class Soak(QObject):
    """Does one thing after another to a window, and remembers what went wrong."""

    def __init__(self, workbench: Workbench, actions: int, minutes: float, seed: int, log: Path) -> None:
        super().__init__()
        self._window = workbench.window
        self._numbers = random.Random(seed)
        self._left, self._done = actions, 0
        self._log = log.open("w", encoding="utf-8", buffering=1)
        self.troubles: list[str] = []
        self.samples: list[int] = []
        self.at_rest: list[int] = []
        self._resting: list[int] = []
        self._waited_s, self._started = 0, False
        self.runs_compiled = 0
        self.closed_s = 0.0
        self.left_in = ""
        self._timer = QTimer(self, interval=round(60_000 * minutes / actions))
        self._timer.timeout.connect(self._act)
        self._rest_timer = QTimer(self, interval=1_000)
        self._rest_timer.timeout.connect(self._rest)
        self._rests_after = [round(share * actions) for share in RESTS_AFTER]
        workbench.window.reports.subscribe(Failure, lambda report: self.trouble(f"Failure: {report.what} {report.why}"))
        workbench.window.reports.subscribe(StateChanged, self._count_programs)
        self._ways: list[tuple[int, Callable[[], str]]] = [
            (4, self._take_an_action), (5, self._press_a_button), (6, self._move_a_slider), (3, self._type),
            (2, self._choose), (5, self._touch_a_plot), (4, self._press_a_key), (1, self._resize), (2, self._dock),
            (1, self._find_anything),
        ]  # fmt: skip

    def begin(self) -> None:
        """Begins once the window is there."""
        self._timer.start()

    def trouble(self, words: str) -> None:
        """Remembers something that must not happen, beside the action it came after."""
        self.troubles.append(f"after action {self._done}: {words}")
        self._write({"trouble": words})

    def _count_programs(self, report: StateChanged) -> None:
        self.runs_compiled += report.state is RunState.COMPILING

    def _act(self) -> None:
        if self._done in self._rests_after:
            self._rests_after.remove(self._done)
            self._timer.stop()
            self._begin_rest()
            return
        self._done += 1
        if self._done > self._left:
            self._timer.stop()
            self._leave()
            return
        self.samples.append(resident_bytes())
        dialog = self._dialog()
        if dialog is not None:
            did = self._answer(dialog)
        elif not self._done % RESET_EVERY:
            self._window.panels.actions.reset_layout.trigger()
            self._window.panels.hyperparameters.search.field.clear()
            self._window.panels.hyperparameters.search.changed_only.setChecked(False)
            did = "action: Reset layout"
        else:
            way = self._numbers.choices([way for _, way in self._ways], [weight for weight, _ in self._ways])[0]
            QTimer.singleShot(POPUP_MS, self._answer_popup)
            did = way()
        self._write({"action": self._done, "did": did})

    def _begin_rest(self) -> None:
        while (dialog := self._dialog()) is not None:
            dialog.close()
        actions = self._window.panels.actions
        for action in (actions.stop, actions.speeds[0], actions.perspectives[Perspective.TRAIN], actions.reset_layout):
            action.trigger()
        self._resting, self._waited_s = [], 0
        self._rest_timer.start()

    def _rest(self) -> None:
        """Once a second."""
        self._waited_s += 1
        start = self._window.panels.actions.start
        if self._window.run.facts.state is RunState.TRAINING and self._started:
            self._resting.append(resident_bytes())
        elif not self._started and start.isEnabled():
            self._window.next_run.take(RunConfig(seed=0, knobs=default_knobs()), "at rest")
            start.trigger()
            self._started = True
        if len(self._resting) < REST_S and self._waited_s < MOST_REST_S:
            return
        self._rest_timer.stop()
        self._started = False
        if len(self._resting) < REST_S:
            self.trouble(f"The default run doesn't train: {self._window.run.facts.state}.")
        self.at_rest.append(round(statistics.median(self._resting[-RESTED_S:] or [resident_bytes()])))
        self._write({"at_rest_mb": round(self.at_rest[-1] / 1e6)})
        self._timer.start()

    def _answer_popup(self) -> None:
        """A button's menu waits within the press, in which the next action's timer doesn't go off."""
        menu = QApplication.activePopupWidget()
        if menu is not None:
            self._write({"within": self._done, "did": self._answer(menu)})

    def _leave(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if widget is not self._window and not isinstance(widget, QDockWidget):
                widget.close()
        self.closed_s, self.left_in = time.monotonic(), str(self._window.run.facts.state)
        faulthandler.dump_traceback_later(MOST_SECONDS_TO_END)  # What it waits for, where it takes longer.
        self._window.close()
        QApplication.quit()

    def _write(self, entry: dict[str, object]) -> None:
        self._log.write(json.dumps(entry, ensure_ascii=False) + "\n")

    # --- what is done -------------------------------------------------------------------------------------------------

    def _dialog(self) -> QWidget | None:
        menu = QApplication.activePopupWidget()
        if menu is not None:
            return menu
        return next(
            (one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()), None
        )

    def _answer(self, dialog: QWidget) -> str:
        if isinstance(dialog, QMenu):
            actions = [action for action in dialog.actions() if action.isEnabled() and not action.isSeparator()]
            if actions and self._numbers.random() < 0.7:
                action = self._numbers.choice(actions)
                dialog.close()
                if action.menu() is not None:
                    inner = [one for one in action.menu().actions() if one.isEnabled()]
                    action = self._numbers.choice(inner) if inner else action
                said = action.text()
                action.trigger()
                return f"menu: {said}"
            dialog.close()
            return "menu closed"
        buttons = self._seen(QAbstractButton, dialog)
        if buttons and self._numbers.random() < 0.5:
            button = self._numbers.choice(buttons)
            said = button.text()
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return f"{type(dialog).__name__}: {said}"
        dialog.close()
        return f"{type(dialog).__name__} closed"

    def _take_an_action(self) -> str:
        left = {getattr(self._window.panels.actions, name) for name in LEFT_ALONE}
        actions = [
            action
            for menu in self._window.menuBar().actions()
            for action in _flat(menu)
            if action.isEnabled() and action not in left and not action.isSeparator()
        ]
        action = self._numbers.choice(actions)
        said = action.text()
        action.trigger()
        return f"action: {said}"

    def _press_a_button(self) -> str:
        button = self._numbers.choice(self._seen(QAbstractButton))
        said = button.accessibleName() or button.text() or button.toolTip()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return f"button: {said}"

    def _move_a_slider(self) -> str:
        sliders = self._seen(QSlider)
        if not sliders:
            return "no slider"
        slider, across = self._numbers.choice(sliders), self._numbers.random()
        at = QPoint(round(across * slider.width()), slider.height() // 2)
        QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at)
        return f"slider: {slider.accessibleName()} at {across:.2f}"

    def _type(self) -> str:
        fields = self._seen(QLineEdit)
        if not fields:
            return "no field"
        field, text = self._numbers.choice(fields), self._numbers.choice(TEXTS)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, self._numbers.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab)))
        return f"field: {text[:20]}"

    def _choose(self) -> str:
        combos = self._seen(QComboBox)
        if not combos:
            return "no choice"
        combo = self._numbers.choice(combos)
        said = combo.accessibleName()
        QTest.keyClick(combo, self._numbers.choice((Qt.Key.Key_Down, Qt.Key.Key_Up)))
        return f"choice: {said}"

    def _touch_a_plot(self) -> str:
        plots = self._seen(CanvasPlot)
        if not plots:
            return "no plot"
        view = self._numbers.choice(plots).viewport()
        at = QPoint(self._numbers.randrange(max(1, view.width())), self._numbers.randrange(max(1, view.height())))
        way = self._numbers.choice(("move", "click", "double click", "right click", "drag"))
        if way == "move":
            QTest.mouseMove(view, at)
        elif way == "click":
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
        elif way == "double click":
            QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
        elif way == "right click":
            view.parent().menu_wanted.emit(view.mapToGlobal(at))
        else:
            QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
            QTest.mouseMove(view, at + QPoint(40, 10))
            QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + QPoint(40, 10))
        return f"plot: {way}"

    def _press_a_key(self) -> str:
        key = self._numbers.choice(KEYS)
        QTest.keySequence(QApplication.focusWidget() or self._window, key)
        return f"key: {key}"

    def _resize(self) -> str:
        size = (self._numbers.randrange(900, 1700), self._numbers.randrange(600, 1000))
        self._window.setWindowState(Qt.WindowState.WindowNoState)
        self._window.resize(*size)
        return f"size: {size}"

    def _dock(self) -> str:
        dock = self._numbers.choice(self._window.findChildren(QDockWidget))
        way = self._numbers.choice(("show", "hide", "float", "dock"))
        if way in ("show", "hide"):
            dock.setVisible(way == "show")
        else:
            dock.setFloating(way == "float")
        return f"panel: {dock.objectName()}: {way}"

    def _find_anything(self) -> str:
        self._window.panels.actions.palette.trigger()
        dialog = self._dialog()
        typed = self._numbers.choice(("train", "learning", "preset", "notebook", "frozen", "sol"))
        if dialog is not None:
            field = dialog.findChild(QLineEdit)
            QTest.keyClicks(field, typed)
            QTest.keyClick(field, self._numbers.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))
        return f"palette: {typed}"

    def _seen(self, kind: type, within: QWidget | None = None) -> list:
        found = (within or self._window).findChildren(kind)
        return [widget for widget in found if widget.isVisible() and widget.isEnabled()]


def _flat(action: QAction) -> Iterable[QAction]:
    inner = action.menu()
    if not isinstance(inner, QMenu):
        yield action
        return
    for each in inner.actions():
        yield from _flat(each)


def end_studies() -> None:
    """Studies and sweeps that were begun go on in sessions of their own once the window is closed."""
    for thread in Path("/proc/self/task").iterdir():
        children = ""
        with contextlib.suppress(FileNotFoundError):  # The thread has ended meanwhile.
            children = (thread / "children").read_text()
        for child in children.split():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getsid(int(child)) == int(child):
                    os.killpg(int(child), signal.SIGTERM)


def main() -> int:
    """Runs it; returns 0 where nothing went wrong."""
    faulthandler.enable()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):  # Asked for as the window is made; the user's own are left alone.
        os.environ[name] = str(folder / name.lower())
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--actions", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", type=Path, default=folder / "soak.jsonl")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    application.setFont(application_font(application.font()))
    options = parse_options(["--start"])
    preferences = Preferences(folder / "workbench.ini")
    preferences.set_welcomed()
    dialogs = FakeDialogs(path=str(folder / "written.npz"))
    workbench = Workbench(application, options, training_session_factory(options.config.device), preferences, dialogs)
    soak = Soak(workbench, given.actions, given.minutes, given.seed, given.log)

    def told(kind: QtMsgType, _context: object, words: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not HARMLESS.search(words):
            soak.trouble(f"Qt: {words}")

    qInstallMessageHandler(told)
    sys.excepthook = lambda *raised: soak.trouble("".join(traceback.format_exception(*raised)))
    QTimer.singleShot(0, workbench.show)
    workbench.window.first_painted.connect(soak.begin)
    application.exec()
    workbench.shutdown()
    took_s = time.monotonic() - soak.closed_s
    faulthandler.cancel_dump_traceback_later()
    end_studies()
    _, warm, end = soak.at_rest
    grown = end / warm - 1
    result = {
        "actions": given.actions, "seed": given.seed, "troubles": soak.troubles, "memory_growth": round(grown, 3),
        "at_rest_mb": [round(size / 1e6) for size in soak.at_rest],
        "runs_compiled": soak.runs_compiled,
        "programs_compiled": programs_compiled(),
        "seconds_to_end": round(took_s, 2), "left_in": soak.left_in, "log": str(given.log),
        "resident_mb": [round(size / 1e6) for size in soak.samples[:: max(1, len(soak.samples) // 12)]],
    }  # fmt: skip
    print(json.dumps(result, indent=1, ensure_ascii=False))
    good = not soak.troubles and grown <= MOST_GROWTH and took_s <= MOST_SECONDS_TO_END
    sys.stdout.flush()
    os._exit(0 if good else 1)


if __name__ == "__main__":
    main()
