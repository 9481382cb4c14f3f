"""What is typed above the table of runs finds what the table says."""

from pathlib import Path

import pytest

from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.comparison.hand_parts import WITH, WITHOUT
from dqn_engine.config.hyperparameters import default_knobs
from workbench.state import run_cells
from workbench.state.runs_table import KNOB, Asked, resolve

ENTRIES = (
    Entry(path=Path("/x/first")),
    Entry(path=Path("/x/many"), kind=Kind.STUDY),
    Entry(path=Path("/x/which"), kind=Kind.STUDY, part="default", question="verdict"),
    *(Entry(path=Path("/x/steered"), kind=Kind.STUDY, part=part, question="hand") for part in (WITH, WITHOUT)),
    Entry(path=Path("/x/2026-11-27-172947-CartPole-v1-sweep"), kind=Kind.SWEEP),
)


def said_of(**knobs: object) -> Entry:
    return Entry(path=Path("/x/one"), knobs={**default_knobs(), **knobs})


def test_that_the_table_says_values_as_their_rows_do_also_in_headings() -> None:
    entry = said_of(value_head="qr-dqn", noisy=False, capacity=200_000, hidden_sizes=(64, 64))
    for name, said in (
        ("value_head", "QR-DQN"), ("noisy", "off"), ("capacity", "200,000"), ("hidden_sizes", "64,64"),
    ):  # fmt: skip
        assert run_cells.text(entry, f"{KNOB}{name}") == said
        assert run_cells.group_title(f"{KNOB}{name}", "told apart by this", entry).endswith(f": {said}")
        assert run_cells.said_values(entry, [name])[0].endswith(f" {said}")


def test_that_a_value_is_found_as_files_have_it_and_as_the_table_says_it() -> None:
    entry = said_of(value_head="qr-dqn", exploration="epsilon-greedy", noisy=False)
    view = {
        typed: len(resolve((entry,), Asked(search=typed), colours={}, reading=False).lines)
        for typed in (
            "value_head=qr-dqn", "value_head=QR-DQN", "exploration=ε-greedy", "noisy=off", "noisy=false",
            "noisy=on", "exploration!=ε-greedy", "exploration!=epsilon-greedy",
        )
    }  # fmt: skip
    assert list(view.values()) == [1, 1, 1, 1, 1, 0, 0, 0]


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
