"""A run that ends by itself is the same in the window and without it: where, why, and to the bit which weights."""

import json
from collections.abc import Callable
from pathlib import Path

from dqn_engine.commands import cli
from dqn_engine.messages.reports import RunEnded, RunState
from dqn_engine.storage.run.places import run_folders, runs_root
from dqn_engine.storage.run.run_folder import SUMMARY
from tests.acceptance.test_steered_session_reproduced import SETTINGS, Hand
from tests.acceptance.test_steered_session_reproduced import open_window as open_window  # A fixture.

CRITERIA = ["--set", "stop_steps=900", "--set", "stop_minutes=30"]


def test_that_a_run_ends_by_itself_in_the_window_as_it_does_without_one(
    open_window: Callable[..., Hand], tmp_path: Path
) -> None:
    hand = open_window("--start", *CRITERIA)
    hand.until(lambda: bool(hand.of(RunEnded)))
    hand.until_state(RunState.STOPPED)
    hand.window.close()
    hand.workbench.shutdown()
    assert hand.asked == 0, "nothing was training any more"
    (folder,) = run_folders(runs_root())
    shown = json.loads((folder / SUMMARY).read_text())
    arguments = ["train", "--seed", "3", "--device", "cpu", "--out", str(tmp_path / "headless"), "--json"]
    assert cli.main([*arguments, *SETTINGS, *CRITERIA]) == 0
    headless = json.loads((tmp_path / "headless" / SUMMARY).read_text())
    for name in ("ended_by", "env_steps", "updates", "weights_sha256", "reason"):
        assert shown[name] == headless[name], name
    assert (shown["ended_by"], shown["env_steps"]) == ("steps", 900)
