"""What is known of Gymnasium's environments by name is believed of those alone: not of others under their ids."""

from collections.abc import Iterator

import gymnasium
import numpy as np
import pytest
import tensorflow as tf
from gymnasium import spaces
from gymnasium.envs.toy_text.frozen_lake import FrozenLakeEnv
from gymnasium.wrappers import RecordEpisodeStatistics, TransformReward

from dqn_engine.config.run_config import run_config, run_config_from_json
from dqn_engine.environments.compiled.catalogue import is_compiled, register_compiled
from dqn_engine.environments.compiled.factory import compiled_environment
from dqn_engine.environments.info import EnvironmentInfo, KnownRewards
from dqn_engine.environments.registry import environment_info, environment_module, listed_info
from dqn_engine.system.errors import UnknownEnvironmentError
from tests.support import fork

pytestmark = pytest.mark.filterwarnings("ignore:.*Overriding environment")


class PayingLake(FrozenLakeEnv):
    """A lake that pays otherwise than its table says."""

    def step(self, action: int) -> tuple[int, float, bool, bool, dict]:
        """A step."""
        place, reward, terminated, truncated, info = super().step(action)
        return place, 50 * float(reward) - 0.5, terminated, truncated, info


class Declaring(gymnasium.Env):
    """Says what it pays."""

    observation_space, action_space = spaces.Discrete(2), spaces.Discrete(2)
    reward_range = (-2, 3)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[int, dict]:
        """Begins."""
        return 0, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict]:
        """Ends."""
        return 1, 1.0, True, False, {}


class DeclaringInItself(gymnasium.Env):
    """Likewise, once it is made."""

    observation_space, action_space = spaces.Discrete(2), spaces.Discrete(2)
    reset, step = Declaring.reset, Declaring.step

    def __init__(self) -> None:
        self.reward_range = (-2, 3)


class PayingMore(Declaring):
    """Pays more than what it is made of says."""

    def step(self, action: int) -> tuple[int, float, bool, bool, dict]:
        """Ends."""
        return 1, 100.0, True, False, {}


class Upside(gymnasium.ObservationWrapper):
    """Sees the other state."""

    def observation(self, observation: int) -> int:
        """The other."""
        return 1 - observation


class Pole(gymnasium.Env):
    """As large as a CartPole, and otherwise nothing like it."""

    observation_space, action_space = spaces.Box(-1, 1, (4,), np.float32), spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins."""
        return np.zeros(4, np.float32), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Pays 7."""
        return np.zeros(4, np.float32), 7.0, True, False, {}


@pytest.fixture(autouse=True)
def registry_as_before() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    before = dict(gymnasium.registry)
    yield
    gymnasium.registry.clear()
    gymnasium.registry.update(before)


def info_of(entry_point: object) -> EnvironmentInfo:
    """The facts of what is registered under a name of its own."""
    gymnasium.register("Own-v0", entry_point=entry_point, max_episode_steps=9)
    return environment_info("Own-v0")


def test_that_the_table_of_gymnasiums_own_tells_rewards_and_actions() -> None:
    for make in (FrozenLakeEnv, lambda: RecordEpisodeStatistics(FrozenLakeEnv())):
        info = info_of(make)
        assert (info.rewards, info.rewards_declared) == (KnownRewards(0, 0, 0, 1), False)
        assert info.action_labels == ("Left", "Down", "Right", "Up")


@pytest.mark.parametrize(
    "make", [PayingLake, lambda: TransformReward(FrozenLakeEnv(), lambda reward: 50 * reward - 0.5)]
)
def test_that_a_table_isn_t_believed_where_rewards_may_be_others(make: object) -> None:
    info = info_of(make)
    assert info.rewards is None
    assert info.action_labels == ("Action 0", "Action 1", "Action 2", "Action 3")


@pytest.mark.parametrize("make", [Declaring, DeclaringInItself, lambda: Upside(Declaring())])
def test_that_what_an_environment_declares_is_taken_as_declared(make: object) -> None:
    info = info_of(make)
    assert (info.rewards, info.rewards_declared) == (KnownRewards(-2, 3, -2, 3), True)


