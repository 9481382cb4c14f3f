"""Whatever an environment does while its results or errors are read ends in a sentence, with nothing lost."""

import json
import threading
from pathlib import Path

import gymnasium
import pytest

from dqn_engine.commands import check_env, cli
from dqn_engine.storage.run.saved_run import find_manifest
from dqn_engine.system import foreign_code
from dqn_engine.system.foreign_code import call_under_way, under_way
from tests.support import exiting_environments
from tests.support.exiting_environments import AT_ONCE, SOUND_STEPS, WHILE_TRAINING

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    exiting_environments.register()
    monkeypatch.setattr(foreign_code, "CLOSED_WITHIN_S", 0.2)


def trained(name: str, out: Path) -> int:
    small = ["--steps", "60", "--set", "learning_starts=20", "--set", "hidden_sizes=4", "--set", "capacity=64"]
    return cli.main(["train", "--json", "--env", name, *small, "--device", "cpu", "--out", str(out)])


@pytest.mark.usefixtures("pooled_sessions")
@pytest.mark.parametrize("name", WHILE_TRAINING)
def test_that_an_exit_anywhere_in_a_step_breaks_the_run_off_which_is_saved(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(f"Exits{name}-v0", tmp_path / "run") == 1
    out, err = capsys.readouterr()
    assert f"error: The environment broke off the run. In the environment 'Exits{name}-v0'" in err or (
        name == "Flags" and "The environment broke off the run." in err
    )
    result = json.loads(out.splitlines()[-1])
    assert 0 < result["env_steps"] <= SOUND_STEPS
    assert result["env_steps"] == find_manifest(tmp_path / "run").env_steps


@pytest.mark.parametrize("name", [*WHILE_TRAINING, *AT_ONCE])
def test_that_check_env_ends_with_a_verdict_whatever_exits(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check-env", f"Exits{name}-v0"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == f"Exits{name}-v0 can not be trained here as it is."
    assert any(line.startswith("NO ") for line in out.splitlines())
    assert err == ""


@pytest.mark.usefixtures("pooled_sessions")
@pytest.mark.parametrize("name", AT_ONCE)
def test_that_one_which_exits_before_it_begins_leaves_no_folder(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(f"Exits{name}-v0", tmp_path / "run") in (1, 2)
    assert f"Exits{name}-v0" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_close_which_never_comes_back_is_left_behind_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained("ExitsClosesNever-v0", tmp_path / "run") == 0
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["env_steps"] == 60
    assert "'ExitsClosesNever-v0' didn't come back from close() within 0.2 s and was left behind." in err


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ("NeverClosed-v0", "'NeverClosed-v0' didn't come back from close() within 0.2 s and was left behind."),
        ("ExitsClosesWithExit-v0", "In the environment 'ExitsClosesWithExit-v0' close() failed: SystemExit: 0."),
    ],
)
def test_that_check_env_tells_of_a_close_that_never_comes_back_or_fails(
    environment: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # Of one environment it is told once in a process, so this isn't the one that the others take.
    if environment not in gymnasium.registry:
        gymnasium.register(environment, entry_point=exiting_environments.ClosesNever, max_episode_steps=50)
    assert cli.main(["check-env", environment]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "leaving it: " in line]
    assert len(told) == 1
    assert said in told[0]


def test_that_check_env_tells_of_a_step_that_never_comes_back_and_leaves_with_a_verdict(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    come_back, codes = threading.Event(), list[int]()

    def step(self: object, action: int) -> tuple:
        call = call_under_way(threading.get_ident())
        assert call is not None
        call.begun_s -= 40.0
        assert come_back.wait(60)
        raise ValueError("too late")

    def leave(code: int) -> None:
        codes.append(code)
        come_back.set()

    monkeypatch.setattr(exiting_environments.ClosesWithExit, "step", step)
    monkeypatch.setattr(check_env, "end_now", leave)
    cli.main(["check-env", "ExitsClosesWithExit-v0"])
    lines = capsys.readouterr().out.splitlines()
    assert codes[0] == 1
    assert any(line.startswith("-- waiting: ") and "'ExitsClosesWithExit-v0' has taken 40 s" in line for line in lines)
    assert any(line.startswith("NO waiting: ") and "hasn't come back for 40 s" in line for line in lines)
    assert "ExitsClosesWithExit-v0 can not be trained here as it is." in lines


def test_that_the_call_under_way_is_the_innermost_one_of_its_thread() -> None:
    here = threading.get_ident()
    with under_way("one", "reset()"):
        with under_way("another", "step()"):
            inner = call_under_way(here)
        outer = call_under_way(here)
    assert inner is not None
    assert outer is not None
    assert (inner.name, inner.call, outer.name) == ("another", "step()", "one")
    assert call_under_way(here) is None
