"""The watched environment's own pictures: which steps are worth one, and what counts as one.

A picture costs more than a step, and it is made on the thread that trains. So there are never more than a screen shows,
and never more than a small fraction of the time goes into them.
"""

import math
import os
from collections.abc import Callable

import gymnasium
import numpy as np

# Environments that draw with pygame must open no window and no sound device.
for _name, _value in (
    ("SDL_VIDEODRIVER", "dummy"),
    ("SDL_AUDIODRIVER", "dummy"),
    ("PYGAME_HIDE_SUPPORT_PROMPT", "1"),
):
    os.environ.setdefault(_name, _value)

MOST_HZ = 60.0
"""Pictures per second of real time, at most."""

TIME_SHARE = 0.15
"""The fraction of real time that goes into pictures, at most and in the long run."""

MOST_PIXELS = 1_000_000
"""Larger pictures are thinned to every other pixel, every third, and so on."""

_NEW_COST_SHARE = 0.25
# Steps come in bursts, a little ahead of real time: so much may be drawn in advance.
_ADVANCE_S = 0.2


class PicturePace:
    """Says which steps get a picture: evenly spaced, so that motion is even, and within `MOST_HZ` and `TIME_SHARE`.

    Args:
        clock: Seconds that never run backwards.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._cost_s = 0.0
        self._not_before_s = -math.inf
        self._steps_since: int | None = None

    def begin_episode(self) -> None:
        """An episode's first step gets a picture, if there is time for it."""
        self._steps_since = None

    def step_due(self, rate_hz: float) -> bool:
        """Whether the step that follows gets a picture; to be asked once per step.

        Args:
            rate_hz: Steps per second of real time.
        """
        since = None if self._steps_since is None else self._steps_since + 1
        every = max(math.ceil(rate_hz / MOST_HZ - 1e-9), math.ceil(rate_hz * self._cost_s / TIME_SHARE - 1e-9))
        due = (since is None or since >= every) and self.in_time()
        self._steps_since = 0 if due else since
        return due

    def in_time(self) -> bool:
        """Whether another picture keeps within that fraction of time."""
        return self._clock() >= self._not_before_s - _ADVANCE_S

    def took(self, seconds: float) -> None:
        """A picture was made in so many seconds."""
        self._cost_s += _NEW_COST_SHARE * (seconds - self._cost_s)
        self._not_before_s = max(self._not_before_s, self._clock()) + seconds / TIME_SHARE


def can_draw(environment: gymnasium.Env) -> bool:
    """Whether an environment says that it can be drawn as an array."""
    return "rgb_array" in (environment.metadata.get("render_modes") or ())


def observed_picture(observation: np.ndarray) -> np.ndarray:
    """The newest of a stack of images [K, H, W, C] with 1 or 3 colours as `picture_of` gives it."""
    newest = np.asarray(observation)[-1]
    return picture_of(np.broadcast_to(newest, (*newest.shape[:2], 3)))


def picture_of(rendered: object) -> np.ndarray:
    """What an environment's `render` returned as a picture of one's own: read-only, contiguous, [H, W, 3] uint8.

    Raises:
        ValueError: It is no such picture.
    """
    if not isinstance(rendered, np.ndarray):
        raise ValueError(f"It drew {type(rendered).__name__}, not an array.")
    if rendered.dtype != np.uint8 or rendered.ndim != 3 or rendered.shape[2] != 3 or rendered.size == 0:
        raise ValueError(f"It drew an array {rendered.shape} of {rendered.dtype}, not [height, width, 3] of uint8.")
    thinning = math.ceil(math.sqrt(rendered.shape[0] * rendered.shape[1] / MOST_PIXELS))
    picture = np.array(rendered[::thinning, ::thinning], order="C")
    picture.flags.writeable = False
    return picture
