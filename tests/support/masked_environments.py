"""Environments with action masks, which raise at a forbidden action; and some whose masks break the rules."""

import gymnasium
import numpy as np
from gymnasium import spaces

FORBIDDEN: list[int] = []
"""Forbidden actions that were taken, of all of them together."""


class Doors(gymnasium.Env):
    """From place 0, action 0 leads to a shut door at place 1, action 1, which costs 3, to an open one.

    There action 1 pays 5, and is allowed where the door is open; action 0 pays nothing. Both end the episode. What is
    observed is the place alone. With a discount of 0.9 the values are 0 and 1.5 at place 0, 0 and 5 at place 1; to
    leave out the mask in the target makes 4.5 of the first.

    `fault` says what is wrong with the masks of steps, or of resets where it begins with "reset".
    """

    observation_space = spaces.Box(0.0, 1.0, (1,), np.float32)
    action_space = spaces.Discrete(2)

    def __init__(self, fault: str = "") -> None:
        self._fault = fault

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
        """Begins at place 0."""
        super().reset(seed=seed)
        self.place, self.mask = 0, np.ones(2, np.int8)
        return self.seen(), self.told("reset ")

    def step(self, action: int) -> tuple:
        """To a door, or through it."""
        if not self.mask[action]:
            FORBIDDEN.append(int(action))
            raise ValueError(f"action {action} is forbidden")
        if self.place == 1:
            self.mask = np.zeros(2, np.int8)  # As some do where an episode is over.
            return self.seen(), 5.0 * action, True, False, self.told("end ")
        self.place, self.mask = 1, np.array([1, action], np.int8)
        return self.seen(), -3.0 * action, False, False, self.told("")

    def seen(self) -> np.ndarray:
        """The place."""
        return np.array([self.place], np.float32)

    def told(self, when: str) -> dict:
        """The info."""
        if not self._fault.startswith(when) or (not when and " " in self._fault):
            return {"action_mask": self.mask}
        match self._fault.removeprefix(when):
            case "missing":
                return {}
            case "short":
                return {"action_mask": self.mask[:1]}
            case "floats":
                return {"action_mask": self.mask.astype(np.float32)}
            case "words":
                return {"action_mask": ["yes", "no"]}
            case "two":
                return {"action_mask": 2 * self.mask}
            case "nothing":
                return {"action_mask": np.zeros(2, np.int8)}
            case "ragged":
                return {"action_mask": [[1], [1, 0]]}
            case _:
                return {"action_mask": self.mask}


class DoorsInObservation(Doors):
    """The same, with the mask in a dictionary of observations."""

    observation_space = spaces.Dict(
        {"action_mask": spaces.Box(0, 1, (2,), np.int8), "place": spaces.Box(0.0, 1.0, (1,), np.float32)}
    )

    def seen(self) -> dict:
        """The place, and the mask."""
        return {"place": np.array([self.place], np.float32), "action_mask": self.mask}

    def told(self, when: str) -> dict:
        """Nothing."""
        return {}


class Turning(gymnasium.Env):
    """Of three actions the one that is forbidden goes around; the numbers of the step and of the forbidden are seen.

    Rewards are 1 for the action after the forbidden one. Episodes are cut off by the environment itself after 5 steps.
    """

    observation_space: gymnasium.Space = spaces.Box(0.0, 5.0, (2,), np.float32)
    action_space: gymnasium.Space = spaces.Discrete(3)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
        """Begins, with one of the three forbidden."""
        super().reset(seed=seed)
        self.taken, self.forbidden = 0, int(self.np_random.integers(3))
        return self.seen(), {"action_mask": self.mask()}

    def step(self, action: int) -> tuple:
        """One step."""
        if not self.mask()[action]:
            FORBIDDEN.append(int(action))
            raise ValueError(f"action {action} is forbidden")
        reward = float(action == (self.forbidden + 1) % 3)
        self.taken, self.forbidden = self.taken + 1, (self.forbidden + 1 + self.taken % 2) % 3
        return self.seen(), reward, False, self.taken == 5, {"action_mask": self.mask()}

    def mask(self) -> np.ndarray:
        """Which are allowed, as bool."""
        return np.arange(3) != self.forbidden

    def seen(self) -> np.ndarray:
        """The two numbers."""
        return np.array([self.taken, self.forbidden], np.float32)


class TurningPicture(Turning):
    """The same, seen as a picture whose brightness is those numbers, with the mask beside it."""

    observation_space = spaces.Dict(
        {"picture": spaces.Box(0, 255, (6, 7), np.uint8), "action_mask": spaces.MultiBinary(3)}
    )

    def seen(self) -> dict:
        """Both."""
        picture = np.full((6, 7), 40 * self.taken + 10 * self.forbidden, np.uint8)
        return {"picture": picture, "action_mask": self.mask().astype(np.int8)}


