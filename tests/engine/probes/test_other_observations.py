"""Instruments that read the program, where observations are images or numbers of states, and steps come from Python."""

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.probes.calibration import CalibrationRequest, calibration
from dqn_engine.probes.coach import CoachRequest, coach
from dqn_engine.probes.health import HealthRequest, health
from dqn_engine.probes.replay import ReplayRequest, replay
from dqn_engine.probes.states import one_hot
from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.probes.update import UpdateReport, UpdateRequest, update
from dqn_engine.replay.frame_ring import ACTION, NTH, REWARD, TERMINATED
from dqn_engine.system.values import KnobValue
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.run import Run
from tests.support.catch import NAME, register_catch
from tests.support.program_pool import SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")

IMAGES: dict[str, KnobValue] = {**SMALL, "capacity": 300, "frame_stack": 2, "n_step": 2, "num_envs": 2}


def run_of(environment: str, steps: int, **changes: KnobValue) -> Run:
    run = Run(run_config(environment=environment, seed=3, changes=changes), chunk_steps=steps)
    while run.env_steps < steps:
        run.train(steps - run.env_steps)
    return run


def is_the_papers_target(subject: Subject, told: UpdateReport) -> bool:
    """Whether it is Double DQN's by the networks as they play."""
    online, target = (greedy_policy(subject.spec, weights) for weights in (subject.online, subject.target))
    before, after = (
        one_hot(int(state[0]), subject.spec.observation_size)[np.newaxis] if subject.info.one_hot else state[np.newaxis]
        for state in (told.observation, told.next_observation)
    )
    gamma, steps = subject.knobs["gamma"], len(told.rewards)
    expected = sum(gamma**k * float(reward) for k, reward in enumerate(told.rewards))
    if not told.terminated:
        expected += gamma**steps * float(target.q_values(after)[0, online.greedy_actions(after)[0]])
    q_chosen = online.q_values(before)[0, told.action]
    return np.allclose([told.target_value, told.q_chosen], [expected, q_chosen], atol=1e-3)


@pytest.fixture(scope="module")
def images() -> Subject:
    register_catch()
    return subject_of(run_of(NAME, 200, **IMAGES))


def test_that_transitions_of_images_are_told_with_their_pictures(images: Subject) -> None:
    table = replay(images, ReplayRequest(age=(0, 1000))).table
    numbers = images.program.state_arrays()["replay.ring.numbers"]
    assert len(table.slots) == 100 < table.matching
    assert table.observation.shape == table.next_observation.shape == (100, 2, 10, 10, 1)
    assert table.age[:2].tolist() == [0, 1]  # The newest of each environment.
    for row, slot in enumerate(table.slots):
        after = slot // 150 * 150 + (slot + 1) % 150
        assert numbers[after, NTH] == numbers[slot, NTH] + 1
        assert table.action[row] == int(numbers[after, ACTION])
        assert table.reward[row] == numbers[after, REWARD]
        assert table.terminated[row] == (numbers[after, TERMINATED] > 0.5)
        # The newest frame before the step is the older one after it.
        np.testing.assert_array_equal(table.observation[row, 1], table.next_observation[row, 0])
        assert (table.observation[row, 1] != table.next_observation[row, 1]).any()
    assert table.terminated.any()
    assert set(table.reward[table.terminated].tolist()) <= {-1.0, 1.0}


def test_that_ages_of_images_are_counted_in_steps_and_states_are_known_again_at_the_next_look(images: Subject) -> None:
    numbers, steps = images.program.state_arrays()["replay.ring.numbers"], images.env_steps
    found = images.program.contents()
    for slot, age in zip(found.slots, found.age, strict=True):
        environment, place = divmod(int(slot), 150)
        before = (numbers[environment * 150 : environment * 150 + place + 1, NTH] > 1).sum()  # of this environment
        assert age == steps - 1 - (2 * before + environment)
    first = health(images, HealthRequest())
    run = run_of(NAME, 200, **IMAGES)
    run.train(33)
    second = health(subject_of(run), HealthRequest())
    _, before, now = np.intersect1d(first.slots, second.slots, return_indices=True)
    assert len(before) > 20
    np.testing.assert_array_equal(first.stored_at[before], second.stored_at[now])
    assert first.stored_at.min() > 0


def test_that_an_update_of_images_is_told(images: Subject) -> None:
    told = update(images, UpdateRequest())
    assert not told.exact
    assert told.observation.shape == (2, 10, 10, 1)
    for slot in replay(images, ReplayRequest(age=(0, 60))).table.slots[::6]:
        assert is_the_papers_target(images, update(images, UpdateRequest(slot=int(slot))))


def test_that_networks_of_images_are_looked_at(images: Subject) -> None:
    found = health(images, HealthRequest())
    assert len(found.slots) == 128
    assert [layer.name for layer in found.layers][0] == "conv_1"
    assert [rank.layer for rank in found.ranks] == ["value_hidden_1", "advantage_hidden_1"]
    played = calibration(images, CalibrationRequest(episodes=2))
    assert played.ended == ("terminated", "terminated")
    assert set(np.round(np.abs(played.realised), 6)) <= set(np.round(0.99 ** np.arange(10), 6))
    assert coach(images, CoachRequest()).silent


def test_that_states_by_number_are_told_as_the_environment_has_them() -> None:
    run = run_of("FrozenLake-v1", 100, **SMALL)
    subject = subject_of(run)
    table = replay(subject, ReplayRequest(age=(0, 100))).table
    assert table.observation.shape == table.next_observation.shape == (64, 1)
    rows = subject.program.state_arrays()["replay.rows"][table.slots]
    np.testing.assert_array_equal(table.observation[:, 0], rows[:, 0])
    assert is_the_papers_target(subject, update(subject, UpdateRequest(slot=int(table.slots[10]))))
    preview = subject.program.next_update(pack(run.knobs))
    assert preview.exact
    run.train(preview.env_steps - run.env_steps)
    for name, weight in run.program.weights().items():
        np.testing.assert_allclose(preview.weights_after[name], weight, atol=1e-5, rtol=1e-5)
    assert health(subject, HealthRequest()).layers[0].name == "hidden_1"


def test_that_steps_taken_in_python_are_told_by_environment_in_turn() -> None:
    run = run_of("CartPole-v1", 120, **{**SMALL, "stepping": "gymnasium", "num_envs": 2, "n_step": 3})
    subject = subject_of(run)
    told = [update(subject, UpdateRequest(slot=slot)) for slot in range(0, 64, 7)]
    assert not told[0].exact
    assert all(is_the_papers_target(subject, each) for each in told)
    assert len(told[0].rewards) == 3 or told[0].terminated or told[0].cut
    run.close()
