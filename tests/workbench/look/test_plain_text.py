"""What looks like markup in a text from elsewhere is shown as it stands."""

import pytest

from workbench.look.plain_text import plain_tool_tip


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