class Levers(gymnasium.Env):
    """Actions of any space, which are noted in `taken`; episodes last 4 steps and pay the sum of the parts."""

    observation_space = spaces.Box(0.0, 5.0, (1,), np.float32)
    taken: list[object] = []

    def __init__(self, space: gymnasium.Space, masks: bool = False) -> None:
        self.action_space, self._masks = space, masks

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
        """Begins."""
        super().reset(seed=seed)
        self.step_number = 0
        return np.zeros(1, np.float32), self.told()

    def step(self, action: object) -> tuple:
        """Notes the action."""
        if not self.action_space.contains(action):
            raise ValueError(f"{action!r} is not in {self.action_space}")
        if self._masks and np.ravel(action)[0] == self.forbidden:
            FORBIDDEN.append(self.forbidden)
            raise ValueError(f"{action!r} is forbidden")
        self.taken.append(action)
        self.step_number += 1
        seen = np.array([self.step_number], np.float32)
        return seen, float(np.sum(action)), self.step_number == 4, False, self.told()

    @property
    def forbidden(self) -> int:
        """The value of the first part that is forbidden."""
        return self.step_number % 2

    def told(self) -> dict:
        """A mask for each part, as `sample` takes it: the first may not have one of its first two values."""
        if not self._masks:
            return {}
        parts = [np.ones(size, np.int8) for size in self.action_space.nvec]
        parts[0][self.forbidden] = 0
        return {"action_mask": tuple(parts)}


class Mixed(gymnasium.Env):
    """Observes a dictionary of all kinds of parts, one within another."""

    action_space = spaces.Discrete(2)
    observation_space = spaces.Dict(
        {
            "position": spaces.Box(-2.0, 8.0, (2,), np.float32),
            "gear": spaces.Discrete(3, start=1),
            "lamps": spaces.MultiBinary(2),
            "dials": spaces.MultiDiscrete([2, 3]),
            "inner": spaces.Tuple((spaces.Box(0, 4, (), np.float64), spaces.Discrete(2))),
        }
    )

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple:
        """Begins."""
        super().reset(seed=seed)
        return self.seen(), {}

    def step(self, action: int) -> tuple:
        """The same again."""
        return self.seen(), 1.0, False, False, {}

    def seen(self) -> dict:
        """Always the same."""
        return {
            "position": np.array([1.5, -2.0], np.float32),
            "gear": np.int64(3),
            "lamps": np.array([0, 1], np.int8),
            "dials": np.array([1, 2]),
            "inner": (np.array(2.5), 1),
        }


FAULTS = {
    "short": "an action mask of shape (1,), but it must be bool or int8 of shape (2,)",
    "floats": "an action mask of type float32, but it must be bool or int8",
    "words": "an action mask of type <U3, but it must be bool or int8",
    "two": "an action mask with 2 in it",
    "nothing": "that allows no action, but the episode goes on",
    "ragged": "an action mask of a list of 2 values, but it must be",
    "missing": "gave no action mask with step(), but one with its first reset()",
    "reset short": "shape (1,)",
    "reset nothing": "gave an action mask with reset() that allows no action",
    "reset missing": "gave an action mask with step(), but none with its first reset()",
}
"""What a fault of `Doors` is told as; its name is `Doors-<fault>-v0` with hyphens for spaces."""

LEVERS = {
    "LeversDiscrete": spaces.Discrete(3, start=-1),
    "LeversSmall": spaces.Discrete(3, start=-1, dtype=np.int8),
    "LeversUnsigned": spaces.Discrete(3, dtype=np.uint16),
    "LeversMulti": spaces.MultiDiscrete([3, 2], start=[0, 5]),
    "LeversNested": spaces.MultiDiscrete([[2, 3], [1, 2]], start=[[1, 0], [4, 7]]),
    "LeversBinary": spaces.MultiBinary(3),
    "LeversBinaryNested": spaces.MultiBinary([2, 2]),
}


def fault_name(fault: str) -> str:
    """The id of `Doors` with that fault."""
    return f"Doors-{fault.replace(' ', '-')}-v0"


def register() -> None:
    """Makes them known to Gymnasium, once."""
    entries: dict[str, tuple[object, dict[str, object]]] = {
        "Doors-v0": (Doors, {}),
        "DoorsInObservation-v0": (DoorsInObservation, {}),
        "Turning-v0": (Turning, {}),
        "TurningPicture-v0": (TurningPicture, {}),
        "Mixed-v0": (Mixed, {}),
        "LeversMasked-v0": (Levers, {"space": spaces.MultiDiscrete([3, 2, 2]), "masks": True}),
        "LeversMost-v0": (Levers, {"space": spaces.MultiBinary(12)}),
        "LeversTooMany-v0": (Levers, {"space": spaces.MultiDiscrete([17, 241])}),
        "LeversFarTooMany-v0": (Levers, {"space": spaces.MultiBinary(200)}),
        **{fault_name(fault): (Doors, {"fault": fault}) for fault in (*FAULTS, "end missing", "end nothing")},
        **{f"{name}-v0": (Levers, {"space": space}) for name, space in LEVERS.items()},
    }
    for name, (entry_point, arguments) in entries.items():
        if name not in gymnasium.registry:
            gymnasium.register(name, entry_point=entry_point, kwargs=arguments)


register()
