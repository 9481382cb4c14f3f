"""Action masks from the environment to the last number: nobody takes a forbidden action, and none is learned from."""

import itertools

import gymnasium
import numpy as np
import pytest
import tensorflow as tf
from gymnasium.envs.toy_text.taxi import TaxiEnv

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.config.run_config import run_config, run_config_from_json
from dqn_engine.environments.registry import environment_info
from dqn_engine.environments.vector import VectorEnvironment
from dqn_engine.play.evaluation import evaluate
from dqn_engine.play.spectator import Spectator
from dqn_engine.replay.frame_ring import ENDED, NTH
from dqn_engine.replay.packed_masks import unpacked
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.values import KnobValue
from dqn_engine.training.exploration.choices import EXPLORATIONS, exploration_of
from dqn_engine.training.exploration.epsilon_z_greedy import EpsilonZGreedy, Repeat
from dqn_engine.training.live_inputs import pack, unpack
from dqn_engine.training.memory_need import refuse_beyond_memory
from dqn_engine.training.run import Run
from tests.support import masked_environments
from tests.support.masked_environments import FAULTS, FORBIDDEN, fault_name
from tests.support.networks import small_spec
from tests.support.program_pool import PLAIN, SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")

ALMOST_ONE = float(np.nextafter(np.float32(1), np.float32(0)))
WAYS: dict[str, dict[str, KnobValue]] = {
    "epsilon-greedy": {"epsilon_decay_steps": 60},
    "epsilon-z-greedy": {"exploration": "epsilon-z-greedy", "repeat_exponent": 0.5, "repeat_limit": 20},
    "boltzmann": {"exploration": "boltzmann"},
    "noisy": {"noisy": True},
    "greedy": {"epsilon_manual": True, "epsilon_value": 0.0},
}


