"""C51's range while it trains: probability at an edge is told where returns go beyond it, and only there."""

from dataclasses import replace

import numpy as np
import pytest

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.environments.info import EnvironmentInfo, KnownRewards
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.range_watch import EVERY_STEPS, RangeWatch, edge_probabilities
from tests.support.networks import random_weights, small_spec

INFO = replace(environment_info("CartPole-v1"), rewards=None)
HEAD = Categorical(atoms=11, v_min=-5.0, v_max=10.0)
SPEC = small_spec(head=HEAD, dueling=False)


class Trained:
    """A program whose network gives `logits` of every action in every state."""

    spec = SPEC

    def __init__(self, logits: np.ndarray) -> None:
        weights = {name: np.zeros(shape, np.float32) for name, shape in SPEC.weight_shapes.items()}
        weights["q/bias"] = np.tile(logits, SPEC.action_count).astype(np.float32)
        self._weights = weights

    def policy_weights(self) -> dict[str, np.ndarray]:
        """As a program's."""
        return self._weights

    def stored_observations(self, most: int) -> np.ndarray:
        """Some."""
        return np.zeros((most, SPEC.observation_size), np.float32)


def at_edge(index: int) -> Trained:
    """With nearly everything at one atom."""
    return Trained(np.where(np.arange(11) == index, 8.0, 0.0))


def metrics_of(*episodes: tuple[list[float], int]) -> np.ndarray:
    """Of episodes one after another: their rewards, and how they end (1 terminated, 2 truncated)."""
    rows = []
    for rewards, ended in episodes:
        for index, total in enumerate(np.cumsum(rewards)):
            row = np.zeros(len(COLUMN), np.float32)
            row[COLUMN.episode_return], row[COLUMN.ended] = total, ended if index + 1 == len(rewards) else 0
            rows.append(row)
    return np.array(rows)


def knobs(**changes: object) -> dict:
    return {**default_knobs(), "value_head": "c51", **changes}


def told(program: Trained, metrics: np.ndarray, info: EnvironmentInfo = INFO, **changes: object) -> object:
    watch = RangeWatch(HEAD, knobs(**changes), info)
    watch.observe(metrics, knobs(**changes))
    return watch.look(program, EVERY_STEPS, knobs(**changes)["gamma"])


@pytest.mark.parametrize(
    ("rewards", "ended", "edge"),
    [
        ([1.0] * 30, 1, "v_max"),  # 1 + 0.99 · 10 > 10
        ([0.0, 0.0, 20.0], 1, "v_max"),
        ([0.05] * 30, 1, None),  # no more than 5 in all
        ([0.0, 0.0, 9.0], 1, None),
        ([0.0, 0.0, 9.0], 2, "v_max"),  # it would have gone on
        ([-1.0] * 30, 1, None),  # goes beyond the other edge
    ],
)
def test_that_probability_at_an_edge_is_told_where_rewards_lead_beyond(
    rewards: list[float], ended: int, edge: str | None
) -> None:
    found = told(at_edge(10), metrics_of(([0.0], 1), (rewards, ended)))
    assert (found and found.edge) == edge
    if found:
        assert found.value == 10.0
        assert found.probability == pytest.approx(np.exp(8) / (np.exp(8) + 10), rel=1e-4)


def test_that_rewards_which_an_environment_only_declares_are_watched_all_the_same() -> None:
    pays = metrics_of(([0.0], 1), ([1.0] * 30, 1))
    known = replace(INFO, rewards=KnownRewards(0.0, 0.1, 0.0, 0.1))
    assert told(at_edge(10), pays, known) is None
    found = told(at_edge(10), pays, replace(known, rewards_declared=True))
    assert found
    assert found.edge == "v_max"


def test_that_the_lower_edge_is_told_too_and_each_once() -> None:
    watch = RangeWatch(HEAD, knobs(), INFO)
    watch.observe(metrics_of(([-1.0] * 4, 1)), knobs())
    assert watch.look(at_edge(0), EVERY_STEPS - 1, 0.99) is None, "too early"
    assert watch.look(at_edge(5), EVERY_STEPS, 0.99) is None, "nothing is at an edge"
    assert watch.look(at_edge(0), EVERY_STEPS + 1, 0.99) is None, "it has just been looked"
    found = watch.look(at_edge(0), 2 * EVERY_STEPS, 0.99)
    assert (found.edge, found.value) == ("v_min", -5.0)
    assert watch.look(at_edge(0), 3 * EVERY_STEPS, 0.99) is None


def test_that_a_range_that_is_known_to_hold_all_returns_may_have_all_at_its_edge() -> None:
    metrics = metrics_of(([1.0] * 30, 2))
    known = replace(INFO, rewards=KnownRewards(0.05, 0.05, 0.05, 0.05))
    assert told(at_edge(10), metrics, known) is None
    assert told(at_edge(10), metrics, replace(known, rewards=KnownRewards(1, 1, 1, 1))).edge == "v_max"


def test_that_the_return_of_a_resumed_episode_is_no_reward() -> None:
    metrics = metrics_of(([0.0] * 5, 1))
    metrics[:, COLUMN.episode_return] += 300.0
    assert told(at_edge(10), metrics) is None


def test_that_rewards_count_as_they_are_learned_from() -> None:
    metrics = metrics_of(([1.0] * 30, 2))
    assert told(at_edge(10), metrics, reward_shaping="scale", reward_scale=0.05) is None
    assert told(at_edge(10), metrics, reward_shaping="scale", reward_scale=2.0).edge == "v_max"


def test_that_several_environments_are_told_apart() -> None:
    # Two environments in turn, of which each gives 0.05 per step: no reward of theirs leads beyond.
    rows = np.zeros((40, len(COLUMN)), np.float32)
    rows[:, COLUMN.episode_return] = np.repeat(np.arange(1, 21) * 0.05, 2) + np.tile([0.0, 3.0], 20)
    watch = RangeWatch(HEAD, knobs(num_envs=2), INFO)
    watch.observe(rows[2:7], knobs(num_envs=2))
    watch.observe(rows[7:], knobs(num_envs=2))
    assert watch.look(at_edge(0), EVERY_STEPS, 0.99) is None


@pytest.mark.parametrize("normalised", [False, True])
def test_that_probabilities_at_the_edges_are_those_of_the_greedy_actions(normalised: bool) -> None:
    # With two atoms, Q = v_min + p · (v_max − v_min), so that the policy's values say the probability.
    spec = small_spec(
        head=Categorical(atoms=2, v_min=-5.0, v_max=10.0), normalised=normalised, observation_scale=(1.0,) * 4
    )
    weights = random_weights(spec)
    observations = np.random.default_rng(1).normal(size=(16, 4)).astype(np.float32)
    values = NumpyPolicy(spec, weights).q_values(observations).max(axis=1)
    found = edge_probabilities(spec, weights, observations)
    assert found["v_max"] == pytest.approx(float(np.mean((values + 5.0) / 15.0)), rel=1e-4)
    assert found["v_min"] == pytest.approx(1.0 - found["v_max"], rel=1e-4)
