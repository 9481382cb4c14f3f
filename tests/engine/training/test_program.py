"""The compiled program: the same to the bit however it is called, and every hyperparameter does what it says."""

from collections.abc import Iterator

import gymnasium
import numpy as np
import pytest

from dqn_engine.config.hyperparameters import KNOBS, KnobKind, LiveClass, validate_knobs
from dqn_engine.config.run_config import run_config
from dqn_engine.networks import compiled_network
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.training.compiled_steps import LONGEST_CHUNK_STEPS
from dqn_engine.training.live_inputs import RunKnobs, pack
from dqn_engine.training.metrics import COLUMN, StepMetrics
from dqn_engine.training.program import Program
from dqn_engine.training.run import Run
from tests.support.program_pool import PLAIN, ProgramPool, small_knobs

SHA_STEPS = 700


def run_in_chunks(program: Program, knobs: dict, steps: int, chunk: int) -> np.ndarray:
    """The metrics [steps, M] of so many steps in chunks."""
    vector, rows = pack(knobs), []
    while (done := sum(map(len, rows))) < steps:
        rows.append(program.run(min(chunk, steps - done), vector))
    return np.concatenate(rows)


def run_and_collect_rows(program: Program, knobs: dict, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """The metrics [steps, M] and the ring's rows [steps, W] of so many steps from the first."""
    metrics, rows, capacity = [], [], knobs["capacity"]
    for first in range(0, steps, 50):
        count = min(50, steps - first)
        metrics.append(program.run(count, pack(knobs)))
        rows.append(program.state.replay.rows.numpy()[np.arange(first, first + count) % capacity])
    return np.concatenate(metrics), np.concatenate(rows)


def online(program: Program) -> dict[str, np.ndarray]:
    return program.weights()


def target(program: Program) -> dict[str, np.ndarray]:
    return compiled_network.unpack(program.spec, tuple(w.numpy() for w in program.state.learner.target_weights))


def equal(first: dict[str, np.ndarray], second: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(first[name], second[name]) for name in first)


def all_finite(program: Program) -> bool:
    return all(np.isfinite(w).all() for weights in (online(program), target(program)) for w in weights.values())


# --- determinism ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            {"target_sync": "hard", "target_interval": 30, "updates_per_training": 2}, id="double, dueling, hard sync"
        ),
        pytest.param(PLAIN, id="plain, uniform"),
        pytest.param(
            {**PLAIN, "observation_scaling": "running", "reward_shaping": "notebook-1", "target_sync": "episode"},
            id="running scales, shaped, sync at episodes' ends",
        ),
    ],
)
def test_that_weights_are_the_same_to_the_bit_at_any_chunk_size(programs: ProgramPool, changes: dict) -> None:
    knobs = small_knobs(**changes)
    program = programs.small(knobs, seed=5)
    untrained = weights_sha256(program.weights())
    whole = run_in_chunks(program, knobs, SHA_STEPS, 500)
    expected, expected_target = weights_sha256(program.weights()), weights_sha256(target(program))
    assert expected != untrained
    for chunk in (1, 37):
        program.restart(5)
        assert weights_sha256(program.weights()) == untrained
        np.testing.assert_array_equal(run_in_chunks(program, knobs, SHA_STEPS, chunk), whole)
        assert weights_sha256(program.weights()) == expected
        assert weights_sha256(target(program)) == expected_target
    program.restart(6)
    run_in_chunks(program, knobs, SHA_STEPS, 500)
    assert weights_sha256(program.weights()) != expected


def test_that_two_programs_of_one_configuration_learn_the_same(programs: ProgramPool) -> None:
    knobs = small_knobs()
    first = programs.small(knobs, seed=2)
    run_in_chunks(first, knobs, 300, 300)
    expected = weights_sha256(first.weights())
    again = programs.small(knobs, seed=2)
    run_in_chunks(again, knobs, 300, 100)
    assert weights_sha256(again.weights()) == expected


def test_that_a_chunk_of_no_steps_changes_nothing(programs: ProgramPool) -> None:
    knobs = small_knobs()
    program = programs.small(knobs)
    run_in_chunks(program, knobs, 50, 50)
    before = online(program)
    assert program.run(0, pack(knobs)).shape == (0, len(StepMetrics._fields))
    assert equal(before, online(program))
    assert int(program.state.env_steps) == 50


