"""CartPole whose masses, length, force and gravity belong to the state, so that many worlds are stepped at once."""

from dataclasses import dataclass
from typing import NamedTuple

import tensorflow as tf

from dqn_engine.environments.cartpole_limits import ANGLE_LIMIT_RAD, POSITION_LIMIT_M, REWARD_PER_STEP
from dqn_engine.environments.compiled.cartpole import CartPoleConstants, physics_after
from dqn_engine.environments.compiled.environment import StepResult


class AdjustableState(NamedTuple):
    """The state of an episode in one world.

    Attributes:
        physics: [4] float64, as `CartPoleState` has it.
        constants: [5] float64, those of `CartPoleConstants`.
        step: [] int32, steps taken in this episode.
    """

    physics: tf.Tensor
    constants: tf.Tensor
    step: tf.Tensor


@dataclass(frozen=True)
class AdjustableCartPole:
    """CartPole in worlds of any constants, with episodes of at most `limit_steps`; a `CompiledEnvironment`.

    An episode begins in a state that is made outside.
    """

    observation_size = 4
    reset_numbers = 0
    step_numbers = 0

    limit_steps: int

    def observe(self, state: AdjustableState) -> tf.Tensor:
        """The observation [4] float32."""
        return tf.cast(state.physics, tf.float32)

    def reset(self, uniform: tf.Tensor) -> AdjustableState:
        """Upright and at rest in the middle, in the world that agents are trained in."""
        del uniform
        return AdjustableState(
            tf.zeros([4], tf.float64), tf.constant(CartPoleConstants(), tf.float64), tf.constant(0, tf.int32)
        )

    def step(
        self, state: AdjustableState, action: tf.Tensor, uniform: tf.Tensor | None = None
    ) -> StepResult[AdjustableState]:
        """One step of `CompiledCartPole` under the state's own constants."""
        physics = physics_after(state.physics, action, CartPoleConstants(*tf.unstack(state.constants)))
        taken = state.step + 1
        terminated = (tf.abs(physics[0]) > POSITION_LIMIT_M) | (tf.abs(physics[2]) > ANGLE_LIMIT_RAD)
        after = AdjustableState(physics, state.constants, taken)
        return StepResult(after, tf.constant(REWARD_PER_STEP), terminated, taken >= self.limit_steps)
