"""The composition root: what is built when, and what happens to exceptions nobody caught."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dqn_engine.messages import RunState
from tests.support.scripted_session import ScriptedEngine
from workbench.app import Workbench
from workbench.command_line import parse_options


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


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
    qtbot.waitUntil(lambda: workbench.window.desk.state() is RunState.IDLE, timeout=10_000)
    assert workbench.window.docks.view.widget().findChildren(object)


def test_that_exceptions_nobody_caught_become_one_message_each(qtbot, workbench, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("signal.signal", lambda *_: None)
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
