"""MountainCar as tensors: Gymnasium's dynamics (Moore 1990; Sutton and Barto 2018, example 10.1), in float64."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import tensorflow as tf

from dqn_engine.environments.compiled.environment import StepResult
from dqn_engine.environments.mountain_car_limits import HIGHEST_POSITION, LARGEST_SPEED, LIMIT_STEPS, LOWEST_POSITION

GOAL_POSITION = 0.5
FORCE, SLOPE = 0.001, 0.0025
RESET_LOW, RESET_HIGH = -0.6, -0.4


class MountainCarState(NamedTuple):
    """The state of an episode.

    Attributes:
        physics: [2] float64: position and velocity per step.
        step: [] int32, steps taken in this episode.
    """

    physics: tf.Tensor
    step: tf.Tensor


@dataclass(frozen=True)
class CompiledMountainCar:
    """MountainCar with episodes of at most `limit_steps`; a `CompiledEnvironment`."""

    observation_size = 2
    reset_numbers = 1
    step_numbers = 0

    limit_steps: int = LIMIT_STEPS

    def observe(self, state: MountainCarState) -> tf.Tensor:
        """The observation [2] float32."""
        return tf.cast(state.physics, tf.float32)

    def reset(self, uniform: tf.Tensor) -> MountainCarState:
        """A new episode from one uniform number [1] in [0, 1): at rest, somewhere near the valley's bottom."""
        position = RESET_LOW + tf.cast(uniform[0], tf.float64) * (RESET_HIGH - RESET_LOW)
        return MountainCarState(tf.stack([position, tf.zeros([], tf.float64)]), tf.constant(0, tf.int32))

    def step(
        self, state: MountainCarState, action: tf.Tensor, uniform: tf.Tensor | None = None
    ) -> StepResult[MountainCarState]:
        """One step under `action` [] int32 (0 left, 1 coast, 2 right); every one is paid −1, the last included."""
        position, velocity = tf.unstack(state.physics)
        push = (tf.cast(action, tf.float64) - 1.0) * FORCE
        velocity = velocity + (push - tf.cos(3.0 * position) * SLOPE)
        velocity = tf.clip_by_value(velocity, -LARGEST_SPEED, LARGEST_SPEED)
        position = tf.clip_by_value(position + velocity, LOWEST_POSITION, HIGHEST_POSITION)
        velocity = tf.where((position <= LOWEST_POSITION) & (velocity < 0.0), tf.zeros_like(velocity), velocity)
        after = MountainCarState(tf.stack([position, velocity]), state.step + 1)
        return StepResult(after, tf.constant(-1.0), self.over(after), after.step >= self.limit_steps)

    def over(self, state: MountainCarState) -> tf.Tensor:
        """Whether the flag is reached: [] bool."""
        return (state.physics[0] >= GOAL_POSITION) & (state.physics[1] >= 0.0)

    def state_seen(self, observation: tf.Tensor) -> MountainCarState:
        """The state that is observed as `observation` [2] float32, at the beginning of an episode."""
        return MountainCarState(tf.cast(observation, tf.float64), tf.constant(0, tf.int32))

    def state_in(self, environment: Any, step: int) -> MountainCarState:
        """The state that Gymnasium's bare `environment` is in after `step` steps of an episode."""
        return MountainCarState(tf.constant(environment.state, tf.float64), tf.constant(step, tf.int32))
