"""Acting outside the compiled program is acting inside it: the same ε, choices and noisy networks."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, validate_knobs
from dqn_engine.networks import compiled_network, noise
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.networks.noisy_numpy_policy import NoisyNumpyPolicy
from dqn_engine.system.values import Knobs
from dqn_engine.training.exploration.choices import EXPLORATIONS, exploration_of
from dqn_engine.training.exploration.exploration import carried_over, restarted
from dqn_engine.training.live_inputs import RunKnobs, pack, unpack
from tests.support.networks import random_weights, spec_with

STEPS_AND_UPDATES = ((0, 0), (1, 0), (1999, 700), (2000, 701), (4000, 3500), (10**6, 10**6))


def live(knobs: Knobs) -> RunKnobs:
    return unpack(tf.constant(pack(knobs)))


def test_that_every_declared_way_of_exploring_exists_and_no_other() -> None:
    assert tuple(EXPLORATIONS) == KNOB_BY_NAME["exploration"].choices


@pytest.mark.parametrize("exploration", EXPLORATIONS)
@pytest.mark.parametrize("schedule", ["linear", "multiplicative", "constant"])
@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize(("start", "end", "noisy"), [(1.0, 0.05, False), (0.1, 0.5, False), (1.0, 0.05, True)])
def test_that_epsilon_is_the_program_s(
    exploration: str, schedule: str, by_hand: bool, start: float, end: float, noisy: bool
) -> None:
    changes = {"epsilon_schedule": schedule, "epsilon_manual": by_hand, "epsilon_start": start, "epsilon_end": end}
    knobs = validate_knobs({**changes, "exploration": exploration, "noisy": noisy})
    explore = exploration_of(knobs)
    for step, updates in STEPS_AND_UPDATES:
        expected = float(explore.epsilon(live(knobs), tf.constant(step), tf.constant(updates)))
        assert explore.epsilon_outside(knobs, step, updates) == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_that_epsilon_is_0_where_something_else_explores_unless_set_by_hand() -> None:
    noisy, boltzmann = validate_knobs({"noisy": True}), validate_knobs({"exploration": "boltzmann"})
    assert exploration_of(noisy).epsilon_outside(noisy, 0, 0) == 0.0
    assert exploration_of(boltzmann).epsilon_outside(boltzmann, 0, 0) == 0.0
    by_hand = {**noisy, "epsilon_manual": True, "epsilon_value": 0.3}
    assert exploration_of(by_hand).epsilon_outside(by_hand, 0, 0) == 0.3


@pytest.mark.parametrize("kind", EXPLORATIONS)
def test_that_each_environment_takes_the_actions_the_program_would(kind: str) -> None:
    numbers, count = np.random.default_rng(3), 4
    knobs = validate_knobs({"exploration": kind, "temperature": 0.7, "repeat_exponent": 1.0, "repeat_limit": 6})
    explore = exploration_of(knobs)
    nothing = remembered = explore.nothing_remembered_outside(count)
    inside = [explore.nothing_remembered()] * count
    seen = set()
    for step in range(80):
        q_values = numbers.normal(size=(count, 3)).astype(np.float32)
        q_values[0] = 1.0  # equals, where the first counts
        uniform = numbers.random((count, 2), np.float32)
        uniform[1, 1] = np.nextafter(np.float32(1), np.float32(0))
        extra = numbers.random((count, explore.extra_numbers), np.float32)
        epsilon, ended = 0.0 if step == 40 else 0.5, numbers.random(count) < 0.1
        chosen, remembered = explore.choose_outside(q_values, knobs, epsilon, uniform, extra, remembered)
        remembered = restarted(remembered, nothing, ended)
        for index in range(count):
            action, inside[index] = explore.choose(
                tf.constant(q_values[index]), live(knobs), tf.constant(epsilon), tf.constant(uniform[index]),
                tf.constant(extra[index]), inside[index],
            )  # fmt: skip
            assert chosen[index] == int(action), (step, index)
            if ended[index]:
                inside[index] = explore.nothing_remembered()
            seen.add(int(action))
    assert seen == {0, 1, 2}


def test_that_repeats_outlast_many_steps() -> None:
    knobs = validate_knobs({"exploration": "epsilon-z-greedy", "repeat_exponent": 0.0, "repeat_limit": 1000})
    explore = exploration_of(knobs)
    begins, greedy, long = np.array([[0.0, 0.99]] * 2), np.array([[0.9, 0.0]] * 2), np.array([[0.9]] * 2)
    q_values, remembered = np.array([[5.0, 0.0, 0.0]] * 2), explore.nothing_remembered_outside(2)
    actions, remembered = explore.choose_outside(q_values, knobs, 0.5, begins, long, remembered)
    assert actions.tolist() == [2, 2]
    actions, remembered = explore.choose_outside(q_values, knobs, 0.5, greedy, long, remembered)
    assert actions.tolist() == [2, 2]


@pytest.mark.parametrize("kind", EXPLORATIONS)
@pytest.mark.parametrize("other", EXPLORATIONS)
def test_that_what_is_remembered_continues_under_the_same_exploration_alone(kind: str, other: str) -> None:
    first, second = (exploration_of(validate_knobs({"exploration": name})) for name in (kind, other))
    for continued, nothing in (
        (first.nothing_remembered(), second.nothing_remembered()),
        (first.nothing_remembered_outside(2), second.nothing_remembered_outside(2)),
    ):
        assert carried_over(continued, nothing) is (continued if kind == other else nothing)


class Same:
    """A generator that returns what it was made with."""

    def __init__(self, numbers: np.ndarray) -> None:
        self._numbers = iter(numbers)

    def standard_normal(self, size: int, dtype: type) -> np.ndarray:
        """The next `size` of them."""
        return np.array(list(itertools.islice(self._numbers, size)), dtype)


@pytest.mark.parametrize(
    "head",
    [
        ExpectedValues(),
        Categorical(atoms=7, v_min=-3.0, v_max=5.0),
        Quantiles(quantiles=7),
        ImplicitQuantiles(cosines=5, online=2, sampled=2, fixed=4),
    ],
    ids=lambda head: head.name,
)
@pytest.mark.parametrize(
    ("dueling", "activation", "layer_norm"), [(True, "relu", False), (False, "tanh", False), (True, "relu", True)]
)
def test_that_a_noisy_network_gives_the_q_values_of_its_noisy_weights(
    head: ValueHead, dueling: bool, activation: str, layer_norm: bool
) -> None:
    spec = spec_with(
        observation_scale=(1.0, 2.0, 0.5),
        action_count=4,
        hidden_sizes=(6, 5),
        activation=activation,
        layer_norm=layer_norm,
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
