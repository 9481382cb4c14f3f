"""Watch it learn: each policy plays as Gymnasium has it, from the same beginning; a few of many are kept."""

import dataclasses
from typing import Any

import gymnasium
import numpy as np
import pytest

from dqn_engine.networks.policies import greedy_policy
from dqn_engine.probes import gymnasium_play
from dqn_engine.probes.past import PastRequest, past
from dqn_engine.probes.subject import EvaluatedPolicy, Subject
from dqn_engine.session.evaluated_policies import MOST, EvaluatedPolicies
from dqn_engine.system.errors import InputError
from tests.support.probed_agents import balancing_agent, untrained_agent


def learned() -> Subject:
    """A good agent that had been a bad one."""
    good, bad = balancing_agent(), balancing_agent()
    nothing = {name: np.zeros_like(weight) for name, weight in bad.playing.items()}
    evaluated = (
        EvaluatedPolicy(env_step=100, mean_return=9.0, weights=nothing),
        EvaluatedPolicy(env_step=200, mean_return=500.0, weights=good.playing),
    )
    return good.having(evaluated)


def test_that_each_policy_plays_the_episode_of_the_same_seed() -> None:
    subject = learned()
    found = past(subject, PastRequest(seed=5)).policies
    assert [(policy.env_step, policy.mean_return) for policy in found] == [(100, 9.0), (200, 500.0)]
    assert found[0].total < 15
    assert found[0].ended == "terminated"
    assert (found[1].total, found[1].ended) == (500.0, "truncated")
    assert np.array_equal(found[0].path[0], found[1].path[0])
    assert np.array_equal(subject.playing["q/kernel"], learned().playing["q/kernel"]), "the present one stays"


def test_that_an_episode_is_what_gymnasium_makes_of_it() -> None:
    subject = learned()
    policy = greedy_policy(subject.spec, subject.evaluated[0].weights)
    made = gymnasium.make("CartPole-v1")
    state, _ = made.reset(seed=5)
    states, ended = [state], False
    while not ended:
        state, _, terminated, truncated, _ = made.step(int(policy.q_values(state[np.newaxis])[0].argmax()))
        states.append(state)
        ended = terminated or truncated
    made.close()
    assert np.array_equal(past(subject, PastRequest(seed=5)).policies[0].path, np.array(states))


def test_that_a_policy_plays_once_however_often_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[int] = []
    play_on = gymnasium_play.play_on

    def counted(*given: Any, **more: Any) -> Any:
        played.append(1)
        return play_on(*given, **more)

    monkeypatch.setattr(gymnasium_play, "play_on", counted)
    subject = learned()
    first = past(subject, PastRequest(seed=6))
    newest = EvaluatedPolicy(env_step=300, mean_return=9.0, weights=subject.evaluated[0].weights)
    second = past(subject.having((*subject.evaluated, newest)), PastRequest(seed=6))
    assert len(played) == 3
    assert second.policies[:2] == first.policies
    assert second.policies[2].total == first.policies[0].total
    past(subject, PastRequest(seed=7))
    assert len(played) == 5, "another seed is another episode"


def test_that_before_an_evaluation_and_of_pictures_it_says_why() -> None:
    with pytest.raises(InputError, match="none is saved with it"):
        past(balancing_agent(), PastRequest())
    with pytest.raises(InputError, match="seed is -1"):
        past(learned(), PastRequest(seed=-1))
    subject = untrained_agent()
    pictured = dataclasses.replace(subject.info, image_shape=(84, 84, 1))
    with pytest.raises(InputError, match="are pictures"):
        past(dataclasses.replace(subject, info=pictured), PastRequest())


def test_that_of_many_evaluations_the_first_the_newest_and_some_between_are_kept() -> None:
    kept = EvaluatedPolicies()
    for number in range(200):
        kept.add(number, float(number), {})
        steps = [policy.env_step for policy in kept.all]
        assert len(steps) <= MOST
        assert (steps[0], steps[-1]) == (0, number)
        assert steps == sorted(steps)
    assert len(kept.all) >= MOST // 2


def test_that_the_policies_that_are_kept_are_spread_over_the_run() -> None:
    kept = EvaluatedPolicies()
    for number in range(200):
        kept.add(number, float(number), {})
        gaps = np.diff([policy.env_step for policy in kept.all])
        assert len(set(gaps[:-1])) <= 1, "evenly, but for the newest"
        assert all(gaps[-1:] <= gaps[:-1].max(initial=1)), "which is no farther from the one before it"
