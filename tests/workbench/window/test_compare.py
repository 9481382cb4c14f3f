"""*Compare* in the window: the third perspective, its ways to the rest, and what it asks of the engine."""

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dqn_engine.messages.commands import Fork, OpenRun, Resume, Start
from dqn_engine.messages.reports import CommandApplied
from dqn_engine.study.run_names import run_name
from tests.support.compared_folders import made_study, made_sweep, study_config
from tests.support.made_up_runs import made_run
from tests.support.snapshots import CONFIG
from workbench.command_line import Perspective
from workbench.panels.compare.difference import DifferencePanel
from workbench.panels.compare.job_row import JobRow
from workbench.panels.compare.new_sweep import NewSweepPanel
from workbench.panels.compare.report import ReportPanel
from workbench.panels.compare.runs import RunsPanel
from workbench.panels.compare.sweep import SweepPanel
from workbench.panels.compare.verdict import VerdictPanel
from workbench.state.jobs import JobState, JobView

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    runs = tmp_path / "data" / "dqn-workbench" / "runs"
    runs.mkdir(parents=True)
    made_run(runs / "one", [(100, 10.0)])
    made_run(runs / "two", [(100, 20.0)], dataclasses.replace(CONFIG, knobs={**CONFIG.knobs, "gamma": 0.9}))
    return runs


@pytest.fixture
def shown(data: Path, make_stage: Callable, qtbot: QtBot, monkeypatch) -> Iterator[SimpleNamespace]:
    stage = make_stage("--perspective", "compare")
    compare = stage.window.compare
    begun: list[tuple[str, list[str], str]] = []

    def start(title: str, arguments: list[str], *, out: str = "") -> JobView:
        begun.append((title, list(arguments), out))
        return JobView(number=len(begun), kind=arguments[0], title=title, state=JobState.RUNNING, out=out)

    monkeypatch.setattr(compare.jobs, "start", start)
    stage.window.show()
    qtbot.waitExposed(stage.window)
    qtbot.waitUntil(lambda: compare.comparison.view.found == 2 and not compare.comparison.view.reading, timeout=20_000)
    yield SimpleNamespace(stage=stage, window=stage.window, compare=compare, begun=begun, bot=qtbot, runs=data)
    compare.close()


def panel(shown: SimpleNamespace, name: str, kind: type):
    dock = shown.window.docks.dock(name)
    dock.show()
    dock.raise_()
    found = shown.window.docks.panel(name, kind)
    shown.bot.waitUntil(found.isVisible)
    return found


def select(shown: SimpleNamespace, *names: str) -> None:
    shown.compare.comparison.select([str(shown.runs / name) for name in names])


