"""A session steered by hand in the real window, over the real engine, is reproduced to the same weights."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dqn_engine.commands import cli
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    CheckpointKind,
    CheckpointSaved,
    KnobsChanged,
    Progress,
    RunEnded,
    RunStarted,
    RunState,
)
from dqn_engine.storage.run.lock import is_interrupted
from dqn_engine.storage.run.places import run_folders, runs_root
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.storage.run.summaries import summarise
from tests.support.program_pool import SMALL
from workbench.app import Workbench
from workbench.command_line import parse_options
from workbench.engine_link import training_session_factory
from workbench.state.preferences import Preferences

SETTINGS = [word for name, value in SMALL.items() for word in ("--set", f"{name}={knob_named(name).format(value)}")]
PATIENCE_MS = 120_000


class Hand:
    """A user at the window, who waits for what happens before doing the next thing."""

    def __init__(self, workbench: Workbench, bot: QtBot) -> None:
        self.workbench, self.window, self.bot = workbench, workbench.window, bot
        self.asked = 0
        self.reports: list[Report] = []
        workbench.link.reports_ready.connect(self.reports.extend)

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=PATIENCE_MS)

    def until_state(self, state: RunState) -> None:
        self.until(lambda: self.window.run.facts.state is state)

    def of(self, kind: type[Report]) -> list[Report]:
        return [report for report in self.reports if isinstance(report, kind)]

    def watch(self, steps: int) -> None:
        """Lets the run train so many steps."""
        told = self.of(Progress)
        goal = steps + (told[-1].env_steps if told else 0)
        self.until(lambda: bool(self.of(Progress)) and self.of(Progress)[-1].env_steps >= goal)

    def changed(self, move: Callable[[], None]) -> None:
        """Does something that changes a hyperparameter, and waits until the ledger has it."""
        before = len(self.of(KnobsChanged))
        move()
        self.until(lambda: len(self.of(KnobsChanged)) > before)
        self.until_state(RunState.TRAINING)
        self.watch(100)

    def may_stop(self, *_: object, saved: bool) -> bool:
        """Answers the question before closing."""
        self.asked += 1
        return saved

    def order(self, name: str) -> None:
        """Triggers an action of the window as soon as it can be."""
        action = getattr(self.window.panels.actions, name)
        self.until(action.isEnabled)
        action.trigger()

    def press(self, name: str, *keys: Qt.Key) -> None:
        """Moves a hyperparameter's slider with the keyboard."""
        slider = self.window.panels.hyperparameters.rows[name].slider
        self.changed(lambda: [self.bot.keyClick(slider, key) for key in keys])

    def type(self, name: str, text: str) -> None:
        """Types a hyperparameter's value into its field."""
        field = self.window.panels.hyperparameters.rows[name].field
        field.setText(text)
        self.changed(lambda: self.bot.keyClick(field, Qt.Key.Key_Return))

    def save(self) -> None:
        before = len(self.of(CheckpointSaved))
        self.order("save_checkpoint")
        self.until(lambda: len(self.of(CheckpointSaved)) > before)


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, pooled_sessions: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Hand]]:
    """Opens the whole program's window in this process, with these arguments."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    style, palette = qapp.styleSheet(), qapp.palette()
    opened: list[Workbench] = []

    def window_of(*arguments: str) -> Hand:
        options = parse_options([*SETTINGS, "--seed", "3", *arguments])
        preferences = Preferences(tmp_path / "workbench.ini")
        workbench = Workbench(qapp, options, training_session_factory("cpu"), preferences)
        opened.append(workbench)
        qtbot.addWidget(workbench.window)
        workbench.show()
        hand = Hand(workbench, qtbot)
        monkeypatch.setattr("workbench.window.dialogs.Dialogs.stop_training", hand.may_stop)
        return hand

    yield window_of
    for workbench in opened:
        workbench.window.close()
        workbench.shutdown()
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)


@pytest.fixture
def hand(open_window: Callable[..., Hand]) -> Hand:
    return open_window()


def reproduced(folder: Path, capsys: pytest.CaptureFixture[str], code: int, *more: str) -> dict:
    capsys.readouterr()
    assert cli.main(["reproduce", str(folder), "--json", *more]) == code
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_that_a_session_tuned_by_hand_in_the_window_is_reproduced_to_the_same_bits(
    hand: Hand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand.order("start")
    hand.until_state(RunState.TRAINING)
    hand.watch(200)
    hand.press("learning_rate", Qt.Key.Key_PageUp, Qt.Key.Key_Right)
    hand.press("gamma", Qt.Key.Key_PageDown)
    hand.save()
    hand.press("alpha", Qt.Key.Key_PageUp)
    hand.type("batch_size", "12")
    hand.save()
    hand.order("pause")
    hand.until_state(RunState.PAUSED)
    hand.order("step")
    hand.order("pause")
    hand.until_state(RunState.TRAINING)
    hand.press("n_step", Qt.Key.Key_Right, Qt.Key.Key_Right)
    hand.order("stop")
    hand.until_state(RunState.STOPPED)
    hand.until(lambda: bool(hand.of(RunEnded)))
    hand.window.close()

    (folder,) = run_folders(runs_root())
    result = reproduced(folder, capsys, 0)
    changed = {change.name for report in hand.of(KnobsChanged) for change in report.changes}
    assert changed == {"learning_rate", "gamma", "alpha", "batch_size", "n_step"}
    assert result["ledger_entries"] == len(hand.of(KnobsChanged)) >= 5
    assert len(result["checkpoints"]) >= 4, "two that were asked for, on pause, on stop"
    assert all(compared["equal"] for compared in result["checkpoints"])
    (end,) = hand.of(RunEnded)
    assert (result["env_steps"], result["weights_sha256"]) == (end.env_steps, end.weights_sha256)

    forgetful = Path(shutil.copytree(folder, tmp_path / "forgetful"))
    with closing(sqlite3.connect(forgetful / "history.sqlite")) as history:
        history.execute("DELETE FROM ledger WHERE entry = 1")
        history.commit()
    refusal = reproduced(forgetful, capsys, 2)["error"]
    assert "changes that were made" in refusal, "without one entry it can't come out the same"


def test_that_closing_while_training_asks_once_saves_and_stops(hand: Hand, capsys: pytest.CaptureFixture[str]) -> None:
    hand.order("start")
    hand.until_state(RunState.TRAINING)
    hand.watch(200)
    assert hand.window.close()
    hand.workbench.shutdown()
    assert hand.asked == 1
    (folder,) = run_folders(runs_root())
    assert not is_interrupted(folder)
    saved = find_checkpoint(folder).manifest
    assert saved.env_steps >= summarise(folder).env_steps >= 200, "nothing that happened is missing"
    result = reproduced(folder, capsys, 0)
    assert (result["env_steps"], result["weights_sha256"]) == (saved.env_steps, saved.weights_sha256)


def test_that_the_present_is_there_to_come_back_to_after_a_rewind(
    hand: Hand, capsys: pytest.CaptureFixture[str]
) -> None:
    hand.order("start")
    hand.until_state(RunState.TRAINING)
    hand.watch(200)
    hand.press("gamma", Qt.Key.Key_PageDown)
    hand.save()
    hand.press("n_step", Qt.Key.Key_Right)
    hand.order("pause")
    hand.until_state(RunState.PAUSED)
    hand.until(lambda: hand.of(CheckpointSaved)[-1].checkpoints[0].kind is CheckpointKind.AUTOMATIC)
    first, present = hand.of(CheckpointSaved)[0], hand.of(CheckpointSaved)[-1]
    panel = hand.window.panels.checkpoints
    panel.list.setCurrentItem(panel.list.topLevelItem(panel.list.topLevelItemCount() - 1))
    hand.bot.mouseClick(panel.rewind_button, Qt.MouseButton.LeftButton)
    hand.until(lambda: len(hand.of(RunStarted)) == 2)
    parent, child = (Path(report.folder) for report in hand.of(RunStarted))
    assert hand.of(RunStarted)[1].env_step == first.env_step
    hand.until(lambda: hand.window.panels.hyperparameters.values()["n_step"] == 5)
    assert child.name in hand.window.windowTitle()
    hand.order("pause")
    hand.until_state(RunState.TRAINING)
    hand.watch(50)
    hand.order("stop")
    hand.until_state(RunState.STOPPED)
    assert find_checkpoint(parent).manifest.weights_sha256 == present.weights_sha256
    assert reproduced(parent, capsys, 0)["equal"]
    assert reproduced(child, capsys, 0)["equal"]
