"""The commands that deal with runs on disk, with the real engine: resume, fork, runs, inspect, doctor."""

import json
import re
import signal
import time
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from dqn_engine.commands import cli, doctor
from dqn_engine.commands.progress import ProgressBar
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import Progress
from dqn_engine.storage.run import places
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.system import device_trial
from dqn_engine.system.device_trial import DeviceVerdict, verdict_of
from tests.support.program_pool import SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")

SETTINGS = [word for name, value in SMALL.items() for word in ("--set", f"{name}={knob_named(name).format(value)}")]


def printed(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int = 0) -> dict:
    """The JSON object that a command prints last."""
    assert cli.main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A run of 300 steps."""
    printed(capsys, ["train", *SETTINGS, "--seed", "4", "--steps", "300", "--out", str(tmp_path / "run")])
    return tmp_path / "run"


def test_that_a_resumed_run_is_the_uninterrupted_one(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", *SETTINGS, "--seed", "4", "--steps", "600", "--out", str(tmp_path / "whole")]
    whole = printed(capsys, arguments)
    resumed = printed(capsys, ["resume", str(run), "--steps", "300"])
    same = ("env_steps", "updates", "episodes", "mean_return_100", "weights_sha256")
    assert {name: resumed[name] for name in same} == {name: whole[name] for name in same}
    assert resumed["out"] == str(run)
    assert printed(capsys, ["reproduce", str(run)])["equal"]
    assert cli.main(["reproduce", str(run), "--until", "600"]) == 0
    assert "nothing is compared" not in capsys.readouterr().err
    assert cli.main(["reproduce", str(run), "--until", "610"]) == 0
    told = "The last checkpoint to compare with is of step 600; from there on nothing is compared."
    assert told in capsys.readouterr().err


def test_that_a_resumed_run_tells_its_new_evaluations_and_not_the_old_ones(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(run / "fork")
    printed(capsys, ["fork", str(run), "--set", "evaluate_every=50", "--set", "evaluate_episodes=1", "--out", out])
    for steps in ([300, 350], [400]):  # The first was due when the fork was made.
        assert cli.main(["resume", out, "--steps", "50", "--json"]) == 0
        said, error = capsys.readouterr()
        assert [entry["env_step"] for entry in json.loads(said.splitlines()[-1])["evaluations"]] == steps
        told = [line for line in error.splitlines() if "greedy mean" in line]
        assert [line.split(":")[0] for line in told] == [f"step {step}" for step in steps]


def test_that_sigterm_saves_and_is_out_within_five_seconds(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, signalled = ProgressBar.observe, []

    def observe(bar: ProgressBar, report: Report) -> None:
        shown(bar, report)
        if isinstance(report, Progress) and report.env_steps >= 400 and not signalled:
            signalled.append((report.env_steps, time.monotonic()))
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(ProgressBar, "observe", observe)
    result = printed(capsys, ["resume", str(run), "--steps", "1000000"], code=143)
    assert time.monotonic() - signalled[0][1] < 5.0
    manifest = find_checkpoint(run).manifest
    assert manifest.env_steps == result["env_steps"] == signalled[0][0]
    assert manifest.weights_sha256 == result["weights_sha256"]


def test_that_a_run_that_is_being_written_is_not_resumed(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = RunLock(run)
    assert cli.main(["resume", str(run), "--steps", "5"]) == 2
    lock.release()
    assert "is being written by another program" in capsys.readouterr().err


def test_that_a_fork_is_made_listed_and_described(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = printed(capsys, ["fork", str(run), "--at", "300", "--set", "gamma=0.9", "--out", str(tmp_path / "fork")])
    assert made["changes"] == {"gamma": 0.9}
    assert printed(capsys, ["resume", made["out"], "--steps", "50"])["env_steps"] == 350
    listed = printed(capsys, ["runs", str(tmp_path)])["runs"]
    assert [(Path(entry["path"]).name, entry["env_steps"]) for entry in listed] == [("fork", 350), ("run", 300)]
    assert [entry["parent"] for entry in listed] == [str(run), ""]
    fork = printed(capsys, ["inspect", str(tmp_path / "fork")])
    assert (fork["kind"], fork["seed"], fork["ledger_entries"], fork["parent_step"]) == ("run", 4, 1, 300)
    assert not fork["being_written"]
    checkpoint = printed(capsys, ["inspect", fork["checkpoints"][-1]["path"]])
    assert (checkpoint["kind"], checkpoint["env_steps"], checkpoint["knobs"]["gamma"]) == ("checkpoint", 350, 0.9)
    assert checkpoint["parts"]["learner"]["tensors"]["learner.weights.0"]["shape"] == [4, 16]
    weights = printed(capsys, ["inspect", str(run / "last.weights.h5")])
    assert (weights["kind"], weights["config"]["seed"]) == ("weights", 4)
    for path in (tmp_path / "fork", fork["checkpoints"][-1]["path"], run / "last.weights.h5"):
        assert cli.main(["inspect", str(path)]) == 0
    assert cli.main(["runs", str(tmp_path)]) == 0
    assert "350 steps" in capsys.readouterr().out


def test_that_names_from_files_are_shown_as_plain_text(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = tmp_path / "a\x1b[31m\u202eevil\nline"
    run.rename(hostile)
    assert cli.main(["runs", str(tmp_path)]) == 0
    assert cli.main(["inspect", str(hostile)]) == 0
    out = capsys.readouterr().out
    assert "evil" in out
    assert not set("\x1b\u202e") & set(out)
    assert len([line for line in out.splitlines() if "evil" in line and "line" not in line]) == 0


def test_that_a_damaged_checkpoint_is_described_as_such(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkpoint = find_checkpoint(run).checkpoint
    (checkpoint / "learner.safetensors").write_bytes(b"x")
    assert cli.main(["inspect", str(checkpoint)]) == 2
    assert "is damaged" in capsys.readouterr().err


def test_that_a_run_without_out_is_saved_among_the_users(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    first = printed(capsys, ["train", *SETTINGS, "--steps", "20"])
    assert Path(first["out"]).parent == tmp_path / "dqn-workbench" / "runs" == places.runs_root()
    assert Path(first["out"]).name.endswith("-CartPole-v1-seed-0")
    assert [Path(entry["path"]) for entry in printed(capsys, ["runs"])["runs"]] == [Path(first["out"])]
    monkeypatch.setattr(time, "strftime", lambda _: "2030-01-31-120000")  # The clock stands still, or is set back.
    path = places.new_run_path("../../etc", 1)
    assert path.parent == places.runs_root()
    path.mkdir()
    assert places.new_run_path("../../etc", 1).name == f"{path.name}-2"


def test_that_event_files_mirror_the_history(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fork(name: str) -> Path:
        return Path(printed(capsys, ["fork", str(run), "--set", "tensorboard=true", "--out", str(run / name)])["out"])

    mirrored = fork("mirrored")
    for _ in range(2):
        printed(capsys, ["resume", str(mirrored), "--steps", "150"])
    events = EventAccumulator(str(mirrored / "tensorboard"), size_guidance={"scalars": 0}).Reload()
    with HistoryReader(mirrored / "history.sqlite") as reader:
        episodes = [row for row in reader.table("episodes", ("env_step", "episode_return"), "number") if row[0] > 300]
        losses = [row for row in reader.table("metrics", ("env_step", "loss"), "env_step") if row[0] > 300]
    assert [(event.step, event.value) for event in events.Scalars("episode/return")] == episodes
    found = [(event.step, event.value) for event in events.Scalars("learning/loss")]
    assert [step for step, _ in found] == [step for step, _ in losses]
    assert [value for _, value in found] == pytest.approx([value for _, value in losses], rel=1e-6)
    by_episode = EventAccumulator(str(mirrored / "tensorboard" / "by_episode"), size_guidance={"scalars": 0}).Reload()
    with HistoryReader(mirrored / "history.sqlite") as reader:
        rows = reader.table("episodes", ("number", "env_step", "episode_return"), "number")
    rewards = [(number, score) for number, step, score in rows if step > 300]
    assert rewards[0][0] > 1, "numbers go on from the run's own"
    assert [(event.step, event.value) for event in by_episode.Scalars("reward")] == rewards


def test_that_weights_are_kept_every_so_many_steps_and_evaluated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    printed(capsys, ["train", *SETTINGS, "--set", "weights_every=40", "--steps", "100", "--out", str(out)])
    assert sorted(path.name for path in (out / "weights").iterdir()) == ["MLP_40.npz", "MLP_80.npz"]
    printed(capsys, ["resume", str(out), "--steps", "20"])
    assert sorted(path.name for path in (out / "weights").iterdir()) == ["MLP_120.npz", "MLP_40.npz", "MLP_80.npz"]
    once = tmp_path / "once"
    short = printed(capsys, ["train", *SETTINGS, "--steps", "80", "--out", str(once)])
    kept = printed(capsys, ["inspect", str(out / "weights" / "MLP_80.npz")])
    assert kept["weights_sha256"] == short["weights_sha256"], "they are those of that step, and cost nothing"
    assert len(printed(capsys, ["evaluate", str(out / "weights" / "MLP_80.npz"), "--episodes", "3"])["returns"]) == 3


def test_that_a_line_is_printed_for_each_episode(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "run")
    assert cli.main(["train", *SETTINGS, "--steps", "100", "--out", out, "--print-episodes"]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("episode ")]
    with HistoryReader(tmp_path / "run" / "history.sqlite") as reader:
        episodes = reader.table("episodes", ("number", "episode_return", "length_steps", "seconds"), "number")
    assert episodes
    assert all(0.0 < seconds < 600.0 for *_, seconds in episodes)
    said = [
        re.fullmatch(r"episode (\d+): score ([\d.]+), ε [01]\.\d{4}, length (\d+), FPS [\d,]+", line) for line in lines
    ]
    assert [tuple(map(float, match.groups())) for match in said if match] == [row[:3] for row in episodes]
    assert cli.main(["resume", out, "--steps", "60", "--print-episodes"]) == 0
    again = [line for line in capsys.readouterr().err.splitlines() if line.startswith("episode ")]
    assert again[0].startswith(f"episode {len(episodes) + 1}: "), "those before are counted and not told again"
    assert cli.main(["evaluate", out, "--episodes", "2", "--print-episodes"]) == 0
    assert re.findall(r"episode (\d): score \d+", capsys.readouterr().err) == ["1", "2"]


def test_that_a_missing_extra_is_reported_and_nothing_else_suffers(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "tensorboard.summary.writer.record_writer", None)
    out = str(run / "fork")
    printed(capsys, ["fork", str(run), "--set", "tensorboard=true", "--out", out])
    printed(capsys, ["resume", out, "--steps", "50"])
    assert find_checkpoint(Path(out)).manifest.env_steps == 350
    assert not (run / "fork" / "tensorboard").exists()


# --- doctor -----------------------------------------------------------------------------------------------------------


def test_that_doctor_says_what_is_there_and_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"cpu": DeviceVerdict(device="cpu", works=True, reason="fine")}
    answers["gpu:0"] = DeviceVerdict(device="gpu:0", works=False, reason="no GPU")
    monkeypatch.setattr(doctor, "try_device", lambda name: answers[name])
    found = {entry["what"]: entry for entry in printed(capsys, ["doctor"])["findings"]}
    assert found["device cpu"]["good"]
    assert not found["device gpu:0"]["good"]
    assert found["device gpu:0"]["optional"]
    assert {"Python", "tensorflow", "folder of runs", "free disk", "event files for TensorBoard"} <= set(found)
    answers["cpu"] = DeviceVerdict(device="cpu", works=False, reason="broken")
    assert cli.main(["doctor"]) == 1
    assert "NO device cpu: broken" in capsys.readouterr().out
    assert not doctor.feature("x", "no_such_module_at_all", "the extra x").good
    assert doctor.display({"DISPLAY": ":0"}).good
    assert not doctor.display({}).good


def test_that_a_device_is_tried_in_a_process_that_may_crash_or_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdict_of("gpu:0", -6, b"", b"").reason == "the test was ended by signal 6"
    assert verdict_of("gpu:0", 1, b"", b"warning\nno driver").reason == "no driver"
    assert verdict_of("cpu", 0, b'noise\n{"works": true, "reason": "ok"}\n', b"") == DeviceVerdict(
        device="cpu", works=True, reason="ok"
    )
    assert not verdict_of("cpu", 0, b"[]", b"").works
    monkeypatch.setattr(device_trial.sys, "executable", "/no/such/program")
    assert "could not be started" in device_trial.try_device("cpu").reason
    assert device_trial.answer_of("cpu")["works"]
