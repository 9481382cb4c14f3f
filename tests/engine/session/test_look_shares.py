"""How the time for looking is divided among instruments."""

import pytest

from dqn_engine.session.look_shares import FIRST_PART, Need, shares_of


def taken(needs: dict[str, Need], total: float) -> dict[str, float]:
    """What each takes: no more than it may, and than it needs."""
    return {name: min(share, needs[name].share) for name, share in shares_of(needs, total).items()}


def test_that_each_gets_what_it_needs_where_there_is_enough() -> None:
    assert taken({"a": Need(0.01), "b": Need(0.02)}, 0.1) == pytest.approx({"a": 0.01, "b": 0.02})


def test_that_it_is_divided_evenly_where_there_isnt_and_nothing_that_is_needed_is_left() -> None:
    needs = {"a": Need(1.0), "b": Need(0.01), "c": Need(2.0), "d": Need(0.5)}
    assert taken(needs, 0.1) == pytest.approx({"a": 0.03, "b": 0.01, "c": 0.03, "d": 0.03})


def test_that_one_that_needs_little_may_take_as_much_as_the_others_for_a_moment() -> None:
    shares = shares_of({"a": Need(1.0), "b": Need(0.01)}, 0.1)
    assert shares == pytest.approx({"a": 0.09, "b": 0.05})


def test_that_what_comes_first_gets_its_part_before_the_others_and_leaves_them_some() -> None:
    needs = {"a": Need(0.05, first=True), "b": Need(1.0), "c": Need(1.0)}
    assert taken(needs, 0.1) == pytest.approx({"a": 0.05, "b": 0.025, "c": 0.025})
    greedy = taken({"a": Need(1.0, first=True), "b": Need(1.0)}, 0.1)
    assert greedy == pytest.approx({"a": FIRST_PART * 0.1, "b": (1.0 - FIRST_PART) * 0.1})


def test_that_nothing_is_divided_among_none() -> None:
    assert shares_of({}, 0.1) == {}
