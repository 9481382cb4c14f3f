"""The composition root: what is built when, and what happens to exceptions nobody caught."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from dqn_engine.messages.reports import RunState
from dqn_engine.storage.run.places import runs_root
from tests.support.made_up_runs import interrupt, made_run
from tests.support.scripted_session import ScriptedEngine
from workbench.app import Workbench
from workbench.command_line import parse_options


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the process's hooks back after the test; signals stay as they are."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("signal.signal", lambda *_: None)


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, engine, tmp_path, monkeypatch) -> Iterator[Workbench]:
    monkeypatch.setattr("workbench.app.preferences_path", lambda: tmp_path / "workbench.ini")
    style, palette = qapp.styleSheet(), qapp.palette()
    made = Workbench(qapp, parse_options([]), engine.build)
    qtbot.addWidget(made.window)
    yield made
    engine.gate.set()
    made.window.close()
    made.shutdown()
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)


def test_that_the_engine_starts_only_after_the_window_was_painted(qtbot, workbench, engine) -> None:
    assert engine.sessions == []
    engine.gate.set()
    workbench.show()
    qtbot.waitUntil(lambda: workbench.window.desk.state() is RunState.IDLE, timeout=60_000)
    assert workbench.window.docks.view.widget().findChildren(object)


def test_that_exceptions_nobody_caught_become_one_message_each(qtbot, workbench, hooks, capsys) -> None:
    workbench.install_hooks()
    for _ in range(5):
        error = ValueError("broken slot")
        sys.excepthook(ValueError, error, None)

    def fail() -> None:
        raise KeyError("broken thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    messages = workbench.window.panels.messages
    qtbot.waitUntil(lambda: len(messages.messages()) == 2)
    assert "broken thread" in messages.messages()[0].text
    assert "broken slot" in messages.messages()[1].text
    assert "(×" not in messages.messages()[1].text
    assert capsys.readouterr().err.count("broken slot") == 1


def test_that_an_exception_in_a_slot_is_told_with_details_to_copy_and_training_goes_on(
    qtbot, workbench, engine, hooks, capsys
) -> None:
    def broken() -> None:
        raise ValueError("broken slot")

    workbench.install_hooks()
    engine.gate.set()
    workbench.show()
    desk, messages = workbench.window.desk, workbench.window.panels.messages
    qtbot.waitUntil(lambda: desk.state() is RunState.IDLE, timeout=60_000)
    desk.start()
    qtbot.waitUntil(lambda: desk.state() is RunState.TRAINING)
    button = QToolButton(workbench.window)
    button.clicked.connect(broken)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(messages.messages()))
    assert "ValueError: broken slot" in messages.messages()[0].text
    (copy,) = [other for other in messages.findChildren(QToolButton) if other.text() == "Copy details"]
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Traceback" in copied
    assert "in broken" in copied
    assert desk.state() is RunState.TRAINING
    desk.pause_or_resume()
    qtbot.waitUntil(lambda: desk.state() is RunState.PAUSED)
    workbench.window._dialogs.stop_training = lambda **_: True


def test_that_a_checkpoint_is_saved_before_a_logout(qtbot, qapp, workbench, engine, hooks) -> None:
    signature = SIGNAL("commitDataRequest(QSessionManager&)")
    before = qapp.receivers(signature)
    workbench.install_hooks()
    assert qapp.receivers(signature) == before + 1


def test_that_a_run_whose_program_died_is_offered_once_the_window_has_been_painted(
    qtbot, workbench, engine, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    interrupt(made_run(runs_root() / "crashed"))
    engine.gate.set()
    workbench.show()
    messages = workbench.window.panels.messages
    qtbot.waitUntil(lambda: bool(messages.messages()), timeout=60_000)
    assert messages.messages()[0].text == "The run crashed was interrupted at step 17."


@pytest.mark.parametrize(
    ("state", "signalled", "join_ms"),
    [(RunState.IDLE, True, None), (RunState.TRAINING, True, 4_300), (RunState.PAUSED, False, 30_000)],
)
def test_that_the_end_waits_for_a_run_to_be_saved_but_after_a_signal_never_long(
    workbench, monkeypatch, state, signalled, join_ms
) -> None:
    asked = []
    monkeypatch.setattr(workbench.link, "shutdown", lambda *given: asked.append(*given or (None,)))
    workbench.window.desk._state, workbench._signalled = state, signalled
    workbench.shutdown()
    monkeypatch.undo()
    workbench.window.desk._state = RunState.IDLE
    assert asked == [join_ms]
