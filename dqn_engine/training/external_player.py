"""Plays environments that live in Python and hands what happened to the compiled program, block by block.

A compiled call costs about a millisecond, far more than a step of most environments or an action by NumPy. So a block
of steps is played with the network as it was when the block began, and then handed over in one call, which stores and
learns step by step. Blocks begin at fixed steps, so that calls cut short by a pause or an evaluation change nothing.
"""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dqn_engine.environments.vector import VectorEnvironment
from dqn_engine.networks.policies import greedy_policy, noisy_policy
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.errors import BrokenEnvironmentError
from dqn_engine.system.values import Knobs
from dqn_engine.training.exploration.choices import exploration_of
from dqn_engine.training.exploration.exploration import SHARED_NUMBERS, carried_over, restarted
from dqn_engine.training.external_steps import ExternalSource
from dqn_engine.training.live_inputs import pack
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.program import Program

_ACT_STREAM, _OWN_STREAM = 5, 6
"""Of random numbers: those that every way of exploring has and a noisy network's, and those of exploration's own."""


@dataclass(slots=True)
class TimeSpent:
    """Seconds since the beginning, by what they were spent on."""

    environment_s: float = 0.0
    acting_s: float = 0.0
    learning_s: float = 0.0


def block_steps(num_envs: int, acting_interval: int) -> int:
    """Environment steps in a block, from one look at the network to the next: whole steps of all environments."""
    return -(-acting_interval // num_envs) * num_envs


class ExternalPlayer:
    """Plays `environments` for the programs of one run; the program can change, the network's shape can't.

    Attributes:
        first_step: Environment steps before the first block.
    """

    def __init__(
        self, spec: NetworkSpec, knobs: Knobs, source: ExternalSource, environments: VectorEnvironment, seed: int
    ) -> None:
        self.time_spent = TimeSpent()
        self._spec, self._environments = spec, environments
        self._source, self._steps = source, source.empty_block()
        self._knobs, self._exploration = dict(knobs), exploration_of(knobs)
        self._begin(seed)

    def restart(self, seed: int, env_steps: int = 0, updates: int = 0) -> None:
        """Begins new episodes: with another seed, or in a run that has done so many steps and updates before."""
        self._environments.restart(seed, env_steps)
        self._begin(seed, env_steps, updates)

    def train(self, program: Program, steps: int, knobs: Knobs) -> np.ndarray:
        """Plays `steps` environment steps and learns from them; from fewer, if the environment breaks on the way.

        Returns:
            Their metrics [≤ steps, M].

        Raises:
            BrokenEnvironmentError: The environment can't continue, and all that came before has been learned from.
        """
        metrics: list[np.ndarray] = []
        knob_vector, most = pack(knobs), self._source.most_rows
        self._explore_as(knobs)
        while steps:
            q_values_of = self._q_values
            if q_values_of is None or self._handed == most:
                q_values_of = self._begin_block(program)
            while self._broken is None and self._played < most and self._played - self._handed < steps:
                self._play(q_values_of)
            count = min(steps, self._played - self._handed)
            if self._broken is not None and count == 0:
                if not metrics:
                    raise self._broken
                break
            begun = time.perf_counter()
            metrics.append(program.run(count, knob_vector, *self._source.handed_over(self._steps, self._handed)))
            self.time_spent.learning_s += time.perf_counter() - begun
            self._handed += count
            self._updates += int(metrics[-1][:, COLUMN.updates].sum())
            steps -= count
        return np.concatenate(metrics)

    def compile(self, program: Program, knobs: Knobs) -> None:
        """Compiles the program; no step is taken."""
        program.run(0, pack(knobs), *self._source.handed_over(self._steps, 0))

    def precision(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """[O], [O], [O] and whether that is all; see `VectorEnvironment.precision`."""
        return self._environments.precision()

    @property
    def masks_differ(self) -> bool:
        """See `VectorEnvironment.masks_differ`."""
        return self._environments.masks_differ

    def close(self) -> None:
        """Closes the environments."""
        self._environments.close()

    def _begin(self, seed: int, env_steps: int = 0, updates: int = 0) -> None:
        self._seed, self.first_step = seed, env_steps
        self._block, self._updates, self._updates_at_block = 0, updates, updates
        self._played = self._handed = 0
        self._broken: BrokenEnvironmentError | None = None
        self._q_values: Callable[[np.ndarray], np.ndarray] | None = (
            None  # of the block's network; none before the first
        )
        self._remembered = self._nothing = self._exploration.nothing_remembered_outside(self._environments.count)

    def _explore_as(self, knobs: Knobs) -> None:
        """Explores as `knobs` say from here on; what another way of exploring remembers is dropped."""
        if knobs == self._knobs:
            return
        self._knobs, self._exploration = dict(knobs), exploration_of(knobs)
        self._nothing = self._exploration.nothing_remembered_outside(self._environments.count)
        self._remembered = carried_over(self._remembered, self._nothing)
        self._own_uniforms = self._own_numbers()

    def _begin_block(self, program: Program) -> Callable[[np.ndarray], np.ndarray]:
        """Looks at the network: observations [N, …] → Q-values [N, A] of this block."""
        if self._q_values is not None:
            self._block += 1
        self._played = self._handed = 0
        self._updates_at_block = self._updates
        weights, numbers = program.acting_weights(), self._generator(_ACT_STREAM)
        self._uniforms = numbers.random((self._source.most_rows, SHARED_NUMBERS), np.float32)
        if self._spec.noisy:
            q_values_of = functools.partial(noisy_policy(self._spec, weights).q_values, numbers=numbers)
        else:
            q_values_of = greedy_policy(self._spec, weights).q_values
        self._q_values, self._own_uniforms = q_values_of, self._own_numbers()
        return q_values_of

    def _own_numbers(self) -> np.ndarray:
        """The block's random numbers [most_rows, E] beyond those that every way of exploring has."""
        shape = (self._source.most_rows, self._exploration.extra_numbers)
        return self._generator(_OWN_STREAM).random(shape, np.float32) if shape[1] else np.empty(shape, np.float32)

    def _generator(self, stream: int) -> np.random.Generator:
        counter = [0, self.first_step, self._block, stream]
        return np.random.Generator(np.random.Philox(key=self._seed, counter=counter))

    def _play(self, q_values_of: Callable[[np.ndarray], np.ndarray]) -> None:
        """One step of all environments."""
        begun = time.perf_counter()
        observations, count = self._environments.observations, self._environments.count
        q_values = q_values_of(observations)
        env_step = self.first_step + self._block * self._source.most_rows + self._played
        epsilon = self._exploration.epsilon_outside(self._knobs, env_step, self._updates_at_block)
        rows = slice(self._played, self._played + count)
        actions, remembered = self._exploration.choose_outside(
            q_values,
            self._knobs,
            epsilon,
            self._uniforms[rows],
            self._own_uniforms[rows],
            self._remembered,
            self._environments.allowed,
        )
        acted = time.perf_counter()
        try:
            step = self._environments.step(actions)
        except BrokenEnvironmentError as error:
            self._broken = error
            return
        self.time_spent.acting_s += acted - begun
        self.time_spent.environment_s += time.perf_counter() - acted
        self._remembered = restarted(remembered, self._nothing, step.terminated | step.truncated)
        self._source.put(self._steps, self._played, step, actions, epsilon)
        self._played += count
