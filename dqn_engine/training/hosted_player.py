"""Plays environments that live in Python and hands what happened to the compiled program, block by block.

A compiled call costs about a millisecond, far more than a step of most environments or an action by NumPy. So a block
of steps is played with the network as it was when the block began, and then handed over in one call, which stores and
learns step by step. Blocks begin at fixed steps, so that calls cut short by a pause or an evaluation change nothing.
"""

import time
from dataclasses import dataclass

import numpy as np

from dqn_engine.environments.vector import GymnasiumHost
from dqn_engine.networks.policies import GreedyPolicy, NoisyPolicy, greedy_policy, noisy_policy
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.errors import BrokenEnvironmentError
from dqn_engine.system.values import Knobs
from dqn_engine.training import acting
from dqn_engine.training.external_frames import GivenFrames
from dqn_engine.training.external_steps import GivenSteps
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.program import Program

SHORTEST_BLOCK_STEPS = 32
"""Environment steps from one look at the network to the next, at least."""

_HOST_STREAM, _REPEAT_STREAM = 5, 6


@dataclass(slots=True)
class TimeSpent:
    """Seconds since the beginning, by what they were spent on."""

    environment_s: float = 0.0
    acting_s: float = 0.0
    learning_s: float = 0.0


def block_steps(num_envs: int) -> int:
    """Environment steps in a block: whole steps of all environments."""
    return -(-SHORTEST_BLOCK_STEPS // num_envs) * num_envs


class HostedPlayer:
    """Plays `host` for the programs of one run; the program can change, the network's shape can't.

    Attributes:
        first_step: Environment steps before the first block.
    """

    def __init__(self, spec: NetworkSpec, source: GivenSteps | GivenFrames, host: GymnasiumHost, seed: int) -> None:
        self.time_spent = TimeSpent()
        self._spec, self._host = spec, host
        self._source, self._given = source, source.empty_block()
        self._begin(seed)

    def restart(self, seed: int, env_steps: int = 0, updates: int = 0) -> None:
        """Begins new episodes: with another seed, or in a run that has done so many steps and updates before."""
        self._host.restart(seed, env_steps)
        self._begin(seed, env_steps, updates)

    def train(self, program: Program, steps: int, knobs: Knobs) -> np.ndarray:
        """Plays `steps` environment steps and learns from them; from fewer, if the environment breaks on the way.

        Returns:
            Their metrics [≤ steps, M].

        Raises:
            BrokenEnvironmentError: The environment can't go on, and all that came before has been learned from.
        """
        metrics, knob_vector, most = [], pack(knobs), self._source.most_rows
        while steps:
            if self._handed == most or self._policy is None:
                self._begin_block(program)
            while self._broken is None and self._played < most and self._played - self._handed < steps:
                self._play(knobs)
            count = min(steps, self._played - self._handed)
            if self._broken is not None and count == 0:
                if not metrics:
                    raise self._broken
                break
            begun = time.perf_counter()
            metrics.append(program.run(count, knob_vector, *self._given_from(self._handed)))
            self.time_spent.learning_s += time.perf_counter() - begun
            self._handed += count
            self._updates += int(metrics[-1][:, COLUMN.updates].sum())
            steps -= count
        return np.concatenate(metrics)

    def compile(self, program: Program, knobs: Knobs) -> None:
        """Compiles the program; no step is taken."""
        program.run(0, pack(knobs), *self._given)

    def close(self) -> None:
        """Closes the environments."""
        self._host.close()

    def _begin(self, seed: int, env_steps: int = 0, updates: int = 0) -> None:
        self._seed, self.first_step = seed, env_steps
        self._block, self._updates, self._updates_at_block = 0, updates, updates
        self._played = self._handed = 0
        self._broken: BrokenEnvironmentError | None = None
        self._policy: GreedyPolicy | NoisyPolicy | None = None
        self._repeats = acting.Repeats(self._host.count)

    def _given_from(self, first: int) -> list[np.ndarray]:
        return [np.roll(array, -first, axis=0) for array in self._given]

    def _begin_block(self, program: Program) -> None:
        if self._policy is not None:
            self._block += 1
        self._played = self._handed = 0
        self._updates_at_block = self._updates
        self._policy = (noisy_policy if self._spec.noisy else greedy_policy)(self._spec, program.acting_weights())
        self._numbers, rows = self._generator(_HOST_STREAM), self._source.most_rows
        self._uniforms = self._numbers.random((rows, 2), np.float32)
        self._length_uniforms = self._generator(_REPEAT_STREAM).random(rows, np.float32)

    def _generator(self, stream: int) -> np.random.Generator:
        counter = [0, self.first_step, self._block, stream]
        return np.random.Generator(np.random.Philox(key=self._seed, counter=counter))

    def _play(self, knobs: Knobs) -> None:
        """One step of all environments."""
        begun = time.perf_counter()
        observations, count = self._host.observations, self._host.count
        if self._spec.noisy:
            q_values = self._policy.q_values(observations, self._numbers)
        else:
            q_values = self._policy.q_values(observations)
        env_step = self.first_step + self._block * self._source.most_rows + self._played
        epsilon = acting.epsilon(knobs, env_step, self._updates_at_block)
        rows = slice(self._played, self._played + count)
        actions = self._repeats.choose(q_values, knobs, epsilon, self._uniforms[rows], self._length_uniforms[rows])
        acted = time.perf_counter()
        try:
            step = self._host.step(actions)
        except BrokenEnvironmentError as error:
            self._broken = error
            return
        self.time_spent.acting_s += acted - begun
        self.time_spent.environment_s += time.perf_counter() - acted
        self._repeats.end(step.terminated | step.truncated)

        self._source.put(self._given, self._played, step, actions, epsilon)
        self._played += count
