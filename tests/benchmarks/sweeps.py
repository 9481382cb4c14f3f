"""How quick sweeps are, as ratios within one call: `python -m tests.benchmarks.sweeps local:1 local:2`.

For each place the same sweep is done, and from its file's times, after the first third of its seeds, it prints

* trials per minute, and the ratio to the place before it (`local:2` is to have at least 1.8 times `local:1`, `ray` with
  two workers at least 0.9 of `local:2`);
* the driver's share of a core, where others train (to be under 3 %);
* with `local:1`, what a trial costs beyond its training and evaluations (to be under 0.3 s).

Loading TensorFlow and the first compilation, which every worker has once, aren't in these times, if there are trials
enough that all workers are at work by then (a cluster's begin one after the other); `seconds` has all.
"""

import argparse
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPACE = """\
environment = "CartPole-v1"
preset = "default"
[space]
learning_rate = { low = 0.0005, high = 0.004, log = true }
gamma = { low = 0.9, high = 0.99, points = 4 }
"""


def cpu_seconds(process: int) -> float:
    """User and system time of a process itself."""
    with contextlib.suppress(OSError, IndexError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return float("nan")


def finished(folder: Path) -> list[tuple[float, float]]:
    """When each seed was finished, and the seconds that it took, in that order."""
    with contextlib.suppress(sqlite3.Error):
        connection = sqlite3.connect(f"file:{folder / 'sweep.sqlite'}?mode=ro", uri=True)
        with contextlib.closing(connection):
            return connection.execute("SELECT unix_seconds, wall_seconds FROM seeds ORDER BY unix_seconds").fetchall()
    return []


def measured(on: str, options: argparse.Namespace, work: Path) -> dict[str, float | str]:
    """One sweep there."""
    space = work / "space.toml"
    space.write_text(SPACE)
    out = work / on.replace(":", "-")
    begun = time.monotonic()
    driver = subprocess.Popen(
        [
            sys.executable, "-m", "dqn_engine", "sweep", str(space), "--seeds", "0", "--steps", str(options.steps),
            "--every", str(options.steps), "--episodes", "10", "--trials", str(options.trials), "--device", "cpu",
            "--on", on, "--out", str(out), "--json",
        ],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    looks: list[tuple[int, float, float]] = []  # Seeds finished, when, and the driver's seconds then.
    while driver.poll() is None:
        time.sleep(0.1)
        count = len(finished(out))
        if count and (not looks or looks[-1][0] != count):
            looks.append((count, time.monotonic(), cpu_seconds(driver.pid)))
    if driver.returncode:
        raise SystemExit(f"--on {on} ended with {driver.returncode}")
    rows = finished(out)
    # With P workers P seeds are finished at about the same time: what comes after these took the time after these.
    first = max(int(on.rpartition(":")[2]) if on.startswith("local:") else options.workers, len(rows) // 3)
    passed = rows[-1][0] - rows[first - 1][0]
    result: dict[str, float | str] = {
        "on": on,
        "seconds": time.monotonic() - begun,
        "trials_per_minute": 60.0 * (len(rows) - first) / passed,
    }
    if on == "local:1":
        result["beyond_training_s"] = (passed - sum(seconds for _, seconds in rows[first:])) / (len(rows) - first)
    elif len(looks) > 1:
        (_, first_s, first_cpu), (_, last_s, last_cpu) = looks[0], looks[-1]
        result["driver_share"] = (last_cpu - first_cpu) / (last_s - first_s)
    return result


def main() -> None:
    """Prints a line for each place and one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", help="such as local:1, local:2, ray")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2, help="of a cluster")
    parser.add_argument("--steps", type=int, default=10_000)
    options = parser.parse_args()
    found: list[dict[str, float | str]] = []
    with tempfile.TemporaryDirectory() as work:
        for on in options.places:
            one = measured(on, options, Path(work))
            if found:
                one["ratio_to_the_one_before"] = float(one["trials_per_minute"]) / float(found[-1]["trials_per_minute"])
            found.append(one)
            shown = {name: value if isinstance(value, str) else round(value, 3) for name, value in one.items()}
            print(", ".join(f"{name} {value}" for name, value in shown.items()), flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
