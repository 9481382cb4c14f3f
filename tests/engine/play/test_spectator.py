"""The watched environment: in real time by a clock of ours, by the newest greedy policy, and of no influence."""

import pytest

from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.play.spectator import LEAD_S, REST_S, Spectator
from dqn_engine.play.spectator_step import SpectatorStep
from tests.support.networks import random_weights, small_spec

INFO = environment_info("CartPole-v1")
LEAD_STEPS = int(LEAD_S * INFO.step_hz)


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def balancing() -> NumpyPolicy:
    """Pushes towards where the pole leans: it never falls within the time limit."""
    spec = small_spec(hidden_sizes=(2,), dueling=False, observation_scale=(1.0, 1.0, 1.0, 1.0))
    lean = [[0.02], [0.05], [1.0], [0.3]]
    weights = {
        "hidden_1/kernel": [[row[0], -row[0]] for row in lean],
        "hidden_1/bias": [0.0, 0.0],
        "q/kernel": [[0.0, 1.0], [1.0, 0.0]],
        "q/bias": [0.0, 0.0],
    }
    return NumpyPolicy(spec, weights)


def falling() -> NumpyPolicy:
    """Always pushes left."""
    spec = small_spec(hidden_sizes=(1,), dueling=False)
    weights = {name: 0.0 * weight for name, weight in random_weights(spec).items()}
    return NumpyPolicy(spec, weights)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spectator(clock: Clock):
    spectator = Spectator(INFO, seed=1, clock=clock)
    yield spectator
    spectator.close()


def watch(spectator: Spectator, clock: Clock, seconds: float, policy: NumpyPolicy, hz: float = 40.0) -> list:
    """Everything played while the clock runs on, asked for `hz` times a second."""
    steps: list[SpectatorStep] = []
    for _ in range(round(seconds * hz)):
        clock.now += 1 / hz
        steps += spectator.advance(lambda: policy)
    return steps


def test_that_it_begins_a_little_ahead_of_real_time(spectator: Spectator) -> None:
    assert len(spectator.advance(balancing)) == LEAD_STEPS
    assert spectator.advance(balancing) == ()


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0, 8.0])
def test_that_it_plays_in_real_time_times_its_speed(spectator: Spectator, clock: Clock, speed: float) -> None:
    spectator.advance(balancing)
    spectator.control(speed=speed, held=False)
    seconds = 400 / (INFO.step_hz * speed)
    assert len(watch(spectator, clock, seconds, balancing())) == pytest.approx(400, abs=1)


def test_that_steps_follow_each_other_without_a_gap(spectator: Spectator, clock: Clock) -> None:
    steps = list(spectator.advance(balancing)) + watch(spectator, clock, 4.0, balancing())
    assert [step.step for step in steps] == list(range(1, len(steps) + 1))
    assert [step.episode_return for step in steps] == list(range(1, len(steps) + 1))
    for before, after in zip(steps, steps[1:], strict=False):
        assert before.next_state == after.state
    assert not any(step.ended for step in steps)
    assert max(abs(number) for number in steps[0].state) <= 0.05


def test_that_it_does_what_the_network_thinks_best(spectator: Spectator, clock: Clock) -> None:
    steps = watch(spectator, clock, 2.0, balancing())
    assert {step.action for step in steps} == {0, 1}
    for step in steps:
        assert step.action == max(range(2), key=lambda action: step.q_values[action])


def test_that_it_takes_the_newest_policy_and_only_when_a_step_is_due(spectator: Spectator, clock: Clock) -> None:
    asked: list[NumpyPolicy] = []

    def newest() -> NumpyPolicy:
        asked.append(falling())
        return asked[-1]

    spectator.advance(newest)
    before = len(asked)
    assert spectator.advance(newest) == ()
    assert len(asked) == before
    clock.now += 1.5 / INFO.step_hz
    assert len(spectator.advance(newest)) == 1
    assert len(asked) == before + 1


def test_that_held_it_plays_nothing_and_owes_nothing_afterwards(spectator: Spectator, clock: Clock) -> None:
    spectator.advance(balancing)
    spectator.control(speed=1.0, held=True)
    assert watch(spectator, clock, 3.0, balancing()) == []
    spectator.control(speed=1.0, held=False)
    assert len(watch(spectator, clock, 1.0, balancing())) == pytest.approx(INFO.step_hz, abs=1)


def test_that_after_a_long_silence_it_does_not_rush_to_catch_up(spectator: Spectator, clock: Clock) -> None:
    spectator.advance(balancing)
    clock.now += 3600.0
    assert len(spectator.advance(balancing)) <= INFO.step_hz * 0.5
    assert len(watch(spectator, clock, 1.0, balancing())) == pytest.approx(INFO.step_hz, abs=1)


def test_that_a_fall_ends_an_episode_and_after_a_rest_the_next_begins(spectator: Spectator, clock: Clock) -> None:
    policy, steps, times = falling(), [], []
    while len({step.episode for step in steps}) < 3:
        clock.now += 0.01
        played = spectator.advance(lambda: policy)
        steps += played
        times += [clock.now] * len(played)
    for at, (before, after) in enumerate(zip(steps, steps[1:], strict=False)):
        if before.ended:
            assert not before.truncated
            assert (after.episode, after.step, after.episode_return) == (before.episode + 1, 1, 1.0)
            assert max(abs(number) for number in after.state) <= 0.05
            assert times[at + 1] - times[at] == pytest.approx(REST_S + 1 / INFO.step_hz, abs=0.03)
        else:
            assert after.episode == before.episode
    firsts = [step.state for step in steps if step.step == 1]
    assert len(set(firsts)) == 3


def test_that_the_time_limit_truncates(spectator: Spectator, clock: Clock) -> None:
    spectator.control(speed=100.0, held=False)
    steps = watch(spectator, clock, 1.0, balancing())
    ended = next(step for step in steps if step.ended)
    assert (ended.step, ended.truncated, ended.episode_return) == (500, True, 500.0)


def test_that_the_seed_decides_what_is_seen() -> None:
    def first_states(seed: int) -> list[tuple[float, ...]]:
        spectator = Spectator(INFO, seed, Clock())
        steps = spectator.advance(falling)
        spectator.close()
        return [step.state for step in steps]

    assert first_states(3) == first_states(3)
    assert first_states(3) != first_states(4)