def test_that_the_longest_chunk_reports_every_step(programs: ProgramPool) -> None:
    knobs = small_knobs()
    metrics = programs.small(knobs).run(LONGEST_CHUNK_STEPS, pack(knobs))
    assert metrics.shape == (LONGEST_CHUNK_STEPS, len(StepMetrics._fields))
    assert (metrics[19:, COLUMN.updates] == 1).all()
    assert (metrics[:, COLUMN.episode_length] >= 1).all()


# --- hyperparameters are inputs --------------------------------------------------------------------------------------


def test_that_no_live_hyperparameter_traces_the_program_again(programs: ProgramPool) -> None:
    knobs = small_knobs()
    program = programs.small(knobs)
    program.run(1, pack(knobs))
    traces = program.compiled_chunk.experimental_get_tracing_count()
    for knob in KNOBS:
        if knob.live is LiveClass.LIVE:
            if knob.kind is KnobKind.BOOL:
                others = [not knob.default]
            elif knob.kind is KnobKind.CHOICE:
                others = list(knob.choices[1:])
            else:
                others = [knob.low, min(knob.high, 17)]
            for value in others:
                program.run(2, pack({**knobs, knob.name: value}))
    assert program.compiled_chunk.experimental_get_tracing_count() == traces == 1


def test_that_every_live_hyperparameter_of_learning_is_an_input() -> None:
    others = ("Evaluation", "Stopping", "Saving")
    live = {knob.name for knob in KNOBS if knob.live is LiveClass.LIVE and knob.group not in others}
    words = {"loss": "squared_loss", "target_sync": "hard_sync", "epsilon_schedule": "schedule_linear"}
    assert {words.get(name, name) for name in live} <= set(RunKnobs._fields)


def test_that_packing_puts_every_hyperparameter_in_its_place() -> None:
    values = RunKnobs(*pack(validate_knobs({"loss": "squared", "target_sync": "hard", "gamma": 0.5, "n_step": 7})))
    assert (values.squared_loss, values.hard_sync, values.gamma, values.n_step) == (1.0, 1.0, 0.5, 7.0)
    assert (values.schedule_linear, values.schedule_multiplicative) == (1.0, 0.0)
    assert values.double == 1.0
    assert values.epsilon_manual == 0.0
    assert RunKnobs(*pack(validate_knobs({"target_sync": "episode"}))).episode_sync == 1.0
    values = RunKnobs(*pack(validate_knobs({"epsilon_schedule": "multiplicative", "double": False})))
    assert (values.squared_loss, values.hard_sync, values.episode_sync, values.double) == (0.0, 0.0, 0.0, 0.0)
    assert (values.schedule_linear, values.schedule_multiplicative) == (0.0, 1.0)


# --- acting and storing -----------------------------------------------------------------------------------------------


@pytest.fixture
def gymnasium_cartpole() -> Iterator[gymnasium.Env]:
    environment = gymnasium.make("CartPole-v1")
    yield environment
    environment.close()


def test_that_the_stored_rows_are_what_gymnasium_does_under_the_same_actions(
    programs: ProgramPool, gymnasium_cartpole: gymnasium.Env
) -> None:
    knobs = small_knobs(**PLAIN, epsilon_decay_steps=150)
    program = programs.small(knobs, seed=4)
    metrics, rows = run_and_collect_rows(program, knobs, 250)
    length, returned, expected = 0, 0.0, None
    for row, reported in zip(rows, metrics, strict=True):
        observation, next_observation, (action, reward, terminated, ended) = row[:4], row[4:8], row[8:]
        if length == 0:
            gymnasium_cartpole.reset(seed=0)
            assert np.abs(observation).max() <= 0.05
            gymnasium_cartpole.unwrapped.state = observation.astype(np.float64)
        else:
            np.testing.assert_allclose(observation, expected, rtol=0, atol=1e-5)
        expected, their_reward, their_end, truncated, _ = gymnasium_cartpole.step(int(action))
        np.testing.assert_allclose(next_observation, expected, rtol=0, atol=1e-5)
        length, returned = length + 1, returned + float(their_reward)
        assert (reward, terminated, ended) == (their_reward, their_end, their_end or truncated)
        assert reported[COLUMN.ended] == (1.0 if their_end else 0.0)
        assert reported[COLUMN.episode_return] == returned
        assert reported[COLUMN.episode_length] == length
        if ended:
            length, returned = 0, 0.0
    assert metrics[:, COLUMN.ended].sum() >= 5


