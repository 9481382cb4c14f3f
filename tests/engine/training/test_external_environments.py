"""Environments that Gymnasium steps in Python: what arrives in the buffer is what happened, however it is chunked."""

import random

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from dqn_engine.config.checks import stepped_in_program
from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.config.run_config import run_config
from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.environments.gymnasium_environment import LONGEST_EPISODE_STEPS, make_environment
from dqn_engine.environments.registry import environment_info, environment_names
from dqn_engine.environments.vector import VectorEnvironment, checked_observations
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.play.evaluation import Evaluator, evaluate
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.training.external_player import block_steps
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.run import Run
from tests.support import odd_environments
from tests.support.program_pool import PLAIN, SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")
ENDED = 8  # columns of a row of Counting-v0: s, s', action, reward, terminated, ended


@pytest.fixture(autouse=True, scope="module")
def _registered() -> None:
    odd_environments.register()


def run_of(environment: str = "Counting-v0", chunk: int | None = None, seed: int = 3, **changes: object) -> Run:
    knobs = {**SMALL, "stepping": "gymnasium", **changes}
    return Run(run_config(environment=environment, seed=seed, changes=knobs), chunk_steps=chunk)


def trained(run: Run, steps: int) -> np.ndarray:
    metrics = []
    while run.env_steps < steps:
        metrics.append(run.train(steps - run.env_steps)[0])
    run.close()
    return np.concatenate(metrics)


def rows_of(run: Run) -> np.ndarray:
    return run.program.state.replay.rows.numpy()


def plain_run_of(environment: str = "Counting-v0", chunk: int | None = None, **changes: object) -> Run:
    """A run whose learning, of which nothing is asked here, is quickly compiled."""
    return run_of(environment, chunk, **{**PLAIN, **changes})


class Always:
    """A policy of one action."""

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        return np.zeros(len(observations), np.int64)


