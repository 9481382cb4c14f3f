"""Steps of image environments, handed to the program in blocks: a row of plain numbers and two frames each."""

import math

import numpy as np
import tensorflow as tf

from dqn_engine.environments.vector import VectorStep
from dqn_engine.replay.frame_buffer import FrameTransition
from dqn_engine.training.external_steps import ExternalSource


class ExternalFrames(ExternalSource):
    """Steps of environments whose observations are stacks of frames, which stay outside of the compiled program.

    Attributes:
        pixels: P, bytes of a frame.
    """

    def __init__(self, frame_shape: tuple[int, ...], most_rows: int, masked_actions: int = 0) -> None:
        """`masked_actions` is A where steps come with action masks, else 0."""
        super().__init__(most_rows, 0, masked_actions)
        self.pixels = math.prod(frame_shape)

    def empty_block(self) -> tuple[np.ndarray, ...]:
        """Rows [2 · most_rows, 7] float32, wider where there are masks, and frames [2 · most_rows, 2, P] uint8."""
        rows = np.zeros((2 * self.most_rows, self.numbers_per_step), np.float32)
        return rows, np.zeros((2 * self.most_rows, 2, self.pixels), np.uint8)

    def put(
        self, block: tuple[np.ndarray, ...], first: int, step: VectorStep, actions: np.ndarray, epsilon: float
    ) -> None:
        """Fills N rows from `first` on with a step of N environments, `actions` [N]; of stacks the newest frames."""
        rows, frames = (array[first : first + len(actions)] for array in block)
        for index, stacks in enumerate((step.observations, step.next_observations)):
            frames[:, index] = stacks[:, -1].reshape(len(actions), self.pixels)
        self.put_numbers(rows, step, actions, epsilon)

    def _transition(self, row: tf.Tensor) -> FrameTransition:
        at = self.columns
        return FrameTransition(
            tf.cast(row[at.action], tf.int32),
            row[at.reward],
            row[at.terminated] > 0.5,
            row[at.ended] > 0.5,
            tf.cast(row[at.episode_length], tf.int32),
            masks=self.masks_in(row),
        )
