"""The composition root: what is built when, what happens to exceptions nobody caught, and how the program ends."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator

import gymnasium
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from dqn_engine.messages.commands import SaveCheckpoint
from dqn_engine.messages.reports import RunState
from dqn_engine.storage.run.places import runs_root
from dqn_engine.system.errors import InputError
from tests.support.fake_dialogs import FakeDialogs
from tests.support.made_up_runs import interrupt, made_run
from tests.support.own_modules import new_name, write_module
from tests.support.scripted_session import ScriptedEngine
from workbench.app import Workbench, patience_ms, read_arguments
from workbench.command_line import Perspective, parse_options
from workbench.panels.curves.panel import CurvesPanel
from workbench.state.own_modules import Imported
from workbench.state.preferences import OwnModule, Preferences
from workbench.window.main_window import MainWindow

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.

FIRST_PAINTING_MS = 60_000  # with the import of the libraries that draw


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[int, Callable[..., None]]:
    """The handlers of signals that are asked for, none of which is installed; puts the exceptions' hooks back."""
    asked: dict[int, Callable[..., None]] = {}
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("signal.signal", asked.__setitem__)
    return asked


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, engine, tmp_path) -> Iterator[Workbench]:
    style, palette = qapp.styleSheet(), qapp.palette()
    made = Workbench(qapp, parse_options([]), engine.build, Preferences(tmp_path / "workbench.ini"), FakeDialogs())
    qtbot.addWidget(made.window)
    yield made
    engine.gate.set()
    made.window.close()
    made.shutdown()
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)


def until_state(qtbot: QtBot, workbench: Workbench, state: RunState) -> None:
    qtbot.waitUntil(lambda: workbench.window.run.facts.state is state, timeout=FIRST_PAINTING_MS)


def train(qtbot: QtBot, workbench: Workbench, engine: ScriptedEngine) -> None:
    engine.gate.set()
    workbench.show()
    until_state(qtbot, workbench, RunState.IDLE)
    workbench.window.commands.start()
    until_state(qtbot, workbench, RunState.TRAINING)


def texts(workbench: Workbench) -> list[str]:
    return [message.text for message in workbench.window.panels.messages.messages()]


class FirstPainting(QObject):
    """What was so when a window was painted for the first time."""

    def __init__(self, window: MainWindow, look: Callable[[], list[object]]) -> None:
        super().__init__(window)
        self.seen: list[list[object]] = []
        self._look = look
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.seen:
            self.seen.append(self._look())
        return False


def test_that_the_engine_and_the_plots_are_built_only_after_the_window_was_painted(qtbot, workbench, engine) -> None:
    first = FirstPainting(workbench.window, lambda: list(engine.sessions))
    with pytest.raises(KeyError):
        workbench.window.docks.panel("curves", CurvesPanel)
    engine.gate.set()
    workbench.show()
    until_state(qtbot, workbench, RunState.IDLE)
    assert first.seen == [[]], "there was no session yet"
    assert len(engine.sessions) == 1
    curves = workbench.window.docks.panel("curves", CurvesPanel)
    qtbot.waitUntil(curves.isVisible, timeout=FIRST_PAINTING_MS)


def test_that_an_exception_nobody_caught_is_reported_once_whichever_thread_it_is_from(
    qtbot, workbench, handlers, capsys
) -> None:
    workbench.install_hooks()
    for _ in range(5):
        sys.excepthook(ValueError, ValueError("broken slot"), None)

    def fail() -> None:
        raise KeyError("broken thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(texts(workbench)) == 2)
    assert ["broken thread" in texts(workbench)[0], "broken slot" in texts(workbench)[1]] == [True, True]
    assert not any("(×" in label.text() for label in workbench.window.panels.messages.findChildren(QToolButton))
    errors = capsys.readouterr().err
    assert (errors.count("broken slot"), errors.count("KeyError: 'broken thread'")) == (1, 1)


def test_that_exceptions_whose_text_always_differs_end_after_a_hundred(qtbot, workbench, handlers, capsys) -> None:
    workbench.install_hooks()
    for number in range(150):
        sys.excepthook(ValueError, ValueError(f"number {number}"), None)
    errors = capsys.readouterr().err
    assert "number 99" in errors
    assert "number 100" not in errors


def test_that_an_exception_in_a_slot_can_be_copied_with_its_traceback_and_training_continues(
    qtbot, workbench, engine, handlers, capsys
) -> None:
    def broken() -> None:
        raise ValueError("broken slot")

    workbench.install_hooks()
    train(qtbot, workbench, engine)
    button = QToolButton(workbench.window)
    button.clicked.connect(broken)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(texts(workbench)))
    assert "ValueError: broken slot" in texts(workbench)[0]
    (copy,) = [
        other for other in workbench.window.panels.messages.findChildren(QToolButton) if other.text() == "Copy details"
    ]
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Traceback" in copied
    assert "in broken" in copied
    assert workbench.window.run.facts.state is RunState.TRAINING
    workbench.window.commands.pause_or_resume()
    until_state(qtbot, workbench, RunState.PAUSED)


