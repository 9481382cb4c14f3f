"""What works for long in Python waits for what comes before it."""

import threading

from dqn_engine.system.giving_way import Turn, begin, give_way


def gives_way(*after: Turn) -> threading.Event:
    """A thread that comes after these, and has given way a few times once the event is set."""
    done = threading.Event()

    def work() -> None:
        if after:
            begin(*after, rest_s=0.0001)
        for _ in range(3):
            give_way()
        done.set()

    threading.Thread(target=work, daemon=True).start()
    return done


def test_that_a_thread_waits_for_those_that_come_before_it_and_for_no_others() -> None:
    first, second = Turn(), Turn()
    with first.taken():
        waiting = gives_way(first, second)
        free, never_began = gives_way(second), gives_way()
        assert not waiting.wait(0.01)
        assert free.wait(10), "what it comes after is free"
        assert never_began.wait(10), "what never began gives no way"
    assert waiting.wait(10)


def test_that_a_turn_that_doesnt_end_as_with_a_dialog_open_is_waited_for_no_more() -> None:
    turn = Turn()
    with turn.taken():
        assert gives_way(turn).wait(10)


def test_that_a_turn_is_over_once_all_that_took_it_have_left() -> None:
    turn = Turn()
    with turn.taken():
        with turn.taken():
            pass
        waiting = gives_way(turn)
        assert not waiting.wait(0.01)
    assert waiting.wait(10)
