"""A window over a scripted engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dqn_engine.messages.reports import RunState
from tests.support.fake_plots import fake_plots
from tests.support.scripted_session import ScriptedEngine
from workbench.command_line import parse_options
from workbench.engine_link import EngineLink
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.presenters.plots import Plots
from workbench.state.preferences import Preferences
from workbench.window.main_window import MainWindow


@dataclass
class FakeDialogs:
    """Answers the window's questions and counts them."""

    may_stop: bool = True
    path: str = ""
    format: str = "onnx"
    asked: list[str] = field(default_factory=list)

    def stop_training(self, *, kept: bool) -> bool:
        self.asked.append("stop" if kept else "stop and lose")
        return self.may_stop

    def run_to_open(self, folder: str) -> str:
        self.asked.append("run")
        return self.path

    def file_to_open(self, folder: str) -> str:
        self.asked.append("open")
        return self.path

    def file_to_save(self, folder: str) -> str:
        self.asked.append("save")
        return self.path

    def file_to_export(self, folder: str) -> tuple[str, str]:
        self.asked.append("export")
        return self.path, self.format


@dataclass
class Stage:
    """A window, its scripted engine, and ways to wait for what happens between them."""

    window: MainWindow
    engine: ScriptedEngine
    link: EngineLink
    plots: Plots
    dialogs: FakeDialogs
    preferences: Preferences
    bot: QtBot

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=5000)

    def until_state(self, state: RunState) -> None:
        self.until(lambda: self.window.desk.state() is state)

    def ready(self) -> "Stage":
        self.engine.gate.set()
        self.until_state(RunState.IDLE)
        return self

    def training(self) -> "Stage":
        self.ready()
        self.window.panels.actions.start.trigger()
        self.until_state(RunState.TRAINING)
        return self

    def texts(self) -> list[str]:
        return [message.text for message in self.window.panels.messages.messages()]


@pytest.fixture
def theme_source(qapp: QApplication) -> ThemeSource:
    return ThemeSource()


@pytest.fixture
def icons(theme_source: ThemeSource) -> IconBook:
    return IconBook(theme_source)


@pytest.fixture
def make_stage(
    qtbot: QtBot, theme_source: ThemeSource, icons: IconBook, tmp_path: Path
) -> Iterator[Callable[..., Stage]]:
    links: list[tuple[EngineLink, ScriptedEngine]] = []

    def make(*arguments: str, **script: object) -> Stage:
        engine = ScriptedEngine(**script)
        link = EngineLink(engine.build, delivery_ms=1)
        links.append((link, engine))
        preferences, dialogs = Preferences(tmp_path / "workbench.ini"), FakeDialogs()
        window = MainWindow(link, theme_source, icons, preferences, parse_options(arguments), dialogs)
        qtbot.addWidget(window)
        plots = fake_plots()
        window.install_plots(plots)
        link.start()
        return Stage(window, engine, link, plots, dialogs, preferences, qtbot)

    yield make
    for link, engine in links:
        engine.gate.set()
        assert link.shutdown(5000), "the engine's thread didn't end"


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    return make_stage()
