"""Trials: what plays changes only to what has played whole episodes well enough, and nothing learned depends on it."""

from typing import NamedTuple

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks import compiled_network, observation_statistics
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.program import Program
from dqn_engine.training.trials import COMES_DOWN, TrialPlayer, Trials
from tests.support.networks import random_weights, small_spec
from tests.support.program_pool import ProgramPool, small_knobs

KNOBS = small_knobs(trial_episodes=2, learning_rate=0.03, average_updates=5)
WITHOUT = {**KNOBS, "trial_episodes": 0}
SPEC = small_spec()
PLAYING, TRIED, AVERAGE = (tf.constant([number]) for number in (1.0, 2.0, 3.0))


class CountedState(NamedTuple):
    """How many steps were taken."""

    step: tf.Tensor


class Outcome(NamedTuple):
    """What a step did."""

    state: CountedState
    reward: tf.Tensor
    terminated: tf.Tensor
    truncated: tf.Tensor


class Counted:
    """Ends after 5 steps, of which some may be gone at the beginning; each is rewarded with `reward`."""

    observation_size = SPEC.observation_size
    reset_numbers, step_numbers = 1, 1

    def reward(self, uniform: tf.Tensor) -> tf.Tensor:
        """One."""
        return tf.ones_like(uniform[0])

    def observe(self, state: CountedState) -> tf.Tensor:
        """The same each time."""
        del state
        return tf.zeros([self.observation_size])

    def reset(self, uniform: tf.Tensor) -> CountedState:
        """As if two steps were gone, or none."""
        return CountedState(tf.where(uniform[0] > 0.5, 0, 2))

    def step(self, state: CountedState, action: tf.Tensor, uniform: tf.Tensor) -> Outcome:
        """One further."""
        del action
        step = state.step + 1
        return Outcome(CountedState(step), self.reward(uniform), step >= 5, tf.constant(False))


class Chance(Counted):
    """The same, rewarded with the step's random number."""

    def reward(self, uniform: tf.Tensor) -> tf.Tensor:
        """The number."""
        return uniform[0]


def started(to_reach: float, successes: int = 3, steps: tuple[int, ...] = (2, 0)) -> Trials:
    """A trial of two episodes that take 5 steps each, so many of which are gone."""
    return Trials(
        playing_weights=(PLAYING,),
        tried_weights=(TRIED,),
        environments=CountedState(tf.constant(steps)),
        running=tf.constant([True] * len(steps)),
        returns=tf.zeros([len(steps)]),
        to_reach=tf.constant(to_reach),
        successes=tf.constant(successes),
    )


def played(trials: Trials, steps: int, at_once: int = 1, environment: Counted | None = None) -> Trials:
    """The same so many training steps later, at each of which an episode takes `at_once` steps."""
    player = TrialPlayer(SPEC, environment or Counted(), 2, at_once, None)
    weights = tuple(map(tf.constant, compiled_network.pack(SPEC, random_weights(SPEC, seed=1))))
    statistics, seed = observation_statistics.none_seen(SPEC), tf.constant(7)
    for step in map(tf.constant, range(1, steps + 1)):
        trials = player.judged(player.after_step(trials, statistics, step, seed, weights), (AVERAGE,), step, seed)
    return trials


def named(program: Program, packed: tuple[tf.Variable, ...]) -> dict[str, np.ndarray]:
    """The weights by name."""
    return compiled_network.unpack(program.spec, tuple(weight.numpy() for weight in packed))


