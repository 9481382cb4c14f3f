"""The list of checkpoints is brought up to date where it stands."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from dqn_engine.messages.reports import CheckpointKind, CheckpointSummary
from workbench.look.style_sheet import style_sheet
from workbench.look.theme import DARK
from workbench.panels.checkpoints import CheckpointsPanel
from workbench.state.run_view import RunFolderView


@pytest.fixture
def panel(qtbot, icons) -> CheckpointsPanel:
    made = CheckpointsPanel(icons, clock=lambda: 100.0)
    qtbot.addWidget(made)
    made.resize(300, 240)
    made.show()
    qtbot.waitExposed(made)
    made.set_can_branch(True)
    return made


def checkpoint(generation: int, **changes: object) -> CheckpointSummary:
    fields = {"env_steps": 100 * generation, "saved_unix_s": 0.0, **changes}
    return CheckpointSummary(generation=generation, **fields)


def newest_first(generations: range) -> list[CheckpointSummary]:
    return [checkpoint(generation) for generation in reversed(generations)]


def steps(panel: CheckpointsPanel) -> list[str]:
    return [panel.list.topLevelItem(place).text(0) for place in range(panel.list.topLevelItemCount())]


def test_that_a_new_checkpoint_leaves_what_is_selected_and_scrolled_to(panel, qtbot) -> None:
    panel.set_checkpoints(newest_first(range(1, 61)))
    chosen = panel.list.topLevelItem(40)
    panel.list.setCurrentItem(chosen)
    panel.list.scrollToItem(chosen)
    bar = panel.list.verticalScrollBar()
    seen = bar.value()
    assert seen > 0
    panel.set_checkpoints(newest_first(range(1, 62)))
    assert panel.list.currentItem() is chosen
    assert bar.value() >= seen
    assert steps(panel) == [f"{100 * generation:,}" for generation in range(61, 0, -1)]


def test_that_a_low_list_shows_a_whole_row_rather_than_the_heads_of_its_columns(panel, qtbot) -> None:
    panel.setStyleSheet(style_sheet(DARK))
    panel.set_checkpoints(newest_first(range(1, 4)))
    assert panel.list.header().isVisible()
    panel.resize(300, panel.minimumSizeHint().height())
    qtbot.waitUntil(lambda: not panel.list.header().isVisible())
    row = panel.list.visualItemRect(panel.list.topLevelItem(0))
    assert panel.list.viewport().rect().contains(row)
    panel.resize(300, 240)
    qtbot.waitUntil(panel.list.header().isVisible)


def test_that_of_a_run_that_isnt_saved_nothing_else_is_said(panel) -> None:
    def said() -> str:
        return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())

    assert "it is saved every minute" in said()
    panel.show_run(RunFolderView(there_is_one=True))
    assert said().startswith("This run isn't saved.")
    assert "it is saved" not in said()
    panel.show_run(RunFolderView(name="first", folder="/runs/first", there_is_one=True))
    assert said().startswith("first")
    assert "it is saved every minute" in said()


def test_that_lines_change_come_and_go_in_the_order_of_what_is_listed(panel) -> None:
    panel.set_checkpoints([checkpoint(3), checkpoint(2), checkpoint(1)])
    panel.set_checkpoints([checkpoint(4), checkpoint(1, kind=CheckpointKind.SAVED), checkpoint(3, whole=False)])
    assert steps(panel) == ["400", "100", "300"]
    assert "by hand" in panel.list.topLevelItem(1).text(1)
    assert panel.list.topLevelItem(2).text(2) == "damaged"


def test_that_where_the_selected_one_is_gone_none_is_and_nothing_can_be_rewound_to(panel, qtbot) -> None:
    panel.set_checkpoints(newest_first(range(1, 4)))
    panel.list.setCurrentItem(panel.list.topLevelItem(1))
    assert panel.rewind_button.isEnabled()
    panel.set_checkpoints([checkpoint(3), checkpoint(1)])
    assert panel.list.currentItem() is None
    assert not panel.rewind_button.isEnabled()
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.rewind_requested):
        panel.rewind_button.click()


def test_that_no_column_is_cut_in_a_narrow_panel(panel, qtbot) -> None:
    best = checkpoint(3, env_steps=1_000_000, best=True, evaluation_mean=500.0)
    panel.set_checkpoints([best, checkpoint(2, kind=CheckpointKind.CHANGE)])
    panel.resize(252, 240)
    header = panel.list.header()
    qtbot.waitUntil(lambda: header.length() == panel.list.viewport().width())
    for column in (0, 2):
        assert header.sectionSize(column) >= panel.list.sizeHintForColumn(column)
    changed = panel.list.topLevelItem(1)
    panel.resize(270, 240)
    qtbot.waitUntil(lambda: changed.text(1).count(":") == 2)
    assert header.sectionSize(1) >= panel.list.sizeHintForColumn(1)
    assert changed.text(1).endswith("· change"), "as briefly as the room asks for"
    panel.resize(252, 240)
    qtbot.waitUntil(lambda: changed.text(1).count(":") == 1)
    assert header.sectionSize(1) >= panel.list.sizeHintForColumn(1)
    assert changed.text(1).endswith("· change"), "to the minute, and why"
    panel.resize(500, 240)
    qtbot.waitUntil(lambda: changed.text(1).endswith("· before a change"))
    assert "before hyperparameters changed" in panel.list.topLevelItem(1).toolTip(1)
