"""The compiled MountainCar, Acrobot and tables against Gymnasium's: 10,000 steps from random states each."""

import gymnasium
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.environments.compiled.acrobot import AcrobotState, CompiledAcrobot
from dqn_engine.environments.compiled.mountain_car import CompiledMountainCar, MountainCarState
from dqn_engine.environments.compiled.table import TableState, table_from, table_of

STEPS = 10_000
PHYSICAL = {
    "MountainCar-v0": (CompiledMountainCar, MountainCarState, ([-1.2, -0.07], [0.6, 0.07]), 3),
    "Acrobot-v1": (
        CompiledAcrobot,
        AcrobotState,
        ([-np.pi, -np.pi, -4 * np.pi, -9 * np.pi], [np.pi, np.pi, 4 * np.pi, 9 * np.pi]),
        3,
    ),
}
TABLES = ("FrozenLake-v1", "FrozenLake8x8-v1", "CliffWalking-v1", "CliffWalkingSlippery-v1", "Taxi-v4")


def stepped(environment, states, actions, uniforms=None):
    """Every state [N, …] after one step, as arrays."""
    numbers = tf.zeros([STEPS, 1]) if uniforms is None else tf.constant(uniforms)

    @tf.function(jit_compile=True, autograph=False)
    def all_of_them():
        return tf.vectorized_map(
            lambda one: (lambda s: (*s, environment.observe(s.state)))(environment.step(one[0], one[1], one[2])),
            (states, tf.constant(actions), numbers),
        )

    return tf.nest.map_structure(lambda tensor: tensor.numpy(), all_of_them())


