"""IQN by hand and by a slow twin of the paper: quantiles at any fraction, targets, losses, gradients, and play."""

import math

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.networks import compiled_network
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles, cosines_of_multiples
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.ring import NStepBatch
from dqn_engine.training.live_inputs import pack, unpack
from dqn_engine.training.objectives import Objective
from tests.support.compiled import both_ways, call
from tests.support.networks import random_weights, small_spec, spec_with

HEAD = ImplicitQuantiles(cosines=5, online=4, sampled=3, fixed=6)
Weights = dict[str, np.ndarray]
each_shape = pytest.mark.parametrize("dueling", [True, False])


def packed(spec: NetworkSpec, weights: Weights) -> tuple[tf.Tensor, ...]:
    return tuple(map(tf.constant, compiled_network.pack(spec, weights)))


# --- by hand ----------------------------------------------------------------------------------------------------------


def hand_made() -> tuple[NetworkSpec, Weights]:
    """ψ is the observation itself, where it is positive; φ(τ) = relu(2 cos πτ − 4 cos 2πτ + 1); Z = 3 ψ φ + 0.5."""
    head = ImplicitQuantiles(cosines=2, online=1, sampled=1, fixed=2)
    spec = spec_with(
        observation_scale=(1.0,), action_count=1, hidden_sizes=(1,), activation="relu", dueling=False, head=head
    )
    weights = {
        "hidden_1/kernel": [[1.0]],
        "hidden_1/bias": [0.0],
        "embedding/kernel": [[2.0], [-4.0]],
        "embedding/bias": [1.0],
        "q/kernel": [[3.0]],
        "q/bias": [0.5],
    }
    return spec, {name: np.array(value, np.float32) for name, value in weights.items()}


@both_ways
def test_that_quantiles_worked_by_hand_come_out(way: str) -> None:
    spec, weights = hand_made()
    # τ = 0: relu(2 − 4 + 1) = 0. τ = ½: 0 + 4 + 1 = 5. τ = ⅓: 1 + 2 + 1 = 4. τ = 1: relu(−2 − 4 + 1) = 0.
    fractions = np.array([[0.0, 0.5, 1 / 3, 1.0], [0.5, 0.5, 0.0, 0.5]])

    def quantiles(observations: tf.Tensor, fractions: tf.Tensor) -> tf.Tensor:
        return compiled_network.outputs(spec, packed(spec, weights), observations, fractions)

    found = call(way, quantiles, np.array([[1.0], [2.0]]), fractions)
    assert found.shape == (2, 1, 4)
    expected = [[[0.5, 15.5, 12.5, 0.5]], [[30.5, 30.5, 0.5, 30.5]]]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3)


def test_that_a_value_worked_by_hand_is_the_mean_at_the_fixed_fractions() -> None:
    spec, weights = hand_made()
    # τ = ¼: 2 √½ − 0 + 1 = 2.4142; τ = ¾: relu(−√2 + 1) = 0; their mean 1.2071.
    expected = [[3 * (math.sqrt(2) + 1) / 2 * 2.0 + 0.5]]
    observations = np.array([[2.0]], np.float32)
    np.testing.assert_allclose(
        compiled_network.q_values(spec, packed(spec, weights), tf.constant(observations)), expected, rtol=1e-5
    )
    np.testing.assert_allclose(NumpyPolicy(spec, weights).q_values(observations), expected, rtol=1e-5)


def test_that_a_loss_worked_by_hand_comes_out() -> None:
    # Of τ = ¼ and ¾ with u = 2 − 1 and 2 − 4: ¼ · ½ and (1 − ¾) · (2 − ½).
    found = HEAD.losses(
        tf.constant([[1.0, 4.0]]), tf.constant([[2.0]]), fractions=tf.constant([[0.25, 0.75]]),
        huber_delta=tf.constant(1.0), squared=tf.constant(False),
    )  # fmt: skip
    np.testing.assert_allclose(found, [0.25 * 0.5 + 0.25 * 1.5])


@both_ways
def test_that_cosines_are_those_of_multiples_of_the_fractions(way: str) -> None:
    fractions = np.concatenate([np.linspace(0, 1, 257), np.random.default_rng(0).random(100)]).astype(np.float32)
    found = call(way, lambda t: cosines_of_multiples(t, 64), fractions)
    expected = np.cos(np.pi * fractions.astype(np.float64)[:, np.newaxis] * np.arange(1, 65))
    np.testing.assert_allclose(found, expected, atol=2e-5)


# --- by a twin --------------------------------------------------------------------------------------------------------


def quantile(spec: NetworkSpec, weights: Weights, observation: np.ndarray, fraction: float) -> np.ndarray:
    """Z_τ [A] of one observation, in float64."""
    features = observation / np.array(spec.observation_scale)
    for layer in range(1, len(spec.hidden.sizes) + 1):
        features = np.maximum(features @ weights[f"hidden_{layer}/kernel"] + weights[f"hidden_{layer}/bias"], 0)
    cosines = [math.cos(math.pi * i * fraction) for i in range(1, HEAD.cosines + 1)]
    features = features * np.maximum(cosines @ weights["embedding/kernel"] + weights["embedding/bias"], 0)
    if not spec.dueling:
        return features @ weights["q/kernel"] + weights["q/bias"]
    value = features @ weights["value/kernel"] + weights["value/bias"]
    advantage = features @ weights["advantage/kernel"] + weights["advantage/bias"]
    return value + advantage - advantage.mean()


