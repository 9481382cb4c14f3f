"""Open run: a list of saved runs that fills by itself, is searched by typing, and is used without a mouse."""

import dataclasses
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QDate, QDateTime, QRectF, Qt, QTime
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dqn_engine.config.hyperparameters import KNOBS, default_knobs
from dqn_engine.config.run_config import load_preset, run_config
from dqn_engine.environments.imports import import_environments
from dqn_engine.storage.run.labels import RunLabels, write_labels
from dqn_engine.storage.run.lock import RunLock
from tests.support.made_up_runs import interrupt, made_run
from tests.support.own_modules import forget_module, new_name, write_module
from tests.support.snapshots import CONFIG
from workbench.state.run_words import moment, preset_of, preset_words, short_name, title_of
from workbench.widgets.curve_delegate import CURVE, curve_points
from workbench.window.run_chooser import RunChooser

SMALL = {"hidden_sizes": (3,), "capacity": 64, "learning_starts": 20}
RUNS = {
    "older": (dataclasses.replace(CONFIG, seed=1), [(110, None)]),
    "good": (dataclasses.replace(CONFIG, seed=2), [(2_000, 400.5)]),
    "bad": (dataclasses.replace(CONFIG, seed=3), [(30_000, 20.0)]),
}


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    return [made_run(tmp_path / name, checkpoints, config) for name, (config, checkpoints) in RUNS.items()]


@pytest.fixture
def choose(qtbot: QtBot) -> Iterator[Callable[..., RunChooser]]:
    window = QWidget()
    qtbot.addWidget(window)

    def make(folders: list[Path], **more: object) -> RunChooser:
        chooser = RunChooser(folders, window, **more)
        chooser.open()
        qtbot.waitUntil(lambda: not chooser.is_reading())
        return chooser

    return make


def said(chooser: RunChooser) -> list[str]:
    return [label.text() for label in chooser.findChildren(QLabel)]


def texts(chooser: RunChooser) -> list[list[str]]:
    shown = chooser.list.model()
    return [[shown.index(row, column).data() for column in range(9)] for row in range(shown.rowCount())]


def test_that_each_run_is_listed_with_what_tells_it_from_others_newest_first(choose, folders) -> None:
    for age, folder in enumerate(reversed(folders)):
        os.utime(folder / "history.sqlite", (time.time() - 86_400 * age,) * 2)
    rows = texts(choose(folders))
    assert [row[0] for row in rows] == ["bad", "good", "older"]
    assert rows[1][1] == "CartPole-v1"
    assert rows[1][2] == "Default, 3 changed"
    assert rows[1][3:5] == ["2,007", "400.5"]
    assert rows[2][4] == "–"


def test_that_numbers_are_sorted_as_numbers(choose, folders) -> None:
    chooser = choose(folders)
    chooser.list.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert [row[3] for row in texts(chooser)] == ["30,007", "2,007", "117"]


def test_that_typing_searches_arrows_choose_and_enter_opens(choose, folders, qtbot) -> None:
    chooser = choose(folders)
    chosen = []
    chooser.chosen.connect(chosen.append)
    qtbot.keyClicks(chooser.search, "OO")
    assert [row[0] for row in texts(chooser)] == ["good"]
    assert "1 of 3 runs" in said(chooser)
    chooser.search.clear()
    chooser.list.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    chooser.list.setCurrentIndex(chooser.list.model().index(0, 0))
    qtbot.keyClick(chooser.search, Qt.Key.Key_Down)
    qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chosen == [str(folders[1])]
    assert not chooser.isVisible()


def test_that_where_nothing_is_found_nothing_can_be_opened(choose, folders, qtbot) -> None:
    chooser = choose(folders)
    qtbot.keyClicks(chooser.search, "zzz")
    assert texts(chooser) == []
    assert not chooser.open_button.isEnabled()
    qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chooser.isVisible()


