"""Where the mean of paired differences lies, by as few as six pairs: an interval that holds what it states.

A percentile bootstrap doesn't, of few: of two differences that have the same sign all resamples have it, so that one
that is nothing in truth would be called something every other time, at a level of "95 %".

If nothing but chance decides which of a pair is the better one, each difference may as well have the other sign. The
interval holds the values that, subtracted from all differences, leave a sum that isn't among the most extreme of those
under other signs (Fisher 1935, "The Design of Experiments", section 21). Its ends are means of subsets of the
differences: the sum of what is left outweighs that of all under certain signs where the value is below the mean of
those that are flipped (Hartigan 1969, "Using subsample values as typical values", JASA 64, 1303-1317). It is exact
wherever differences are symmetric about their centre, as they are where the changes move a distribution.
"""

import math

import numpy as np

from dqn_engine.comparison.sequential import PATHS, signs
from dqn_engine.comparison.statistics import LEVEL

LEAST_PAIRS = 6
"""Of fewer even differences of one sign alone happen too often by chance: 2 in 2^n."""


def mean_interval(differences: np.ndarray, *, level: float = LEVEL, seed: int = 0) -> tuple[float, float] | None:
    """The interval of the mean of [N] differences; None where so few say nothing at that level.

    Args:
        differences: One of each pair.
        level: How often it holds the centre, at least.
        seed: Of the signs that are tried, of more pairs than can all be tried; the same gives the same interval.
    """
    flipped, total = np.zeros(PATHS), np.zeros(PATHS)
    for pair, difference in enumerate(np.asarray(differences, np.float64).tolist()):
        here = signs(seed, pair) < 0
        flipped += here
        total[here] += difference
    some = flipped > 0
    beyond = math.floor((1 - level) / 2 * PATHS) - int((~some).sum())
    if beyond < 0:
        return None
    means = np.sort(total[some] / flipped[some])
    return float(means[beyond]), float(means[-1 - beyond])
