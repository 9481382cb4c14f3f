"""The table of runs: found, sorted, grouped, named, pinned and deleted with the mouse and the keyboard."""

import dataclasses
import functools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.config.change import KnobChange
from dqn_engine.messages.reports import KnobsChanged
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run.labels import RunLabels, read_labels
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.run_folder import Parent
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.study.run_names import run_name
from dqn_engine.system.errors import InputError
from tests.support.compared_folders import made_study, made_sweep, study_config
from tests.support.made_up_runs import made_run
from tests.support.snapshots import CONFIG
from workbench.look.icons import IconBook
from workbench.look.theme import DARK, ThemeSource
from workbench.panels.compare.runs import RunsPanel
from workbench.presenters.background import Background
from workbench.presenters.catalogue_reading import CatalogueReading
from workbench.presenters.comparison import Comparison
from workbench.state import run_cells, runs_table, trash
from workbench.state.runs_table import Asked
from workbench.state.undo_step import UndoStep
from workbench.widgets.curve_delegate import CURVE_COLOUR
from workbench.widgets.elided_label import ElidedLabel


@dataclass
class Table:
    """The panel over its presenter, and what they said."""

    panel: RunsPanel
    comparison: Comparison
    root: Path
    bot: QtBot
    steps: list[UndoStep] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    to_label: list[tuple[Path, RunLabels]] = field(default_factory=list)

    def read(self) -> "Table":
        self.bot.waitUntil(lambda: self.comparison.view.found > 0 and not self.comparison.view.reading, timeout=20_000)
        return self

    @property
    def model(self):
        return self.panel.table.model()

    def texts(self, title: str = "Name") -> list[str]:
        column = self.titles().index(title)
        return [str(self.model.index(row, column).data() or "") for row in range(self.model.rowCount())]

    def titles(self) -> list[str]:
        return [
            str(self.model.headerData(place, Qt.Orientation.Horizontal)) for place in range(self.model.columnCount())
        ]

    def click(self, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        table = self.panel.table
        at = table.visualRect(self.model.index(row, 0)).center()
        self.bot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, at)

    def click_title(self, title: str) -> None:
        header = self.panel.table.horizontalHeader()
        at = QPoint(header.sectionViewportPosition(self.titles().index(title)) + 5, 8)
        self.bot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def counted(self) -> str:
        (label,) = self.panel.findChildren(ElidedLabel)
        return label.whole


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    root.mkdir()
    for place, (name, gamma, best) in enumerate((("one", 0.99, 50.0), ("two", 0.9, 400.0), ("three", 0.9, 9.0))):
        config = dataclasses.replace(CONFIG, seed=place, knobs={**CONFIG.knobs, "gamma": gamma})
        made_run(root / name, [(100 * (place + 1), best)], config)
        os.utime(root / name / "history.sqlite", (1e9 + place,) * 2)
    return root


@pytest.fixture
def table(qtbot: QtBot, theme_source: ThemeSource, icons: IconBook, root: Path, tmp_path: Path) -> Iterator[Table]:
    theme_source.choose("dark")
    panel = RunsPanel(theme_source, icons)
    background, reading = Background(), CatalogueReading(tmp_path / "index")
    comparison = Comparison(lambda: [root], background, reading)
    made = Table(panel, comparison, root, qtbot)
    panel.seen_changed.connect(functools.partial(comparison.see, "runs"))
    comparison.changed.connect(panel.show_view)
    comparison.stepped.connect(made.steps.append)
    comparison.refused.connect(made.refused.append)
    comparison.open_wanted.connect(made.opened.append)
    comparison.label_wanted.connect(lambda folder, labels: made.to_label.append((folder, labels)))
    for signal, slot in (
        (panel.searched, comparison.search),
        (panel.kind_chosen, comparison.list_kind),
        (panel.group_chosen, comparison.group),
        (panel.group_toggled, comparison.toggle_group),
        (panel.seeds_toggled, comparison.toggle_seeds),
        (panel.sort_wanted, comparison.sort),
        (panel.selection_changed, comparison.select),
        (panel.opened, comparison.open),
        (panel.label_action.triggered, comparison.label),
        (panel.pin_action.triggered, comparison.pin),
        (panel.delete_action.triggered, comparison.delete),
    ):
        signal.connect(slot)
    qtbot.addWidget(panel)
    panel.resize(1100, 400)
    yield made
    background.close()
    reading.close()


