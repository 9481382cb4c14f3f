"""The command palette: whatever the window can do, by typing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.messages.commands import OpenRun, Start, Stop
from tests.workbench.conftest import Stage
from workbench.look.translations import install_translations, locale_of
from workbench.state import knob_words
from workbench.window.palette import CommandPalette

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


def opened(stage: Stage, typed: str) -> CommandPalette:
    stage.window.panels.actions.palette.trigger()
    (palette,) = [found for found in stage.window.findChildren(CommandPalette) if found.isVisible()]
    stage.bot.keyClicks(palette.search, typed)
    return palette


def take(stage: Stage, typed: str) -> None:
    stage.bot.keyClick(opened(stage, typed).search, Qt.Key.Key_Return)


def test_that_it_finds_every_kind_of_thing(stage: Stage) -> None:
    stage.ready()
    palette = opened(stage, "")
    for typed, first in (
        ("full scr", ["Full screen"]),
        ("language 简", ["简体中文"]),
        ("appearance dark", ["Dark"]),
        ("1,000 steps/s", ["1,000 steps/s"]),
        ("notebook 1", ["Notebook 1: DQN with Keras"]),
        ("taxi", ["Taxi-v4"]),
        ("learning_rate_steps", [knob_words.label(KNOB_BY_NAME["learning_rate_steps"])]),
    ):
        palette.search.setText(typed)
        assert palette.texts()[:1] == first, typed
    palette.search.setText("no such thing at all")
    assert palette.texts() == []
    stage.bot.keyClick(palette.search, Qt.Key.Key_Return)
    stage.bot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_that_what_cannot_be_done_now_is_found_said_so_and_not_done(stage: Stage) -> None:
    stage.ready()
    palette = opened(stage, "stop")
    rows = palette.list.model()
    shown = dict(zip(palette.texts(), range(rows.rowCount()), strict=True))
    assert rows.index(shown["Stop"], 1).data() == "not now"
    assert rows.index(shown["Stop"], 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Run: Stop, not now"
    muted, plain = (
        rows.index(shown[text], 0).data(Qt.ItemDataRole.ForegroundRole) for text in ("Stop", "Stop by itself…")
    )
    assert muted is not None
    assert plain is None
    assert palette.texts()[palette.list.currentIndex().row()] == "Stop by itself…", "Enter does what can be done"
    palette.list.setCurrentIndex(rows.index(shown["Stop"], 0))
    stage.bot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert not stage.engine.of_kind(Stop)
    palette.close()
    stage.training()
    palette = opened(stage, "stop")
    assert palette.list.model().index(0, 1).data() != "not now"
    palette.close()


def test_that_english_names_are_found_in_a_window_of_another_language(
    qapp: QApplication, request: pytest.FixtureRequest
) -> None:
    assert install_translations(qapp, locale_of("zh_CN"))
    try:
        stage = request.getfixturevalue("stage")
        stage.ready()
        palette = opened(stage, "")
        for typed, first in (
            ("full scr", "全屏"),
            ("learning rate", "学习率"),
            ("prioritized, dueling", "笔记本 2：优先回放、Dueling"),
            ("toy text", "FrozenLake-v1"),
        ):
            palette.search.setText(typed)
            assert first in palette.texts(), typed
    finally:
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
            translator.deleteLater()


def test_that_what_is_taken_is_done(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = tmp_path / "runs" / "an-old-one"
    (run / "checkpoints").mkdir(parents=True)
    (run / "config.json").write_text("{}")
    monkeypatch.setattr("workbench.window.main_window.runs_root", lambda: tmp_path / "runs")
    monkeypatch.setattr("workbench.window.main_window.run_folders", lambda root: [run])
    stage.ready()
    take(stage, "taxi")
    assert stage.window.next_run.config().environment == "Taxi-v4"
    take(stage, "notebook 1")
    assert stage.window.next_run.config().knobs["double"] is False
    take(stage, "an-old-one")
    stage.until(lambda: bool(stage.engine.of_kind(OpenRun)))
    (run / "labels.json").write_text('{"title": "My best", "tags": ["paper"]}')
    for typed in ("my best", "an-old-one", "#paper"):
        palette = opened(stage, typed)
        assert palette.texts()[:1] == ["My best"], typed
        palette.close()


def test_that_start_is_found_and_pressed_by_the_keyboard_alone(stage: Stage) -> None:
    stage.ready()
    palette = opened(stage, "start a new run")
    assert palette.texts()[0] == "Start"
    stage.bot.keyClick(palette.search, Qt.Key.Key_Down)
    stage.bot.keyClick(palette.search, Qt.Key.Key_Up)
    stage.bot.keyClick(palette.search, Qt.Key.Key_Return)
    stage.until(lambda: bool(stage.engine.of_kind(Start)))


def test_that_a_hyperparameter_is_gone_to_among_all_others(stage: Stage) -> None:
    stage.ready()
    stage.window.resize(1280, 800)
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    panel = stage.window.panels.hyperparameters
    panel.set_collapsed_groups([KNOB_BY_NAME["stop_evaluations"].group])
    stage.window.docks.dock("hyperparameters").hide()
    take(stage, "stop when solved")
    row = panel.rows["stop_evaluations"]
    stage.until(lambda: row.visibleRegion().boundingRect().size() == row.size())
    assert panel.search.field.text() == ""
    assert row.isAncestorOf(stage.window.focusWidget())
    assert not panel.rows["gamma"].isHidden()


def test_that_a_hyperparameter_without_an_effect_says_so_and_leads_to_what_decides_it(stage: Stage) -> None:
    stage.ready()
    palette = opened(stage, "longest repeat")
    assert palette.list.model().index(0, 1).data() == "no effect now"
    stage.bot.keyClick(palette.search, Qt.Key.Key_Return)
    panel = stage.window.panels.hyperparameters
    assert not panel.rows["exploration"].isHidden()
    assert panel.rows["repeat_limit"].isHidden()
    panel.set_values({"exploration": "epsilon-z-greedy"})
    palette = opened(stage, "longest repeat")
    assert palette.list.model().index(0, 1).data() == "100"


def test_that_values_are_written_as_in_the_panel(stage: Stage) -> None:
    stage.ready()
    palette = opened(stage, "rate falls over")
    shown = palette.list.model()
    assert shown.index(0, 1).data() == "20,000"
    palette.search.setText("rate schedule")
    assert shown.index(0, 1).data() == "Linear"
