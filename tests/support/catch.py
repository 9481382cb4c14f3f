"""Catch: a ball falls, a paddle at the bottom moves; a small world of pixels that can be learned in a minute.

Register it with `register_catch`. The ball starts in a random column and drifts to one side, bouncing off the walls;
whether the paddle is under it when it lands decides the episode's only reward, 1 or −1. Where it goes shows only in two
frames together. The best score is 1; a paddle that moves at random scores about −0.5.
"""

import gymnasium
import numpy as np

NAME = "Catch-v0"
LARGE = "CatchLarge-v0"
"""The same with every field drawn as 4 × 4 pixels: 40 × 40, enough for the notebook's convolutions."""

SIDE = 10
PADDLE = 3
FALL_STEPS = SIDE - 2
BEST_SCORE = 1.0


class Catch(gymnasium.Env):
    """Observations [10, 10] uint8, times `scale`; actions left, stay, right."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 15}

    def __init__(self, render_mode: str | None = None, scale: int = 1) -> None:
        self._scale = scale
        self.observation_space = gymnasium.spaces.Box(0, 255, (SIDE * scale, SIDE * scale), np.uint8)
        self.action_space = gymnasium.spaces.Discrete(3)
        self.render_mode = render_mode

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        super().reset(seed=seed)
        self._row, self._column = 0, int(self.np_random.integers(SIDE))
        self._drift = int(self.np_random.integers(-1, 2))
        self._paddle = SIDE // 2
        return self._picture(), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        self._paddle = min(max(self._paddle + int(action) - 1, PADDLE // 2), SIDE - 1 - PADDLE // 2)
        self._row += 1
        self._column += self._drift
        if not 0 <= self._column < SIDE:
            self._drift = -self._drift
            self._column += 2 * self._drift
        landed = self._row == FALL_STEPS
        caught = landed and abs(self._column - self._paddle) <= PADDLE // 2
        return self._picture(), (1.0 if caught else -1.0) if landed else 0.0, landed, False, {}

    def render(self) -> np.ndarray:
        return np.repeat(self._picture()[:, :, np.newaxis], 3, axis=2)

    def _picture(self) -> np.ndarray:
        picture = np.zeros((SIDE, SIDE), np.uint8)
        picture[self._row, self._column] = 255
        picture[SIDE - 1, self._paddle - PADDLE // 2 : self._paddle + PADDLE // 2 + 1] = 255
        return picture.repeat(self._scale, axis=0).repeat(self._scale, axis=1)


def register_catch() -> None:
    """Makes both known to Gymnasium, once."""
    for name, scale in ((NAME, 1), (LARGE, 4)):
        if name not in gymnasium.registry:
            gymnasium.register(name, Catch, kwargs={"scale": scale})