# --- what is stored ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("num_envs", [1, 3])
def test_that_every_step_is_stored_as_it_happened(num_envs: int) -> None:
    run = plain_run_of(num_envs=num_envs, epsilon_schedule="constant", epsilon_start=0.5)
    metrics = trained(run, 60)
    rows = rows_of(run)[:60]
    for index, row in enumerate(rows):
        episode, step = divmod(index // num_envs, 5)
        s, following, (action, reward, terminated, ended) = row[:3], row[3:6], row[6:]
        assert (s[0], s[1]) == (episode, step)
        assert tuple(following) == (episode, step + 1, action), (
            "the true last observation, not the next episode's first"
        )
        assert reward == step + 1 + 10 * action
        assert (terminated, ended > 0) == (step == 4 and episode % 2 == 0, step == 4)
        assert metrics[index, COLUMN.ended] == (0 if step < 4 else 1 + episode % 2)
        assert metrics[index, COLUMN.episode_length] == step + 1
    first = rows[: 5 * num_envs : num_envs]
    assert metrics[4 * num_envs, COLUMN.episode_return] == first[:, 7].sum()
    assert {0.0, 1.0} == set(rows[:, 6])


@pytest.mark.parametrize(("choice", "failures"), [("continue", (0, 2)), ("terminate", (0, 1, 2, 3))])
def test_that_a_time_limit_ends_what_is_learned_where_it_is_said_to(choice: str, failures: tuple[int, ...]) -> None:
    run = run_of(time_limit=choice)  # Even episodes terminate, odd ones are cut off.
    metrics = trained(run, 20)
    rows = rows_of(run)[:20]
    assert [index // 5 for index, row in enumerate(rows) if row[8]] == list(failures)
    assert metrics[4::5, COLUMN.ended].tolist() == [1, 2, 1, 2], "what is told stays what happened"


@pytest.mark.parametrize(("choice", "copied_at"), [("episode", (5, 10, 15, 20)), ("termination", (5, 15))])
def test_that_the_target_network_is_copied_after_terminations_alone_where_it_is_said_to(
    choice: str, copied_at: tuple[int, ...]
) -> None:
    run, copies = run_of(target_sync=choice, learning_starts=1, learning_rate=0.01), []
    for step in range(1, 23):
        run.train(1)
        learner = run.program.state.learner
        both = zip(learner.target_weights, learner.weights, strict=True)
        if all(np.array_equal(target.numpy(), online.numpy()) for target, online in both):
            copies.append(step)
    run.close()
    assert copies == list(copied_at)


def test_that_cartpole_stepped_by_gymnasium_is_the_same_game() -> None:
    run = run_of("CartPole-v1", seed=1)
    trained(run, 50)
    rows = rows_of(run)[:50]
    real = gymnasium.make("CartPole-v1")
    for index, row in enumerate(rows):
        begins = index == 0 or rows[index - 1, 11]
        if begins:
            real.reset(seed=0)
            real.unwrapped.state = np.array(row[:4], np.float64)
        observation, reward, terminated, _, _ = real.step(int(row[8]))
        np.testing.assert_allclose(row[4:8], observation, atol=1e-5)
        assert (row[9], bool(row[10])) == (reward, terminated)
        if not row[11]:
            np.testing.assert_array_equal(rows[(index + 1) % 50, :4] if index < 49 else row[4:8], row[4:8])
    real.close()


@pytest.mark.parametrize("exploration", ["epsilon-greedy", "epsilon-z-greedy"])
@pytest.mark.parametrize("num_envs", [1, 3])
def test_that_chunks_of_any_length_lead_to_the_same_weights(num_envs: int, exploration: str) -> None:
    results = []
    for chunk in (None, 1, 7, 64):
        run = run_of("CartPole-v1", chunk, num_envs=num_envs, exploration=exploration)
        metrics = trained(run, 150)
        results.append((run.weights_sha256(), metrics.tolist()))
    assert all(result == results[0] for result in results)
    other = run_of("CartPole-v1", seed=4, num_envs=num_envs, exploration=exploration)
    trained(other, 150)
    assert other.weights_sha256() != results[0][0]


@pytest.mark.parametrize("exploration", ["epsilon-greedy", "epsilon-z-greedy"])
def test_that_a_restarted_run_is_that_of_the_other_seed(exploration: str) -> None:
    fresh = run_of("CartPole-v1", seed=9, exploration=exploration)
    expected = trained(fresh, 100)
    run = run_of("CartPole-v1", seed=3, exploration=exploration)
    run.train(50)
    run.restart(9)
    run.env_steps = 0
    np.testing.assert_array_equal(trained(run, 100), expected)
    assert run.weights_sha256() == fresh.weights_sha256()


def test_that_as_many_updates_are_made_as_in_the_compiled_twin() -> None:
    changes = {"train_interval": 3, "updates_per_training": 2}
    outside, compiled = run_of("CartPole-v1", **changes), run_of("CartPole-v1", stepping="auto", **changes)
    ours, theirs = trained(outside, 100), trained(compiled, 100)
    np.testing.assert_array_equal(ours[:, COLUMN.updates], theirs[:, COLUMN.updates])
    np.testing.assert_allclose(ours[:, COLUMN.epsilon], theirs[:, COLUMN.epsilon], rtol=1e-6)
    np.testing.assert_allclose(ours[:, COLUMN.beta], theirs[:, COLUMN.beta], rtol=1e-6)


def test_that_the_network_acts_and_not_chance_alone_once_epsilon_is_0() -> None:
    # Running statistics would have changed what it sees since.
    changes = {"epsilon_schedule": "constant", "epsilon_start": 0.0, "learning_starts": 64}
    run = plain_run_of(**changes, observation_scaling="bounds")
    trained(run, 40)
    rows = rows_of(run)[:40]
    expected = run.policy().greedy_actions(rows[:, :3])  # Nothing was learned yet.
    np.testing.assert_array_equal(rows[:, 6], expected)


REPEATING = {"exploration": "epsilon-z-greedy", "repeat_exponent": 0.0, "repeat_limit": 1000}
"""Nearly every random action is repeated for longer than an episode of Counting-v0."""


def test_that_a_repeat_ends_with_its_own_environment_s_episode_and_not_before() -> None:
    run = plain_run_of(num_envs=3, epsilon_schedule="constant", epsilon_start=1.0, **REPEATING)
    trained(run, 60)
    played = rows_of(run)[:60, 6].reshape(4, 5, 3)  # episode, step, environment
    assert (played == played[:, :1]).all()
    assert {0.0, 1.0} == set(played[:, 0].ravel())
    assert any(len(set(episode)) == 2 for episode in played[:, 0]), "each environment has its own"


def test_that_new_episodes_repeat_nothing_of_those_given_up() -> None:
    run = plain_run_of(chunk=2, epsilon_schedule="constant", epsilon_start=1.0, **REPEATING)
    actions = []
    for _ in range(8):
        run.train(2)
        actions.append(rows_of(run)[[run.env_steps - 2, run.env_steps - 1], 6].tolist())
        run.begin_new_episodes()
    run.close()
    assert all(first == second for first, second in actions)
    assert {first for first, _ in actions} == {0.0, 1.0}


@pytest.mark.parametrize("exploration", ["epsilon-greedy", "boltzmann"])
def test_that_a_noisy_network_runs_outside_and_repeats(exploration: str) -> None:
    shas = set()
    for chunk in (None, 5):
        run = run_of("CartPole-v1", chunk, noisy=True, exploration=exploration)
        metrics = trained(run, 60)
        assert not metrics[:, COLUMN.epsilon].any()
        shas.add(run.weights_sha256())
    assert len(shas) == 1


def test_that_the_time_is_measured_part_by_part() -> None:
    run = run_of("CartPole-v1")
    trained(run, 60)
    spent = run.time_spent
    assert min(spent.environment_s, spent.acting_s, spent.learning_s) > 0
    assert run_of("CartPole-v1", stepping="auto").time_spent is None


@pytest.mark.parametrize(
    ("num_envs", "interval", "steps"), [(1, 32, 32), (3, 32, 33), (16, 32, 32), (64, 32, 64), (1, 1, 1), (3, 1, 3)]
)
def test_that_a_block_is_whole_steps_of_all_environments(num_envs: int, interval: int, steps: int) -> None:
    assert KNOB_BY_NAME["acting_interval"].default == 32
    assert block_steps(num_envs, interval) == steps


@pytest.mark.parametrize(("interval", "greatest_age"), [(1, 0), (8, 7)])
def test_that_what_acts_is_as_old_as_the_hyperparameter_says(interval: int, greatest_age: int) -> None:
    # ε falls by a factor per update, so it tells after how many updates an action was chosen.
    run = run_of(
        acting_interval=interval,
        learning_starts=8,
        epsilon_schedule="multiplicative",
        epsilon_start=1.0,
        epsilon_end=0.0,
        epsilon_decay_rate=0.9,
        observation_scaling="bounds",
    )
    metrics = trained(run, 40)
    made = np.cumsum(metrics[:, COLUMN.updates]) - metrics[:, COLUMN.updates]
    known = np.log(metrics[:, COLUMN.epsilon]) / np.log(0.9)
    ages = np.round(made - known).astype(int)
    assert ages.max() == greatest_age
    assert set(ages[16:24]) == set(range(interval))


def test_that_the_newest_network_acts_where_the_interval_is_1() -> None:
    run = run_of(
        acting_interval=1,
        epsilon_schedule="constant",
        epsilon_start=0.0,
        learning_rate=0.1,
        learning_rate_end=0.1,
        observation_scaling="bounds",
    )
    for _ in range(60):
        policy = greedy_policy(run.spec, run.program.weights())
        run.train(1)
        row = rows_of(run)[(run.env_steps - 1) % 64]
        assert policy.greedy_actions(row[np.newaxis, :3])[0] == row[6]
    run.close()


# --- the process's own random numbers ---------------------------------------------------------------------------------


def test_that_draws_from_the_process_s_own_generators_follow_the_seed() -> None:
    results = []
    for seed, disturbed in ((3, False), (3, True), (4, False)):
        random.random(), np.random.rand()  # noqa: NPY002 - another state than before
        run = run_of("Chancy-v0", seed=seed)
        metrics = [run.train(16)[0]]
        if disturbed:
            evaluate(Always(), "Chancy-v0", 3, seed=0)
        metrics.append(trained(run, 48))
        results.append((np.concatenate(metrics).tolist(), rows_of(run).tolist()))
    assert results[0] == results[1], "neither what was drawn before nor an evaluation in between changes anything"
    assert results[0] != results[2]


def test_that_new_episodes_draw_what_the_step_they_begin_at_says() -> None:
    results = []
    for disturbed in (False, True):
        run = run_of("Chancy-v0", chunk=8)
        run.train(8)
        if disturbed:
            random.random(), np.random.rand()  # noqa: NPY002 - as where the run was opened by another process
        run.begin_new_episodes()
        results.append(trained(run, 40).tolist())
    assert results[0] == results[1]


def test_that_an_evaluation_of_such_an_environment_follows_its_seed() -> None:
    returns = []
    for seed in (5, 5, 6):
        random.random(), np.random.rand()  # noqa: NPY002 - another state than before
        returns.append(evaluate(Always(), "Chancy-v0", 4, seed=seed).returns.tolist())
    assert returns[0] == returns[1] != returns[2]


# --- what breaks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Raising", "ZeroDivisionError: the ground opened"),
        ("NaNObservation", "an observation that isn't finite"),
        ("NaNReward", "the reward nan, but rewards must be finite numbers"),
        ("WrongShape", "."),
    ],
)
def test_that_a_broken_environment_is_reported_in_one_sentence(name: str, why: str) -> None:
    environments = VectorEnvironment(f"{name}-v0", 1, seed=0)
    for _ in range(7):
        environments.step(np.array([0]))
    with pytest.raises(BrokenEnvironmentError, match=why) as caught:
        environments.step(np.array([0]))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    environments.close()


