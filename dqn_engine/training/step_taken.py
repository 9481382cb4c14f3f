"""One environment step as learning and the metrics want it, wherever it was taken."""

from typing import NamedTuple

import tensorflow as tf

from dqn_engine.replay.frame_buffer import FrameTransition
from dqn_engine.replay.ring import Transition

AnyTransition = Transition | FrameTransition


class StepTaken(NamedTuple):
    """What happened in one environment step; the metrics are [] float32."""

    transition: AnyTransition
    ended: tf.Tensor  # 0, 1 terminated, 2 truncated
    episode_return: tf.Tensor  # in the environment's own rewards, this step included
    episode_length: tf.Tensor
    epsilon: tf.Tensor
