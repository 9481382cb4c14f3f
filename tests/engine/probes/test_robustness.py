"""Robustness, held to Gymnasium's CartPole with its numbers changed, and to evaluations of other environments."""

import gymnasium
import numpy as np
import pytest

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.play.evaluation import episode_seed, evaluate
from dqn_engine.probes.robustness import MOST_EPISODES, Robustness, RobustnessRequest, robustness
from dqn_engine.probes.subject import Subject
from dqn_engine.probes.toppling import PoleTopples
from dqn_engine.system.errors import InputError
from tests.support.probed_agents import balancing_agent, untrained_agent

pytestmark = pytest.mark.usefixtures("pooled_sessions")


@pytest.fixture(scope="module")
def balancing() -> Subject:
    return balancing_agent()


@pytest.fixture(scope="module")
def found(balancing: Subject) -> Robustness:
    request = RobustnessRequest(size=3, episodes=2, y="force_mag", y_low=0.2, y_high=10.0, seed=1, angles=2)
    return robustness(balancing, request)


def gymnasiums_steps(subject: Subject, start: np.ndarray, **numbers: float) -> int:
    """How long the pole stays up in Gymnasium, with other numbers; 500 where it does to the end."""
    pole, policy = gymnasium.make("CartPole-v1").unwrapped, subject.policy()
    pole.reset(seed=0)
    for name, value in numbers.items():
        assert hasattr(pole, name)
        setattr(pole, name, value)
    pole.total_mass, pole.polemass_length = pole.masspole + pole.masscart, pole.masspole * pole.length
    pole.state = np.array(start, np.float64)
    observation = pole.state.astype(np.float32)
    for step in range(1, 501):
        action = int(policy.greedy_actions(observation[np.newaxis])[0])
        observation, _, terminated, *_ = pole.step(action)
        if terminated:
            return step
    return 500


def test_that_every_world_is_gymnasiums_with_those_numbers(balancing: Subject, found: Robustness) -> None:
    assert found.y is not None
    assert (found.x.name, found.y.name) == ("length", "force_mag")
    np.testing.assert_allclose(found.x.values, [0.1, 0.8, 1.5])
    np.testing.assert_allclose(found.y.values, [0.2, 5.1, 10.0])
    for row, force in enumerate(found.y.values):
        for column, length in enumerate(found.x.values):
            steps = [gymnasiums_steps(balancing, start, length=length, force_mag=force) for start in found.starts]
            assert found.mean_return[row, column] == np.mean(steps)
            assert found.lowest_return[row, column] == min(steps)
            assert found.highest_return[row, column] == max(steps)
    assert found.trained_return == np.mean([gymnasiums_steps(balancing, start) for start in found.starts])
    assert (found.x.trained, found.y.trained) == (0.5, 10.0)
    assert len(np.unique(found.mean_return)) > 3, "worlds differ"


def test_that_other_numbers_are_other_worlds(balancing: Subject) -> None:
    masses = robustness(balancing, RobustnessRequest(x="masspole", y="masscart", size=2, episodes=1, angles=0))
    assert masses.y is not None
    assert masses.topples is None
    for row, cart in enumerate(masses.y.values):
        for column, pole in enumerate(masses.x.values):
            steps = gymnasiums_steps(balancing, masses.starts[0], masscart=cart, masspole=pole)
            assert masses.mean_return[row, column] == steps


def test_that_a_smallest_push_fells_the_pole_and_one_a_little_smaller_does_not(
    balancing: Subject, found: Robustness
) -> None:
    topples = found.topples
    assert isinstance(topples, PoleTopples)
    assert topples.angles.tolist() == pytest.approx([-0.8 * 0.20943951, 0.8 * 0.20943951])
    finite = 0
    for pushes, speed in ((topples.cart, 1), (topples.pole, 3)):
        for side, sign in enumerate((-1.0, 1.0)):
            for which, angle in enumerate(topples.angles):
                push = pushes[side, which]
                if not 0.0 < push < np.inf:
                    continue
                finite += 1
                start = np.array([0.0, 0.0, angle, 0.0])
                start[speed] = sign * push
                assert gymnasiums_steps(balancing, start) < 500
                start[speed] = sign * (push - 1.01 * topples.resolution)
                assert gymnasiums_steps(balancing, start) == 500
    assert finite >= 4
    # A mirrored pole that is pushed the other way falls alike; the policy is the same on both sides but for ties.
    np.testing.assert_allclose(topples.pole[0], topples.pole[1, ::-1], atol=2 * topples.resolution)


