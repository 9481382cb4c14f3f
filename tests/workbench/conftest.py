"""A window over a scripted engine."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from dqn_engine.messages.reports import RunState
from tests.support.fake_dialogs import FakeDialogs
from tests.support.quiet_panels import QUIET, QuietPanel, quiet_rows
from tests.support.scripted_session import ScriptedEngine
from workbench.command_line import parse_options
from workbench.engine_link import EngineLink
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.panels.environment_view.panel import EnvironmentViewPanel
from workbench.state.preferences import Preferences
from workbench.window.main_window import MainWindow


@dataclass
class Stage:
    """A window, its scripted engine, and ways to wait for what happens between them."""

    window: MainWindow
    engine: ScriptedEngine
    link: EngineLink
    dialogs: FakeDialogs
    preferences: Preferences
    bot: QtBot

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=5000)

    def until_state(self, state: RunState) -> None:
        self.until(lambda: self.window.run.facts.state is state)

    def until_answered(self) -> None:
        self.until(lambda: not self.window.run.facts.pending)

    def ready(self) -> "Stage":
        self.engine.gate.set()
        self.until_state(RunState.IDLE)
        return self

    def training(self) -> "Stage":
        self.ready()
        self.window.panels.actions.start.trigger()
        self.until_state(RunState.TRAINING)
        return self

    @property
    def curves(self) -> QuietPanel:
        return self.window.docks.panel("curves", QuietPanel)

    @property
    def view(self) -> EnvironmentViewPanel:
        return self.window.docks.panel("view", EnvironmentViewPanel)

    def label(self, name: str) -> QLabel:
        """The label that a screen reader calls so."""
        (found,) = [label for label in self.window.findChildren(QLabel) if label.accessibleName() == name]
        return found

    def labels_with(self, text: str) -> list[QLabel]:
        """The labels that show exactly this text."""
        return [label for label in self.window.findChildren(QLabel) if label.text() == text]

    def texts(self) -> list[str]:
        """The messages shown, newest first."""
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

    def make(*arguments: str, welcomed: bool = True, quiet: Collection[str] = QUIET, **script: object) -> Stage:
        engine = ScriptedEngine(**script)
        link = EngineLink(engine.build, delivery_ms=1)
        links.append((link, engine))
        preferences, dialogs = Preferences(tmp_path / "workbench.ini"), FakeDialogs()
        if welcomed:
            preferences.set_welcomed()
        options, rows = parse_options(arguments), quiet_rows(quiet)
        window = MainWindow(link, theme_source, icons, preferences, options, dialogs, rows)
        qtbot.addWidget(window)
        window.build_late_panels()
        link.start()
        return Stage(window, engine, link, dialogs, preferences, qtbot)

    yield make
    for link, engine in links:
        engine.gate.set()
        assert link.shutdown(5000), "the engine's thread didn't end"


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    return make_stage()
