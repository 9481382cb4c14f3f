"""What entries are called in the table of runs, where a narrow column leaves out the middle of a name."""

from pathlib import Path

from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.comparison.hand_parts import WITH, WITHOUT
from workbench.state import run_cells
from workbench.state.entry_names import said_name


def part_of_hand(part: str, folder: str = "2026-11-28-010051-hand") -> Entry:
    return Entry(path=Path("/x") / folder, kind=Kind.STUDY, part=part, question="hand")


def test_that_the_ends_of_the_names_of_a_hand_s_two_rows_tell_them_apart() -> None:
    ends = [run_cells.name(part_of_hand(part))[-6:] for part in (WITH, WITHOUT)]
    assert len(set(ends)) == 2


def test_that_the_moment_is_what_is_left_of_a_folder_that_the_window_named() -> None:
    assert run_cells.name(part_of_hand(WITH)) == "Hand or luck · 2026-11-28-010051: with"
    assert said_name(part_of_hand(WITHOUT, "mine")) == "mine: without the changes"


def test_that_what_is_pointed_at_is_named_whole() -> None:
    for entry, whole in (
        (part_of_hand(WITHOUT), "Hand or luck · 2026-11-28-010051: without the changes"),
        (Entry(path=Path("/x/a-sweep-of-a-long-name"), kind=Kind.SWEEP), "Sweep · a-sweep-of-a-long-name"),
    ):
        assert run_cells.hint(entry).splitlines()[0] == whole
