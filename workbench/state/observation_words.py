"""An observation in a few characters, and as a picture where it is one."""

import numpy as np

from workbench.look.figures import figure

_MOST_NUMBERS = 4


def is_picture(observation: np.ndarray) -> bool:
    """Whether it is a stack of images [K, H, W, C]."""
    return observation.ndim == 4


def state_number(observation: np.ndarray) -> int | None:
    """The number of a state that is one-hot [O]; None where it isn't."""
    if observation.ndim != 1 or len(observation) < 3:
        return None
    found = np.flatnonzero(observation)
    return int(found[0]) if len(found) == 1 and observation[found[0]] == 1.0 else None


def short_text(observation: np.ndarray) -> str:
    """The number of a one-hot state, or its first numbers; nothing of a picture."""
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
