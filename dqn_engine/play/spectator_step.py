"""One step of the watched environment, as it crosses to the window that draws it."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np


class Pictures(StrEnum):
    """Whether the watched environment's own pictures come with its steps."""

    OFF = "off"  # not asked for
    ON = "on"
    NONE = "none"  # the environment draws none, or failed to


@dataclass(frozen=True, slots=True, kw_only=True)
class SpectatorStep:
    """One step of the watched environment: the state before the action, the action, and what the network thinks.

    `episode_return` counts this step. `ended` marks the last step of an episode, whose `next_state` is its last.
    `allowed` [A] is the action mask of the state, empty where all actions are allowed. `seed` is what the episode was
    reset with.
    Where the user plays, it is `by_hand`, and `rival_state` and `rival_return` are the agent's in the same episode,
    after as many steps or as it ended before.
    States are empty where an observation has too many numbers to be read (an image). `picture` shows `state`, and is
    None where that wasn't worth its time; `end_picture` shows the `next_state` of a last step. Both are read-only,
    [H, W, 3] uint8.
    """

    episode: int
    step: int
    state: tuple[float, ...]
    next_state: tuple[float, ...]
    action: int
    q_values: tuple[float, ...]
    episode_return: float
    ended: bool
    truncated: bool
    allowed: tuple[bool, ...] = ()
    seed: int = 0
    by_hand: bool = False
    rival_state: tuple[float, ...] = ()
    rival_return: float = 0.0
    picture: np.ndarray | None = field(default=None, compare=False)
    end_picture: np.ndarray | None = field(default=None, compare=False)
