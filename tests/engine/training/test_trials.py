"""Trials: what plays changes only to what has played a whole episode well enough."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks import compiled_network
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.program import Program
from dqn_engine.training.trials import COMES_DOWN, Trials, after_step, first_trials
from tests.support.program_pool import ProgramPool, small_knobs

KNOBS = small_knobs(policy_trials=0.5, trials_start=30, learning_rate=0.03, average_updates=5, capacity=2000)
PLAYING, TRIED, AVERAGE = (tf.constant([number]) for number in (1.0, 2.0, 3.0))


def trials_after(*, trials: Trials | None = None, **changes: Any) -> Trials:
    """What is known after a step that ended a trial with return 10, where 10 was to be reached."""
    running = Trials((PLAYING,), (TRIED,), tf.constant(True), tf.constant(10.0), tf.constant(3), tf.constant(40))
    step = {"ended": True, "episode_return": 10.0, "steps_since_start": 1000.0, "fraction": 0.0, **changes}
    return after_step(trials or running, (AVERAGE,), **{name: tf.constant(value) for name, value in step.items()})


def numbers_of(trials: Trials) -> tuple[float, float]:
    """What plays, and what is tried."""
    return float(trials.playing_weights[0][0]), float(trials.tried_weights[0][0])


def test_that_a_trial_which_reaches_the_return_becomes_what_plays() -> None:
    after = trials_after()
    assert numbers_of(after) == (2.0, 2.0)
    assert (float(after.to_reach), int(after.steps), bool(after.running)) == (10.0, 41, False)
    assert float(trials_after(episode_return=12.0).to_reach) == 12.0


def test_that_a_trial_which_falls_short_changes_nothing_but_makes_the_next_one_easier() -> None:
    after = trials_after(episode_return=4.0)
    assert numbers_of(after) == (1.0, 2.0)
    assert float(after.to_reach) == pytest.approx(10.0 - COMES_DOWN * 6.0)


def test_that_nothing_is_judged_before_the_episode_ends_or_where_it_was_no_trial() -> None:
    before = trials_after(ended=False, episode_return=99.0)
    assert (numbers_of(before), bool(before.running), float(before.to_reach)) == ((1.0, 2.0), True, 10.0)
    exploring = Trials((PLAYING,), (TRIED,), tf.constant(False), tf.constant(10.0), tf.constant(3), tf.constant(40))
    after = trials_after(trials=exploring, episode_return=99.0)
    assert (numbers_of(after), float(after.to_reach), int(after.steps)) == ((1.0, 2.0), 10.0, 40)


def test_that_the_first_trial_succeeds_with_any_return() -> None:
    first = first_trials((PLAYING,))._replace(running=tf.constant(True), tried_weights=(TRIED,))
    after = trials_after(trials=first, episode_return=-200.0)
    assert (numbers_of(after), float(after.to_reach)) == ((2.0, 2.0), -200.0)


def test_that_a_trial_of_the_averaged_network_begins_with_an_episode_while_the_fraction_allows_it() -> None:
    begun = trials_after(fraction=0.041)
    assert (numbers_of(begun), bool(begun.running)) == ((2.0, 3.0), True)
    assert not bool(trials_after(fraction=0.0409).running)
    assert not bool(trials_after(fraction=0.041, steps_since_start=-1.0).running)


def test_that_trials_take_about_their_fraction_of_the_steps_and_what_plays_changes_only_as_one_ends(
    programs: ProgramPool,
) -> None:
    program = programs.small(KNOBS)
    while not (program.state.learner.trials and program.state.learner.trials.successes.numpy()):
        program.run(1, pack(KNOBS))
    changes, ends, before = 0, 0, program.policy_weights()
    for _ in range(900):
        trials = program.state.learner.trials
        assert trials
        was_running, tried = bool(trials.running.numpy()), [weight.numpy() for weight in trials.tried_weights]
        metrics = program.run(1, pack(KNOBS))
        after = program.policy_weights()
        changed = any((after[name] != before[name]).any() for name in after)
        ended = bool(metrics[0, 0] > 0)
        assert not changed or (was_running and ended)
        if changed:
            now = [weight.numpy() for weight in program.state.learner.trials.playing_weights]
            assert all((one == other).all() for one, other in zip(now, tried, strict=True))
        changes, ends, before = changes + changed, ends + (was_running and ended), after
    assert 0 < changes < ends
    steps = int(program.state.learner.trials.steps.numpy())
    assert 300 < steps < 600


def test_that_a_trial_is_played_greedily_by_the_weights_on_trial(programs: ProgramPool) -> None:
    knobs = {**KNOBS, "epsilon_start": 1.0, "epsilon_end": 1.0}
    program = programs.small(knobs)
    looked_at = 0
    for step in range(400):
        trials = program.state.learner.trials
        running, tried = bool(trials.running.numpy()), tuple(weight.numpy() for weight in trials.tried_weights)
        program.run(1, pack(knobs))
        if running:
            row = program.state.replay.rows.numpy()[step]
            q_values = _values(program, tried, row[:4])
            assert abs(q_values[0] - q_values[1]) < 1e-5 or int(row[8]) == int(q_values.argmax())
            looked_at += 1
    assert looked_at > 50


def _values(program: Program, packed: tuple[np.ndarray, ...], observation: np.ndarray) -> np.ndarray:
    return compiled_network.q_values(program.spec, packed, tf.constant(observation[np.newaxis])).numpy()[0]


def test_that_the_size_of_chunks_changes_nothing_with_trials(programs: ProgramPool) -> None:
    program = programs.small(KNOBS)
    for _ in range(30):
        program.run(17, pack(KNOBS))
    in_chunks = program.state_arrays()
    program.restart(0)
    program.run(510, pack(KNOBS))
    at_once = program.state_arrays()
    assert any(name.startswith("learner.trials.playing_weights.") for name in at_once)
    assert all(in_chunks[name].tobytes() == at_once[name].tobytes() for name in at_once)


def test_that_loaded_weights_play_at_once(programs: ProgramPool) -> None:
    program = programs.small(KNOBS)
    program.run(300, pack(KNOBS))
    weights = {name: weight + 1.0 for name, weight in program.weights().items()}
    program.set_weights(weights)
    assert all((program.policy_weights()[name] == weight).all() for name, weight in weights.items())


def test_that_without_trials_there_is_no_state_of_them(programs: ProgramPool) -> None:
    program = programs.small(small_knobs())
    assert not [name for name in program.state_arrays() if "trials" in name]


def test_that_the_averaged_network_plays_until_a_trial_has_ended(programs: ProgramPool) -> None:
    program = programs.small(KNOBS)
    program.run(25, pack(KNOBS))
    averaged = [weight.numpy() for weight in program.state.learner.average_weights]
    named = program.policy_weights()
    assert (program.state.learner.trials.playing_weights[0].numpy() != averaged[0]).any()
    assert (named["hidden_1/kernel"] == averaged[0]).all()