def test_that_of_other_environments_the_constructors_numbers_change() -> None:
    subject = untrained_agent("FrozenLake-v1")
    found = robustness(subject, RobustnessRequest(size=3, episodes=4, seed=2))
    assert found.y is None
    assert (found.x.name, found.topples) == ("success_rate", None)
    np.testing.assert_allclose(found.x.values, np.array([0.5, 1.0, 1.5]) / 3.0)
    for column, rate in enumerate(found.x.values):
        returns = evaluate(subject.policy(), f"FrozenLake-v1(success_rate={rate})", 4, 2).returns
        assert found.mean_return[0, column] == returns.mean()
    worlds = [f"FrozenLake-v1(success_rate={rate})" for rate in found.x.values]
    assert found.played == sum(steps_played(subject, world, 4, 2) for world in (*worlds, "FrozenLake-v1"))


def steps_played(subject: Subject, environment: str, episodes: int, seed: int) -> int:
    """Steps of greedy episodes that begin as an evaluation's, by a plain loop."""
    policy, steps = subject.policy(), 0
    made = make_environment(environment)
    for episode in range(episodes):
        observation, _ = made.reset(seed=episode_seed(seed, episode))
        over = False
        while not over:
            observation, _, terminated, truncated, _ = made.step(int(policy.greedy_actions(observation[np.newaxis])[0]))
            over, steps = terminated or truncated, steps + 1
    return steps


def test_that_as_many_episodes_are_played_as_tell_a_policy_from_its_luck() -> None:
    found = robustness(untrained_agent("FrozenLake-v1"), RobustnessRequest(size=2))
    assert found.episodes == MOST_EPISODES, "three worlds of up to 100 steps an episode"


def test_that_what_was_switched_off_is_switched_on() -> None:
    subject = untrained_agent("FrozenLake-v1(is_slippery=false)", stepping="gymnasium")
    found = robustness(subject, RobustnessRequest(x="success_rate", x_low=0.2, x_high=1.0, size=2, episodes=4))
    assert np.isnan(found.x.trained)
    for column, rate in enumerate((0.2, 1.0)):
        name = f"FrozenLake-v1(is_slippery=true, success_rate={rate})"
        assert found.mean_return[0, column] == evaluate(subject.policy(), name, 4, 0).mean
    assert found.trained_return == evaluate(subject.policy(), "FrozenLake-v1(is_slippery=false)", 4, 0).mean


@pytest.mark.parametrize(
    ("environment", "request_", "words"),
    [
        (
            "CartPole-v1",
            RobustnessRequest(x="friction"),
            "There is no 'friction' to change, only gravity, masscart",
        ),
        ("CartPole-v1", RobustnessRequest(x="gravity", y="gravity"), "Both axes are gravity"),
        ("CartPole-v1", RobustnessRequest(x_low=0.01, x_high=1.0), "length goes from 0.01 to 1, but must be from 0.05"),
        ("CartPole-v1", RobustnessRequest(x_low=2.0, x_high=1.0), "the first must be smaller than the second"),
        ("CartPole-v1", RobustnessRequest(size=40), "size is 40"),
        ("CartPole-v1", RobustnessRequest(size=1), "size is 1"),
        ("CartPole-v1", RobustnessRequest(episodes=-1), "episodes is -1"),
        ("CartPole-v1", RobustnessRequest(angles=65), "angles is 65"),
        ("Acrobot-v1", RobustnessRequest(), "The constructor of Acrobot-v1 takes no numbers"),
        ("Taxi-v4", RobustnessRequest(), "since is_rainy and fickle_passenger are off there; name one as x"),
        ("FrozenLake-v1", RobustnessRequest(size=32, episodes=64, y="x"), "There is no 'x' to change"),
        ("FrozenLake-v1", RobustnessRequest(x_low=0.1, x_high=9.0), "but is a probability, from 0 to 1"),
    ],
)
def test_that_worlds_that_cannot_be_are_refused_in_a_sentence(
    environment: str, request_: RobustnessRequest, words: str
) -> None:
    with pytest.raises(InputError) as refused:
        robustness(untrained_agent(environment), request_)
    assert words in str(refused.value)
