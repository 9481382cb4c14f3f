"""Acting outside the compiled program is acting inside it: the same schedules, choices and noisy networks."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.networks import compiled_network, noise
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.networks.noisy_numpy_policy import NoisyNumpyPolicy
from dqn_engine.training import acting, exploration, repeat_lengths, schedules
from dqn_engine.training.live_inputs import pack, unpack
from tests.support.networks import random_weights, spec_with

STEPS_AND_UPDATES = ((0, 0), (1, 0), (1999, 700), (2000, 701), (4000, 3500), (10**6, 10**6))


@pytest.mark.parametrize("schedule", ["linear", "multiplicative", "constant"])
@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize(("start", "end"), [(1.0, 0.05), (0.1, 0.5)])
def test_that_epsilon_is_the_program_s(schedule: str, by_hand: bool, start: float, end: float) -> None:
    knobs = validate_knobs(
        {"epsilon_schedule": schedule, "epsilon_manual": by_hand, "epsilon_start": start, "epsilon_end": end}
    )
    inside = unpack(tf.constant(pack(knobs)))
    for step, updates in STEPS_AND_UPDATES:
        expected = float(schedules.epsilon(inside, tf.constant(step), tf.constant(updates)))
        assert acting.epsilon(knobs, step, updates) == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_that_epsilon_is_0_where_something_else_explores_unless_set_by_hand() -> None:
    noisy, boltzmann = validate_knobs({"noisy": True}), validate_knobs({"exploration": "boltzmann"})
    assert acting.epsilon(noisy, 0, 0) == acting.epsilon(boltzmann, 0, 0) == 0.0
    by_hand = {"epsilon_manual": True, "epsilon_value": 0.3}
    assert acting.epsilon({**noisy, **by_hand}, 0, 0) == 0.3


@pytest.mark.parametrize("kind", ["epsilon-greedy", "boltzmann"])
def test_that_each_environment_takes_the_action_the_program_would(kind: str) -> None:
    numbers = np.random.default_rng(0)
    q_values = numbers.normal(size=(60, 4)).astype(np.float32)
    q_values[:5] = 1.0  # equals, where the first counts
    uniform = numbers.random((60, 2), np.float32)
    uniform[-1] = np.nextafter(np.float32(1), np.float32(0))
    knobs = validate_knobs({"exploration": kind, "temperature": 0.7})
    chosen = acting.choose(q_values, knobs, 0.4, uniform)
    for q, u, action in zip(q_values, uniform, chosen, strict=True):
        if kind == "boltzmann":
            expected = exploration.boltzmann(tf.constant(q), tf.constant(0.7), tf.constant(u[1]))
        else:
            expected = exploration.epsilon_greedy(tf.constant(q), tf.constant(0.4), tf.constant(u))
        assert action == int(expected)
    assert set(chosen) == {0, 1, 2, 3}


def test_that_repeats_are_the_program_s_in_every_environment() -> None:
    numbers, count = np.random.default_rng(3), 4
    knobs = validate_knobs({"exploration": "epsilon-z-greedy", "repeat_exponent": 1.0, "repeat_limit": 6})
    shares_up_to = tf.constant(repeat_lengths.shares_up_to(1.0, 6))
    repeats, expected = acting.Repeats(count), [exploration.Repeat.none()] * count
    lasted = 0
    for step in range(80):
        q_values = numbers.normal(size=(count, 3)).astype(np.float32)
        uniform = numbers.random((count, 3), np.float32)
        epsilon, ended = 0.0 if step == 40 else 0.5, numbers.random(count) < 0.1
        chosen = repeats.choose(q_values, knobs, epsilon, uniform[:, :2], uniform[:, 2])
        repeats.end(ended)
        for index in range(count):
            lasted += int(expected[index].left > 0)
            action, expected[index] = exploration.epsilon_z_greedy(
                tf.constant(q_values[index]), tf.constant(epsilon), tf.constant(uniform[index]), expected[index],
                shares_up_to,
            )  # fmt: skip
            assert chosen[index] == int(action), (step, index)
            if ended[index]:
                expected[index] = exploration.Repeat.none()
    assert lasted > 80


@pytest.mark.parametrize("other", ["epsilon-greedy", "boltzmann"])
def test_that_other_exploration_repeats_nothing_and_ends_what_is_going_on(other: str) -> None:
    repeating = validate_knobs({"exploration": "epsilon-z-greedy", "repeat_exponent": 0.0, "repeat_limit": 1000})
    q_values, repeats = np.array([[5.0, 0.0, 0.0]] * 2), acting.Repeats(2)
    begins, greedy, long = np.array([[0.0, 0.99]] * 2), np.array([[0.9, 0.0]] * 2), np.array([0.9, 0.9])
    assert repeats.choose(q_values, repeating, 0.5, begins, long).tolist() == [2, 2]
    assert repeats.choose(q_values, repeating, 0.5, greedy, long).tolist() == [2, 2]
    assert repeats.choose(q_values, {**repeating, "exploration": other}, 0.5, greedy, long).tolist() == [0, 0]
    assert repeats.choose(q_values, repeating, 0.5, greedy, long).tolist() == [0, 0]


class Same:
    """A generator that draws what it was given."""

    def __init__(self, numbers: np.ndarray) -> None:
        self._numbers = iter(numbers)

    def standard_normal(self, size: int, dtype: type) -> np.ndarray:
        """The next `size` of them."""
        return np.array(list(itertools.islice(self._numbers, size)), dtype)


@pytest.mark.parametrize(
    "head",
    [ExpectedValues(), Categorical(atoms=7, v_min=-3.0, v_max=5.0), Quantiles(quantiles=7)],
    ids=lambda head: head.name,
)
@pytest.mark.parametrize(("dueling", "activation"), [(True, "relu"), (False, "tanh")])
def test_that_a_noisy_network_gives_the_q_values_of_its_noisy_weights(
    head: ValueHead, dueling: bool, activation: str
) -> None:
    spec = spec_with(
        observation_scale=(1.0, 2.0, 0.5),
        action_count=4,
        hidden_sizes=(6, 5),
        activation=activation,
        dueling=dueling,
        noisy=True,
        head=head,
    )
    weights, numbers = random_weights(spec), np.random.default_rng(1)
    normal = numbers.normal(size=noise.numbers_per_sample(spec)).astype(np.float32)
    observations = numbers.normal(size=(8, 3)).astype(np.float32)
    packed = tuple(tf.constant(array) for array in compiled_network.pack(spec, weights))
    sample = tf.constant(np.sign(normal) * np.sqrt(np.abs(normal)))
    expected = compiled_network.q_values(spec, noise.perturbed(spec, packed, sample), tf.constant(observations))
    ours = NoisyNumpyPolicy(spec, weights).q_values(observations, Same(normal))
    np.testing.assert_allclose(ours, expected, rtol=2e-4, atol=2e-5)
    without = compiled_network.q_values(spec, noise.parts(spec, packed)[0], tf.constant(observations))
    assert np.abs(ours - without.numpy()).max() > 0.01
