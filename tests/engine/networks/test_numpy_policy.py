"""The NumPy policy is the network: by hand, by a slow obvious twin, and by Keras."""

import math

import numpy as np
import pytest

from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.networks.spec import NetworkSpec
from tests.support.networks import random_weights, small_spec, spec_with


def slow_q_values(spec: NetworkSpec, weights: dict[str, np.ndarray], observation: np.ndarray) -> list[float]:
    """One observation, written out as the papers write it."""
    features = [value / scale for value, scale in zip(observation.tolist(), spec.observation_scale, strict=True)]

    def dense(name: str, inputs: list[float]) -> list[float]:
        kernel, bias = weights[f"{name}/kernel"].tolist(), weights[f"{name}/bias"].tolist()
        return [sum(x * row[j] for x, row in zip(inputs, kernel, strict=True)) + bias[j] for j in range(len(bias))]

    for i in range(1, len(spec.hidden.sizes) + 1):
        features = dense(f"hidden_{i}", features)
        if spec.hidden.layer_norm:
            mean = sum(features) / len(features)
            deviation = math.sqrt(sum((x - mean) ** 2 for x in features) / len(features) + 1e-6)
            gamma, beta = (weights[f"hidden_{i}_norm/{kind}"].tolist() for kind in ("gamma", "beta"))
            features = [g * (x - mean) / deviation + b for x, g, b in zip(features, gamma, beta, strict=True)]
        features = [max(x, 0.0) if spec.hidden.activation == "relu" else float(np.tanh(x)) for x in features]
    atoms = spec.head.outputs_per_action
    if spec.dueling:
        value, advantages = dense("value", features), dense("advantage", features)
        actions = range(spec.action_count)
        means = [sum(advantages[a * atoms + k] for a in actions) / spec.action_count for k in range(atoms)]
        outputs = [value[k] + advantages[a * atoms + k] - means[k] for a in actions for k in range(atoms)]
    else:
        outputs = dense("q", features)
    by_action = [outputs[a * atoms : (a + 1) * atoms] for a in range(spec.action_count)]
    if spec.head.name != "c51":
        return [sum(quantiles) / atoms for quantiles in by_action]
    values = np.linspace(spec.head.v_min, spec.head.v_max, atoms)
    return [float(values @ np.exp(logits) / np.exp(logits).sum()) for logits in by_action]


HEADS = (
    {"head": ExpectedValues()},
    {"head": Categorical(atoms=5, v_min=-2.0, v_max=8.0)},
    {"head": Quantiles(quantiles=3)},
)
IMPLICIT = {"head": ImplicitQuantiles(cosines=4, online=2, sampled=2, fixed=5)}  # Has a twin of its own.
each_head = pytest.mark.parametrize("head", HEADS, ids=lambda head: head["head"].name)


def test_that_a_network_worked_by_hand_comes_out() -> None:
    spec = spec_with(observation_scale=(2.0, 4.0), action_count=3, hidden_sizes=(2,), activation="relu", dueling=True)
    weights = {
        "hidden_1/kernel": [[1.0, -1.0], [2.0, 3.0]],
        "hidden_1/bias": [0.5, -6.0],
        "value/kernel": [[2.0], [10.0]],
        "value/bias": [1.0],
        "advantage/kernel": [[1.0, 0.0, -4.0], [7.0, 7.0, 7.0]],
        "advantage/bias": [0.0, 3.0, 0.0],
    }
    policy = NumpyPolicy(spec, {name: np.array(value, np.float32) for name, value in weights.items()})
    # Scaled (1, 2); hidden 1 + 4 + 0.5 = 5.5 and −1 + 6 − 6 → 0; V = 12; A = (5.5, 3, −22), mean −4.5; Q = V + A + 4.5.
    observations = np.array([[2.0, 8.0]], np.float32)
    np.testing.assert_allclose(policy.q_values(observations), [[22.0, 19.5, -5.5]], rtol=1e-6)
    assert policy.greedy_actions(observations).tolist() == [0]


@each_head
@pytest.mark.parametrize("dueling", [True, False])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("hidden_sizes", [(5,), (7, 6, 3)])
@pytest.mark.parametrize("layer_norm", [False, True])
def test_that_it_equals_a_slow_twin_at_any_batch_size(
    dueling: bool, activation: str, hidden_sizes: tuple[int, ...], layer_norm: bool, head: dict[str, object]
) -> None:
    spec = small_spec(
        dueling=dueling, activation=activation, hidden_sizes=hidden_sizes, layer_norm=layer_norm, action_count=4, **head
    )
    weights = random_weights(spec)
    policy = NumpyPolicy(spec, weights)
    for count in (3, 1, 1, 20, 0):
        observations = np.random.default_rng(count).normal(0, 2, (count, 4)).astype(np.float32)
        q_values = policy.q_values(observations)
        assert q_values.dtype == np.float32
        assert q_values.shape == (count, 4)
        for observation, found in zip(observations, q_values, strict=True):
            np.testing.assert_allclose(found, slow_q_values(spec, weights, observation), rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(policy.greedy_actions(observations), np.argmax(q_values, axis=1))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras' own, with NumPy 2.
@pytest.mark.parametrize("head", [*HEADS, IMPLICIT], ids=lambda head: head["head"].name)
@pytest.mark.parametrize("dueling", [True, False])
def test_that_it_equals_the_keras_model(dueling: bool, head: dict[str, object]) -> None:
    from dqn_engine.networks.keras_model import build_model

    spec = small_spec(dueling=dueling, hidden_sizes=(64, 64), activation="tanh", **head)
    weights = random_weights(spec)
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    observations = np.random.default_rng(5).normal(0, 2, (50, 4)).astype(np.float32)
    expected = np.asarray(model(observations))
    np.testing.assert_allclose(NumpyPolicy(spec, weights).q_values(observations), expected, rtol=1e-4, atol=1e-4)


def test_that_results_and_weights_are_its_own() -> None:
    spec, observations = small_spec(), np.ones((2, 4), np.float32)
    weights = random_weights(spec)
    policy = NumpyPolicy(spec, weights)
    first = policy.q_values(observations)
    kept = first.copy()
    policy.q_values(-3 * observations)
    for values in weights.values():
        values[...] = 0
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_array_equal(policy.q_values(observations), kept)
    assert observations.tolist() == [[1.0] * 4] * 2


def test_that_equal_q_values_take_the_first_action() -> None:
    spec = small_spec()
    policy = NumpyPolicy(spec, {name: np.zeros(shape, np.float32) for name, shape in spec.weight_shapes.items()})
    assert policy.greedy_actions(np.ones((3, 4), np.float32)).tolist() == [0, 0, 0]


def test_that_wrong_shapes_are_refused() -> None:
    spec = small_spec()
    with pytest.raises(ValueError, match="but the network has"):
        NumpyPolicy(spec, random_weights(small_spec(dueling=False)))
    policy = NumpyPolicy(spec, random_weights(spec))
    for shape in ((4,), (1, 3), (1, 1, 4)):
        with pytest.raises(ValueError, match=r"must be \[B, 4\]"):
            policy.q_values(np.ones(shape, np.float32))
