"""Steps taken outside the compiled program and handed to it in blocks: a row of plain numbers each."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.environments.vector import HostStep
from dqn_engine.replay.ring import Transition
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.state import LearnerState
from dqn_engine.training.step_taken import StepTaken


class GivenColumns(NamedTuple):
    """Where each part of a row is; observations come first, s and then s'."""

    action: int
    reward: int
    terminated: int
    ended: int  # 0, 1 terminated, 2 truncated
    episode_return: int
    episode_length: int
    epsilon: int

    @classmethod
    def of(cls, observation_size: int) -> "GivenColumns":
        """The columns of rows with observations of so many numbers."""
        return cls(*range(2 * observation_size, 2 * observation_size + len(cls._fields)))


def numbers_of(step: HostStep, actions: np.ndarray, epsilon: float) -> np.ndarray:
    """All but the observations of a step of N environments: [N, 7], in the order of `GivenColumns`."""
    ended = step.terminated + 2 * (step.truncated & ~step.terminated)
    epsilons = [epsilon] * len(actions)
    numbers = GivenColumns(
        actions, step.rewards, step.terminated, ended, step.episode_returns, step.episode_lengths, epsilons
    )
    return np.array(numbers).T


class GivenSteps:
    """Reads a step from each row; at most `most_rows` in a call."""

    def __init__(self, observation_size: int, most_rows: int) -> None:
        self.most_rows = most_rows
        self._observation_size = observation_size
        self._columns = GivenColumns.of(observation_size)

    def empty_block(self) -> tuple[np.ndarray, ...]:
        """What is filled by `put` and given: rows [most_rows, 2 O + 7] float32."""
        return (np.zeros((self.most_rows, 2 * self._observation_size + len(GivenColumns._fields)), np.float32),)

    def put(
        self, block: tuple[np.ndarray, ...], first: int, step: HostStep, actions: np.ndarray, epsilon: float
    ) -> None:
        """Fills the N rows from `first` on with a step of N environments."""
        rows, size = block[0][first : first + len(actions)], self._observation_size
        rows[:, :size], rows[:, size : 2 * size] = step.observations, step.next_observations
        rows[:, 2 * size :] = numbers_of(step, actions, epsilon)

    def initial(self, seed: int) -> tuple[()]:
        """Nothing: the episode lives elsewhere."""
        del seed
        return ()

    def taken_over(self, nothing: tuple[()]) -> tuple[()]:
        """Nothing again."""
        return nothing

    def take(
        self,
        nothing: tuple[()],
        learner: LearnerState,
        env_step: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
        row: tf.Tensor,
    ) -> tuple[tuple[()], StepTaken]:
        """The step of `row` [2 O + 7]."""
        del learner, env_step, seed, knobs
        size, at = self._observation_size, self._columns
        transition = Transition(
            row[:size],
            tf.cast(row[at.action], tf.int32),
            row[at.reward],
            row[size : 2 * size],
            row[at.terminated] > 0.5,
            row[at.ended] > 0.5,
        )
        return nothing, StepTaken(
            transition, row[at.ended], row[at.episode_return], row[at.episode_length], row[at.epsilon]
        )
