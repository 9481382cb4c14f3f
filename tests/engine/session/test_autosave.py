"""The rule of when a run is saved by itself, by a clock that the test holds."""

import pytest

from dqn_engine.session.autosave import Autosave


def test_that_it_is_due_after_so_many_seconds_and_again_after_the_next_save() -> None:
    now = [100.0]
    autosave = Autosave(lambda: now[0])
    now[0] += 59.9
    assert not autosave.due(60)
    now[0] += 0.1
    assert autosave.due(60)
    autosave.begun()
    assert not autosave.due(60)


def test_that_it_is_never_due_where_the_interval_is_zero() -> None:
    now = [0.0]
    autosave = Autosave(lambda: now[0])
    now[0] = 1e9
    assert not autosave.due(0)


@pytest.mark.parametrize(("took_s", "due_after_s"), [(0.0, 60.0), (4.0, 54.0), (30.0, 30.0), (1e6, 30.0)])
def test_that_it_is_due_sooner_by_what_the_last_save_took_but_by_half_at_most(
    took_s: float, due_after_s: float
) -> None:
    now = [0.0]
    autosave = Autosave(lambda: now[0])
    autosave.took(took_s)
    now[0] = due_after_s - 0.01
    assert not autosave.due(60)
    now[0] = due_after_s
    assert autosave.due(60)
