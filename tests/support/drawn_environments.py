"""Environments whose pictures are easy to foresee, and some that can't be drawn, as Gymnasium knows them."""

import gymnasium
import numpy as np
from gymnasium import spaces


class Drawn(gymnasium.Env):
    """Observes its step, rewards −0.5, ends after four steps, and is drawn in one colour: its step in every channel."""

    metadata = {"render_modes": ["human", "rgb_array"], "render_fps": 10}
    observation_space = spaces.Box(0.0, 100.0, (4,), np.float32)
    action_space = spaces.Discrete(2)
    draws = 0

    def __init__(self, render_mode: str | None = None, fault: str = "") -> None:
        if fault == "make" and render_mode is not None:
            raise RuntimeError("no screen")
        self.render_mode, self._fault, self._step = render_mode, fault, 0

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Starts again."""
        super().reset(seed=seed)
        self._step = 0
        return self._observed(), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """One step."""
        self._step += 1
        return self._observed(), -0.5, self._step == 4, False, {}

    def render(self) -> np.ndarray | str | None:
        """The picture."""
        type(self).draws += 1
        if self._fault == "draw":
            raise RuntimeError("the paint\nran out")
        return "no picture" if self._fault == "text" else np.full((2, 3, 3), self._step, np.uint8)

    def _observed(self) -> np.ndarray:
        return np.array([self._step, 0, 0, 0], np.float32)


class Undrawn(Drawn):
    """Can't be drawn, and says so."""

    metadata = {"render_modes": ["human"]}


class Numbered(Drawn):
    """Observes a state's number."""

    observation_space = spaces.Discrete(4)

    def _observed(self) -> int:
        return self._step % 4


class Large(Drawn):
    """Observes more numbers than anybody reads."""

    observation_space = spaces.Box(0.0, 100.0, (500,), np.float32)

    def _observed(self) -> np.ndarray:
        return np.full(500, self._step, np.float32)


class Observed(Undrawn):
    """Can't be drawn, and observes pictures: its step in every channel."""

    observation_space = spaces.Box(0, 255, (10, 10, 3), np.uint8)

    def _observed(self) -> np.ndarray:
        return np.full((10, 10, 3), self._step, np.uint8)


def register() -> None:
    """Makes them known to Gymnasium, once."""
    for kind in (Drawn, Undrawn, Numbered, Large, Observed):
        if f"{kind.__name__}-v0" not in gymnasium.registry:
            gymnasium.register(f"{kind.__name__}-v0", entry_point=kind)
    for fault in ("make", "draw", "text"):
        if f"Drawn-{fault}-v0" not in gymnasium.registry:
            gymnasium.register(f"Drawn-{fault}-v0", entry_point=Drawn, kwargs={"fault": fault})
