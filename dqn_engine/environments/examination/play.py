"""Random steps through the adapter, as training takes them: whether they break a rule, and what they cost."""

import time
from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np

from dqn_engine.environments.adapter import adapter_of, allowed_in
from dqn_engine.environments.examination.findings import EnvironmentFinding, fault, fine, note
from dqn_engine.environments.flat_observations import input_labels
from dqn_engine.environments.vector import refuse_beyond_float32
from dqn_engine.system.errors import BrokenEnvironmentError

PLAYED_STEPS = 1000
MOST_S = 20.0
"""Seconds that either of these may take; a slow environment is played for fewer steps."""
_LARGE_REWARD = 1e3
"""Of one step: beyond it, a network takes very long until its values are large enough."""


def findings_of_play(made: gymnasium.Env, name: str, seed: int, seen: list[np.ndarray]) -> Iterator[EnvironmentFinding]:
    """Random steps through the adapter, as in training; what was observed is added to `seen`."""
    numbers = np.random.default_rng(seed)
    reset_s: list[float] = []
    allowed_counts: list[int] = []
    step_s: list[float] = []
    ended, paid, largest = 0, 0.0, 0.0
    try:
        begun = until = time.perf_counter()
        until += MOST_S
        observation, info = made.reset(seed=seed)
        reset_s.append(time.perf_counter() - begun)
        for _ in range(PLAYED_STEPS):
            _take(made, observation, seen)
            if begun > until:
                break
            allowed = allowed_in(info)
            if allowed is not None:
                allowed_counts.append(int(allowed.sum()))
            action = allowed_at_random(made, allowed, numbers)
            begun = time.perf_counter()
            observation, reward, terminated, truncated, info = made.step(action)
            step_s.append(time.perf_counter() - begun)
            paid += float(reward)
            largest = max(largest, abs(float(reward)))
            refuse_beyond_float32(name, np.array([paid]), np.array([float(reward)]))
            if terminated or truncated:
                ended, paid = ended + 1, 0.0
                _take(made, observation, seen)
                begun = time.perf_counter()
                observation, info = made.reset()
                reset_s.append(time.perf_counter() - begun)
    except BrokenEnvironmentError as error:
        yield fault("playing it", str(error))
        return
    slow = "" if len(step_s) == PLAYED_STEPS else " More would have taken too long."
    yield fine("playing it", f"{len(step_s):,} random steps, in which {ended:,} episodes ended, broke no rule.{slow}")
    if allowed_counts:
        yield fine(
            "action masks",
            f"It gives an action mask with every observation, which allows {min(allowed_counts)} to "
            f"{max(allowed_counts)} of {_action_count(made)} actions, {np.mean(allowed_counts):.1f} on average; no "
            "other is taken or learned, unless action_mask is set to false.",
        )
    if adapter_of(made).masks_differ:
        yield note(
            "action masks",
            "Those in its observations and in info contradict each other; only what both allow is taken and learned. "
            "Give one of them only.",
        )
    if largest > _LARGE_REWARD:
        yield note(
            "rewards",
            f"They went up to {largest:g}, and values of that size are learned slowly, very large ones not at all; "
            "set reward_shaping to scale and reward_scale to bring them to about 1, or scale them in the environment.",
        )
    yield fine(
        "time",
        f"A step takes {1e6 * float(np.median(step_s)):,.0f} µs and a reset {1e6 * float(np.median(reset_s)):,.0f} µs "
        "in the median.",
    )


def _action_count(made: gymnasium.Env) -> int:
    return adapter_of(made).actions.count


def allowed_at_random(made: gymnasium.Env, allowed: np.ndarray | None, numbers: np.random.Generator) -> int:
    """An action of `made`, one of those `allowed` [A] bool, or of all."""
    if allowed is None:
        return int(numbers.integers(_action_count(made)))
    return int(numbers.choice(np.flatnonzero(allowed)))


def _take(made: gymnasium.Env, observation: Any, seen: list[np.ndarray]) -> None:
    array = np.asarray(observation)
    if array.shape != made.observation_space.shape:
        raise BrokenEnvironmentError(
            f"It observed an array of shape {array.shape}, but its space has {made.observation_space.shape}."
        )
    with np.errstate(over="ignore"):  # What float32 doesn't hold is infinite to what learns.
        lost = np.flatnonzero(~np.isfinite(array.astype(np.float32)))
    if lost.size:
        index, number = int(lost[0]), float(array.reshape(-1)[lost[0]])
        label = input_labels(adapter_of(made).observation_space)[index]
        why = "larger than float32 holds, in which observations are stored; scale it" if np.isfinite(number) else ""
        raise BrokenEnvironmentError(
            f"It gave {number:g} for {label}, {why or 'which is no finite number; mend that'}."
        )
    seen.append(array.astype(np.float64) if array.ndim == 1 else np.array([array.min(), array.max()], np.float64))