def test_that_ctrl_3_shows_compare_and_the_curves_of_training_come_back(make_stage, data, qtbot) -> None:
    stage = make_stage()
    window = stage.window
    window.show()
    qtbot.waitExposed(window)
    assert not window.docks.dock("runs").isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.centralWidget().setFocus()
    qtbot.keyClick(window.centralWidget(), Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.docks.perspective is Perspective.COMPARE
    assert window.docks.dock("runs").isVisible()
    assert window.docks.widget("comparison").isVisible()
    assert not window.docks.widget("curves").isVisible()
    qtbot.keyClick(window.centralWidget(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.docks.widget("curves").isVisible()
    assert not window.docks.widget("comparison").isVisible()
    assert not window.compare.comparison.is_seen, "it reads nothing while it can't be seen"
    window.compare.close()


def test_that_the_arrangement_is_changed_kept_and_reset(shown) -> None:
    dock = shown.window.docks.dock("sweep")
    dock.hide()
    actions = shown.window.panels.actions
    actions.perspectives[Perspective.TRAIN].trigger()
    actions.perspectives[Perspective.COMPARE].trigger()
    assert not dock.isVisible()
    actions.reset_layout.trigger()
    assert dock.isVisible()


def test_that_the_palette_finds_what_compare_can_do(shown) -> None:
    select(shown, "one")
    titles = {action.text() for menu in shown.compare.menus() for action in menu.actions() if not action.isSeparator()}
    assert {"Pin or unpin", "Move to trash", "Tell the difference", "Hand or luck?"} <= titles


def test_that_opening_a_run_in_the_table_opens_it(shown) -> None:
    shown.stage.ready()
    select(shown, "two")
    shown.window.docks.panel("runs", RunsPanel).open_action.trigger()
    shown.bot.waitUntil(
        lambda: any(str(shown.runs / "two") in str(one) for one in shown.stage.engine.received), timeout=5000
    )


def test_that_a_name_that_is_given_is_undone_in_the_edit_menu(shown) -> None:
    select(shown, "one")
    shown.window.docks.panel("runs", RunsPanel).pin_action.trigger()
    assert shown.compare.comparison.entry(str(shown.runs / "one")).labels.pinned
    shown.window.undo.stack.undo()
    assert not shown.compare.comparison.entry(str(shown.runs / "one")).labels.pinned


def test_that_folders_of_studies_and_sweeps_are_opened_here(shown, tmp_path) -> None:
    elsewhere = tmp_path / "cluster"
    elsewhere.mkdir()
    made_sweep(elsewhere / "sweep", trials=2)
    made_study(elsewhere / "study", {"a": study_config()}, {("a", 0): (1.0, 2.0)})
    shown.window.panels.actions.perspectives[Perspective.TRAIN].trigger()
    shown.stage.dialogs.path = str(elsewhere)
    shown.window.panels.actions.open_folder.trigger()
    assert shown.window.docks.perspective is Perspective.COMPARE
    shown.bot.waitUntil(lambda: shown.compare.comparison.view.found == 4, timeout=20_000)
    shown.stage.dialogs.path = str(elsewhere / "sweep")
    shown.window.panels.actions.open_folder.trigger()
    shown.bot.waitUntil(lambda: shown.compare.sweep.view.folder == str(elsewhere / "sweep"), timeout=20_000)
    assert shown.stage.preferences.compared_folders() == [str(elsewhere / "sweep"), str(elsewhere)]


def test_that_of_an_opened_folder_what_was_written_last_is_selected(shown, tmp_path) -> None:
    elsewhere = tmp_path / "cluster"
    elsewhere.mkdir()
    for place, name in enumerate(("b-newest", "a-oldest", "c-between")):
        folder = made_sweep(elsewhere / name, trials=2)
        for path in folder.iterdir():
            os.utime(path, (1e9 + (30 - 10 * place if name != "a-oldest" else 0),) * 2)
    shown.stage.dialogs.path = str(elsewhere)
    shown.window.panels.actions.open_folder.trigger()
    shown.bot.waitUntil(lambda: shown.compare.comparison.view.found == 5, timeout=20_000)
    shown.bot.waitUntil(lambda: bool(shown.compare.comparison.selected()), timeout=20_000)
    assert [entry.path.name for entry in shown.compare.comparison.selected()] == ["b-newest"]


def test_that_show_selects_what_a_job_writes_and_brings_the_field_of_a_sweep(shown, monkeypatch) -> None:
    folder = made_sweep(shown.runs.with_name("sweeps") / "mine", trials=2)
    shown.compare.comparison.look()
    shown.bot.waitUntil(lambda: shown.compare.comparison.view.found == 3, timeout=20_000)
    asked = panel(shown, "new-sweep", NewSweepPanel)
    job = JobView(number=1, kind="sweep", title="Sweep of 6 runs", state=JobState.DONE, out=str(folder))
    monkeypatch.setattr(shown.compare.jobs, "views", lambda: (job,))
    shown.compare.jobs.changed.emit(job)
    shown.compare.comparison.search("one")
    (row,) = asked.findChildren(JobRow)
    shown.bot.waitUntil(row.show_button.isVisible)
    shown.bot.mouseClick(row.show_button, Qt.MouseButton.LeftButton)
    assert shown.compare.comparison.view.selected == (str(folder),)
    shown.bot.waitUntil(shown.window.docks.panel("sweep", SweepPanel).isVisible)


def test_that_what_lies_some_levels_below_an_opened_folder_is_found(shown, tmp_path) -> None:
    data = tmp_path / "results"
    (data / "a" / "sweeps").mkdir(parents=True)
    (data / "a" / "b" / "c" / "too-deep").mkdir(parents=True)
    made_sweep(data / "a" / "sweeps" / "sweep", trials=2)
    made_run(data / "a" / "run", [(100, 1.0)])
    made_run(data / "a" / "b" / "c" / "too-deep" / "run", [(100, 1.0)])
    shown.stage.dialogs.path = str(data)
    shown.window.panels.actions.open_folder.trigger()
    shown.bot.waitUntil(lambda: shown.compare.comparison.view.found == 4, timeout=20_000)
    assert shown.stage.preferences.compared_folders() == [str(data / "a"), str(data / "a" / "sweeps")]
    shown.stage.dialogs.path = str(tmp_path / "empty")
    (tmp_path / "empty").mkdir()
    shown.window.panels.actions.open_folder.trigger()
    assert "empty holds neither a run nor a checkpoint, nor a study or a sweep" in shown.stage.texts()[0]


def test_that_going_on_with_a_trial_starts_it_in_the_perspective_for_training(shown, tmp_path) -> None:
    shown.stage.ready()
    made_sweep(shown.runs / "sweep", trials=3)
    shown.compare.comparison.look()
    shown.compare.comparison.select_folder(shown.runs / "sweep")
    shown.bot.waitUntil(lambda: shown.compare.sweep.view.state is not None, timeout=20_000)
    sweep = panel(shown, "sweep", SweepPanel)
    sweep.field.setFocus()
    shown.bot.keyClick(sweep.field, Qt.Key.Key_Right)
    shown.bot.keyClick(sweep.field, Qt.Key.Key_Right)
    trial = shown.compare.sweep.view.trial(1)
    shown.bot.mouseClick(sweep.go_on, Qt.MouseButton.LeftButton)
    assert shown.window.docks.perspective is Perspective.TRAIN
    shown.bot.waitUntil(lambda: any(isinstance(one, Start) for one in shown.stage.engine.received), timeout=5000)
    (start,) = [one for one in shown.stage.engine.received if isinstance(one, Start)]
    assert {name: start.config.knobs[name] for name in trial.settings} == dict(trial.settings)
    assert (start.config.seed, start.config.environment) == (0, "CartPole-v1")


def test_that_a_trial_that_left_a_run_is_trained_on_in_a_fork_of_it(shown) -> None:
    shown.stage.ready()
    folder = made_sweep(shown.runs / "sweep", trials=2)
    run = made_run(folder / "runs" / run_name(("trial 1", 0)), [(100, 10.0)])
    shown.compare.comparison.look()
    shown.compare.comparison.select_folder(folder)
    shown.bot.waitUntil(lambda: shown.compare.sweep.view.state is not None, timeout=20_000)
    shown.compare.sweep.go_on_with(1)
    assert shown.window.docks.perspective is Perspective.TRAIN
    engine = shown.stage.engine
    for kind in (OpenRun, Fork, Resume):
        shown.bot.waitUntil(lambda kind=kind: any(isinstance(one, kind) for one in engine.received), timeout=5000)
        (command,) = [one for one in engine.received if isinstance(one, kind)]
        if isinstance(command, OpenRun):
            assert command.path == str(run)
        engine.say(CommandApplied, command_id=command.command_id)


def test_that_the_difference_of_two_runs_is_asked_for_and_shown(shown) -> None:
    asked = panel(shown, "difference", DifferencePanel)
    assert not asked.ask.isEnabled()
    select(shown, "one", "two")
    assert asked.ask.isEnabled()
    shown.bot.mouseClick(asked.ask, Qt.MouseButton.LeftButton)
    ((_, arguments, _),) = shown.begun
    assert arguments[0] == "compare"
    assert {Path(word).name for word in arguments[1:3]} == {"one", "two"}
    assert "--json" in arguments
    result = {"hyperparameters": {"gamma": [0.9, 0.99]}, "sides": [], "pairs": []}
    shown.compare.jobs.changed.emit(
        JobView(number=1, kind="compare", title="one against two", state=JobState.DONE, result=result)
    )
    assert "Discount γ" in asked.result.toPlainText()


def test_that_a_verdict_is_asked_with_a_budget_and_saved_beside_studies(shown) -> None:
    asked = panel(shown, "verdict", VerdictPanel)
    select(shown, "one", "two")
    asked.budget.selectAll()
    shown.bot.keyClicks(asked.budget, "10")
    shown.bot.mouseClick(asked.decide, Qt.MouseButton.LeftButton)
    ((_, arguments, out),) = shown.begun
    assert arguments[0] == "verdict"
    assert arguments[arguments.index("--budget") + 1] == "10"
    assert Path(out).parent == shown.runs.with_name("sweeps")
    cancelled: list[int] = []
    asked.job_cancelled.connect(cancelled.append)
    shown.compare.jobs.changed.emit(JobView(number=4, kind="verdict", title="Does it?", state=JobState.RUNNING))
    shown.bot.waitUntil(asked.job.cancel_button.isVisible)
    shown.bot.mouseClick(asked.job.cancel_button, Qt.MouseButton.LeftButton)
    assert cancelled == [4]
    continued: list[int] = []
    asked.job_continued.connect(continued.append)
    assert not asked.job.continue_button.isVisible()
    ended = JobView(number=4, kind="verdict", title="Does it?", state=JobState.CANCELLED, out=out)
    shown.compare.jobs.changed.emit(ended)
    shown.bot.waitUntil(asked.job.continue_button.isVisible)
    shown.bot.mouseClick(asked.job.continue_button, Qt.MouseButton.LeftButton)
    assert continued == [4]


def test_that_hand_or_luck_is_asked_of_a_steered_run_alone(shown) -> None:
    asked = panel(shown, "verdict", VerdictPanel)
    select(shown, "one")
    assert not asked.hand.isEnabled()
    runs = shown.window.docks.panel("runs", RunsPanel)
    assert not runs.hand_action.isEnabled()


def test_that_a_report_is_written_where_the_user_says(shown, tmp_path) -> None:
    asked = panel(shown, "report", ReportPanel)
    shown.compare.comparison.select(())
    assert not asked.write.isEnabled()
    select(shown, "one", "two")
    shown.stage.dialogs.path = str(tmp_path / "mine.html")
    shown.bot.mouseClick(asked.write, Qt.MouseButton.LeftButton)
    ((_, arguments, _),) = shown.begun
    assert arguments[0] == "report"
    assert arguments[arguments.index("--out") + 1] == str(tmp_path / "mine.html")


def test_that_a_sweep_that_the_command_line_names_is_listed_and_selected(data, make_stage, qtbot, tmp_path) -> None:
    sweep = made_sweep(tmp_path / "elsewhere" / "sweep", trials=2)
    stage = make_stage("--open", str(sweep))
    stage.window.show()
    stage.engine.gate.set()
    qtbot.waitUntil(lambda: stage.window.compare is not None, timeout=20_000)
    comparison = stage.window.compare.comparison
    qtbot.waitUntil(lambda: comparison.view.selected == (str(sweep),), timeout=20_000)
    assert stage.window.docks.perspective is Perspective.COMPARE
    stage.window.compare.close()
