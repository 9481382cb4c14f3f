"""A sweep on a cluster whose nodes die, and whose driver does, ends in the table of one worker on this machine."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import pytest

from dqn_engine.study.tables import table_text
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.saved_sweep import holds_sweep, read_sweep
from dqn_engine.sweep.summary import seed_rows, sweep_summary, trial_rows
from dqn_engine.system.errors import InputError
from tests.support.fake_sweep import result_of, table_of, without_times, write_space

ROOT = Path(__file__).parents[3]
THERE = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
RULES = ["--seeds", "0-2", "--steps", "1000", "--report-seeds", "100-101", "--trials", "8", "--episodes", "10"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra cluster"),
]


class Cluster:
    """Several nodes on this machine."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.address = self._answer().split()[-1]

    def tell(self, word: str) -> None:
        requests = cast("IO[str]", self._process.stdin)
        requests.write(f"{word}\n")
        requests.flush()
        assert self._answer() == "done"

    def _answer(self) -> str:
        return cast("IO[str]", self._process.stdout).readline().strip()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.fake_ray", "cluster"], cwd=ROOT, env=THERE, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with process:
        yield Cluster(process)
        cast("IO[str]", process.stdin).close()
        process.wait(60)


def driver(trouble: Path, *arguments: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "tests.support.fake_ray", "drive", str(trouble), *arguments]
    return subprocess.Popen(
        words, cwd=ROOT, env=THERE, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )  # fmt: skip


def finished_seeds(folder: Path) -> int:
    try:
        return len(read_sweep(folder).results) if holds_sweep(folder) else 0
    except InputError:  # It is being made.
        return 0


def wait_for_seeds(process: "subprocess.Popen[str]", folder: Path, count: int) -> None:
    while finished_seeds(folder) < count:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.1)


def test_that_nodes_and_the_driver_that_die_change_nothing(cluster: Cluster, tmp_path: Path) -> None:
    space, out, trouble = write_space(tmp_path), tmp_path / "s", tmp_path / "trouble"
    trouble.mkdir()
    (trouble / "slow").touch()
    arguments = ["sweep", str(space), *RULES, "--out", str(out), "--on", f"ray:{cluster.address}", "--resume"]
    process = driver(trouble, *arguments)
    wait_for_seeds(process, out, 4)
    cluster.tell("kill")
    wait_for_seeds(process, out, 8)
    process.kill()
    process.communicate()
    cluster.tell("add")
    (trouble / "die-0").touch()
    process = driver(trouble, *arguments)
    wait_for_seeds(process, out, 12)
    cluster.tell("kill")
    _, error = process.communicate(timeout=200)
    assert process.returncode == 0, error
    assert "was lost with its process or its node; the seed is begun again in another." in error

    whole = Course(read_sweep(out).definition)
    while (job := whole.next_job(())) is not None:
        whole.take(whole.number_of(job.name), result_of(job))
    assert table_of(out) == (table_text(trial_rows(whole)).encode(), table_text(seed_rows(whole)).encode())
    found = json.loads((out / "sweep.json").read_text())
    assert "10 complete trials or more" in found.pop("importance_trouble")
    assert found.pop("importance") is None
    assert without_times(found) == without_times(sweep_summary(whole, on="", out=""))
