"""How often verdicts are wrong, and how many seeds right ones take: `python -m tests.benchmarks.verdicts`.

Scores are made up, by the distributions named below, some of them as skewed as trained agents' are. Each comparison is
looked at after every added pair. `same` is the fraction of comparisons between two of the same distribution that ever
end in a verdict, which is to be at most 5 %; the others say how often, and after how many pairs, A is found to be
better. Takes about a minute.
"""

import argparse
from collections.abc import Callable, Mapping

import numpy as np

from dqn_engine.comparison.sequential import SequentialTest, Standing

Draw = Callable[[np.random.Generator, int], np.ndarray]


def mostly_500(solved: float, low: float = 9.0) -> Draw:
    """500 with the probability `solved`, else somewhere below."""
    return lambda random, size: np.where(
        random.random(size) < solved, 500.0, np.round(random.uniform(low, 499.0, size), 2)
    )


def normal(centre: float, width: float) -> Draw:
    """Gaussian."""
    return lambda random, size: random.normal(centre, width, size)


def seldom_flag(found: float) -> Draw:
    """-200 unless the flag is found, as on MountainCar."""
    return lambda random, size: np.where(random.random(size) < found, random.uniform(-160, -95, size), -200.0)


def heavy(random: np.random.Generator, size: int) -> np.ndarray:
    """Student's t with 1.5 degrees of freedom: no variance."""
    return random.standard_t(1.5, size)


def lognormal(random: np.random.Generator, size: int) -> np.ndarray:
    """A long tail to one side."""
    return random.lognormal(0.0, 2.0, size)


SAME: Mapping[str, Draw] = {
    "95 % at 500": mostly_500(0.95),
    "80 % at 500": mostly_500(0.8),
    "half at 500": mostly_500(0.5),
    "10 % at 500": mostly_500(0.1),
    "flag found by 10 %": seldom_flag(0.1),
    "normal": normal(300.0, 80.0),
    "lognormal": lognormal,
    "heavy tails": heavy,
}
BETTER: Mapping[str, tuple[Draw, Draw]] = {
    "always: 500 to 300": (normal(500.0, 1.0), normal(300.0, 50.0)),
    "normal, 2 widths": (normal(2.0, 1.0), normal(0.0, 1.0)),
    "normal, 1 width": (normal(1.0, 1.0), normal(0.0, 1.0)),
    "normal, half a width": (normal(0.5, 1.0), normal(0.0, 1.0)),
    "95 % to 50 % at 500": (mostly_500(0.95), mostly_500(0.5)),
    "95 % to 80 % at 500": (mostly_500(0.95), mostly_500(0.8)),
}
UNLIKE: Mapping[str, tuple[Draw, Draw]] = {
    # Equal means of unlike distributions.
    "narrow beside wide": (normal(0.0, 1.0), normal(0.0, 10.0)),
    "480 beside 500 or 300": (
        lambda random, size: np.full(size, 480.0),
        lambda random, size: np.where(random.random(size) < 0.9, 500.0, 300.0),
    ),
}


def outcome(a: np.ndarray, b: np.ndarray) -> tuple[Standing, int]:
    """What a comparison of these scores comes to, and after how many pairs."""
    test = SequentialTest(len(a))
    for difference in (a - b).tolist():
        if test.add(difference) is not Standing.UNDECIDED:
            break
    return test.standing, test.pairs


def rates(a: Draw, b: Draw, budget: int, comparisons: int, seed: int) -> tuple[float, float, float]:
    """The fractions of comparisons that A wins and that B wins, and the median of the pairs that they took."""
    random = np.random.default_rng([seed, budget])
    found = [outcome(a(random, budget), b(random, budget)) for _ in range(comparisons)]
    standings = [standing for standing, _ in found]
    pairs = float(np.median([pairs for _, pairs in found]))
    return standings.count(Standing.A) / comparisons, standings.count(Standing.B) / comparisons, pairs


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comparisons", type=int, default=1_000)
    parser.add_argument("--budgets", type=int, nargs="+", default=[8, 16, 32, 64])
    options = parser.parse_args()
    print(f"{options.comparisons:,} comparisons each, looked at after every pair")
    for budget in options.budgets:
        print(f"\nbudget of {budget} pairs")
        for name, draw in SAME.items():
            wins, losses, _ = rates(draw, draw, budget, options.comparisons, 1)
            print(f"  same   {name:<24} {wins + losses:7.1%} end in a verdict")
        for name, (a, b) in UNLIKE.items():
            wins, losses, _ = rates(a, b, budget, options.comparisons, 1)
            print(f"  unlike {name:<24} {wins + losses:7.1%} end in a verdict")
        for name, (a, b) in BETTER.items():
            wins, losses, pairs = rates(a, b, budget, options.comparisons, 1)
            print(f"  better {name:<24} {wins:7.1%} found, {losses:.1%} the wrong way, median of {pairs:.0f} pairs")


if __name__ == "__main__":
    main()
