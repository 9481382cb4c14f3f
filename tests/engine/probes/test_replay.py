"""The replay explorer, held to a naive buffer that is filled with the same transitions and counts every draw."""

import dataclasses
from collections import deque

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.run_config import run_config
from dqn_engine.probes.replay import Replay, ReplayRequest, replay
from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.random_numbers import SAMPLE_STREAM, as_in_programs, uniforms
from dqn_engine.system.values import KnobValue
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")

STEPS = 100  # The ring of 64 has been round once.


def subject_after(steps: int, environment: str = "CartPole-v1", **changes: KnobValue) -> Subject:
    run = Run(run_config(environment=environment, seed=4, changes={**SMALL, **changes}), chunk_steps=steps)
    if steps:
        run.train(steps)
    return subject_of(run)


@pytest.fixture(scope="module")
def prioritized() -> Subject:
    return subject_after(STEPS)


def test_that_what_is_told_of_the_buffer_is_what_lists_and_loops_say(prioritized: Subject) -> None:
    found = replay(prioritized, ReplayRequest())
    state = prioritized.program.state_arrays()
    rows, leaves = state["replay.rows"], state["replay.tree.leaves"]
    raw = [float(leaves[slot // 16, 16 + slot % 16]) for slot in range(64)]
    scaled = [priority ** prioritized.knobs["alpha"] for priority in raw]
    chances = [part / sum(scaled) for part in scaled]
    ages = [next(age for age in range(64) if (STEPS - 1 - age) % 64 == slot) for slot in range(64)]
    terminated = [bool(rows[slot, -2]) for slot in range(64)]
    assert (found.stored, found.capacity, found.prioritized) == (64, 64, True)
    assert found.effective_sample_size == pytest.approx(1.0 / sum(p * p for p in chances), rel=1e-4)
    assert found.entropy == pytest.approx(-sum(p * np.log(p) for p in chances), rel=1e-4)
    assert found.evenness == pytest.approx(found.entropy / np.log(64))
    assert found.mean_age == pytest.approx(sum(ages) / 64)
    assert found.age.counts.sum() == found.priority.counts.sum() == found.draws.counts.sum() == 64
    edges = found.priority.edges
    assert (edges[0], edges[-1]) == (pytest.approx(min(raw)), pytest.approx(max(raw)))
    assert edges[1:] / edges[:-1] == pytest.approx(edges[1] / edges[0])
    assert found.share_terminated == pytest.approx(sum(terminated) / 64)
    newer = [end for end, age in zip(terminated, ages, strict=True) if age < 32]
    assert found.terminated_of_newer == pytest.approx(sum(newer) / 32)
    assert found.terminated_of_older == pytest.approx((sum(terminated) - sum(newer)) / 32)
    ends = [p for p, end in zip(chances, terminated, strict=True) if end]
    assert found.terminated_a_batch == pytest.approx(8 * sum(ends), rel=1e-4)
    assert found.expected_reuse == 8 * found.updates_a_step
    assert found.table.matching == 0


def test_that_the_transitions_nearest_to_a_state_are_listed_the_nearest_first(prioritized: Subject) -> None:
    state = (0.1, -0.2, 0.03, 0.4)
    found = replay(prioritized, ReplayRequest(near=state)).table
    seen, _ = prioritized.program.observations_at(np.arange(64))
    spread = seen.std(axis=0)
    away = [sum(((a - b) / s) ** 2 for a, b, s in zip(row, state, spread, strict=True)) ** 0.5 for row in seen]
    assert found.matching == 64
    assert found.distance == pytest.approx(sorted(away), rel=1e-4)
    assert found.slots[0] == int(np.argmin(away))
    young = replay(prioritized, ReplayRequest(near=state, age=(0.0, 9.0))).table
    assert (young.matching, sorted(young.age.tolist())) == (10, list(range(10)))
    assert np.all(np.diff(young.distance) >= 0)
    assert not len(replay(prioritized, ReplayRequest(age=(0.0, 9.0))).table.distance)
    with pytest.raises(InputError, match="state has 2 numbers"):
        replay(prioritized, ReplayRequest(near=(0.0, 1.0)))


def test_that_of_states_which_are_numbers_those_of_that_state_are_listed() -> None:
    subject = subject_after(STEPS, environment="FrozenLake-v1")
    visited = replay(subject, ReplayRequest(age=(0.0, 99.0))).table
    state = int(np.bincount(visited.observation[:, 0]).argmax())
    found = replay(subject, ReplayRequest(near=(float(state),))).table
    assert found.matching == int((visited.observation[:, 0] == state).sum())
    assert set(found.observation[:, 0].tolist()) == {state}
    assert np.all(np.diff(found.age) > 0), "the newest first"


def test_that_terminations_of_the_newer_and_of_the_older_half_are_told_apart() -> None:
    told = set()
    for steps in (80, 90, 110, 120):
        subject = subject_after(steps)
        found = replay(subject, ReplayRequest())
        ends = subject.program.state_arrays()["replay.rows"][:, -2] > 0.5
        newer = sum(bool(ends[(steps - 1 - age) % 64]) for age in range(32))
        assert found.terminated_of_newer == pytest.approx(newer / 32)
        assert found.terminated_of_older == pytest.approx((ends.sum() - newer) / 32)
        told.add(newer == ends.sum() - newer)
    assert False in told


def test_that_draws_of_uniform_replay_are_expected_as_often_as_a_naive_buffer_counts_them() -> None:
    subject = subject_after(STEPS, prioritized=False)
    found = replay(subject, ReplayRequest(age=(0, 1000)))
    counts: deque[float] = deque(maxlen=64)
    sampled: deque[int] = deque(maxlen=64)
    for stored in range(1, STEPS + 1):
        counts.append(0.0)
        sampled.append(0)
        if stored < 20 or stored % subject.knobs["train_interval"]:
            continue
        for _ in range(int(subject.knobs["updates_per_training"])):
            for place in range(len(counts)):
                counts[place] += 8 / len(counts)
                sampled[place] += 1
    never = [
        (1 - count / updates) ** updates if updates else 1.0 for count, updates in zip(counts, sampled, strict=True)
    ]
    assert found.share_never_drawn == pytest.approx(sum(never) / 64)
    order = np.argsort(found.table.age)
    np.testing.assert_allclose(found.table.draws[order], list(counts)[::-1], rtol=1e-6)
    assert found.effective_sample_size == pytest.approx(64)
    assert found.evenness == pytest.approx(1.0)
    assert found.beta == 0.0
    np.testing.assert_allclose(found.table.probability, 1 / 64)
    np.testing.assert_allclose(found.table.importance, 1.0)
    assert len(found.priority.counts) == 0


def test_that_expected_draws_are_what_the_programs_own_numbers_draw_on_average() -> None:
    subject = subject_after(STEPS, prioritized=False)
    drawn, filled = np.zeros(64), 0
    updates = 0
    for stored in range(1, STEPS + 1):
        slot = (stored - 1) % 64
        drawn[slot], filled = 0, min(stored, 64)
        if stored < 20 or stored % subject.knobs["train_interval"]:
            continue
        for _ in range(int(subject.knobs["updates_per_training"])):
            with as_in_programs():
                numbers = uniforms(tf.constant(4), SAMPLE_STREAM, tf.constant(updates), 8).numpy()
            for place, number in enumerate(numbers):
                drawn[min(int((place + number) / 8 * filled), filled - 1)] += 1
            updates += 1
    assert updates == subject.updates
    found = replay(subject, ReplayRequest())
    assert found.mean_draws == pytest.approx(drawn.mean(), rel=0.03)
    assert found.share_never_drawn == pytest.approx((drawn == 0).mean(), abs=0.1)


def test_that_a_table_holds_what_is_brushed_with_the_stored_numbers(prioritized: Subject) -> None:
    everything = replay(prioritized, ReplayRequest(age=(0, 63))).table
    assert everything.matching == len(everything.slots) == 64
    assert everything.age.tolist() == list(range(64))
    rows = prioritized.program.state_arrays()["replay.rows"][everything.slots]
    np.testing.assert_array_equal(everything.observation, rows[:, :4])
    np.testing.assert_array_equal(everything.next_observation, rows[:, 4:8])
    np.testing.assert_array_equal(everything.action, rows[:, 8])
    np.testing.assert_array_equal(everything.reward, rows[:, 9])
    np.testing.assert_array_equal(everything.terminated, rows[:, 10] > 0)
    assert everything.probability.sum() == pytest.approx(1.0)
    weights = (everything.probability.min() / everything.probability) ** replay(prioritized, ReplayRequest()).beta
    np.testing.assert_allclose(everything.importance, weights)
    middle = float(np.median(everything.priority))
    upper = replay(prioritized, ReplayRequest(priority=(middle, 1e9), age=(0, 30))).table
    expected = [slot for slot, p, age in zip(everything.slots, everything.priority, everything.age, strict=True)
                if p >= middle and age <= 30]  # fmt: skip
    assert upper.slots.tolist() == expected
    oldest = replay(prioritized, ReplayRequest(slots=(3.0,), keep=(3.0,))).table
    assert oldest.slots.tolist() == [3], "once"
    kept = replay(prioritized, ReplayRequest(slots=(60.0,), keep=(3.0,))).table
    assert (kept.slots.tolist(), kept.matching) == ([60, 3], 1)
    near = replay(prioritized, ReplayRequest(near=(0.0, 0.0, 0.0, 0.0), slots=(60.0,), keep=(3.0,))).table
    assert (near.slots.tolist(), np.isnan(near.distance).tolist()) == ([60, 3], [False, True])
    assert replay(prioritized, ReplayRequest(slots=(60.0,), keep=(9e6,))).table.slots.tolist() == [60], "it is gone"
    some = replay(prioritized, ReplayRequest(slots=(3.0, 60.0))).table
    assert sorted(some.slots.tolist()) == [3, 60]
    frequent = replay(prioritized, ReplayRequest(draws=(float(np.median(everything.draws)), 1e9))).table
    assert frequent.matching == 32


def test_that_errors_are_those_of_the_objective_with_the_weights_as_they_are(prioritized: Subject) -> None:
    table = replay(prioritized, ReplayRequest(slots=(5.0, 11.0))).table
    for slot, error in zip(table.slots.tolist(), table.error_now, strict=True):
        told = prioritized.program.next_update(pack(prioritized.knobs), slot)
        assert error == pytest.approx(abs(float(told.fit.td_error)), rel=1e-3, abs=1e-4)
    np.testing.assert_allclose(table.surprise_now, table.error_now)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (ReplayRequest(age=(1.0,)), "age is 1, but must be a lowest and a highest value"),
        (ReplayRequest(priority=(2.0, 1.0)), "priority is 2,1, but must be a lowest and a highest"),
        (ReplayRequest(slots=(64.0,)), "Slot 64 holds no transition that can be sampled; slots are whole numbers from"),
        (ReplayRequest(slots=(9999999.0,)), "Slot 9999999 holds no transition"),
        (ReplayRequest(slots=(1.5,)), "Slot 1.5 holds no transition"),
        (ReplayRequest(slots=tuple(map(float, range(101)))), "101 slots were asked for, but at most 100"),
    ],
)
def test_that_what_cannot_be_listed_is_refused(prioritized: Subject, request_: ReplayRequest, words: str) -> None:
    with pytest.raises(InputError) as refused:
        replay(prioritized, request_)
    assert words in str(refused.value)


def test_that_an_empty_buffer_is_refused() -> None:
    with pytest.raises(InputError, match="The replay buffer is empty; train some steps first"):
        replay(subject_after(0, prioritized=False), ReplayRequest())


def test_that_uniform_replay_has_no_priorities_to_ask_for() -> None:
    with pytest.raises(InputError, match=r"^Uniform replay has no priorities: "):
        replay(subject_after(STEPS, prioritized=False), ReplayRequest(priority=(0.0, 1.0)))


def test_that_a_buffer_of_a_run_that_diverged_can_be_looked_at() -> None:
    subject = subject_after(STEPS)
    arrays = subject.program.state_arrays()
    arrays["replay.tree.leaves"][0, 16:20] = np.nan
    subject.program.set_state_arrays(arrays)
    found = replay(subject, ReplayRequest())
    assert found.priority.counts.sum() == 60
    assert found.age.counts.sum() == 64


def test_that_what_can_t_be_sampled_has_no_weight_and_takes_none_from_the_others() -> None:
    subject = subject_after(STEPS)
    before = replay(subject, ReplayRequest(age=(0, 1000))).table
    arrays = subject.program.state_arrays()
    arrays["replay.tree.leaves"][2, 3] = 0.0  # one that is listed, and isn't the least
    subject.program.set_state_arrays(arrays)
    table = replay(subject, ReplayRequest(age=(0, 1000))).table
    (gone,) = np.flatnonzero(table.probability == 0.0)
    others = np.arange(len(table.slots)) != gone
    assert np.isnan(table.importance[gone])
    np.testing.assert_allclose(table.importance[others], before.importance[others], rtol=1e-6)


def test_that_looking_changes_nothing(prioritized: Subject) -> None:
    before = prioritized.program.state_arrays()
    report = replay(prioritized, ReplayRequest(age=(0, 1000)))
    assert isinstance(report, Replay)
    assert dataclasses.is_dataclass(report)
    for name, array in prioritized.program.state_arrays().items():
        np.testing.assert_array_equal(array, before[name])
