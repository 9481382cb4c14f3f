"""Steps of image environments, handed to the program in blocks: a row of plain numbers and two frames each."""

import math

import numpy as np
import tensorflow as tf

from dqn_engine.environments.vector import HostStep
from dqn_engine.replay.frame_buffer import FrameTransition
from dqn_engine.training.external_steps import GivenColumns, numbers_of
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.state import LearnerState
from dqn_engine.training.step_taken import StepTaken


class GivenFrames:
    """Reads a step from each row; at most `most_rows` in a call. The counterpart of `GivenSteps`.

    Attributes:
        pixels: P, bytes of a frame.
    """

    _columns = GivenColumns.of(0)

    def __init__(self, frame_shape: tuple[int, ...], most_rows: int) -> None:
        self.most_rows = most_rows
        self.pixels = math.prod(frame_shape)

    def empty_block(self) -> tuple[np.ndarray, ...]:
        """What is filled by `put` and given: rows [most_rows, 7] float32 and frames [most_rows, 2, P] uint8."""
        rows = np.zeros((self.most_rows, len(GivenColumns._fields)), np.float32)
        return rows, np.zeros((self.most_rows, 2, self.pixels), np.uint8)

    def put(
        self, block: tuple[np.ndarray, ...], first: int, step: HostStep, actions: np.ndarray, epsilon: float
    ) -> None:
        """Fills the N rows from `first` on with a step of N environments; of stacks the newest frames."""
        rows, frames = (array[first : first + len(actions)] for array in block)
        for index, stacks in enumerate((step.observations, step.next_observations)):
            frames[:, index] = stacks[:, -1].reshape(len(actions), self.pixels)
        rows[:] = numbers_of(step, actions, epsilon)

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
        """The step of `row` [7]; its frames stay outside of the compiled program."""
        del learner, env_step, seed, knobs
        at = self._columns
        transition = FrameTransition(
            tf.cast(row[at.action], tf.int32),
            row[at.reward],
            row[at.terminated] > 0.5,
            row[at.ended] > 0.5,
            tf.cast(row[at.episode_length], tf.int32),
        )
        return nothing, StepTaken(
            transition, row[at.ended], row[at.episode_return], row[at.episode_length], row[at.epsilon]
        )