def test_that_episodes_begin_at_different_places(programs: ProgramPool) -> None:
    knobs = small_knobs(**PLAIN)
    _, rows = run_and_collect_rows(programs.small(knobs, seed=4), knobs, 250)
    starts = rows[np.flatnonzero(rows[:-1, 11]) + 1, :4]
    assert len(starts) >= 5
    for column in starts.T:
        assert len(set(column.tolist())) == len(starts)


@pytest.mark.parametrize(("value", "expected"), [(0.0, 0), (1.0, 2)])
def test_that_epsilon_set_by_hand_is_what_is_acted_by(programs: ProgramPool, value: float, expected: int) -> None:
    knobs = small_knobs(epsilon_manual=True, epsilon_value=value, learning_starts=64)
    program = programs.small(knobs, seed=1)
    zero = {name: np.zeros(shape, np.float32) for name, shape in program.spec.weight_shapes.items()}
    program.set_weights(zero)  # All actions are equally good: greedy is always the first.
    metrics = run_in_chunks(program, knobs, 60, 60)
    assert (metrics[:, COLUMN.epsilon] == value).all()
    actions = program.state.replay.rows.numpy()[:60, 8]
    assert len(set(actions.tolist())) == max(1, expected)


# --- when it learns ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "per_training", "starts", "expected_steps"),
    [(1, 1, 30, range(30, 61)), (4, 1, 30, range(32, 61, 4)), (7, 3, 21, range(21, 61, 7)), (100, 1, 1, ())],
)
def test_that_updates_are_made_when_and_as_often_as_the_hyperparameters_say(
    programs: ProgramPool, interval: int, per_training: int, starts: int, expected_steps: range
) -> None:
    knobs = small_knobs(train_interval=interval, updates_per_training=per_training, learning_starts=starts)
    program = programs.small(knobs)
    metrics = run_in_chunks(program, knobs, 60, 13)
    learned = np.flatnonzero(metrics[:, COLUMN.updates]) + 1
    assert learned.tolist() == list(expected_steps)
    assert (metrics[learned - 1, COLUMN.updates] == per_training).all()
    assert int(program.state.learner.updates) == len(expected_steps) * per_training
    idle = np.delete(metrics, learned - 1, axis=0)
    assert not idle[:, [COLUMN.loss, COLUMN.td_error, COLUMN.q_mean, COLUMN.q_max, COLUMN.gradient_norm]].any()


def test_that_nothing_changes_before_learning_starts(programs: ProgramPool) -> None:
    knobs = small_knobs(learning_starts=60)
    program = programs.small(knobs)
    before = online(program)
    run_in_chunks(program, knobs, 59, 59)
    assert equal(before, online(program))
    assert equal(before, target(program))
    run_in_chunks(program, knobs, 1, 1)
    assert not equal(before, online(program))


# --- the target network -----------------------------------------------------------------------------------------------


def test_that_hard_sync_copies_at_its_interval_and_not_between(programs: ProgramPool) -> None:
    knobs = small_knobs(target_sync="hard", target_interval=5, tau=0.5, learning_starts=10, learning_rate=0.01)
    program, vector = programs.small(knobs), pack(knobs)
    program.run(9, vector)
    held = target(program)
    for update in range(1, 23):
        program.run(1, vector)
        if update % 5 == 0:
            assert equal(target(program), online(program)), "a copy is a copy to the bit"
            held = online(program)
        assert equal(target(program), held)
        assert equal(target(program), online(program)) == (update % 5 == 0)


@pytest.mark.parametrize("interval", [1, 7])
def test_that_the_sync_at_episodes_ends_waits_for_an_end_and_then_for_an_update(
    programs: ProgramPool, interval: int
) -> None:
    knobs = small_knobs(target_sync="episode", target_interval=1, tau=1.0, learning_rate=0.01, train_interval=interval)
    program, vector = programs.small(knobs, seed=2), pack(knobs)
    held, ended, copies = target(program), False, 0
    for _ in range(150):
        (row,) = program.run(1, vector)
        ended |= bool(row[COLUMN.ended])
        if ended and row[COLUMN.updates]:
            held, ended, copies = online(program), False, copies + 1
        assert equal(target(program), held)
    assert copies >= 4


@pytest.mark.parametrize("tau", [0.0001, 0.1, 1.0])
def test_that_soft_sync_blends_by_tau_at_every_update(programs: ProgramPool, tau: float) -> None:
    knobs = small_knobs(target_sync="soft", tau=tau, target_interval=1, learning_starts=10, learning_rate=0.01)
    program, vector = programs.small(knobs), pack(knobs)
    program.run(9, vector)
    for _ in range(10):
        before = target(program)
        program.run(1, vector)
        now, after = online(program), target(program)
        for name, weight in after.items():
            np.testing.assert_allclose(weight, (1 - tau) * before[name] + tau * now[name], rtol=1e-5, atol=1e-6)


