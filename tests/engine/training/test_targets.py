"""What the network is trained towards, against tables worked by hand. Decoy values betray every confusion."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks.heads.expected import element_losses
from dqn_engine.replay.importance_weights import importance_weights
from dqn_engine.training import targets
from tests.support.compiled import both_ways, call

# Rows: the selector's best action is first, last, in the middle; a tie of all; a tie of the last two.
SELECTOR = [[9.0, 1.0, 2.0], [-3.0, -2.0, -1.0], [0.0, 5.0, 4.0], [7.0, 7.0, 7.0], [0.0, 3.0, 3.0]]
VALUE = [[10.0, 99.0, 50.0], [80.0, 70.0, 20.0], [60.0, 30.0, 90.0], [40.0, 41.0, 42.0], [88.0, 50.0, 77.0]]


@both_ways
def test_that_one_network_selects_and_the_other_evaluates(way: str) -> None:
    np.testing.assert_array_equal(call(way, targets.next_outputs, VALUE, SELECTOR), [10, 20, 30, 40, 50])
    np.testing.assert_array_equal(call(way, targets.next_outputs, SELECTOR, VALUE), [1, -3, 4, 7, 0])


@both_ways
def test_that_with_one_network_the_next_value_is_its_largest(way: str) -> None:
    np.testing.assert_array_equal(call(way, targets.next_outputs, VALUE, VALUE), [99, 80, 90, 42, 88])


@both_ways
def test_that_a_tie_takes_the_first_action(way: str) -> None:
    tied = [[5.0, 5.0, 5.0], [1.0, 5.0, 5.0], [-0.0, 0.0, -1.0]]
    np.testing.assert_array_equal(call(way, targets.next_outputs, [[1.0, 2.0, 3.0]] * 3, tied), [1, 2, 1])


@both_ways
def test_that_targets_are_return_plus_discounted_next_value(way: str) -> None:
    # One step; two steps; terminated (a decoy of a next value); zero reward; a negative value.
    returns, discounts = [1.0, 1.9, 1.0, 0.0, -1.0], [0.9, 0.81, 0.0, 0.5, 1.0]
    values = [10.0, 100.0, 1e6, 8.0, -4.0]
    np.testing.assert_allclose(
        call(way, targets.td_targets, returns, discounts, values), [10.0, 82.9, 1.0, 4.0, -5.0], rtol=1e-6
    )


@both_ways
def test_that_every_value_of_a_distribution_is_discounted(way: str) -> None:
    values = np.array([[1.0, 2.0], [10.0, -10.0]])
    found = call(way, targets.td_targets, [1.0, 0.5], [0.5, 0.0], values)
    np.testing.assert_allclose(found, [[1.5, 2.0], [0.5, 0.5]])
    np.testing.assert_allclose(call(way, targets.td_targets, [1.0, 0.5], [0.5, 0.0], values[:1]), found)


@both_ways
def test_that_what_is_said_of_the_action_is_chosen(way: str) -> None:
    outputs = np.arange(12.0).reshape(2, 3, 2)
    np.testing.assert_array_equal(call(way, targets.chosen, outputs, [2, 0]), [[4, 5], [6, 7]])
    np.testing.assert_array_equal(call(way, targets.chosen, outputs[:, :, 1], [2, 0]), [5, 7])


MUNCHAUSEN = {"alpha": 0.9, "temperature": 0.5, "lowest": -1.0}


def munchausen_targets_here(return_n: tf.Tensor, discount: tf.Tensor, *others: tf.Tensor) -> tf.Tensor:
    """The targets of Q-values before and after, actions, α, τ and l0."""
    alpha, temperature, lowest = others[3:]
    terms = targets.munchausen_terms(*others[:3], alpha=alpha, temperature=temperature, lowest=lowest)
    return targets.munchausen_targets(return_n, discount, terms)


def munchausen_by_the_paper(
    rewards: list[float], discounts: list[float], q_tm1: list, q_t: list, actions: list[int], knobs: dict[str, float]
) -> list[float]:
    """Equation 1 of Vieillard, Pietquin and Geist (2020), written out in float64."""
    alpha, temperature, lowest = knobs["alpha"], knobs["temperature"], knobs["lowest"]
    found = []
    for reward, discount, before, after, action in zip(rewards, discounts, q_tm1, q_t, actions, strict=True):
        policies = [
            np.exp(np.array(q) / temperature) / np.exp(np.array(q) / temperature).sum() for q in (before, after)
        ]
        bonus = min(0.0, max(lowest, temperature * np.log(policies[0][action])))
        soft = sum(p * (q - temperature * np.log(p)) for p, q in zip(policies[1], after, strict=True))
        found.append(reward + alpha * bonus + discount * soft)
    return found


@both_ways
@pytest.mark.parametrize("changes", [{}, {"alpha": 0.0}, {"temperature": 3.0}, {"lowest": 0.0}, {"lowest": -0.4}])
def test_that_munchausen_targets_follow_the_paper(way: str, changes: dict[str, float]) -> None:
    # A likely action, an unlikely one (clipped), a tie, a terminated one.
    rewards, discounts, actions = [1.0, 0.5, -1.0, 2.0], [0.9, 0.81, 0.9, 0.0], [0, 1, 2, 1]
    q_tm1 = [[1.0, 0.5, 0.0], [4.0, 1.0, 0.0], [2.0, 2.0, 2.0], [0.0, 0.3, 0.1]]
    q_t = [[3.0, 1.0, 2.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.5], [50.0, 60.0, 70.0]]
    knobs = {**MUNCHAUSEN, **changes}

    found = call(way, munchausen_targets_here, rewards, discounts, q_tm1, q_t, actions, *knobs.values())
    expected = munchausen_by_the_paper(rewards, discounts, q_tm1, q_t, actions, knobs)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@both_ways
def test_that_a_munchausen_target_worked_by_hand_comes_out(way: str) -> None:
    # Equal values: each of two actions has probability ½, so τ log π = −½ ln 2 and the soft value is 4 + ½ ln 2.
    values = call(
        way,
        munchausen_targets_here,
        *([1.0], [0.5], [[7.0, 7.0]], [[4.0, 4.0]], [1], 0.9, 0.5, -1.0),
    )
    np.testing.assert_allclose(values, [1 - 0.9 * 0.5 * np.log(2) + 0.5 * (4 + 0.5 * np.log(2))], rtol=1e-6)


@both_ways
def test_that_soft_values_neither_overflow_nor_lose_the_largest(way: str) -> None:
    found = call(way, targets.soft_values, [[1e6, -1e6], [-1e6, -1e6 + 1], [0.25, 0.25]], 1e-4)
    np.testing.assert_allclose(found, [1e6, -1e6 + 1, 0.25 + 1e-4 * np.log(2)], rtol=1e-6)


def test_that_no_gradient_flows_through_a_target() -> None:
    value = tf.constant([3.0])
    with tf.GradientTape() as tape:
        tape.watch(value)
        target = targets.td_targets(tf.constant([1.0]), tf.constant([0.9]), value)
    assert tape.gradient(target, value) is None


@both_ways
@pytest.mark.parametrize(
    ("delta", "squared", "expected"),
    [
        # Errors 0, ½, −½, 1, −1, 2, −3. Inside ½δ²; outside κ(|δ| − ½κ); at |δ| = κ both agree.
        (1.0, False, [0.0, 0.125, 0.125, 0.5, 0.5, 1.5, 2.5]),
        (2.0, False, [0.0, 0.125, 0.125, 0.5, 0.5, 2.0, 4.0]),
        (0.5, False, [0.0, 0.125, 0.125, 0.375, 0.375, 0.875, 1.375]),
        (0.5, True, [0.0, 0.125, 0.125, 0.5, 0.5, 2.0, 4.5]),
    ],
)
def test_that_losses_match_the_table(way: str, delta: float, squared: bool, expected: list[float]) -> None:
    errors = [0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0]
    np.testing.assert_allclose(call(way, element_losses, errors, delta, np.bool_(squared)), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("squared", "expected"), [(False, [0.0, 0.5, -0.5, 1.0, -1.0]), (True, [0.0, 0.5, -0.5, 2.0, -3.0])]
)
def test_that_the_losses_slope_is_the_clipped_error(squared: bool, expected: list[float]) -> None:
    errors = tf.constant([0.0, 0.5, -0.5, 2.0, -3.0])
    with tf.GradientTape() as tape:
        tape.watch(errors)
        losses = element_losses(errors, tf.constant(1.0), tf.constant(squared))
    np.testing.assert_allclose(tape.gradient(losses, errors), expected)


@both_ways
@pytest.mark.parametrize("beta", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("common_factor", [1.0, 1e4, 1e-4])
def test_that_importance_weights_follow_the_paper(way: str, beta: float, common_factor: float) -> None:
    probability = np.array([0.5, 0.2, 0.05, 0.2, 0.05])
    weights = (1000 * probability) ** -beta
    found = call(way, importance_weights, probability * common_factor, beta)
    np.testing.assert_allclose(found, weights / weights.max(), rtol=1e-5)
    assert found.max() == 1.0


@both_ways
def test_that_extreme_probabilities_give_finite_weights(way: str) -> None:
    found = call(way, importance_weights, [1e-30, 1.0, 1e6], 1.0)
    np.testing.assert_allclose(found, [1.0, 1e-30, 1e-36], rtol=1e-5)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (targets.next_outputs, ([1.0], [[1.0]])),
        (targets.next_outputs, ([[1.0]], [1.0])),
        (targets.td_targets, ([[1.0]], [1.0], [1.0])),
        (targets.td_targets, ([1.0], [[1.0]], [1.0])),
        (targets.td_targets, ([1.0], [1.0], [[[1.0]]])),
        (targets.chosen, ([[1.0]], [[0]])),
        (targets.chosen, ([1.0], [0])),
        (targets.td_targets, (1.0, [1.0], [1.0])),
        (element_losses, ([[1.0]], 1.0, np.bool_(False))),
        (importance_weights, ([[1.0]], 1.0)),
    ],
)
def test_that_a_mistaken_rank_is_refused(function: object, arguments: tuple) -> None:
    with pytest.raises(ValueError, match="rank"):
        call("eager", function, *arguments)
