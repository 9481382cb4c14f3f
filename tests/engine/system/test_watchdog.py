"""What takes suspiciously long is told once, and told again when it has ended after all."""

import time

from dqn_engine.system.watchdog import Watchdog


def told_by(*durations_s: float) -> list[float]:
    """What a watchdog of 0.1 s tells while things of these durations are done."""
    told: list[float] = []
    watchdog = Watchdog(told.append, patience_s=0.1)
    for duration_s in durations_s:
        with watchdog.watching():
            time.sleep(duration_s)
    watchdog.close()
    time.sleep(0.2)
    return told


def test_that_what_takes_longer_than_the_patience_is_told_once_and_then_that_it_has_ended() -> None:
    first, then, second, after = told_by(0.4, 0.01, 0.3)
    assert 0.1 <= first < 0.4
    assert 0.1 <= second < 0.3
    assert then == after == 0.0


def test_that_many_quick_things_are_not_taken_for_one_slow_one_nor_is_doing_nothing() -> None:
    assert told_by(*[0.02] * 10) == []


def test_that_its_end_is_told_where_it_fails_too() -> None:
    told: list[float] = []
    watchdog = Watchdog(told.append, patience_s=0.05)
    try:
        with watchdog.watching():
            time.sleep(0.3)
            raise ValueError
    except ValueError:
        watchdog.close()
    assert len(told) == 2
    assert told[1] == 0.0
