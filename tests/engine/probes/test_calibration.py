"""Predicted against realised, held to Gymnasium episodes played with the Keras model, and the ruler to long sums."""

import dataclasses
import itertools

import gymnasium
import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.info import KnownRewards
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.keras_model import build_model
from dqn_engine.play.evaluation import episode_seed
from dqn_engine.probes.calibration import CalibrationRequest, calibration
from dqn_engine.probes.ruler import Ruler, ruler_of, verdict_on
from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL, small_knobs

pytestmark = pytest.mark.usefixtures("pooled_sessions")
CARTPOLE = environment_info("CartPole-v1")


@pytest.fixture(scope="module")
def subject() -> Subject:
    run = Run(run_config(seed=4, changes=SMALL), chunk_steps=60)
    run.train(60)
    return subject_of(run)


def test_that_pairs_are_those_of_episodes_played_with_the_keras_model(subject: Subject) -> None:
    found = calibration(subject, CalibrationRequest(episodes=2, steps=6))
    model = build_model(subject.spec)
    model.set_weights(list(subject.playing.values()))
    place = 0
    for number in range(2):
        made = gymnasium.make("CartPole-v1")
        observation, _ = made.reset(seed=episode_seed(4, number))
        values, over = [], False
        while len(values) < 6 and not over:
            values.append(np.asarray(model(observation[np.newaxis]))[0])
            observation, _, over, _, _ = made.step(int(values[-1].argmax()))
        last = 0.0 if over else float(np.asarray(model(observation[np.newaxis])).max())
        for step, q_values in enumerate(values):
            ahead = len(values) - step
            realised = sum(0.99**k for k in range(ahead)) + 0.99**ahead * last
            assert found.predicted[place] == pytest.approx(q_values.max(), abs=1e-4)
            assert found.realised[place] == pytest.approx(realised, abs=1e-4)
            assert (found.episode[place], found.step[place]) == (number, step)
            place += 1
        assert found.ended[number] == ("terminated" if over else "stopped")
    assert place == len(found.predicted)
    errors = found.predicted - found.realised
    assert found.bias == pytest.approx(errors.mean())
    assert (found.bias_low, found.bias_high) == pytest.approx(tuple(np.percentile(errors, [10, 90])))


def test_that_what_is_realised_are_the_rewards_that_are_learned_from(subject: Subject) -> None:
    halved = dataclasses.replace(subject, knobs={**subject.knobs, "reward_shaping": "scale", "reward_scale": 0.5})
    whole, half = (calibration(each, CalibrationRequest(episodes=1)) for each in (subject, halved))
    assert whole.ended == half.ended == ("terminated",)
    np.testing.assert_allclose(half.realised, 0.5 * whole.realised)
    assert (half.ruler.high, whole.ruler.high) == (50.0, 100.0)
    learned = dataclasses.replace(subject, knobs={**subject.knobs, "munchausen": True})
    assert (whole.munchausen, calibration(learned, CalibrationRequest(episodes=1)).munchausen) == (False, True)


def test_that_the_buffers_values_are_held_to_the_ruler_besides_those_of_the_episodes(subject: Subject) -> None:
    far = np.full((1, 4), 1e3, np.float32)
    values = subject.policy().q_values(far)
    alone, both = (
        calibration(dataclasses.replace(subject, observations=seen), CalibrationRequest(episodes=1))
        for seen in (np.zeros((0, 4), np.float32), far)
    )
    assert (alone.taken.lowest, alone.taken.highest) == (alone.predicted.min(), alone.predicted.max())
    assert both.taken == alone.taken, "the points stay as they are"
    alone, both = alone.verdict, both.verdict
    assert (both.lowest, both.highest) != (alone.lowest, alone.highest)
    assert both.lowest == pytest.approx(min(alone.lowest, values.min()))
    assert both.highest == pytest.approx(max(alone.highest, values.max()))


def test_that_the_same_request_gives_the_same_numbers(subject: Subject) -> None:
    first, again, other = (calibration(subject, CalibrationRequest(episodes=1, seed=seed)) for seed in (4, -1, 5))
    np.testing.assert_array_equal(first.realised, again.realised)
    np.testing.assert_array_equal(first.predicted, again.predicted)
    assert first.predicted[0] != other.predicted[0]


