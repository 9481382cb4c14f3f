"""What is known of an environment, in plain numbers; below everything that finds it out or makes use of it."""

from dataclasses import dataclass

LONGEST_ID = 80
"""Characters of an environment's id that messages show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentInfo:
    """An environment's facts.

    Attributes:
        observation_scale: [O]; typical largest size of each observation, for `observation_scaling=bounds`.
        observation_labels: [O], the names of an observation's numbers as the network sees them.
        view_labels: The names of its numbers as the user reads them (see `flat_observations.readable`), where those are
            others; empty where they are numbers of states, or the same.
        image_shape: Height, width and colours (1 or 3) of an observation that is a picture, uint8; else empty.
        step_hz: Steps per second of real time.
        episode_limit_steps: After which episodes are truncated.
        return_threshold: The mean return at which Gymnasium counts it as solved; NaN where it says nothing.
        reward_per_step: The reward of every step without a termination, where that is always the same; else 0.
        own_shapings: Values of `reward_shaping` that are formulas for this environment's observations.
    """

    environment: str
    observation_scale: tuple[float, ...]
    observation_labels: tuple[str, ...]
    action_labels: tuple[str, ...]
    step_hz: float
    episode_limit_steps: int
    return_threshold: float
    reward_per_step: float = 0.0
    image_shape: tuple[int, ...] = ()
    own_shapings: tuple[str, ...] = ()
    view_labels: tuple[str, ...] = ()
