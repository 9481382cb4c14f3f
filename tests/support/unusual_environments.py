"""Environments that give and take what Gymnasium allows but few do, each in one way; training takes them all.

What is observed is drawn anew at every step, and the reward depends on it and on the action, so that a return tells
whether both were understood.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

CONSTRUCTED: list[dict[str, object]] = []
"""What `TakesAnything-v0` was made with, each time."""

_STEPS = 15
_VECTOR = spaces.Box(0.0, 3.0, (3,), np.float32)
_ACTIONS = spaces.Discrete(3)


class WithItsOwnFloat:
    """What knows how to be a float, and can't be an array."""

    def __init__(self, number: float) -> None:
        self._number = number

    def __float__(self) -> float:
        return self._number

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        raise RuntimeError("on another device")


class Unusual(gymnasium.Env):
    """Three digits of 0 to 3 are observed, drawn anew at every step, for 15 steps.

    `seen`, `paid`, `flag` and `told` make what is given of the digits, the reward, a flag and the mask.
    """

    def __init__(
        self,
        space: gymnasium.Space = _VECTOR,
        actions: gymnasium.Space = _ACTIONS,
        seen: Callable[[np.ndarray], Any] = lambda digits: digits.astype(np.float32),
        paid: Callable[[float], Any] = float,
        flag: Callable[[bool], Any] = bool,
        told: Callable[[np.ndarray], Any] | None = None,
        exact: bool = False,
    ) -> None:
        self.observation_space, self.action_space = space, actions
        self._seen, self._paid, self._flag, self._told, self._exact = seen, paid, flag, told, exact

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[Any, dict]:
        """Draws the first digits."""
        super().reset(seed=seed)
        self._step = 0
        return self._observed()

    def step(self, action: Any) -> tuple[Any, Any, Any, Any, dict]:
        """Where it is `exact`, it refuses an action of another type than `sample` gives."""
        if self._exact and (type(action), action.dtype) != (type(sample := self.action_space.sample()), sample.dtype):
            raise TypeError(f"{action!r} is no {sample!r}")
        if not self.action_space.contains(action):
            raise ValueError(f"{action!r} isn't in {self.action_space}")
        first = np.ravel(action)
        if self._told is not None and not self._allowed[int(first[0])]:
            raise ValueError(f"{action!r} is forbidden")
        self._step += 1
        reward = 0.25 * float(self.digits @ np.resize(first + 1, 3)) + 0.125 * self._step
        observation, info = self._observed()
        return observation, self._paid(reward), self._flag(self._step == _STEPS), self._flag(False), info

    def _observed(self) -> tuple[Any, dict]:
        self.digits = self.np_random.integers(0, 4, 3)
        self._allowed = np.arange(3) != self.digits[0] % 3
        observation = self._seen(self.digits)
        mask = None if self._told is None else self._told(self._allowed)
        if isinstance(self.observation_space, spaces.Dict) and "action_mask" in self.observation_space.spaces:
            return {**observation, "action_mask": mask}, {}
        return observation, {} if mask is None else {"action_mask": mask}


def _always_the_same_array(shape: tuple[int, ...], kind: str) -> Callable[[np.ndarray], np.ndarray]:
    held = np.zeros(shape, kind)

    def seen(digits: np.ndarray) -> np.ndarray:
        held[...] = np.resize(digits * (60 if kind == "uint8" else 1), shape)
        return held

    return seen


def _number(digits: np.ndarray) -> int:
    return int(digits @ (16, 4, 1))


_STATES = spaces.Discrete(64, start=-5)
_DIALS = spaces.MultiDiscrete([4, 4, 4], start=[1, 0, -2])
_PICTURE = spaces.Box(0, 255, (9, 8), np.uint8)
_MASK = spaces.MultiBinary(3)
_OFFSET = 1_700_000_000.0


def _flattened_by_itself(**_: object) -> gymnasium.Env:
    parts = spaces.Dict({"a": _VECTOR, "b": spaces.Discrete(4)})
    made = Unusual(parts, seen=lambda digits: {"a": digits.astype(np.float32), "b": digits[1]})
    flat = gymnasium.wrappers.FlattenObservation(made)
    return gymnasium.wrappers.TransformObservation(
        flat, lambda seen: np.resize(seen * 60, (9, 8)).astype(np.uint8), _PICTURE
    )


def _taking_anything(**given: object) -> gymnasium.Env:
    CONSTRUCTED.append(given)
    return Unusual()


def _part_of_each(allowed: np.ndarray) -> tuple[np.ndarray, ...]:
    return allowed, np.ones(2, np.int8)


