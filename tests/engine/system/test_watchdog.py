"""What takes suspiciously long is told once, and told again when it has ended after all; by a clock that tests set."""

import threading
from collections.abc import Iterator

import pytest

from dqn_engine.system.watchdog import STALL_PATIENCE_S, Watchdog

ENDED = 0.0


class Watched:
    """A watchdog of ten seconds, its clock, and what it has told.

    Its own thread looks as well, at the same clock: whichever notices first reports, and only once.
    """

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.told: list[float] = []
        self.heard = threading.Event()
        self.watchdog = Watchdog(self.tell, patience_s=10.0, clock=lambda: self.now_s)

    def tell(self, seconds: float) -> None:
        self.told.append(seconds)
        self.heard.set()

    def after(self, seconds: float) -> list[float]:
        """What has been told by then."""
        self.now_s += seconds
        self.watchdog.look()
        return self.told


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched()
    yield watched
    watched.watchdog.close()


def test_that_nothing_is_reported_before_the_patience_is_over_and_one_thing_when_it_is(watched: Watched) -> None:
    with watched.watchdog.watching():
        assert watched.after(9.5) == []
        assert watched.after(0.5) == [10.0]
        assert watched.after(50.0) == [10.0]


def test_that_the_seconds_are_those_since_it_began(watched: Watched) -> None:
    watched.after(300.0)
    with watched.watchdog.watching():
        assert watched.after(17.0) == [17.0]


def test_that_its_end_is_reported_once_it_has_ended(watched: Watched) -> None:
    with watched.watchdog.watching():
        assert watched.after(12.0) == [12.0]
    assert watched.told == [12.0, ENDED]


def test_that_its_end_is_reported_where_it_fails_too(watched: Watched) -> None:
    def fail_late() -> None:
        with watched.watchdog.watching():
            watched.after(12.0)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail_late()
    assert watched.told == [12.0, ENDED]


def test_that_of_what_ended_in_time_nothing_is_reported(watched: Watched) -> None:
    with watched.watchdog.watching():
        watched.after(9.9)
    assert watched.after(100.0) == []


def test_that_many_quick_things_are_not_taken_for_one_slow_one(watched: Watched) -> None:
    for _ in range(10):
        with watched.watchdog.watching():
            watched.after(3.0)
    assert watched.told == []


def test_that_each_slow_thing_is_reported(watched: Watched) -> None:
    for seconds in (11.0, 2.0, 13.0):
        with watched.watchdog.watching():
            watched.after(seconds)
    assert watched.told == [11.0, ENDED, 13.0, ENDED]


def test_that_its_thread_looks_by_itself_until_it_is_closed() -> None:
    watched = Watched()
    running = set(threading.enumerate())
    watchdog = Watchdog(watched.tell, patience_s=0.004, clock=lambda: watched.now_s)
    (thread,) = set(threading.enumerate()) - running
    with watchdog.watching():
        watched.now_s += 1.0
        assert watched.heard.wait(30)
    watchdog.close()
    thread.join(30)
    assert not thread.is_alive()
    assert watched.told == [1.0, ENDED]
    watched.watchdog.close()


def test_that_unless_told_otherwise_it_waits_for_seconds(watched: Watched) -> None:
    watchdog = Watchdog(watched.tell, clock=lambda: watched.now_s)
    with watchdog.watching():
        watched.now_s += STALL_PATIENCE_S - 0.1
        watchdog.look()
        assert watched.told == []
        watched.now_s += 0.1
        watchdog.look()
    watchdog.close()
    assert watched.told == [pytest.approx(STALL_PATIENCE_S), ENDED]
