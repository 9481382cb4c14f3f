"""What an environment must be to live inside the compiled program: pure functions of tensors.

A new one is a class of this kind and a row in `factory`.
"""

from typing import Any, ClassVar, Protocol

import tensorflow as tf


class StepOutcome(Protocol):
    """What one step did; all scalars.

    Attributes:
        state: The state of the episode then.
        reward: [] float32.
        terminated: [] bool, ended by the environment's rules.
        truncated: [] bool, cut off by the time limit.
    """

    @property
    def state(self) -> Any: ...
    @property
    def reward(self) -> tf.Tensor: ...
    @property
    def terminated(self) -> tf.Tensor: ...
    @property
    def truncated(self) -> tf.Tensor: ...


class CompiledEnvironment(Protocol):
    """An environment as pure functions of its state: a named tuple of tensors, with a field `step` [] int32 that counts
    the steps taken in the episode.

    Attributes:
        observation_size: O, numbers of an observation.
        reset_numbers: R, random numbers that an episode's beginning is made of.
    """

    observation_size: ClassVar[int]
    reset_numbers: ClassVar[int]

    def observe(self, state: Any) -> tf.Tensor:
        """The observation [O] float32."""
        ...

    def reset(self, uniform: tf.Tensor) -> Any:
        """The state in which an episode begins, from random numbers [R] in [0, 1)."""
        ...

    def step(self, state: Any, action: tf.Tensor) -> StepOutcome:
        """Takes `action` [] int32."""
        ...
