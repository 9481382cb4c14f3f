"""A sweep on a cluster whose nodes die, and whose driver does, ends in the table of one worker on this machine."""

import contextlib
import importlib.util
import json
import os
import signal
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


def raylet_of(process: "subprocess.Popen[str]") -> int:
    """The process that is the node of a cluster that a driver began for itself."""
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            of_parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if of_parent == process.pid and b"/raylet/raylet\0" in (place / "cmdline").read_bytes():
                return int(place.name)
    raise AssertionError("no raylet")


def test_that_a_cluster_of_its_own_whose_node_is_gone_is_not_waited_for(tmp_path: Path) -> None:
    space, out, trouble = write_space(tmp_path), tmp_path / "s", tmp_path / "trouble"
    trouble.mkdir()
    (trouble / "slow").touch()
    words = [sys.executable, "-m", "tests.support.fake_ray", "drive", str(trouble), "sweep", str(space), *RULES,
             "--trials", "500", "--out", str(out), "--on", "ray"]  # fmt: skip
    pipe = subprocess.PIPE
    there = {**THERE, "RAY_ADDRESS": "127.0.0.1:1"}  # It begins one, whatever else there is.
    process = subprocess.Popen(words, cwd=ROOT, env=there, text=True, stdout=pipe, stderr=pipe)
    wait_for_seeds(process, out, 2)
    os.kill(raylet_of(process), signal.SIGKILL)
    said, error = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "has lost its node. Seeds that were finished before are saved; continue by --resume." in error
    assert finished_seeds(out) >= 2
    assert "raylet" not in said + error, "Ray's own log stays in its files"


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