@pytest.mark.parametrize("name", ["Raising", "NaNObservation", "NaNReward", "WrongShape"])
def test_that_an_evaluation_of_a_broken_environment_says_so(name: str) -> None:
    evaluator = Evaluator(f"{name}-v0")
    assert evaluator.evaluate(Always(), 1, 0).mean == 15.0
    with pytest.raises(BrokenEnvironmentError, match=name):  # in the second episode of the same environment
        evaluator.evaluate(Always(), 1, 0)
    evaluator.close()


@pytest.mark.parametrize(
    ("number", "words"),
    [(4e300, "whose number 1 (from 0) is 4e+300, but learning is done in float32"), (np.nan, "its number 1 (from 0)")],
)
def test_that_an_observation_beyond_float32_is_named_by_its_place(number: float, words: str) -> None:
    observations = np.array([[0.0, 1.0], [0.0, number]])
    with pytest.raises(BrokenEnvironmentError) as caught:
        checked_observations("Huge-v0", observations, (2,))
    assert words in str(caught.value)


# --- which environments -----------------------------------------------------------------------------------------------


def test_that_every_listed_environment_can_be_made_and_is_as_described() -> None:
    for name in environment_names():
        info, made = environment_info(name), make_environment(name)
        assert len(info.observation_scale) == len(info.observation_labels) == made.observation_space.shape[0]
        assert len(info.action_labels) == made.action_space.n
        threshold, limit = made.spec.reward_threshold, made.spec.max_episode_steps
        assert info.return_threshold == threshold or (threshold is None and np.isnan(info.return_threshold))
        assert info.episode_limit_steps == (limit or LONGEST_EPISODE_STEPS)
        assert info.step_hz == made.metadata["render_fps"]
        assert is_compiled(name) == (name not in ("LunarLander-v3", "Blackjack-v1"))
        made.close()


