"""Run folders from elsewhere: no command that opens one crashes, hangs, runs or overwrites anything, or believes it."""

import os
import runpy
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.commands import cli
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.storage.run import lock
from dqn_engine.storage.run.saved_run import find_checkpoint
from tests.support.hostile_runs import HOSTILE, history
from tests.support.program_pool import SMALL, ProgramPool

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such files")

SETTINGS = [word for name, value in SMALL.items() for word in ("--set", f"{name}={knob_named(name).format(value)}")]
COMMANDS = ("inspect", "runs", "resume", "fork", "reproduce", "evaluate", "export")
PATIENCE_S = 20.0


@pytest.fixture(scope="module", autouse=True)
def _pooled(programs: ProgramPool) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dqn_engine.training.run.Program", programs.stand_in)
        patch.setattr("dqn_engine.training.program.Program", programs.stand_in)
        patch.setattr("dqn_engine.system.tensorflow_setup.use_compilation_cache", lambda: None)
        yield


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, _pooled: None) -> Path:
    """A run of 60 steps, without weights files beside its one checkpoint."""
    run = tmp_path_factory.mktemp("sound") / "run"
    assert cli.main(["train", *SETTINGS, "--steps", "60", "--out", str(run)]) == 0
    (run / "last.weights.h5").unlink()
    return run


