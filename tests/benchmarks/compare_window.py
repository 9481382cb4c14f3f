"""16 runs live in *Compare*: `python -m tests.benchmarks.compare_window [SECONDS]`, on a screen of 1920×1080.

A sweep of 4 trials on 4 seeds is written as a program that does it writes it, an evaluation of each seed every 0.4 s,
while the window trains, draws all 16 curves with their band and colours the field. Prints the window's measurement; to
be reached are 48 frames/s of the view and 2 fields/s.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np

from dqn_engine.play.evaluation import Evaluation
from dqn_engine.study.plan import SeedEvaluated
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.sweep_folder import SweepFolder
from tests.support.fake_sweep import sweep_definition

_EVERY_S = 0.4
_TRIALS, _SEEDS = 4, (0, 1, 2, 3)


def _write(path: Path, ended: threading.Event) -> None:
    """Does a sweep in which 16 seeds are in progress and none is ever finished."""
    definition = sweep_definition(trials=_TRIALS, seeds=_SEEDS, report_seeds=())
    course = Course(definition, window=_TRIALS)
    while course.next_job(()) is not None:
        continue
    random = np.random.default_rng(0)
    with SweepFolder(path, definition) as folder:
        for number, settings in enumerate(course.settings):
            folder.note_trial(number, settings)
        step = 0
        while not ended.wait(_EVERY_S):
            step += 1
            for number in range(_TRIALS):
                for seed in _SEEDS:
                    mean = np.array([500 * (1 - np.exp(-step / (20 + 10 * number))) + random.normal(0, 20)])
                    evaluation = Evaluation.of("CartPole-v1", mean)
                    name = f"trial {number}"
                    folder.note_progress(
                        number, SeedEvaluated(name=name, seed=seed, env_step=step, evaluation=evaluation)
                    )


def main() -> int:
    """Prints the measurement; returns 1 where it isn't reached."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "20"
    with tempfile.TemporaryDirectory() as data:
        path = Path(data) / "dqn-workbench" / "sweeps" / "live"
        path.parent.mkdir(parents=True)
        ended = threading.Event()
        writer = threading.Thread(target=_write, args=(path, ended))
        writer.start()
        try:
            done = subprocess.run(
                [sys.executable, "-m", "workbench", "--perspective", "compare", "--measure", seconds],
                env={**os.environ, "XDG_DATA_HOME": data, "XDG_CONFIG_HOME": data, "XDG_CACHE_HOME": data},
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            ended.set()
            writer.join()
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return done.returncode
    result = json.loads(done.stdout)
    print(json.dumps(result, indent=2))
    return 0 if result["view_fps"] >= 48 and result.get("fields_per_second", 0) >= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
