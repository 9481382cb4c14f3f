"""Environments whose observations are images: which ones are, and stacks of their newest frames."""

import gymnasium
import numpy as np

from dqn_engine.environments.info import OddLayout

_COLOURS = (1, 3)
_MOST_FRAMES = 16
_LEAST_SIDE = 8
"""Pixels: what is smaller may be anything."""


def odd_layout(space: gymnasium.Space) -> OddLayout | None:
    """How `space`, which isn't one of `frame_shape`, seems to hold pictures; None where it doesn't.

    Colours before height and width, frames that are stacked already (before them or behind), and pictures that are no
    bytes. Boards of truth values, such as MinAtar's, are none. Within a dictionary or tuple any picture is odd, since
    all of it is flattened.
    """
    match space:
        case gymnasium.spaces.Dict():
            return OddLayout.PART if any(map(_holds_picture, space.spaces.values())) else None
        case gymnasium.spaces.Tuple():
            return OddLayout.PART if any(map(_holds_picture, space.spaces)) else None
    if not isinstance(space, gymnasium.spaces.Box) or frame_shape(space):
        return None
    shape = space.shape
    if space.dtype != np.uint8:
        pictures = len(shape) == 3 and shape[2] in _COLOURS and min(shape[:2]) >= 4 * _LEAST_SIDE
        return OddLayout.NOT_BYTES if pictures and space.dtype != np.bool_ else None
    match shape:
        case (first, height, width) if min(height, width) >= _LEAST_SIDE and first in _COLOURS:
            return OddLayout.COLOURS_FIRST
        case (first, height, width) if min(height, width) > 2 * first and min(height, width) >= _LEAST_SIDE:
            return OddLayout.STACK if first <= _MOST_FRAMES else None
        case (height, width, last) if min(height, width) > 2 * last and min(height, width) >= _LEAST_SIDE:
            return OddLayout.STACK if last <= _MOST_FRAMES else None
        case (_, height, width, last) if min(height, width) >= _LEAST_SIDE and last in _COLOURS:
            return OddLayout.STACK
        case (_, first, height, width) if min(height, width) >= _LEAST_SIDE and first in _COLOURS:
            return OddLayout.STACK
        case _:
            return None


def _holds_picture(part: gymnasium.Space) -> bool:
    """Whether a part of several is a picture of any layout; one of few pixels may be a board."""
    shape = frame_shape(part)
    return min(shape[:2]) >= _LEAST_SIDE if shape else odd_layout(part) is not None


def frame_shape(space: gymnasium.Space) -> tuple[int, ...]:
    """Height, width and colours of an image space, uint8 [H, W], [H, W, 1] or [H, W, 3]; empty of any other space."""
    if not isinstance(space, gymnasium.spaces.Box) or space.dtype != np.uint8:
        return ()
    match space.shape:
        case (height, width):
            return height, width, 1
        case (height, width, colours) if colours in _COLOURS:
            return height, width, colours
        case _:
            return ()


def with_stacked_frames(environment: gymnasium.Env, frame_stack: int) -> gymnasium.Env:
    """Observations become the newest `frame_stack` frames, oldest first: [K, H, W] or [K, H, W, C] uint8.

    Where an episode has fewer, its first frame is used for the missing ones.
    """
    return gymnasium.wrappers.FrameStackObservation(environment, frame_stack, padding_type="reset")