@pytest.fixture
def shown(table: Table, qtbot: QtBot) -> Table:
    table.panel.show()
    qtbot.waitExposed(table.panel)
    return table.read()


def test_that_runs_are_listed_newest_first_with_a_column_for_what_differs(shown: Table) -> None:
    assert shown.texts() == ["three", "two", "one"]
    assert shown.texts("Best") == ["9.00", "400.0", "50.0"]
    assert shown.texts("Discount γ") == ["0.9", "0.9", "0.99"]
    assert not {"Learning rate", "Batch size"} & set(shown.titles()), "these are the same in all"
    assert shown.counted() == "3 of 3 · 1 selected"


def test_that_the_newest_is_selected_at_first_and_then_what_the_user_selects(shown: Table, qtbot: QtBot) -> None:
    assert shown.panel.table.selected_keys() == (str(shown.root / "three"),)
    shown.comparison.select(())
    shown.comparison.look()
    qtbot.waitUntil(lambda: not shown.comparison.view.reading, timeout=20_000)
    assert shown.comparison.view.selected == ()


def test_that_nothing_is_read_before_the_panel_is_seen_nor_after(table: Table, qtbot: QtBot, monkeypatch) -> None:
    qtbot.wait(50)
    assert table.comparison.view.found == 0
    assert not table.panel.is_built
    table.panel.show()
    table.read()
    table.panel.hide()
    assert not table.comparison.is_seen


def test_that_a_click_on_a_title_sorts_and_another_turns_it(shown: Table) -> None:
    shown.click_title("Best")
    assert shown.texts() == ["two", "one", "three"]
    shown.click_title("Best")
    assert shown.texts() == ["three", "one", "two"]
    shown.click_title("Name")
    assert shown.texts() == ["one", "three", "two"]


def test_that_typing_finds_words_and_conditions(shown: Table, qtbot: QtBot) -> None:
    qtbot.keyClicks(shown.panel.search, "t best>=100")
    assert shown.texts() == ["two"]
    assert shown.counted() == "1 of 3"
    shown.panel.search.clear()
    qtbot.keyClicks(shown.panel.search, "gamma=0.9")
    assert shown.texts() == ["three", "two"]
    shown.panel.search.clear()
    qtbot.keyClicks(shown.panel.search, "nothing-like-it")
    assert [label.text() for label in shown.panel.findChildren(QLabel) if label.isVisible()][-1].startswith(
        "Nothing fits"
    )


def test_that_columns_are_of_the_selected_ones_where_there_are_several(shown: Table) -> None:
    shown.click(0)
    assert "Discount γ" in shown.titles()
    shown.click(1, Qt.KeyboardModifier.ControlModifier)
    assert shown.comparison.view.selected == (str(shown.root / "three"), str(shown.root / "two"))
    assert "Discount γ" not in shown.titles()
    assert shown.counted() == "3 of 3 · 2 selected"
    assert len(shown.panel.table.selectionModel().selectedRows()) == 2, "the selection stays where columns change"


def test_that_a_selected_run_has_a_colour_and_keeps_it(shown: Table) -> None:
    shown.click(1)
    colour = swatch(shown, 1)
    assert shown.model.index(1, 1).data(CURVE_COLOUR) == colour
    assert shown.model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None
    assert shown.model.index(0, 1).data(CURVE_COLOUR) == QColor(DARK.muted)
    shown.click(0)
    shown.click(1, Qt.KeyboardModifier.ControlModifier)
    assert swatch(shown, 1) == colour
    assert swatch(shown, 0) != colour


def swatch(shown: Table, row: int) -> QColor:
    icon = shown.model.index(row, 0).data(Qt.ItemDataRole.DecorationRole)
    return icon.pixmap(10).toImage().pixelColor(2, 2)


