"""The whole program, once: the real engine trains through the real window in a process of its own, and ends well."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAST = ("hidden_sizes=16,16", "batch_size=16", "capacity=2048", "learning_starts=64", "evaluate_every=0")


def run_window(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "workbench", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


def test_that_the_window_trains_the_real_engine_measures_it_and_exits_0(tmp_path) -> None:
    report = tmp_path / "report.json"
    knobs = [part for assignment in FAST for part in ("--set", assignment)]
    result = run_window(tmp_path, *knobs, "--seed", "3", "--device", "cpu", "--measure", "2", "--report", str(report))
    assert result.returncode == 0, result.stderr[-2000:]
    assert "Traceback" not in result.stderr
    measured = json.loads(report.read_text())
    assert set(measured["frame_ms"]) == {"p50", "p99", "max"}
    assert len(measured["weights_sha256"]) == 64
    assert measured["steps_per_second"] > 0
    assert measured["view_fps"] > 0
    assert 0 < measured["window_shown_s"] < measured["engine_ready_s"]
