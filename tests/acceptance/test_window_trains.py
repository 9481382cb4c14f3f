"""The whole program, once: the real engine trains through the real window in a process of its own, and ends well."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dqn_engine.storage.run.lock import is_interrupted, is_locked
from dqn_engine.storage.run.places import run_folders
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.storage.run.summaries import summarise

ROOT = Path(__file__).resolve().parents[2]
FAST = ("hidden_sizes=16,16", "batch_size=16", "capacity=2048", "learning_starts=64", "evaluate_every=0")


KNOBS = [part for assignment in FAST for part in ("--set", assignment)]
PATIENCE_S = 180.0


@contextlib.contextmanager
def window_process(tmp_path: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A window that is killed if it hasn't ended by itself."""
    environment = {
        **os.environ,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "workbench", *KNOBS, "--device", "cpu", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def run_once_training(tmp_path: Path) -> Path:
    """The folder of the run that a window keeps, once episodes have ended in it."""
    give_up_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_s:
        for folder in run_folders(tmp_path / "data" / "dqn-workbench" / "runs"):
            if summarise(folder).env_steps > 200:
                return folder
        time.sleep(0.1)
    raise AssertionError("the window never trained")


def test_that_the_window_trains_the_real_engine_measures_it_and_exits_0(tmp_path) -> None:
    report = tmp_path / "report.json"
    arguments = ("--seed", "3", "--measure", "2", "--report", str(report))
    with window_process(tmp_path, *arguments) as process:
        _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors[-2000:]
    assert "Traceback" not in errors
    measured = json.loads(report.read_text())
    assert set(measured["frame_ms"]) == {"p50", "p99", "max"}
    assert len(measured["weights_sha256"]) == 64
    assert measured["steps_per_second"] > 0
    assert measured["view_fps"] > 0
    assert 0 < measured["window_shown_s"] < measured["engine_ready_s"]


def test_that_a_signal_saves_the_run_and_ends_the_window_within_five_seconds(tmp_path) -> None:
    with window_process(tmp_path, "--start") as process:
        folder = run_once_training(tmp_path)
        assert is_locked(folder)
        process.send_signal(signal.SIGTERM)
        begun_s = time.monotonic()
        _, errors = process.communicate(timeout=PATIENCE_S)
        assert time.monotonic() - begun_s < 5.0
    assert process.returncode == 0, errors[-2000:]
    assert "Traceback" not in errors
    assert not is_interrupted(folder)
    assert find_checkpoint(folder).manifest.env_steps >= summarise(folder).env_steps > 200