def choose(shown: Table, combo: str, words: str) -> None:
    box = getattr(shown.panel, combo)
    box.setFocus()
    place = box.findText(words)
    assert place >= 0, [box.itemText(at) for at in range(box.count())]
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_that_runs_are_grouped_by_a_hyperparameter_and_a_group_is_closed_by_mouse_and_key(shown: Table, qtbot) -> None:
    choose(shown, "grouping", "Discount γ")
    assert shown.texts() == ["▾ Discount γ: 0.9 · 2", "three", "two", "▾ Discount γ: 0.99 · 1", "one"]
    shown.click(0)
    assert shown.texts() == ["▸ Discount γ: 0.9 · 2", "▾ Discount γ: 0.99 · 1", "one"]
    assert shown.comparison.view.selected == ()
    shown.panel.table.setCurrentIndex(shown.model.index(1, 0))
    qtbot.keyClick(shown.panel.table, Qt.Key.Key_Space)
    assert shown.texts() == ["▸ Discount γ: 0.9 · 2", "▸ Discount γ: 0.99 · 1"]
    choose(shown, "grouping", "Not grouped")
    assert len(shown.texts()) == 3


def test_that_seeds_of_the_same_settings_are_one_group(shown: Table) -> None:
    choose(shown, "grouping", "Settings (over seeds)")
    assert [text for text in shown.texts() if text.startswith("▾")][0].endswith("· 2")


def test_that_studies_and_sweeps_are_listed_too_and_alone(shown: Table) -> None:
    configs = {"a": study_config(), "b": study_config(gamma=0.9)}
    made_study(shown.root / "study", configs, {("a", 0): (1.0, 2.0), ("b", 0): (3.0, 4.0)})
    made_sweep(shown.root / "sweep", trials=2)
    shown.comparison.look()
    shown.bot.waitUntil(lambda: shown.comparison.view.found == 6, timeout=20_000)
    choose(shown, "kind", "Studies")
    assert sorted(shown.texts()) == ["Study · study: a", "Study · study: b"]
    choose(shown, "kind", "Sweeps")
    assert shown.texts() == ["Sweep · sweep"]
    assert shown.texts("Seeds") == ["6"]


@pytest.mark.slow  # It looks every two seconds.
def test_that_a_new_run_appears_by_itself(shown: Table) -> None:
    shutil.copytree(shown.root / "one", shown.root / "four")
    shown.bot.waitUntil(lambda: "four" in shown.texts(), timeout=20_000)


def test_that_enter_and_a_double_click_open_a_run(shown: Table, qtbot) -> None:
    shown.click(1)
    qtbot.keyClick(shown.panel.table, Qt.Key.Key_Return)
    table = shown.panel.table
    at = table.visualRect(shown.model.index(2, 0)).center()
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert shown.opened == [str(shown.root / "two"), str(shown.root / "one")]


def test_that_f2_asks_for_a_name_and_giving_one_is_undone(shown: Table, qtbot) -> None:
    shown.click(0)
    qtbot.keyClick(shown.panel.table, Qt.Key.Key_F2)
    assert shown.to_label == [(shown.root / "three", RunLabels())]
    shown.comparison.set_labels(shown.root / "three", RunLabels(title="Mine", tags=("paper",)))
    assert shown.texts()[0] == "Mine #paper"
    qtbot.keyClicks(shown.panel.search, "#pap")
    assert shown.texts() == ["Mine #paper"]
    shown.steps[0].undo()
    assert read_labels(shown.root / "three") == RunLabels()
    assert shown.texts() == []
    shown.steps[0].redo()
    assert shown.texts() == ["Mine #paper"]


def test_that_p_pins_the_selected_to_the_top_and_undo_lets_go(shown: Table, qtbot) -> None:
    shown.click(2)
    qtbot.keyClick(shown.panel.table, Qt.Key.Key_P)
    assert shown.texts() == ["★ one", "three", "two"]
    assert read_labels(shown.root / "one").pinned
    shown.steps[0].undo()
    assert shown.texts() == ["three", "two", "one"]


@pytest.fixture
def trash_can(tmp_path: Path, monkeypatch) -> Path:
    """A trash that is a folder."""
    can = tmp_path / "can"
    can.mkdir()

    class File:
        def __init__(self, name: str) -> None:
            self._name = name

        def moveToTrash(self) -> bool:
            os.replace(self._name, can / Path(self._name).name)
            self._name = str(can / Path(self._name).name)
            return True

        def fileName(self) -> str:
            return self._name

    monkeypatch.setattr(trash, "QFile", File)
    return can