def test_that_a_checkpoint_is_saved_before_a_logout(qtbot, qapp, workbench, engine, handlers) -> None:
    workbench.install_hooks()
    train(qtbot, workbench, engine)
    qapp.commitDataRequest.emit(None)
    qtbot.waitUntil(lambda: len(engine.of_kind(SaveCheckpoint)) == 1)


def test_that_a_run_whose_program_died_is_offered_once_the_window_has_been_painted(
    qtbot, workbench, engine, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    interrupt(made_run(runs_root() / "crashed"))
    engine.gate.set()
    assert texts(workbench) == []
    workbench.show()
    qtbot.waitUntil(lambda: bool(texts(workbench)), timeout=FIRST_PAINTING_MS)
    (text,) = texts(workbench)
    assert text.startswith("The run crashed was interrupted at step 17. Its last checkpoint is of step 10: the 7 steps")


def test_that_the_end_waits_longest_for_a_run_to_be_saved_and_after_a_signal_less_than_five_seconds() -> None:
    assert patience_ms(can_be_saved=False, signalled=False) == patience_ms(can_be_saved=False, signalled=True) == 1_500
    assert patience_ms(can_be_saved=True, signalled=True) == 4_300
    assert patience_ms(can_be_saved=True, signalled=False) == 30_000


@pytest.mark.parametrize(("signalled", "waited_ms"), [(True, 4_300), (False, 30_000)])
def test_that_a_signal_leaves_without_a_question_and_the_engine_is_given_the_time_there_is(
    qtbot, qapp, workbench, engine, handlers, monkeypatch, signalled, waited_ms
) -> None:
    left: list[int] = []
    waited: list[int] = []
    monkeypatch.setattr(qapp, "exit", left.append)
    workbench.install_hooks()
    assert {signal.SIGTERM, signal.SIGINT} <= set(handlers)
    train(qtbot, workbench, engine)
    if signalled:
        handlers[signal.SIGTERM](signal.SIGTERM, None)
    with monkeypatch.context() as patched:
        patched.setattr(workbench.link, "shutdown", waited.append)
        workbench.shutdown()
    assert left == [0] * signalled
    assert waited == [waited_ms]


def test_that_a_signal_keeps_the_layout_as_closing_does(
    qtbot, qapp, workbench, engine, handlers, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(qapp, "exit", lambda code: None)
    workbench.install_hooks()
    train(qtbot, workbench, engine)
    workbench.window.docks.show_perspective(Perspective.LOOK_INSIDE)
    handlers[signal.SIGTERM](signal.SIGTERM, None)
    workbench.shutdown()
    layout = Preferences(tmp_path / "workbench.ini").layout()
    assert layout is not None
    assert layout.perspective is Perspective.LOOK_INSIDE


def test_that_the_command_line_may_name_what_a_remembered_module_brings(own_folder, tmp_path) -> None:
    name, preferences = new_name(), Preferences(tmp_path / "workbench.ini")
    preferences.set_own_modules([OwnModule(name=name, file=str(write_module(own_folder, name)))])
    for bad in (["--help"], ["--seed", "x"]):
        with pytest.raises(SystemExit if bad == ["--help"] else InputError):
            read_arguments(bad, preferences)
        assert f"{name}/A-v0" not in gymnasium.registry, "what opens no window imports nothing"
    options, remembered = read_arguments(["--env", f"{name}/B-v0(size=4)"], preferences)
    assert (options.config.environment, options.config.environment_module) == (f"{name}/B-v0(size=4)", name)
    both = Imported(environments=(f"{name}/A-v0", f"{name}/B-v0"))
    assert remembered == both
    assert read_arguments([], preferences)[1] == both
    with pytest.raises(InputError, match="There is no environment"):
        read_arguments(["--env", "Nope-v0"], preferences)


def test_that_what_was_remembered_is_offered_in_the_window(qtbot, qapp, engine, tmp_path) -> None:
    remembered = Imported(environments=("My/Own-v0",))
    preferences = Preferences(tmp_path / "workbench.ini")
    style, palette = qapp.styleSheet(), qapp.palette()
    made = Workbench(qapp, parse_options([]), engine.build, preferences, FakeDialogs(), remembered=remembered)
    qtbot.addWidget(made.window)
    rows = made.window.panels.run_bar.environments
    assert [rows.itemText(row) for row in range(2)] == ["Your own", "My/Own-v0"]
    made.shutdown()
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)
