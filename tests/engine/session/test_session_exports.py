"""Exports asked of a session: answered when verified, beside the training and without changing it."""

import json
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.messages.commands import CancelExports, Export, Start, StepOnce
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import Exported, RunEnded
from dqn_engine.training.live_inputs import pack
from tests.support.program_pool import ProgramPool, small_knobs
from tests.support.session_story import Story, Tape, answered, play, reported
from tests.support.session_ways import CONFIG, training_until

pytestmark = pytest.mark.usefixtures("pooled_sessions")


def test_that_an_export_is_verified_while_training_continues_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dqn_engine.session.pending_exports.STATES", 50)
    asked: list[Command] = []

    def undisturbed(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=300)
        yield reported(RunEnded)

    def exporting(tape: Tape) -> Story:
        yield from training_until(tape, 100)
        asked.append(tape.ask(Export, path=str(tmp_path / "policy.npz"), format="npz"))
        yield asked[0]
        yield tape.ask(StepOnce, steps=200)
        yield answered(asked[0])

    tape = play(exporting)
    told = tape.only(Exported)
    assert not tape.refusal(asked[0])
    assert (told.env_step, told.states, told.equal_actions, told.format) == (100, 50, 1.0, "npz")
    assert 0 <= told.greatest_difference < 1e-5
    assert json.loads((tmp_path / "policy.npz.proof.json").read_text())["states_from"] == "the replay buffer"
    assert tape.only(RunEnded).weights_sha256 == play(undisturbed).only(RunEnded).weights_sha256


def test_that_an_export_that_is_not_the_policy_is_refused_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dqn_engine.storage.export import export

    honest = export.script_of
    monkeypatch.setattr(export, "script_of", lambda *what: honest(*what).replace("return q", "return -q"))
    target = tmp_path / "policy.npz"
    target.write_bytes(b"what was there")
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 100)
        asked.append(tape.ask(Export, path=str(target), format="npz"))
        yield asked[0]
        yield answered(asked[0])

    tape = play(story)
    assert "The export is not the policy" in tape.refusal(asked[0])
    assert not tape.of(Exported)
    assert [path.name for path in tmp_path.iterdir()] == ["policy.npz"]
    assert target.read_bytes() == b"what was there"


def test_that_a_session_that_ends_gives_its_exports_up_and_says_so(tmp_path: Path) -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(Export, path=str(tmp_path / "policy.npz"), format="npz"))
        yield asked[0]

    assert "closed before the export was verified" in play(story).refusal(asked[0])
    assert not list(tmp_path.iterdir())


def test_that_an_export_can_be_cancelled_and_leaves_nothing(tmp_path: Path) -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield from training_until(tape, 30)
        asked.append(tape.ask(Export, path=str(tmp_path / "policy.npz"), format="npz"))
        yield asked[0]
        asked.append(tape.ask(CancelExports))
        yield asked[1]
        yield answered(asked[0])

    tape = play(story)
    assert tape.refusal(asked[0]) == "The export was cancelled; nothing was written."
    assert not tape.refusal(asked[1])
    assert not tape.of(Exported)
    assert not list(tmp_path.iterdir())


def test_that_the_states_of_the_buffer_are_spread_over_what_is_filled(programs: ProgramPool) -> None:
    knobs = small_knobs()
    program = programs.small(knobs)
    assert program.stored_observations(10).shape == (0, 4)
    program.run(40, pack(knobs))
    rows = program.state_arrays()["replay.rows"][:, :4]
    np.testing.assert_array_equal(program.stored_observations(10), rows[:40:4])
    np.testing.assert_array_equal(program.stored_observations(1000), rows[:40])
    program.run(60, pack(knobs))
    np.testing.assert_array_equal(program.stored_observations(1000), program.state_arrays()["replay.rows"][:, :4])