def test_that_delete_moves_all_selected_to_the_trash_and_undo_brings_them_back(shown: Table, qtbot, trash_can) -> None:
    told: list[str] = []
    shown.comparison.told.connect(told.append)
    shown.comparison.untold.connect(told.remove)
    shown.click(0)
    shown.click(2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shown.panel.table, Qt.Key.Key_Delete)
    assert [text.partition(";")[0] for text in told] == ["2 folders are in the trash"]
    assert shown.texts() == ["two"]
    assert sorted(path.name for path in trash_can.iterdir()) == ["one", "three"]
    shown.steps[0].undo()
    shown.bot.waitUntil(lambda: shown.texts() == ["three", "two", "one"], timeout=10_000)
    assert told == [], "what isn't so any more isn't said any more"
    shown.steps[0].redo()
    assert shown.texts() == ["two"]


def test_that_of_several_runs_those_come_back_that_can_and_why_another_cannot_is_said(
    shown: Table, qtbot, trash_can
) -> None:
    shown.click(0)
    shown.click(2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shown.panel.table, Qt.Key.Key_Delete)
    shutil.rmtree(trash_can / "three")
    with pytest.raises(InputError, match="three can't be brought back"):
        shown.steps[0].undo()
    shown.bot.waitUntil(lambda: shown.texts() == ["two", "one"], timeout=10_000)


def test_that_a_run_that_is_being_trained_is_not_deleted(shown: Table, qtbot, trash_can) -> None:
    lock = RunLock(shown.root / "two")
    try:
        shown.click(1)
        qtbot.keyClick(shown.panel.table, Qt.Key.Key_Delete)
    finally:
        lock.release()
    assert "can't be deleted" in shown.refused[0]
    assert len(shown.texts()) == 3


@pytest.mark.slow
def test_that_a_run_that_is_gone_on_with_elsewhere_is_in_use_by_itself(shown: Table) -> None:
    assert "in use" not in shown.texts("Last written")
    lock = RunLock(shown.root / "two")
    try:
        shown.bot.waitUntil(lambda: "in use" in shown.texts("Last written"), timeout=10_000)
    finally:
        lock.release()
    shown.bot.waitUntil(lambda: "in use" not in shown.texts("Last written"), timeout=10_000)


def test_that_a_damaged_run_is_listed_and_says_why(shown: Table) -> None:
    (shown.root / "two" / "history.sqlite").write_bytes(b"x" * 5000)
    shown.comparison.look()
    shown.bot.waitUntil(lambda: "can't be read" in shown.texts("Environment"), timeout=10_000)
    row = shown.texts("Environment").index("can't be read")
    assert "no history of a run" in shown.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_that_everything_has_a_name_for_a_screen_reader(shown: Table) -> None:
    panel = shown.panel
    for widget in (panel, panel.search, panel.kind, panel.grouping, panel.table):
        assert widget.accessibleName()
    assert shown.model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)


def with_seeds(table: Table, *seeds: int) -> Path:
    """A sweep with runs that its seeds left."""
    folder = made_sweep(table.root / "sweep", trials=2)
    for seed in seeds:
        config = dataclasses.replace(CONFIG, seed=seed)
        made_run(folder / "runs" / run_name(("trial 0", seed)), [(100, float(seed))], config)
    return folder


def test_that_the_seeds_of_a_sweep_stand_below_it_where_they_are_wanted(table: Table, qtbot: QtBot) -> None:
    folder = with_seeds(table, 2, 10)
    table.panel.show()
    qtbot.waitExposed(table.panel)
    table.read()
    table.panel.kind.setCurrentIndex(table.panel.kind.findData("sweep"))
    table.panel.kind.activated.emit(table.panel.kind.currentIndex())
    assert table.texts() == ["▸ Sweep · sweep"], "its seeds aren't listed among the runs"
    table.click(0)
    qtbot.keyClick(table.panel.table, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(table.texts()) == 3, timeout=20_000)
    assert [text.strip() for text in table.texts()] == ["▾ Sweep · sweep", "trial-0-seed-2", "trial-0-seed-10"]
    table.click(1)
    qtbot.keyClick(table.panel.table, Qt.Key.Key_Return)
    assert table.opened == [str(folder / "runs" / "trial-0-seed-2")]
    mark = table.panel.table.visualRect(table.model.index(0, 0)).topLeft() + QPoint(8, 8)
    qtbot.mouseClick(table.panel.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, mark)
    assert len(table.texts()) == 1
    spoken = table.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Sweep · sweep, its seeds are hidden"


