"""Compiled environments: which there are, that each is what it says, and what a program refuses."""

import gymnasium
import pytest
import tensorflow as tf

from dqn_engine.environments import cartpole_limits
from dqn_engine.environments.compiled.factory import compiled_environment, is_compiled
from dqn_engine.environments.registry import environment_info, environment_names, environments_with_shaping
from dqn_engine.training.compiled_steps import CompiledSteps
from tests.support import fork
from tests.support.program_pool import cartpole_spec, small_knobs

COMPILED = [name for name in environment_names() if is_compiled(name)]


def test_that_cartpole_is_compiled_and_environments_of_others_are_not() -> None:
    assert COMPILED == ["CartPole-v1", "CartPole-v0"]
    assert not is_compiled("Acrobot-v1")
    with pytest.raises(KeyError):
        compiled_environment(environment_info("Acrobot-v1"))


@pytest.mark.parametrize("name", COMPILED)
def test_that_a_compiled_environment_has_the_sizes_and_the_limit_of_its_facts(name: str) -> None:
    info = environment_info(name)
    environment = compiled_environment(info)
    state = environment.reset(tf.fill([environment.reset_numbers], 0.5))
    assert environment.observe(state).shape == (environment.observation_size,) == (len(info.observation_scale),)
    last = state._replace(step=tf.constant(info.episode_limit_steps - 1))
    assert not environment.step(state, tf.constant(0)).truncated
    assert environment.step(last, tf.constant(0)).truncated
    assert gymnasium.spec(name).max_episode_steps == info.episode_limit_steps


def test_that_a_program_refuses_an_environment_of_other_observations() -> None:
    knobs = small_knobs()
    with pytest.raises(ValueError, match="sees 4 numbers, not 5"):
        CompiledSteps(cartpole_spec(knobs), knobs, fork)


def test_that_cartpole_s_limits_are_gymnasium_s() -> None:
    environment = gymnasium.make("CartPole-v1")
    rules = environment.unwrapped
    limits = (rules.x_threshold, rules.theta_threshold_radians, rules.tau)
    environment.close()
    assert limits == (cartpole_limits.POSITION_LIMIT_M, cartpole_limits.ANGLE_LIMIT_RAD, cartpole_limits.STEP_SECONDS)


def test_that_a_formula_for_rewards_knows_its_environments() -> None:
    assert environments_with_shaping("notebook-1") == ("CartPole-v0", "CartPole-v1")
    assert environments_with_shaping("clip") == ()
