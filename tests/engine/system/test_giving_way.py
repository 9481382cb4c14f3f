"""Who works for long in Python rests now and then, and waits for what comes first."""

import threading

from dqn_engine.system import giving_way


def gives_way(begun: bool, waits: bool) -> threading.Event:
    """A thread that has given way a few times once the event is set."""
    done = threading.Event()

    def work() -> None:
        if begun:
            giving_way.begin(0.0001, waits=waits)
        for _ in range(3):
            giving_way.give_way()
        done.set()

    threading.Thread(target=work, daemon=True).start()
    return done


def test_that_one_that_waits_goes_on_only_once_nothing_comes_first() -> None:
    with giving_way.first():
        waiting = gives_way(begun=True, waits=True)
        assert gives_way(begun=True, waits=False).wait(10), "others rest, and go on"
        assert gives_way(begun=False, waits=False).wait(10), "who never began has nothing to do with it"
        assert not waiting.wait(0.05)
    assert waiting.wait(10)


def test_that_one_that_waits_doesnt_where_nothing_comes_first() -> None:
    assert gives_way(begun=True, waits=True).wait(10)
