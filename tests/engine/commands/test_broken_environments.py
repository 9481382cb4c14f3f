"""Environments that end the process, leave threads behind or can't begin: what `train` makes of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dqn_engine.commands import cli
from dqn_engine.storage.run.saved_run import find_manifest
from tests.support import rule_breakers

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True, scope="module")
def _registered() -> None:
    """What the other process has saved is read in this one."""
    rule_breakers.register()


def arguments(environment: str, out: Path) -> list[str]:
    small = (
        "learning_starts=20",
        "hidden_sizes=4",
        "capacity=64",
        "prioritized=false",
        "dueling=false",
        "double=false",
    )
    settings = [word for setting in small for word in ("--set", setting)]
    return ["train", "--json", "--env", environment, "--steps", "60", *settings, "--device", "cpu", "--out", str(out)]


def trained(environment: str, out: Path) -> tuple[int, str, str]:
    """In a process of its own, which has to end, and by itself."""
    command = [
        sys.executable,
        "-m",
        "dqn_engine",
        *arguments(environment, out),
        "--import",
        "tests.support.rule_breakers",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def trained_here(environment: str, out: Path, printed: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """In this process, which has imported TensorFlow and the environments: what breaks out of the program fails it."""
    code = cli.main(arguments(environment, out))
    return code, *printed.readouterr()


@pytest.mark.usefixtures("pooled_sessions")
@pytest.mark.parametrize(("environment", "reason"), [("Exits-v0", "SystemExit: 0"), ("RaisesBase-v0", "Catastrophe")])
def test_that_what_is_no_exception_breaks_the_run_off_which_is_saved(
    environment: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = trained_here(environment, tmp_path / "run", capsys)
    assert code == 1
    assert f"error: The environment broke off the run. In the environment '{environment}'" in err
    assert reason in err
    result = json.loads(out.splitlines()[-1])
    assert result["env_steps"] == find_manifest(tmp_path / "run").env_steps


def test_that_a_thread_left_behind_does_not_keep_the_program_alive(tmp_path: Path) -> None:
    code, out, _ = trained("LeavesThread-v0", tmp_path / "run")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["env_steps"] == 60
    assert find_manifest(tmp_path / "run").env_steps == 60


@pytest.mark.usefixtures("pooled_sessions")
@pytest.mark.parametrize(("environment", "code"), [("ExitsAtOnce-v0", 2), ("OldReset-v0", 1)])
def test_that_an_environment_that_cannot_begin_leaves_no_folder(
    environment: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    returned, _, err = trained_here(environment, tmp_path / "run", capsys)
    assert (returned, list(tmp_path.iterdir())) == (code, [])
    assert environment in err


@pytest.mark.usefixtures("pooled_sessions")
def test_that_one_which_leaves_the_folder_and_takes_the_output_is_saved_and_printed_where_it_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(rule_breakers.Wanders, "place", str(elsewhere))
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.chdir(tmp_path)
    code, out, _ = trained_here("Wanders-v0", Path("run"), capsys)
    assert (code, json.loads(out.splitlines()[-1])["out"]) == (0, str(tmp_path / "run"))
    assert find_manifest(tmp_path / "run").env_steps == 60
    assert list(elsewhere.iterdir()) == []
