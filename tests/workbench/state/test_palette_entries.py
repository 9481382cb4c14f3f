"""What the palette finds, and in which order."""

import pytest

from workbench.state.palette_entries import MOST_FOUND, PaletteEntry, found


def entries(*texts: str) -> list[PaletteEntry]:
    return [
        PaletteEntry(text=text, kind="Action", take=lambda: None, also="gamma" if "iscount" in text else "")
        for text in texts
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["Restart", "Start", "Not a start", "Discount"]),
        ("start", ["Start", "Not a start", "Restart"]),
        ("  ST  ", ["Start", "Not a start", "Restart"]),
        ("a not", ["Not a start"]),
        ("action re", ["Restart"]),
        ("gamma", ["Discount"]),
        ("nothing", []),
    ],
)
def test_that_every_word_must_be_in_it_and_the_better_place_comes_first(typed: str, expected: list[str]) -> None:
    offered = entries("Restart", "Start", "Not a start", "Discount")
    assert [entry.text for entry in found(offered, typed)] == expected


def test_that_no_more_are_listed_than_anybody_reads() -> None:
    assert len(found(entries(*map(str, range(1000))), "")) == MOST_FOUND
