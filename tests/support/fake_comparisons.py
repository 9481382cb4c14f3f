"""`dqn-engine` whose comparisons train nothing: what a seed comes to follows from its settings.

`python -m tests.support.fake_comparisons ARGUMENTS` is `dqn-engine` with a worker in its own process that takes a
moment for every chunk.
"""

import sys
import time
from collections.abc import Mapping

import numpy as np

from dqn_engine.commands import places
from dqn_engine.config.run_config import RunConfig
from tests.support.fake_study import FakeEvaluator, FakeLearner


class SettingsLearner(FakeLearner):
    """Comes to 100 and a good deal of luck, and to 300 more where the learning rate is above 0.001 in the end."""

    def __init__(self, config: RunConfig, moment_s: float = 0.0) -> None:
        super().__init__(self._skilled, [], chunk_steps=500)
        self._rate = config.knobs["learning_rate"]
        self._moment_s = moment_s

    def become(self, config: RunConfig) -> None:
        self._rate = config.knobs["learning_rate"]

    def change(self, new: Mapping[str, object]) -> bool:
        rate = new.get("learning_rate", self._rate)
        assert isinstance(rate, float)
        self._rate = rate
        return "batch_size" in new

    def train(self, most_steps: int) -> int:
        time.sleep(self._moment_s)
        return super().train(most_steps)

    def _skilled(self, seed: int, trained: int) -> float:
        luck = np.random.Generator(np.random.Philox(key=seed * 7 + round(self._rate * 1e6))).random()
        return 100.0 + 150.0 * float(luck) + 300.0 * (self._rate > 0.001)


def take_over(moment_s: float = 0.0) -> None:
    """Lets the commands of this process train nothing."""
    places.load = lambda device: None
    places.learner_for = lambda config: SettingsLearner(config, moment_s)
    places.evaluator_for = FakeEvaluator


if __name__ == "__main__":
    from dqn_engine.commands import cli

    take_over(moment_s=0.05)
    sys.exit(cli.main(sys.argv[1:]))
