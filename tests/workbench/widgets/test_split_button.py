"""A button with a menu beside it: each of both works where it can."""

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from workbench.widgets.split_button import SplitButton


@pytest.fixture
def parts(qtbot):
    """The button, its action and the menu's one."""
    button = SplitButton()
    qtbot.addWidget(button)
    stop, when = QAction("Stop", button), QAction("Stop by itself…", button)
    menu = QMenu(button)
    menu.addAction(when)
    opened = []
    menu.aboutToShow.connect(lambda: (opened.append(True), QTimer.singleShot(0, menu.close)))
    button.setDefaultAction(stop)
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    button.show()
    qtbot.waitExposed(button)
    return button, stop, when, opened


def right_edge(button) -> QPoint:
    return QPoint(button.width() - 4, button.height() // 2)


def test_that_the_menu_opens_while_its_button_has_nothing_to_do(parts, qtbot) -> None:
    button, stop, _, opened = parts
    stopped = []
    stop.triggered.connect(lambda: stopped.append("stopped"))
    stop.setEnabled(False)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=right_edge(button))
    assert (opened, stopped) == ([True], [])
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert (opened, stopped) == ([True, True], [])


def test_that_an_action_that_can_be_done_is_done_and_opens_nothing(parts, qtbot) -> None:
    button, stop, _, opened = parts
    stopped = []
    stop.triggered.connect(lambda: stopped.append("stopped"))
    stop.setEnabled(False)
    stop.setEnabled(True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(5, button.height() // 2))
    assert (opened, stopped) == ([], ["stopped"])


def test_that_nothing_can_be_pressed_where_the_menu_offers_nothing_either(parts) -> None:
    button, stop, when, _ = parts
    when.setEnabled(False)
    stop.setEnabled(False)
    assert not button.isEnabled()


def test_that_only_the_arrow_looks_as_if_it_could_be_pressed(parts) -> None:
    button, stop, _, _ = parts
    before = button.grab().toImage()
    stop.setEnabled(False)
    now = button.grab().toImage()
    arrow_px = 14
    rows, main = range(now.height()), range(4, now.width() - arrow_px - 4)
    assert any(now.pixel(x, y) != before.pixel(x, y) for x in main for y in rows)
    edge = range(now.width() - arrow_px + 3, now.width() - 2)
    assert all(now.pixel(x, y) == before.pixel(x, y) for x in edge for y in rows)
