"""Trials: what plays changes only to what has played whole episodes well enough, and nothing learned depends on it."""

from typing import NamedTuple

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks import compiled_network, observation_statistics
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.program import Program
from dqn_engine.training.trials import MOST_EPISODES, TrialPlayer, Trials, Tried
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


def tried(weights: tf.Tensor, mean: float, trials: int, deviation: float = 0.0) -> Tried:
    """A network whose trials came to this."""
    return Tried((weights,), tf.constant(mean), tf.constant(deviation**2), tf.constant(trials))


def started(
    playing: Tried, copy: Tried | None = None, *, again: bool = False, steps: tuple[int, ...] = (2, 0)
) -> Trials:
    """A trial of two episodes that take 5 steps each, so many of which are gone: their mean return will be 4."""
    return Trials(
        playing=playing,
        tried=copy or tried(TRIED, 0.0, 0),
        again=tf.constant(again),
        environments=CountedState(tf.constant(steps)),
        running=tf.constant([True] * len(steps)),
        returns=tf.zeros([len(steps)]),
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
    return float(trials.playing.weights[0][0]), float(trials.tried.weights[0][0])


def record_of(one: Tried) -> tuple[float, float, int]:
    """Its mean return, their variance, and how many trials it had."""
    return float(one.mean), float(one.variance), int(one.trials)


def test_that_a_trial_is_judged_once_its_last_episode_has_ended_by_the_mean_return() -> None:
    before = played(started(tried(PLAYING, 4.0, 1)), 4)
    assert numbers_of(before) == (1.0, 2.0)
    assert before.running.numpy().tolist() == [False, True]
    assert before.returns.numpy().tolist() == [3.0, 4.0]
    after = played(started(tried(PLAYING, 4.0, 1)), 5)
    assert numbers_of(after) == (2.0, 3.0)
    assert record_of(after.playing) == (4.0, 1.0, 1), "returns of 3 and 5"
    assert record_of(after.tried) == (0.0, 0.0, 0)
    assert after.running.numpy().tolist() == [True, True]
    assert after.returns.numpy().tolist() == [0.0, 0.0]


def test_that_a_trial_of_several_steps_per_step_is_over_so_many_times_sooner() -> None:
    before = played(started(tried(PLAYING, 4.0, 1)), 2, at_once=2)
    assert before.running.numpy().tolist() == [False, True]
    assert before.returns.numpy().tolist() == [3.0, 4.0]
    after = played(started(tried(PLAYING, 4.0, 1)), 3, at_once=2)
    assert numbers_of(after) == (2.0, 3.0)
    assert record_of(after.playing) == (4.0, 1.0, 1)


def test_that_each_step_of_a_trial_has_random_numbers_of_its_own() -> None:

    def returns(steps: int, at_once: int) -> np.ndarray:
        return played(started(tried(PLAYING, 0.0, 1), steps=(0, 0)), steps, at_once, Chance()).returns.numpy()

    # One by one they take the numbers 1, 2, 3, 4; by twos, those of 2 and 3 at the first training step.
    assert returns(1, at_once=2) == pytest.approx(returns(3, at_once=1) - returns(1, at_once=1))
    beyond = returns(2, at_once=2) - returns(1, at_once=2) - (returns(4, at_once=1) - returns(3, at_once=1))
    assert all(beyond > 0.0)
    assert len({*beyond.round(4), *returns(1, at_once=1).round(4)}) == 4


def test_that_the_first_trial_succeeds_with_any_return() -> None:
    assert numbers_of(played(started(tried(PLAYING, 99.0, 0)), 5)) == (2.0, 3.0)


def test_that_a_copy_that_does_as_well_is_tried_until_it_had_as_many_trials_as_what_plays() -> None:
    once_more = played(started(tried(PLAYING, 4.0, 3), tried(TRIED, 4.0, 1)), 5)
    assert (numbers_of(once_more), record_of(once_more.tried)) == ((1.0, 2.0), (4.0, 0.5, 2))
    assert not once_more.again
    enough = played(started(tried(PLAYING, 4.0, 3), tried(TRIED, 4.0, 2)), 5)
    assert (numbers_of(enough), int(enough.playing.trials)) == ((2.0, 3.0), 3)


@pytest.mark.parametrize(("deviation", "plays"), [(0.99, 2.0), (1.01, 1.0)])
def test_that_a_copy_better_by_two_standard_errors_needs_no_further_trial(deviation: float, plays: float) -> None:
    # Two episodes a trial: a standard error of the deviation times √(1/2 + 1/4).
    mean = 4.0 - 2.0 * (1 / 2 + 1 / 4) ** 0.5
    assert numbers_of(played(started(tried(PLAYING, mean, 2, deviation)), 5))[0] == plays


def test_that_the_record_of_trials_is_the_mean_and_the_variance_of_all_their_returns() -> None:
    returns = [7.0, 9.0, 3.0, 5.0]
    first = tried(TRIED, 8.0, 1, deviation=1.0)
    record = record_of(played(started(tried(PLAYING, 0.0, 9, deviation=99.0), first), 5).tried)
    assert record == pytest.approx((np.mean(returns), np.var(returns), 2))


def test_that_a_copy_whose_mean_is_too_low_falls_out_and_what_plays_is_tried_again() -> None:
    after = played(started(tried(PLAYING, 4.5, 2, deviation=1.0), tried(TRIED, 4.9, 1)), 5)
    assert numbers_of(after) == (1.0, 1.0)
    assert record_of(after.tried) == record_of(after.playing) == (4.5, 1.0, 2)
    assert after.again


def test_that_what_plays_plays_on_whatever_its_next_trial_gives_and_is_remembered_by_all_of_them() -> None:
    own = tried(PLAYING, 10.0, 2, deviation=1.0)
    after = played(started(own, own, again=True), 5)
    assert numbers_of(after) == (1.0, 3.0)
    assert (float(after.playing.mean), int(after.playing.trials)) == (8.0, 3)
    assert record_of(after.tried) == (0.0, 0.0, 0)
    assert not after.again


def test_that_no_more_trials_count_than_a_copy_can_need() -> None:
    most = MOST_EPISODES // 2
    own = tried(PLAYING, 20.0, most)
    record = played(started(own, own, again=True), 5).playing
    assert (float(record.mean), int(record.trials)) == (20.0 - 16.0 / most, most)
    copy = tried(TRIED, 4.0, most - 1)
    assert numbers_of(played(started(tried(PLAYING, 4.0, most), copy), 5))[0] == 2.0


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


def test_that_what_plays_is_an_averaged_network_of_before_and_changes_only_with_a_trial(
    programs: ProgramPool,
) -> None:
    program = programs.small(KNOBS)
    averages, played_by, changes = [program.policy_weights()], program.policy_weights(), 0
    for _ in range(400):
        program.run(1, pack(KNOBS))
        learner = program.state.learner
        assert learner.trials
        now = program.policy_weights()
        if learner.trials.playing.trials.numpy() > 0 and not equal_weights(now, played_by):
            changes += 1
            assert any(equal_weights(now, average) for average in averages)
            assert not learner.trials.again.numpy()
        played_by = now
        averages.append(named(program, learner.average_weights))
    assert 1 < changes < 100


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
    assert int(learner.trials.playing.trials.numpy()) == 0
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
