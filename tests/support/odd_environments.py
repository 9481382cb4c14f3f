"""Environments that are easy to foresee, and some that break, as Gymnasium knows them."""

import random
import threading

import gymnasium
import numpy as np
from gymnasium import spaces

LET_GO = threading.Event()
"""What a step that hangs waits for."""


class Counting(gymnasium.Env):
    """Observes (episode, step) and what `last` action was taken; rewards step + 10·action; lasts `length` steps.

    Even episodes terminate, odd ones are cut off. `fault` happens at the third step of the second episode, and where it
    ends in "again" of every later one.
    """

    observation_space = spaces.Box(-1000.0, 1000.0, (3,), np.float32)
    action_space = spaces.Discrete(2)

    def __init__(self, length: int = 5, fault: str = "") -> None:
        self._length, self._fault = length, fault
        self._episode, self._step = -1, 0

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins the next episode."""
        super().reset(seed=seed)
        self._episode, self._step = self._episode + 1, 0
        return np.array([self._episode, 0, -1], np.float32), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """One step."""
        self._step += 1
        observation, reward = np.array([self._episode, self._step, action], np.float32), self._step + 10.0 * action
        again = self._fault.endswith(" again") and self._episode > 1
        if self._fault and self._step == 3 and (self._episode == 1 or again):
            match self._fault.removesuffix(" again"):
                case "raises":
                    raise ZeroDivisionError("the ground\nopened")
                case "nan observation":
                    observation[1] = np.nan
                case "nan reward":
                    reward = np.nan
                case "wrong shape":
                    observation = observation[:2]
                case "hangs":
                    assert LET_GO.wait(60)
        ended = self._step == self._length
        even = self._episode % 2 == 0
        return observation, reward, ended and even, ended and not even, {}


class Shifted(gymnasium.Env):
    """Actions 3 and 4, a dictionary of observations, no time limit."""

    observation_space = spaces.Dict({"a": spaces.Discrete(3), "b": spaces.Box(0, 4, (2, 2), np.float32)})
    action_space = spaces.Discrete(2, start=3)
    taken: list[int] = []

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Always the same."""
        super().reset(seed=seed)
        return {"a": 1, "b": np.arange(4, dtype=np.float32).reshape(2, 2)}, {}

    def step(self, action: int) -> tuple[dict, float, bool, bool, dict]:
        """Notes the action."""
        self.taken.append(action)
        return {"a": 2, "b": np.ones((2, 2), np.float32)}, 0.0, False, False, {}


class Chancy(Counting):
    """Draws from the whole process's generators: its size where it is made, noise where it is reset and stepped."""

    def __init__(self) -> None:
        super().__init__()
        self._size = random.random()

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins somewhere."""
        _, info = super().reset(seed=seed)
        return np.array([self._size, random.random(), np.random.rand()], np.float32), info  # noqa: NPY002 - on purpose

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Goes on somehow."""
        _, _, terminated, truncated, info = super().step(action)
        observation = np.array([self._size, random.random(), np.random.rand()], np.float32)  # noqa: NPY002 - on purpose
        return observation, random.random(), terminated, truncated, info


class Continuous(Counting):
    """Has actions that can't be listed."""

    action_space = spaces.Box(-1.0, 1.0, (1,))


class Unflat(Counting):
    """Has observations of no fixed size."""

    observation_space = spaces.Sequence(spaces.Discrete(3))


class Coloured(gymnasium.Env):
    """Pictures of any `shape`, all of one number that counts the steps since the first; episodes last 7 steps."""

    action_space = spaces.Discrete(3)

    def __init__(self, shape: tuple[int, ...] = (9, 7, 3), kind: str = "uint8") -> None:
        self.observation_space = spaces.Box(0, 255, shape, np.dtype(kind))
        self._shown = self._step = -1

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins the next episode."""
        super().reset(seed=seed)
        self._step = 0
        return self._picture(), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """One step."""
        self._step += 1
        return self._picture(), float(action), self._step == 7, False, {}

    def _picture(self) -> np.ndarray:
        self._shown += 1
        return np.full(self.observation_space.shape, self._shown, self.observation_space.dtype)


def register() -> None:
    """Makes them known to Gymnasium, once."""
    entries = {
        "Counting-v0": (Counting, {}),
        "Shifted-v0": (Shifted, {}),
        "Chancy-v0": (Chancy, {}),
        "Continuous-v0": (Continuous, {}),
        "Unflat-v0": (Unflat, {}),
        "Coloured-v0": (Coloured, {}),
        "Tiny-v0": (Coloured, {"shape": (5, 40)}),
        "ColoursFirst-v0": (Coloured, {"shape": (3, 84, 84)}),
        "FloatPicture-v0": (Coloured, {"shape": (84, 84, 3), "kind": "float32"}),
        **{
            f"{name}-v0": (Counting, {"fault": fault})
            for name, fault in (
                ("Raising", "raises"),
                ("RaisingAgain", "raises again"),
                ("NaNRewardAgain", "nan reward again"),
                ("NaNObservation", "nan observation"),
                ("NaNReward", "nan reward"),
                ("WrongShape", "wrong shape"),
                ("Hanging", "hangs"),
            )
        },
    }
    for name, (entry_point, arguments) in entries.items():
        if name not in gymnasium.registry:
            gymnasium.register(name, entry_point=entry_point, kwargs=arguments, max_episode_steps=None)
