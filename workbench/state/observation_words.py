"""An observation in a few characters, and as a picture where it is one."""

import numpy as np

from workbench.look.figures import figure

_MOST_NUMBERS = 4


def is_picture(observation: np.ndarray) -> bool:
    """Whether it is a stack of images [K, H, W, C]."""
    return observation.ndim == 4


def state_number(observation: np.ndarray) -> int | None:
    """The number of a state, where the environment's states are numbers: reports have it as [1] int; else None."""
    is_number = observation.shape == (1,) and np.issubdtype(observation.dtype, np.integer)
    return int(observation[0]) if is_number else None


def short_text(observation: np.ndarray) -> str:
    """The state's number, or its first numbers; nothing of a picture."""
    if is_picture(observation):
        return ""
    number = state_number(observation)
    if number is not None:
        return f"{number:,}"
    shown = [figure(float(value), ".2f") for value in observation.ravel()[:_MOST_NUMBERS]]
    return ", ".join(shown) + (" …" if observation.size > _MOST_NUMBERS else "")


def picture(observation: np.ndarray) -> np.ndarray:
    """The newest, which is the last, of a stack of images [K, H, W, C] with 1 or 3 colours: [H, W, 3] uint8."""
    newest = observation[-1]
    return np.ascontiguousarray(np.broadcast_to(newest, (*newest.shape[:2], 3)), dtype=np.uint8)
