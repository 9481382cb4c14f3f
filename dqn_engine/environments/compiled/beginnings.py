"""How episodes begin: in a compiled environment, and in the one in Gymnasium that it stands for.

Both draw their beginnings from random numbers of their own, so that only what many resets give can be compared.
"""

from time import perf_counter
from typing import NamedTuple

import gymnasium
import numpy as np
import tensorflow as tf

from dqn_engine.environments.compiled.environment import CompiledEnvironment
from dqn_engine.system.sentences import Sentence

COMPARED_RESETS = 500
"""Of each."""

MOST_S = 5.0
"""What resetting the one in Gymnasium may take; a slow one is reset less often."""

_TOLERANCE = 1e-5
"""Beginnings that are closer are the same; of a number beyond ±1 as many times more."""

_KOLMOGOROV = 2.9
"""Of √((n + m) / n m): a distance between two distributions that equal ones have once in 10 million times."""

_CHANCE = 1e-9
_NEVER = 10
"""Beginnings that one of them has and the other never has, which may be chance."""


class Beginnings(NamedTuple):
    """The first observations of resets [N, O], and in how many steps they claim to be [N]."""

    observations: np.ndarray
    steps: np.ndarray


def fault_of_beginnings(compiled: CompiledEnvironment, theirs: gymnasium.Env, numbers: np.random.Generator) -> str:
    """How the beginnings of `compiled` aren't those of Gymnasium's environment, as the end of a sentence; or empty."""
    ours = _compiled_beginnings(compiled, numbers)
    begun = np.flatnonzero(ours.steps)
    if begun.size:
        return Sentence("begins an episode at step {step}, but `step` must begin at 0", step=int(ours.steps[begun[0]]))
    return fault_of_two(ours.observations, _gymnasiums_beginnings(theirs, int(numbers.integers(2**31))))


def fault_of_two(ours: np.ndarray, theirs: np.ndarray) -> str:
    """The same of first observations [N, O] and [M, O].

    What one has in more than a few resets, the other must have; each number must be spread alike (Kolmogorov and
    Smirnov's distance), and what lies beyond all that the other ever had must be what chance explains.
    """
    if not np.isfinite(ours).all():
        return Sentence("begins with an observation that isn't finite")
    count, other_count = len(ours), len(theirs)
    kinds = _kinds(np.concatenate([ours, theirs]))
    _, which = np.unique(kinds, axis=0, return_inverse=True)
    which = which.reshape(-1)
    mine, other = which[:count], which[count:]
    if len(set(mine)) == len(set(other)) == 1 and mine[0] != other[0]:
        return Sentence(
            "always begins in {seen} where Gymnasium's begins in {other}", seen=_short(ours[0]), other=_short(theirs[0])
        )
    unseen = _never_seen(mine, other)
    if unseen is not None:
        return Sentence(
            "begins in {seen}, which Gymnasium's never did in {count:,} resets",
            seen=_short(ours[unseen]),
            count=other_count,
        )
    unseen = _never_seen(other, mine)
    if unseen is not None:
        return Sentence(
            "never began in {seen} in {count:,} resets, as Gymnasium's does", seen=_short(theirs[unseen]), count=count
        )
    for index in range(ours.shape[1]):
        if _differ(kinds[:count, index], kinds[count:, index]):
            return Sentence(
                "begins with number {index} of the observation {seen}, where Gymnasium's begins with it {other}",
                index=index,
                seen=_spread(ours[:, index]),
                other=_spread(theirs[:, index]),
            )
    return ""


def _compiled_beginnings(compiled: CompiledEnvironment, numbers: np.random.Generator) -> Beginnings:
    uniforms = numbers.random((COMPARED_RESETS if compiled.reset_numbers else 1, compiled.reset_numbers), np.float32)

    @tf.function(autograph=False)
    def begun(uniform: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        state = compiled.reset(uniform)
        return compiled.observe(state), state.step

    seen, steps = zip(*(begun(tf.constant(uniform)) for uniform in uniforms), strict=True)
    times = COMPARED_RESETS // len(uniforms)
    return Beginnings(
        np.repeat(np.array(seen, np.float64), times, axis=0), np.repeat(np.array(steps, np.int64), times, axis=0)
    )


def _gymnasiums_beginnings(theirs: gymnasium.Env, seed: int) -> np.ndarray:
    until = perf_counter() + MOST_S
    seen = [theirs.reset(seed=seed)[0]]
    while len(seen) < COMPARED_RESETS and perf_counter() < until:
        seen.append(theirs.reset()[0])
    return np.array(seen, np.float32).astype(np.float64)


def _kinds(values: np.ndarray) -> np.ndarray:
    """Of each column of `values` [N, O] the ranks [N, O] of its values, the same for values that hardly differ."""
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    larger = np.diff(ordered, axis=0) > _TOLERANCE * np.maximum(1.0, np.abs(ordered[1:]))
    ranks = np.concatenate([np.zeros((1, values.shape[1]), np.int64), np.cumsum(larger, axis=0)])
    kinds = np.empty_like(ranks)
    np.put_along_axis(kinds, order, ranks, axis=0)
    return kinds


def _never_seen(some: np.ndarray, others: np.ndarray) -> int | None:
    """Where in `some` [N] one is that `others` [M] lack, if so many of them are that it is no chance.

    How many of a sample's values another sample lacks is about what fraction of its own it has only once (Good and
    Turing); where nearly all are seen once, nothing can be said.
    """
    lacking = np.flatnonzero(~np.isin(some, others))
    once = np.count_nonzero(np.unique(others, return_counts=True)[1] == 1) / len(others)
    expected = once * len(some)
    return int(lacking[0]) if len(lacking) > 1.5 * expected + 5.0 * np.sqrt(expected) + _NEVER else None


def _differ(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Whether two samples [N] and [M] of ranks can't be of one distribution."""
    count, other = len(ours), len(theirs)
    places = np.unique(np.concatenate([ours, theirs]))
    up_to = [np.searchsorted(np.sort(one), places, side="right") / len(one) for one in (ours, theirs)]
    if np.abs(up_to[0] - up_to[1]).max() > _KOLMOGOROV * np.sqrt((count + other) / (count * other)):
        return True
    return any(
        beyond > np.log(_CHANCE) / np.log(size / (count + other))
        for size, beyond in (
            (count, np.count_nonzero(ours > theirs.max())),
            (count, np.count_nonzero(ours < theirs.min())),
            (other, np.count_nonzero(theirs > ours.max())),
            (other, np.count_nonzero(theirs < ours.min())),
        )
    )


def _spread(values: np.ndarray) -> str:
    return Sentence(
        "between {lowest:.4g} and {highest:.4g}, {mean:.4g} on average",
        lowest=float(values.min()),
        highest=float(values.max()),
        mean=float(values.mean()),
    )


def _short(observation: np.ndarray) -> str:
    if observation.size > 16 and np.count_nonzero(observation) == 1:
        return f"state {int(np.argmax(observation))}"
    return " ".join(np.array2string(observation, precision=4, threshold=8, edgeitems=3).split())