class Disobedient:
    """Values a forbidden action above all others, whichever it is; masks aren't known to it."""

    def __init__(self, action_count: int) -> None:
        self._count = action_count
        self._turns = itertools.count()

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        values = np.zeros((len(observations), self._count), np.float32)
        values[:, next(self._turns) % self._count] = 1e30
        values[:, next(self._turns) % self._count] = np.nan
        return values

    def greedy_actions(self, observations: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
        from dqn_engine.networks.allowed_actions import best_allowed

        return best_allowed(self.q_values(observations), allowed)


@pytest.fixture(autouse=True)
def _nothing_forbidden_was_taken() -> None:
    FORBIDDEN.clear()


def run_of(environment: str, **changes: KnobValue) -> Run:
    return Run(run_config(environment=environment, seed=3, changes={**SMALL, **changes}))


def train(run: Run, steps: int) -> None:
    while run.env_steps < steps:
        run.train(steps - run.env_steps)


# --- what is learned --------------------------------------------------------------------------------------------------

LEARNING: dict[str, KnobValue] = {
    "gamma": 0.9, "learning_rate": 0.01, "learning_rate_end": 0.0005, "learning_rate_steps": 3000,
    "target_sync": "soft", "tau": 0.05, "n_step": 1, "epsilon_end": 0.5,
}  # fmt: skip
RIGHT = [[0.0, 1.5], [0.0, 5.0]]
PLACES = np.array([[0.0], [1.0]], np.float32)


@pytest.mark.parametrize(("name", "double"), [("Doors-v0", True), ("DoorsInObservation-v0", False)])
def test_that_values_are_those_of_allowed_actions_however_the_mask_is_given(name: str, double: bool) -> None:
    run = run_of(name, **LEARNING, double=double)
    train(run, 4000)
    values = run.policy().q_values(PLACES)
    assert evaluate(run.policy(), name, 3, seed=1).returns.tolist() == [2.0] * 3
    run.close()
    np.testing.assert_allclose(values, RIGHT, atol=0.05)
    assert not FORBIDDEN


def test_that_both_ways_of_giving_a_mask_are_the_same_to_the_bit() -> None:
    shas = set()
    for name in ("Doors-v0", "DoorsInObservation-v0"):
        run = run_of(name)
        train(run, 96)
        shas.add(run.weights_sha256())
        run.close()
    assert len(shas) == 1


# --- who acts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_that_no_way_of_exploring_takes_a_forbidden_action_outside(way: str) -> None:
    run = run_of("Turning-v0", num_envs=3, **{**PLAIN, **WAYS[way]})
    train(run, 600)
    run.close()
    assert not FORBIDDEN
    assert run.episodes == 600 // 5


def rows_of_taxi(way: str) -> np.ndarray:
    """The rows [1000, W] that a run inside the program has stored."""
    run = run_of("Taxi-v4", **{**PLAIN, **WAYS[way], "capacity": 1000, "hidden_sizes": (8,)})
    train(run, 1000)
    run.close()
    return run.program.state.replay.rows.numpy()


# The other ways are held to the twin, action by action, with a mask as well.
@pytest.mark.parametrize("way", ["epsilon-greedy", "greedy"])
def test_that_nobody_takes_a_forbidden_action_inside_the_program(way: str) -> None:
    rows, taxi = rows_of_taxi(way), TaxiEnv()
    states, actions = rows[:, 0].astype(int), rows[:, -4].astype(int)
    masks = np.array([taxi.action_mask(state) for state in states])
    assert masks[np.arange(1000), actions].all()
    assert set(actions.tolist()) >= {0, 1, 2, 3}
    for column, visited in ((2, rows[:, 0]), (3, rows[:, 1])):
        expected = np.array([taxi.action_mask(state) for state in visited.astype(int)])
        np.testing.assert_array_equal(unpacked(tf.constant(rows[:, column : column + 1]), 6), expected)


def rows_whose_mask_is_that_of_their_picture(run: Run) -> int:
    """How many of `TurningPicture` are stored; each is looked at."""
    numbers, frames = run.program.state.replay.ring.numbers.numpy(), run.program.frames
    rows = np.flatnonzero(numbers[:, NTH])
    for row in rows:
        forbidden = int(frames.get(np.array([row]))[0, 0]) % 40 // 10
        mask = unpacked(tf.constant(numbers[row : row + 1, ENDED + 1 :]), 3)[0]
        assert mask.numpy().tolist() == [action != forbidden for action in range(3)]
    return len(rows)


def test_that_pictures_with_masks_are_stored_and_learned_from() -> None:
    run = run_of("TurningPicture-v0", frame_stack=2, n_step=2, capacity=300, num_envs=2)
    train(run, 120)
    assert rows_whose_mask_is_that_of_their_picture(run) > 100
    assert run.updates > 50
    assert evaluate(run.policy(), "TurningPicture-v0", 3, seed=1, frame_stack=2).episodes == 3
    run.change_knobs({"capacity": 100, "prioritized": False})
    assert rows_whose_mask_is_that_of_their_picture(run) > 80
    run.close()
    assert not FORBIDDEN


def test_that_a_restored_run_has_its_masks_and_goes_on_without_a_forbidden_action() -> None:
    run = run_of("Turning-v0", num_envs=2, capacity=100)
    train(run, 70)
    run.change_knobs({"capacity": 64, "batch_size": 6})
    train(run, 90)
    arrays, rows = run.program.state_arrays(), run.program.state.replay.rows.numpy()
    counters = {"env_steps": 90, "updates": run.updates, "episodes": run.episodes, "recent_returns": ()}
    run.close()
    forbidden = [rows[:, 1], rows[:, 3]]  # what was observed before and after
    for numbers, seen in zip(rows[:, 4:6].T, forbidden, strict=True):
        np.testing.assert_array_equal(numbers, 7 - 2**seen)
    restored = run_of("Turning-v0", num_envs=2, capacity=64, batch_size=6)
    restored.restore(arrays, **counters)
    restored.begin_new_episodes()
    train(restored, 150)
    assert restored.env_steps == 150
    restored.close()
    other = run_of("Turning-v0", num_envs=2, capacity=64, batch_size=6, action_mask=False)
    with pytest.raises(ValueError, match="The state has"):
        other.restore(arrays, **counters)
    other.close()
    assert not FORBIDDEN


def test_that_evaluation_and_view_obey_masks_whatever_the_network_says() -> None:
    evaluation = evaluate(Disobedient(3), "Turning-v0", 40, seed=2)
    spectator = Spectator(environment_info("Turning-v0"), seed=0, clock=itertools.count().__next__)
    steps = [step for _ in range(40) for step in spectator.advance(lambda: Disobedient(3))]
    spectator.close()
    assert not FORBIDDEN
    assert evaluation.episodes == 40
    assert len(steps) > 100
    assert spectator.take_picture_failure() is None
    for step in steps:
        assert step.allowed == tuple(action != step.state[1] for action in range(3))
        assert step.allowed[step.action]


def test_that_without_masks_a_step_of_the_view_says_nothing_of_them() -> None:
    spectator = Spectator(environment_info("FrozenLake-v1"), seed=0, clock=itertools.count().__next__)
    steps = [step for _ in range(3) for step in spectator.advance(lambda: Disobedient(4))]
    spectator.close()
    assert {step.allowed for step in steps} == {()}


# --- every way of exploring, alone ------------------------------------------------------------------------------------

EXTREME = [[np.nan, np.inf, 1.0, 2.0], [-np.inf] * 4, [np.nan] * 4, [1e30, -1e30, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]]
MASKS = [list(mask) for mask in itertools.product([False, True], repeat=4) if any(mask)]


@pytest.mark.parametrize("kind", EXPLORATIONS)
def test_that_whatever_the_values_and_numbers_only_allowed_actions_are_chosen_inside_and_outside(kind: str) -> None:
    knobs = validate_knobs({"exploration": kind, "temperature": 0.7, "repeat_exponent": 1.0, "repeat_limit": 6})
    explore, live = exploration_of(knobs), unpack(tf.constant(pack(knobs)))
    cases = list(itertools.product(EXTREME, MASKS, [0.0, 0.3, ALMOST_ONE], [0.0, 0.5, ALMOST_ONE], range(4)))
    values, masks, first, second, repeated = (np.array(column) for column in zip(*cases, strict=True))
    count, uniform = len(cases), np.stack([first, second], axis=1).astype(np.float32)
    extra = np.full((count, explore.extra_numbers), 0.5, np.float32)
    values = values.astype(np.float32)
    remembered = Repeat(repeated, np.full(count, 2)) if isinstance(explore, EpsilonZGreedy) else ()
    for epsilon in (0.0, 0.4, 1.0):
        with np.errstate(all="ignore"):
            outside, _ = explore.choose_outside(values, knobs, epsilon, uniform, extra, remembered, masks)
        assert masks[np.arange(count), outside].all()

        def choose(one, epsilon=epsilon):
            q, mask, numbers, more, again = one
            then = Repeat(*tf.unstack(again)) if isinstance(explore, EpsilonZGreedy) else ()
            return explore.choose(q, live, tf.constant(epsilon), numbers, more, then, mask)[0]

        again = np.stack([repeated, np.full(count, 2)], axis=1).astype(np.int32)
        inside = tf.function(lambda *all_of_them: tf.map_fn(choose, all_of_them, tf.int32), jit_compile=True)(
            *map(tf.constant, (values, masks, uniform, extra, again))
        ).numpy()
        assert masks[np.arange(count), inside].all()
        finite = np.isfinite(values).all(axis=1)
        np.testing.assert_array_equal(inside[finite], outside[finite])


def test_that_a_random_action_is_any_allowed_one_as_often() -> None:
    knobs = validate_knobs({})
    uniform = np.random.default_rng(2).random((9000, 2), np.float32)
    mask = np.tile([True, False, True, False, True], (9000, 1))
    actions, _ = exploration_of(knobs).choose_outside(
        np.zeros((9000, 5)), knobs, 1.0, uniform, np.zeros((9000, 0)), (), mask
    )
    counts = np.bincount(actions, minlength=5)
    assert counts[1] == counts[3] == 0
    assert np.sum((counts[[0, 2, 4]] - 3000.0) ** 2 / 3000.0) < 13.8  # χ² with 2 degrees of freedom, one in a thousand


@pytest.mark.parametrize(("uniform", "action"), [(0.0, 0), (0.15, 0), (0.17, 2), (0.99, 2), (ALMOST_ONE, 2)])
def test_that_boltzmann_s_probabilities_are_those_of_allowed_actions(uniform: float, action: int) -> None:
    # ln 1 and ln 5: 1/6 and 5/6; the forbidden ones between and behind would take the rest.
    knobs = validate_knobs({"exploration": "boltzmann"})
    q_values, mask = np.log([[1.0, 7.0, 5.0, 900.0]]), np.array([[True, False, True, False]])
    numbers = np.array([[0.0, uniform]], np.float32)
    taken, _ = exploration_of(knobs).choose_outside(q_values, knobs, 0.0, numbers, np.zeros((1, 0)), (), mask)
    assert taken.tolist() == [action]


def test_that_a_repeat_ends_where_its_action_is_forbidden() -> None:
    knobs = validate_knobs({"exploration": "epsilon-z-greedy", "repeat_exponent": 1.0, "repeat_limit": 3})
    explore, greedy = exploration_of(knobs), np.array([[0.9, 0.0]], np.float32)
    values, more = np.array([[0.0, 9.0, 5.0]]), np.array([[0.99]], np.float32)
    for mask, expected in (([True, True, True], (0, 1)), ([False, True, True], (1, 0)), ([False, False, True], (2, 0))):
        taken, then = explore.choose_outside(
            values, knobs, 0.5, greedy, more, Repeat(np.array([0]), np.array([2])), np.array([mask])
        )
        assert (int(taken[0]), int(then.left[0])) == expected


# --- what environments give -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("num_envs", [1, 4])
def test_that_an_episode_s_last_mask_is_its_own_and_not_the_next_one_s(num_envs: int) -> None:
    environments = VectorEnvironment("Turning-v0", num_envs, seed=1)
    differ = 0
    for _ in range(30):
        assert environments.allowed is not None
        before = environments.allowed
        step = environments.step(before.argmax(axis=1))
        np.testing.assert_array_equal(step.allowed, before)
        for mask, observations in ((step.next_allowed, step.next_observations), (environments.allowed, None)):
            seen = environments.observations if observations is None else observations
            np.testing.assert_array_equal(mask, np.arange(3) != seen[:, 1:])
        if step.truncated.any():
            differ += int((step.next_allowed != environments.allowed).any())
    environments.close()
    assert differ > 0


@pytest.mark.parametrize("fault", ["end missing", "end nothing"])
def test_that_at_the_end_of_an_episode_a_mask_may_be_missing_or_allow_nothing(fault: str) -> None:
    run = run_of(fault_name(fault))
    train(run, 64)
    run.close()
    assert evaluate(run.policy(), fault_name(fault), 2, seed=1).episodes == 2


@pytest.mark.parametrize("fault", FAULTS)
def test_that_a_mask_which_breaks_the_rules_is_named_in_training_evaluation_and_view(fault: str) -> None:
    name, words = fault_name(fault), FAULTS[fault]
    with pytest.raises(BrokenEnvironmentError) as caught:  # noqa: PT012 - when it is made, or later
        run = run_of(name)
        train(run, 64)
    with pytest.raises(BrokenEnvironmentError) as evaluated:
        evaluate(Disobedient(2), name, 2, seed=1)
    spectator = Spectator(environment_info(name), seed=0, clock=itertools.count().__next__)
    spectator.advance(lambda: Disobedient(2))
    failure = spectator.take_picture_failure()
    assert failure is not None
    for told in (str(caught.value), str(evaluated.value), failure[0]):
        assert words in told
        assert "\n" not in told


def test_that_masks_can_be_left_unread() -> None:
    run = run_of("Turning-v0", action_mask=False)
    with pytest.raises(BrokenEnvironmentError, match="is forbidden"):
        train(run, 64)
    with pytest.raises(BrokenEnvironmentError, match="is forbidden"):
        evaluate(Disobedient(3), "Turning-v0", 9, seed=1, masks=False)
    assert FORBIDDEN
    run = run_of(fault_name("reset short"), action_mask=False, epsilon_manual=True, epsilon_value=0.0)
    run.close()
    taxi = run_of("Taxi-v4", action_mask=False, hidden_sizes=(8,))
    assert taxi.program.state.replay.rows.shape[1] == 2 + 4
    taxi.close()


def test_that_masks_given_by_some_copies_only_are_refused() -> None:
    class Sometimes(masked_environments.Doors):
        made = 0

        def __init__(self) -> None:
            super().__init__("" if Sometimes.made % 2 else "reset missing")
            Sometimes.made += 1

    gymnasium.register("Sometimes-v0", entry_point=Sometimes)
    with pytest.raises(BrokenEnvironmentError, match="with some of its first observations and not with others"):
        VectorEnvironment("Sometimes-v0", 2, seed=0)
    Sometimes.made = 0
    with pytest.raises(BrokenEnvironmentError, match="with some of its first observations and not with others"):
        evaluate(Disobedient(2), "Sometimes-v0", 3, seed=0)
    del gymnasium.registry["Sometimes-v0"]


def test_that_the_memory_of_masks_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dqn_engine.training.memory_need.free_bytes", lambda: 2**30)
    knobs, spec = validate_knobs({"capacity": 1_000_000, "hidden_sizes": (8,)}), small_spec(action_count=2048)
    refuse_beyond_memory(spec, knobs)
    with pytest.raises(InputError, match="lower capacity"):
        refuse_beyond_memory(spec, knobs, masked=True)


def test_that_runs_saved_before_there_were_masks_continue_without_them() -> None:
    saved = run_config(environment="Taxi-v4").to_json()
    assert run_config_from_json(saved).knobs["action_mask"] is True
    del saved["knobs"]["action_mask"]
    assert run_config_from_json(saved).knobs["action_mask"] is False
