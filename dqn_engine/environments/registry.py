"""What is known of each environment, in plain numbers. No TensorFlow, no Gymnasium import."""

import math
from dataclasses import dataclass, replace

from dqn_engine.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentInfo:
    """An environment's facts.

    Attributes:
        observation_scale: [O]; typical largest size of each observation, for `observation_scaling=bounds`.
        step_hz: Steps per second of real time.
        return_threshold: The mean return at which Gymnasium counts it as solved.
    """

    environment: str
    observation_scale: tuple[float, ...]
    observation_labels: tuple[str, ...]
    action_labels: tuple[str, ...]
    step_hz: float
    episode_limit_steps: int
    return_threshold: float


_CARTPOLE = EnvironmentInfo(
    environment="CartPole-v1",
    # Position and angle are bounded by the rules (±2.4 m, ±12°); the speeds' scales are what good play stays within.
    observation_scale=(2.4, 3.0, math.radians(12), 3.0),
    observation_labels=("Position", "Velocity", "Angle", "Angular velocity"),
    action_labels=("Left", "Right"),
    step_hz=50.0,
    episode_limit_steps=500,
    return_threshold=475.0,
)

_CARTPOLE_V0 = replace(_CARTPOLE, environment="CartPole-v0", episode_limit_steps=200, return_threshold=195.0)

_ENVIRONMENTS = {info.environment: info for info in (_CARTPOLE, _CARTPOLE_V0)}


def environment_names() -> tuple[str, ...]:
    """The names of every environment that can be trained."""
    return tuple(_ENVIRONMENTS)


def environment_info(environment: str) -> EnvironmentInfo:
    """The facts of an environment.

    Raises:
        InputError: It isn't one of `environment_names()`.
    """
    try:
        return _ENVIRONMENTS[environment]
    except KeyError:
        raise InputError(
            f"There is no environment {environment[:80]!r}; the environments are: {', '.join(_ENVIRONMENTS)}."
        ) from None