@pytest.mark.parametrize(
    ("declared", "known"),
    [
        (np.array([0.0, 1.0]), KnownRewards(0, 1, 0, 1)),
        ((-1e308, 1e308), None),
        ((float(np.finfo(np.float32).min), float(np.finfo(np.float32).max)), None),
        ((-float("inf"), float("inf")), None),
        ((-1e9, 1e9), KnownRewards(-1e9, 1e9, -1e9, 1e9)),
    ],
)
def test_that_the_largest_numbers_there_are_declare_nothing(
    declared: object, known: KnownRewards | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Declaring, "reward_range", declared)
    assert info_of(Declaring).rewards == known


@pytest.mark.parametrize("make", [PayingMore, lambda: TransformReward(Declaring(), lambda reward: 9 * reward)])
def test_that_a_declaration_counts_only_for_the_step_it_was_made_with(make: object) -> None:
    assert info_of(make).rewards is None


def test_that_one_in_the_place_of_a_compiled_one_is_stepped_as_it_is() -> None:
    built_in = environment_info("CartPole-v1")
    gymnasium.register("CartPole-v1", entry_point=Pole, max_episode_steps=20)
    assert listed_info("CartPole-v1") is None
    info = environment_info("CartPole-v1")
    assert (info.episode_limit_steps, info.reward_per_step, info.rewards) == (20, 0.0, None)
    assert not is_compiled("CartPole-v1")
    gymnasium.register("CartPole-v1", entry_point=Declaring)
    assert len(environment_info("CartPole-v1").observation_scale) == 2  # not those of the one before
    del gymnasium.registry["CartPole-v1"]
    gymnasium.register("CartPole-v1", "gymnasium.envs.classic_control.cartpole:CartPoleEnv", max_episode_steps=500)
    assert environment_info("CartPole-v1") is built_in
    assert is_compiled("CartPole-v1")


@pytest.mark.parametrize("changes", [{"max_episode_steps": 100}, {"kwargs": {"sutton_barto_reward": True}}])
def test_that_gymnasiums_own_registered_otherwise_isn_t_the_compiled_one(changes: dict) -> None:
    arguments = {"max_episode_steps": 500, **changes}
    gymnasium.register("CartPole-v1", "gymnasium.envs.classic_control.cartpole:CartPoleEnv", **arguments)
    assert not is_compiled("CartPole-v1")
    assert environment_info("CartPole-v1").episode_limit_steps == arguments["max_episode_steps"]


def test_that_a_table_is_compiled_only_of_gymnasiums_own() -> None:
    gymnasium.register("FrozenLake-v1", entry_point=PayingLake, max_episode_steps=100)
    assert not is_compiled("FrozenLake-v1")


def test_that_the_users_in_the_place_of_a_built_in_one_is_compiled_by_the_users() -> None:
    gymnasium.register("CliffWalking-v1", entry_point=lambda: Places(), max_episode_steps=9)
    register_compiled("CliffWalking-v1", lambda info: fork)
    assert is_compiled("CliffWalking-v1")
    compiled = compiled_environment(environment_info("CliffWalking-v1"))
    assert compiled.reset(tf.zeros([compiled.reset_numbers])) == fork.reset(tf.zeros([fork.reset_numbers]))


class Places(Declaring):
    """As many as the fork has."""

    observation_space = spaces.Discrete(fork.PLACES)


def test_that_a_run_of_the_users_doesn_t_go_on_with_gymnasiums_of_the_same_id() -> None:
    config = {**run_config(environment="CartPole-v1").to_json(), "environment_module": "users"}
    assert environment_module("CartPole-v1") == ""
    with pytest.raises(UnknownEnvironmentError, match="comes from the module 'users'"):
        run_config_from_json(config)


@pytest.mark.parametrize(
    ("environment", "random"),
    [
        ("FrozenLake-v1", True),
        ("FrozenLake-v1(is_slippery=false)", False),
        ("CliffWalking-v1", False),
        ("CliffWalking-v1(is_slippery=true)", True),
        ("Taxi-v4", False),
        ("Taxi-v4(is_rainy=true)", True),
        ("Blackjack-v1", True),
        ("CartPole-v1", False),
    ],
)
def test_that_it_is_known_which_toy_texts_draw_what_an_action_leads_to(environment: str, random: bool) -> None:
    assert environment_info(environment).random_steps is random
