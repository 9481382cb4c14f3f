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