def test_that_discrete_observations_are_one_hot() -> None:
    lake = make_environment("FrozenLake-v1")
    observation, _ = lake.reset(seed=0)
    assert observation.tolist() == [1.0] + [0.0] * 15
    lake.close()
    assert environment_info("Blackjack-v1").observation_scale == (1.0,) * (32 + 11 + 2)


def test_that_other_spaces_are_flattened_and_actions_start_at_0() -> None:
    shifted = make_environment("Shifted-v0")
    observation, _ = shifted.reset(seed=0)
    assert observation.tolist() == [0, 1, 0, 0, 1, 2, 3]
    assert isinstance(shifted.action_space, spaces.Discrete)
    assert (shifted.action_space.start, shifted.action_space.n) == (0, 2)
    odd_environments.Shifted.taken.clear()
    shifted.step(0)
    shifted.step(np.int64(1))
    assert odd_environments.Shifted.taken == [3, 4]
    assert environment_info("Shifted-v0").observation_scale == (1, 1, 1, 4, 4, 4, 4)
    shifted.close()


def test_that_an_environment_without_a_limit_gets_one() -> None:
    result = evaluate(Always(), "Shifted-v0", 1, 0)
    assert result.mean == 0.0
    assert environment_info("Shifted-v0").episode_limit_steps == LONGEST_EPISODE_STEPS


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ("os:CartPole-v1", "names a module to import, which is not allowed"),
        ("Cartpole-v1", "Did you mean CartPole-v1"),
        ("", "There is no environment ''. Some that exist: CartPole-v1"),
        ("x" * 500, "There is no environment 'x"),
        ("Continuous-v0", "only discrete actions"),
        ("Unflat-v0", "numbers of a fixed shape"),
        ("Taxi-v3", "Did you mean Taxi-v4"),
    ],
)
def test_that_an_environment_that_cannot_be_trained_is_refused_in_one_sentence(environment: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        run_config(environment=environment)
    assert len(str(caught.value)) < 600
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["CartPole-v1", "Acrobot-v1"])
def test_that_several_environments_are_stepped_by_gymnasium_where_that_is_asked_for_and_need_room(name: str) -> None:
    for count in (1, 2):
        assert stepped_in_program(run_config(environment=name, changes={"num_envs": count}).knobs, name)
    run = plain_run_of(name, num_envs=2)
    trained(run, 40)
    assert run.time_spent is not None
    with pytest.raises(InputError, match="10 steps of each environment"):
        run_config(environment=name, changes={"num_envs": 8, "capacity": 79, "learning_starts": 20})
