"""What an environment must have to live inside the compiled program."""

from typing import NamedTuple, Protocol

import tensorflow as tf


class CompiledEnvironment(Protocol):
    """An environment as tensors, such as `CompiledCartPole`; its state is a named tuple with a field `step`."""

    REWARD_PER_STEP: float

    def observe(self, state: NamedTuple) -> tf.Tensor:
        """The observation [O] float32."""

    def reset(self, uniform: tf.Tensor) -> NamedTuple:
        """A new episode from four numbers [4] in [0, 1)."""

    def step(self, state: NamedTuple, action: tf.Tensor) -> NamedTuple:
        """One step: a named tuple of the following state, the reward, and whether it terminated or was truncated."""