def value(spec: NetworkSpec, weights: Weights, observation: np.ndarray) -> np.ndarray:
    """Q [A], the mean at the middles of six equal parts."""
    return np.mean([quantile(spec, weights, observation, (2 * k + 1) / 12) for k in range(6)], axis=0)


def target_of(
    spec: NetworkSpec, evaluator: Weights, selector: Weights, observation: np.ndarray, total: float, discount: float,
    fractions: np.ndarray,
) -> list[float]:  # fmt: skip
    """What the return may be, equally likely: [N']."""
    action = int(np.argmax(value(spec, selector, observation)))
    return [
        float(total) + float(discount) * float(quantile(spec, evaluator, observation, t)[action])
        for t in fractions.tolist()
    ]


def loss_of(
    spec: NetworkSpec, weights: Weights, observation: np.ndarray, action: int, target: list[float],
    fractions: np.ndarray, kappa: float,
) -> float:  # fmt: skip
    """Equation 3 of the paper."""
    total = 0.0
    for t in fractions.tolist():
        predicted = float(quantile(spec, weights, observation, t)[action])
        for aim in target:
            error = aim - predicted
            huber = error**2 / 2 if abs(error) <= kappa else kappa * (abs(error) - kappa / 2)
            total += abs(t - (error < 0)) * huber / kappa / len(target)
    return total


@each_shape
@pytest.mark.parametrize("double", [True, False])
def test_that_targets_losses_and_gradients_are_the_twin_s(dueling: bool, double: bool) -> None:
    spec = small_spec(head=HEAD, dueling=dueling, action_count=3)
    numbers, size, kappa = np.random.default_rng(3), 7, 0.6
    online, late = random_weights(spec, 1), random_weights(spec, 2)
    before, after = (numbers.normal(0, 1.5, (size, 4)).astype(np.float32) for _ in range(2))
    action = numbers.integers(0, 3, size).astype(np.int32)
    total, discount = numbers.normal(size=size).astype(np.float32), np.array([0.9, 0.0] * 4, np.float32)[:size]
    of_target, of_online = (numbers.random((size, n)).astype(np.float32) for n in (HEAD.sampled, HEAD.online))
    batch = NStepBatch(*map(tf.constant, (before, action, total, after, discount)))
    knobs = unpack(tf.constant(pack(validate_knobs({"double": double, "huber_delta": kappa}))))
    objective = Objective(spec, munchausen=False)

    def learn(evaluator: tuple[tf.Tensor, ...], selector: tuple[tf.Tensor, ...]):
        target = objective.target(evaluator, selector, batch, knobs, tf.constant(of_target))
        with tf.GradientTape() as tape:
            tape.watch(selector)
            fit = objective.fit(selector, batch, target, knobs, tf.constant(of_online))
            loss = tf.reduce_sum(fit.losses)
        return target, fit, tape.gradient(loss, selector)

    target, fit, gradient = tf.function(learn, jit_compile=True, autograph=False)(
        packed(spec, late), packed(spec, online)
    )
    exact, selector = ({name: w.astype(np.float64) for name, w in found.items()} for found in (online, late))
    evaluator, selector = selector, exact if double else selector
    aims = [target_of(spec, evaluator, selector, *row) for row in zip(after, total, discount, of_target, strict=True)]
    np.testing.assert_allclose(target, aims, rtol=1e-3, atol=1e-3)

    def losses(weights: Weights) -> list[float]:
        rows = zip(before, action, aims, of_online, strict=True)
        return [loss_of(spec, weights, *row, kappa) for row in rows]

    np.testing.assert_allclose(fit.losses, losses(exact), rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(fit.surprise, fit.losses)
    chosen = [
        np.mean([quantile(spec, exact, o, t)[a] for t in ts.tolist()])
        for o, a, ts in zip(before, action, of_online, strict=True)
    ]
    np.testing.assert_allclose(fit.q_chosen, chosen, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(fit.td_error, np.array(chosen) - np.mean(aims, axis=1), rtol=1e-3, atol=2e-3)
    found = compiled_network.unpack(spec, tuple(array.numpy() for array in gradient))
    for name in (
        "embedding/kernel",
        "embedding/bias",
        "hidden_1/kernel",
        "advantage/kernel" if dueling else "q/kernel",
    ):
        for place in ((0,) * exact[name].ndim, (-1,) * exact[name].ndim):
            ways = [{**exact, name: exact[name].copy()} for _ in range(2)]
            ways[0][name][place] += 1e-6
            ways[1][name][place] -= 1e-6
            slope = (sum(losses(ways[0])) - sum(losses(ways[1]))) / 2e-6
            assert found[name][place] == pytest.approx(slope, rel=5e-3, abs=5e-3), (name, place)


@each_shape
def test_that_play_takes_the_mean_at_the_fixed_fractions(dueling: bool) -> None:
    spec = small_spec(head=HEAD, dueling=dueling, action_count=3)
    weights = random_weights(spec)
    observations = np.random.default_rng(1).normal(0, 2, (20, 4)).astype(np.float32)
    exact = {name: weight.astype(np.float64) for name, weight in weights.items()}
    expected = [value(spec, exact, observation) for observation in observations]
    np.testing.assert_allclose(NumpyPolicy(spec, weights).q_values(observations), expected, rtol=1e-4, atol=1e-4)
    found = compiled_network.q_values(spec, packed(spec, weights), tf.constant(observations))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-3)


def test_that_learning_without_fractions_is_refused() -> None:
    one = tf.constant([[1.0]])
    with pytest.raises(ValueError, match="sampled fractions"):
        HEAD.losses(one, one, fractions=None, huber_delta=tf.constant(1.0), squared=tf.constant(False))
