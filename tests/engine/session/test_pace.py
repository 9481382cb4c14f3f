"""Training at a pace: when steps are due, one at a time where it is slow, and the same weights at any."""

import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import SetPace, Start
from dqn_engine.messages.reports import Curves, RunEnded
from dqn_engine.session.pace import Pace
from dqn_engine.system.errors import InputError
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, answered, play, reported


class Clock:
    """Seconds that pass by so many a call."""

    def __init__(self, each: float = 0.0) -> None:
        self.now, self.each = 50.0, each

    def __call__(self) -> float:
        self.now += self.each
        return self.now


def trained(pace: Pace, clock: Clock, seconds: float) -> list[int]:
    """Asks every millisecond; the chunks that were due."""
    chunks: list[int] = []
    until = clock.now + seconds
    while clock.now < until:
        steps = pace.steps_due(10**9)
        if steps:
            chunks.append(steps)
        clock.now += 0.001
    return chunks


@pytest.mark.parametrize("speed", [1.0, 10.0, 100.0])
def test_that_up_to_a_hundred_steps_a_second_come_one_by_one(speed: float) -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.set(speed)
    chunks = trained(pace, clock, 3.0)
    assert set(chunks) == {1}
    assert len(chunks) == pytest.approx(3 * speed, abs=1)
    assert pace.is_single


def test_that_a_thousand_steps_a_second_come_some_at_a_time() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.set(1_000.0)
    chunks = trained(pace, clock, 2.0)
    assert sum(chunks) == pytest.approx(2_000, rel=0.02)
    assert len(chunks) == pytest.approx(100, abs=2)
    assert not pace.is_single
    assert pace.is_slow


def test_that_full_speed_trains_all_that_it_may_and_never_waits() -> None:
    pace = Pace(Clock())
    assert (pace.steps_due(512), pace.wait_s(), pace.is_slow) == (512, 0.0, False)
    pace.set(1.0)
    pace.set(0.0)
    assert (pace.steps_due(512), pace.wait_s()) == (512, 0.0)


def test_that_it_waits_until_the_next_step_and_races_after_nothing() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.set(10.0)
    assert pace.steps_due(99) == 1
    assert pace.wait_s() == pytest.approx(0.1)
    assert pace.steps_due(99) == 0
    clock.now += 60.0
    assert len(trained(pace, clock, 1.0)) == pytest.approx(13, abs=1), "a quarter of a second is made up for, no more"


@pytest.mark.parametrize("speed", [-1.0, 0.001, float("inf"), float("nan")])
def test_that_what_is_no_pace_is_refused(speed: float) -> None:
    pace = Pace(Clock())
    with pytest.raises(InputError, match="steps a second, but must be 0, as fast as possible"):
        pace.set(speed)
    assert not pace.is_slow


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_run_whose_pace_changes_shows_each_step_and_ends_in_the_same_weights() -> None:
    config = run_config(seed=3, changes=SMALL)

    def slowly(tape: Tape) -> Story:
        yield tape.ask(SetPace, steps_per_second=100.0)
        yield tape.ask(Start, config=config, steps=200)
        for _ in range(120):
            yield reported(Curves)
        faster = tape.ask(SetPace)
        yield faster
        yield answered(faster)
        yield reported(RunEnded)

    def at_once(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, steps=200)
        yield reported(RunEnded)

    slow, full = play(slowly, clock=Clock(0.0005)), play(at_once)
    assert slow.only(RunEnded).weights_sha256 == full.only(RunEnded).weights_sha256
    steps = [report.env_step.tolist() for report in slow.of(Curves)]
    assert steps[:120] == [[step] for step in range(1, 121)]
    assert len(full.of(Curves)) < 10
