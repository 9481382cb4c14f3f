"""What the adapter puts right, and whether the same seed leads to the same episode."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import gymnasium
import numpy as np

from dqn_engine.environments.adapter import ACTION_MASK, CheckedEnvironment, adapter_of, allowed_in
from dqn_engine.environments.examination.findings import EnvironmentFinding, fine, note
from dqn_engine.environments.examination.play import MOST_S, allowed_at_random
from dqn_engine.environments.global_generators import NumbersApart
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.info import LONGEST_ID
from dqn_engine.system.foreign_code import foreign_code
from dqn_engine.system.text import printable

_STEPS_OF_COPIES = 200

_Surroundings = Callable[[], AbstractContextManager[object]]


def habits(environment: str, seed: int) -> Iterator[EnvironmentFinding]:
    """What the adapter puts right: seen by playing what it wraps, which is what training steps."""
    made = make_environment(environment)
    with foreign_code(environment[:LONGEST_ID], "reset() or step()", "a step or a reset"):
        same, others, keys = _habits_seen(made, seed)
    made.close()
    if same:
        yield note("one array", "It returns the same array at every step; each is copied here, so that does no harm.")
    if others:
        yield note("rewards", f"Its rewards are of type {', '.join(others)}; each is taken as one number.")
    if keys:
        named = ", ".join(keys)
        yield note("info", f"Its info holds {printable(named)[:200]}, which training doesn't read.")


def _habits_seen(made: gymnasium.Env, seed: int) -> tuple[bool, list[str], list[str]]:
    """Whether it returns one array, the odd types of its rewards, and what its info holds besides a mask."""
    numbers, adapter = np.random.default_rng(seed), adapter_of(made)
    bare = adapter.env
    first, info = bare.reset(seed=seed, options=None)  # By name, as Gymnasium's wrappers do.
    same, rewards, flags, keys = False, set(), set(), set(info)
    for _ in range(20):
        allowed = _allowed_by_all(adapter, first, info)
        action = adapter.actions.of(allowed_at_random(made, allowed, numbers))
        observation, reward, terminated, truncated, info = bare.step(action)
        same = same or (isinstance(observation, np.ndarray) and np.shares_memory(observation, np.asarray(first)))
        rewards.add(type(reward))
        flags |= {type(terminated), type(truncated)}
        keys |= set(info)
        first = observation
        if bool(terminated) or bool(truncated):
            break
    keys.discard(ACTION_MASK)
    others = sorted(kind.__name__ for kind in rewards if not issubclass(kind, int | float | np.number))
    return same, others, sorted(map(str, keys))


def _allowed_by_all(adapter: CheckedEnvironment, observation: Any, info: Any) -> np.ndarray | None:
    """What all its masks allow [A]; through the adapter it was played already, so that each is as it must be."""
    masks = [info.get(ACTION_MASK), observation.get(ACTION_MASK) if adapter.mask_within else None]
    allowed = [np.asarray(adapter.actions.joined_mask(mask), np.bool_) for mask in masks if mask is not None]
    return np.logical_and.reduce(allowed) if allowed else None


def repeatability(environment: str, seed: int) -> Iterator[EnvironmentFinding]:
    """Two of them under one seed and the same actions."""
    what = "the same seed"
    if _went_alike(environment, seed):
        yield fine(what, "Two of them under the same seed went the same way.")
        return
    numbers = NumbersApart(seed), NumbersApart(seed)  # As a run seeds them before it makes its environments.
    if _went_alike(environment, seed, *(one.in_use for one in numbers)):
        yield note(
            what,
            "It draws from the random generators that Python and NumPy have for the whole process. A run seeds them, "
            "so that it can be reproduced all the same; other programs may not. Let everything random come from "
            "self.np_random.",
        )
        return
    yield note(
        what,
        "Two of them, reset with the same seed and given the same actions, went different ways, also with the random "
        "generators of Python and NumPy seeded: it can be trained, but a run of it can't be reproduced. Let everything "
        "random come from self.np_random.",
    )


def _went_alike(
    environment: str, seed: int, one: _Surroundings = nullcontext, other: _Surroundings = nullcontext
) -> bool:
    """Whether two of them, made and played one after another within `one` and `other`, gave the same."""
    with one():
        first = list(_outcomes(environment, seed, _STEPS_OF_COPIES, MOST_S / 2))
    with other():
        second = _outcomes(environment, seed, len(first) - 1)
        return all(_alike(*pair) for pair in zip(first, second, strict=True))


def _outcomes(environment: str, seed: int, steps: int, most_s: float = np.inf) -> Iterator[list[Any]]:
    """What a first reset and then `steps` steps and resets give, with actions of that seed; fewer after `most_s`."""
    made, numbers = make_environment(environment), np.random.default_rng(seed)
    until = time.perf_counter() + most_s
    try:
        outcome: list[Any] = list(made.reset(seed=seed))
        yield outcome
        for _ in range(steps):
            if time.perf_counter() > until:
                return
            ended = len(outcome) > 2 and (outcome[2] or outcome[3])
            outcome = list(
                made.reset() if ended else made.step(allowed_at_random(made, allowed_in(outcome[-1]), numbers))
            )
            yield outcome
    finally:
        made.close()


def _alike(one: list[Any], other: list[Any]) -> bool:
    """Whether two resets or steps gave the same, their action masks included."""
    (*ours, info), (*theirs, other_info) = one, other
    alike = len(ours) == len(theirs) and all(map(np.array_equal, ours, theirs))
    return alike and np.array_equal(np.array(allowed_in(info)), np.array(allowed_in(other_info)))
