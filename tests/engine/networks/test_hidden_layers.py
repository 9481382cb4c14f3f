"""What stands between a hidden layer's product and the next layer, by hand and in each way a network is run."""

import math

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, validate_knobs
from dqn_engine.networks import compiled_network
from dqn_engine.networks.hidden_layers import HiddenLayers
from dqn_engine.networks.keras_model import build_model, named_weights
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


@pytest.mark.parametrize(
    ("choice", "activation", "largest", "deviation"),
    [
        ("auto", "relu", math.sqrt(6 / 400), math.sqrt(2 / 400)),
        ("he-uniform", "tanh", math.sqrt(6 / 400), math.sqrt(2 / 400)),
        ("auto", "tanh", math.sqrt(6 / 700), math.sqrt(2 / 700)),
        ("glorot-uniform", "relu", math.sqrt(6 / 700), math.sqrt(2 / 700)),
        ("truncated-normal", "tanh", 0.1, 0.05 * 0.8796),  # what is left of a deviation without the tails
    ],
)
def test_that_hidden_kernels_begin_as_the_hyperparameter_says(
    choice: str, activation: str, largest: float, deviation: float
) -> None:
    knobs = validate_knobs({"hidden_sizes": (400, 300), "activation": activation, "hidden_initializer": choice})
    spec = network_spec(knobs, observation_scale=(1.0,) * 4, action_count=2)
    weights = named_weights(spec, build_model(spec, seed=1).trainable_variables)
    kernel = weights["hidden_2/kernel"]
    assert np.abs(kernel).max() == pytest.approx(largest, rel=0.01)
    assert kernel.std() == pytest.approx(deviation, rel=0.01)
    assert np.abs(kernel.mean()) < 0.001
    assert np.abs(weights["advantage/kernel"]).max() <= math.sqrt(6 / 302), "the last layers are Glorot's as ever"
    again = named_weights(spec, build_model(spec, seed=1).trainable_variables)
    assert all(np.array_equal(weights[name], again[name]) for name in weights)