def test_that_a_run_of_an_environment_that_is_not_registered_says_which_module_it_needs(
    choose, folders, own_folder, tmp_path
) -> None:
    name = new_name()
    write_module(own_folder, name)
    import_environments(name)
    own = made_run(tmp_path / "own", [(110, None)], config=run_config(environment=f"{name}/A-v0", changes=SMALL))
    forget_module(name)
    chooser = choose([own, folders[0]])
    rows = {row[0]: number for number, row in enumerate(texts(chooser))}
    assert texts(chooser)[rows["own"]][1:4:2] == [f"{name}/A-v0", "117"]
    (note,) = [label for label in chooser.findChildren(QLabel) if label.accessibleName() == "What the run needs"]
    chooser.list.setCurrentIndex(chooser.list.model().index(rows["own"], 0))
    assert note.isVisible()
    assert note.text() == f"Its environment needs the module {name}, which isn't added here; opening it asks for that."
    assert chooser.open_button.isEnabled()
    chooser.list.setCurrentIndex(chooser.list.model().index(rows["older"], 0))
    assert not note.isVisible()


def test_that_escape_gives_up_and_another_folder_can_be_asked_for(choose, folders, qtbot) -> None:
    chooser = choose(folders)
    qtbot.keyClick(chooser.search, Qt.Key.Key_Escape)
    assert not chooser.isVisible()
    again, wanted = choose([]), []
    again.elsewhere_wanted.connect(lambda: wanted.append(True))
    assert any(text.startswith("No runs are saved yet.") for text in said(again))
    (elsewhere,) = [button for button in again.findChildren(QPushButton) if button.text() == "Other folder…"]
    elsewhere.click()
    assert wanted == [True]


def test_that_runs_that_are_running_were_interrupted_or_cant_be_read_say_so(choose, folders) -> None:
    lock = RunLock(folders[0])
    interrupt(folders[1])
    (folders[2] / "history.sqlite").write_bytes(b"no history")
    rows = {row[0]: row for row in texts(choose(folders))}
    lock.release()
    assert rows["older"][5] == "in use"
    assert rows["good"][5].endswith(", interrupted")
    assert rows["bad"][1] == "can't be read"


# --- words ------------------------------------------------------------------------------------------------------------


def test_that_a_run_is_called_by_the_nearest_preset() -> None:
    assert preset_words(default_knobs()) == load_preset("default").title
    rainbow = run_config(preset="rainbow").knobs
    assert preset_words(rainbow) == load_preset("rainbow").title
    changed = preset_words({**rainbow, "gamma": 0.5, "tau": 0.5})
    assert changed == f"{load_preset('rainbow').title}, 2 changed"
    assert preset_words({}) == ""
    before = {knob.name: knob.before for knob in KNOBS if knob.before is not None}
    saved_before = {**default_knobs(), **before}
    assert preset_words(saved_before) == load_preset("default").title
    assert [preset_of(knobs) for knobs in (saved_before, rainbow, {**rainbow, "gamma": 0.5}, {})] == [
        "default", "rainbow", "", ""
    ], "the box of presets calls it the same"  # fmt: skip


def test_that_names_and_moments_are_as_short_as_they_can_be() -> None:
    assert short_name("2030-01-31-120000-CartPole-v1-seed-0") == "2030-01-31-120000"
    assert short_name("2030-01-31-120000-CartPole-v1-seed-0-from-5000") == "2030-01-31-120000 ← 5,000"
    assert short_name("a run with a long name of its own") == "a run with a long…"
    assert title_of("2030-01-31-120000-ALE-Pong-v5-seed-0", "ALE/Pong-v5") == "2030-01-31-120000-ALE-Pong-v5-seed-0"
    assert title_of("first", "CartPole-v1") == "first · CartPole-v1"
    assert title_of("", "CartPole-v1") == "CartPole-v1"
    noon = QDateTime(QDate(2030, 1, 31), QTime(12, 0, 5)).toSecsSinceEpoch()
    assert moment(noon, noon + 60) == "12:00:05"
    assert moment(noon, noon + 86_400) == "2030-01-31 12:00"


def header_words(chooser: RunChooser) -> list[str]:
    header, shown = chooser.list.header(), chooser.list.model()
    places = [header.logicalIndex(place) for place in range(header.count())]
    return [
        shown.headerData(column, Qt.Orientation.Horizontal) for column in places if not header.isSectionHidden(column)
    ]


