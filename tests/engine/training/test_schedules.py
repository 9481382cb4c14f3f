"""Schedules: values at their ends and middle, and what each of them counts."""

import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.training import live_inputs, schedules
from dqn_engine.training.exploration import epsilon as exploration_epsilon
from tests.support.compiled import both_ways, call


@both_ways
@pytest.mark.parametrize(
    ("position", "expected"), [(0.0, 1.0), (1.0, 0.991), (50.0, 0.55), (99.0, 0.109), (100.0, 0.1), (1e9, 0.1)]
)
def test_that_the_linear_schedule_falls_evenly_and_stays(way: str, position: float, expected: float) -> None:
    assert call(way, schedules.linear, 1.0, 0.1, position, 100.0) == pytest.approx(expected, rel=1e-5)


def test_that_the_linear_schedule_can_rise() -> None:
    assert [float(call("eager", schedules.linear, 0.4, 1.0, p, 10.0)) for p in (0.0, 5.0, 10.0, 11.0)] == (
        pytest.approx([0.4, 0.7, 1.0, 1.0])
    )


@both_ways
@pytest.mark.parametrize(("count", "expected"), [(0.0, 0.8), (1.0, 0.4), (2.0, 0.2), (3.0, 0.15), (1e6, 0.15)])
def test_that_the_multiplicative_schedule_falls_by_its_factor_to_its_end(
    way: str, count: float, expected: float
) -> None:
    assert call(way, schedules.multiplicative, 0.8, 0.15, 0.5, count) == pytest.approx(expected, rel=1e-5)


def epsilon(env_step: int, updates: int, **changes: object) -> float:
    knobs = validate_knobs(
        {"epsilon_start": 0.9, "epsilon_end": 0.1, "epsilon_decay_steps": 100, "epsilon_decay_rate": 0.9, **changes}
    )
    live = live_inputs.unpack(tf.constant(live_inputs.pack(knobs)))
    return float(exploration_epsilon.epsilon(live, tf.constant(env_step), tf.constant(updates), noisy=False))


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [("linear", [0.9, 0.5, 0.1]), ("multiplicative", [0.9, 0.9 * 0.9**4, 0.1]), ("constant", [0.9, 0.9, 0.9])],
)
def test_that_each_schedule_counts_what_it_says(schedule: str, expected: list[float]) -> None:
    # Steps and updates differ, so that counting the wrong one shows.
    found = [epsilon(step, updates, epsilon_schedule=schedule) for step, updates in ((0, 0), (50, 4), (5_000, 3_000))]
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("schedule", ["linear", "multiplicative", "constant"])
def test_that_a_hand_overrides_every_schedule_and_lets_it_return(schedule: str) -> None:
    by_hand = {"epsilon_schedule": schedule, "epsilon_value": 0.33}
    assert epsilon(50, 4, **by_hand, epsilon_manual=True) == pytest.approx(0.33)
    assert epsilon(50, 4, **by_hand, epsilon_manual=False) == epsilon(50, 4, epsilon_schedule=schedule)


@both_ways
@pytest.mark.parametrize(
    ("position", "expected"), [(0.0, 1.0), (25.0, 0.868198), (50.0, 0.55), (75.0, 0.231802), (100.0, 0.1), (1e9, 0.1)]
)
def test_that_the_cosine_schedule_falls_slowly_quickly_slowly(way: str, position: float, expected: float) -> None:
    assert call(way, schedules.cosine, 1.0, 0.1, position, 100.0) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [("constant", [0.02] * 4), ("linear", [0.02, 0.0125, 0.005, 0.005]), ("cosine", [0.02, 0.0125, 0.005, 0.005])],
)
def test_that_the_learning_rate_falls_to_its_fraction_over_updates(schedule: str, expected: list[float]) -> None:
    knobs = validate_knobs({"learning_rate": 0.02, "learning_rate_end": 0.25, "learning_rate_steps": 40})
    vector = live_inputs.unpack(tf.constant(live_inputs.pack(knobs)))
    found = [float(schedules.learning_rate(schedule, vector, tf.constant(update))) for update in (0, 20, 40, 999)]
    assert found == pytest.approx(expected, rel=1e-5)


def test_that_delta_grows_with_updates_by_its_factor_and_stays() -> None:
    vector = tf.constant(
        live_inputs.pack(validate_knobs({"huber_delta": 0.5, "huber_delta_end": 9.0, "huber_delta_steps": 40}))
    )
    found = [float(schedules.huber_delta(live_inputs.unpack(vector), tf.constant(count))) for count in (0, 10, 40, 900)]
    assert found == pytest.approx([0.5, 1.5, 4.5, 4.5])


@pytest.mark.parametrize(("starts", "interval", "first", "second"), [(1, 1, 1, 2), (20, 3, 21, 24), (21, 3, 21, 24)])
def test_that_learning_is_due_from_its_start_on_at_every_interval(
    starts: int, interval: int, first: int, second: int
) -> None:
    knobs = live_inputs.RunKnobs(
        *live_inputs.pack(validate_knobs({"learning_starts": starts, "train_interval": interval}))
    )
    due = [steps for steps in range(1, 40) if schedules.learning_is_due(steps, starts, interval)]
    assert due[:2] == [first, second]
    assert schedules.steps_until_learning(0, knobs) == first
    assert schedules.steps_until_learning(first, knobs) == second - first
    inside = schedules.learning_is_due(tf.range(1, 40), tf.constant(starts), tf.constant(interval))
    assert (tf.where(inside)[:, 0] + 1).numpy().tolist() == due
