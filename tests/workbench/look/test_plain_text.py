"""What looks like markup in a text from elsewhere is shown as it stands."""

import pytest

from workbench.look.plain_text import plain_tool_tip


@pytest.mark.parametrize("text", ["/runs/first", "cpu & fast", "a < b", ""])
def test_that_plain_text_stays_as_it_is(text: str) -> None:
    assert plain_tool_tip(text) == text


@pytest.mark.parametrize("text", ["<b>bold</b>", "/runs/<img src=/etc/passwd>", "<!doctype html>x"])
def test_that_markup_is_escaped(text: str) -> None:
    assert "<p>&lt;" in plain_tool_tip(text) or "&lt;img" in plain_tool_tip(text)
    assert text not in plain_tool_tip(text)
