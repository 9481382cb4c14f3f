"""What is typed above the table of runs finds what the table says."""

from pathlib import Path

import pytest

from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.comparison.hand_parts import WITH, WITHOUT
from workbench.state.runs_table import Asked, resolve

ENTRIES = (
    Entry(path=Path("/x/first")),
    Entry(path=Path("/x/many"), kind=Kind.STUDY),
    Entry(path=Path("/x/which"), kind=Kind.STUDY, part="default", question="verdict"),
    *(Entry(path=Path("/x/steered"), kind=Kind.STUDY, part=part, question="hand") for part in (WITH, WITHOUT)),
    Entry(path=Path("/x/2026-11-27-172947-CartPole-v1-sweep"), kind=Kind.SWEEP),
)


def found(typed: str) -> list[str]:
    view = resolve(ENTRIES, Asked(search=typed), colours={}, reading=False)
    return sorted(line.entry.path.name for line in view.lines if line.entry is not None)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("study", ["many"]),
        ("Verdict", ["which"]),
        ("luck", ["steered", "steered"]),
        ("without the", ["steered"]),
        ("sweep", ["2026-11-27-172947-CartPole-v1-sweep"]),
        ("run", []),
    ],
)
def test_that_what_the_column_of_names_says_is_found(typed: str, names: list[str]) -> None:
    assert found(typed) == names
