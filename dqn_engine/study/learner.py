"""A run as studies and sweeps use it: compiled once, started again for every seed. Loads TensorFlow."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.networks.policies import GreedyPolicy, greedy_policy
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.study.seed_record import SeedRecord
from dqn_engine.study.seed_run import write_seed_run
from dqn_engine.system.values import Knobs
from dqn_engine.training.compiled_steps import LONGEST_CHUNK_STEPS
from dqn_engine.training.run import Run


class CompiledLearner:
    """Trains one seed after another with one compilation.

    An update that isn't finite is not made (`Program` sees to it), so a seed that diverges keeps its last finite
    weights and is evaluated with them, as `train` would have saved them.
    """

    def __init__(self, config: RunConfig) -> None:
        """Compiles the program of `config`; its seed doesn't count."""
        self._run = Run(config, chunk_steps=LONGEST_CHUNK_STEPS)
        self._run.compile()
        self.compile_seconds = self._run.compile_seconds
        self._record = SeedRecord()

    def become(self, config: RunConfig) -> None:
        """Trains another configuration of the same program from the next `restart` on."""
        self._run.become(config)

    def close(self) -> None:
        """Closes the environments, if there are any outside the program."""
        self._run.close()

    def restart(self, seed: int) -> None:
        """Starts again with another seed; `policy` is only to be asked after training."""
        self._run.restart(seed)
        self._record = SeedRecord()

    def state(self) -> dict[str, np.ndarray] | None:
        """A copy of all that the seed in progress continues from, to the bit; None where an environment can't be put
        back into the middle of an episode."""
        return None if self._run.forgets_episodes else self._run.program.state_arrays()

    def past(self) -> dict[str, np.ndarray]:
        """What happened in the seed in progress so far, as `SeedRecord.arrays`."""
        return self._record.arrays()

    def put_back(self, state: Mapping[str, np.ndarray], past: Mapping[str, np.ndarray]) -> None:
        """Puts the program where `state` and `past` were taken, with the configuration that it has.

        Raises:
            ValueError: They aren't of this program; nothing was changed.
        """
        record = SeedRecord()
        record.put_back(past)
        self._run.restore(
            state,
            env_steps=record.env_steps,
            updates=record.updates,
            episodes=len(record.episodes),
            recent_returns=record.episodes[:, 1].tolist(),
        )
        self._record = record

    def save_run(
        self, path: Path, evaluations: Sequence[tuple[int, Evaluation]], best: Mapping[str, np.ndarray]
    ) -> str:
        """Writes the seed, which is finished, as a run's folder; see `write_seed_run`."""
        return write_seed_run(path, self._run, self._record, evaluations, best)

    def weights(self) -> dict[str, np.ndarray]:
        """A copy of the weights that `policy` plays with."""
        return self._run.program.policy_weights()

    def policy_with(self, weights: Mapping[str, np.ndarray]) -> GreedyPolicy:
        """A policy with weights that `weights` gave.

        Raises:
            ValueError: They aren't of this network.
        """
        return greedy_policy(self._run.spec, weights)

    def change(self, new: Knobs) -> bool:
        """Changes hyperparameters of the seed in progress; returns whether its program is another now.

        Raises:
            InputError: One can't be changed during a run, or its value isn't allowed.
        """
        before = self._run.program
        self._run.change_knobs(new)
        return self._run.program is not before

    def train(self, most_steps: int) -> int:
        """Trains at most `most_steps` and at most one chunk; returns how many steps."""
        begun = time.perf_counter()
        metrics, _ = self._run.train(most_steps)
        self._record.note(metrics, time.perf_counter() - begun)
        return len(metrics)

    def policy(self) -> GreedyPolicy:
        """The current greedy policy, the one that a run shows, evaluates and saves."""
        return self._run.policy()
