"""Hyperparameters moved in the middle of a run, and runs that are stepped by hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.messages.commands import Pause, Resume, SaveWeights, SetKnobs, Start, StepOnce
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import CommandRefused, Curves, Failure, KnobsChanged, Progress, RunEnded, RunState
from dqn_engine.replay.sum_tree import FAN_OUT
from dqn_engine.storage.weights.weights_file import read_weights_metadata
from dqn_engine.training.run import Run
from tests.support.session_story import Story, Tape, play, reported
from tests.support.session_ways import CONFIG, training_until

pytestmark = pytest.mark.usefixtures("pooled_sessions")

TRAINING, COMPILING = RunState.TRAINING, RunState.COMPILING


def test_that_every_change_is_an_entry_of_the_ledger() -> None:
    def story(tape: Tape) -> Story:
        yield from training_until(tape, 120)
        yield tape.ask(SetKnobs, changes={"gamma": 0.5, "learning_rate": 0.01})
        yield tape.ask(SetKnobs, changes={"gamma": 0.5})
        yield tape.ask(StepOnce, steps=7)
        yield tape.ask(SetKnobs, changes={"alpha": 0.7, "gamma": 0.6})

    tape = play(story)
    assert not tape.of(CommandRefused)
    entries = [
        (entry.env_step, entry.update, [(change.name, change.old, change.new) for change in entry.changes])
        for entry in tape.of(KnobsChanged)
    ]
    old = CONFIG.knobs
    # Learning starts with step 20, so there are 19 updates fewer than steps.
    assert entries == [
        (120, 101, [("gamma", old["gamma"], 0.5), ("learning_rate", old["learning_rate"], 0.01)]),
        (127, 108, [("alpha", old["alpha"], 0.7), ("gamma", 0.5, 0.6)]),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"gamma": 0.5, "hidden_sizes": (8,)}, "can't change during a run"),
        ({"gamma": 0.5, "dueling": False}, "can't change during a run"),
        ({"gamma": 0.5, "optimizer": "rmsprop"}, "can't change during a run"),
        ({"gamma": 0.5, "learning_rate": 7.0}, "learning_rate is '7.0'"),
        ({"gamma": 0.5, "learning_rate": float("nan")}, "learning_rate is 'nan'"),
        ({"gamma": 0.5, "learning_rat": 0.1}, "Did you mean learning_rate"),
        ({"gamma": 0.5, "batch_size": 65}, "can't be larger than the buffer"),
    ],
)
def test_that_a_refused_change_changes_nothing(changes: dict[str, object], words: str, tmp_path: Path) -> None:
    asked: list[Command] = []
    path = str(tmp_path / "now.npz")

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(SetKnobs, changes=changes))
        yield asked[0]
        yield tape.ask(SaveWeights, path=path)

    tape = play(story)
    assert words in tape.refusal(asked[0])
    assert not tape.of(KnobsChanged)
    assert tape.states.count(COMPILING) == 1
    config = read_weights_metadata(path).config
    assert config is not None
    assert dict(config.knobs) == dict(CONFIG.knobs)


def test_that_setting_a_new_run_hyperparameter_to_what_it_is_is_allowed() -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(SetKnobs, changes={"hidden_sizes": CONFIG.knobs["hidden_sizes"], "gamma": 0.5}))
        yield asked[0]

    tape = play(story)
    assert not tape.refusal(asked[0])
    assert [change.name for change in tape.only(KnobsChanged).changes] == ["gamma"]


def test_that_a_rebuilding_hyperparameter_trains_on_in_the_middle_of_a_run() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=400)
        yield reported(Progress, env_steps=100)
        yield tape.ask(SetKnobs, changes={"batch_size": 12})
        yield reported(Progress, env_steps=200)
        yield tape.ask(SetKnobs, changes={"alpha": 0.9})
        yield reported(RunEnded)

    tape = play(story)
    assert not tape.of(Failure)
    assert [entry.env_step for entry in tape.of(KnobsChanged)] == [100, 200]
    end = tape.only(RunEnded)
    assert (end.env_steps, end.updates) == (400, 381)
    assert tape.states[2:] == [TRAINING, COMPILING, TRAINING, COMPILING, TRAINING, RunState.STOPPED]
    curves = tape.of(Curves)
    assert np.isfinite(np.concatenate([c.loss for c in curves[1:]])).all()


def test_that_a_new_alpha_counts_at_once_for_everything_stored_and_compiles_nothing() -> None:
    run = Run(CONFIG, chunk_steps=100)
    run.compile()
    run.train(100)
    run.change_knobs({"alpha": 0.9})
    assert not run.needs_compilation
    leaves = run.program.state_arrays()["replay.tree.leaves"]
    scaled, raw = leaves[:, :FAN_OUT], leaves[:, FAN_OUT:]
    assert raw.std() > 0.01
    np.testing.assert_allclose(scaled, raw**0.9, rtol=1e-5)


def test_that_a_live_hyperparameter_takes_effect_in_the_next_chunk() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=200)
        yield reported(Progress, env_steps=100)
        yield tape.ask(SetKnobs, changes={"epsilon_manual": True, "epsilon_value": 0.625})
        yield reported(RunEnded)

    epsilons = {report.env_steps: report.epsilon for report in play(story).of(Progress)}
    assert epsilons[100] != 0.625
    assert epsilons[150] == epsilons[200] == 0.625


# --- stepping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 49, 50, 51, 137, 1500])
def test_that_a_step_trains_exactly_as_many_steps_as_asked(steps: int) -> None:
    tape = play(lambda tape: training_until(tape, steps))
    assert tape.only(RunEnded).env_steps == steps


@pytest.mark.parametrize("steps", [0, -3])
def test_that_stepping_by_nothing_is_refused(steps: int) -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Iterator[Command]:
        yield tape.ask(Start, config=CONFIG)
        yield tape.ask(Pause)
        asked.append(tape.ask(StepOnce, steps=steps))
        yield asked[0]

    tape = play(story)
    assert "at least 1" in tape.refusal(asked[0])
    assert tape.only(RunEnded).env_steps == 0


def test_that_no_step_goes_beyond_the_runs_limit() -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=60)
        yield tape.ask(Pause)
        asked.extend(tape.ask(StepOnce, steps=45) for _ in range(3))
        yield from asked
        yield tape.ask(Resume)
        yield reported(RunEnded)

    tape = play(story)
    assert [tape.refusal(command) for command in asked[:2]] == ["", ""]
    assert "All 60 steps are done" in tape.refusal(asked[2])
    assert tape.only(RunEnded).env_steps == 60
