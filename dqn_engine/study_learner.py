"""The compiled program as a study uses it: compiled once, restarted for every seed. Loads TensorFlow."""

import time

from dqn_engine.config import RunConfig
from dqn_engine.environments.registry import environment_info
from dqn_engine.learner.network_spec import network_spec
from dqn_engine.learner.numpy_policy import NumpyPolicy
from dqn_engine.learner.program import LONGEST_CHUNK_STEPS, Program
from dqn_engine.learner.run_knobs import pack


class CompiledLearner:
    """A program that trains one seed after another.

    An update that isn't finite is not made (`Program` sees to it), so a seed that diverges keeps its last finite
    weights and is evaluated with them, as `train` would have kept them.
    """

    def __init__(self, config: RunConfig) -> None:
        """Compiles the program of `config`; its seed doesn't count."""
        info = environment_info(config.environment)
        self._spec = network_spec(
            config.knobs, observation_scale=info.observation_scale, action_count=len(info.action_labels)
        )
        self._program = Program(self._spec, config.knobs, config.seed)
        self._knob_vector = pack(config.knobs)
        begun = time.perf_counter()
        self._program.run(0, self._knob_vector)
        self.compile_seconds = time.perf_counter() - begun

    def restart(self, seed: int) -> None:
        """Begins anew with another seed."""
        self._program.restart(seed)

    def train(self, most_steps: int) -> int:
        """Trains at most `most_steps` and at most one chunk; returns how many steps."""
        return len(self._program.run(min(most_steps, LONGEST_CHUNK_STEPS), self._knob_vector))

    def policy(self) -> NumpyPolicy:
        """The greedy policy of now."""
        return NumpyPolicy(self._spec, self._program.policy_weights())
