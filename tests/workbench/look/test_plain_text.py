"""What looks like markup in a text from elsewhere is shown as it stands."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.look.plain_text import plain_tool_tip, set_tool_tip


@pytest.mark.parametrize("text", ["/runs/first", "cpu & fast", "a < b", ""])
def test_that_plain_text_stays_as_it_is(text: str) -> None:
    assert plain_tool_tip(text) == text


def test_that_a_long_line_is_wrapped_and_others_stay_apart() -> None:
    shown = plain_tool_tip("short\n" + "a long sentence & more of it, " * 5)
    assert shown.count("<p ") == 2, "Qt wraps no plain text"
    assert "&amp; more" in shown


@pytest.mark.parametrize("text", ["<b>bold</b>", "/runs/<img src=/etc/passwd>", "<!doctype html>x"])
def test_that_markup_is_escaped(text: str) -> None:
    assert "&lt;" in plain_tool_tip(text)
    assert text not in plain_tool_tip(text)


def _read_out(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def test_that_a_screen_reader_reads_the_words_of_a_tool_tip_and_no_markup(qtbot: QtBot) -> None:
    button = QPushButton("Rewind")
    qtbot.addWidget(button)
    long = "It isn't <b>bold</b> & goes on for longer than one line of a small screen can be wide."
    for text in (long, "short", long + "\nAnother line.", ""):
        set_tool_tip(button, text)
        assert _read_out(button) == text


def test_that_a_tool_tip_takes_no_description_away_that_says_something_else(qtbot: QtBot) -> None:
    button = QPushButton("Try")
    qtbot.addWidget(button)
    set_tool_tip(button, "one long sentence about the button, " * 4)
    button.setAccessibleDescription("12 of 20")
    set_tool_tip(button, "another long sentence about the button, " * 4)
    assert _read_out(button) == "12 of 20"
