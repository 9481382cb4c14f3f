"""A run that can't begin, since its environment can't, leaves nothing behind; the session goes on."""

from pathlib import Path

import pytest

import tests.support.rule_breakers  # noqa: F401 - registers them
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.environments.imports import import_environments
from dqn_engine.messages.commands import OpenRun, Start
from dqn_engine.messages.reports import CommandRefused, Failure, RunEnded
from tests.support.made_up_runs import made_run
from tests.support.own_modules import forget_module, new_name, write_module
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")


def started(environment: str, out: Path) -> Tape:
    """What comes of starting it, and of a sound run after it."""
    broken = RunConfig(environment=environment, knobs=run_config(changes=SMALL).knobs)

    def story(tape: Tape) -> Story:
        first = tape.ask(Start, config=broken, out=str(out))
        yield first
        yield answered(first)
        yield tape.ask(Start, config=run_config(changes=SMALL), steps=50)
        yield reported(RunEnded)

    return play(story)


@pytest.mark.parametrize("environment", ["OldReset-v0", "ExitsAtOnce-v0"])
def test_that_a_start_that_fails_leaves_no_folder(environment: str, tmp_path: Path) -> None:
    tape = started(environment, tmp_path / "new" / "runs" / "run")
    assert list(tmp_path.iterdir()) == [], "nor those above it that were made for it"
    told = [failure.what for failure in tape.of(Failure)] + [refused.reason for refused in tape.of(CommandRefused)]
    assert any("can't begin" in sentence or "can't be made" in sentence for sentence in told)
    assert tape.only(RunEnded).env_steps == 50


def test_that_what_lay_in_the_folder_before_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "data").mkdir()
    started("OldReset-v0", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "notes.txt"]


def test_that_a_run_whose_environment_is_unknown_is_refused_with_the_module(own_folder: Path, tmp_path: Path) -> None:
    name = new_name()
    write_module(own_folder, name)
    import_environments(name)
    run = made_run(tmp_path / "run", config=run_config(environment=f"{name}/A-v0", changes=SMALL))
    forget_module(name)

    def story(tape: Tape) -> Story:
        opened = tape.ask(OpenRun, path=str(run))
        yield opened
        yield answered(opened)
        missing = tape.ask(OpenRun, path=str(tmp_path / "missing"))
        yield missing
        yield answered(missing)

    unknown, missing = play(story).of(CommandRefused)
    assert unknown.missing_module == name
    assert f"--import {name}" in unknown.reason
    assert missing.missing_module is None
