"""What stands between a hidden layer's product and the next layer, by hand and in each way a network is run."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, validate_knobs
from dqn_engine.networks import compiled_network
from dqn_engine.networks.hidden_layers import HiddenLayers
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.networks.spec import network_spec
from dqn_engine.system.errors import InputError
from tests.support.networks import random_weights, small_spec, spec_with


def test_that_normalised_units_worked_by_hand_come_out() -> None:
    spec = spec_with(
        observation_scale=(1.0,), action_count=2, hidden_sizes=(2,), activation="relu", layer_norm=True, dueling=False
    )
    weights = {
        "hidden_1/kernel": [[3.0, -1.0]],
        "hidden_1/bias": [1.0, 3.0],
        "hidden_1_norm/gamma": [2.0, 5.0],
        "hidden_1_norm/beta": [0.5, 7.0],
        "q/kernel": [[1.0, 0.0], [0.0, 1.0]],
        "q/bias": [0.0, 0.0],
    }
    weights = {name: np.array(value, np.float32) for name, value in weights.items()}
    # At 2 the units are 7 and 1: mean 4, deviation 3, so 1 and −1; at −2 they are −5 and 5, so −1 and 1.
    observations = np.array([[2.0], [-2.0]], np.float32)
    expected = [[2.5, 2.0], [0.0, 12.0]]
    np.testing.assert_allclose(NumpyPolicy(spec, weights).q_values(observations), expected, rtol=1e-5)
    packed = tuple(map(tf.constant, compiled_network.pack(spec, weights)))
    np.testing.assert_allclose(
        compiled_network.q_values(spec, packed, tf.constant(observations)), expected, rtol=1e-5, atol=1e-6
    )


def test_that_normalised_units_hardly_feel_the_size_of_what_comes_in() -> None:
    hidden = HiddenLayers(sizes=(5,), activation="tanh", layer_norm=True)
    weights = random_weights(small_spec(hidden_sizes=(5,), layer_norm=True))
    values = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)
    small, large = (
        hidden.finished("hidden_1", tf.constant(values * np.float32(size)), weights) for size in (1.0, 1000.0)
    )
    np.testing.assert_allclose(small, large, rtol=1e-3, atol=1e-4)


def test_that_units_which_all_agree_give_beta() -> None:
    hidden = HiddenLayers(sizes=(3,), activation="tanh", layer_norm=True)
    weights = random_weights(small_spec(hidden_sizes=(3,), layer_norm=True))
    expected = np.tanh([weights["hidden_1_norm/beta"]] * 2)
    values = np.full((2, 3), 7.0, np.float32)
    np.testing.assert_allclose(hidden.finished("hidden_1", tf.constant(values), weights), expected, rtol=1e-5)
    hidden.numpy_finisher("hidden_1", weights)(values)
    np.testing.assert_allclose(values, expected, rtol=1e-5)


def test_that_a_policy_has_its_own_copy_of_scales_and_offsets() -> None:
    spec, observations = small_spec(layer_norm=True), np.ones((2, 4), np.float32)
    weights = random_weights(spec)
    policy = NumpyPolicy(spec, weights)
    before = policy.q_values(observations)
    for values in weights.values():
        values[...] = 0
    np.testing.assert_array_equal(policy.q_values(observations), before)


def test_that_a_network_is_not_normalised_unless_asked_for() -> None:
    assert KNOB_BY_NAME["layer_norm"].default is False
    spec = network_spec(validate_knobs({}), observation_scale=(1.0,), action_count=2)
    assert not [name for name in spec.weight_shapes if "norm" in name]


def test_that_a_layer_of_one_unit_is_not_normalised() -> None:
    knobs = validate_knobs({"layer_norm": True, "hidden_sizes": (8, 1)})
    with pytest.raises(InputError, match="hidden_sizes is 8,1 and layer_norm true, .* set layer_norm to false"):
        network_spec(knobs, observation_scale=(1.0,), action_count=2)
