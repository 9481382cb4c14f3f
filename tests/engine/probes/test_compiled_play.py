"""Greedy play in compiled environments: every kind of network, every environment, and nothing compiled twice."""

import dataclasses

import numpy as np
import pytest

from dqn_engine.environments.compiled.table import CompiledTable
from dqn_engine.probes.compiled_play import GREEDY, agent_of, play_of
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError
from tests.support.probed_agents import balancing_agent, untrained_agent

pytestmark = pytest.mark.usefixtures("pooled_sessions")

SWITCHES = (
    {"value_head": "c51"},
    {"value_head": "qr-dqn", "dueling": False},
    {"value_head": "iqn", "num_cosines": 4},
    {"noisy": True},
    {"layer_norm": True, "activation": "tanh"},
    {"observation_scaling": "running"},
)
STATES = {
    "CartPole-v1": (1.0, -2.0, 0.1, 3.0),
    "MountainCar-v0": (-0.7, 0.05),
    "Acrobot-v1": (np.cos(2.0), np.sin(2.0), np.cos(-3.0), np.sin(-3.0), 4.0, -9.0),
}


def seen_everywhere(subject: Subject, count: int = 6) -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.2, 0.2, (count, subject.spec.observation_size)).astype(np.float32)


@pytest.mark.parametrize("changes", SWITCHES, ids=lambda changes: "-".join(map(str, changes.values())))
def test_that_it_plays_the_network_that_plays_whatever_its_switches(changes: dict) -> None:
    subject = untrained_agent(**changes)
    if subject.spec.normalised:
        weights = {**subject.playing, "normalisation/mean": np.full(4, 0.05, np.float32)}
        weights["normalisation/deviation"] = np.array([0.1, 0.2, 0.01, 2.0], np.float32)
        weights["normalisation/count"] = np.full(1, 9.0, np.float32)
        subject = dataclasses.replace(subject, playing=weights)
    observations = seen_everywhere(subject)
    _, seen, q_values = play_of(subject).begin(agent_of(subject), observations)
    np.testing.assert_array_equal(seen, observations)
    np.testing.assert_allclose(q_values, subject.policy().q_values(observations), atol=1e-4)


@pytest.mark.parametrize("environment", STATES)
def test_that_an_environment_is_put_into_the_state_that_is_seen(environment: str) -> None:
    subject = untrained_agent(environment)
    state = np.array([STATES[environment]], np.float32)
    _, seen, q_values = play_of(subject).begin(agent_of(subject), state)
    np.testing.assert_allclose(seen, state, atol=1e-6)
    np.testing.assert_allclose(q_values, subject.policy().q_values(state), atol=1e-4)


def test_that_a_tables_states_are_seen_as_numbers() -> None:
    subject = untrained_agent("FrozenLake-v1")
    play, states = play_of(subject), np.eye(16, dtype=np.float32)
    assert isinstance(play.environment, CompiledTable)
    begun, seen, q_values = play.begin(agent_of(subject), states)
    assert begun.cell.numpy().tolist() == list(range(16))
    np.testing.assert_array_equal(seen, states)
    np.testing.assert_allclose(q_values, subject.policy().q_values(states), atol=1e-4)


def test_that_many_rollouts_are_those_of_each_and_another_agent_compiles_nothing() -> None:
    subject = balancing_agent()
    play, agent = play_of(subject), agent_of(subject)
    # The faster the pole turns, the sooner it falls.
    observations = np.array([[0, 0, 0, spin] for spin in (0.0, 0.5, 1.5, 2.5, 3.5)], np.float32)
    states, _, _ = play.begin(agent, observations)
    firsts = np.array([0, 1, GREEDY, 0, 1])
    together = play.roll(agent, states, firsts, horizon=30, gamma=0.9, limited=False)
    for which in range(5):
        alone, _, _ = play.begin(agent, observations[which : which + 1])
        rolled = play.roll(agent, alone, firsts[which : which + 1], horizon=30, gamma=0.9, limited=False)
        assert rolled.returns[0] == pytest.approx(together.returns[which], abs=1e-9)
        assert (rolled.steps[0], rolled.going[0]) == (together.steps[which], together.going[which])
    compiled = play.compiled
    weights = {**subject.playing, "q/kernel": -subject.playing["q/kernel"]}
    other = dataclasses.replace(subject, playing=weights)
    assert play_of(other) is play
    fallen = play.roll(agent_of(other), states, firsts, horizon=30, gamma=0.9, limited=False)
    assert (fallen.steps < together.steps).any()
    assert together.going.any()
    assert not together.going.all()
    assert play.compiled == compiled


def test_that_a_time_limit_ends_what_is_limited() -> None:
    subject = balancing_agent()
    limited = dataclasses.replace(subject, info=dataclasses.replace(subject.info, episode_limit_steps=7))
    play, agent = play_of(limited), agent_of(limited)
    states, _, _ = play.begin(agent, np.zeros((1, 4), np.float32))
    first = np.array([GREEDY])
    assert play.roll(agent, states, first, horizon=20, gamma=1.0, limited=True).steps[0] == 7
    assert play.roll(agent, states, first, horizon=20, gamma=1.0, limited=False).steps[0] == 20


def test_that_pictures_and_environments_of_gymnasium_alone_are_refused() -> None:
    subject = untrained_agent()
    pictures = dataclasses.replace(subject, info=dataclasses.replace(subject.info, image_shape=(8, 8, 1)))
    with pytest.raises(InputError, match="are pictures"):
        play_of(pictures)
    foreign = dataclasses.replace(subject, info=dataclasses.replace(subject.info, environment="LunarLander-v3"))
    with pytest.raises(InputError, match="isn't one of the compiled environments"):
        play_of(foreign)