UNUSUAL: dict[str, dict[str, Any]] = {
    # Actions.
    "TakesItem": {"exact": True},
    "FromMinusOne": {"actions": spaces.Discrete(3, start=-1), "exact": True},
    "SmallParts": {"actions": spaces.MultiDiscrete([3, 2], dtype=np.int8), "exact": True},
    "Bits": {"actions": spaces.MultiBinary(2), "exact": True},
    "BitsInRows": {"actions": spaces.MultiBinary([2, 2]), "exact": True},
    # Rewards.
    "PaysArray": {"paid": lambda reward: np.array([reward])},
    "PaysMatrix": {"paid": lambda reward: np.array([[reward]], np.float32)},
    "PaysObject": {"paid": lambda reward: np.array([reward], object)},
    "PaysObjectInRows": {"paid": lambda reward: np.array([[Decimal(reward)]], object)},
    "PaysList": {"paid": lambda reward: [reward]},
    "PaysDecimal": {"paid": Decimal},
    "PaysFraction": {"paid": Fraction},
    "PaysItsOwn": {"paid": WithItsOwnFloat},
    # Observations.
    "SameVector": {"seen": _always_the_same_array((3,), "float32")},
    "SamePicture": {"space": _PICTURE, "seen": _always_the_same_array((9, 8), "uint8")},
    "SameColours": {
        "space": spaces.Box(0, 255, (9, 8, 3), np.uint8),
        "seen": _always_the_same_array((9, 8, 3), "uint8"),
    },
    "WidePicture": {"space": _PICTURE, "seen": lambda digits: np.resize(digits * 60, (9, 8))},
    "PictureGivenAsFloats": {"space": _PICTURE, "seen": lambda digits: np.resize(digits * 60.0, (9, 8)).tolist()},
    "FloatState": {"space": _STATES, "seen": lambda digits: float(_number(digits) - 5)},
    "StateInArray": {"space": _STATES, "seen": lambda digits: np.array([[_number(digits) - 5.0]])},
    "FloatDials": {"space": _DIALS, "seen": lambda digits: (digits + (1.0, 0.0, -2.0)).tolist()},
    "FloatParts": {
        "space": spaces.Dict(
            {
                "state": _STATES,
                "more": spaces.Tuple((_DIALS, spaces.Dict({"last": spaces.Discrete(4)}))),
                "lamps": _MASK,
                "place": spaces.Box(0, 3, (3, 1), np.int16),
            }
        ),
        "seen": lambda digits: {
            "lamps": (digits > 1).tolist(),
            "place": digits[:, np.newaxis].astype(np.float64),
            "more": [digits + (1.0, 0.0, -2.0), {"last": np.float32(digits[2]), "unasked": "for"}],
            "state": np.array([_number(digits) - 5.0]),
        },
    },
    "FarAway": {
        "space": spaces.Box(_OFFSET, _OFFSET + 3, (3,), np.float64),
        "seen": lambda digits: (digits + _OFFSET).tolist(),
    },
    "FarAwayParts": {
        "space": spaces.Dict({"clock": spaces.Box(_OFFSET, _OFFSET + 3, (2, 1), np.int64), "gear": _STATES}),
        "seen": lambda digits: {
            "clock": digits[:2, np.newaxis] + int(_OFFSET),
            "gear": float(_number(digits)) - 5,
        },
    },
    "Rows": {"space": spaces.Box(0, 3, (3, 1), np.float64), "seen": lambda digits: digits[:, np.newaxis].tolist()},
    # Flags and masks.
    "FlagsInArrays": {"flag": lambda flag: np.array([[flag]])},
    "MaskList": {"told": lambda allowed: allowed.tolist()},
    "MaskWide": {"told": lambda allowed: allowed.astype(np.int64)},
    "MaskInDict": {
        "space": spaces.Dict({"state": _STATES, "action_mask": _MASK}),
        "seen": lambda digits: {"state": float(_number(digits)) - 5},
        "told": lambda allowed: allowed.astype(np.uint8).tolist(),
    },
    "MaskInDictOfMore": {
        "space": spaces.Dict({"state": _STATES, "action_mask": _MASK, "z": _VECTOR}),
        "seen": lambda digits: {"state": float(_number(digits)) - 5, "z": digits.tolist()},
        "told": lambda allowed: allowed.astype(np.int8),
    },
    "MaskBesidePicture": {
        "space": spaces.Dict({"picture": _PICTURE, "action_mask": _MASK}),
        "seen": lambda digits: {"picture": np.resize(digits * 60, (9, 8))},
        "told": lambda allowed: allowed.astype(np.int8),
    },
    "MaskOfParts": {"actions": spaces.MultiDiscrete([3, 2]), "told": _part_of_each},
    "MaskOfCombinations": {
        "actions": spaces.MultiDiscrete([3, 2]),
        "told": lambda allowed: np.repeat(allowed, 2).tolist(),
    },
    "MaskOfEither": {
        "actions": spaces.MultiDiscrete([3, 2]),
        "told": lambda allowed: _part_of_each(allowed) if allowed[0] else np.repeat(allowed, 2),
    },
}
"""The arguments of `Unusual`, by the first part of the environment's id."""


def register() -> None:
    """Makes them known to Gymnasium, once."""
    for name, arguments in UNUSUAL.items():
        if f"{name}-v0" not in gymnasium.registry:
            gymnasium.register(f"{name}-v0", entry_point=lambda **given: Unusual(**given), kwargs=arguments)
    for name, made in (("FlattenedByItself-v0", _flattened_by_itself), ("TakesAnything-v0", _taking_anything)):
        if name not in gymnasium.registry:
            gymnasium.register(name, entry_point=made)


register()
