"""The compiled CartPole against Gymnasium's: single steps, whole episodes, ends, and where episodes begin."""

from collections.abc import Iterator

import gymnasium
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.environments.compiled import cartpole as cartpole
from dqn_engine.environments.compiled.cartpole import CartPoleState
from dqn_engine.environments.compiled.environment import StepResult
from dqn_engine.environments.registry import environment_info

POLE = cartpole.CompiledCartPole()
_step = tf.function(POLE.step, jit_compile=True, autograph=False)


@pytest.fixture(scope="module")
def gymnasium_cartpole() -> Iterator[gymnasium.Env]:
    environment = gymnasium.make("CartPole-v1")
    yield environment
    environment.close()


def take_step(physics: np.ndarray, action: int, taken: int = 0) -> StepResult[CartPoleState]:
    return _step(CartPoleState(tf.constant(physics), tf.constant(taken)), tf.constant(action))


def theirs(environment: gymnasium.Env, physics: np.ndarray, action: int) -> tuple[np.ndarray, float, bool]:
    """One step of Gymnasium's dynamics from a given state, whatever episode it was in."""
    bare = environment.unwrapped
    environment.reset(seed=0)
    bare.state = np.array(physics, np.float64)
    _, reward, terminated, _, _ = bare.step(action)
    return np.array(bare.state, np.float64), float(reward), bool(terminated)


def test_that_one_step_from_any_state_is_gymnasiums(gymnasium_cartpole: gymnasium.Env) -> None:
    generator = np.random.default_rng(0)
    ends = 0
    for spread in ([0.05] * 4, [2.5, 3.0, 0.22, 3.0], [2.4, 10.0, 3.0, 20.0]):
        for _ in range(120):
            physics, action = generator.uniform(-1, 1, 4) * spread, int(generator.integers(2))
            ours = take_step(physics, action)
            state, reward, terminated = theirs(gymnasium_cartpole, physics, action)
            np.testing.assert_allclose(ours.state.physics, state, rtol=0, atol=1e-6)
            assert float(ours.reward) == reward == 1.0
            assert bool(ours.terminated) == terminated
            assert not bool(ours.truncated)
            ends += terminated
    assert 60 < ends < 300


@pytest.mark.parametrize("coordinate", [0, 2])
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("excess", [-1e-9, 1e-9])
def test_that_the_pole_has_fallen_just_beyond_the_limit_and_not_before(
    gymnasium_cartpole: gymnasium.Env, coordinate: int, sign: float, excess: float
) -> None:
    limit = (gymnasium_cartpole.unwrapped.x_threshold, 0, gymnasium_cartpole.unwrapped.theta_threshold_radians)
    physics = np.zeros(4)
    physics[coordinate] = sign * (limit[coordinate] + excess)  # Without speed the next position is this one.
    ended = theirs(gymnasium_cartpole, physics, 1)[2]
    assert bool(take_step(physics, 1).terminated) == ended == (excess > 0)


@pytest.mark.parametrize("seed", range(12))
def test_that_whole_episodes_of_random_actions_are_gymnasiums(gymnasium_cartpole: gymnasium.Env, seed: int) -> None:
    gymnasium_cartpole.reset(seed=seed)
    state = CartPoleState(tf.constant(np.array(gymnasium_cartpole.unwrapped.state, np.float64)), tf.constant(0))
    generator, terminated, steps = np.random.default_rng(seed), False, 0
    while not terminated:
        action = int(generator.integers(2))
        observation, reward, terminated, truncated, _ = gymnasium_cartpole.step(action)
        ours = _step(state, tf.constant(action))
        state, steps = ours.state, steps + 1
        np.testing.assert_allclose(state.physics, gymnasium_cartpole.unwrapped.state, rtol=0, atol=1e-5)
        np.testing.assert_allclose(POLE.observe(state), observation, rtol=0, atol=1e-5)
        assert POLE.observe(state).dtype == tf.float32
        assert (bool(ours.terminated), bool(ours.truncated), float(ours.reward)) == (terminated, truncated, reward)
        assert int(state.step) == steps
    assert steps >= 8


def test_that_a_balanced_pole_is_truncated_at_the_same_step(gymnasium_cartpole: gymnasium.Env) -> None:
    gymnasium_cartpole.reset(seed=1)
    state = CartPoleState(tf.constant(np.array(gymnasium_cartpole.unwrapped.state, np.float64)), tf.constant(0))
    for step in range(1, 501):
        position, velocity, angle, spin = state.physics.numpy()
        action = int(angle + 0.3 * spin + 0.02 * position + 0.05 * velocity > 0)
        _, _, terminated, truncated, _ = gymnasium_cartpole.step(action)
        ours = _step(state, tf.constant(action))
        state = ours.state
        assert not terminated
        assert not bool(ours.terminated)
        assert bool(ours.truncated) == truncated == (step == 500)
    assert environment_info("CartPole-v1").episode_limit_steps == 500


@pytest.mark.parametrize(("environment", "limit"), [("CartPole-v0", 200), ("CartPole-v1", 500)])
def test_that_an_episode_is_truncated_at_its_limit_and_not_before(environment: str, limit: int) -> None:
    pole = cartpole.CompiledCartPole(environment_info(environment).episode_limit_steps)
    taken = (0, 1, limit - 2, limit - 1)
    steps = [pole.step(CartPoleState(tf.zeros(4, tf.float64), tf.constant(n)), tf.constant(0)) for n in taken]
    assert [bool(step.truncated) for step in steps] == [False, False, False, True]


def test_that_an_episode_begins_within_gymnasiums_range_and_each_number_counts() -> None:
    lowest, highest = POLE.reset(tf.zeros([4])), POLE.reset(tf.constant([np.nextafter(np.float32(1), 0)] * 4))
    np.testing.assert_allclose(lowest.physics, [-0.05] * 4)
    np.testing.assert_allclose(highest.physics, [0.05] * 4, atol=1e-7)
    np.testing.assert_allclose(
        POLE.reset(tf.constant([0.5, 0.25, 0.75, 1.0])).physics, [0.0, -0.025, 0.025, 0.05], atol=1e-12
    )
    assert int(lowest.step) == 0
    assert lowest.physics.dtype == tf.float64


def test_that_gymnasium_begins_in_the_same_range(gymnasium_cartpole: gymnasium.Env) -> None:
    starts = np.array([gymnasium_cartpole.reset(seed=seed)[0] for seed in range(300)])
    assert np.abs(starts).max() <= cartpole.RESET_RANGE
    assert (np.abs(starts).max(axis=0) > 0.97 * cartpole.RESET_RANGE).all()


@pytest.mark.parametrize("environment", ["CartPole-v0", "CartPole-v1"])
def test_that_the_registry_describes_the_environment_gymnasium_has(
    gymnasium_cartpole: gymnasium.Env, environment: str
) -> None:
    info, spec = environment_info(environment), gymnasium.spec(environment)
    assert info.environment == environment
    assert gymnasium_cartpole.action_space.n == len(info.action_labels)
    assert gymnasium_cartpole.observation_space.shape == (len(info.observation_labels),)
    assert len(info.observation_scale) == len(info.observation_labels)
    assert spec.max_episode_steps == info.episode_limit_steps
    assert spec.reward_threshold == info.return_threshold
    assert gymnasium_cartpole.metadata["render_fps"] == info.step_hz
