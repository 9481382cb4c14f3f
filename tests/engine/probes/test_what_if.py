"""What if, held to a fresh environment of Gymnasium's that is put into the same state."""

import dataclasses

import gymnasium
import numpy as np
import pytest

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.probes.subject import Subject
from dqn_engine.probes.what_if import WhatIfRequest, what_if
from dqn_engine.system.errors import InputError
from tests.support.probed_agents import balancing_agent, untrained_agent

pytestmark = pytest.mark.usefixtures("pooled_sessions")

FALLING = (0.5, -0.25, 0.1, 0.6)


@pytest.fixture(scope="module")
def balancing() -> Subject:
    return balancing_agent()


def test_that_both_futures_are_those_of_a_fresh_environment_in_that_state(balancing: Subject) -> None:
    found = what_if(balancing, WhatIfRequest(state=FALLING, steps=60))
    policy, pole = balancing.policy(), gymnasium.make("CartPole-v1").unwrapped
    assert sorted(future.action for future in found.futures) == [0, 1]
    assert found.futures[0].action == found.greedy
    for future in found.futures:
        pole.reset(seed=0)
        pole.state = np.array(FALLING, np.float32).astype(np.float64)
        np.testing.assert_array_equal(future.path[0], np.array(FALLING, np.float32))
        action, total = future.action, 0.0
        for step, taken in enumerate(future.actions):
            assert taken == action
            observation, reward, terminated, *_ = pole.step(action)
            total += reward
            np.testing.assert_allclose(future.path[step + 1], observation, atol=1e-5)
            assert future.rewards[step] == reward
            assert terminated == (future.ended == "terminated" and step == len(future.actions) - 1)
            q_values = policy.q_values(future.path[step + 1][np.newaxis])[0]
            np.testing.assert_allclose(future.q_values[step + 1], q_values, atol=1e-4)
            action = int(q_values.argmax())
        assert future.total == total
        gamma = balancing.knobs["gamma"]
        assert future.discounted == pytest.approx(sum(gamma**step for step in range(len(future.actions))))
        for step, taken in enumerate(future.actions):
            over = future.ended == "terminated" and step == len(future.actions) - 1
            following = 0.0 if over else gamma * future.q_values[step + 1].max()
            assert future.td_errors[step] == pytest.approx(1.0 + following - future.q_values[step, taken], abs=1e-4)
    assert {future.ended for future in found.futures} <= {"terminated", "stopped"}


def test_that_nothing_follows_a_step_that_terminates() -> None:
    subject = untrained_agent()
    (future,) = what_if(subject, WhatIfRequest(state=(2.39, 3.0, 0.0, 0.0), action=1)).futures
    assert future.ended == "terminated"
    assert future.td_errors[-1] == pytest.approx(1.0 - future.q_values[-2, future.actions[-1]], abs=1e-5)


def test_that_it_begins_where_is_watched_and_ends_with_the_watched_episodes_time(balancing: Subject) -> None:
    path = np.zeros((491, 4), np.float32)
    path[-1] = [0.0, 0.0, 0.01, 0.0]
    found = what_if(balancing.seen_at(path[-1], path), WhatIfRequest(action=1))
    (future,) = found.futures
    np.testing.assert_array_equal(found.state, path[-1])
    assert (len(future.actions), future.ended, len(future.path)) == (10, "truncated", 11)


def test_that_the_steps_taken_before_a_state_count_for_the_time_limit(balancing: Subject) -> None:
    found = what_if(balancing, WhatIfRequest(state=(0.0, 0.0, 0.01, 0.0), action=1, taken=480))
    (future,) = found.futures
    assert (len(future.actions), future.ended, found.taken, found.left) == (20, "truncated", 480, 20)
    unknown = what_if(balancing, WhatIfRequest(state=(0.0, 0.0, 0.01, 0.0), action=1))
    assert (unknown.taken, unknown.left, unknown.futures[0].ended) == (0, 500, "truncated")


@pytest.mark.parametrize(
    ("environment", "state", "words"),
    [
        ("CartPole-v1", (0.0, 0.0, 0.22, 0.0), "An episode of CartPole-v1 is over in (0, 0, 0.22, 0)"),
        ("CartPole-v1", (-2.5, 0.0, 0.0, 0.0), "is over in (-2.5, 0, 0, 0)"),
        ("MountainCar-v0", (0.55, 0.01), "is over in (0.55, 0.01)"),
        ("Acrobot-v1", (-1.0, 0.0, 1.0, 0.0, 0.0, 0.0), "is over in (-1, 0, 1, 0, 0, 0)"),
        ("FrozenLake-v1", (5.0,), "is over in state 5"),
        ("CliffWalking-v1", (40.0,), "No episode of CliffWalking-v1 is ever in state 40"),  # in the cliff
        ("CliffWalking-v1", (47.0,), "is over in state 47"),
        ("Taxi-v4", (0.0,), "is over in state 0"),  # brought to where it wants to be
        ("Taxi-v4", (25.0 * 20,), "state is 500"),
    ],
)
def test_that_nothing_follows_where_an_episode_is_over(environment: str, state: tuple[float, ...], words: str) -> None:
    with pytest.raises(InputError) as refused:
        what_if(untrained_agent(environment), WhatIfRequest(state=state))
    assert words in str(refused.value)


