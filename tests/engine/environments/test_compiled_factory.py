"""Compiled environments: which there are, that each is what it says, and what a program refuses."""

import types

import gymnasium
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.environments import cartpole_limits
from dqn_engine.environments.compiled.cartpole import CompiledCartPole
from dqn_engine.environments.compiled.catalogue import is_compiled, register_compiled
from dqn_engine.environments.compiled.factory import compiled_environment
from dqn_engine.environments.options import parts_of
from dqn_engine.environments.registry import environment_info, environment_names, environments_with_shaping
from dqn_engine.system.errors import InputError
from dqn_engine.training.compiled_steps import CompiledSteps
from tests.support import fork
from tests.support.program_pool import cartpole_spec, small_knobs

COMPILED = [name for name in environment_names() if is_compiled(name)]


WITH_OPTIONS = [
    'FrozenLake-v1(map_name="8x8", is_slippery=false)', "FrozenLake-v1(success_rate=0.5)",
    "CliffWalking-v1(is_slippery=true)", "Taxi-v4(is_rainy=true)",
]  # fmt: skip


@pytest.fixture
def own() -> str:
    """An environment of the user's own, compiled by nobody yet."""
    name = f"Place{len(gymnasium.registry)}-v0"
    gymnasium.register(name, entry_point=lambda sides=2: Place(), max_episode_steps=7)
    return name


class Place(gymnasium.Env):
    """Five places, of which nothing more is asked."""

    observation_space, action_space = gymnasium.spaces.Discrete(fork.PLACES), gymnasium.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[int, dict]:
        """Begins."""
        return 0, {}


def test_that_those_with_dynamics_of_tensors_are_compiled_and_others_are_not() -> None:
    assert COMPILED == [
        "CartPole-v1", "CartPole-v0", "Acrobot-v1", "MountainCar-v0", "FrozenLake-v1", "FrozenLake8x8-v1",
        "CliffWalking-v1", "Taxi-v4",
    ]  # fmt: skip
    assert is_compiled("CliffWalkingSlippery-v1")
    assert not is_compiled("LunarLander-v3")
    with pytest.raises(KeyError):
        compiled_environment(environment_info("Blackjack-v1"))


def test_that_arguments_which_the_table_doesn_t_tell_are_left_to_gymnasium() -> None:
    assert all(map(is_compiled, WITH_OPTIONS))
    for name in ("Taxi-v4(fickle_passenger=true)", "MountainCar-v0(goal_velocity=0.01)", "CartPole-v1(x=1)"):
        assert not is_compiled(name)
    slippery, firm = (
        compiled_environment(environment_info(f"FrozenLake-v1(is_slippery={word})")) for word in ("true", "false")
    )
    assert (slippery.up_to.shape, firm.up_to.shape) == ((16, 4, 3), (16, 4, 1))


def test_that_an_environment_of_the_user_s_own_is_compiled_once_it_is_registered(own: str) -> None:
    assert not is_compiled(own)
    given = []
    register_compiled(own, lambda info: given.append(info.episode_limit_steps) or fork, options=("sides",))
    assert is_compiled(own)
    assert is_compiled(f"{own}(sides=2)")
    assert not is_compiled(f"{own}(colour=2)")
    compiled = compiled_environment(environment_info(own))
    assert compiled.reset(tf.zeros([compiled.reset_numbers])) == fork.reset(tf.zeros([fork.reset_numbers]))
    assert given == [7]
    with pytest.raises(InputError, match="compiled by this program"):
        register_compiled("CartPole-v1", lambda info: fork)


def test_that_one_that_can_t_be_made_or_sees_other_numbers_is_refused(own: str) -> None:
    register_compiled(own, lambda info: 1 / 0)
    with pytest.raises(InputError, match=r"can't be made: ZeroDivisionError.* set stepping to gymnasium"):
        compiled_environment(environment_info(own))
    register_compiled(own, lambda info: CompiledCartPole())
    with pytest.raises(InputError, match="observes 4 numbers, but the environment in Gymnasium has 5"):
        compiled_environment(environment_info(own))


