"""Which action is taken: by hand-worked cases, and as often as it should be, with fixed random numbers."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.training.exploration.boltzmann import boltzmann
from dqn_engine.training.exploration.epsilon_greedy import epsilon_greedy
from dqn_engine.training.exploration.epsilon_z_greedy import EpsilonZGreedy, Repeat, lasting_up_to
from dqn_engine.training.live_inputs import pack, unpack
from tests.support.compiled import both_ways, call

ALMOST_ONE = float(np.nextafter(np.float32(1), np.float32(0)))


@both_ways
@pytest.mark.parametrize("uniform", [0.0, 0.5, ALMOST_ONE])
def test_that_without_epsilon_the_first_of_the_best_is_taken(way: str, uniform: float) -> None:
    for q_values, best in (([1.0, 3.0, 2.0], 1), ([3.0, 3.0, 3.0], 0), ([-2.0, -1.0, -1.0], 1)):
        assert call(way, epsilon_greedy, q_values, 0.0, [uniform, uniform]) == best


@both_ways
@pytest.mark.parametrize(
    ("uniform", "action"), [(0.0, 0), (0.32, 0), (0.34, 1), (0.65, 1), (0.67, 2), (0.999999, 2), (ALMOST_ONE, 2)]
)
def test_that_a_random_action_reaches_every_action_and_none_beyond(way: str, uniform: float, action: int) -> None:
    assert call(way, epsilon_greedy, [0.0, 9.0, 0.0], 1.0, [0.999999, uniform]) == action


def test_that_actions_are_random_as_often_as_epsilon_says() -> None:
    samples, chance = 20_000, 0.3
    uniform = tf.constant(np.random.default_rng(5).random((samples, 2), np.float32))
    act = tf.function(
        lambda numbers: tf.vectorized_map(
            lambda pair: epsilon_greedy(tf.constant([0.0, 1.0, 0.0, 0.0]), tf.constant(chance), pair),
            numbers,
        )
    )
    counts = np.bincount(act(uniform).numpy(), minlength=4)
    expected = samples * np.array([chance / 4, 1 - chance * 3 / 4, chance / 4, chance / 4])
    assert np.sum((counts - expected) ** 2 / expected) < 16.3  # χ² with 3 degrees of freedom, one in a thousand


# --- repeats ----------------------------------------------------------------------------------------------------------

REPEATING = {"exploration": "epsilon-z-greedy", "repeat_exponent": 1.0, "repeat_limit": 3}
UP_TO = lasting_up_to(1.0, 3)


def repeating(
    way: str, q_values: list[float], epsilon: float, uniform: list[float], action: int, left: int
) -> tuple[int, int, int]:
    """The action, and what then is repeated for how many more steps."""

    knobs = validate_knobs(REPEATING)
    explore = EpsilonZGreedy(knobs)

    def act(q_values, epsilon, uniform, repeat):
        live = unpack(tf.constant(pack(knobs)))
        return explore.choose(q_values, live, epsilon, uniform[:2], uniform[2:], Repeat(*tf.unstack(repeat)))

    taken, then = call(way, act, q_values, epsilon, uniform, np.array([action, left], np.int32))
    return int(taken), int(then.action), int(then.left)


def test_that_lengths_are_worked_out_by_hand() -> None:
    # 1, 1/2 and 1/3 of 11/6; all alike; and nothing to choose from.
    np.testing.assert_allclose(UP_TO, [6 / 11, 9 / 11], rtol=1e-6)
    np.testing.assert_allclose(lasting_up_to(0.0, 4), [0.25, 0.5, 0.75])
    assert len(lasting_up_to(2.0, 1)) == 0


@both_ways
@pytest.mark.parametrize(("uniform", "more"), [(0.0, 0), (0.54, 0), (0.55, 1), (0.81, 1), (0.82, 2), (ALMOST_ONE, 2)])
def test_that_a_random_action_is_repeated_as_long_as_sampled(way: str, uniform: float, more: int) -> None:
    assert repeating(way, [9.0, 0.0, 0.0], 0.4, [0.39, 0.99, uniform], action=1, left=0) == (2, 2, more)


@both_ways
def test_that_a_repeat_continues_whatever_is_sampled_and_ends_in_time(way: str) -> None:
    for uniform in ([0.0, 0.0, 0.99], [0.99, 0.0, 0.99]):
        assert repeating(way, [9.0, 0.0, 0.0], 0.4, uniform, action=1, left=2) == (1, 1, 1)
        assert repeating(way, [9.0, 0.0, 0.0], 0.4, uniform, action=1, left=1) == (1, 1, 0)
    assert repeating(way, [9.0, 0.0, 0.0], 0.4, [0.41, 0.99, 0.99], action=1, left=0)[::2] == (0, 0)


@both_ways
def test_that_without_epsilon_nothing_is_repeated_and_none_begun(way: str) -> None:
    for left in (0, 2):
        assert repeating(way, [9.0, 0.0, 0.0], 0.0, [0.0, 0.99, 0.99], action=1, left=left)[::2] == (0, 0)


@pytest.mark.parametrize(("exponent", "limit"), [(2.0, 100), (1.2, 30), (0.0, 5)])
def test_that_repeats_are_as_long_as_the_zeta_distribution_says(exponent: float, limit: int) -> None:
    samples = 40_000
    uniform = np.random.default_rng(7).random((samples, 3), np.float32)
    uniform[:, 0] = 0.0
    knobs = validate_knobs({**REPEATING, "repeat_exponent": exponent, "repeat_limit": limit})
    explore, live = EpsilonZGreedy(knobs), unpack(tf.constant(pack(knobs)))
    nothing = explore.nothing_remembered()
    begin = tf.function(
        lambda numbers: tf.vectorized_map(
            lambda three: explore.choose(tf.zeros(3), live, tf.constant(0.5), three[:2], three[2:], nothing)[1].left,
            numbers,
        )
    )
    lengths = 1 + begin(tf.constant(uniform)).numpy()
    counts = np.bincount(lengths, minlength=limit + 1)[1:]
    expected = np.array([length**-exponent for length in range(1, limit + 1)])
    expected *= samples / expected.sum()
    assert len(counts) == limit
    # χ² is near its degrees of freedom, here L − 1, with deviation √(2 (L − 1)).
    freedom = limit - 1
    assert np.sum((counts - expected) ** 2 / expected) < freedom + 4 * np.sqrt(2 * freedom)


# --- what is refused, and Boltzmann -----------------------------------------------------------------------------------


def test_that_q_values_of_a_batch_are_refused() -> None:
    with pytest.raises(ValueError, match="rank"):
        call("eager", epsilon_greedy, [[1.0, 2.0]], 0.0, [0.0, 0.0])


@both_ways
@pytest.mark.parametrize(
    ("uniform", "action"), [(0.0, 0), (0.1, 0), (0.13, 1), (0.37, 1), (0.38, 2), (0.999, 2), (ALMOST_ONE, 2)]
)
def test_that_boltzmann_takes_each_action_with_its_probability(way: str, uniform: float, action: int) -> None:
    # With ln 1, ln 2, ln 5 at temperature 1 the probabilities are 1/8, 2/8 and 5/8, whatever is added to all.
    q_values = 100 + np.log([1.0, 2.0, 5.0])
    assert call(way, boltzmann, q_values, 1.0, uniform) == action


@both_ways
def test_that_the_temperature_is_in_units_of_value(way: str) -> None:
    q_values = 10 * np.log([1.0, 2.0, 5.0])
    assert [int(call(way, boltzmann, q_values, 10.0, u)) for u in (0.12, 0.13, 0.37, 0.38)] == [0, 1, 1, 2]


@both_ways
@pytest.mark.parametrize("uniform", [0.0, 0.5, ALMOST_ONE])
def test_that_a_cold_boltzmann_is_greedy_and_nothing_overflows(way: str, uniform: float) -> None:
    for best in range(3):
        q_values = [1e6 if action == best else -1e6 for action in range(3)]
        found = call(way, boltzmann, q_values, 0.001, uniform)
        # Where the last action's probability is 0, only rounding at the very end of [0, 1) could take it.
        assert found == best or uniform == ALMOST_ONE


def test_that_boltzmann_refuses_q_values_of_a_batch() -> None:
    with pytest.raises(ValueError, match="rank"):
        call("eager", boltzmann, [[1.0, 2.0]], 1.0, 0.0)
