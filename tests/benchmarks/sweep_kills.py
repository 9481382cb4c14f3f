"""Kills workers and drivers of a real sweep at random, and holds its table to the serial one's.

    python -m tests.benchmarks.sweep_kills --sweeps 5 --kills 20

A serial sweep (`--on local:1`) comes first. Then the same one in two processes, again and again: a kill takes a worker
or, once in four, the driver, which is begun again with `--resume`, at random moments; after so many kills it is left
to end. Its tables must be the serial one's, to the byte, and so must the weights in the runs that its seeds left.
Trials are small; a minute or two a sweep. Where it ends before its kills, give it more `--steps`.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPACE = """\
environment = "CartPole-v1"
[settings]
hidden_sizes = [8]
capacity = 512
batch_size = 8
learning_starts = 32
[space]
learning_rate = { low = 0.0005, high = 0.004, log = true }
gamma = { low = 0.9, high = 0.99, points = 4 }
"""
TABLES = ("trials.csv", "seeds.csv")
TOO_MANY_DIED = 1
"""The driver's exit code where several workers died over one seed: what the user does is to continue."""
DRIVERS = 0.25
"""The fraction of kills that take the driver."""


def words(space: Path, out: Path, processes: int, options: argparse.Namespace) -> list[str]:
    """The command line of the sweep."""
    return [
        sys.executable, "-m", "dqn_engine", "sweep", str(space), "--seeds", "0-2", "--steps", str(options.steps),
        "--every", str(options.steps // 2), "--episodes", "5", "--trials", str(options.trials), "--prune",
        "--report-seeds", "100-101", "--device", "cpu", "--on", f"local:{processes}", "--out", str(out), "--resume",
        "--json",
    ]  # fmt: skip


def begun(command: list[str]) -> "subprocess.Popen[bytes]":
    """A driver."""
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def workers_of(driver: int) -> list[int]:
    """The processes that a driver has begun."""
    with contextlib.suppress(OSError):
        return [int(word) for word in Path(f"/proc/{driver}/task/{driver}/children").read_text().split()]
    return []


def swept(space: Path, out: Path, options: argparse.Namespace, numbers: random.Random) -> dict[str, object]:
    """One sweep with its kills; how many of each there were, and how it ended."""
    command = words(space, out, 2, options)
    driver = begun(command)
    killed = {"workers": 0, "drivers": 0}
    begun_s = time.monotonic()
    while sum(killed.values()) < options.kills:
        time.sleep(numbers.uniform(*options.between))
        if driver.poll() is not None:
            if driver.returncode != TOO_MANY_DIED:
                break
            driver = begun(command)
            continue
        workers = workers_of(driver.pid)
        if numbers.random() < DRIVERS:
            driver.kill()
            driver.wait()
            killed["drivers"] += 1
            for worker in workers:  # They end by themselves as their input does, within a chunk.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            driver = begun(command)
        elif workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(numbers.choice(workers), signal.SIGKILL)
                killed["workers"] += 1
    code = driver.wait()
    while code == TOO_MANY_DIED:
        driver = begun(command)
        code = driver.wait()
    return {**killed, "code": code, "seconds": round(time.monotonic() - begun_s, 1)}


def weights_in(out: Path) -> dict[str, str]:
    """The fingerprints of the weights that the seeds of a sweep left, by their runs."""
    return {
        path.name: json.loads((path / "summary.json").read_text())["weights_sha256"]
        for path in sorted((out / "runs").iterdir())
    }


def main() -> int:
    """Prints a line for each sweep and one JSON object; exits with 1 where a table differs or kills are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=5)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--trials", type=int, default=12)
    parser.add_argument("--steps", type=int, default=60_000)
    parser.add_argument("--between", type=float, nargs=2, default=(1.0, 4.0), metavar="S", help="seconds")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    numbers = random.Random(options.seed)
    found: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as work:
        space = Path(work) / "space.toml"
        space.write_text(SPACE)
        serial = Path(work) / "serial"
        subprocess.run(
            words(space, serial, 1, options), cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        expected, weights = [(serial / name).read_bytes() for name in TABLES], weights_in(serial)
        for number in range(options.sweeps):
            out = Path(work) / f"sweep-{number}"
            one = swept(space, out, options, numbers)
            one["equal"] = one["code"] == 0 and [(out / name).read_bytes() for name in TABLES] == expected
            # Seeds of a trial that was pruned meanwhile may be there as well.
            one["runs_equal"] = weights.items() <= weights_in(out).items()
            found.append(one)
            print(f"sweep {number + 1}: {one}", flush=True)
    equal = sum(bool(one["equal"]) and bool(one["runs_equal"]) for one in found)
    # On a quick machine a sweep may end before its kills: that shows less than was asked for.
    killed = [int(str(one["workers"])) + int(str(one["drivers"])) for one in found]
    print(json.dumps({"sweeps": found, "equal": equal, "of": options.sweeps, "least_kills": min(killed)}))
    return 0 if equal == options.sweeps and min(killed) == options.kills else 1


if __name__ == "__main__":
    sys.exit(main())