NOT, ONE = tf.constant(False), tf.constant(1)
OTHER_KINDS = {
    "begins in a state of type": {"reset": lambda uniform: ONE},
    "without a field step": {"reset": lambda uniform: fork.ForkState(ONE, tf.constant(0.0))},
    r"gives float64 \[5\] for the observation, but": {"observe": lambda state: tf.zeros([5], tf.float64)},
    "no tensor": {"step": lambda *_: fork.ForkStep(fork.ForkState(ONE, ONE), 1.0, NOT, NOT)},
    r"a step leads to one of place int32 \[1\]": {
        "step": lambda *_: fork.ForkStep(fork.ForkState(tf.constant([0]), ONE), tf.constant(1.0), NOT, NOT)
    },
    r"but state_seen gives one of place float32 \[\], step int32 \[\]": {
        "state_seen": lambda observation: fork.ForkState(observation[0], ONE)
    },
    r"gives bool \[3\] for the allowed actions, but it must be bool \[2\], since": {
        "allowed": lambda state: tf.fill([3], True)
    },
    r"gives int32 \[2\] for the allowed actions": {"allowed": lambda state: tf.fill([2], 1)},
    "allows no action where an episode begins": {"allowed": lambda state: tf.fill([2], False)},
    "but state_seen gives one of EagerTensor": {"state_seen": lambda observation: ONE},
    r"gives float32 \[\] for over, but it must be bool \[\]": {"over": lambda state: tf.constant(1.0)},
    "has step_numbers of -1, but it must be a whole number of at least 0": {"step_numbers": -1},
    "has reset_numbers of 1.5, but it must be a whole number": {"reset_numbers": 1.5},
    "gives a plain tuple of 4 values from step\\(\\), without state, reward": {
        "step": lambda *_: (fork.ForkState(ONE, ONE), tf.constant(1.0), NOT, NOT)
    },
    "gives None from step": {"step": lambda *_: None},
    "gives a state of type dict from step": {
        "step": lambda *_: fork.ForkStep({"place": ONE, "step": ONE}, tf.constant(1.0), NOT, NOT)
    },
    "decides or loops by Python's if, while": {
        "step": lambda state, action, _: fork.step(state, 1 if action == 1 else action)
    },
    "takes the value of a tensor out of TensorFlow": {
        "step": lambda state, action, _: fork.step(state, tf.constant(int(action.numpy())))
    },
    "calls Python in the middle of a step": {
        "step": lambda state, action, _: fork.step(
            state, tf.ensure_shape(tf.numpy_function(lambda number: number, [action], tf.int32), ())
        )
    },
    "takes the value of a tensor out of TensorFlow, as by": {
        "observe": lambda state: tf.constant(np.eye(5, dtype=np.float32)[int(state.place)])
    },
}


@pytest.mark.parametrize(("words", "changed"), OTHER_KINDS.items())
def test_that_one_which_gives_other_kinds_is_refused_in_a_sentence(changed: dict, words: str, own: str) -> None:
    register_compiled(own, lambda info: types.SimpleNamespace(**{**vars(fork), **changed}))
    with pytest.raises(InputError, match=words) as caught:
        compiled_environment(environment_info(own))
    assert str(caught.value).endswith("; mend it, or set stepping to gymnasium.")


@pytest.mark.parametrize("name", [*COMPILED, *WITH_OPTIONS])
def test_that_a_compiled_environment_has_the_sizes_and_the_limit_of_its_facts(name: str) -> None:
    info = environment_info(name)
    environment = compiled_environment(info)
    state = environment.reset(tf.fill([environment.reset_numbers], 0.5))
    assert environment.observe(state).shape == (environment.observation_size,) == (len(info.observation_scale),)
    last = state._replace(step=tf.constant(info.episode_limit_steps - 1))
    uniform = tf.fill([environment.step_numbers], 0.5)
    assert not environment.step(state, tf.constant(0), uniform).truncated
    assert environment.step(last, tf.constant(0), uniform).truncated
    assert (gymnasium.spec(parts_of(name)[0]).max_episode_steps or 1000) == info.episode_limit_steps


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
