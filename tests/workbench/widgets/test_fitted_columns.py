"""Columns of a list share its width."""

from PySide6.QtWidgets import QTreeWidget
from pytestqt.qtbot import QtBot

from workbench.widgets.fitted_columns import FittedColumns, shared

WANTED, FLOORS = {1: 200, 2: 80, 3: 140}, {1: 100, 2: 80, 3: 90}


def test_that_one_column_has_what_the_others_leave() -> None:
    assert shared(1000, WANTED, FLOORS, 0, 150) == {0: 580, 1: 200, 2: 80, 3: 140}


def test_that_the_others_yield_alike_before_it_has_too_little_and_no_further_than_they_can() -> None:
    assert shared(495, WANTED, FLOORS, 0, 150) == {0: 150, 1: 150, 2: 80, 3: 115}
    assert shared(300, WANTED, FLOORS, 0, 150) == {0: 150, 1: 100, 2: 80, 3: 90}, "then the list is scrolled"
    assert shared(300, {}, {}, 0, 150) == {0: 300}


def test_that_a_column_that_is_shown_later_is_as_wide_as_what_stands_in_it(qtbot: QtBot) -> None:
    listed = QTreeWidget()
    qtbot.addWidget(listed)
    listed.setHeaderLabels(["Name", "Parent"])
    listed.resize(900, 200)
    listed.show()
    columns = FittedColumns(listed, 0, least_px=150, yielding=(1,), floor_px=60)
    listed.setColumnHidden(1, True)
    columns.need(1, 321)
    listed.setColumnHidden(1, False)
    columns.fit()
    assert listed.columnWidth(1) == 321
    listed.header().resizeSection(1, 200)
    columns.fit()
    assert listed.columnWidth(1) == 200, "as the user moved it"


def test_that_a_column_that_can_be_spared_goes_where_the_list_would_have_to_be_scrolled_and_comes_back(
    qtbot: QtBot,
) -> None:
    listed = QTreeWidget()
    qtbot.addWidget(listed)
    listed.setHeaderLabels(["Name", "Parent", "Steps"])
    listed.resize(900, 200)
    listed.show()
    columns = FittedColumns(listed, 0, least_px=150, yielding=(1,), floor_px=60)
    columns.need(0, 400)
    columns.need(2, 200)
    listed.setColumnHidden(1, True)
    columns.offer(1)
    assert not listed.isColumnHidden(1)
    listed.resize(370, 200)
    qtbot.waitUntil(lambda: listed.isColumnHidden(1))
    assert listed.header().length() <= listed.viewport().width()
    assert not listed.isColumnHidden(2)
    listed.resize(900, 200)
    qtbot.waitUntil(lambda: not listed.isColumnHidden(1))
