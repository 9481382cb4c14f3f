"""The truth layer, held to dynamic programming on tables and to Gymnasium's own rollouts from the same states."""

import dataclasses
import math

import gymnasium
import numpy as np
import pytest

from dqn_engine.probes.subject import Subject
from dqn_engine.probes.truth import Truth, TruthRequest, truth
from dqn_engine.probes.value_plane import PlaneRequest, value_plane
from dqn_engine.probes.what_if import WhatIfRequest, what_if
from dqn_engine.system.errors import InputError
from tests.support.probed_agents import balancing_agent, untrained_agent

pytestmark = pytest.mark.usefixtures("pooled_sessions")

PLANE = TruthRequest(size=3, steps=120, state=(0.3, 0.2, 0.0, 0.0))


@pytest.fixture(scope="module")
def balancing() -> Subject:
    return balancing_agent()


@pytest.fixture(scope="module")
def plane(balancing: Subject) -> Truth:
    return truth(balancing, PLANE)


def gymnasiums_return(subject: Subject, state: np.ndarray, action: int, steps: int) -> tuple[float, bool]:
    """The discounted rewards of that action and then greedy ones, and whether it went on after `steps`."""
    pole, policy, gamma = gymnasium.make("CartPole-v1").unwrapped, subject.policy(), subject.knobs["gamma"]
    pole.reset(seed=0)
    pole.state = state.astype(np.float64)
    total = 0.0
    for step in range(steps):
        observation, reward, terminated, *_ = pole.step(action)
        total += gamma**step * reward
        if terminated:
            return total, False
        action = int(policy.greedy_actions(observation[np.newaxis])[0])
    return total, True


def test_that_cartpoles_values_are_those_of_gymnasiums_rollouts(balancing: Subject, plane: Truth) -> None:
    assert plane.x is not None
    assert plane.y is not None
    gamma, ended = balancing.knobs["gamma"], []
    for row, y in enumerate(plane.y.values(3)):
        for column, x in enumerate(plane.x.values(3)):
            for action in range(2):
                state = np.array([0.3, 0.2, x, y], np.float32)
                earned, going = gymnasiums_return(balancing, state, action, 120)
                ended.append(not going)
                assert plane.undecided[action, row, column] == going
                for_ever = gamma**120 / (1 - gamma) if going else 0.0
                assert plane.true[action, row, column] == pytest.approx(earned + for_ever, abs=1e-4)
    assert 0 < sum(ended) < len(ended), "both kinds were compared"
    assert plane.horizon == 120
    assert plane.beyond == pytest.approx(gamma**120 / (1 - gamma))


def test_that_the_differences_are_of_the_network_that_plays(balancing: Subject, plane: Truth) -> None:
    assert plane.x is not None
    assert plane.y is not None
    corner = np.array([[0.3, 0.2, plane.x.high, plane.y.low]], np.float32)
    np.testing.assert_allclose(plane.predicted[:, 0, 2], balancing.policy().q_values(corner)[0], atol=1e-6)
    np.testing.assert_allclose(plane.difference, plane.predicted - plane.true)
    assert plane.mean == pytest.approx(plane.difference.mean())
    assert plane.mean_size == pytest.approx(np.abs(plane.difference).mean())
    assert plane.largest == pytest.approx(plane.difference.ravel()[np.abs(plane.difference).argmax()])
    greedy = np.array([plane.difference[plane.predicted[:, *at].argmax(), *at] for at in np.ndindex(3, 3)])
    assert plane.mean_greedy == pytest.approx(greedy.mean())
    assert plane.mean_size_greedy == pytest.approx(np.abs(greedy).mean())
    assert plane.largest_greedy == pytest.approx(greedy[np.abs(greedy).argmax()])
    assert plane.mean_greedy != pytest.approx(plane.mean), "both would be the same"


def test_that_a_pole_that_stands_is_worth_what_play_without_end_is(balancing: Subject) -> None:
    upright = truth(balancing, dataclasses.replace(PLANE, state=(), x="Position", y="Velocity"))
    assert upright.undecided[:, 1, 1].all()
    np.testing.assert_allclose(upright.true[:, 1, 1], 100.0, rtol=1e-9)


def test_that_neither_the_time_limit_nor_the_horizon_ends_what_a_value_stands_for(balancing: Subject) -> None:
    usual = truth(balancing, dataclasses.replace(PLANE, state=(), x="Position", y="Velocity", steps=0))
    beyond_the_limit = truth(balancing, dataclasses.replace(PLANE, state=(), x="Position", y="Velocity", steps=520))
    assert (usual.horizon, beyond_the_limit.horizon) == (500, 520)
    assert beyond_the_limit.undecided[:, 1, 1].all(), "CartPole's limit of 500 steps would have ended it"
    assert usual.uncertainty == usual.beyond == pytest.approx(balancing.knobs["gamma"] ** 500 / 0.01)


def tables_values(environment: str, actions: np.ndarray, gamma: float) -> np.ndarray:
    """Qᵖⁱ [S, A] by sweeps over Gymnasium's own table."""
    transitions = gymnasium.make(environment).unwrapped.P
    values = np.zeros(len(transitions))
    q_values = np.zeros((len(transitions), len(transitions[0])))
    for _ in range(3000):
        for state, row in transitions.items():
            for action, entries in row.items():
                q_values[state, action] = sum(
                    chance * (reward + gamma * (0.0 if ended else values[after]))
                    for chance, after, reward, ended in entries
                )
        newer = q_values[np.arange(len(values)), actions]
        if np.abs(newer - values).max() < 1e-12:
            break
        values = newer.copy()
    return q_values


