"""Whose Space is, in a window without the program's panels."""

import functools

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from workbench.widgets.space_guard import SpaceGuard


def _note(pressed: list[str], button: QPushButton, *_checked: bool) -> None:
    pressed.append(button.text())


def guarded(qtbot: QtBot, *parts: QWidget) -> QMainWindow:
    """A window of these parts, one below the other, that isn't shown yet."""
    window = QMainWindow()
    qtbot.addWidget(window)
    page = QWidget(window)
    column = QVBoxLayout(page)
    for part in parts:
        column.addWidget(part)
    window.setCentralWidget(page)
    SpaceGuard(window)
    return window


@pytest.mark.parametrize("floats", [False, True])
def test_that_a_button_keeps_space_where_the_keyboard_came_to_it_and_not_where_it_was_clicked(
    qtbot: QtBot, floats: bool
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock, page = QDockWidget(window), QWidget(window)
    first, second = QPushButton("first", page), QPushButton("second", page)
    column = QVBoxLayout(page)
    column.addWidget(first)
    column.addWidget(second)
    dock.setWidget(page)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    SpaceGuard(window)
    pauses: list[str] = []
    pressed: list[str] = []
    QShortcut(QKeySequence(Qt.Key.Key_Space), window).activated.connect(lambda: pauses.append("pause"))
    for button in (first, second):
        button.clicked.connect(functools.partial(_note, pressed, button))
    window.show()
    dock.setFloating(floats)
    dock.window().activateWindow()
    qtbot.waitUntil(dock.window().isActiveWindow)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert (pressed, pauses) == (["first"], ["pause"])
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    qtbot.keyClick(second, Qt.Key.Key_Space)
    qtbot.keyClick(second, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert (pressed, pauses) == (["first", "second", "first"], ["pause"])


def test_that_what_was_clicked_keeps_no_space_where_pause_is_grey_either(qtbot: QtBot) -> None:
    button, field = QPushButton("pressed"), QLineEdit("128")
    window = guarded(qtbot, button, field)
    QShortcut(QKeySequence(Qt.Key.Key_Space), window).setEnabled(False)
    pressed: list[str] = []
    button.clicked.connect(functools.partial(_note, pressed, button))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == ["pressed"], "by the mouse alone"
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert field.text() == "128"
    qtbot.keyClicks(field, "6 4")
    assert field.text() == "6 4", "in what is being typed it is a character"


def test_that_a_field_keeps_undo_and_redo_only_for_what_is_typed_in_it(qtbot: QtBot) -> None:
    field = QLineEdit("128")
    window = guarded(qtbot, field)
    done: list[str] = []
    keys = {"undo": QKeySequence.StandardKey.Undo, "redo": QKeySequence.StandardKey.Redo}
    for name, key in keys.items():
        QShortcut(QKeySequence(key), window).activated.connect(functools.partial(done.append, name))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    for key in keys.values():
        qtbot.keySequence(field, QKeySequence(key))
    assert done == ["undo", "redo"]
    qtbot.keyClicks(field, "5")
    qtbot.keySequence(field, QKeySequence(keys["undo"]))
    assert field.text() == "128"
    qtbot.keySequence(field, QKeySequence(keys["redo"]))
    assert "5" in field.text()
    assert done == ["undo", "redo"]


def test_that_enter_presses_a_button_that_the_keyboard_came_to_once_and_none_that_was_clicked(qtbot: QtBot) -> None:
    first, second = QPushButton("first"), QPushButton("second")
    window = guarded(qtbot, first, second)
    pressed: list[str] = []
    for button in (first, second):
        button.clicked.connect(functools.partial(_note, pressed, button))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert pressed == ["first"], "by the mouse alone"
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    qtbot.keyClick(second, Qt.Key.Key_Return)
    qtbot.keyClick(second, Qt.Key.Key_Enter)
    assert pressed == ["first", "second", "second"]
    second.setDefault(True)
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert len(pressed) == 4, "Qt presses that one, and once is enough"


def test_that_enter_opens_the_menu_of_a_button(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    page = QWidget(window)
    button = QToolButton(page)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    menu.addAction("one")
    button.setMenu(menu)
    QVBoxLayout(page).addWidget(button)
    window.setCentralWidget(page)
    SpaceGuard(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    opened: list[bool] = []
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, lambda: (opened.append(menu.isVisible()), menu.close())))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened == [True])
