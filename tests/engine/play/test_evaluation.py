"""Greedy evaluation equals playing the episodes one after another by hand."""

import gymnasium
import numpy as np
import pytest

from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.play.evaluation import Evaluator, episode_seed, evaluate
from dqn_engine.system.errors import InputError
from tests.support.networks import random_weights, small_spec


class Leaning:
    """Pushes towards the side the pole leans to: some episodes are short, none is trivial."""

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        return (observations[:, 2] > 0).astype(np.int64)


class Balancing:
    """Balances until the time limit."""

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        return (observations @ np.array([0.01, 0.05, 1.0, 0.5], np.float32) > 0).astype(np.int64)


def returns_by_hand(policy: Leaning | NumpyPolicy, episodes: int, seed: int) -> list[float]:
    environment = gymnasium.make("CartPole-v1")
    returns = []
    for episode in range(episodes):
        observation, _ = environment.reset(seed=episode_seed(seed, episode))
        total, ended = 0.0, False
        while not ended:
            action = int(policy.greedy_actions(observation[None])[0])
            observation, reward, terminated, truncated, _ = environment.step(action)
            total, ended = total + reward, terminated or truncated
        returns.append(total)
    return returns


@pytest.mark.parametrize("policy", [Leaning(), NumpyPolicy(small_spec(), random_weights(small_spec()))])
def test_that_it_equals_playing_by_hand(policy: Leaning | NumpyPolicy) -> None:
    result = evaluate(policy, "CartPole-v1", 12, seed=3)
    by_hand = returns_by_hand(policy, 12, seed=3)
    assert result.returns.tolist() == by_hand
    assert (result.env, result.episodes) == ("CartPole-v1", 12)
    assert result.mean == pytest.approx(sum(by_hand) / 12)
    assert result.std == pytest.approx(np.std(by_hand))
    assert (result.minimum, result.maximum) == (min(by_hand), max(by_hand))


def test_that_a_good_policy_reaches_the_time_limit() -> None:
    assert evaluate(Balancing(), "CartPole-v1", 3, seed=0).returns.tolist() == [500.0] * 3


def test_that_reused_environments_remember_nothing() -> None:
    evaluator = Evaluator("CartPole-v1")
    first = evaluator.evaluate(Leaning(), 10, seed=5).returns.tolist()
    evaluator.evaluate(Leaning(), 4, seed=6)
    abandoned = evaluator.step_by_step(Leaning(), 7, seed=8)
    next(abandoned)
    abandoned.close()
    assert evaluator.evaluate(Leaning(), 10, seed=5).returns.tolist() == first
    evaluator.close()
    assert evaluator.evaluate(Leaning(), 10, seed=5).returns.tolist() == first
    evaluator.close()


def test_that_more_episodes_don_t_change_the_earlier_ones_and_seeds_differ() -> None:
    few, many = (evaluate(Leaning(), "CartPole-v1", count, seed=1).returns.tolist() for count in (5, 20))
    assert many[:5] == few
    seeds = {episode_seed(seed, episode) for seed in range(20) for episode in range(100)}
    trained_with = {int(number) for seed in range(20) for number in np.random.SeedSequence(seed).generate_state(100)}
    assert not seeds & trained_with
    assert len(seeds) == 2000
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_that_a_caller_can_watch_it_step_by_step() -> None:
    steps = Evaluator("CartPole-v1").step_by_step(Leaning(), 5, seed=0)
    playing = []
    while True:
        try:
            playing.append(next(steps))
        except StopIteration as finished:
            result = finished.value
            break
    assert playing == sorted(playing, reverse=True)
    assert playing[-1] == 0
    assert len(playing) == result.maximum
    assert not result.returns.flags.writeable


def test_that_nonsense_is_refused() -> None:
    with pytest.raises(InputError, match="There is no environment 'Nope-v0'"):
        evaluate(Leaning(), "Nope-v0", 1, seed=0)
    with pytest.raises(ValueError, match="at least one episode"):
        evaluate(Leaning(), "CartPole-v1", 0, seed=0)