@pytest.mark.parametrize("name", PHYSICAL)
def test_that_a_step_from_any_state_is_gymnasiums(name: str) -> None:
    compiled, state_kind, (low, high), action_count = PHYSICAL[name]
    generator = np.random.default_rng(0)
    physics = generator.uniform(low, high, (STEPS, len(low)))
    physics[: STEPS // 4] *= 0.99  # Some at the very edge, most within.
    actions = generator.integers(action_count, size=STEPS)
    taken = tf.zeros([STEPS], tf.int32)
    after, reward, terminated, truncated, observed = stepped(
        compiled(), state_kind(tf.constant(physics), taken), actions
    )
    theirs = gymnasium.make(name, disable_env_checker=True).unwrapped
    theirs.reset(seed=0)
    expected = [], [], [], []
    for index in range(STEPS):
        theirs.state = physics[index].copy()
        observation, *rest = theirs.step(int(actions[index]))
        for column, value in zip(expected, (np.array(theirs.state), observation, *rest[:2]), strict=True):
            column.append(value)
    np.testing.assert_allclose(after.physics, expected[0], rtol=0, atol=1e-6)
    np.testing.assert_allclose(observed, expected[1], rtol=0, atol=1e-5)
    np.testing.assert_array_equal(reward, expected[2])
    np.testing.assert_array_equal(terminated, expected[3])
    ends = sum(expected[3])
    assert 100 < ends < STEPS // 2
    assert not truncated.any()
    assert (after.step == 1).all()


@pytest.mark.parametrize("name", PHYSICAL)
def test_that_episodes_begin_where_gymnasiums_do_and_are_cut_off_at_its_limit(name: str) -> None:
    compiled, state_kind, (low, _), _ = PHYSICAL[name]
    environment, size = compiled(), compiled.reset_numbers
    theirs = gymnasium.make(name, disable_env_checker=True)
    limit = theirs.spec.max_episode_steps
    ours = np.array([environment.reset(tf.constant(u)).physics for u in np.linspace(0, 1, 21)[:, None].repeat(size, 1)])
    starts = []
    for seed in range(300):
        theirs.reset(seed=seed)
        starts.append(np.array(theirs.unwrapped.state))
    assert (np.min(starts, 0) >= ours.min(0) - 1e-6).all()
    assert (np.max(starts, 0) <= ours.max(0) + 1e-6).all()
    np.testing.assert_allclose(np.min(starts, 0), ours.min(0), atol=0.004)
    np.testing.assert_allclose(np.max(starts, 0), ours.max(0), atol=0.004)
    still = tf.constant(np.zeros(len(low)) - (0.5 if name.startswith("Mountain") else 0.0))
    cut = [bool(environment.step(state_kind(still, tf.constant(n)), tf.constant(1)).truncated) for n in (0, limit - 2)]
    assert cut == [False, False]
    assert bool(environment.step(state_kind(still, tf.constant(limit - 1)), tf.constant(1)).truncated)


@pytest.mark.parametrize("name", TABLES)
def test_that_a_table_steps_as_gymnasium_does(name: str) -> None:
    made = gymnasium.make(name, disable_env_checker=True)
    bare, table = made.unwrapped, table_of(made, 100)
    generator = np.random.default_rng(1)
    cells = generator.integers(len(bare.P), size=STEPS)
    actions = generator.integers(made.action_space.n, size=STEPS)
    uniforms = generator.random((STEPS, 1), np.float32)
    states = TableState(tf.constant(cells, tf.int32), tf.zeros([STEPS], tf.int32))
    after, reward, terminated, _, observed = stepped(table, states, actions, uniforms)
    expected = []
    for cell, action, number in zip(cells, actions, uniforms[:, 0], strict=True):
        entries = bare.P[int(cell)][int(action)]
        expected.append(entries[int(np.argmax(np.cumsum([entry[0] for entry in entries]) > number))][1:])
    following, rewards, ends = map(np.array, zip(*expected, strict=True))
    np.testing.assert_array_equal(after.cell, following)
    np.testing.assert_allclose(reward, rewards, atol=1e-6)
    np.testing.assert_array_equal(terminated, ends)
    assert observed.shape == (STEPS, len(bare.P))
    np.testing.assert_array_equal(np.argmax(observed, 1), after.cell)


@pytest.mark.parametrize("name", TABLES)
def test_that_first_states_come_as_often_as_gymnasium_says(name: str) -> None:
    made = gymnasium.make(name, disable_env_checker=True)
    table, expected = table_of(made, 100), np.asarray(made.unwrapped.initial_state_distrib)
    numbers = tf.constant((np.arange(STEPS, dtype=np.float32) + 0.5)[:, None] / STEPS)
    cells = tf.vectorized_map(lambda number: table.reset(number).cell, numbers)
    counts = np.bincount(cells, minlength=len(expected)) / STEPS
    np.testing.assert_allclose(counts, expected, atol=2e-4)
    assert not counts[expected == 0].any()


def test_that_what_can_t_come_never_does_and_the_last_number_below_1_is_safe() -> None:
    third = 1 / 3
    row = [(0.0, 7, -1.0, False), (third, 1, 1.0, False), (third, 2, 2.0, True), (third, 3, 3.0, False)]
    table = table_from(dict.fromkeys(range(8), {0: row}), np.eye(8)[5], limit_steps=3)
    for number, cell in ((0.0, 1), (0.33, 1), (0.34, 2), (0.67, 3), (np.nextafter(np.float32(1), np.float32(0)), 3)):
        step = table.step(TableState(tf.constant(0), tf.constant(2)), tf.constant(0), tf.constant([number], tf.float32))
        assert (int(step.state.cell), bool(step.truncated)) == (cell, True)
        assert int(table.reset(tf.constant([number], tf.float32)).cell) == 5


@pytest.mark.parametrize("probability", [0.5, 1.5])
def test_that_probabilities_must_sum_to_1(probability: float) -> None:
    with pytest.raises(ValueError, match="sum to"):
        table_from({0: {0: [(probability, 0, 0.0, False)]}}, np.ones(1), 1)
    with pytest.raises(ValueError, match="sum to"):
        table_from({0: {0: [(1.0, 0, 0.0, False)]}}, np.array([probability]), 1)
