"""What the next run would take, beside what the run in progress has."""

import pytest

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.system.errors import InputError
from workbench.state.next_run_values import NextRunValues, ShownValues

OTHER = {"learning_rate": 0.01, "gamma": 0.9, "hidden_sizes": (7,)}


def beside_a_run(**running: object) -> NextRunValues:
    chosen = NextRunValues()
    chosen.set_running({**default_knobs(), **running})
    return chosen


def test_that_a_preset_waits_where_the_run_has_other_values_and_only_what_can_change_is_applied() -> None:
    chosen = beside_a_run()
    chosen.show(chosen.with_preset({**default_knobs(), **OTHER}))
    assert chosen.waiting() == sorted(OTHER)
    assert all(chosen.waits(name) for name in OTHER)
    assert not chosen.waits("alpha")
    assert chosen.apply() == {"gamma": 0.9, "learning_rate": 0.01}
    assert chosen.waiting() == ["hidden_sizes"], "it belongs to another run"
    assert chosen.changed() == {}, "the preset is the default now"


def test_that_what_was_applied_and_refused_waits_again_and_what_was_moved_goes_back() -> None:
    chosen = beside_a_run(gamma=0.95)
    chosen.show(chosen.with_preset({**default_knobs(), "gamma": 0.9}))
    chosen.apply()
    chosen.choose("learning_rate", 0.01)
    assert chosen.take_back(["gamma", "learning_rate"]) == {"learning_rate"}
    assert chosen["learning_rate"] == default_knobs()["learning_rate"]
    assert (chosen["gamma"], chosen.waiting()) == (0.9, ["gamma"])
    assert chosen.take_back(["gamma"]) == {"gamma"}, "once"
    assert chosen["gamma"] == 0.95


def test_that_what_is_moved_by_hand_is_meant_for_the_run_and_waits_no_more() -> None:
    chosen = beside_a_run()
    chosen.show(chosen.with_preset({**default_knobs(), **OTHER}))
    chosen.choose("gamma", 0.9)
    assert chosen.waiting() == ["hidden_sizes", "learning_rate"]
    assert chosen.change({"learning_rate": 0.01, "alpha": 0.5}) == {"alpha": 0.5}
    assert chosen.waiting() == ["hidden_sizes", "learning_rate"], "it had that value already"


def test_that_a_value_that_contradicts_the_others_is_refused_and_changes_nothing() -> None:
    chosen = NextRunValues()
    before = chosen.shown()
    with pytest.raises(InputError, match="capacity"):
        chosen.choose("capacity", 100)
    assert chosen.shown() == before
    assert not chosen.allows("capacity", 100)


def test_that_defaults_wait_where_the_run_has_others() -> None:
    chosen = beside_a_run(gamma=0.9)
    chosen.change({"gamma": 0.9, "alpha": 0.5})
    assert chosen.is_changed("gamma")
    chosen.show(chosen.at_default())
    assert chosen.changed() == {}
    assert chosen.waiting() == ["gamma"], "the run has the default of the other"


def test_that_without_a_run_nothing_waits() -> None:
    chosen = NextRunValues()
    chosen.show(chosen.with_preset({**default_knobs(), **OTHER}))
    assert (chosen.waiting(), chosen.apply(), chosen.take_back(["gamma"])) == ([], {}, set())
    assert chosen.as_running() is None


def test_that_runs_are_counted_and_what_was_chosen_beside_an_earlier_one_leaves_this_one_its_own() -> None:
    chosen = beside_a_run()
    shown = chosen.shown()
    chosen.set_running({**default_knobs(), "gamma": 0.9})
    assert chosen.run == 1
    chosen.set_running(None)
    chosen.set_running({**default_knobs(), "gamma": 0.9})
    assert chosen.run == 2
    chosen.show(shown)
    assert chosen.waiting() == ["gamma"]
    chosen.show(ShownValues(values={**default_knobs(), **OTHER}, baseline=default_knobs()))
    assert chosen.waiting() == ["hidden_sizes", "learning_rate"], "gamma is what the run has"


def test_that_what_was_chosen_before_a_run_waits_for_the_next_where_the_run_has_other_values() -> None:
    chosen = NextRunValues()
    before = chosen.shown()
    chosen.show(chosen.with_preset({**default_knobs(), **OTHER}))
    chosen.set_running({**default_knobs(), **OTHER})
    assert chosen.waiting() == []
    beside = chosen.shown()
    chosen.show(before)
    assert chosen.waiting() == sorted(OTHER)
    chosen.show(beside)
    assert chosen.waiting() == []


def test_that_what_is_of_images_applies_where_pictures_are_seen_or_it_was_changed() -> None:
    chosen = NextRunValues()
    assert not chosen.applies("frame_stack")
    chosen.change({"frame_stack": 2})
    assert chosen.applies("frame_stack")
    chosen = NextRunValues()
    chosen.set_environment("Nobody/Knows-v0")
    assert chosen.applies("frame_stack"), "where it can't be told nothing is hidden"
    assert chosen.info() is None
