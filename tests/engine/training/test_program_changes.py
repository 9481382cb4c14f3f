"""What changes a program in the middle of a run: weights from outside, α, and hyperparameters that rebuild it."""

import numpy as np
import pytest

from dqn_engine.replay import ring, sum_tree
from dqn_engine.system.values import KnobValue
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.program import Program
from tests.support.networks import random_weights
from tests.support.program_pool import (
    PLAIN,
    ProgramPool,
    continued_with,
    small_knobs,
)


@pytest.fixture
def program(programs: ProgramPool) -> Program:
    """A small prioritized program before its first step."""
    return programs.small(small_knobs(), seed=8)


@pytest.fixture(autouse=True)
def _pooled(programs: ProgramPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuilt programs come from the pool too."""
    monkeypatch.setattr("dqn_engine.training.program.Program", programs.stand_in)


def rows_by_age(program: Program, stored: int) -> np.ndarray:
    """The rows in the ring, oldest first."""
    rows = program.state.replay.rows.numpy()
    steps = np.arange(max(0, stored - len(rows)), stored)
    return rows[steps % len(rows)]


def priorities_by_age(program: Program, stored: int) -> np.ndarray:
    held = sum_tree.raw_priorities(program.state.replay.tree.leaves.numpy())
    capacity = program.state.replay.rows.shape[0]
    steps = np.arange(max(0, stored - capacity), stored)
    return held[steps % capacity]


def learner_arrays(program: Program) -> list[np.ndarray]:
    learner = program.state.learner
    groups = (learner.weights, learner.target_weights, learner.optimizer.mean, learner.optimizer.square)
    return [variable.numpy() for group in groups for variable in group]


def assert_tree_is_whole(program: Program, alpha: float) -> None:
    tree = program.state.replay.tree
    raw = sum_tree.raw_priorities(tree.leaves.numpy())
    for ours, expected in zip((tree.leaves, *tree.levels), sum_tree.build(raw, alpha), strict=True):
        np.testing.assert_allclose(ours.numpy(), expected, rtol=1e-5)


# --- weights from outside ---------------------------------------------------------------------------------------------


def test_that_set_weights_reach_both_networks_and_clear_the_moments(program: Program) -> None:
    program.run(60, pack(small_knobs()))
    given = random_weights(program.spec)
    program.set_weights(given)
    arrays = learner_arrays(program)
    size = len(arrays) // 4
    for online, target in zip(arrays[:size], arrays[size : 2 * size], strict=True):
        np.testing.assert_array_equal(online, target)
    assert not any(moment.any() for moment in arrays[2 * size :])
    for name, weight in program.weights().items():
        np.testing.assert_array_equal(weight, given[name])


def test_that_the_weights_handed_out_are_copies(program: Program) -> None:
    knobs = small_knobs()
    handed = program.weights()
    before = {name: weight.copy() for name, weight in handed.items()}
    program.run(60, pack(knobs))
    for name, weight in handed.items():
        np.testing.assert_array_equal(weight, before[name])
    for weight in handed.values():
        weight.fill(9.0)
    assert not any((weight == 9.0).all() for weight in program.weights().values())


def test_that_the_first_update_after_new_weights_is_no_larger_than_any_first_update(program: Program) -> None:
    """Adam's first step moves no weight by more than the learning rate, whenever it comes."""
    knobs = small_knobs(learning_rate=0.001)
    program.run(200, pack(knobs))
    program.set_weights(random_weights(program.spec))
    before = program.weights()
    program.run(1, pack(knobs))
    moved = max(np.abs(weight - before[name]).max() for name, weight in program.weights().items())
    assert 0 < moved <= 0.001 * 1.01


# --- α ----------------------------------------------------------------------------------------------------------------


def test_that_alpha_resums_the_tree_and_keeps_the_priorities(program: Program) -> None:
    knobs = small_knobs(alpha=0.9)
    program.run(100, pack(knobs))
    before = program.priorities()
    assert_tree_is_whole(program, 0.9)
    program.set_alpha(0.25)
    np.testing.assert_array_equal(program.priorities(), before)
    assert_tree_is_whole(program, 0.25)
    program.run(50, pack({**knobs, "alpha": 0.25}))
    assert_tree_is_whole(program, 0.25)


def test_that_alpha_can_be_changed_before_the_first_step(program: Program) -> None:
    program.set_alpha(0.9)
    metrics = program.run(100, pack(small_knobs(alpha=0.9)))
    assert np.isfinite(metrics).all()
    assert_tree_is_whole(program, 0.9)


# --- rebuilding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stored", [40, 64, 150])
@pytest.mark.parametrize("capacity", [64, 100, 256])
def test_that_a_new_capacity_keeps_the_newest_transitions_and_their_priorities(
    programs: ProgramPool, capacity: int, stored: int
) -> None:
    old_knobs = small_knobs(alpha=0.5, capacity=64)
    program = programs.small(old_knobs, seed=8)
    program.run(stored, pack(old_knobs))
    if capacity == 64:  # Shrinks from 256: the same rows, but stored in a larger ring.
        program = continued_with(program, small_knobs(alpha=0.5, capacity=256))
    rows, priorities = rows_by_age(program, stored), priorities_by_age(program, stored)
    learner = learner_arrays(program)
    following = continued_with(program, small_knobs(alpha=0.5, capacity=capacity))
    kept = min(stored, capacity, len(rows))
    np.testing.assert_array_equal(rows_by_age(following, stored)[-kept:], rows[-kept:])
    np.testing.assert_array_equal(priorities_by_age(following, stored)[-kept:], priorities[-kept:])
    assert_tree_is_whole(following, 0.5)
    for ours, theirs in zip(learner_arrays(following), learner, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for name in ("env_steps", "seed"):
        assert getattr(following.state, name).numpy() == getattr(program.state, name).numpy()
    assert float(following.state.steps.episode_return) == float(program.state.steps.episode_return)
    np.testing.assert_array_equal(
        following.state.steps.environment.physics.numpy(), program.state.steps.environment.physics.numpy()
    )
    assert int(following.state.steps.environment.step) == int(program.state.steps.environment.step)
    assert int(following.state.learner.updates) == int(program.state.learner.updates)


def test_that_a_shrunk_ring_keeps_only_the_newest(programs: ProgramPool) -> None:
    program = programs.small(small_knobs(capacity=256), seed=8)
    state, numbers = program.state, np.random.default_rng(0)
    # As after 300 steps; running so large a ring would only take longer.
    state.replay.rows.assign(numbers.normal(size=state.replay.rows.shape).astype(np.float32))
    tree = state.replay.tree
    arrays = sum_tree.build(numbers.uniform(0.1, 2.0, 256).astype(np.float32), 0.5)
    for variable, array in zip((tree.leaves, *tree.levels), arrays, strict=True):
        variable.assign(array)
    state.env_steps.assign(300)
    following = continued_with(program, small_knobs(capacity=64, alpha=0.5))
    np.testing.assert_array_equal(rows_by_age(following, 300), rows_by_age(program, 300)[-64:])
    np.testing.assert_array_equal(priorities_by_age(following, 300), priorities_by_age(program, 300)[-64:])
    assert_tree_is_whole(following, 0.5)


@pytest.mark.parametrize("changes", [{}, PLAIN], ids=["prioritized", "uniform"])
def test_that_a_grown_ring_samples_nothing_that_never_happened(
    programs: ProgramPool, changes: dict[str, KnobValue]
) -> None:
    """Of 200 steps the newest 64 are known; a ring of 96 has room that nothing was stored in since."""
    knobs = small_knobs(**changes)
    program = programs.small(knobs, seed=8)
    program.run(200, pack(knobs))
    known = program.state.replay.rows.numpy()
    grown = continued_with(program, {**knobs, "capacity": 96})
    rows = grown.state.replay.rows.numpy()
    ended = ring.ENDED_COLUMN % rows.shape[1]
    held = {row.tobytes() for row in np.delete(known, ended, axis=1)}
    assert {row.tobytes() for row in np.delete(rows, ended, axis=1)} == held
    again = rows[np.setdiff1d(np.arange(96), np.arange(136, 200) % 96)]
    assert len(again) == 32
    assert (again[:, ended] == 1.0).all(), "what stands there twice is followed by nothing"
    assert (grown.priorities() > 0).all()
    # Where priorities decide, what stands there twice is never sampled, nor told to be there.
    can_be_sampled = 96 if changes else 64
    assert len(grown.stored_observations(96)) == len(grown.contents().slots) == can_be_sampled
    rebuilt = continued_with(grown, {**knobs, "capacity": 96, "batch_size": 12})
    assert changes or len(rebuilt.priorities()) == can_be_sampled, "nor after the next rebuild"
    metrics = grown.run(100, pack({**knobs, "capacity": 96}))
    assert np.isfinite(metrics[:, COLUMN.loss]).all()


def test_that_a_new_batch_size_trains_on_from_the_same_state(program: Program) -> None:
    knobs = small_knobs()
    program.run(100, pack(knobs))
    learner, rows = learner_arrays(program), rows_by_age(program, 100)
    changed = small_knobs(batch_size=12)
    following = continued_with(program, changed)
    for ours, theirs in zip(learner_arrays(following), learner, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(rows_by_age(following, 100), rows)
    metrics = following.run(30, pack(changed))
    assert (metrics[:, COLUMN.updates] == 1).all()
    assert np.isfinite(metrics).all()
    assert int(following.state.env_steps) == 130


def test_that_a_repeat_outlives_what_is_rebuilt_but_not_the_way_of_exploring(programs: ProgramPool) -> None:
    knobs = small_knobs(exploration="epsilon-z-greedy")
    program = programs.small(knobs, seed=8)
    repeat = program.state.steps.repeat
    repeat.action.assign(1)
    repeat.left.assign(7)
    following = continued_with(program, {**knobs, "batch_size": 12})
    assert [int(number) for number in following.state.steps.repeat] == [1, 7]
    greedy = continued_with(following, {**knobs, "exploration": "epsilon-greedy"})
    assert greedy.state.steps.repeat == ()
    again = continued_with(greedy, knobs)
    assert int(again.state.steps.repeat.left) == 0


def test_that_going_over_to_priorities_gives_every_transition_the_largest(programs: ProgramPool) -> None:
    uniform, prioritized = small_knobs(**PLAIN), small_knobs(**{**PLAIN, "prioritized": True})
    program = programs.small(uniform, seed=8)
    program.run(50, pack({**uniform, "learning_starts": 60}))
    following = continued_with(program, prioritized)
    assert following.priorities().tolist() == [1.0] * 50
    assert_tree_is_whole(following, prioritized["alpha"])


def test_that_what_was_stored_while_replay_was_uniform_gets_no_older_transitions_priority(
    programs: ProgramPool,
) -> None:
    uniform, prioritized = small_knobs(prioritized=False), small_knobs(prioritized=True)
    program = programs.small(prioritized, seed=8)
    program.run(100, pack(prioritized))
    largest = float(program.state.replay.largest_priority)
    assert (program.priorities() < largest).any()
    without = continued_with(program, uniform)
    without.state.env_steps.assign_add(64)  # As after so many steps: every row is overwritten.
    again = continued_with(without, prioritized)
    np.testing.assert_array_equal(again.priorities(), np.full(64, largest, np.float32))


def test_that_the_weights_to_act_with_are_never_those_before_a_load_or_a_restart(programs: ProgramPool) -> None:
    knobs = small_knobs()
    program = programs.small(knobs, seed=8)
    program.run(30, pack(knobs))

    def assert_newest() -> None:
        for name, weight in program.weights().items():
            np.testing.assert_array_equal(program.acting_weights()[name], weight)

    assert_newest()
    program.set_weights(random_weights(program.spec))
    assert_newest()
    program.run(1, pack(knobs))
    assert_newest()
    program.restart(9)
    assert_newest()
    before = program.state_arrays()
    program.run(30, pack(knobs))
    program.set_state_arrays(before)
    assert_newest()
