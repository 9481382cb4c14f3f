"""A sweep's worker process without TensorFlow: `python -m tests.support.fake_sweep_worker FOLDER`.

As often as there are files `die-*` in FOLDER a worker that begins a seed takes one away and dies. `slow` there makes
every chunk take a moment; `begun-NUMBER` counts who began.
"""

import os
import signal
import sys
import time
from pathlib import Path

from dqn_engine.config.run_config import RunConfig
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.worker import serve
from tests.support.fake_study import FakeEvaluator
from tests.support.fake_sweep import SettingLearner


class MortalLearner(SettingLearner):
    """Dies where the folder says so."""

    def __init__(self, config: RunConfig, folder: Path) -> None:
        super().__init__(config)
        self._folder = folder

    def restart(self, seed: int) -> None:
        super().restart(seed)
        for death in sorted(self._folder.glob("die-*"))[:1]:
            try:
                death.unlink()
            except FileNotFoundError:  # Another died of it.
                continue
            os.kill(os.getpid(), signal.SIGKILL)

    def train(self, most_steps: int) -> int:
        if (self._folder / "slow").exists():
            time.sleep(0.03)
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
            learner_for=lambda config: MortalLearner(config, where),
            evaluator_for=FakeEvaluator,
        ),
        lambda begun: {"name": begun["device"], "reason": "asked for"},
    )
