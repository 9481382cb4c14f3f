"""Environments that obey until `TROUBLE["now"]` is set, as what was exported may be played on a later version of one.

And environments that leave something behind: a thread, a process, or a standard output that is closed.
"""

import multiprocessing
import sys
import threading
import time
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

TROUBLE = {"now": False}


class Changing(gymnasium.Env):
    """Five steps, of which the first is already another one; see `LATER`."""

    action_space = spaces.Discrete(2)

    def __init__(self, kind: str) -> None:
        self._kind = kind
        vector, states = spaces.Box(0.0, 9.0, (2,), np.float32), spaces.Discrete(4)
        self.observation_space: gymnasium.Space = states if kind == "StateOutside" else vector
        if kind == "PartMissing":
            self.observation_space = spaces.Dict({"a": vector, "b": states})

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[Any, dict]:
        """Obeys."""
        super().reset(seed=seed)
        self._step = 0
        return self._observed(), {"action_mask": np.ones(2, np.int8)} if self._masked else {}

    def step(self, action: int) -> tuple[Any, Any, Any, Any, Any]:
        """Obeys or not."""
        self._step += 1
        if self._off("LeavesAtOnce"):
            raise SystemExit(0)
        reward, ended = float(action), self._step == 5
        odd_rewards = {"PaysText": "0.5", "PaysTwo": [1.0, 2.0], "PaysTime": np.timedelta64(1, "ns"),
                       "PaysMasked": np.ma.masked, "PaysNothing": None, "PaysComplex": 1j, "PaysNaN": np.nan,
                       "PaysEmpty": np.array([])}  # fmt: skip
        paid = odd_rewards[self._kind] if self._kind in odd_rewards and TROUBLE["now"] else reward
        odd_flags = {"EndsByNumber": int(ended), "EndsByText": "yes" if ended else "", "EndsByNone": None}
        terminated = odd_flags[self._kind] if self._kind in odd_flags and TROUBLE["now"] else ended
        return self._observed(), paid, terminated, False, self._info()

    @property
    def _masked(self) -> bool:
        return self._kind.startswith("Mask") and self._kind != "MaskLater"

    def _off(self, kind: str) -> bool:
        return TROUBLE["now"] and self._kind == kind

    def _observed(self) -> Any:
        state = np.array([self._step, 1], np.float32)
        if self._step and TROUBLE["now"]:
            match self._kind:
                case "OtherShape":
                    return state[:1]
                case "NotFinite":
                    return state * np.nan
                case "HugeNumbers":
                    return state.astype(np.float64) * 1e300
                case "Words":
                    return ["a", "b"]
                case "StateOutside":
                    return 7
                case "PartMissing":
                    return {"a": state}
        if self._kind == "PartMissing":
            return {"a": state, "b": 1}
        return 1 if self._kind == "StateOutside" else state

    def _info(self) -> Any:
        if self._off("InfoList"):
            return [1]
        if self._off("MaskLater"):
            return {"action_mask": np.ones(2, np.int8)}
        if self._off("MaskGone") or not self._masked:
            return {}
        odd_masks = {
            "MaskOfTwos": [1, 2],
            "MaskTooLong": [1, 1, 1],
            "MaskOfNone": [0, 0],
            "MaskOfFractions": [1.0, 0.0],
        }
        return {"action_mask": odd_masks.get(self._kind, [1, 0]) if TROUBLE["now"] else [1, 1]}


LATER = {
    "PaysText": "a reward of '0.5'",
    "PaysTwo": "a reward of [1.0, 2.0]",
    "PaysTime": "it must be one finite number",
    "PaysMasked": "it must be one finite number",
    "PaysNothing": "a reward of None",
    "PaysComplex": "a reward of 1j",
    "PaysNaN": "a reward of nan",
    "PaysEmpty": "it must be one finite number",
    "EndsByNumber": "0 for `terminated`, but it must be True or False",
    "EndsByText": "'' for `terminated`",
    "EndsByNone": "None for `terminated`",
    "OtherShape": "an observation that isn't in its space",
    "NotFinite": "an observation that isn't in its space",
    "HugeNumbers": "an observation that isn't in its space",
    "Words": "an observation that isn't in its space",
    "StateOutside": "an observation that isn't in its space, Discrete(4): 7",
    "PartMissing": "an observation that isn't in its space",
    "InfoList": "an info of type list",
    "MaskLater": "an action mask, but none with the first reset()",
    "MaskGone": "no action mask of 2 actions",
    "MaskOfTwos": "no action mask of 2 actions",
    "MaskTooLong": "no action mask of 2 actions",
    "MaskOfFractions": "no action mask of 2 actions",
    "MaskOfNone": "an action mask that allows no action",
    "LeavesAtOnce": "SystemExit",
}
"""What a script says once there is trouble, by the first part of the environment's id."""


class Leaving(gymnasium.Env):
    """Two steps."""

    observation_space, action_space = spaces.Box(0.0, 9.0, (2,), np.float32), spaces.Discrete(2)

    def __init__(self, kind: str, leaves: bool = True) -> None:
        if not leaves:
            return
        if kind == "Thread":
            threading.Thread(target=time.sleep, args=(10_000,)).start()
        elif kind == "Process":
            multiprocessing.get_context("fork").Process(target=time.sleep, args=(10_000,)).start()
        elif sys.stdout is not None:
            sys.stdout.close()

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Begins."""
        super().reset(seed=seed)
        self._step = 0
        return np.zeros(2, np.float32), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Goes on."""
        self._step += 1
        return np.ones(2, np.float32), 1.0, self._step == 2, False, {}


LEAVING = ("Thread", "Process", "ClosedStdout")


def register() -> None:
    """Makes them known to Gymnasium, once."""
    for name in LATER:
        if f"{name}-v0" not in gymnasium.registry:
            gymnasium.register(
                f"{name}-v0", entry_point=lambda **given: Changing(**given), kwargs={"kind": name}, max_episode_steps=9
            )
    for kind in LEAVING:
        if f"Behind{kind}-v0" not in gymnasium.registry:
            gymnasium.register(
                f"Behind{kind}-v0",
                entry_point=lambda **given: Leaving(**given),
                kwargs={"kind": kind},
                max_episode_steps=9,
            )


register()
