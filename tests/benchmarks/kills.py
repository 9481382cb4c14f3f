"""Kills a real run at random moments, again and again, and opens it each time.

    python tests/benchmarks/kills.py --kills 200

After every kill the newest generation must be whole, must not be older than before, and must have been saved less than
the autosave interval (and the time that one save takes) before the kill. At the end the run is trained again from its
record and compared at every checkpoint, with `--replay`, by `dqn-engine reproduce`. Takes about four seconds a kill:
TensorFlow is imported once and every child is a fork of that process.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from dqn_engine.commands import cli
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run.places import CHECKPOINTS
from dqn_engine.storage.run.saved_run import find_checkpoint

EVERY_S, SLACK_S = 1, 1.0
SETTINGS = [
    f"checkpoint_every_seconds={EVERY_S}", "hidden_sizes=16", "batch_size=8", "capacity=20000", "evaluate_every=0",
]  # fmt: skip


def child(arguments: list[str]) -> int:
    """Starts the command line in a process of its own; returns its id."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = cli.main(arguments)
    finally:  # Never back into what the parent does.
        os._exit(code)


def wait_for_change(folder: Path, before: list[str], process: int) -> None:
    """Until another checkpoint stands in the folder: only then is the run under way."""
    while sorted(path.name for path in folder.glob("g*")) == before:
        if os.waitpid(process, os.WNOHANG)[0]:
            raise SystemExit("the run ended by itself")
        time.sleep(0.02)


def main() -> int:
    """Prints one JSON object; exits with 1 where a kill lost more than it may."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--replay", action="store_true", help="train the whole run anew at the end")
    options = parser.parse_args()
    import tensorflow  # noqa: F401 - once, before the children

    numbers = random.Random(options.seed)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "run"
        settings = [word for setting in SETTINGS for word in ("--set", setting)]
        arguments = ["train", "--steps", "2000000000", "--out", str(folder), *settings]
        newest, longest_lost_s, troubles = 0, 0.0, []
        for number in range(options.kills):
            before = sorted(path.name for path in (folder / CHECKPOINTS).glob("g*"))
            process = child(arguments)
            wait_for_change(folder / CHECKPOINTS, before, process)
            time.sleep(numbers.uniform(0.0, 2.0 * EVERY_S))
            killed_s = time.time()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            found = find_checkpoint(folder)
            lost_s = killed_s - (found.checkpoint / "manifest.json").stat().st_mtime
            longest_lost_s = max(longest_lost_s, lost_s)
            step = found.manifest.env_steps
            if found.troubles or step < newest or lost_s > EVERY_S + SLACK_S:
                troubles.append({"kill": number, "step": step, "lost_s": lost_s, "damaged": found.troubles})
            newest = step
            arguments = ["resume", str(folder), "--steps", "1000000000"]
            print(f"{number + 1:4d} kills, step {step:,}, lost {lost_s:.2f} s", flush=True)
        temporaries = len(list(folder.rglob(".*tmp-*")))
        CheckpointStore(folder / CHECKPOINTS).sweep()
        reproduced = None
        if options.replay:
            process = child(["reproduce", str(folder), "--json"])
            reproduced = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    result = {
        "kills": options.kills,
        "recovered": options.kills - len(troubles),
        "troubles": troubles,
        "env_steps": newest,
        "longest_lost_seconds": longest_lost_s,
        "temporaries_left_by_the_last_kill": temporaries,
        "replay_equal": reproduced,
        "seconds": time.monotonic() - begun,
    }
    print(json.dumps(result))
    return 1 if troubles or reproduced is False else 0


if __name__ == "__main__":
    sys.exit(main())
