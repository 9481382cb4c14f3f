"""Which hyperparameters are worth a column."""

from dqn_engine.comparison.differing import differing, effective
from dqn_engine.config.hyperparameters import default_knobs


def test_that_only_what_differs_is_named_in_the_order_of_the_declarations() -> None:
    one = default_knobs()
    assert differing([one, {**one, "gamma": 0.9, "double": not one["double"]}, one]) == tuple(
        name for name in one if name in ("gamma", "double")
    )
    assert differing([one, dict(one)]) == ()
    assert differing([one]) == ()


def test_that_what_has_no_effect_beside_the_others_does_not_tell_runs_apart() -> None:
    one = {**default_knobs(), "value_head": "expected"}
    assert differing([one, {**one, "num_atoms": 99}]) == ()
    assert effective(one, "num_atoms") is None
    c51 = {**one, "value_head": "c51"}
    assert differing([c51, {**c51, "num_atoms": 99}]) == ("num_atoms",)


def test_that_what_is_not_known_is_passed_over() -> None:
    one = default_knobs()
    assert differing([{}, one, {**one, "gamma": 0.9}]) == ("gamma",)
    assert effective({}, "gamma") is None
