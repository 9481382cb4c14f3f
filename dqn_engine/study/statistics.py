"""What a study says about many seeds: pure functions of numbers, no files, no clock, no global randomness.

The interquartile mean and its stratified bootstrap interval are those of Agarwal et al. 2021, "Deep Reinforcement
Learning at the Edge of the Statistical Precipice" (https://arxiv.org/abs/2108.13264), section 4.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

RESAMPLES = 10_000
CONFIDENCE = 0.95

_LARGEST_BLOCK = 1_000_000


def quantile(values: Sequence[float], fraction: float) -> float:
    """The quantile, by linear interpolation between the sorted values; they may be infinite and then sort as such.

    `numpy.quantile` gives NaN beside an infinity, which here stands for a seed that never got there.

    Args:
        values: At least one, none NaN.
        fraction: From 0 (the smallest) to 1 (the largest).

    Raises:
        ValueError: There are no values, one is NaN, or the fraction is none.
    """
    if not len(values) or any(math.isnan(value) for value in values) or not 0 <= fraction <= 1:
        raise ValueError(f"A quantile needs numbers and a fraction from 0 to 1, received {values} and {fraction}.")
    ordered = sorted(values)
    position = fraction * (len(ordered) - 1)
    below = math.floor(position)
    weight = position - below
    if weight == 0 or ordered[below] == ordered[below + 1]:
        return float(ordered[below])
    if math.isinf(ordered[below]) or math.isinf(ordered[below + 1]):
        # Anything between a number and infinity is infinitely far from the number.
        return float(ordered[below] if math.isinf(ordered[below]) else ordered[below + 1])
    return float(ordered[below] + weight * (ordered[below + 1] - ordered[below]))


def interquartile_mean(scores: np.ndarray) -> np.ndarray:
    """The mean of the middle half of all scores of a study: [..., R, T] → [...], float64.

    Of R·T scores the ⌊R·T/4⌋ smallest and as many of the largest are left out, as in the authors' own code. With fewer
    than four it is the plain mean.

    Raises:
        ValueError: There are no scores, or fewer than two axes.
    """
    if scores.ndim < 2 or scores.shape[-1] * scores.shape[-2] == 0:
        raise ValueError(f"Scores must be [..., runs, tasks] with at least one of each, received {scores.shape}.")
    flat = np.sort(scores.reshape(*scores.shape[:-2], -1).astype(np.float64, copy=False), axis=-1)
    cut = flat.shape[-1] // 4
    return flat[..., cut : flat.shape[-1] - cut].mean(axis=-1)


def stratified_bootstrap_interval(
    scores: np.ndarray,
    statistic: Callable[[np.ndarray], np.ndarray] = interquartile_mean,
    *,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> tuple[float, float]:
    """The percentile interval of `statistic` over resampled runs: each task's runs are sampled, with replacement,
    from that task alone (Agarwal et al. 2021, section 4.1).

    Args:
        scores: [R, T]: a row per run (seed), a column per task (environment).
        statistic: [B, R, T] → [B].
        resamples: How often to sample.
        confidence: Fraction of the resampled statistics that the interval holds.
        seed: Of the counter-based generator (Philox); the same seed gives the same interval.

    Raises:
        ValueError: `scores` is not a table of at least one run and one task.
    """
    if scores.ndim != 2 or scores.size == 0:
        raise ValueError(f"Scores must be [runs, tasks] with at least one of each, received {scores.shape}.")
    runs, tasks = scores.shape
    generator = np.random.Generator(np.random.Philox(key=seed))
    columns = np.arange(tasks)
    statistics = np.empty(resamples)
    block = max(1, _LARGEST_BLOCK // scores.size)
    for first in range(0, resamples, block):
        count = min(block, resamples - first)
        rows = generator.integers(runs, size=(count, runs, tasks))
        statistics[first : first + count] = statistic(scores[rows, columns])
    low, high = np.quantile(statistics, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def interval_over_seeds(scores: np.ndarray) -> tuple[float, float] | None:
    """The interval of the interquartile mean of [R] scores, one of each seed; None of fewer than two.

    What is sampled again of one seed is that seed: the interval would be a point, and claim to be sure.
    """
    return stratified_bootstrap_interval(scores[:, None]) if len(scores) > 1 else None


def first_step_at_threshold(env_steps: Sequence[int], means: Sequence[float], threshold: float) -> int | None:
    """The first environment step whose evaluation has a mean of at least `threshold`; None if none has."""
    return next((step for step, mean in zip(env_steps, means, strict=True) if mean >= threshold), None)


def means_after_first(means: Sequence[float], threshold: float) -> Sequence[float]:
    """The evaluations after the first one at `threshold`: what a seed retained of what it had learned.

    That first one isn't among them, since it was chosen for being good. Empty if no evaluation reached the threshold,
    or only the last one did: then there is nothing to say.
    """
    reached = next((index for index, mean in enumerate(means) if mean >= threshold), len(means))
    return means[reached + 1 :]


def retained_mean(means: Sequence[float], threshold: float) -> float | None:
    """The mean of `means_after_first`; None if there are none."""
    after = means_after_first(means, threshold)
    return math.fsum(after) / len(after) if after else None


def retained_share(means: Sequence[float], threshold: float) -> float | None:
    """The fraction of `means_after_first` that are at `threshold` again; None if there are none."""
    after = means_after_first(means, threshold)
    return sum(mean >= threshold for mean in after) / len(after) if after else None