@pytest.fixture
def run(sound: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    shutil.copytree(sound, tmp_path / "runs" / "run")
    return tmp_path / "runs" / "run"


class VerifiedHere:
    """Stands for what loads an export back in another process, which is not what runs from elsewhere are about."""

    def __init__(self, script: Path, states: np.ndarray) -> None:
        self._values = runpy.run_path(str(script))["q_values"](states)

    def values(self, *, wait: bool) -> np.ndarray:
        """Q-values [N, A]."""
        del wait
        return self._values

    def close(self) -> None:
        """Nothing is left."""


@pytest.fixture
def _verified_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dqn_engine.storage.export.export.Verifier", VerifiedHere)


def answers(
    run: Path, capsys: pytest.CaptureFixture[str], commands: tuple[str, ...] = COMMANDS
) -> dict[str, tuple[int, str]]:
    """What `commands` say to the run: the exit code and what they print. A command that hangs ends the tests."""
    out = run.parent.parent / "out"
    out.mkdir(exist_ok=True)
    arguments = {
        "inspect": [str(run)], "runs": [str(run.parent)], "reproduce": [str(run)],
        "evaluate": [str(run), "--episodes", "1"], "export": [str(run), "--format", "npz", "--out", str(out / "a.npz")],
        "fork": [str(run), "--out", str(out / "fork")], "resume": [str(run), "--steps", "5"],
    }  # fmt: skip
    said = {}
    for command, words in arguments.items():
        if command not in commands:
            continue
        waiter = threading.Timer(PATIENCE_S, lambda: os._exit(70))  # Reading a pipe can't be interrupted.
        waiter.start()
        try:
            code = cli.main([command, *words])
        finally:
            waiter.cancel()
        printed = capsys.readouterr()
        assert code in (0, 2) or (command, code) == ("reproduce", 1), (command, printed.err)
        if code == 2:
            *_, last = printed.err.splitlines()
            assert last.startswith("error: "), (command, printed.err)
            assert len(last) < 1_100
        assert "Traceback" not in printed.err
        assert not set("\x1b\u202e") & set(printed.out + printed.err)
        said[command] = (code, printed.out + printed.err)
    return said


@pytest.mark.usefixtures("_verified_here")
@pytest.mark.parametrize("kind", HOSTILE)
def test_that_a_hostile_run_is_answered_in_one_sentence(
    kind: str, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "evil_module.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    spoil, refusing, words = HOSTILE[kind]
    spoil(run)
    said = answers(run, capsys)
    for command in refusing:
        code, text = said[command]
        assert code == 2, (command, text)
        assert words in text, (command, text)


def test_that_the_unspoiled_run_is_taken(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {command: code for command, (code, _) in answers(run, capsys).items()} == dict.fromkeys(COMMANDS, 0)


@pytest.mark.usefixtures("_verified_here")
@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:9_000]),
        lambda path: history("DROP TABLE metrics")(path.parent),
    ],
)
def test_that_a_run_whose_history_is_lost_is_resumed_and_forked_all_the_same(
    damage: Callable[[Path], object], run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(run / "history.sqlite")
    said = answers(run, capsys)
    refused = {"reproduce": 2}  # Without its record there is nothing to compare with.
    assert {command: code for command, (code, _) in said.items()} == {**dict.fromkeys(COMMANDS, 0), **refused}
    for command in ("resume", "fork"):
        assert "are no longer known" in said[command][1]
        assert "choose" not in said[command][1]
    assert "history lost" in said["runs"][1]
    again = answers(run, capsys)
    assert {command: code for command, (code, _) in again.items() if command != "fork"} == dict.fromkeys(
        [command for command in COMMANDS if command != "fork"], 0
    ), "from here on there is a history again"
    assert "no longer known" not in again["resume"][1]


def test_that_a_history_that_remembers_less_changes_than_a_checkpoint_is_told_and_not_reproduced(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["fork", str(run), "--set", "gamma=0.9", "--out", str(tmp_path / "fork")]) == 0
    history("DELETE FROM ledger")(tmp_path / "fork")
    said = answers(tmp_path / "fork", capsys, ("resume", "reproduce"))
    assert "holds 0 of the 1 changes" in said["resume"][1]
    assert said["reproduce"][0] == 2
    assert "can't be reproduced" in said["reproduce"][1]


@pytest.mark.parametrize("change", ["updates = updates + 1", "entries = 1", "env_step = 59"])
def test_that_a_checkpoint_that_the_history_contradicts_is_refused(
    change: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history(f"UPDATE checkpoints SET {change}")(run)
    said = answers(run, capsys, ("resume", "fork"))
    for command in ("resume", "fork"):
        assert said[command][0] == 2
        assert "in the run's history" in said[command][1]


@pytest.mark.usefixtures("_verified_here")
def test_that_a_run_without_its_configuration_is_taken_by_every_command(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (run / "config.json").read_bytes()
    (run / "config.json").unlink()
    assert {command: code for command, (code, _) in answers(run, capsys).items()} == dict.fromkeys(COMMANDS, 0)
    assert (run / "config.json").read_bytes() == before, "which resuming writes again"


def test_that_a_refused_fork_leaves_nothing_behind(run: Path, tmp_path: Path) -> None:
    history("CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM ledger; END")(run)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    for place in ("fork", "mine"):
        assert cli.main(["fork", str(run), "--out", str(tmp_path / place)]) == 2
    assert not (tmp_path / "fork").exists()
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_that_looking_at_runs_changes_nothing_in_them(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in ("-wal", "-shm"):
        (run / f"history.sqlite{suffix}").write_bytes(b"stray" * 100)
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    for command, words in (("inspect", [str(run)]), ("runs", [str(run.parent)])):
        assert cli.main([command, *words]) == 0
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["best.weights.h5", "summary.json", "episodes.csv", "config.json", "tensorboard"])
def test_that_nothing_is_written_through_a_link(
    name: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (run / name).unlink(missing_ok=True)
    (run / name).symlink_to(victim)
    code, text = answers(run, capsys, ("resume",))["resume"]
    assert code == 2, text
    assert name in text
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/hostname"])
def test_that_a_fork_copies_no_linked_file(
    target: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "loaded").mkdir()
    (run / "loaded" / f"{'a' * 64}.npz").symlink_to(target)
    (run / "loaded" / "other.npz").write_text("not ours")
    code, text = answers(run, capsys, ("fork",))["fork"]
    assert code == 2, text
    assert not (tmp_path / "out" / "fork").exists()


@pytest.mark.usefixtures("_verified_here")
def test_that_a_run_that_may_only_be_read_is_said_to_be(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in another user's folder; what runs the tests may be allowed everything."""
    opened = os.open

    def refusing(path: object, flags: int, *rest: int, **options: int) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY) and str(path).startswith(str(run)):
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *rest, **options)

    monkeypatch.setattr(lock.os, "open", refusing)
    said = answers(run, capsys)
    assert said["resume"][0] == 2
    assert "can't be written (Permission denied). It is open read-only" in said["resume"][1]
    assert {said[command][0] for command in ("inspect", "fork", "evaluate", "reproduce")} == {0}
    assert find_checkpoint(run).manifest.env_steps == 60


@pytest.mark.usefixtures("_verified_here")
def test_that_a_name_with_control_characters_is_shown_as_text(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = run.with_name("a\x1b[31m\u202eevil\nline")
    run.rename(hostile)
    assert {code for code, _ in answers(hostile, capsys).values()} == {0}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["x" * 5_000, "a\0b", "", "/dev/zero", "/etc/hostname"])
def test_that_any_path_is_answered(command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = {"resume": ["--steps", "1"], "export": ["--format", "npz", "--out", str(tmp_path / "a.npz")]}
    code = cli.main([command, name, *more.get(command, [])])
    printed = capsys.readouterr()
    assert code == 2
    assert "Traceback" not in printed.err