@pytest.mark.parametrize("environment", ["FrozenLake-v1", "CliffWalking-v1"])
def test_that_a_tables_values_are_those_of_dynamic_programming(environment: str) -> None:
    subject = untrained_agent(environment, gamma=0.9)
    found = truth(subject, TruthRequest())
    states = np.eye(subject.spec.observation_size, dtype=np.float32)
    actions = subject.policy().q_values(states).argmax(axis=1)
    expected = tables_values(environment, actions, 0.9)
    assert found.map is not None
    for place, state in np.ndenumerate(found.map.states):
        if found.map.over[place]:
            assert np.isnan(found.true[:, *place]).all()
        else:
            np.testing.assert_allclose(found.true[:, *place], expected[state], atol=1e-9)
    assert found.horizon == 0


def test_that_rewards_count_as_they_are_learned_from_and_forbidden_actions_have_no_value() -> None:
    plain = truth(untrained_agent("Taxi-v4", stepping="gymnasium"), TruthRequest(state=(328.0,)))
    scaled = truth(
        untrained_agent("Taxi-v4", stepping="gymnasium", reward_shaping="scale", reward_scale=0.5),
        TruthRequest(state=(328.0,)),
    )
    np.testing.assert_allclose(scaled.true, 0.5 * plain.true)
    assert plain.map is not None
    np.testing.assert_array_equal(np.isfinite(np.moveaxis(plain.true, 0, 2)), plain.map.allowed)


def test_that_where_an_episode_is_over_nothing_is_true() -> None:
    found = truth(untrained_agent("MountainCar-v0"), TruthRequest(size=9, steps=3))
    assert found.x is not None
    assert found.y is not None
    flag = (found.x.values(9)[np.newaxis, :] >= 0.5) & (found.y.values(9)[:, np.newaxis] >= 0.0)
    assert flag.any()
    np.testing.assert_array_equal(np.isnan(found.true), np.stack([flag] * 3))


def test_that_the_ends_of_an_axis_are_states_too(balancing: Subject) -> None:
    wide = truth(balancing, dataclasses.replace(PLANE, size=5, x="Position"))
    assert np.isfinite(wide.true).all(), "on the limits of the track and of the angle an episode goes on"


def test_that_truth_and_plane_are_cut_at_the_same_state() -> None:
    seen = np.random.default_rng(3).normal(0.0, 0.1, (8, 4)).astype(np.float32)
    subject = dataclasses.replace(balancing_agent(), observations=seen)
    found, plane = truth(subject, TruthRequest(size=2, steps=2)), value_plane(subject, PlaneRequest(size=2))
    np.testing.assert_array_equal(found.state, plane.state)
    assert (seen == found.state).all(axis=1).any(), "one of the buffer's"


def test_that_the_state_of_toy_text_is_its_number_whether_given_so_or_one_hot() -> None:
    subject = untrained_agent("FrozenLake-v1")
    for state in ((6.0,), tuple(float(place == 6) for place in range(16))):
        for look, request in (
            (truth, TruthRequest(state=state)),
            (value_plane, PlaneRequest(state=state)),
            (what_if, WhatIfRequest(state=state, steps=2)),
        ):
            found = look(subject, request).state
            assert found.tolist() == [6]
            assert found.dtype == np.int64


def test_that_beyond_the_space_there_is_nothing_true() -> None:
    outside = truth(
        untrained_agent("Acrobot-v1"), TruthRequest(size=3, x="0", y="4", steps=3, state=(1, 0, -1, 0, 0, 0))
    )
    # A cosine of ±1 with a sine of 0 is an angle; one of 0 with a sine of 0 is none.
    assert np.isfinite(outside.true[:, :, [0, 2]]).all()
    assert np.isnan(outside.true[:, :, 1]).all()
    assert math.isfinite(outside.mean)
    # Every step is paid −1, and what isn't over after three of them is taken to go on so; it can be wrong by all of it.
    assert (outside.beyond, outside.uncertainty) == pytest.approx((-(0.99**3) / 0.01, 0.99**3 / 0.01))


@pytest.mark.parametrize(
    ("changes", "request_", "words"),
    [
        ({"gamma": 1.0}, TruthRequest(), "gamma is 1"),
        ({"munchausen": True}, TruthRequest(), "munchausen is true"),
        ({}, TruthRequest(size=500), "size is 500, but must be from 2 to 128"),
        ({}, TruthRequest(steps=-1), "steps is -1"),
        ({}, TruthRequest(rollouts=0), "rollouts is 0"),
        ({}, TruthRequest(x="Angle", y="2"), "Both axes are 'Angle'"),
        ({}, TruthRequest(state=(9.0, 0.0, 0.0, 0.0)), "state has 9 for Position, but in CartPole-v1"),
    ],
)
def test_that_a_truth_that_cannot_be_is_refused_in_a_sentence(
    changes: dict, request_: TruthRequest, words: str
) -> None:
    with pytest.raises(InputError) as refused:
        truth(untrained_agent(**changes), request_)
    assert words in str(refused.value)


def test_that_environments_that_are_not_compiled_have_no_truth() -> None:
    with pytest.raises(InputError) as refused:
        truth(untrained_agent("CartPole-v1(sutton_barto_reward=true)"), TruthRequest())
    assert "isn't one of the compiled environments" in str(refused.value)
