"""Imports during which nothing is looked through for garbage."""

import gc

import pytest

from dqn_engine.system.loading import uncollected


def test_that_nothing_is_collected_meanwhile_and_what_came_into_being_is_left_out_later() -> None:
    frozen = gc.get_freeze_count()
    with uncollected():
        assert not gc.isenabled()
        made = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= frozen + len(made)


def test_that_a_failed_import_leaves_the_interpreter_as_it_was() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError("There is no such library.")
    assert gc.isenabled()


def test_that_who_collects_nothing_still_does_not() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
