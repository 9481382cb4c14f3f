"""What can honestly be said of scores over seeds. Pure functions of numbers: no files, no clock, no global randomness.

Interquartile mean, bootstrap, probability of improvement and performance profile are those of Agarwal et al. 2021,
"Deep Reinforcement Learning at the Edge of the Statistical Precipice" (https://arxiv.org/abs/2108.13264), section 4,
here of one environment. Their library rliable comes to the same numbers, which the tests hold these to.

A statistic is a function that reduces the last axis, [..., N] → [...], such as `interquartile_mean`, `median` or
`mean`, so that many resamples take one call.
"""

from collections.abc import Callable, Iterator

import numpy as np

from dqn_engine.study.statistics import CONFIDENCE as LEVEL
from dqn_engine.study.statistics import RESAMPLES as RESAMPLES_OF_AN_INTERVAL
from dqn_engine.study.statistics import interquartile_mean as _of_runs_and_tasks
from dqn_engine.study.statistics import stratified_bootstrap_interval

RESAMPLES = 2_000
"""Of curves, at each of their points."""

Statistic = Callable[[np.ndarray], np.ndarray]
"""Reduces the last axis: [..., N] → [...]; a number for [N]."""

_LARGEST_BLOCK = 2_000_000
"""Numbers that are resampled at a time, at most."""


def interquartile_mean(scores: np.ndarray) -> np.ndarray:
    """The mean of the middle half: [..., N] → [...] float64; of [N] it is a number that counts as a float.

    The ⌊N/4⌋ smallest and as many of the largest are left out; with fewer than four it is the plain mean.

    Raises:
        ValueError: There are no scores.
    """
    return _of_runs_and_tasks(_checked(scores)[..., None])[()]


def median(scores: np.ndarray) -> np.ndarray:
    """The median: [..., N] → [...] float64.

    Raises:
        ValueError: There are no scores.
    """
    return np.median(_checked(scores), axis=-1)


def mean(scores: np.ndarray) -> np.ndarray:
    """The mean: [..., N] → [...] float64.

    Raises:
        ValueError: There are no scores.
    """
    return _checked(scores).mean(axis=-1)


def bootstrap_interval(
    scores: np.ndarray,
    statistic: Statistic = interquartile_mean,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES_OF_AN_INTERVAL,
    seed: int = 0,
) -> tuple[float, float]:
    """The percentile interval of `statistic` over seeds that are sampled again: of the same scores that of a study.

    Args:
        scores: [N], one of each seed.
        statistic: See above.
        level: Fraction of the resampled statistics that the interval holds.
        resamples: How often to sample.
        seed: Of the counter-based generator (Philox); the same seed gives the same interval.

    Returns:
        Its lower and its upper end.

    Raises:
        ValueError: There are no scores, more than one axis of them, or `statistic` is none.
    """
    scores = _checked(scores)
    if scores.ndim != 1:
        raise ValueError(f"Scores must be [N], one of each seed, received {scores.shape}.")
    return stratified_bootstrap_interval(
        scores[:, None],
        lambda sampled: _reduced(statistic, sampled[..., 0]),
        resamples=resamples,
        confidence=level,
        seed=seed,
    )


def band(
    curves: np.ndarray,
    statistic: Statistic = interquartile_mean,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`statistic` along curves, with the percentile interval at each point. Whole curves are sampled again.

    Args:
        curves: [N, T], a row for each seed; NaN where a seed has no value makes the point NaN.
        statistic: See above; it is given [N] and [resamples, N] for each point.
        level: Fraction of the resampled statistics that lies within, at each point by itself.
        resamples: How often to sample.
        seed: Of the generator.

    Returns:
        The centre, the lower and the upper end, each [T] float64.

    Raises:
        ValueError: There are no curves, or `statistic` is none.
    """
    curves = np.asarray(curves, np.float64)
    if curves.ndim != 2 or not len(curves):
        raise ValueError(f"Curves must be [N, T], at least one, received {curves.shape}.")
    if not 0 < level < 1 or resamples < 1:
        raise ValueError(f"The level lies between 0 and 1 and there is a resample, received {level} and {resamples}.")
    seeds, points = curves.shape
    rows = np.random.Generator(np.random.Philox(key=seed)).integers(seeds, size=(resamples, seeds))
    ends = (1 - level) / 2, (1 + level) / 2
    found = np.full((3, points), np.nan)
    whole = np.flatnonzero(~np.isnan(curves).any(axis=0))
    for here in _blocks(whole, _LARGEST_BLOCK // rows.size):
        columns = curves.T[here]  # [P, N]
        found[0, here] = _reduced(statistic, columns)
        found[1:, here] = np.quantile(_reduced(statistic, columns[:, rows]), ends, axis=1)
    return found[0], found[1], found[2]


def probability_of_improvement(a: np.ndarray, b: np.ndarray) -> float:
    """How probable it is that a seed of A scores higher than a seed of B; equal scores count half.

    It is the statistic of Mann and Whitney (1947) as a fraction of all pairs.

    Args:
        a: [N], the scores of A.
        b: [M], those of B.

    Raises:
        ValueError: One of them is empty or has other axes.
    """
    a, b = _checked(a), np.sort(_checked(b))
    if a.ndim != 1 or b.ndim != 1:
        raise ValueError(f"Scores must be [N] and [M], received {a.shape} and {b.shape}.")
    twice = np.searchsorted(b, a, side="left") + np.searchsorted(b, a, side="right")
    return float(twice.sum() / (2 * len(a) * len(b)))


def improvement_interval(
    a: np.ndarray, b: np.ndarray, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, float]:
    """The percentile interval of `probability_of_improvement`; the seeds of A and of B are each sampled again.

    Raises:
        ValueError: As `probability_of_improvement`.
    """
    a, b = _checked(a), _checked(b)
    generator = np.random.Generator(np.random.Philox(key=seed))
    of_a, of_b = (generator.integers(len(scores), size=(resamples, len(scores))) for scores in (a, b))
    twice = np.sign(a[:, None] - b) + 1.0  # [N, M]: 2 where A's is higher, 1 where they are equal.
    found = [float(twice[rows][:, columns].mean() / 2) for rows, columns in zip(of_a, of_b, strict=True)]
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def performance_profile(scores: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """The fraction of seeds that score above each threshold: scores [N], thresholds [K] → [K] float64.

    Raises:
        ValueError: There are no scores, or more than one axis of them.
    """
    scores = np.sort(_checked(scores))
    if scores.ndim != 1:
        raise ValueError(f"Scores must be [N], one of each seed, received {scores.shape}.")
    return 1.0 - np.searchsorted(scores, np.asarray(thresholds, np.float64), side="right") / len(scores)


def _reduced(statistic: Statistic, values: np.ndarray) -> np.ndarray:
    found = np.asarray(statistic(values), np.float64)
    if found.shape != values.shape[:-1]:
        raise ValueError(f"A statistic reduces the last axis, but this one made {found.shape} of {values.shape}.")
    return found


def _checked(scores: np.ndarray) -> np.ndarray:
    scores = np.asarray(scores, np.float64)
    if scores.ndim < 1 or not scores.size:
        raise ValueError(f"There must be scores of at least one seed, received {scores.shape}.")
    return scores


def _blocks(places: np.ndarray, most: int) -> Iterator[np.ndarray]:
    most = max(1, most)
    for first in range(0, len(places), most):
        yield places[first : first + most]