def test_that_typing_finds_among_the_seeds_below_a_sweep_too(table: Table, qtbot: QtBot) -> None:
    with_seeds(table, 2, 10)
    table.panel.show()
    qtbot.waitExposed(table.panel)
    table.read()
    qtbot.keyClicks(table.panel.search, "sweep")
    table.click(0)
    qtbot.keyClick(table.panel.table, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(table.texts()) == 3, timeout=20_000)
    qtbot.keyClicks(table.panel.search, " best>=5")
    assert [text.strip() for text in table.texts()] == ["▾ Sweep · sweep", "trial-0-seed-10"]
    qtbot.keyClicks(table.panel.search, " seeds>1")
    assert len(table.texts()) == 2, "of how many seeds it has is asked of the sweep"


@pytest.mark.parametrize("typed", ["gamma<<1", "gama<0.9", "best>many", "gamma<"])
def test_that_what_can_not_be_read_as_a_condition_is_said(shown: Table, qtbot: QtBot, typed: str) -> None:
    qtbot.keyClicks(shown.panel.search, typed)
    (text,) = [label.text() for label in shown.panel.findChildren(QLabel) if label.text().startswith("Nothing fits")]
    assert f"{typed} can't be read as a comparison" in text
    shown.panel.search.clear()
    qtbot.keyClicks(shown.panel.search, "gamma<0.5")
    (text,) = [label.text() for label in shown.panel.findChildren(QLabel) if label.text().startswith("Nothing fits")]
    assert text == "Nothing fits what was typed."


def test_that_a_run_that_was_changed_on_the_way_is_a_group_of_its_own_and_headings_say_what_differs(
    table: Table, qtbot: QtBot
) -> None:
    record = RunRecord.create(table.root / "steered", dataclasses.replace(CONFIG, knobs={**CONFIG.knobs, "gamma": 0.9}))
    change = KnobChange(name="learning_rate", old=CONFIG.knobs["learning_rate"], new=0.0001)
    record.add(KnobsChanged(run_id=1, sequence=1, env_step=5, update=1, changes=(change,)))
    record.close()
    table.panel.show()
    qtbot.waitExposed(table.panel)
    table.read()
    table.comparison.group("settings")
    headings = [text for text in table.texts() if text.startswith("▾")]
    assert len(headings) == 3
    assert len(set(headings)) == 3
    assert sum("steered, changed on the way" in text for text in headings) == 1
    assert sorted(text.partition("Discount γ ")[2] for text in headings) == ["0.9 · 1", "0.9 · 2", "0.99 · 1"]


def test_that_the_heading_of_a_group_ends_with_its_count_where_it_is_cut(shown: Table) -> None:
    shown.comparison.group("settings")
    shown.panel.resize(420, 400)
    shown.panel.table.setFixedWidth(200)
    headings = [row for row, text in enumerate(shown.texts()) if text.startswith("▾")]
    said = [shown.panel.table.headings.shown(row) for row in headings]
    assert [text.rpartition(" · ")[2] for text in said] == ["1", "2"] or [text[-1] for text in said] == ["2", "1"]
    room = shown.panel.table.viewport().width()
    metrics = QFontMetrics(shown.model.heading_font())
    assert all("…" in text and metrics.horizontalAdvance(text) <= room for text in said)


def test_that_the_menu_on_a_heading_or_beside_the_lines_is_that_of_what_is_selected(shown: Table, qtbot: QtBot) -> None:
    shown.comparison.group("settings")
    row = shown.texts().index("two")
    shown.click(row)
    table, selected = shown.panel.table, shown.comparison.view.selected
    assert len(selected) == 1
    heading = table.visualRect(shown.model.index(0, 0)).center()
    for at in (heading, QPoint(heading.x(), table.viewport().height() - 4)):
        qtbot.mousePress(table.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, at)
        qtbot.mouseRelease(table.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, at)
        assert shown.comparison.view.selected == selected


