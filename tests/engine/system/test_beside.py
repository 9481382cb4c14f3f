"""Work on a thread of its own, while its caller does something else."""

import threading

import pytest

from dqn_engine.system.beside import do_beside

PATIENCE_S = 30.0


def test_that_something_is_done_again_and_again_until_the_work_has_ended() -> None:
    done = threading.Event()
    turns: list[threading.Thread] = []
    worked_on: list[threading.Thread] = []

    def work() -> None:
        worked_on.append(threading.current_thread())
        assert done.wait(PATIENCE_S)

    def meanwhile() -> None:
        turns.append(threading.current_thread())
        if len(turns) >= 3:
            done.set()

    do_beside(work, meanwhile, turn_s=0.001)
    assert len(turns) >= 3
    assert set(turns) == {threading.current_thread()}
    assert threading.current_thread() not in worked_on


def test_that_it_is_done_once_however_quick_the_work_is() -> None:
    turns: list[int] = []
    do_beside(lambda: None, lambda: turns.append(1))
    assert turns


def test_that_what_the_work_raises_is_the_callers() -> None:
    def work() -> None:
        raise ValueError("It can't be compiled.")

    with pytest.raises(ValueError, match="can't be compiled"):
        do_beside(work, lambda: None)


def test_that_nothing_goes_on_before_the_work_has_ended() -> None:
    broke, ended = threading.Event(), threading.Event()

    def work() -> None:
        assert broke.wait(PATIENCE_S)
        ended.set()

    def meanwhile() -> None:
        broke.set()
        raise KeyError("the watched environment")

    with pytest.raises(KeyError):
        do_beside(work, meanwhile)
    assert ended.is_set()


def test_that_work_that_is_given_up_isnt_waited_for() -> None:
    over = threading.Event()
    try:
        assert not do_beside(lambda: over.wait(PATIENCE_S) and None, lambda: None, given_up=lambda: True)
    finally:
        over.set()


def test_that_work_that_has_ended_is_never_given_up() -> None:
    assert do_beside(lambda: None, lambda: None, turn_s=PATIENCE_S, given_up=lambda: False)
