"""Several environments stepped together: the same as Gymnasium's own vector of them, whatever ends when."""

from collections.abc import Iterator

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.vector import VectorEnvironment, checked_observations
from dqn_engine.system.errors import BrokenEnvironmentError


class Growing(gymnasium.Env):
    """Each that is made observes one number more than the one before."""

    made = 0
    closed = 0
    fails_at = 99

    def __init__(self) -> None:
        Growing.made += 1
        self.observation_space = gymnasium.spaces.Box(-1, 1, (Growing.made,), np.float32)
        self._observed = np.zeros(Growing.made, np.float32)
        self.action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict[str, object] | None = None):
        super().reset(seed=seed)
        if Growing.made >= Growing.fails_at:
            raise RuntimeError("no more")
        return self._observed, {}

    def step(self, action: np.int64):
        return self._observed, 0.0, False, False, {}

    def close(self) -> None:
        Growing.closed += 1


@pytest.fixture
def growing(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in (("made", 0), ("closed", 0), ("fails_at", 99)):
        monkeypatch.setattr(Growing, name, value)
    gymnasium.register("Growing-v0", entry_point=lambda **_: Growing())
    yield "Growing-v0"
    del gymnasium.registry["Growing-v0"]


@pytest.mark.parametrize("name", ["CartPole-v1", "FrozenLake-v1", "Taxi-v4"])
@pytest.mark.parametrize("count", [1, 3])
def test_that_they_take_the_steps_of_gymnasiums_own_vector(name: str, count: int) -> None:
    environments = VectorEnvironment(name, count, seed=7)
    theirs = SyncVectorEnv([lambda: make_environment(name)] * count, autoreset_mode=AutoresetMode.SAME_STEP)
    expected, _ = theirs.reset(seed=np.random.SeedSequence(7).generate_state(count).tolist())
    actions_of = make_environment(name).action_space
    assert isinstance(actions_of, gymnasium.spaces.Discrete)
    numbers, ended_at_all = np.random.default_rng(0), 0
    for _ in range(250):
        np.testing.assert_array_equal(environments.observations, expected)
        actions = numbers.integers(0, int(actions_of.n), count)
        step = environments.step(actions)
        expected, rewards, terminated, truncated, infos = theirs.step(actions)
        ended = terminated | truncated
        last = expected.copy()
        if ended.any():
            last[ended] = np.stack(infos["final_obs"][ended])
        for ours, others in (
            (step.next_observations, last),
            (step.rewards, rewards),
            (step.terminated, terminated),
            (step.truncated, truncated),
        ):
            np.testing.assert_array_equal(ours, others)
        assert step.next_observations.dtype == np.float32
        ended_at_all += ended.sum()
    assert ended_at_all > 0
    environments.close()
    theirs.close()


def test_that_an_episode_s_return_and_length_begin_anew_after_its_end() -> None:
    environments = VectorEnvironment("CartPole-v1", 2, seed=0)
    lengths = np.zeros(2)
    for _ in range(100):
        step = environments.step(np.array([0, 1]))
        lengths += 1
        np.testing.assert_array_equal(step.episode_lengths, lengths)
        np.testing.assert_array_equal(step.episode_returns, lengths)  # CartPole pays 1 a step.
        lengths[step.terminated] = 0
    environments.close()


def test_that_what_a_step_gave_is_not_changed_by_the_next() -> None:
    environments = VectorEnvironment("CartPole-v1", 2, seed=0)
    step = environments.step(np.array([0, 1]))
    before = [np.copy(part) for part in step if part is not None]
    environments.step(np.array([1, 0]))
    for was, part in zip(before, (part for part in step if part is not None), strict=True):
        np.testing.assert_array_equal(was, part)
    environments.close()


def test_that_environments_with_other_spaces_each_time_are_refused_and_closed(growing: str) -> None:
    with pytest.raises(BrokenEnvironmentError, match="other observations or actions each time it is made; .* num_envs"):
        VectorEnvironment(growing, 2, seed=0)
    assert Growing.closed == 2


def test_that_all_are_closed_once_also_where_they_cannot_begin(growing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environments = VectorEnvironment(growing, 1, seed=0)
    environments.close()
    environments.close()
    assert Growing.closed == 1
    monkeypatch.setattr(Growing, "fails_at", 2)
    with pytest.raises(BrokenEnvironmentError, match="RuntimeError: no more"):
        VectorEnvironment(growing, 1, seed=0)
    assert Growing.closed == 2


@pytest.mark.parametrize("number", [1e30, -3e38])
def test_that_numbers_whose_squares_are_beyond_float32_are_taken(number: float) -> None:
    observations = np.array([[number, 1.0]], np.float32)
    np.testing.assert_array_equal(checked_observations("Large-v0", observations, (2,)), observations)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_that_a_number_that_is_none_is_refused_wherever_it_stands(number: float, kind: type) -> None:
    for place in range(5):
        observations = np.zeros((1, 5), kind)
        observations[0, place] = number
        with pytest.raises(BrokenEnvironmentError, match=rf"number {place} \(from 0\)"):
            checked_observations("Odd-v0", observations, (5,))
