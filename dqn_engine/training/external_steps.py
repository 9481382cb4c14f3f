"""Steps taken outside the compiled program and handed to it in blocks: a row of plain numbers each."""

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.environments.vector import VectorStep
from dqn_engine.networks import state_numbers
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.packed_masks import packed
from dqn_engine.replay.ring import Masks, Transition
from dqn_engine.replay.row_widths import numbers_for
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.state import LearnerState
from dqn_engine.training.step_taken import AnyTransition, StepTaken


class ExternalColumns(NamedTuple):
    """Where each part of a row is; observations come first, s and then s', and packed action masks last, likewise."""

    action: Any
    reward: Any
    terminated: Any
    ended: Any  # 0, 1 terminated, 2 truncated
    episode_return: Any
    episode_length: Any
    epsilon: Any

    @classmethod
    def of(cls, observation_size: int) -> "ExternalColumns":
        """The columns of rows with observations of so many numbers."""
        return cls(*range(2 * observation_size, 2 * observation_size + len(cls._fields)))


class ExternalSource(ABC):
    """A source of steps that have been taken elsewhere: reads one from each row, at most `most_rows` in a call.

    A block has room for twice as many rows, so that those from any row on can be handed over as they lie there.

    Attributes:
        masked: Whether the steps come with action masks.
        masked_actions: A where they do; else 0.
        foreseeable: Never: what comes next isn't known before it was taken.
    """

    foreseeable = False

    def __init__(self, most_rows: int, observation_size: int, masked_actions: int) -> None:
        """`observation_size` numbers of a row are an observation."""
        self.most_rows = most_rows
        self.columns = ExternalColumns.of(observation_size)
        self.masked, self.masked_actions = masked_actions > 0, masked_actions

    @property
    def numbers_per_step(self) -> int:
        """The numbers of a row behind its observations."""
        return len(ExternalColumns._fields) + 2 * numbers_for(self.masked_actions)

    def put_numbers(self, rows: np.ndarray, step: VectorStep, actions: np.ndarray, epsilon: float) -> None:
        """Fills in all but the observations: [N, 2 O + numbers_per_step] float32 of a step of N environments."""
        at = self.columns
        rows[:, at.action] = actions
        rows[:, at.reward] = step.rewards
        rows[:, at.terminated] = step.terminated
        rows[:, at.ended] = step.terminated + 2 * (step.truncated > step.terminated)
        rows[:, at.episode_return] = step.episode_returns
        rows[:, at.episode_length] = step.episode_lengths
        rows[:, at.epsilon] = epsilon
        if step.allowed is not None and step.next_allowed is not None and self.masked:
            rows[:, at.epsilon + 1 :] = np.concatenate([packed(step.allowed), packed(step.next_allowed)], axis=1)

    def masks_in(self, row: tf.Tensor) -> Masks | tuple[()]:
        """The masks of a `row` [2 O + numbers_per_step] float32, still packed; empty without masks."""
        if not self.masked:
            return ()
        width = numbers_for(self.masked_actions)
        return Masks(row[-2 * width : -width], row[-width:])

    @abstractmethod
    def empty_block(self) -> tuple[np.ndarray, ...]:
        """What is filled by `put`: arrays [2 · most_rows, …]."""

    @abstractmethod
    def put(
        self, block: tuple[np.ndarray, ...], first: int, step: VectorStep, actions: np.ndarray, epsilon: float
    ) -> None:
        """Fills the N rows from `first` on with a step of N environments.

        Args:
            block: As `empty_block` makes it.
            first: The row of the first environment.
            step: What the environments did.
            actions: [N] whole numbers, which they were given.
            epsilon: The probability of a random action then.
        """

    def handed_over(self, block: tuple[np.ndarray, ...], first: int) -> list[np.ndarray]:
        """What to pass to the program, [most_rows, …] each: the rows from `first` on. They share the block's memory."""
        return [array[first : first + self.most_rows] for array in block]

    def initial(self, seed: int) -> tuple[()]:
        """Nothing: the episode is outside of the program."""
        del seed
        return ()

    def taken_over(self, remembered: tuple[Any, ...]) -> tuple[()]:
        """Nothing again."""
        del remembered
        return ()

    def take(
        self,
        remembered: tuple[Any, ...],
        learner: LearnerState,
        env_step: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
        *external: tf.Tensor,
    ) -> tuple[tuple[()], StepTaken]:
        """The step of a row; `external` begins with its numbers [2 O + numbers_per_step] float32."""
        del remembered, learner, env_step, seed, knobs
        row, at = external[0], self.columns
        return (), StepTaken(
            self._transition(row), row[at.ended], row[at.episode_return], row[at.episode_length], row[at.epsilon]
        )

    def trial_player(self, episodes: int, steps: int) -> None:
        """None: the environments are outside of the program."""
        del episodes, steps

    @abstractmethod
    def _transition(self, row: tf.Tensor) -> AnyTransition:
        """The transition of a row."""


class ExternalSteps(ExternalSource):
    """Steps of environments whose observations are vectors, as the network of `spec` takes them.

    They come with masks of `masked_actions` actions, unless that is 0.
    """

    def __init__(self, spec: NetworkSpec, most_rows: int, masked_actions: int = 0) -> None:
        super().__init__(most_rows, spec.kept_size, masked_actions)
        self._spec = spec

    def empty_block(self) -> tuple[np.ndarray, ...]:
        """Rows [2 · most_rows, 2 O + 7] float32, wider where there are masks; O is 1 of one-hot states."""
        width = 2 * self._spec.kept_size + self.numbers_per_step
        return (np.zeros((2 * self.most_rows, width), np.float32),)

    def put(
        self, block: tuple[np.ndarray, ...], first: int, step: VectorStep, actions: np.ndarray, epsilon: float
    ) -> None:
        """Fills the N rows from `first` on with a step of N environments, `actions` [N] whole numbers."""
        rows, size = block[0][first : first + len(actions)], self._spec.kept_size
        rows[:, :size] = state_numbers.kept_array(self._spec, step.observations)
        rows[:, size : 2 * size] = state_numbers.kept_array(self._spec, step.next_observations)
        self.put_numbers(rows, step, actions, epsilon)

    def _transition(self, row: tf.Tensor) -> Transition:
        size, at = self._spec.kept_size, self.columns
        return Transition(
            row[:size],
            tf.cast(row[at.action], tf.int32),
            row[at.reward],
            row[size : 2 * size],
            row[at.terminated] > 0.5,
            row[at.ended] > 0.5,
            self.masks_in(row),
        )
