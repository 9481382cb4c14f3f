"""Going round the panels by F6, without a window of the program's."""

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.window.panel_cycle import PanelCycle


def test_that_the_first_as_one_reads_has_the_keyboard_whatever_was_built_first(qtbot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    layout = QVBoxLayout(place)
    below, above = QPushButton("below", place), QPushButton("above", place)
    layout.addWidget(QLabel("heading", place))
    layout.addWidget(above)
    layout.addWidget(below)
    place.show()
    qtbot.waitUntil(below.hasFocus)
    PanelCycle(place, lambda: {"place": place}).next()
    assert above.hasFocus()


def test_that_what_the_keyboard_came_past_can_go_without_taking_others_with_it(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    row, panel, bare = QFrame(window), QFrame(window), QFrame(window)
    dismiss, field = QPushButton("Dismiss", row), QComboBox(panel)
    bare.setMinimumSize(10, 10)
    field.setEditable(True)
    completer = field.completer()
    assert completer is not None
    layout.addWidget(row)
    layout.addWidget(panel)
    layout.addWidget(bare)
    window.show()
    qtbot.waitUntil(dismiss.hasFocus)
    cycle = PanelCycle(window, lambda: {"row": row, "panel": panel, "bare": bare})
    for _ in range(6):
        cycle.next()
    row.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(row)
    assert shiboken6.isValid(field)
    assert shiboken6.isValid(completer)
