"""What can be asked of selected runs, and what a hand's parts are called."""

from pathlib import Path

from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.comparison.hand_parts import WITH, WITHOUT
from dqn_engine.storage.run.labels import RunLabels
from workbench.state import run_cells
from workbench.state.questions import resolve


def test_that_two_runs_can_be_decided_between_unless_one_was_changed_on_the_way() -> None:
    one, two = Entry(path=Path("/r/one")), Entry(path=Path("/r/two"))
    assert resolve((one, two)).alike == ("one", "two"), "nothing is known to differ"
    other = Entry(path=Path("/r/other"), knobs={"gamma": 0.9, "evaluate_every": 100})
    assert resolve((one, other)).alike == ()
    same = Entry(path=Path("/r/same"), knobs={"gamma": 0.9, "evaluate_every": 500})
    assert resolve((other, same)).alike == ("other", "same"), "how often it is evaluated is the verdict's"
    steered = Entry(path=Path("/r/steered"), steered=True)
    assert (resolve((one, two)).pair, resolve((one, two)).changed) == (("one", "two"), "")
    assert (resolve((one, steered)).pair, resolve((one, steered)).changed) == ((), "steered")
    assert resolve((one, steered)).steered == "steered"


def test_that_what_the_window_named_is_listed_by_its_moment_unless_it_was_renamed() -> None:
    path = Path("/s/2026-11-27-155828-CartPole-v1-sweep")
    assert run_cells.name(Entry(path=path, kind=Kind.SWEEP)) == "Sweep · 2026-11-27-155828"
    assert run_cells.name(Entry(path=path, kind=Kind.SWEEP, labels=RunLabels(title="mine"))) == "Sweep · mine"
    verdict = Entry(path=Path("/s/2026-11-27-155828-verdict"), kind=Kind.STUDY, part="a", question="verdict")
    assert run_cells.name(verdict) == "Verdict · 2026-11-27-155828: a"
    assert run_cells.name(Entry(path=path)) == path.name, "a run's says of what it is a fork"


def test_that_the_two_parts_of_a_hand_are_called_so_and_no_study() -> None:
    for part in (WITH, WITHOUT):
        hand = Entry(path=Path("/s/hand"), kind=Kind.STUDY, part=part)
        assert run_cells.hint(hand).splitlines()[0] == f"Hand or luck · hand: {part}"
    assert run_cells.name(Entry(path=Path("/s/a"), kind=Kind.STUDY, part="a")) == "Study · a: a"
    verdict = Entry(path=Path("/s/a"), kind=Kind.STUDY, part="a", question="verdict")
    assert run_cells.name(verdict) == "Verdict · a: a"
