"""Naming, noting, tagging and deleting runs where they are opened, with keys; short ones stay out of the way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from dqn_engine.messages.reports import RunState
from dqn_engine.storage.run.labels import LONGEST_TITLE, RunLabels, read_labels, tags_in, write_labels
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.places import runs_root
from tests.support.made_up_runs import made_run
from tests.workbench.conftest import Stage
from workbench.state.undo_step import UndoStep
from workbench.window.labels_dialog import LabelsDialog
from workbench.window.run_chooser import RunChooser


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    steps = {"first": 2000, "second": 3000, "tiny": 20}
    return {name: made_run(tmp_path / name, [(step, None)]) for name, step in steps.items()}


@pytest.fixture
def chooser(qtbot: QtBot, folders) -> Iterator[RunChooser]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = RunChooser(list(folders.values()), window)
    with qtbot.waitActive(made):
        made.open()
        made.activateWindow()
    qtbot.waitUntil(lambda: not made.is_reading())
    yield made
    made.close()


def names(chooser: RunChooser) -> set[str]:
    shown = chooser.list.model()
    return {shown.index(row, 0).data() for row in range(shown.rowCount())}


def select(chooser: RunChooser, name: str) -> None:
    shown = chooser.list.model()
    row = next(row for row in range(shown.rowCount()) if shown.index(row, 0).data() == name)
    chooser.list.setFocus()
    chooser.list.setCurrentIndex(shown.index(row, 0))


def said(chooser: RunChooser) -> list[str]:
    return [label.text() for label in chooser.findChildren(QLabel) if label.isVisible()]


def test_that_f2_names_notes_and_tags_a_run_and_its_folder_stays(chooser, folders, qtbot) -> None:
    select(chooser, "first")
    QTest.keyClick(chooser.list, Qt.Key.Key_F2)
    dialog = chooser.findChild(LabelsDialog)
    qtbot.waitUntil(dialog.isVisible)
    QTest.keyClicks(dialog.title, "Low learning rate")
    QTest.keyClicks(dialog.tags, "baseline, paper, baseline")
    QTest.keyClicks(dialog.note, "Learns late <but> well.")
    QTest.keyClick(dialog.title, Qt.Key.Key_Return)
    expected = RunLabels(title="Low learning rate", note="Learns late <but> well.", tags=("baseline", "paper"))
    assert read_labels(folders["first"]) == expected
    assert folders["first"].is_dir()
    assert "Low learning rate #baseline #paper" in names(chooser)
    chooser.search.setFocus()
    QTest.keyClicks(chooser.search, "#paper")
    assert names(chooser) == {"Low learning rate #baseline #paper"}


def test_that_enter_begins_a_line_of_the_note_and_ctrl_enter_saves_it(chooser, folders, qtbot) -> None:
    select(chooser, "second")
    QTest.keyClick(chooser.list, Qt.Key.Key_F2)
    dialog = chooser.findChild(LabelsDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)  # Else no shortcut is heard.
    dialog.note.setFocus()
    QTest.keyClicks(dialog.note, "one")
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    QTest.keyClicks(dialog.note, "two")
    assert dialog.isVisible()
    QTest.keyClick(dialog.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert read_labels(folders["second"]).note == "one\ntwo"


def test_that_search_finds_words_of_a_long_name_of_tags_and_notes_in_any_order_also_where_they_arent_shown(
    chooser, folders, qtbot
) -> None:
    title = f"The one {'that goes on and on ' * 4}until its end"
    write_labels(folders["first"], RunLabels(title=title, note="Learns late.", tags=("paper",)))
    made = RunChooser(folders.values(), chooser)
    qtbot.waitUntil(lambda: not made.is_reading())
    for typed in ("#paper", "late", "until its one", "FIRST cartpole", "goes default"):
        made.search.setText(typed)
        assert [name[:7] for name in names(made)] == ["The one"], typed
    made.search.setText("late zzz")
    assert not names(made)
    assert "None of 3 runs has all these words" in {label.text() for label in made.findChildren(QLabel)}
    made.close()


def test_that_delete_moves_a_run_to_the_trash_and_undo_brings_it_back(chooser, folders) -> None:
    steps: list[UndoStep] = []
    chooser.stepped.connect(steps.append)
    select(chooser, "second")
    QTest.keyClick(chooser.list, Qt.Key.Key_Delete)
    assert not folders["second"].exists()
    assert names(chooser) == {"first"}
    assert any("in the trash" in text for text in said(chooser))
    steps[0].undo()
    assert (folders["second"] / "history.sqlite").is_file()
    chooser.follow_undo()
    assert names(chooser) == {"first", "second"}
    assert not any("in the trash" in text for text in said(chooser))
    steps[0].redo()
    chooser.follow_undo()
    assert not folders["second"].exists()
    assert any("second is in the trash" in text for text in said(chooser)), "as when it was deleted by the key"
    steps[0].undo()
    assert folders["second"].exists()


def test_that_a_deleted_run_is_told_of_by_the_name_that_it_was_given(chooser, folders) -> None:
    steps: list[UndoStep] = []
    chooser.stepped.connect(steps.append)
    write_labels(folders["second"], RunLabels(title="My best"))
    select(chooser, "second")
    QTest.keyClick(chooser.list, Qt.Key.Key_Delete)
    assert any(text.startswith("My best is in the trash") for text in said(chooser))
    assert steps[0].text == "deleting the run My best"


def opened(stage: Stage, qtbot) -> RunChooser:
    """The list of runs, opened from the window and read."""
    stage.ready()
    stage.window.show()
    stage.window.panels.actions.open_run.trigger()
    chooser = stage.window.findChild(RunChooser)
    qtbot.waitUntil(lambda: not chooser.is_reading())
    return chooser


def test_that_ctrl_z_brings_it_back_while_the_list_is_open(stage: Stage, qtbot, tmp_path, monkeypatch) -> None:
    (tmp_path / "share").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    runs = runs_root()
    folders = {name: made_run(runs / name, [(2000, None)]) for name in ("one", "two")}
    chooser = opened(stage, qtbot)
    with qtbot.waitActive(chooser):
        chooser.activateWindow()
    select(chooser, "two")
    chooser.search.setFocus()
    QTest.keyClick(chooser.search, Qt.Key.Key_Delete)
    assert not folders["two"].exists(), "the empty search has no letters to delete"
    assert names(chooser) == {"one"}
    QTest.keySequence(chooser.search, "Ctrl+Z")
    assert folders["two"].exists()
    assert names(chooser) == {"one", "two"}
    QTest.keySequence(chooser.search, QKeySequence(QKeySequence.StandardKey.Redo))
    assert names(chooser) == {"one"}
    chooser.close()


def test_that_a_deleted_run_comes_back_also_once_another_was_opened_which_is_said(
    stage: Stage, qtbot, tmp_path, monkeypatch
) -> None:
    (tmp_path / "share").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    folders = {name: made_run(runs_root() / name, [(2000, None)]) for name in ("one", "two")}
    chooser, actions = opened(stage, qtbot), stage.window.panels.actions
    select(chooser, "two")
    QTest.keyClick(chooser.list, Qt.Key.Key_Delete)
    select(chooser, "one")
    chooser.open_button.click()
    stage.until_state(RunState.PAUSED)
    assert "deleting the run two" in actions.undo.text()
    actions.undo.trigger()
    assert folders["two"].exists()
    assert stage.texts()[0] == "two is back among the runs."
    actions.redo.trigger()
    assert not folders["two"].exists()
    assert stage.texts()[0].startswith("two is in the trash")
    assert "two is back among the runs." not in stage.texts()


def test_that_a_run_that_can_t_come_back_is_said_so_where_it_is_asked_for(
    stage: Stage, qtbot, tmp_path, monkeypatch
) -> None:
    (tmp_path / "share").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    made_run(runs_root() / "one", [(2000, None)])
    chooser = opened(stage, qtbot)
    with qtbot.waitActive(chooser):
        chooser.activateWindow()
    select(chooser, "one")
    QTest.keyClick(chooser.list, Qt.Key.Key_Delete)
    shutil.rmtree(tmp_path / "share" / "Trash")
    QTest.keySequence(chooser.search, "Ctrl+Z")
    why = "one can't be brought back: it isn't in the trash any more."
    assert why in said(chooser)
    assert not any("Ctrl+Z" in text for text in said(chooser))
    assert why in stage.texts(), "also where the list is closed already"
    assert not stage.window.panels.actions.undo.isEnabled()
    chooser.close()


def test_that_a_run_that_is_open_is_never_deleted(chooser, folders) -> None:
    lock = RunLock(folders["first"])
    select(chooser, "first")
    QTest.keyClick(chooser.list, Qt.Key.Key_Delete)
    assert folders["first"].exists()
    assert any("can't be deleted" in text for text in said(chooser))
    lock.release()


def test_that_delete_in_the_search_deletes_letters_and_no_run(chooser, folders) -> None:
    select(chooser, "first")
    chooser.search.setFocus()
    QTest.keyClicks(chooser.search, "fir")
    chooser.search.setCursorPosition(0)
    QTest.keyClick(chooser.search, Qt.Key.Key_Delete)
    assert chooser.search.text() == "ir"
    assert folders["first"].exists()


def test_that_short_runs_are_listed_when_asked_for_unless_they_were_named(chooser, folders, qtbot) -> None:
    assert names(chooser) == {"first", "second"}
    assert chooser.short_box.text() == "1 short one too"
    chooser.short_box.click()
    assert names(chooser) == {"first", "second", "tiny"}
    write_labels(folders["tiny"], RunLabels(title="Keep"))
    again = RunChooser(list(folders.values()), chooser.parentWidget())
    again.open()
    qtbot.waitUntil(lambda: not again.is_reading())
    assert "Keep" in names(again)
    again.close()


def test_that_the_right_mouse_button_offers_both(chooser) -> None:
    select(chooser, "first")
    view, at = chooser.list.viewport(), QPoint(30, 10)
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text().replace("&", "") for action in menu.actions()] == ["Name, note and tags…", "Move to trash"]
    menu.close()


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"title": 5, "tags": "x"}', b"\xff", b"x" * 100_000])
def test_that_labels_that_cant_be_read_are_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "labels.json").write_bytes(content)
    assert read_labels(tmp_path).tags == ()
    assert read_labels(tmp_path / "nowhere") == RunLabels()


def test_that_labels_have_bounds(tmp_path: Path) -> None:
    write_labels(tmp_path, RunLabels(title="a\n" * 500, note="n" * 9000, tags=tuple(map(str, range(99)))))
    read = read_labels(tmp_path)
    assert len(read.title) <= LONGEST_TITLE
    assert "\n" not in read.title
    assert (len(read.note), len(read.tags)) == (2000, 20)
    assert tags_in(" a, ,b  c,a") == ("a", "b c")
    assert tags_in("#a, # b,##,a") == ("a", "b"), "as they are shown and searched for"
