"""A study's worker process without TensorFlow: seed s plays 100·(s+1) after every 500 steps, at most 500.

`python -m tests.support.fake_study_worker FOLDER` dies over a seed s as often as there are files `die-s-*` in FOLDER,
taking one away each time; refuses a seed for which there is a file `refuse-s`; and trains a seed for which there is a
file `endless-s` until it is told to stop.
"""

import os
import signal
import sys
import time
from pathlib import Path

from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.worker import serve
from dqn_engine.system.errors import InputError
from tests.support.fake_study import FakeEvaluator, FakeLearner


def skill(seed: int, trained: int) -> float:
    return min(500.0, (seed + 1) * trained / 5)


class TroubledLearner(FakeLearner):
    """Does to a seed what the folder says."""

    def __init__(self, folder: Path) -> None:
        super().__init__(skill, [], chunk_steps=500)
        self._folder = folder
        self._endless = False

    def restart(self, seed: int) -> None:
        super().restart(seed)
        (self._folder / f"begun-{seed}-{os.getpid()}").touch()
        for death in sorted(self._folder.glob(f"die-{seed}-*"))[:1]:
            death.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        if (self._folder / f"refuse-{seed}").exists():
            raise InputError("This seed isn't liked; choose another.")
        self._endless = (self._folder / f"endless-{seed}").exists()

    def train(self, most_steps: int) -> int:
        if self._endless:
            time.sleep(0.01)
            return 0
        return super().train(most_steps)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    serve(
        sys.stdin,
        sys.stdout,
        lambda begun, observe, stopped: SeedTraining(
            observe,
            stopped,
            most_programs=begun["most_programs"],
            learner_for=lambda _: TroubledLearner(where),
            evaluator_for=FakeEvaluator,
        ),
        lambda begun: {"name": begun["device"], "reason": "asked for"},
    )
