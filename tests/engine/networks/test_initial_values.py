"""A new network's values are where they were asked to start, whatever its head."""

import numpy as np
import pytest

from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.networks.initial_values import starting_at
from dqn_engine.networks.numpy_policy import NumpyPolicy
from tests.support.networks import random_weights, small_spec

OBSERVATIONS = np.random.default_rng(0).uniform(-1, 1, (20, 4)).astype(np.float32)
ATOMS = {"head": Categorical(atoms=51, v_min=-20.0, v_max=80.0)}
each_shape = pytest.mark.parametrize("dueling", [True, False])


def small_weights(**changes: object) -> tuple[object, dict[str, np.ndarray]]:
    """Weights that alone make every Q-value nearly what the biases say."""
    spec = small_spec(**changes)
    return spec, {name: weight * np.float32(0.01) for name, weight in random_weights(spec).items()}


@each_shape
@pytest.mark.parametrize(
    "head",
    [
        {},
        {"head": Quantiles(quantiles=3)},
        {"head": ImplicitQuantiles(cosines=3, online=1, sampled=1, fixed=2)},
    ],
    ids=["expected", "qr-dqn", "iqn"],
)
def test_that_every_value_is_moved_by_exactly_that(dueling: bool, head: dict[str, object]) -> None:
    spec, weights = small_weights(dueling=dueling, **head)
    before = NumpyPolicy(spec, weights).q_values(OBSERVATIONS)
    after = NumpyPolicy(spec, starting_at(spec, weights, 12.5)).q_values(OBSERVATIONS)
    np.testing.assert_allclose(after - before, 12.5, rtol=1e-5)


@each_shape
@pytest.mark.parametrize(("value", "expected"), [(30.0, 30.0), (-3.0, -3.0), (41.0, 41.0), (80.0, 78.0), (500.0, 78.0)])
def test_that_c51_s_probabilities_are_put_around_the_value_or_the_nearest_atom(
    dueling: bool, value: float, expected: float
) -> None:
    spec, weights = small_weights(dueling=dueling, **ATOMS)
    found = NumpyPolicy(spec, starting_at(spec, weights, value)).q_values(OBSERVATIONS)
    np.testing.assert_allclose(found, expected, atol=1.0)


def test_that_c51_can_still_learn_every_atom() -> None:
    spec, weights = small_weights(dueling=False, **ATOMS)
    bias = starting_at(spec, weights, 30.0)["q/bias"].reshape(2, 51)
    probabilities = np.exp(bias) / np.exp(bias).sum(axis=1, keepdims=True)
    assert probabilities.min() > 1e-4
    assert (probabilities.argmax(axis=1) == 25).all()
    assert (probabilities[:, 23:28].sum(axis=1) > 0.95).all()


@each_shape
@pytest.mark.parametrize("head", [{}, ATOMS], ids=["expected", "c51"])
def test_that_zero_leaves_the_weights_alone(dueling: bool, head: dict[str, object]) -> None:
    spec, weights = small_weights(dueling=dueling, **head)
    for name, weight in starting_at(spec, weights, 0.0).items():
        np.testing.assert_array_equal(weight, weights[name])
