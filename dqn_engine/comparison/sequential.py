"""Whether A beats B, looked at again after each added pair of seeds, with an error rate that holds over all looks.

Looking again and again until a usual test says yes finds a difference between equal things far more often than its
level says. Here the level is for the whole course: of comparisons between two that are equal, at most 5 % ever end in a
verdict, however often they are looked at, up to a budget of pairs that is stated beforehand.

**The test.** Let D_i be the difference of pair i, A's score minus B's. If A and B are equal, it might as well have been
the other way round, so that each D_i has either sign with equal probability whatever its size (Fisher 1935, "The Design
of Experiments", section 21). The sum of the differences is compared with sums under other signs: `PATHS` sequences of
signs, each followed through all looks as the observed one is; all there are of the first 14 pairs, each continued by
coin flips. After n of N pairs a fraction of n/N of what may be rejected in all may have been rejected (alpha spending:
Lan and DeMets 1983, Biometrika 70, 659-663; this course of it: Kim and DeMets 1987, Biometrika 74, 149-154, with
rho = 1): the sequences with the largest sums so far, ties together or not at all. The observed one is one of them like
every other, so that it is rejected no more often than they are. Of the stated rate `_SPENT` is spent; what is left
covers that chance may have it otherwise in 1,000 comparisons, and scores that aren't quite what is assumed.

**Why this one.** It is exact for every distribution of scores: also for a preset of which most seeds score 500 and some
70, where a t-test's level is wrong, and without bounds on the return, which most environments don't declare. A
confidence sequence for bounded differences (Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables
by betting", JRSS B 86, 1-27) holds without a budget and for any two distributions of equal mean, but needs such bounds,
and several times as many seeds, since it is prepared to go on for ever; here a seed costs minutes, and the budget is
known. Spending in proportion, rather than late as O'Brien and Fleming do, decides what is obvious after 8 of 32 pairs.

**What it doesn't promise.** A verdict says that A and B aren't equal, and which way. Where their means are equal and
the rest isn't, the differences needn't be symmetric, and the rate holds only as the number of pairs grows: if A always
scores 480, and B nine times of ten 500 and else 300, B is mostly better, and is mostly called so. The interval assumes
that the differences are symmetric about their centre, as they are where one distribution is the other moved.
`tests/benchmarks/verdicts.py` measures error rates and power.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

ERROR_RATE = 0.05
PATHS = 2**14
"""Sequences of signs, the observed one among them."""
LEAST_BUDGET = 6
"""Of fewer pairs even those that all point one way happen too often by chance."""
MOST_PAIRS = 1_000

_SPENT = 0.7
_ENUMERATED = 14
"""Pairs whose signs are all there; 2 to the power of it is `PATHS`."""
_TIED = 1e-9
"""Sums that differ by less than this fraction of all sizes together are one: their order is that of rounding."""
_HALVINGS = 34


class Standing(StrEnum):
    """What a comparison has come to."""

    UNDECIDED = "undecided"
    A = "A"
    B = "B"


class SequentialTest:
    """A comparison of A and B; see the module.

    Args:
        budget: Pairs that it may take in all; of fewer than `LEAST_BUDGET` none leads to a verdict.
        error_rate: How probable a verdict may be where A and B are equal, over all looks.
        seed: Of the coin flips.

    Raises:
        ValueError: The budget or the rate is none.
    """

    def __init__(self, budget: int, *, error_rate: float = ERROR_RATE, seed: int = 0) -> None:
        if not 1 <= budget <= MOST_PAIRS or not 0 < error_rate < 1:
            raise ValueError(
                f"A comparison takes 1 to {MOST_PAIRS} pairs and an error rate between 0 and 1, received {budget} and "
                f"{error_rate}."
            )
        self._budget, self._error_rate, self._seed = budget, error_rate, seed
        self._sums = np.zeros(PATHS)  # The observed sequence is the first.
        self._going = np.ones(PATHS, bool)
        self._sizes = 0.0
        self.pairs = 0
        self.standing = Standing.UNDECIDED
        self.decided_after: int | None = None
        """Pairs after which there was a verdict; None: there is none."""

    @property
    def spent(self) -> bool:
        """Whether no pair may be added."""
        return self.pairs == self._budget

    def add(self, difference: float) -> Standing:
        """Takes a pair's difference, A's score minus B's, and looks; a verdict stays, whatever comes later.

        Raises:
            ValueError: The budget is spent, or the difference isn't finite.
        """
        if self.spent or not math.isfinite(difference):
            raise ValueError(f"The difference {difference} can't be added after {self.pairs} of {self._budget} pairs.")
        self._sums += difference * signs(self._seed, self.pairs)
        self._sizes += abs(difference)
        self.pairs += 1
        if self.standing is Standing.UNDECIDED:
            self._look()
        return self.standing

    def _look(self) -> None:
        going = np.flatnonzero(self._going)
        may_be = math.floor(_SPENT * self._error_rate * self.pairs / self._budget * PATHS)
        more = may_be - (PATHS - len(going))
        if more < 1 or self._sizes == 0.0:
            return
        far = np.round(np.abs(self._sums[going]) / (self._sizes * _TIED))
        place = len(far) - 1 - more
        limit = np.partition(far, place)[place]  # As many as may be lie above, or fewer.
        self._going[going[far > limit]] = False
        if not self._going[0]:
            self.standing = Standing.A if self._sums[0] > 0 else Standing.B
            self.decided_after = self.pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where the mean difference lies, at all looks so far, with the probability 1 − error rate.

    Attributes:
        low: Its lower end; None where so few pairs say nothing.
        high: Its upper end; the same.
    """

    low: float | None
    high: float | None


