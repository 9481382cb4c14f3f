"""Environments whose observations are images: which ones are, and stacks of their newest frames."""

import gymnasium
import numpy as np

_COLOURS = (1, 3)


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