def test_that_what_is_selected_for_the_user_is_listed_and_scrolled_to(shown: Table, qtbot: QtBot) -> None:
    shown.comparison.revealed.connect(shown.panel.reveal)
    for place in range(20):
        made_run(shown.root / f"more-{place:02}", [(100, 1.0)])
    shown.comparison.look()
    qtbot.waitUntil(lambda: shown.comparison.view.found == 23 and not shown.comparison.view.reading, timeout=20_000)
    qtbot.keyClicks(shown.panel.search, "more")
    shown.comparison.list_kind("run")
    shown.comparison.select_folder(shown.root / "one")
    assert shown.comparison.view.selected == (str(shown.root / "one"),)
    assert shown.panel.search.text() == ""
    index = shown.model.index(shown.texts().index("one"), 0)
    assert shown.panel.table.viewport().rect().intersects(shown.panel.table.visualRect(index))
    shown.comparison.group("kind")
    shown.comparison.toggle_group("run")
    shown.comparison.select_folder(shown.root / "two")
    assert "two" in shown.texts()


def sweep_entry(rate: float) -> Entry:
    """A sweep whose best trial has this learning rate at present."""
    knobs = {**CONFIG.knobs, "learning_rate": rate}
    return Entry(path=Path("/s/a"), kind=Kind.SWEEP, environment="CartPole-v1", knobs=knobs, varied=("learning_rate",))


@pytest.mark.parametrize("group_by", ["settings", "preset", "knob:learning_rate"])
def test_that_the_group_of_a_sweep_stays_while_its_best_trial_changes(group_by: str) -> None:
    run = Entry(path=Path("/r/one"), environment="CartPole-v1", knobs=CONFIG.knobs)
    headings = []
    for rate in (0.001, 0.003):
        view = runs_table.resolve((run, sweep_entry(rate)), Asked(group_by=group_by), colours={}, reading=False)
        headings.append(
            [
                (line.key, run_cells.group_title(group_by, line.group, line.members[0], view.between))
                for line in view.lines
                if line.entry is None
            ]
        )
    assert headings[0] == headings[1]


def test_that_a_heading_of_settings_says_nothing_in_which_its_own_may_differ() -> None:
    runs = [
        Entry(path=Path(f"/r/{gamma}-{every}"), knobs={**CONFIG.knobs, "gamma": gamma, "evaluate_every": every})
        for gamma in (0.9, 0.99)
        for every in (100, 500)
    ]
    view = runs_table.resolve(runs, Asked(group_by="settings"), colours={}, reading=False)
    assert [line.count for line in view.lines if line.entry is None] == [2, 2]
    assert view.between == ("gamma",)


def test_that_where_a_run_was_forked_from_takes_no_more_room_than_it_needs_and_pushes_nothing_off(
    table: Table, qtbot: QtBot
) -> None:
    found = find_checkpoint(table.root / "one")
    parent = Parent(path=table.root / "one", manifest=found.manifest)
    RunRecord.create(table.root / "fork", CONFIG, parent=parent).close()
    table.panel.show()
    qtbot.waitExposed(table.panel)
    table.read()
    titles = table.titles()
    assert table.texts("Forked from")[table.texts().index("fork")] == "one"
    assert titles.index("Last written") + 1 == titles.index("Forked from")
    view = table.panel.table
    assert view.columnWidth(titles.index("Forked from")) < view.columnWidth(titles.index("Last written"))
    table.comparison.set_labels(table.root / "one", RunLabels(title="First try"))
    qtbot.waitUntil(lambda: "First try" in table.texts("Forked from"))
    table.comparison.search("try")
    assert set(table.texts()) == {"First try", "fork"}


def test_that_names_and_curves_yield_to_the_figures_where_the_table_is_narrow(shown: Table, qtbot: QtBot) -> None:
    table, titles = shown.panel.table, shown.titles()

    def seen_to(title: str) -> int:
        return table.columnViewportPosition(titles.index(title)) + table.columnWidth(titles.index(title))

    shown.panel.resize(1600, 500)
    qtbot.waitUntil(lambda: seen_to("Last written") <= table.viewport().width() > 1_500)
    wide = table.columnWidth(0)
    shown.panel.resize(512, 500)
    qtbot.waitUntil(lambda: seen_to("Last") <= table.viewport().width() < 520)
    assert table.columnWidth(0) < wide
    shown.panel.resize(1600, 500)
    qtbot.waitUntil(lambda: table.columnWidth(0) == wide)