def repeated_interval(
    differences: Sequence[float], budget: int, *, error_rate: float = ERROR_RATE, seed: int = 0
) -> Interval:
    """The differences of means that the test doesn't reject at any look: it excludes 0 exactly where it has a verdict.

    It is a repeated confidence interval (Jennison and Turnbull 1989, JRSS B 51, 305–334).

    Args:
        differences: Of the pairs so far, in the order in which they were looked at.
        budget: As of `SequentialTest`, as are the others.
        error_rate: The same.
        seed: The same.
    """
    values = np.asarray(differences, np.float64)
    if not len(values):
        return Interval(low=None, high=None)

    def says(moved: float) -> Standing:
        test = SequentialTest(budget, error_rate=error_rate, seed=seed)
        for value in values.tolist():
            if test.add(value - moved) is not Standing.UNDECIDED:
                break
        return test.standing

    beyond = max(float(np.ptp(values)), 1e-12 * float(np.abs(values).max()), 1e-300)

    middles = (float(values.mean()), float(np.median(values)), *np.linspace(values.min(), values.max(), 33).tolist())
    middle = next((one for one in middles if says(one) is Standing.UNDECIDED), middles[0])

    def end(outside: float, standing: Standing) -> float | None:
        """Between `outside`, which is rejected, and the middle, which isn't."""
        inside = middle
        if says(outside) is not standing:
            return None
        if says(0.0) is standing:
            # 0 lies outside as well: the end is found on the other side of it.
            outside = 0.0 if (standing is Standing.A) == (inside > 0.0) else outside
        for _ in range(_HALVINGS):
            between = (outside + inside) / 2
            if says(between) is standing:
                outside = between
            else:
                inside = between
        return inside

    low = end(float(values.min()) - 10 * beyond, Standing.A)
    high = end(float(values.max()) + 10 * beyond, Standing.B)
    return Interval(low=low, high=high)


@lru_cache(maxsize=MOST_PAIRS)
def signs(seed: int, look: int) -> np.ndarray:
    """[PATHS] int8, 1 or -1: what each sequence makes of a pair's sign; the first leaves it as it was observed."""
    if look < _ENUMERATED:
        return (1 - 2 * ((np.arange(PATHS) >> look) & 1)).astype(np.int8)
    generator = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, look]))
    flips = 1 - 2 * generator.integers(0, 2, size=PATHS, dtype=np.int8)
    flips[0] = 1
    return flips
