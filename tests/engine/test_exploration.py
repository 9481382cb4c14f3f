"""Which action is taken: by hand-worked cases, and as often as it should be, with fixed random numbers."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.learner import exploration
from tests.support.compiled import both_ways, call

ALMOST_ONE = float(np.nextafter(np.float32(1), np.float32(0)))


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


@both_ways
@pytest.mark.parametrize(
    ("uniform", "action"), [(0.0, 0), (0.1, 0), (0.13, 1), (0.37, 1), (0.38, 2), (0.999, 2), (ALMOST_ONE, 2)]
)
def test_that_boltzmann_takes_each_action_over_its_share(way: str, uniform: float, action: int) -> None:
    # With ln 1, ln 2, ln 5 at temperature 1 the shares are 1/8, 2/8 and 5/8, whatever is added to all.
    q_values = 100 + np.log([1.0, 2.0, 5.0])
    assert call(way, exploration.boltzmann, q_values, 1.0, uniform) == action


@both_ways
def test_that_the_temperature_is_in_units_of_value(way: str) -> None:
    q_values = 10 * np.log([1.0, 2.0, 5.0])
    assert [int(call(way, exploration.boltzmann, q_values, 10.0, u)) for u in (0.12, 0.13, 0.37, 0.38)] == [0, 1, 1, 2]


@both_ways
@pytest.mark.parametrize("uniform", [0.0, 0.5, ALMOST_ONE])
def test_that_a_cold_boltzmann_is_greedy_and_nothing_overflows(way: str, uniform: float) -> None:
    for best in range(3):
        q_values = [1e6 if action == best else -1e6 for action in range(3)]
        found = call(way, exploration.boltzmann, q_values, 0.001, uniform)
        # Where the last action's share is 0, only rounding at the very end of [0, 1) could take it.
        assert found == best or uniform == ALMOST_ONE


def test_that_boltzmann_refuses_q_values_of_a_batch() -> None:
    with pytest.raises(ValueError, match="rank"):
        call("eager", exploration.boltzmann, [[1.0, 2.0]], 1.0, 0.0)
