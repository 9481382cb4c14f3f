"""Several environments inside the compiled program: each goes its own way, as if it were alone, and they take turns."""

import dataclasses

import gymnasium
import numpy as np
import pytest

from dqn_engine.config.run_config import run_config, run_config_from_json
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.run import Run
from tests.support.program_pool import PLAIN

pytestmark = pytest.mark.usefixtures("pooled_sessions")

COUNT = 3
STEPS = 210
ACTION, REWARD, TERMINATED, ENDED = range(8, 12)  # columns of a row of CartPole: s, s', and these
CHANGES = {**PLAIN, "num_envs": COUNT, "capacity": 300, "epsilon_schedule": "constant", "epsilon_start": 0.5}


def run_of(chunk: int | None = None, seed: int = 3, **changes: object) -> Run:
    return Run(run_config(seed=seed, changes={**CHANGES, **changes}), chunk_steps=chunk)


def trained(run: Run, steps: int = STEPS) -> np.ndarray:
    metrics = []
    while run.env_steps < steps:
        metrics.append(run.train(steps - run.env_steps)[0])
    return np.concatenate(metrics)


def rows_of(run: Run) -> np.ndarray:
    return run.program.state.replay.rows.numpy()[: run.env_steps]


def test_that_each_environment_goes_on_from_where_its_own_last_turn_ended() -> None:
    run = run_of()
    metrics = trained(run)
    assert run.time_spent is None, "nothing is stepped in Python"
    world = gymnasium.make("CartPole-v1").unwrapped
    world.reset(seed=0)
    for turn in range(COUNT):
        rows, told = rows_of(run)[turn::COUNT], metrics[turn::COUNT]
        length = 0
        for row, following, told_row in zip(rows, [*rows[1:], None], told, strict=True):
            world.state = row[:4].astype(np.float64)
            world.steps_beyond_terminated = None
            observation, reward, terminated, _, _ = world.step(int(row[ACTION]))
            np.testing.assert_allclose(row[4:8], observation, rtol=1e-5, atol=1e-6)
            assert (row[REWARD], bool(row[TERMINATED])) == (reward, terminated)
            length += 1
            assert told_row[COLUMN.episode_return] == told_row[COLUMN.episode_length] == length
            if following is not None and not row[ENDED]:
                np.testing.assert_array_equal(following[:4], row[4:8])
            elif following is not None:
                assert np.abs(following[:4]).max() <= 0.05, "a new episode's beginning"
                length = 0
    assert run.episodes == (metrics[:, COLUMN.ended] > 0).sum() > COUNT


def test_that_environments_begin_differently_and_so_do_other_seeds() -> None:
    beginnings = []
    for seed in (3, 4):
        run = run_of(seed=seed)
        trained(run, COUNT)
        beginnings.append(rows_of(run)[:, :4])
    assert len(np.unique(np.concatenate(beginnings), axis=0)) == 2 * COUNT


def test_that_chunks_of_any_length_lead_to_the_same_weights() -> None:
    shas = set()
    for chunk in (7, 50, STEPS):
        run = run_of(chunk)
        trained(run)
        shas.add(run.weights_sha256())
    assert len(shas) == 1


def test_that_it_continues_to_the_bit_from_a_saved_state() -> None:
    run = run_of(50)
    trained(run, 100)
    arrays, counters = run.program.state_arrays(), (run.updates, run.episodes)
    trained(run)
    restored = run_of(50)
    restored.restore(arrays, env_steps=100, updates=counters[0], episodes=counters[1], recent_returns=())
    trained(restored)
    assert restored.weights_sha256() == run.weights_sha256()
    assert rows_of(restored).tobytes() == rows_of(run).tobytes()


def test_that_what_exploration_remembers_is_each_environment_s_own_and_survives_a_rebuild() -> None:
    always = {"exploration": "epsilon-z-greedy", "repeat_exponent": 0.0, "repeat_limit": 1000, "epsilon_start": 1.0}
    run = run_of(**always)
    trained(run, 90)
    run.change_knobs({"time_limit": "terminate"})  # Another program goes on.
    trained(run, 150)
    kept = rows_of(run)
    for turn in range(COUNT):
        rows = kept[turn::COUNT]
        ends = np.flatnonzero(rows[:, ENDED])
        for episode in np.split(rows[:, ACTION], ends + 1)[: len(ends)]:
            assert len(set(episode)) == 1, "an action is repeated for as long as an episode"
    assert any(len(set(kept[step : step + COUNT, ACTION])) == 2 for step in range(0, 90, COUNT))


def test_that_a_run_says_that_it_is_compiled_and_one_of_before_is_stepped_by_gymnasium_as_it_was() -> None:
    config = run_config(changes={"num_envs": COUNT})
    assert config.to_json()["compiled"] is True
    assert run_config_from_json(config.to_json()) == config
    before = {name: value for name, value in config.to_json().items() if name != "compiled"}
    as_it_was = dataclasses.replace(config, knobs={**config.knobs, "stepping": "gymnasium"})
    assert run_config_from_json(before) == as_it_was
