"""Whether a trial is worse than the best, by the seeds that both have done: Wilcoxon's signed-rank test, exactly.

Seeds are paired: both trials had the same ones, so that what a seed makes easy or hard is taken out. The p-value is the
probability of ranks as low as these or lower if each difference had either sign with equal probability (Wilcoxon 1945);
differences of zero take part in the ranking and are then left out (Pratt 1959).
"""

from collections.abc import Sequence

import numpy as np

MOST_EXACT = 200
"""Pairs whose sums of ranks are counted; of more, the sum is taken to be normal."""


def is_worse(scores: Sequence[float], best: Sequence[float], threshold: float) -> bool:
    """Whether a trial is given up: its mean is below the best's on the same seeds, and the p-value below `threshold`.

    Args:
        scores: Of the trial's first seeds.
        best: The best trial's on the same.
        threshold: Between 0 and 1.
    """
    if not len(scores) or not np.mean(scores) < np.mean(best):
        return False
    return signed_rank_p(np.asarray(scores, np.float64) - np.asarray(best, np.float64)) < threshold


def signed_rank_p(differences: np.ndarray) -> float:
    """The one-sided p-value of paired differences [N] being below zero; 1 where none isn't zero."""
    doubled = _doubled_ranks(np.abs(differences))
    ranks, signs = doubled[differences != 0], differences[differences != 0]
    if not len(ranks):
        return 1.0
    observed = int(ranks[signs > 0].sum())
    if len(ranks) > MOST_EXACT:
        mean, variance = ranks.sum() / 2, float((ranks.astype(np.float64) ** 2).sum()) / 4
        return float(_normal_below((observed + 0.5 - mean) / np.sqrt(variance)))
    # How many of the 2^N signs give each sum of positive ranks, as a fraction of them all.
    fractions = np.zeros(int(ranks.sum()) + 1)
    fractions[0] = 1.0
    for rank in ranks.tolist():
        shifted = np.zeros_like(fractions)
        shifted[rank:] = fractions[: len(fractions) - rank]
        fractions = (fractions + shifted) / 2
    return float(min(1.0, fractions[: observed + 1].sum()))


def _doubled_ranks(sizes: np.ndarray) -> np.ndarray:
    """Ranks from 1, those of equal sizes being their mean; twice that, which is a whole number."""
    ordered = np.sort(sizes)
    first = np.searchsorted(ordered, sizes, side="left")
    after = np.searchsorted(ordered, sizes, side="right")
    return first + 1 + after


def _normal_below(z: float) -> float:
    from math import erfc, sqrt

    return 0.5 * erfc(-z / sqrt(2))
