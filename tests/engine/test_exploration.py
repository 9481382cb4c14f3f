"""Schedules and ε-greedy: values at their ends and middle, and frequencies with fixed random numbers."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.knobs import validate_knobs
from dqn_engine.learner import exploration, run_knobs
from dqn_engine.learner.program import _epsilon
from tests.support.compiled import both_ways, call

ALMOST_ONE = float(np.nextafter(np.float32(1), np.float32(0)))


@both_ways
@pytest.mark.parametrize(
    ("position", "expected"), [(0.0, 1.0), (1.0, 0.991), (50.0, 0.55), (99.0, 0.109), (100.0, 0.1), (1e9, 0.1)]
)
def test_that_the_linear_schedule_falls_evenly_and_stays(way: str, position: float, expected: float) -> None:
    assert call(way, exploration.linear, 1.0, 0.1, position, 100.0) == pytest.approx(expected, rel=1e-5)


def test_that_the_linear_schedule_can_rise() -> None:
    assert [float(call("eager", exploration.linear, 0.4, 1.0, p, 10.0)) for p in (0.0, 5.0, 10.0, 11.0)] == (
        pytest.approx([0.4, 0.7, 1.0, 1.0])
    )


@both_ways
@pytest.mark.parametrize(("count", "expected"), [(0.0, 0.8), (1.0, 0.4), (2.0, 0.2), (3.0, 0.15), (1e6, 0.15)])
def test_that_the_multiplicative_schedule_falls_by_its_factor_to_its_end(
    way: str, count: float, expected: float
) -> None:
    assert call(way, exploration.multiplicative, 0.8, 0.15, 0.5, count) == pytest.approx(expected, rel=1e-5)


def epsilon(env_step: int, updates: int, **changes: object) -> float:
    knobs = validate_knobs(
        {"epsilon_start": 0.9, "epsilon_end": 0.1, "epsilon_decay_steps": 100, "epsilon_decay_rate": 0.9, **changes}
    )
    vector = tf.constant(run_knobs.pack(knobs))
    return float(_epsilon(run_knobs.unpack(vector), tf.constant(env_step), tf.constant(updates)))


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [("linear", [0.9, 0.5, 0.1]), ("multiplicative", [0.9, 0.9 * 0.9**4, 0.1]), ("constant", [0.9, 0.9, 0.9])],
)
def test_that_each_schedule_counts_what_it_says(schedule: str, expected: list[float]) -> None:
    # Steps and updates differ, so that counting the wrong one shows.
    found = [epsilon(step, updates, epsilon_schedule=schedule) for step, updates in ((0, 0), (50, 4), (5_000, 3_000))]
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("schedule", ["linear", "multiplicative", "constant"])
def test_that_a_hand_overrides_every_schedule_and_lets_it_return(schedule: str) -> None:
    by_hand = {"epsilon_schedule": schedule, "epsilon_value": 0.33}
    assert epsilon(50, 4, **by_hand, epsilon_manual=True) == pytest.approx(0.33)
    assert epsilon(50, 4, **by_hand, epsilon_manual=False) == epsilon(50, 4, epsilon_schedule=schedule)


@both_ways
@pytest.mark.parametrize("uniform", [0.0, 0.5, ALMOST_ONE])
def test_that_without_epsilon_the_first_of_the_best_is_taken(way: str, uniform: float) -> None:
    for q_values, best in (([1.0, 3.0, 2.0], 1), ([3.0, 3.0, 3.0], 0), ([-2.0, -1.0, -1.0], 1)):
        assert call(way, exploration.epsilon_greedy, q_values, 0.0, [uniform, uniform]) == best


@both_ways
@pytest.mark.parametrize(
    ("uniform", "action"), [(0.0, 0), (0.32, 0), (0.34, 1), (0.65, 1), (0.67, 2), (0.999999, 2), (ALMOST_ONE, 2)]
)
def test_that_a_random_action_reaches_every_action_and_none_beyond(way: str, uniform: float, action: int) -> None:
    assert call(way, exploration.epsilon_greedy, [0.0, 9.0, 0.0], 1.0, [0.999999, uniform]) == action


def test_that_actions_are_random_as_often_as_epsilon_says() -> None:
    draws, chance = 20_000, 0.3
    uniform = tf.constant(np.random.default_rng(5).random((draws, 2), np.float32))
    act = tf.function(
        lambda numbers: tf.vectorized_map(
            lambda pair: exploration.epsilon_greedy(tf.constant([0.0, 1.0, 0.0, 0.0]), tf.constant(chance), pair),
            numbers,
        )
    )
    counts = np.bincount(act(uniform).numpy(), minlength=4)
    expected = draws * np.array([chance / 4, 1 - chance * 3 / 4, chance / 4, chance / 4])
    assert np.sum((counts - expected) ** 2 / expected) < 16.3  # χ² with 3 degrees of freedom, one in a thousand


def test_that_q_values_of_a_batch_are_refused() -> None:
    with pytest.raises(ValueError, match="rank"):
        call("eager", exploration.epsilon_greedy, [[1.0, 2.0]], 0.0, [0.0, 0.0])