@pytest.mark.parametrize("gamma", [0.9, 0.99, 1.0])
def test_that_the_ruler_of_a_reward_every_step_is_the_sum_itself(gamma: float) -> None:
    ruler = ruler_of(small_knobs(gamma=gamma), CARTPOLE)
    within = sum(gamma**k for k in range(500))
    assert ruler.high_to_limit == pytest.approx(within)
    assert ruler.high == pytest.approx(sum(gamma**k for k in range(5000)) if gamma < 1 else np.inf)
    assert (ruler.low, ruler.low_to_limit) == (0.0, 0.0)


def test_that_without_discounting_only_what_really_ends_is_bounded() -> None:
    for changes, high in (({}, np.inf), ({"time_limit": "terminate"}, 500.0)):
        ruler = ruler_of(small_knobs(gamma=1.0, **changes), CARTPOLE)
        assert (ruler.low, ruler.high, ruler.width) == (0.0, high, 500.0)
    endless = ruler_of(small_knobs(gamma=1.0), CARTPOLE)
    assert verdict_on(endless, np.array([1.0, 700.0])).code == "inside", "learning bootstraps beyond the limit"
    assert verdict_on(endless, np.array([-6.0, 700.0])).code == "below"
    costly = dataclasses.replace(CARTPOLE, rewards=KnownRewards(-1.0, -1.0, 0.0, 0.0))
    assert (ruler_of(small_knobs(gamma=1.0), costly).low, ruler_of(small_knobs(gamma=1.0), costly).high) == (
        -np.inf,
        0.0,
    )
    rare = dataclasses.replace(CARTPOLE, rewards=KnownRewards(0.0, 0.0, 0.0, 1.0))
    assert ruler_of(small_knobs(gamma=1.0), rare).high == 1.0


def test_that_the_ruler_within_a_limit_holds_every_episode_and_no_more() -> None:
    info = dataclasses.replace(CARTPOLE, episode_limit_steps=4, rewards=KnownRewards(-1.0, 0.5, -3.0, 2.0))
    ruler, returns = ruler_of(small_knobs(gamma=0.8), info), [0.0]
    for length in range(1, 5):
        for steps in itertools.product((-1.0, 0.5), repeat=length - 1):
            for last in (-1.0, 0.5, -3.0, 2.0):
                returns.append(sum(0.8**k * reward for k, reward in enumerate((*steps, last))))
    assert (ruler.low_to_limit, ruler.high_to_limit) == pytest.approx((min(returns), max(returns)))
    unknown = ruler_of(small_knobs(), dataclasses.replace(CARTPOLE, rewards=None))
    assert not unknown.known
    clipped = ruler_of(small_knobs(reward_shaping="clip"), dataclasses.replace(CARTPOLE, rewards=None))
    assert (clipped.low, clipped.high) == (-100.0, 100.0)


@pytest.mark.parametrize(
    ("values", "code", "outside"),
    [
        ([0.0, 50.0, 100.9], "inside", 0.0),
        ([0.0, 50.0, 102.0], "above", 1 / 3),
        ([-1.5, 50.0, 100.0], "below", 1 / 3),
        ([-50.0, 500.0], "above-and-below", 1.0),
    ],
)
def test_that_values_beyond_the_ruler_are_told(values: list[float], code: str, outside: float) -> None:
    ruler = Ruler(known=True, low=0.0, high=100.0, low_to_limit=0.0, high_to_limit=99.0)
    verdict = verdict_on(ruler, np.array(values))
    assert (verdict.code, verdict.lowest, verdict.highest) == (code, min(values), max(values))
    assert verdict.share_outside == pytest.approx(outside)
    nothing = verdict_on(dataclasses.replace(ruler, known=False), np.array(values))
    assert (nothing.code, nothing.share_outside) == ("unknown", 0.0)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (CalibrationRequest(episodes=0), "episodes is 0, but must be from 1 to 16"),
        (CalibrationRequest(steps=20_000), "steps is 20000, but must be from 1 to 10,000"),
    ],
)
def test_that_episodes_that_cannot_be_played_are_refused(
    subject: Subject, request_: CalibrationRequest, words: str
) -> None:
    with pytest.raises(InputError) as refused:
        calibration(subject, request_)
    assert words in str(refused.value)
