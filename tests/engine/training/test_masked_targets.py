"""What is learned where actions are masked, against loops over the allowed ones: every head, Double and Munchausen."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.networks import compiled_network
from dqn_engine.networks.allowed_actions import best_allowed, only_allowed, only_allowed_tensor
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.ring import Masks, NStepBatch
from dqn_engine.training import targets
from dqn_engine.training.live_inputs import pack, unpack
from dqn_engine.training.objectives import Objective
from tests.support.compiled import both_ways, call
from tests.support.networks import random_weights, spec_with

ROWS, ACTIONS = 24, 5
HEADS: tuple[ValueHead, ...] = (
    ExpectedValues(),
    Categorical(atoms=7, v_min=-3.0, v_max=5.0),
    Quantiles(quantiles=6),
    ImplicitQuantiles(cosines=5, online=2, sampled=3, fixed=4),
)


def spec_of(head: ValueHead) -> NetworkSpec:
    return spec_with(
        observation_scale=(1.0, 2.0, 0.5), action_count=ACTIONS, hidden_sizes=(9,), activation="tanh", layer_norm=False,
        dueling=True, head=head,
    )  # fmt: skip


def batch_of(seed: int = 0) -> NStepBatch:
    numbers = np.random.default_rng(seed)
    allowed, next_allowed = (numbers.random((ROWS, ACTIONS)) < 0.5 for _ in range(2))
    action = numbers.integers(ACTIONS, size=ROWS)
    allowed[np.arange(ROWS), action] = True
    next_allowed[np.arange(ROWS), numbers.integers(ACTIONS, size=ROWS)] = True
    return NStepBatch(
        observation=tf.constant(numbers.normal(size=(ROWS, 3)), tf.float32),
        action=tf.constant(action, tf.int32),
        return_n=tf.constant(numbers.normal(size=ROWS), tf.float32),
        next_observation=tf.constant(numbers.normal(size=(ROWS, 3)), tf.float32),
        bootstrap_discount=tf.constant(numbers.choice([0.0, 0.9, 0.81], ROWS), tf.float32),
        masks=Masks(tf.constant(allowed), tf.constant(next_allowed)),
    )


def packed(spec: NetworkSpec, seed: int) -> tuple[tf.Tensor, ...]:
    return tuple(map(tf.constant, compiled_network.pack(spec, random_weights(spec, seed))))


def projected(probabilities: np.ndarray, moved: np.ndarray, support: np.ndarray) -> np.ndarray:
    """Atom by atom, each to the two beside the place it is moved to."""
    found, step = np.zeros(len(support)), support[1] - support[0]
    for probability, place in zip(probabilities, np.clip(moved, support[0], support[-1]), strict=True):
        below = min(int((place - support[0]) / step), len(support) - 2)
        part = (place - support[below]) / step
        found[below] += probability * (1 - part)
        found[below + 1] += probability * part
    return found


def by_loops(head: ValueHead, outputs: np.ndarray, choosing: np.ndarray, batch: NStepBatch) -> list[np.ndarray]:
    """The target of each row: of its allowed actions the one of the largest value is looked for one by one."""
    found = []
    for row in range(ROWS):
        best, value = -1, -np.inf
        for action in range(ACTIONS):
            if batch.masks.after[row, action] and choosing[row, action] > value:
                best, value = action, choosing[row, action]
        said = outputs[row, best].astype(np.float64)
        total, discount = float(batch.return_n[row]), float(batch.bootstrap_discount[row])
        if isinstance(head, Categorical):
            support = np.array(head.support)
            likely = np.exp(said - said.max())
            found.append(projected(likely / likely.sum(), total + discount * support, support))
        else:
            found.append(total + discount * said)
    return found


@pytest.mark.parametrize("double", [True, False])
@pytest.mark.parametrize("head", HEADS, ids=lambda head: head.name)
def test_that_every_head_s_target_is_of_the_best_allowed_action(head: ValueHead, double: bool) -> None:
    spec, batch, knobs = spec_of(head), batch_of(), unpack(tf.constant(pack(validate_knobs({"double": double}))))
    target_network, online = packed(spec, 1), packed(spec, 2)
    fractions = tf.constant(np.random.default_rng(3).random((ROWS, 3)), tf.float32) if head.target_fractions else None
    found = Objective(spec, munchausen=False).target(target_network, online, batch, knobs, fractions)
    outputs = compiled_network.outputs(spec, target_network, batch.next_observation, fractions).numpy()
    chooser = online if double else target_network
    choosing = compiled_network.q_values(spec, chooser, batch.next_observation).numpy()
    expected = by_loops(head, outputs, choosing, batch)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    unmasked = Objective(spec, munchausen=False).target(
        target_network, online, batch._replace(masks=()), knobs, fractions
    )
    changed = np.abs(unmasked.numpy() - found.numpy()).reshape(ROWS, -1).max(axis=1) > 1e-3
    assert changed.sum() >= 4, "the masks made a difference"


def test_that_munchausen_s_policies_are_of_allowed_actions_alone() -> None:
    spec, batch = spec_of(ExpectedValues()), batch_of(5)
    knobs = validate_knobs({"munchausen": True, "munchausen_temperature": 0.4, "munchausen_clip": -0.7})
    target_network = packed(spec, 1)
    found = Objective(spec, munchausen=True).target(target_network, (), batch, unpack(tf.constant(pack(knobs))))
    before, after = (
        compiled_network.q_values(spec, target_network, observations).numpy().astype(np.float64)
        for observations in (batch.observation, batch.next_observation)
    )
    for row in range(ROWS):
        now, then = (np.flatnonzero(mask[row]) for mask in batch.masks)
        policy, following = (np.exp(q / 0.4) / np.exp(q / 0.4).sum() for q in (before[row][now], after[row][then]))
        log_probability = 0.4 * np.log(policy[list(now).index(int(batch.action[row]))])
        soft = np.sum(following * (after[row][then] - 0.4 * np.log(following)))
        expected = batch.return_n[row] + knobs["munchausen_alpha"] * max(-0.7, log_probability)
        expected += batch.bootstrap_discount[row] * soft
        assert found[row].numpy() == pytest.approx(float(expected), rel=1e-4, abs=1e-5)


def test_that_the_largest_value_reported_is_of_an_allowed_action() -> None:
    spec, batch = spec_of(ExpectedValues()), batch_of()
    knobs = unpack(tf.constant(pack(validate_knobs({}))))
    fit = Objective(spec, munchausen=False).fit(packed(spec, 2), batch, batch.return_n, knobs)
    values = compiled_network.q_values(spec, packed(spec, 2), batch.observation).numpy()
    assert float(tf.reduce_max(fit.q_values)) == values[batch.masks.before.numpy()].max() < values.max()


EXTREME = [[np.nan, np.inf, 1.0, 2.0], [-np.inf] * 4, [np.nan] * 4, [3.4e38, -3.4e38, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]]


@both_ways
@pytest.mark.parametrize("allowed", [[False, False, True, False], [False, True, False, True], [True] * 4])
def test_that_no_value_makes_a_forbidden_action_the_best(way: str, allowed: list[bool]) -> None:
    masks = np.array([allowed] * len(EXTREME))
    ours = best_allowed(np.array(EXTREME, np.float32), masks)
    theirs = call(way, lambda q, mask: tf.argmax(only_allowed_tensor(q, mask), axis=1), EXTREME, masks)
    np.testing.assert_array_equal(ours, theirs)
    assert all(allowed[action] for action in ours)
    np.testing.assert_array_equal(best_allowed(np.array(EXTREME[3:]), None), [0, 0])
    assert only_allowed(np.array(EXTREME), masks).argmax(axis=1).tolist() == ours.tolist()


@both_ways
def test_that_soft_values_leave_forbidden_actions_out_however_large(way: str) -> None:
    q_values, allowed = [[1.0, 1e9, 3.0], [np.nan, -2.0, np.inf]], [[True, False, True], [False, True, False]]
    found = call(way, lambda q, mask: targets.soft_values(q, tf.constant(0.5), mask), q_values, np.array(allowed))
    np.testing.assert_allclose(found, [0.5 * np.log(np.exp(2.0) + np.exp(6.0)), -2.0], rtol=1e-6)
