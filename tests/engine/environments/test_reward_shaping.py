"""What learning is paid, which returns are shown, and what values start at because of it."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.environments.shaping import shaped
from dqn_engine.networks.initial_values import first_value
from dqn_engine.system.values import KnobValue
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.run import Run
from tests.support import odd_environments
from tests.support.program_pool import PLAIN, SMALL, ProgramPool, small_knobs

LIMIT = np.radians(12)


def reward_of(shaping: str, reward: float, observation: tuple[float, ...] = (0.0,) * 4, **amounts: float) -> float:
    amounts = {"scale": 1.0, "clip": 1.0, **amounts}
    tensors = {name: tf.constant(value) for name, value in amounts.items()}
    return float(shaped(shaping, tf.constant(reward), tf.constant(observation), **tensors))


@pytest.mark.parametrize(
    ("observation", "expected"),
    [
        ((0.0, 9.0, 0.0, 9.0), 0.7),
        ((2.4, 0.0, 0.0, 0.0), -0.3),
        ((-1.2, 0.0, 0.0, 0.0), 0.2),
        ((0.0, 0.0, LIMIT, 0.0), -0.3),
        ((0.0, 0.0, -LIMIT / 4, 0.0), 0.45),
        ((2.4, 0.0, -LIMIT, 0.0), -1.3),
    ],
)
def test_that_the_notebook_pays_for_the_middle_and_upright_whatever_the_reward(
    observation: tuple[float, ...], expected: float
) -> None:
    for own in (1.0, -5.0):
        assert reward_of("notebook-1", own, observation) == pytest.approx(expected, abs=1e-6)


def test_that_rewards_are_scaled_clipped_or_left_alone() -> None:
    assert reward_of("none", -3.5, scale=0.1, clip=0.5) == -3.5
    assert reward_of("scale", -3.5, scale=0.1, clip=0.5) == pytest.approx(-0.35)
    clipped = [reward_of("clip", own, scale=9.0, clip=0.5) for own in (-3.5, -0.25, 0.0, 0.5, 7.0)]
    assert clipped == [-0.5, -0.25, 0.0, 0.5, 0.5]


def test_that_what_is_stored_is_shaped_live_and_what_is_shown_is_not(programs: ProgramPool) -> None:
    knobs = small_knobs(**PLAIN, reward_shaping="scale", reward_scale=0.5)
    program = programs.small(knobs, seed=4)
    metrics = np.concatenate([program.run(30, pack(knobs)), program.run(20, pack({**knobs, "reward_scale": 2.0}))])
    rewards = program.state.replay.rows.numpy()[:50, 9]
    assert rewards.tolist() == [0.5] * 30 + [2.0] * 20
    np.testing.assert_array_equal(metrics[:, COLUMN.episode_return], metrics[:, COLUMN.episode_length])


@pytest.mark.usefixtures("pooled_sessions")
def test_that_environments_in_python_share_shaping_and_running_scales() -> None:
    odd_environments.register()
    changes = {**SMALL, "hidden_sizes": (8,), "reward_shaping": "clip", "reward_clip": 3.0}
    changes |= {"observation_scaling": "running", "epsilon_schedule": "constant", "epsilon_start": 0.5}
    run = Run(run_config(environment="Counting-v0", seed=3, changes=changes))
    metrics = np.concatenate([run.train(10)[0] for _ in range(5)])
    rows = run.program.state.replay.rows.numpy()[: len(metrics)]
    own = np.arange(len(rows)) % 5 + 1 + 10 * rows[:, 6]  # What Counting-v0 pays.
    assert rows[:, 7].tolist() == np.minimum(own, 3.0).tolist()
    assert metrics[4, COLUMN.episode_return] == own[:5].sum()
    weights = run.program.policy_weights()
    np.testing.assert_allclose(weights["normalisation/mean"], rows[:, :3].mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(weights["normalisation/deviation"][:2], rows[:, :2].std(axis=0), rtol=1e-6)
    run.close()


@pytest.mark.parametrize(
    ("changes", "environment", "expected"),
    [
        ({}, "CartPole-v1", 10.0),
        ({"initial_values": "zero"}, "CartPole-v1", 0.0),
        ({"reward_shaping": "scale", "reward_scale": 0.25}, "CartPole-v1", 2.5),
        ({"reward_shaping": "clip", "reward_clip": 0.5}, "CartPole-v0", 5.0),
        ({"reward_shaping": "notebook-1"}, "CartPole-v1", 7.0),
        ({"reward_shaping": "notebook-1", "initial_values": "zero"}, "CartPole-v1", 0.0),
        ({}, "Acrobot-v1", -10.0),
        ({"reward_shaping": "clip", "reward_clip": 0.5}, "Acrobot-v1", -5.0),
        ({}, "LunarLander-v3", 0.0),
    ],
)
def test_that_values_start_at_what_an_endless_episode_is_worth_in_shaped_rewards(
    changes: dict[str, KnobValue], environment: str, expected: float
) -> None:
    knobs = {**default_knobs(), "gamma": 0.9, **changes}
    assert first_value(knobs, environment_info(environment)) == pytest.approx(expected, rel=1e-5)
