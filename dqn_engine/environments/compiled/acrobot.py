"""Acrobot as tensors: Gymnasium's dynamics (Sutton 1996, by the equations of Sutton and Barto's book), in float64.

Two links of 1 m and 1 kg, their centres of mass in the middle, a torque of ±1 N·m at the joint between them; integrated
by one fourth-order Runge-Kutta step of 0.2 s.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import tensorflow as tf

from dqn_engine.environments.acrobot_limits import FASTEST_1, FASTEST_2, LIMIT_STEPS
from dqn_engine.environments.compiled.environment import StepResult
from dqn_engine.environments.compiled.physics import GRAVITY

STEP_SECONDS = 0.2
LENGTH_M, MASS_KG, CENTRE_M, INERTIA = 1.0, 1.0, 0.5, 1.0
RESET_RANGE = 0.1


class AcrobotState(NamedTuple):
    """The state of an episode.

    Attributes:
        physics: [4] float64: both angles (rad, the first from hanging, the second between the links) and their rates.
        step: [] int32, steps taken in this episode.
    """

    physics: tf.Tensor
    step: tf.Tensor


def rates_of(physics: tf.Tensor, torque: tf.Tensor) -> tf.Tensor:
    """The time derivative [4] of the state [4] under `torque` [] (N·m), all float64."""
    angle_1, angle_2, rate_1, rate_2 = tf.unstack(physics)
    inner = LENGTH_M * CENTRE_M
    inertia_1 = (
        MASS_KG * CENTRE_M**2 + MASS_KG * (LENGTH_M**2 + CENTRE_M**2 + 2 * inner * tf.cos(angle_2)) + 2 * INERTIA
    )
    coupling = MASS_KG * (CENTRE_M**2 + inner * tf.cos(angle_2)) + INERTIA
    weight_2 = MASS_KG * CENTRE_M * GRAVITY * tf.cos(angle_1 + angle_2 - math.pi / 2)
    weight_1 = (
        -MASS_KG * inner * rate_2**2 * tf.sin(angle_2)
        - 2 * MASS_KG * inner * rate_2 * rate_1 * tf.sin(angle_2)
        + (MASS_KG * CENTRE_M + MASS_KG * LENGTH_M) * GRAVITY * tf.cos(angle_1 - math.pi / 2)
        + weight_2
    )
    acceleration_2 = (
        torque + coupling / inertia_1 * weight_1 - MASS_KG * inner * rate_1**2 * tf.sin(angle_2) - weight_2
    ) / (MASS_KG * CENTRE_M**2 + INERTIA - coupling**2 / inertia_1)
    acceleration_1 = -(coupling * acceleration_2 + weight_1) / inertia_1
    return tf.stack([rate_1, rate_2, acceleration_1, acceleration_2])


@dataclass(frozen=True)
class CompiledAcrobot:
    """Acrobot with episodes of at most `limit_steps`; a `CompiledEnvironment`."""

    observation_size = 6
    reset_numbers = 4
    step_numbers = 0

    limit_steps: int = LIMIT_STEPS

    def observe(self, state: AcrobotState) -> tf.Tensor:
        """The observation [6] float32: cosine and sine of each angle, and the rates."""
        angle_1, angle_2, rate_1, rate_2 = tf.unstack(state.physics)
        parts = [tf.cos(angle_1), tf.sin(angle_1), tf.cos(angle_2), tf.sin(angle_2), rate_1, rate_2]
        return tf.cast(tf.stack(parts), tf.float32)

    def reset(self, uniform: tf.Tensor) -> AcrobotState:
        """A new episode from four uniform numbers [4] in [0, 1): hanging nearly still."""
        physics = (tf.cast(uniform, tf.float64) * 2.0 - 1.0) * RESET_RANGE
        return AcrobotState(physics, tf.constant(0, tf.int32))

    def step(
        self, state: AcrobotState, action: tf.Tensor, uniform: tf.Tensor | None = None
    ) -> StepResult[AcrobotState]:
        """One step under `action` [] int32 (torque −1, 0, +1). Every step is paid −1, one that reaches the height 0."""
        torque, physics, half = tf.cast(action, tf.float64) - 1.0, state.physics, STEP_SECONDS / 2
        k1 = rates_of(physics, torque)
        k2 = rates_of(physics + half * k1, torque)
        k3 = rates_of(physics + half * k2, torque)
        k4 = rates_of(physics + STEP_SECONDS * k3, torque)
        angle_1, angle_2, rate_1, rate_2 = tf.unstack(physics + STEP_SECONDS / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4))
        angle_1, angle_2 = _wrapped(angle_1), _wrapped(angle_2)
        rate_1 = tf.clip_by_value(rate_1, -FASTEST_1, FASTEST_1)
        rate_2 = tf.clip_by_value(rate_2, -FASTEST_2, FASTEST_2)
        after = AcrobotState(tf.stack([angle_1, angle_2, rate_1, rate_2]), state.step + 1)
        terminated = self.over(after)
        return StepResult(after, tf.where(terminated, 0.0, -1.0), terminated, after.step >= self.limit_steps)

    def over(self, state: AcrobotState) -> tf.Tensor:
        """Whether the end of the second link is above the height: [] bool."""
        angle_1, angle_2 = state.physics[0], state.physics[1]
        return -tf.cos(angle_1) - tf.cos(angle_1 + angle_2) > 1.0

    def state_seen(self, observation: tf.Tensor) -> AcrobotState:
        """The state that is observed as `observation` [6] float32, at the beginning of an episode."""
        cosine_1, sine_1, cosine_2, sine_2, rate_1, rate_2 = tf.unstack(tf.cast(observation, tf.float64))
        angles = tf.atan2(sine_1, cosine_1), tf.atan2(sine_2, cosine_2)
        return AcrobotState(tf.stack([*angles, rate_1, rate_2]), tf.constant(0, tf.int32))

    def state_in(self, environment: Any, step: int) -> AcrobotState:
        """The state that Gymnasium's bare `environment` is in after `step` steps of an episode."""
        return AcrobotState(tf.constant(environment.state, tf.float64), tf.constant(step, tf.int32))


def _wrapped(angle: tf.Tensor) -> tf.Tensor:
    """`angle` brought into [−π, π] by whole turns."""
    turn = 2 * math.pi
    above = tf.maximum(tf.math.ceil((angle - math.pi) / turn), 0.0)
    below = tf.maximum(tf.math.ceil((-math.pi - angle) / turn), 0.0)
    return angle + turn * (below - above)
