"""Environments that break Gymnasium's rules, each in another way; by name, in `RULE_BREAKERS`."""

import io
import os
import sys
import threading
import time
from fractions import Fraction

import gymnasium
import numpy as np
from gymnasium import spaces


class Lawful(gymnasium.Env):
    """Two states that alternate, five steps long; observes which one, rewarded with the state it was in."""

    observation_space = spaces.Box(0.0, 1.0, (1,), np.float32)
    action_space = spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins in state 0."""
        super().reset(seed=seed)
        self.taken = 0
        return self.observed(), {}

    def step(self, action: int) -> tuple:
        """One step to the other state."""
        reward = float(self.taken % 2)
        self.taken += 1
        return self.observed(), reward, self.taken == 5, False, {}

    def observed(self) -> np.ndarray:
        """Which state it is."""
        return np.array([self.taken % 2], np.float32)


class SameArray(Lawful):
    """Returns one array, which it changes in place."""

    def observed(self) -> np.ndarray:
        """The one array."""
        if not hasattr(self, "array"):
            self.array = np.zeros(1, np.float32)
        self.array[0] = self.taken % 2
        return self.array


class TwoStates(gymnasium.Env):
    """From state 0 to state 1, which stays; rewarded with the state before, cut off after two steps; one array for all.

    With a discount of 0.9 the values are 9 and 10, whatever is done.
    """

    observation_space = spaces.Box(0.0, 1.0, (1,), np.float32)
    action_space = spaces.Discrete(2)

    def __init__(self) -> None:
        self.array, self.taken = np.zeros(1, np.float32), 0

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins in state 0."""
        super().reset(seed=seed)
        self.array[0], self.taken = 0.0, 0
        return self.array, {}

    def step(self, action: int) -> tuple:
        """One step, to state 1."""
        reward, self.taken = float(self.array[0]), self.taken + 1
        self.array[0] = 1.0
        return self.array, reward, False, self.taken == 2, {}


class Pictured(TwoStates):
    """The same, seen as a picture whose brightness is the number of the frame; one array for all."""

    observation_space = spaces.Box(0, 255, (36, 36), np.uint8)

    def __init__(self) -> None:
        self.picture, self.shown = np.zeros((36, 36), np.uint8), 0
        super().__init__()

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins."""
        super().reset(seed=seed)
        return self._next(), {}

    def step(self, action: int) -> tuple:
        """One step."""
        _, *rest = super().step(action)
        return self._next(), *rest

    def _next(self) -> np.ndarray:
        self.shown += 1
        self.picture[:] = self.shown
        return self.picture


class Counted(Lawful):
    """Counts how many of it were made."""

    made = 0

    def __init__(self) -> None:
        Counted.made += 1


class NeedsItem(Lawful):
    """Calls `action.item()`, as only NumPy's numbers have."""

    def step(self, action: int) -> tuple:
        """One step."""
        return super().step(action.item())


class NeedsPythonInt(Lawful):
    """Takes no number but Python's own."""

    def step(self, action: int) -> tuple:
        """One step."""
        if type(action) is not int:
            raise TypeError(f"an int is needed, not {type(action).__name__}")
        return super().step(action)


class VaryingInfo(Lawful):
    """Its info holds arrays whose length changes."""

    def step(self, action: int) -> tuple:
        """One step."""
        observation, reward, terminated, truncated, _ = super().step(action)
        return observation, reward, terminated, truncated, {"seen": np.arange(self.taken), "name": "x" * self.taken}


class ColumnReward(Lawful):
    """Rewards of shape [1, 1]."""

    def step(self, action: int) -> tuple:
        """One step."""
        observation, reward, *rest = super().step(action)
        return observation, np.array([[reward]], np.float16), *rest


class FractionReward(Lawful):
    """Rewards that are fractions."""

    def step(self, action: int) -> tuple:
        """One step."""
        observation, reward, *rest = super().step(action)
        return observation, Fraction(int(reward)), *rest


class HugeReward(Lawful):
    """A reward beyond float32 in the third step."""

    def step(self, action: int) -> tuple:
        """One step."""
        observation, _, *rest = super().step(action)
        return observation, -1e300 if self.taken == 3 else 1e37, *rest


class ManyActions(Lawful):
    """More actions than a network can have values for."""

    action_space = spaces.Discrete(100_000)


class PairReward(Lawful):
    """Two rewards a step."""

    def step(self, action: int) -> tuple:
        """One step."""
        observation, reward, *rest = super().step(action)
        return observation, np.array([reward, 0.0]), *rest


class WordFlag(Lawful):
    """Says in a word whether it is over."""

    def step(self, action: int) -> tuple:
        """One step."""
        observation, reward, terminated, *rest = super().step(action)
        return observation, reward, "yes" if terminated else "no", *rest


class OldStep(Lawful):
    """Returns four values, as Gym did before 0.26."""

    def step(self, action: int) -> tuple:
        """One step."""
        observation, reward, terminated, _, info = super().step(action)
        return observation, reward, terminated, info


class OldReset(Lawful):
    """Its reset takes no seed and returns the observation only."""

    def reset(self) -> np.ndarray:
        """Begins."""
        self.taken = 0
        return self.observed()


class BareReset(Lawful):
    """Its reset takes a seed, but returns the observation only."""

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> np.ndarray:
        """Begins."""
        return super().reset(seed=seed)[0]


class Exits(Lawful):
    """Ends the process in its third step."""

    def step(self, action: int) -> tuple:
        """One step."""
        if self.taken == 2:
            raise SystemExit(0)
        return super().step(action)


class ExitsAtOnce(Lawful):
    """Ends the process while it is made."""

    def __init__(self) -> None:
        raise SystemExit(3)


class Catastrophe(BaseException):
    """No `Exception`."""


class RaisesBase(Lawful):
    """Raises what isn't an `Exception`."""

    def step(self, action: int) -> tuple:
        """One step."""
        raise Catastrophe("the sky fell")


class LeavesThread(Lawful):
    """Leaves a thread behind that never ends."""

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins."""
        if not hasattr(self, "thread"):
            self.thread = threading.Thread(target=time.sleep, args=(3600,))
            self.thread.start()
        return super().reset(seed=seed)


class Wanders(Lawful):
    """Changes the working folder to the one of its `place`, and has what is printed vanish."""

    place = "/"

    def __init__(self) -> None:
        os.chdir(self.place)
        sys.stdout = io.StringIO()


RULE_BREAKERS = {
    kind.__name__: kind
    for kind in (
        SameArray, NeedsItem, NeedsPythonInt, VaryingInfo, ColumnReward, FractionReward, PairReward, WordFlag, OldStep,
        OldReset, BareReset, Exits, ExitsAtOnce, RaisesBase, LeavesThread,
    )
}  # fmt: skip


def register() -> None:
    """Makes them known to Gymnasium as `Name-v0`, once."""
    for name, kind in {
        "Lawful": Lawful,
        "TwoStates": TwoStates,
        "Pictured": Pictured,
        "Counted": Counted,
        "HugeReward": HugeReward,
        "ManyActions": ManyActions,
        "Wanders": Wanders,
        **RULE_BREAKERS,
    }.items():
        if f"{name}-v0" not in gymnasium.registry:
            gymnasium.register(f"{name}-v0", entry_point=kind)


register()
