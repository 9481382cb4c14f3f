"""A study or a sweep begun from the window: hyperparameters ticked, ranges typed, runs counted, jobs ended."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from workbench.panels.compare.new_sweep import NewSweepPanel
from workbench.state.jobs import JobState, JobView


class FakeJobs:
    """What was begun and cancelled."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, list[str], str]] = []

    def start(self, title: str, arguments: list[str], *, out: str = "") -> JobView:
        self.begun.append((title, arguments, out))
        return JobView(number=len(self.begun) - 1, kind=arguments[0], title=title, state=JobState.RUNNING, out=out)


@pytest.fixture
def shown(qtbot: QtBot, make_stage: Callable, monkeypatch, tmp_path) -> Iterator[SimpleNamespace]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    stage = make_stage("--perspective", "compare")
    jobs = FakeJobs()
    monkeypatch.setattr(stage.window.compare.jobs, "start", jobs.start)
    stage.window.show()
    qtbot.waitExposed(stage.window)
    dock = stage.window.docks.dock("new-sweep")
    dock.show()
    dock.raise_()
    panel = stage.window.docks.panel("new-sweep", NewSweepPanel)
    qtbot.waitUntil(panel.isVisible)
    return SimpleNamespace(panel=panel, stage=stage, jobs=jobs, bot=qtbot, window=stage.window)


def add(shown: SimpleNamespace, label: str) -> None:
    """Chooses a hyperparameter from the list by its keyboard."""
    panel = shown.panel
    panel.add.setFocus()
    panel.add.setCurrentIndex(panel.add.findText(label))
    panel.add.activated.emit(panel.add.currentIndex())


def text(shown: SimpleNamespace) -> str:
    (label,) = [one for one in shown.panel.findChildren(QLabel) if one.accessibleName() == "How many runs that makes"]
    return label.text()


def field(shown: SimpleNamespace, name: str):
    return next(field for field in shown.panel.findChildren(object) if getattr(field, "accessibleName", str)() == name)


def test_that_without_anything_that_varies_a_study_is_begun(shown) -> None:
    assert text(shown) == "4 runs"
    assert not shown.panel.trials.isVisible()
    shown.bot.mouseClick(shown.panel.start, Qt.MouseButton.LeftButton)
    ((title, arguments, out),) = shown.jobs.begun
    assert title == "Study of 4 runs"
    assert arguments[:5] == ["study", "--preset", "default", "--env", "CartPole-v1"]
    assert arguments[arguments.index("--seeds") + 1] == "0-3"
    assert out.endswith("-CartPole-v1-study")


def test_that_what_is_added_gets_a_range_and_a_sweep_is_begun_with_its_file(shown) -> None:
    add(shown, "Learning rate")
    low, high = field(shown, "Learning rate from"), field(shown, "Learning rate to")
    assert (float(low.text()), float(high.text())) == (0.00025, 0.004) or float(low.text()) < float(high.text())
    low.selectAll()
    shown.bot.keyClicks(low, "0.0005")
    assert text(shown) == "4 settings × 4 seeds: 16 runs"
    shown.bot.mouseClick(shown.panel.start, Qt.MouseButton.LeftButton)
    ((title, arguments, out),) = shown.jobs.begun
    assert title == "Sweep of 16 runs"
    assert arguments[0] == "sweep"
    with open(arguments[1], encoding="utf-8") as file:
        assert "learning_rate = { low = 0.0005, " in file.read()
    assert arguments[arguments.index("--out") + 1] == out


def test_that_a_range_that_is_none_is_refused_in_place(shown) -> None:
    add(shown, "Learning rate")
    low = field(shown, "Learning rate from")
    low.selectAll()
    shown.bot.keyClicks(low, "9999")
    assert not shown.panel.start.isEnabled()
    assert "isn't right yet" in text(shown)
    low.selectAll()
    shown.bot.keyClicks(low, "0.001")
    assert shown.panel.start.isEnabled()


def test_that_too_many_runs_are_refused(shown) -> None:
    add(shown, "Learning rate")
    shown.panel.trials.selectAll()
    shown.bot.keyClicks(shown.panel.trials, "40")
    assert "160 runs" in text(shown)
    assert not shown.panel.start.isEnabled()


def test_that_hyperparameters_are_ticked_in_their_list_while_the_panel_is_seen(shown) -> None:
    hyperparameters = shown.window.panels.hyperparameters
    shown.bot.mouseClick(shown.panel.choose, Qt.MouseButton.LeftButton)
    shown.bot.waitUntil(hyperparameters.isVisible)
    tick = hyperparameters.rows["gamma"].tick
    assert isinstance(tick, QCheckBox)
    assert tick.accessibleName() == "Vary Discount γ in a sweep"
    assert hyperparameters.rows["evaluate_every"].tick is None, "each trial is evaluated alike"
    shown.bot.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(8, tick.height() // 2))
    shown.bot.waitUntil(lambda: field(shown, "Discount γ from").isVisible())
    assert tick.isChecked()
    shown.bot.mouseClick(field(shown, "Don't vary Discount γ"), Qt.MouseButton.LeftButton)
    assert not tick.isChecked()
    shown.window.docks.dock("new-sweep").hide()
    assert not tick.isVisible()
    assert hyperparameters.rows["gamma"].sign.isVisible()


def test_that_a_job_is_shown_with_its_progress_and_cancelled(shown) -> None:
    cancelled: list[int] = []
    shown.panel.job_cancelled.connect(cancelled.append)
    view = JobView(
        number=7, kind="sweep", title="Sweep of 16 runs", state=JobState.RUNNING, line="trial 0", out="/there"
    )
    shown.panel.show_job(view)
    shown.panel.show_counts({"/there": (3, 16)})

    def texts() -> set[str]:
        return {label.text() for label in shown.panel.findChildren(QLabel) if label.isVisible()}

    shown.bot.waitUntil(lambda: {"Sweep of 16 runs", "running · 3 / 16", "trial 0"} <= texts())
    (cancel,) = [one for one in shown.panel.findChildren(object) if getattr(one, "text", str)() == "Cancel"]
    shown.bot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert cancelled == [7]
    shown.panel.show_job(JobView(number=7, kind="sweep", title="Sweep", state=JobState.CANCELLED, out="/there"))
    assert not cancel.isVisible()
