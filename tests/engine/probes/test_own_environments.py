"""Instruments on a compiled environment of the user's own, whose steps are random and whose rewards nobody knows."""

import math
from typing import NamedTuple

import gymnasium
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.environments.compiled.catalogue import register_compiled
from dqn_engine.environments.compiled.environment import StepResult
from dqn_engine.probes.truth import TruthRequest, truth
from dqn_engine.probes.what_if import WhatIfRequest, what_if
from dqn_engine.system.errors import InputError
from tests.support.probed_agents import untrained_agent

pytestmark = pytest.mark.usefixtures("pooled_sessions")


class Lottery(gymnasium.Env):
    """Nothing moves. Action 0 is paid a tenth, action 1 wins 1 in a quarter of the cases."""

    observation_space = gymnasium.spaces.Box(-1.0, 1.0, (2,), np.float32)
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins in the middle."""
        super().reset(seed=seed)
        return np.zeros(2, np.float32), {}


class LotteryState(NamedTuple):
    """Where it stands, and for how long."""

    place: tf.Tensor
    step: tf.Tensor


class BlindLottery:
    """The same as tensors."""

    observation_size, reset_numbers, step_numbers = 2, 0, 1

    def observe(self, state: LotteryState) -> tf.Tensor:
        """The place."""
        return state.place

    def reset(self, uniform: tf.Tensor) -> LotteryState:
        """In the middle."""
        return LotteryState(tf.zeros([2]), tf.constant(0))

    def step(self, state: LotteryState, action: tf.Tensor, uniform: tf.Tensor) -> StepResult[LotteryState]:
        """Pays, and never ends by itself."""
        won = tf.cast(uniform[0] < 0.25, tf.float32)
        taken = state.step + 1
        paid = tf.where(action == 1, won, 0.1)
        return StepResult(LotteryState(state.place, taken), paid, tf.constant(False), taken >= 9)


class SeenLottery(BlindLottery):
    """One that can be put into a state."""

    def state_seen(self, observation: tf.Tensor) -> LotteryState:
        """At that place."""
        return LotteryState(observation, tf.constant(0))


@pytest.fixture(scope="module")
def lottery() -> str:
    name = f"Lottery{len(gymnasium.registry)}-v0"
    gymnasium.register(name, entry_point=Lottery, max_episode_steps=9)
    return name


def test_that_chance_is_averaged_over_rollouts_as_long_as_rewards_count(lottery: str) -> None:
    register_compiled(lottery, lambda info: SeenLottery())
    subject = untrained_agent(lottery, gamma=0.5)
    found = truth(subject, TruthRequest(size=3, rollouts=256))
    assert (found.horizon, found.rollouts, found.beyond) == (10, 256, 0.0)
    assert found.played == 256 * 10 * 18
    assert math.isnan(found.uncertainty), "nothing is known of these rewards"
    assert found.undecided.all(), "the time limit of 9 steps ends nothing"
    assert found.x is not None
    assert found.y is not None
    for row, y in enumerate(found.y.values(3)):
        for column, x in enumerate(found.x.values(3)):
            greedy = int(subject.policy().greedy_actions(np.array([[x, y]], np.float32))[0])
            after = (0.1, 0.25)[greedy] * (1.0 - 0.5**9)  # γ/(1−γ) is 1
            assert found.true[0, row, column] == pytest.approx(0.1 + after, abs=0.06)
            assert found.true[1, row, column] == pytest.approx(0.25 + after, abs=0.06)


def test_that_its_futures_meet_with_the_same_chance(lottery: str) -> None:
    register_compiled(lottery, lambda info: SeenLottery())
    found = what_if(untrained_agent(lottery), WhatIfRequest(state=(0.5, -0.5)))
    numbers = np.random.default_rng(0).random((9, 1), np.float32)[:, 0]
    for future in found.futures:
        paid = np.where(future.actions == 1, numbers < 0.25, 0.1)
        np.testing.assert_allclose(future.rewards, paid, atol=1e-7)
        assert (len(future.actions), future.ended) == (9, "truncated")


def test_that_one_that_can_t_be_put_into_a_state_says_what_is_missing(lottery: str) -> None:
    register_compiled(lottery, lambda info: BlindLottery())
    for look, request in ((truth, TruthRequest()), (what_if, WhatIfRequest())):
        with pytest.raises(InputError, match=r"no method state_seen\(observation\)"):
            look(untrained_agent(lottery), request)
