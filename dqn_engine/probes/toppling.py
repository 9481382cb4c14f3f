"""The smallest push that fells CartPole's pole, by the angle at which it leans when it is pushed."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dqn_engine.environments.cartpole_limits import ANGLE_LIMIT_RAD

LARGEST_PUSH = 5.0
"""Of the cart in m/s, of the pole in rad/s."""

_STEEPEST = 0.8
"""Of the angle at which an episode is over, the largest that a pole is pushed at."""
_TRIED = 16
_ROUNDS = 3


class Falling(Protocol):
    """Who knows which poles fall; `CartPoleWorlds` does."""

    limit_steps: int

    def falls(self, starts: np.ndarray) -> np.ndarray:
        """Which of the states [N, 4] end in a fall before the time limit: [N] bool."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PoleTopples:
    """The smallest pushes after which the greedy policy lets the pole fall before the time limit.

    The cart stands in the middle and the pole leans at rest, when a push changes one of the speeds at once. Of 16
    evenly spread pushes up to the largest the first that fells the pole is found, and between it and the one before
    twice again, so that a narrow range of pushes between two that don't fell it may be missed.

    Attributes:
        angles: [K] rad, from left to right.
        cart: [2, K] m/s, the smallest change of the cart's velocity to the left and to the right; 0 where the pole
            falls by itself, ∞ where the largest push doesn't fell it.
        pole: [2, K] rad/s, likewise of the pole's angular velocity.
        largest: The largest push tried, in those units.
        resolution: By how much a smallest push may be too large.
        within_steps: The time limit.
    """

    angles: np.ndarray
    cart: np.ndarray
    pole: np.ndarray
    largest: float
    resolution: float
    within_steps: int


def what_topples(worlds: Falling, count: int) -> PoleTopples:
    """The smallest pushes of `count` angles."""
    steepest = _STEEPEST * ANGLE_LIMIT_RAD
    angles = np.linspace(-steepest, steepest, count) if count > 1 else np.zeros(1)
    low, high = np.zeros((2, 2, count)), np.full((2, 2, count), LARGEST_PUSH)  # [kind, side, angle]
    tried = np.broadcast_to(np.linspace(0.0, LARGEST_PUSH, _TRIED), (2, 2, count, _TRIED))
    smallest, width = np.full((2, 2, count), np.inf), LARGEST_PUSH / (_TRIED - 1)
    for round_ in range(_ROUNDS):
        fell = worlds.falls(_pushed(angles, tried)).reshape(tried.shape)
        first = fell.argmax(axis=-1)
        found = np.take_along_axis(tried, first[..., np.newaxis], -1)[..., 0]
        before = np.take_along_axis(tried, np.maximum(first - 1, 0)[..., np.newaxis], -1)[..., 0]
        any_fell = fell.any(axis=-1)
        smallest = np.where(any_fell, np.minimum(smallest, found), smallest)
        # Where none of them fells it, it is the one above them that does, and the last of them is the one before.
        low = np.where(any_fell, np.where(first > 0, before, low), tried[..., -1])
        high = np.where(any_fell, found, high)
        if round_ + 1 < _ROUNDS:
            parts = np.arange(1, _TRIED + 1) / (_TRIED + 1)
            tried = low[..., np.newaxis] + (high - low)[..., np.newaxis] * parts
            width /= _TRIED + 1
    return PoleTopples(
        angles=angles,
        cart=smallest[0],
        pole=smallest[1],
        largest=LARGEST_PUSH,
        resolution=width,
        within_steps=worlds.limit_steps,
    )


def _pushed(angles: np.ndarray, pushes: np.ndarray) -> np.ndarray:
    """The states [2 · 2 · K · M, 4] after `pushes` [2, 2, K, M] of cart or pole, to the left or right, at K angles."""
    states = np.zeros((*pushes.shape, 4))
    states[..., 2] = angles[:, np.newaxis]
    for kind, speed in enumerate((1, 3)):
        for side, sign in enumerate((-1.0, 1.0)):
            states[kind, side, :, :, speed] = sign * pushes[kind, side]
    return states.reshape(-1, 4)