def test_that_the_sync_can_be_changed_in_the_middle(programs: ProgramPool) -> None:
    knobs = small_knobs(target_sync="hard", target_interval=100_000)
    program = programs.small(knobs)
    first = target(program)
    program.run(60, pack(knobs))
    assert equal(target(program), first)
    program.run(1, pack({**knobs, "target_interval": 1}))
    assert equal(target(program), online(program))


# --- what must not happen ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prioritized", [True, False])
def test_that_the_highest_learning_rate_and_the_boldest_loss_leave_finite_weights(
    programs: ProgramPool, prioritized: bool
) -> None:
    bold = {"learning_rate": 0.1, "gamma": 0.9999, "loss": "squared", "gradient_clip": 0.0, "optimizer_epsilon": 1e-10}
    chase = {"target_sync": "hard", "target_interval": 1, "n_step": 1, "double": False}
    knobs = small_knobs(**bold, **chase, prioritized=prioritized, dueling=prioritized)
    program = programs.small(knobs)
    run_in_chunks(program, knobs, 1000, 1000)
    assert all_finite(program)


@pytest.mark.parametrize("prioritized", [True, False])
def test_that_an_update_that_is_not_finite_is_not_made(programs: ProgramPool, prioritized: bool) -> None:
    knobs = small_knobs(prioritized=prioritized, dueling=prioritized, loss="squared")
    program = programs.small(knobs)
    run_in_chunks(program, knobs, 40, 40)
    huge = {name: np.full_like(weight, 1e25) for name, weight in program.weights().items()}
    program.set_weights(huge)
    metrics = run_in_chunks(program, knobs, 30, 30)
    assert not np.isfinite(metrics[:, COLUMN.loss]).all()
    assert all_finite(program)
    assert equal(online(program), huge)
    assert equal(target(program), huge)


def test_that_no_transition_gets_an_infinite_or_empty_weight_over_thousands_of_samples(programs: ProgramPool) -> None:
    # The ring fills, wraps and is sampled from with wildly different priorities from its first row on.
    knobs = small_knobs(alpha=1.0, priority_epsilon=1e-6, beta_start=1.0, learning_starts=1, learning_rate=0.05)
    program = programs.small(knobs)
    for seed in range(8):
        program.restart(seed)
        metrics = run_in_chunks(program, knobs, 1000, 1000)
        assert np.isfinite(metrics).all()
        assert all_finite(program)


# --- the policy's weights and the first values ------------------------------------------------------------------------


def test_that_the_policy_follows_the_network_exactly_when_averaged_over_one_update(programs: ProgramPool) -> None:
    knobs = small_knobs()
    program = programs.small(knobs)
    program.run(60, pack(knobs))
    assert equal(program.policy_weights(), online(program))


def test_that_the_policy_averages_the_network_and_is_untouched_before_the_first_update(programs: ProgramPool) -> None:
    knobs = small_knobs(average_updates=1000)
    program = programs.small(knobs)
    untrained = online(program)
    program.run(knobs["learning_starts"] - 1, pack(knobs))
    assert equal(program.policy_weights(), untrained)
    program.run(200, pack(knobs))
    distance = {
        name: np.abs(weights - online(program)["hidden_1/kernel"]).max()
        for name, weights in (
            ("policy", program.policy_weights()["hidden_1/kernel"]),
            ("untrained", untrained["hidden_1/kernel"]),
        )
    }
    assert 0 < distance["policy"] < distance["untrained"]


@pytest.mark.parametrize("dueling", [True, False])
def test_that_endless_values_start_at_the_return_of_an_episode_without_end(dueling: bool) -> None:
    states = np.random.default_rng(0).uniform(-0.05, 0.05, (50, 4))
    started = {}
    for values in ("endless", "zero"):
        changes = {"initial_values": values, "gamma": 0.95, "dueling": dueling, "hidden_sizes": (16,), "capacity": 64}
        run = Run(run_config(seed=1, changes={**changes, "learning_starts": 20}))
        started[values] = run.policy().q_values(states)
    np.testing.assert_allclose(started["endless"] - started["zero"], 1 / (1 - 0.95), rtol=1e-5)
