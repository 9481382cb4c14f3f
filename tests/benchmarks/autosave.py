"""What saving by itself costs: the pause of training, the writing beside it, and the fraction of a minute both take.

    python tests/benchmarks/autosave.py

A full buffer of 100,000 and of 1,000,000 transitions is saved a few times in turn. The *pause* is what the training
thread waits for, the copy in memory; *written* is until the checkpoint is on the disk and read back. Both are told in
wall time and in processor time, since a busy machine stretches the former. The *cost* is the processor time of
everything a save does, on all threads, over the 60 s between saves: what training loses where it has no core to spare.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import run_config

EVERY_S = 60.0


def measured(capacity: int, saves: int, work: Path) -> dict[str, object]:
    """Saves a run whose buffer is full."""
    from dqn_engine.messages.reports import CheckpointSaved
    from dqn_engine.session.record import RunRecord
    from dqn_engine.session.snapshot import snapshot_of
    from dqn_engine.training.run import Run

    run = Run(run_config(changes={"capacity": capacity, "hidden_sizes": (64, 64)}))
    arrays, numbers = run.program.state_arrays(), np.random.default_rng(0)
    for name, array in arrays.items():
        if name.startswith("replay.") and array.ndim:
            array[:] = numbers.random(array.shape, np.float32)
    run.program.set_state_arrays(arrays)
    record = RunRecord.create(work / f"run-{capacity}", run.config)
    record.flush()
    pauses_s, pauses_cpu_s, written_s, cpu_s, size = [], [], [], [], 0
    for _ in range(saves):
        wall, thread, process = time.perf_counter(), time.thread_time(), time.process_time()
        snapshot = snapshot_of(run, ledger_entries=0)
        pauses_s.append(time.perf_counter() - wall)
        pauses_cpu_s.append(time.thread_time() - thread)
        record.save_snapshot(snapshot, keep=2)
        reason = record.flush()
        cpu_s.append(time.process_time() - process)
        ((kind, saved),) = record.news()
        if reason or kind is not CheckpointSaved:
            raise SystemExit(f"it was not saved: {reason}")
        written_s.append(saved["seconds"])
        size = saved["bytes"]
    record.close()
    return {
        "capacity": capacity,
        "checkpoint_mb": size / 1e6,
        "pause_ms": 1e3 * statistics.median(pauses_s),
        "pause_ms_longest": 1e3 * max(pauses_s),
        "pause_cpu_ms": 1e3 * statistics.median(pauses_cpu_s),
        "written_s": statistics.median(written_s),
        "written_s_longest": max(written_s),
        "save_cpu_s": statistics.median(cpu_s),
        "cost_of_a_minute": statistics.median(cpu_s) / EVERY_S,
    }


def main() -> int:
    """Prints one JSON object; exits with 1 where a figure isn't reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saves", type=int, default=7)
    options = parser.parse_args()
    from dqn_engine.system import device

    device.configure("cpu")
    with tempfile.TemporaryDirectory() as work:
        small, large = (measured(capacity, options.saves, Path(work)) for capacity in (100_000, 1_000_000))
    reached = {
        "pause at most 100 ms at 100,000": small["pause_ms"] <= 100.0,
        "cost below 2 % at 100,000": small["cost_of_a_minute"] < 0.02,
        "1,000,000 written in 5 s": large["written_s"] < 5.0,
    }
    print(json.dumps({"measured": [small, large], "reached": reached}, indent=1))
    return 0 if all(reached.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
