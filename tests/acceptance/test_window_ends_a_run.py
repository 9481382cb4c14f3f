"""A run that ends by itself is the same in the window and without it: where, why, and to the bit which weights."""

import json
import signal
import time
from pathlib import Path

import pytest

from dqn_engine.commands import cli
from dqn_engine.storage.run.places import run_folders
from dqn_engine.storage.run.run_folder import SUMMARY
from tests.acceptance.test_window_trains import KNOBS, PATIENCE_S, window_process

CRITERIA = ["--set", "stop_steps=900", "--set", "stop_minutes=30"]


def ended(tmp_path: Path) -> dict[str, object]:
    """What the window's run says of its end, once it has ended."""
    give_up_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_s:
        for folder in run_folders(tmp_path / "data" / "dqn-workbench" / "runs"):
            if (folder / SUMMARY).is_file():
                return json.loads((folder / SUMMARY).read_text())
        time.sleep(0.1)
    raise AssertionError("the run never ended")


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_run_ends_by_itself_in_the_window_as_it_does_without_one(tmp_path: Path) -> None:
    with window_process(tmp_path, "--seed", "3", "--start", *CRITERIA) as process:
        shown = ended(tmp_path)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors[-2000:]
    assert "Traceback" not in errors
    arguments = ["train", "--seed", "3", "--device", "cpu", "--out", str(tmp_path / "headless"), "--json"]
    assert cli.main([*arguments, *KNOBS, *CRITERIA]) == 0
    headless = json.loads((tmp_path / "headless" / SUMMARY).read_text())
    for name in ("ended_by", "env_steps", "updates", "weights_sha256", "reason"):
        assert shown[name] == headless[name], name
    assert (shown["ended_by"], shown["env_steps"]) == ("steps", 900)
