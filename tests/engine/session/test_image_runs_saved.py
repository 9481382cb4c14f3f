"""Runs on images as they are saved: resumed, forked, reproduced, and their networks exported."""

import contextlib
import io
import runpy
from pathlib import Path

import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import Fork, OpenRun, Resume, Start, StepOnce
from dqn_engine.messages.reports import CommandRefused, Failure, RunEnded, StateChanged
from dqn_engine.session.reproduction import reproduce
from dqn_engine.storage.export.export import export_policy, states_of_space
from dqn_engine.storage.export.export_names import EXPORT_NAMES
from dqn_engine.storage.export.formats import ExportSubject
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.training.run import Run
from tests.engine.training.test_image_runs import SMALL
from tests.support.catch import NAME, register_catch
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

register_catch()
CONFIG = run_config(environment=NAME, seed=3, changes={**SMALL, "average_updates": 9})


def kept(folder: Path, fork: Path) -> Tape:
    """A run that was left and opened again, and a fork of its first half with another discount."""

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, out=str(folder), steps=60)
        yield reported(RunEnded)
        open_it = tape.ask(OpenRun, path=str(folder), steps=60)
        yield open_it
        yield answered(open_it)
        yield tape.ask(Resume)
        yield reported(RunEnded, run_id=2)
        open_it = tape.ask(OpenRun, path=str(folder))
        yield open_it
        yield answered(open_it)
        fork_it = tape.ask(Fork, at_step=60, changes={"gamma": 0.9}, out=str(fork))
        yield fork_it
        yield answered(fork_it)
        yield tape.ask(StepOnce, steps=30)

    return play(story, chunk_steps=17, patience_s=600.0)


@pytest.mark.as_shipped
def test_that_a_run_on_images_is_resumed_forked_and_reproduced(tmp_path: Path) -> None:
    tape = kept(tmp_path / "run", tmp_path / "fork")
    assert not tape.of(CommandRefused)
    assert not tape.of(Failure)
    told = [report.detail for report in tape.of(StateChanged) if "A new episode begins" in report.detail]
    assert len(told) == 3, "the log says so each time"
    for folder, steps in ((tmp_path / "run", 120), (tmp_path / "fork", 90)):
        recording = recording_of(folder)
        compared = list(reproduce(recording, Run(recording.config, chunk_steps=23)))
        assert max(comparison.checkpoint.env_step for comparison in compared) == steps
        assert all(comparison.equal for comparison in compared)
        with HistoryReader(folder / "history.sqlite") as reader:
            assert sum(entry.new_episodes for entry in reader.ledger()) >= 1
    assert find_checkpoint(tmp_path / "fork").manifest.knobs["gamma"] == 0.9


@pytest.fixture(scope="module")
def subject() -> ExportSubject:
    """An untrained network on images."""
    run = Run(CONFIG)
    subject = ExportSubject(spec=run.spec, weights=run.program.policy_weights(), config=CONFIG)
    run.close()
    return subject


@pytest.mark.parametrize("name", ["npz", "onnx"])
def test_that_a_network_on_images_is_exported_and_verified(name: str, subject: ExportSubject, tmp_path: Path) -> None:
    target = tmp_path / f"policy{EXPORT_NAMES[name].ending}"
    states = states_of_space(NAME, frame_stack=CONFIG.knobs["frame_stack"])
    done = export_policy(target, name, subject, states, "the observation space")
    assert done.verification.equal_actions == 1.0
    assert done.verification.greatest_difference < 1e-4
    if name == "npz":
        assert read_policy(target).spec == subject.spec
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            runpy.run_path(done.script_path, run_name="__main__")
        assert printed.getvalue() in ("Return: 1\n", "Return: -1\n")
