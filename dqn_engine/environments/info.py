"""What is known of an environment, in plain numbers; below everything that finds it out or makes use of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from dqn_engine.system.sentences import Sentence

LONGEST_ID = 80
"""Characters of an environment's id that messages show."""


class OddLayout(StrEnum):
    """How pictures come that aren't taken for pictures here, and so would be learned from as lists of numbers."""

    COLOURS_FIRST = "colours first"
    STACK = "stack"
    NOT_BYTES = "not bytes"
    PART = "part"  # of a dictionary or tuple


LAYOUT_REMEDIES: Mapping[OddLayout, str] = {
    OddLayout.COLOURS_FIRST: Sentence("put the colours last, by np.moveaxis(picture, 0, -1) in the environment"),
    OddLayout.STACK: Sentence(
        "return single frames, height by width with 1 or 3 colours; frame_stack stacks them here"
    ),
    OddLayout.NOT_BYTES: Sentence("return them as uint8 from 0 to 255; they are scaled here"),
    OddLayout.PART: Sentence(
        "observe the picture alone, with no dictionary or tuple around it, to learn from it as a picture"
    ),
}
"""What to do about each."""


PRECISION_REMEDY = (
    "Declare the bounds of that range, whose middle is then taken away before anything is rounded, or take an offset "
    "away in the environment."
)


def layout_sentence(layout: OddLayout) -> str:
    """What is learned from instead of pictures, and what to do about it."""
    what = (
        "A part of the observations looks like a picture, but is learned from as a list of numbers"
        if layout is OddLayout.PART
        else "The observations look like pictures, but are learned from as a list of numbers"
    )
    return f"{what}; {LAYOUT_REMEDIES[layout]}."


class KnownRewards(NamedTuple):
    """Between which numbers an environment's rewards lie: those of steps that go on, and of those that terminate."""

    step_low: float
    step_high: float
    last_low: float
    last_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentInfo:
    """An environment's facts.

    Attributes:
        observation_scale: [O]; typical largest size of each observation, for `observation_scaling=bounds`.
        observation_ranges: [O] The middle and half width of each observation by its bounds, None where they say
            nothing; for `observation_scaling=auto`. Empty where `observation_scale` is known to be typical.
        observation_loose: [O] Which of these ranges may be far wider than what is seen; empty: none.
        observation_labels: [O], the names of an observation's numbers as the network sees them.
        view_labels: The names of its numbers as the user reads them (see `flat_observations.readable`), where those are
            others; empty where they are numbers of states, or the same.
        image_shape: Height, width and colours (1 or 3) of an observation that is a picture, uint8; else empty.
        step_hz: Steps per second of real time.
        episode_limit_steps: After which episodes are truncated.
        return_threshold: The mean return at which Gymnasium counts it as solved; NaN where it says nothing.
        reward_per_step: The reward of every step without a termination, where that is always the same; else 0.
        own_shapings: Values of `reward_shaping` that are formulas for this environment's observations.
        rewards: What is known of its rewards; None: nothing.
        rewards_declared: Whether `rewards` are what the environment says of itself, which nobody has checked.
        usual_returns: Lowest and highest return that are worth telling apart, where `rewards` is None; or empty.
        our_limit_steps: After which this program truncates episodes, where the environment has no limit; else 0.
        layout: How its pictures come, where they aren't taken for pictures.
        one_hot: Whether an observation is the number of a state, which a network sees as one-hot [O].
        random_steps: Whether what an action leads to is known to be random, as on slippery ice.
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
    observation_ranges: tuple[tuple[float, float] | None, ...] = ()
    observation_loose: tuple[bool, ...] = ()
    rewards: KnownRewards | None = None
    usual_returns: tuple[float, ...] = ()
    our_limit_steps: int = 0
    layout: OddLayout | None = None
    view_labels: tuple[str, ...] = ()
    one_hot: bool = False
    rewards_declared: bool = False
    random_steps: bool = False