def equal_weights(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    """To the bit."""
    return all(np.array_equal(one[name], other[name]) for name in one)


def numbers_of(trials: Trials) -> tuple[float, float]:
    """What plays, and what is tried."""
    return float(trials.playing_weights[0][0]), float(trials.tried_weights[0][0])


def test_that_a_trial_is_judged_once_its_last_episode_has_ended_by_the_mean_return() -> None:
    before = played(started(4.0), 4)
    assert numbers_of(before) == (1.0, 2.0)
    assert before.running.numpy().tolist() == [False, True]
    assert before.returns.numpy().tolist() == [3.0, 4.0]
    after = played(started(4.0), 5)
    assert numbers_of(after) == (2.0, 3.0)
    assert (float(after.to_reach), int(after.successes)) == (4.0, 4)
    assert after.running.numpy().tolist() == [True, True]
    assert after.returns.numpy().tolist() == [0.0, 0.0]


def test_that_a_trial_of_several_steps_per_step_is_over_so_many_times_sooner() -> None:
    before = played(started(4.0), 2, at_once=2)
    assert before.running.numpy().tolist() == [False, True]
    assert before.returns.numpy().tolist() == [3.0, 4.0]
    after = played(started(4.0), 3, at_once=2)
    assert numbers_of(after) == (2.0, 3.0)
    assert (float(after.to_reach), int(after.successes)) == (4.0, 4)


def test_that_each_step_of_a_trial_has_random_numbers_of_its_own() -> None:

    def returns(steps: int, at_once: int) -> np.ndarray:
        return played(started(0.0, steps=(0, 0)), steps, at_once, Chance()).returns.numpy()

    # One by one they take the numbers 1, 2, 3, 4; by twos, those of 2 and 3 at the first training step.
    assert returns(1, at_once=2) == pytest.approx(returns(3, at_once=1) - returns(1, at_once=1))
    beyond = returns(2, at_once=2) - returns(1, at_once=2) - (returns(4, at_once=1) - returns(3, at_once=1))
    assert all(beyond > 0.0)
    assert len({*beyond.round(4), *returns(1, at_once=1).round(4)}) == 4


def test_that_a_trial_which_does_better_raises_what_the_next_has_to_reach() -> None:
    assert float(played(started(1.0), 5).to_reach) == 4.0


def test_that_a_trial_which_falls_short_changes_only_what_is_tried_and_makes_the_next_a_little_easier() -> None:
    after = played(started(9.0), 5)
    assert numbers_of(after) == (1.0, 3.0)
    assert float(after.to_reach) == pytest.approx(9.0 - COMES_DOWN * 5.0)
    assert int(after.successes) == 3


def test_that_the_first_trial_succeeds_with_any_return() -> None:
    assert numbers_of(played(started(99.0, successes=0), 5)) == (2.0, 3.0)


def test_that_with_trials_the_same_is_learned(programs: ProgramPool) -> None:
    program = programs.small(KNOBS)
    program.run(60, pack(KNOBS))
    with_trials = program.state_arrays()
    other = programs.small(WITHOUT)
    other.run(60, pack(WITHOUT))
    without = other.state_arrays()
    assert not [name for name in without if "trials" in name]
    for name, array in without.items():  # The compiler may round in another place.
        np.testing.assert_allclose(with_trials[name], array, rtol=1e-3, atol=1e-4, err_msg=name)


def test_that_what_plays_is_an_averaged_network_of_before_and_changes_only_with_a_success(
    programs: ProgramPool,
) -> None:
    program = programs.small(KNOBS)
    averages, played_by, successes = [program.policy_weights()], program.policy_weights(), 0
    for _ in range(400):
        program.run(1, pack(KNOBS))
        trials = program.state.learner.trials
        assert trials
        now, count = program.policy_weights(), int(trials.successes.numpy())
        if not equal_weights(now, played_by):
            assert count == successes + 1
            assert any(equal_weights(now, average) for average in averages)
        played_by, successes = now, count
        learner = program.state.learner
        averages.append(named(program, learner.average_weights))
    assert successes > 3


def test_that_the_size_of_chunks_changes_nothing_with_trials(programs: ProgramPool) -> None:
    program = programs.small(KNOBS)
    for _ in range(30):
        program.run(17, pack(KNOBS))
    in_chunks = program.state_arrays()
    program.restart(0)
    program.run(510, pack(KNOBS))
    at_once = program.state_arrays()
    assert all(in_chunks[name].tobytes() == at_once[name].tobytes() for name in at_once)
    assert any((array != 0).any() for name, array in at_once.items() if name.startswith("learner.trials.environments"))


def test_that_loaded_weights_play_at_once(programs: ProgramPool) -> None:
    program = programs.small(KNOBS)
    program.run(300, pack(KNOBS))
    weights = {name: weight + 1.0 for name, weight in program.weights().items()}
    program.set_weights(weights)
    assert all((program.policy_weights()[name] == weight).all() for name, weight in weights.items())


def test_that_without_a_success_the_averaged_network_plays(programs: ProgramPool) -> None:
    program = programs.small(KNOBS)
    program.run(2, pack(KNOBS))
    learner = program.state.learner
    assert learner.trials
    assert int(learner.trials.successes.numpy()) == 0
    kernel = program.policy_weights()["hidden_1/kernel"]
    assert np.array_equal(kernel, learner.average_weights[0].numpy())


def test_that_one_seed_after_another_makes_tensorflow_warn_of_nothing(
    programs: ProgramPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(tf.get_logger(), "warning", lambda message, *values: warnings.append(str(message)))
    program = programs.small(KNOBS)
    for seed in range(8):
        program.restart(seed)
    assert warnings == []
