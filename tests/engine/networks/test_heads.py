"""What value heads learn by: C51's projection and divergence, quantile losses; hand-worked tables and slow twins."""

import math

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.networks.heads.categorical import categorical_projection, divergences
from dqn_engine.networks.heads.quantile_regression import quantile_losses
from dqn_engine.networks.heads.registry import HEADS
from dqn_engine.training.targets import td_targets
from tests.support.compiled import both_ways, call

SUPPORT = (0.0, 1.0, 2.0)


def test_that_the_choices_declared_are_the_heads_that_exist() -> None:
    assert KNOB_BY_NAME["value_head"].choices == tuple(HEADS)
    assert all(head.name == name for name, head in HEADS.items())


def projected(p: tf.Tensor, returns: tf.Tensor, discounts: tf.Tensor, support: tuple[float, ...]) -> tf.Tensor:
    """As C51's target is made: the atoms are moved, and their probabilities put back."""
    return categorical_projection(p, td_targets(returns, discounts, tf.constant([support])), support)


def project(way: str, probabilities: list, returns: list, discounts: list, support: tuple = SUPPORT) -> np.ndarray:
    return call(way, lambda p, r, d: projected(p, r, d, support), probabilities, returns, discounts)


@both_ways
def test_that_projections_match_the_table(way: str) -> None:
    p = [0.2, 0.5, 0.3]
    # Moved to 0.5, 1, 1.5; nowhere; to 1.25 at an end; beyond both ends; exactly onto atoms; to the last atom.
    found = project(way, [p] * 7, [0.5, 0.0, 1.25, 5.0, -3.0, 1.0, 2.0], [0.5, 1.0, 0.0, 0.9, 0.9, 0.0, 0.0])
    table = [[0.1, 0.75, 0.15], p, [0, 0.75, 0.25], [0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    np.testing.assert_allclose(found, table, atol=1e-6)


def projected_slowly(p: np.ndarray, reward: float, discount: float, support: np.ndarray) -> np.ndarray:
    """Algorithm 1 of Bellemare, Dabney and Munos (2017), where an atom met exactly keeps all."""
    spacing, found = support[1] - support[0], np.zeros(len(support))
    for probability, value in zip(p, support, strict=True):
        place = (min(max(reward + discount * value, support[0]), support[-1]) - support[0]) / spacing
        low, high = math.floor(place + 1e-9), math.ceil(place - 1e-9)
        found[low] += probability * (high - place) if high > low else probability
        if high > low:
            found[high] += probability * (place - low)
    return found


@both_ways
def test_that_projections_are_the_paper_s(way: str) -> None:
    generator, support = np.random.default_rng(2), tuple(np.linspace(-10, 10, 51).tolist())
    p = generator.dirichlet(np.full(51, 0.3), 64)
    returns, discounts = generator.normal(0, 6, 64), generator.choice([0.0, 0.9, 0.99, 1.0], 64)
    found = project(way, p, returns, discounts, support)
    slow = [projected_slowly(*row, np.array(support)) for row in zip(p, returns, discounts, strict=True)]
    np.testing.assert_allclose(found, slow, atol=2e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-4)


def test_that_a_projection_keeps_the_mean_within_the_support_and_has_no_gradient() -> None:
    generator, support = np.random.default_rng(4), tuple(np.linspace(-2, 5, 30).tolist())
    p = tf.constant(generator.dirichlet(np.ones(30), 20).astype(np.float32))
    returns = tf.constant(generator.uniform(-0.5, 1, 20).astype(np.float32))
    with tf.GradientTape() as tape:
        tape.watch(p)
        found = projected(p, returns, tf.fill([20], 0.7), support)
    values = np.array(support)
    np.testing.assert_allclose(found.numpy() @ values, returns.numpy() + 0.7 * (p.numpy() @ values), atol=1e-4)
    assert tape.gradient(found, p) is None


@both_ways
def test_that_divergences_are_sums_of_p_log_p_over_q(way: str) -> None:
    logits = np.log([[0.25, 0.25, 0.5], [0.25, 0.25, 0.5], [0.1, 0.1, 0.8]]) + 3.0
    target = [[0.5, 0.5, 0.0], [0.25, 0.25, 0.5], [0.0, 0.0, 1.0]]
    found = call(way, divergences, logits, target)
    np.testing.assert_allclose(found, [np.log(2), 0.0, -np.log(0.8)], rtol=1e-5, atol=1e-6)
    assert (found >= 0).all()


def test_that_the_gradient_of_a_divergence_is_that_of_the_cross_entropy() -> None:
    logits, target = tf.constant([[0.3, -1.0, 2.0]]), tf.constant([[0.5, 0.5, 0.0]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = divergences(logits, target)
    np.testing.assert_allclose(tape.gradient(loss, logits), tf.nn.softmax(logits) - target, rtol=1e-5)


@both_ways
@pytest.mark.parametrize(
    ("quantiles", "target", "kappa", "expected"),
    [
        # Levels ¼ and ¾. Errors 1 and −1: ¼ · ½ + ¼ · ½.
        ([1.0, 3.0], [2.0], 1.0, 0.25),
        # Errors 3 and −3, linear from 1 on: both ¼ · 2.5.
        ([-1.0, 5.0], [2.0], 1.0, 1.25),
        # The same with κ = 2: L = 2 · (3 − 1) = 4, divided by κ.
        ([-1.0, 5.0], [2.0], 2.0, 1.0),
        # Two targets: errors (1, 3) and (−1, 1) give ¼ · (½ + 2.5) / 2 + (¼ · ½ + ¾ · ½) / 2.
        ([1.0, 3.0], [2.0, 4.0], 1.0, 0.375 + 0.25),
        ([2.0, 2.0], [2.0, 2.0], 1.0, 0.0),
    ],
)
def test_that_quantile_losses_match_the_table(
    way: str, quantiles: list[float], target: list[float], kappa: float, expected: float
) -> None:
    found = call(way, quantile_losses, [quantiles], [0.25, 0.75], [target], kappa)
    np.testing.assert_allclose(found, [expected], rtol=1e-6)


@both_ways
def test_that_quantile_losses_are_the_paper_s(way: str) -> None:
    generator, kappa = np.random.default_rng(6), 0.7
    quantiles, target = generator.normal(0, 2, (9, 7)), generator.normal(0.5, 2, (9, 5))
    slow = np.zeros(9)
    for row in range(9):
        for i in range(7):
            for j in range(5):
                u = target[row, j] - quantiles[row, i]
                huber = u * u / 2 if abs(u) <= kappa else kappa * (abs(u) - kappa / 2)
                slow[row] += abs((2 * i + 1) / 14 - (u < 0)) * huber / kappa / 5
    levels = (np.arange(7) + 0.5) / 7
    np.testing.assert_allclose(call(way, quantile_losses, quantiles, levels, target, kappa), slow, rtol=1e-5)
    of_each_row = np.tile(levels, (9, 1))
    np.testing.assert_allclose(call(way, quantile_losses, quantiles, of_each_row, target, kappa), slow, rtol=1e-5)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (lambda p, moved: categorical_projection(p, moved, SUPPORT), ([0.5, 0.5, 0.0], [[0.0, 1.0, 2.0]])),
        (divergences, ([1.0], [[1.0]])),
        (quantile_losses, ([[1.0]], [0.5], [1.0], 1.0)),
    ],
)
def test_that_a_mistaken_rank_is_refused(function: object, arguments: tuple) -> None:
    with pytest.raises(ValueError, match="rank"):
        call("eager", function, *arguments)