def test_that_chance_is_the_same_in_both_futures_and_another_with_another_seed() -> None:
    subject = untrained_agent("FrozenLake-v1")
    first, second = (what_if(subject, WhatIfRequest(state=(0.0,), action=1, seed=seed)) for seed in (5, 6))
    again = what_if(subject, WhatIfRequest(state=(0.0,), seed=5))
    alike = next(future for future in again.futures if future.action == 1)
    np.testing.assert_array_equal(alike.path, first.futures[0].path)
    assert not np.array_equal(first.futures[0].path, second.futures[0].path)
    # The step's number decides which of the three ways a slip goes: the naive table with the same numbers agrees.
    transitions = gymnasium.make("FrozenLake-v1").unwrapped.P
    numbers = np.random.default_rng(5)
    for future in again.futures:
        numbers = np.random.default_rng(5)
        for step, action in enumerate(future.actions.tolist()):
            entries = transitions[int(future.path[step, 0])][action]
            up_to = np.cumsum([chance for chance, *_ in entries])
            entry = entries[int(np.searchsorted(up_to, numbers.random(1, np.float32)[0], side="right"))]
            assert (int(future.path[step + 1, 0]), future.rewards[step]) == (entry[1], entry[2])
            assert (step == len(future.actions) - 1 and future.ended == "terminated") == entry[3]


def test_that_a_mask_leaves_out_what_is_forbidden() -> None:
    subject = untrained_agent("Taxi-v4", stepping="gymnasium")
    taxi = gymnasium.make("Taxi-v4").unwrapped
    state = taxi.encode(0, 0, 2, 1)
    allowed = np.flatnonzero(taxi.action_mask(state)).tolist()
    found = what_if(subject, WhatIfRequest(state=(float(state),), steps=5))
    assert sorted(future.action for future in found.futures) == allowed
    with pytest.raises(InputError, match="Action 1, North, is forbidden there"):
        what_if(subject, WhatIfRequest(state=(float(state),), action=1))


def test_that_an_episode_is_played_again_where_the_environment_is_not_compiled() -> None:
    environment = "CartPole-v1(sutton_barto_reward=true)"
    subject = dataclasses.replace(balancing_agent(), info=untrained_agent(environment).info)
    found = what_if(subject, WhatIfRequest(replay=True, seed=9, actions=(0.0, 1.0, 1.0), steps=20))
    assert found.played_by == "gymnasium"
    made, policy = make_environment(environment), subject.policy()
    for future in found.futures:
        observation, _ = made.reset(seed=9)
        for action in (0, 1, 1):
            observation, *_ = made.step(action)
        np.testing.assert_array_equal(future.path[0], observation)
        for step, action in enumerate(future.actions.tolist()):
            if step:
                assert action == policy.greedy_actions(observation[np.newaxis])[0]
            observation, reward, *_ = made.step(action)
            np.testing.assert_array_equal(future.path[step + 1], observation)
            assert future.rewards[step] == reward
        assert future.ended == "stopped"


@pytest.mark.parametrize(
    ("environment", "request_", "words"),
    [
        ("CartPole-v1", WhatIfRequest(action=2), "action is 2, but must be −1, each, or from 0 to 1: 0 Left, 1 Right"),
        ("CartPole-v1", WhatIfRequest(steps=20_000), "steps is 20000"),
        ("CartPole-v1", WhatIfRequest(taken=500), "500 steps were taken, but the time limit ends an episode"),
        ("CartPole-v1", WhatIfRequest(replay=True, taken=3), "taken was given and replay is true"),
        ("CartPole-v1", WhatIfRequest(seed=-1), "seed is -1"),
        ("CartPole-v1", WhatIfRequest(state=(0.0, 0.0, 9.0, 0.0)), "state has 9 for Angle, but in CartPole-v1 that is"),
        ("CartPole-v1", WhatIfRequest(state=FALLING, replay=True), "choose one of the two"),
        ("CartPole-v1", WhatIfRequest(actions=(1.0,)), "set replay to true"),
        ("CartPole-v1", WhatIfRequest(replay=True, actions=(0.5,)), "actions has 0.5"),
        ("CartPole-v1", WhatIfRequest(replay=True, actions=(0.0,) * 50), "give fewer"),
        ("CartPole-v1(sutton_barto_reward=true)", WhatIfRequest(), "An episode can be played again instead"),
    ],
)
def test_that_what_cannot_be_is_refused_in_a_sentence(environment: str, request_: WhatIfRequest, words: str) -> None:
    with pytest.raises(InputError) as refused:
        what_if(untrained_agent(environment), request_)
    assert words in str(refused.value)
