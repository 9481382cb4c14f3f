"""Episodes step by step, held to an evaluation's returns, to the Keras model, and to the TD error by hand."""

import dataclasses

import numpy as np
import pytest

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.networks.keras_model import build_model
from dqn_engine.play.evaluation import episode_seed, evaluate
from dqn_engine.probes.episodes import EpisodesRequest, episodes
from dqn_engine.system.errors import InputError
from tests.support.probed_agents import balancing_agent, untrained_agent

pytestmark = pytest.mark.usefixtures("pooled_sessions")


def test_that_they_are_an_evaluations_episodes() -> None:
    subject = dataclasses.replace(balancing_agent(), seed=11)
    found = episodes(subject, EpisodesRequest(count=3))
    evaluation = evaluate(subject.policy(), "CartPole-v1", 3, 11)
    assert [episode.total for episode in found.episodes] == evaluation.returns.tolist()
    assert [episode.seed for episode in found.episodes] == [episode_seed(11, number) for number in range(3)]
    assert [episode.length for episode in found.episodes] == [len(episode.actions) for episode in found.episodes]
    other = episodes(subject, EpisodesRequest(count=1, seed=12))
    assert not np.array_equal(other.episodes[0].path[0], found.episodes[0].path[0])


def test_that_each_step_is_gymnasiums_and_the_keras_models() -> None:
    subject = untrained_agent()
    (episode,) = episodes(subject, EpisodesRequest(count=1, seed=3)).episodes
    model, made = build_model(subject.spec), make_environment("CartPole-v1")
    model.set_weights(list(subject.playing.values()))
    observation, _ = made.reset(seed=episode.seed)
    gamma, total = subject.knobs["gamma"], 0.0
    q_values = np.asarray(model(episode.path))
    np.testing.assert_allclose(episode.q_values, q_values, atol=1e-5)
    np.testing.assert_allclose(episode.values, q_values.mean(axis=1), atol=1e-5)
    np.testing.assert_allclose(episode.advantages, q_values - q_values.mean(axis=1, keepdims=True), atol=1e-5)
    for step, action in enumerate(episode.actions.tolist()):
        np.testing.assert_array_equal(episode.path[step], observation)
        assert (action, episode.runners_up[step]) == (q_values[step].argmax(), q_values[step].argmin())
        observation, reward, terminated, *_ = made.step(action)
        total += gamma**step * float(reward)
        following = 0.0 if terminated else gamma * q_values[step + 1].max()
        assert episode.td_errors[step] == pytest.approx(reward + following - q_values[step, action], abs=1e-4)
        assert terminated == (step == episode.length - 1)
    np.testing.assert_array_equal(episode.path[-1], observation)
    assert episode.discounted == pytest.approx(total)
    assert episode.ended == "terminated"


def test_that_an_episode_that_is_cut_off_counts_what_would_follow() -> None:
    subject = balancing_agent()
    (stopped,) = episodes(subject, EpisodesRequest(count=1, steps=5)).episodes
    assert (stopped.length, stopped.ended) == (5, "stopped")
    last = 1.0 + subject.knobs["gamma"] * stopped.q_values[5].max() - stopped.q_values[4].max()
    assert stopped.td_errors[4] == pytest.approx(last, abs=1e-5)


def test_that_without_a_stream_of_its_own_a_value_is_the_largest_q_value() -> None:
    for changes in ({"dueling": False}, {"value_head": "c51"}):
        found = episodes(untrained_agent(**changes), EpisodesRequest(count=1))
        assert found.value_of == "greedy"
        (episode,) = found.episodes
        np.testing.assert_array_equal(episode.values, episode.q_values.max(axis=1))
    assert episodes(untrained_agent(value_head="qr-dqn"), EpisodesRequest(count=1)).value_of == "dueling"


def test_that_a_formula_for_rewards_counts_in_the_td_error_and_not_in_the_total() -> None:
    subject = untrained_agent(reward_shaping="notebook-1")
    (episode,) = episodes(subject, EpisodesRequest(count=1)).episodes
    position, angle = np.abs(episode.path[1, [0, 2]].astype(np.float64))
    limit = 12 * 2 * np.pi / 360
    learned = (2.4 - position) / 2.4 - 0.8 + (limit - angle) / limit - 0.5
    following = subject.knobs["gamma"] * episode.q_values[1].max()
    assert episode.td_errors[0] == pytest.approx(learned + following - episode.q_values[0].max(), abs=1e-5)
    assert episode.total == episode.length


def test_that_masks_are_heeded_and_states_are_numbers() -> None:
    subject = untrained_agent("Taxi-v4", stepping="gymnasium")
    (episode,) = episodes(subject, EpisodesRequest(count=1, steps=30)).episodes
    taxi = make_environment("Taxi-v4").unwrapped
    assert episode.path.shape == (31, 1)
    masks = np.array([taxi.action_mask(int(state)) for state in episode.path[:, 0]], bool)
    np.testing.assert_array_equal(np.isfinite(episode.q_values), masks)
    assert masks[np.arange(30), episode.actions].all()
    assert masks[np.arange(30), episode.runners_up].all()
    assert (episode.actions != episode.runners_up).all()


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (EpisodesRequest(count=0), "count is 0, but must be from 1 to 16"),
        (EpisodesRequest(count=17), "count is 17"),
        (EpisodesRequest(steps=-1), "steps is -1"),
        (EpisodesRequest(seed=-2), "seed is -2"),
    ],
)
def test_that_too_many_are_refused_in_a_sentence(request_: EpisodesRequest, words: str) -> None:
    with pytest.raises(InputError) as refused:
        episodes(untrained_agent(), request_)
    assert words in str(refused.value)
