"""Environments that break the rules, in training, evaluation and the view: what is learned, and what is told."""

from collections.abc import Iterator

import gymnasium
import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.registry import environment_info
from dqn_engine.play.evaluation import MOST_INSTANCES, Evaluator, evaluate
from dqn_engine.play.spectator import Spectator
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.training.run import Run
from tests.support import rule_breakers
from tests.support.program_pool import SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")


class Always:
    """A policy of one action."""

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        return np.zeros(len(observations), np.int64)

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        return np.zeros((len(observations), 2))


@pytest.fixture
def counted() -> Iterator[str]:
    """An environment that nobody has asked for yet, of which none was made."""
    name = f"Counted-v{len(gymnasium.registry)}"
    gymnasium.register(name, entry_point=rule_breakers.Counted)
    rule_breakers.Counted.made = 0
    yield name
    del gymnasium.registry[name]


def run_of(environment: str, **changes: object) -> Run:
    return Run(run_config(environment=environment, seed=3, changes={**SMALL, "hidden_sizes": (16,), **changes}))


def train(run: Run, steps: int) -> None:
    while run.env_steps < steps:
        run.train(steps - run.env_steps)


@pytest.mark.parametrize("num_envs", [1, 2])
def test_that_values_are_right_where_every_observation_is_one_array(num_envs: int) -> None:
    run = run_of(
        "TwoStates-v0", gamma=0.9, num_envs=num_envs, learning_rate=0.01, learning_rate_end=0.0005,
        learning_rate_steps=3000, target_sync="soft", tau=0.05, n_step=1, initial_values="zero",
    )  # fmt: skip
    train(run, 4000)
    values = run.policy().q_values(np.array([[0.0], [1.0]], np.float32))
    run.close()
    np.testing.assert_allclose(values, [[9.0, 9.0], [10.0, 10.0]], atol=0.05)


def test_that_the_frames_of_a_stack_are_different_pictures() -> None:
    environment = make_environment("Pictured-v0", frame_stack=3)
    environment.reset(seed=0)
    environment.step(0)
    stack = environment.step(0)[0]
    environment.close()
    assert [int(frame[0, 0]) for frame in stack] == [1, 2, 3]


@pytest.mark.parametrize("name", ["SameArray", "NeedsItem", "VaryingInfo", "ColumnReward", "FractionReward"])
@pytest.mark.parametrize("num_envs", [1, 2])
def test_that_habits_of_their_own_change_nothing(name: str, num_envs: int) -> None:
    shas = set()
    for environment in (f"{name}-v0", "Lawful-v0"):
        run = run_of(environment, num_envs=num_envs)
        train(run, 64)
        shas.add(run.weights_sha256())
        run.close()
    assert len(shas) == 1
    assert evaluate(Always(), f"{name}-v0", 3, seed=1).returns.tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NeedsPythonInt", "an int is needed"),
        ("PairReward", "reward of shape"),
        ("WordFlag", "for `terminated`"),
        ("OldStep", "old Gym interface"),
        ("OldReset", "old Gym interface"),
        ("BareReset", "old Gym interface"),
        ("Exits", "SystemExit"),
        ("RaisesBase", "Catastrophe"),
    ],
)
def test_that_a_broken_rule_is_named_in_training_evaluation_and_the_view(name: str, words: str) -> None:
    with pytest.raises(BrokenEnvironmentError, match=words):  # noqa: PT012 - when it is made, or later
        run = run_of(f"{name}-v0")
        train(run, 64)
    with pytest.raises(BrokenEnvironmentError, match=words):
        evaluate(Always(), f"{name}-v0", 2, seed=1)
    spectator = Spectator(environment_info(f"{name}-v0"), seed=0)
    for _ in range(3):
        spectator.advance(Always)
    failure = spectator.take_picture_failure()
    assert failure is not None
    assert spectator.broke
    assert words.split("`")[0].rstrip() in failure[0]


def test_that_an_environment_that_ends_the_process_while_it_is_made_is_refused() -> None:
    with pytest.raises(InputError, match="can't be made: SystemExit: 3"):
        run_of("ExitsAtOnce-v0")


def test_that_a_run_without_evaluation_makes_exactly_one(counted: str) -> None:
    run = run_of(counted)
    spectator = Spectator(run.info, seed=0)
    spectator.control(speed=1.0, held=True)
    train(run, 40)
    assert spectator.advance(Always) == ()
    assert rule_breakers.Counted.made == 1
    spectator.control(speed=1.0, held=False)
    spectator.advance(Always)
    assert rule_breakers.Counted.made == 2
    run.close()
    spectator.close()


def test_that_an_evaluation_makes_no_more_than_a_few_however_many_episodes(counted: str) -> None:
    evaluator = Evaluator(counted)
    evaluator.evaluate(Always(), 5, seed=1)
    before = rule_breakers.Counted.made
    evaluation = evaluator.evaluate(Always(), 100, seed=1)
    evaluator.close()
    assert before <= 5
    assert rule_breakers.Counted.made <= MOST_INSTANCES
    assert evaluation.returns.tolist() == [2.0] * 100


def test_that_an_episode_s_return_depends_on_its_number_alone() -> None:
    few = evaluate(Always(), "CartPole-v1", 3, seed=7).returns
    many = evaluate(Always(), "CartPole-v1", 2 * MOST_INSTANCES + 3, seed=7).returns
    np.testing.assert_array_equal(many[:3], few)
    assert len(set(many.tolist())) > 1