def test_that_a_run_has_a_picture_of_its_return_and_the_time_it_trained(choose, folders) -> None:
    chooser = choose(folders)
    assert header_words(chooser) == [
        "Name", "Return", "Environment", "Preset", "Steps", "Trained", "Best mean", "Last written",
    ]  # fmt: skip
    shown = chooser.list.model()
    assert {shown.index(row, 7).data() for row in range(3)} == {"0 s"}
    assert all(len(shown.index(row, 6).data(CURVE)) == 1 for row in range(3))


def test_that_a_curve_goes_from_edge_to_edge_and_its_largest_value_is_at_the_top() -> None:
    within = QRectF(10, 5, 60, 20)
    points = [(point.x(), point.y()) for point in curve_points([0.0, 4.0, 2.0, float("nan")], within)]
    assert points == [(10.0, 25.0), (40.0, 5.0), (70.0, 15.0)]
    assert [point.y() for point in curve_points([3.0, 3.0], within)] == [15.0, 15.0]
    assert curve_points([3.0], within) == []


def test_that_what_a_run_is_a_fork_of_stands_in_a_column_once_there_is_a_fork(choose, folders) -> None:
    with closing(sqlite3.connect(folders[0] / "history.sqlite")) as history, history:
        history.execute("INSERT INTO about VALUES ('parent', '/runs/the-one-before')")
    chooser = choose(folders)
    chooser.resize(1200, 500)
    assert "Forked from" in header_words(chooser)
    assert {row[8] for row in texts(chooser)} == {"", "the-one-before"}


def test_that_a_fork_names_its_parent_as_the_user_does(choose, folders) -> None:
    write_labels(folders[1], RunLabels(title="First try"))
    with closing(sqlite3.connect(folders[0] / "history.sqlite")) as history, history:
        history.execute("INSERT INTO about VALUES ('parent', ?)", (str(folders[1]),))
    chooser = choose(folders)
    chooser.resize(1200, 500)
    assert {row[8] for row in texts(chooser)} == {"", "First try"}


def test_that_the_widths_of_the_columns_come_back(choose, folders, qtbot) -> None:
    chooser = choose(folders)
    left: list[QByteArray] = []
    chooser.columns_left.connect(left.append)
    chooser.list.header().resizeSection(1, 171)
    qtbot.keyClick(chooser, Qt.Key.Key_Escape)
    again = choose(folders, columns=left[0])
    again.resize(1400, 500)
    assert again.list.header().sectionSize(1) == 171


def test_that_names_are_read_in_a_narrow_list_though_columns_were_left_wide_in_a_wide_one(choose, folders) -> None:
    wide, left = choose(folders), []
    wide.resize(1400, 500)
    header = wide.list.header()
    assert header.sectionSize(2) > wide.list.fontMetrics().horizontalAdvance(texts(wide)[0][2])
    wide.columns_left.connect(left.append)
    wide.list.header().resizeSection(1, 400)
    wide.list.header().resizeSection(2, 300)
    wide.reject()
    narrow = choose(folders, columns=left[0])
    narrow.resize(720, 500)
    header, list_ = narrow.list.header(), narrow.list
    widest = max(list_.fontMetrics().horizontalAdvance(row[0]) for row in texts(narrow))
    assert header.sectionSize(0) >= min(widest, 200)
    assert header.length() <= list_.viewport().width(), "nothing lies beyond the edge"
    narrow.columns_left.connect(left.append)
    narrow.reject()
    again = choose(folders, columns=left[1])
    again.resize(1400, 500)
    assert again.list.header().sectionSize(1) == 400, "that is still what is wanted"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.7, "1:00 min"), (125, "2:05 min"), (7_325, "2:02:05 h")]
)
def test_that_a_duration_is_short_to_read(choose, tmp_path, seconds: float, text: str) -> None:
    run = made_run(tmp_path / "run", [(500, None)])
    with closing(sqlite3.connect(run / "history.sqlite")) as history, history:
        history.execute("UPDATE episodes SET seconds = ?", (seconds,))
    assert [row[7] for row in texts(choose([run]))] == [text]
