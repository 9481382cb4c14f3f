"""A sweep is looked at: its field recolours, trials are pointed at, chosen and gone on with, by mouse and keyboard."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QTableView, QToolTip
from pytestqt.qtbot import QtBot

from dqn_engine.comparison.sweep_state import sweep_state
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.study.plan import SeedEvaluated
from dqn_engine.study.run_names import run_name
from dqn_engine.sweep.progress_table import ProgressTable
from tests.support.compared_folders import made_sweep
from workbench.look.colour_scales import contrast
from workbench.look.style_sheet import style_sheet
from workbench.panels.compare.sweep import SweepPanel
from workbench.panels.compare.trials_table import in_two_lines
from workbench.presenters.background import Background
from workbench.presenters.catalogue_reading import CatalogueReading
from workbench.presenters.comparison import Comparison
from workbench.presenters.sweep_watch import SweepWatch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "sweeps"
    root.mkdir()
    made_sweep(root / "done", trials=6)
    made_sweep(root / "begun", trials=6, done=4)
    return root


@pytest.fixture
def shown(qtbot: QtBot, theme_source, root: Path, tmp_path: Path) -> Iterator[SimpleNamespace]:
    background, reading = Background(), CatalogueReading(tmp_path / "index")
    comparison = Comparison(lambda: [root], background, reading)
    watch, panel = SweepWatch(comparison, background), SweepPanel(theme_source)
    wanted: list[tuple] = []
    watch.changed.connect(panel.show_view)
    watch.run_wanted.connect(lambda config, of: wanted.append((config, of)))
    panel.seen_changed.connect(watch.see)
    panel.importance_seen.connect(watch.weigh)
    panel.go_on_wanted.connect(watch.go_on_with)
    panel.run_wanted.connect(lambda folder: wanted.append(("run", folder)))
    watch.fork_wanted.connect(lambda folder: wanted.append(("fork", folder)))
    qtbot.addWidget(panel)
    comparison.select(())  # Nothing is selected for the user.
    panel.resize(460, 640)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: comparison.view.found == 2 and not comparison.view.reading, timeout=20_000)

    def select(name: str) -> None:
        comparison.look()  # What a test has written meanwhile isn't waited for.
        comparison.select([str(root / name)])
        qtbot.waitUntil(lambda: watch.view.folder == str(root / name), timeout=10_000)

    yield SimpleNamespace(
        panel=panel, watch=watch, select=select, wanted=wanted, bot=qtbot, root=root, look=comparison.look
    )
    background.close()
    reading.close()


def texts(shown: SimpleNamespace) -> str:
    return "\n".join(label.text() for label in shown.panel.findChildren(QLabel) if label.isVisible())


def click(shown: SimpleNamespace, number: int, *, double: bool = False) -> None:
    field = shown.panel.field
    at = field.place_of(number).toPoint()
    press = shown.bot.mouseDClick if double else shown.bot.mouseClick
    press(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_that_before_one_is_selected_it_is_the_newest(shown) -> None:
    shown.bot.waitUntil(lambda: shown.watch.view.state is not None, timeout=10_000)
    assert shown.watch.view.folder == str(shown.root / "begun")


def test_that_without_a_sweep_it_says_what_to_do(qtbot: QtBot, theme_source) -> None:
    panel = SweepPanel(theme_source)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    assert any("Select a sweep in the table" in label.text() for label in panel.findChildren(QLabel))


def test_that_a_sweep_is_summed_up_and_its_trials_are_dots_of_the_field(shown) -> None:
    shown.select("done")
    assert "done: 6 of 6 trials" in texts(shown)
    assert shown.panel.across.currentData() == "learning_rate"
    assert shown.panel.upwards.currentData() == "n_step"
    assert len({(shown.panel.field.place_of(n).x(), shown.panel.field.place_of(n).y()) for n in range(6)}) == 6


def test_that_a_click_chooses_a_trial_in_every_view_and_the_button_goes_on_with_it(shown) -> None:
    shown.select("done")
    assert not shown.panel.go_on.isEnabled()
    click(shown, 3)
    assert "Trial 3:" in texts(shown)
    shown.panel.view_choice.choose("trials")
    table = shown.panel.trials
    assert table.trials.numbers()[table.currentIndex().row()] == 3
    shown.bot.mouseClick(shown.panel.go_on, Qt.MouseButton.LeftButton)
    ((config, of),) = shown.wanted
    trial = shown.watch.view.trial(3)
    assert of == "trial 3 of done"
    assert {name: config.knobs[name] for name in trial.settings} == dict(trial.settings)
    assert config.seed == 0


def test_that_a_double_click_goes_on_with_a_trial(shown) -> None:
    shown.select("done")
    click(shown, 2, double=True)
    assert [of for _, of in shown.wanted] == ["trial 2 of done"]


def test_that_the_arrows_go_through_the_trials_and_enter_goes_on(shown) -> None:
    shown.select("done")
    field = shown.panel.field
    field.setFocus()
    shown.bot.keyClick(field, Qt.Key.Key_Right)
    shown.bot.keyClick(field, Qt.Key.Key_Right)
    assert "Trial 1:" in texts(shown)
    assert field.accessibleDescription().startswith("1: ")
    shown.bot.keyClick(field, Qt.Key.Key_Left)
    shown.bot.keyClick(field, Qt.Key.Key_Return)
    assert [of for _, of in shown.wanted] == ["trial 0 of done"]


def test_that_pointing_at_a_trial_says_what_it_sets(shown) -> None:
    shown.select("done")
    field = shown.panel.field
    shown.bot.mouseMove(field, field.place_of(1).toPoint())
    shown.bot.waitUntil(lambda: "Learning rate" in QToolTip.text(), timeout=5_000)


def test_that_a_line_of_the_parallel_coordinates_is_chosen_by_a_click(shown) -> None:
    shown.select("done")
    shown.panel.view_choice.choose("parallel")
    parallel = shown.panel.parallel
    shown.bot.waitUntil(parallel.isVisible)
    points = parallel.points_of(4)
    assert len(points) == 4
    at = ((points[0] + points[1]) / 2).toPoint()
    shown.bot.mouseClick(parallel, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert "Trial " in texts(shown)
    assert parallel.nearest(points[3]) is not None
    image, ratio = parallel.grab().toImage(), parallel.devicePixelRatioF()
    lines = {shown.panel.parallel.line_colour_of(trial.score).rgb() for trial in shown.watch.view.trials}
    for box, words in parallel.tick_boxes():
        inside = [
            image.pixelColor(round(x * ratio), round(y * ratio)).rgb()
            for x in range(round(box.left()) + 1, round(box.right()) - 1)
            for y in range(round(box.top()) + 1, round(box.bottom()) - 1)
        ]
        assert not lines & set(inside), f"{words} is struck through by a line"


def cut_short(table: QTableView) -> list[str]:
    """The cells of a table that have less room than their text takes with what the style sheet puts around it."""
    model = table.model()
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    return [
        str(cell.data()) for cell in cells if table.sizeHintForIndex(cell).width() > table.columnWidth(cell.column())
    ]


def test_that_the_trials_stand_with_the_best_first_and_their_intervals(shown, theme_source) -> None:
    shown.panel.setStyleSheet(style_sheet(theme_source.theme))  # What it puts around texts takes room.
    shown.select("done")
    shown.panel.view_choice.choose("trials")
    model = shown.panel.trials.model()
    scores = [float(model.index(row, 1).data()) for row in range(model.rowCount())]
    assert scores == sorted(scores, reverse=True)
    assert model.index(0, 0).data().startswith("★")
    assert " – " in model.index(0, 2).data()
    spoken = Qt.ItemDataRole.AccessibleTextRole
    titles = [model.headerData(place, Qt.Orientation.Horizontal, spoken) for place in range(model.columnCount())]
    assert titles[3:] == ["State", "Learning rate", "n-step return", "Target sync", "Seeds"]
    assert model.headerData(4, Qt.Orientation.Horizontal) == "Learning\nrate", "titles don't widen what is below them"
    assert in_two_lines("95 % 区间") == "95 %\n区间", "a percent sign begins no line"
    table = shown.panel.trials
    seen = table.columnViewportPosition(titles.index("Target sync")) + table.columnWidth(titles.index("Target sync"))
    assert seen <= table.viewport().width(), "how far a trial is and what it sets is in view"
    assert model.index(0, titles.index("State")).data() == "complete"
    assert not cut_short(table), "every figure is there in full"


def test_that_a_sweep_that_is_not_finished_can_be_paused_continued_and_ended(shown) -> None:
    asked: list[str] = []
    panel = shown.panel
    for name in ("pause", "resume", "end"):
        getattr(panel, f"{name}_wanted").connect(lambda name=name: asked.append(name))
    actions = (panel.pause_action, panel.resume_action, panel.end_action)
    shown.select("done")
    assert not panel.work.isVisible()
    shown.select("begun")
    shown.bot.waitUntil(panel.work.isVisible, timeout=10_000)
    assert [action.isEnabled() for action in actions] == [False, True, False], "nobody does it"
    lock = RunLock(shown.root / "begun")
    try:
        shown.bot.waitUntil(panel.end_action.isEnabled, timeout=10_000)
        assert [action.isEnabled() for action in actions] == [True, False, True]
        for action in actions:
            action.trigger()
    finally:
        lock.release()
    assert asked == ["pause", "end"]


def test_that_importance_is_worked_out_where_it_is_looked_at(shown) -> None:
    shown.select("done")
    assert shown.watch.view.importance_words == ""
    shown.panel.view_choice.choose("importance")
    shown.bot.waitUntil(lambda: shown.watch.view.importance_words != "", timeout=20_000)
    assert "complete trials" in texts(shown) or "Optuna" in texts(shown)


def test_that_the_field_recolours_while_the_sweep_runs_and_its_progress_is_told(shown) -> None:
    folder = shown.root / "begun"
    table, lock = ProgressTable(folder), RunLock(folder)
    try:
        shown.select("begun")
        for mean in (20.0, 300.0):
            evaluation = Evaluation.of("CartPole-v1", np.array([mean]))
            table.note(1, SeedEvaluated(name="trial 1", seed=1, env_step=500, evaluation=evaluation))
        left = r"· [\d–]+ (s|min) left"  # A range.
        shown.bot.waitUntil(lambda: re.search(left, texts(shown)) is not None, timeout=10_000)
        state = shown.watch.view.state
        assert state.best == 0
        low, high = state.trials[0].interval
        told = f"1 of 6 trials · 1 running · best trial 0: {state.trials[0].score:.1f} ({low:.1f} – {high:.1f}) · "
        assert told in texts(shown)
    finally:
        table.close()
        lock.release()
    shown.bot.waitUntil(lambda: "interrupted" in texts(shown), timeout=10_000)


def test_that_a_sweep_that_can_not_be_read_says_why(shown) -> None:
    shown.select("begun")
    (shown.root / "begun" / "sweep.sqlite").write_bytes(b"nonsense" * 100)
    shown.bot.waitUntil(lambda: "is no sweep" in texts(shown), timeout=10_000)


@pytest.mark.slow  # It waits for what must not come.
def test_that_nothing_is_read_while_the_panel_is_hidden(shown) -> None:
    shown.select("done")
    shown.panel.hide()
    shown.bot.wait(300)  # What was being read comes in.
    told: list[object] = []
    shown.watch.changed.connect(told.append)
    (shown.root / "done" / "sweep.sqlite").write_bytes(b"nonsense" * 100)
    shown.bot.wait(900)
    assert told == []


def leave_runs(sweep: Path, *tasks: tuple[str, int]) -> None:
    for task in tasks:
        (sweep / "runs" / run_name(task)).mkdir(parents=True)


def test_that_seeds_that_left_runs_are_opened_from_their_trial(shown) -> None:
    folder = shown.root / "done"
    leave_runs(folder, ("trial 2", 0), ("trial 2", 1))
    shown.select("done")
    click(shown, 1)
    assert not shown.panel.seeds.isEnabled(), "this trial left none"
    click(shown, 2)
    assert shown.panel.seeds.isEnabled()
    first, second = shown.panel.seeds_menu.actions()
    assert first.text().startswith("Seed 0: ")
    second.trigger()
    click(shown, 2, double=True)
    shown.bot.mouseClick(shown.panel.go_on, Qt.MouseButton.LeftButton)
    runs = [str(folder / "runs" / f"trial-2-seed-{seed}") for seed in (1, 0, 0)]
    assert shown.wanted == [("run", runs[0]), ("run", runs[1]), ("fork", runs[2])]
    assert "fork of its run" in shown.panel.go_on.toolTip()


def test_that_the_report_s_seeds_are_told_from_those_by_which_a_trial_was_chosen(shown) -> None:
    folder = made_sweep(shown.root / "reported", trials=3, report_seeds=(7,))
    best = sweep_state(folder).best
    leave_runs(folder, (f"trial {best}", 0), (f"trial {best}", 7))
    shown.look()
    shown.select("reported")
    click(shown, best)
    assert [action.text().partition(":")[0] for action in shown.panel.seeds_menu.actions()] == [
        "Seed 0",
        "Report seed 7",
    ]


def one_varies(root: Path, name: str, **changes: object) -> Path:
    """A sweep over the learning rate alone."""
    return made_sweep(root / name, space={"learning_rate": {"low": 0.0005, "high": 0.004, "log": True}}, **changes)


def test_that_scores_over_one_hyperparameter_have_an_axis_of_their_own(shown) -> None:
    one_varies(shown.root, "one", trials=4)
    shown.select("one")
    field, view = shown.panel.field, shown.watch.view
    assert not shown.panel.upwards.isVisible()
    ordered = sorted(view.trials, key=lambda trial: trial.score)
    heights = [field.place_of(trial.number).y() for trial in ordered]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == len({trial.score for trial in ordered})
    click(shown, ordered[0].number)
    assert f"Trial {ordered[0].number}:" in texts(shown)
    shown.select("done")
    assert shown.panel.upwards.isVisible()


def test_that_before_the_first_score_no_scale_is_shown(shown) -> None:
    made_sweep(shown.root / "new", trials=3, done=0)
    shown.select("new")
    assert shown.panel.scale.accessibleDescription() == ""
    assert shown.panel.scale.accessibleName() == "No scores yet"
    shown.select("done")
    assert "…" in shown.panel.scale.accessibleDescription()


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_that_every_trial_stands_out_from_the_field(shown, theme_source, appearance: str) -> None:
    theme_source.choose(appearance)
    shown.select("done")
    field = shown.panel.field
    picture = field.grab().toImage()
    for number in range(6):
        at = field.place_of(number)
        row = [QColor(picture.pixel(round(at.x()) + x, round(at.y()))) for x in range(-9, 10)]
        ground = row[0]
        assert max(contrast(shade, ground) for shade in row) >= 3.0, number
    theme_source.choose("system")


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_that_lines_of_every_score_stand_out_from_the_ground(shown, theme_source, appearance: str) -> None:
    theme_source.choose(appearance)
    shown.select("done")
    ground = QColor(theme_source.theme.surface)
    for trial in shown.watch.view.trials:
        assert contrast(shown.panel.parallel.line_colour_of(trial.score), ground) >= 2.0
    theme_source.choose("system")


def test_that_both_ends_stand_below_an_axis_however_little_room_there_is(shown) -> None:
    shown.select("done")
    field = shown.panel.field
    assert field.texts_across() == ["0.0005", "0.001", "0.002", "0.004"]

    def is_narrow() -> bool:
        shown.panel.resize(230, 640)  # Not before the buttons of the sweep that was shown first have gone.
        return len(field.texts_across()) < 4

    shown.bot.waitUntil(is_narrow)
    assert (field.texts_across()[0], field.texts_across()[-1]) == ("0.0005", "0.004")


def test_that_once_the_shown_sweep_is_gone_the_newest_of_the_others_is_shown(shown) -> None:
    shown.select("done")
    shutil.rmtree(shown.root / "done")
    shown.look()
    shown.bot.waitUntil(lambda: shown.watch.view.folder == str(shown.root / "begun"), timeout=10_000)
    shutil.rmtree(shown.root / "begun")
    shown.look()
    shown.bot.waitUntil(lambda: "Select a sweep in the table" in texts(shown), timeout=10_000)
