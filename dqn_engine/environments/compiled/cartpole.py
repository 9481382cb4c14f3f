"""CartPole as tensors, so that it can live inside the compiled program.

The dynamics are those of Gymnasium's CartPole (Barto, Sutton and Anderson 1983, with Florian's correction), in float64
as there; a test holds both to each other.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import tensorflow as tf

from dqn_engine.environments.cartpole_limits import (
    ANGLE_LIMIT_RAD,
    LIMIT_STEPS,
    PHYSICS,
    POSITION_LIMIT_M,
    REWARD_PER_STEP,
    STEP_SECONDS,
)
from dqn_engine.environments.compiled.environment import StepResult

RESET_RANGE = 0.05


class CartPoleConstants(NamedTuple):
    """What the dynamics is made of, named as in Gymnasium; numbers, or tensors [] float64.

    Attributes:
        gravity: In m/s².
        masscart: Of the cart, in kg.
        masspole: Of the pole, in kg.
        length: Half of the pole's, in m.
        force_mag: What an action pushes with, in N.
    """

    gravity: Any = PHYSICS["gravity"]
    masscart: Any = PHYSICS["masscart"]
    masspole: Any = PHYSICS["masspole"]
    length: Any = PHYSICS["length"]
    force_mag: Any = PHYSICS["force_mag"]


AS_TRAINED = CartPoleConstants()
"""Gymnasium's, in which agents are trained."""


class CartPoleState(NamedTuple):
    """The state of an episode.

    Attributes:
        physics: [4] float64: position (m), velocity (m/s), angle from upright (rad), angular velocity (rad/s).
        step: [] int32, steps taken in this episode.
    """

    physics: tf.Tensor
    step: tf.Tensor


def physics_after(physics: tf.Tensor, action: tf.Tensor, constants: CartPoleConstants = AS_TRAINED) -> tf.Tensor:
    """The physical state [4] float64 after one Euler step under `action` (0 pushes left, 1 right)."""
    position, velocity, angle, spin = tf.unstack(physics)
    total_mass = constants.masscart + constants.masspole
    pole_mass_length = constants.masspole * constants.length
    newtons = constants.force_mag
    force = tf.where(tf.equal(action, 1), tf.convert_to_tensor(newtons, tf.float64), -newtons)
    cosine, sine = tf.cos(angle), tf.sin(angle)
    push = (force + pole_mass_length * spin * spin * sine) / total_mass
    spin_rate = (constants.gravity * sine - cosine * push) / (
        constants.length * (4.0 / 3.0 - constants.masspole * cosine * cosine / total_mass)
    )
    acceleration = push - pole_mass_length * spin_rate * cosine / total_mass
    return tf.stack(
        [
            position + STEP_SECONDS * velocity,
            velocity + STEP_SECONDS * acceleration,
            angle + STEP_SECONDS * spin,
            spin + STEP_SECONDS * spin_rate,
        ]
    )


@dataclass(frozen=True)
class CompiledCartPole:
    """CartPole with episodes of at most `limit_steps`; a `CompiledEnvironment`."""

    observation_size = 4
    reset_numbers = 4
    step_numbers = 0

    limit_steps: int = LIMIT_STEPS["CartPole-v1"]

    def observe(self, state: CartPoleState) -> tf.Tensor:
        """The observation [4] float32."""
        return tf.cast(state.physics, tf.float32)

    def reset(self, uniform: tf.Tensor) -> CartPoleState:
        """A new episode from four uniform numbers [4] in [0, 1)."""
        physics = (tf.cast(uniform, tf.float64) * 2.0 - 1.0) * RESET_RANGE
        return CartPoleState(physics, tf.constant(0, tf.int32))

    def step(
        self, state: CartPoleState, action: tf.Tensor, uniform: tf.Tensor | None = None
    ) -> StepResult[CartPoleState]:
        """One step under `action` [] int32 (0 left, 1 right), each worth 1, the last included, as in Gymnasium."""
        after = CartPoleState(physics_after(state.physics, action), state.step + 1)
        return StepResult(after, tf.constant(REWARD_PER_STEP), self.over(after), after.step >= self.limit_steps)

    def over(self, state: CartPoleState) -> tf.Tensor:
        """Whether the cart has left the track, or the pole has fallen: [] bool."""
        return (tf.abs(state.physics[0]) > POSITION_LIMIT_M) | (tf.abs(state.physics[2]) > ANGLE_LIMIT_RAD)

    def state_seen(self, observation: tf.Tensor) -> CartPoleState:
        """The state that is observed as `observation` [4] float32, at the beginning of an episode."""
        return CartPoleState(tf.cast(observation, tf.float64), tf.constant(0, tf.int32))

    def state_in(self, environment: Any, step: int) -> CartPoleState:
        """The state that Gymnasium's bare `environment` is in after `step` steps of an episode."""
        return CartPoleState(tf.constant(environment.state, tf.float64), tf.constant(step, tf.int32))
