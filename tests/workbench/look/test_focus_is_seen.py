"""Where the keyboard is can be seen on every kind of control, also on those that have the accent's colour already."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.look.style_sheet import palette, style_sheet
from workbench.look.theme import DARK, LIGHT, Theme


def controls() -> dict[str, QWidget]:
    def made(kind: type[QWidget], role: str = "", *, checked: bool = False, default: bool = False) -> QWidget:
        widget = kind()
        widget.setProperty("role", role)
        if checked and isinstance(widget, QAbstractButton):
            widget.setCheckable(True)
            widget.setChecked(True)
        if default and isinstance(widget, QPushButton):
            widget.setDefault(True)
        return widget

    return {
        "button": made(QPushButton),
        "default button": made(QPushButton, default=True),
        "tool button": made(QToolButton),
        "start": made(QToolButton, "primary"),
        "perspective": made(QToolButton, "perspective", checked=True),
        "section": made(QToolButton, "section"),
        "flat": made(QToolButton, "flat"),
        "ticked": made(QCheckBox, checked=True),
        "not ticked": made(QCheckBox),
        "chosen": made(QRadioButton, checked=True),
        "field": made(QLineEdit),
        "list": made(QComboBox),
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_the_keyboards_place_is_seen_on_every_kind_of_control(theme: Theme, qtbot) -> None:
    window, other = QWidget(), QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    shown = controls()
    for widget in (other, *shown.values()):
        column.addWidget(widget)
    window.setStyleSheet(style_sheet(theme))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()

    def picture(widget: QWidget) -> np.ndarray:
        image = window.grab(widget.geometry()).toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
        return pixels[..., :3].astype(int)

    unseen = []
    for name, widget in shown.items():
        other.setFocus()
        before = picture(widget)
        widget.setFocus()
        changed = np.abs(picture(widget) - before).max(axis=2) > 60  # of 255: more than a shade
        if changed.sum() < 30:
            unseen.append(name)
    assert not unseen


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_a_button_shows_the_keyboards_place_once_around_it(theme: Theme, qtbot) -> None:
    window = QWidget()
    window.setStyleSheet(style_sheet(theme))
    window.setPalette(palette(theme))
    qtbot.addWidget(window)
    button, other = QPushButton("Show me around", window), QPushButton("Train", window)
    column = QVBoxLayout(window)
    column.addWidget(other)
    column.addWidget(button)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()

    def inside() -> QImage:
        return window.grab(button.geometry().adjusted(3, 3, -3, -3)).toImage()

    other.setFocus()
    before = inside()
    qtbot.keyClick(other, Qt.Key.Key_Tab)
    assert button.hasFocus()
    assert inside() == before, "the style draws a second frame, around the words"
