"""How often play at random reaches MountainCar's flag, by how long random actions are repeated.

    uv run python tests/benchmarks/repeats.py [--episodes 5000] [EXPONENT:LIMIT …]

One row for each distribution of repeats: the fraction of episodes of 200 steps, played at random, that reach the flag.
"""

import argparse

import gymnasium
import numpy as np

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.training.exploration.choices import exploration_of

ACTIONS, LIMIT_STEPS = 3, 200


def share_that_reaches_the_flag(exponent: float, limit: int, episodes: int) -> float:
    """All episodes are played side by side."""
    knobs = validate_knobs(
        {"exploration": "epsilon-z-greedy", "repeat_exponent": exponent, "repeat_limit": limit, "epsilon_start": 1.0}
    )
    numbers, explore = np.random.default_rng(0), exploration_of(knobs)
    remembered = explore.nothing_remembered_outside(episodes)
    cars = [gymnasium.make("MountainCar-v0").unwrapped for _ in range(episodes)]
    for seed, car in enumerate(cars):
        car.reset(seed=seed)
    arrived = np.zeros(episodes, bool)
    for _ in range(LIMIT_STEPS):
        uniform = numbers.random((episodes, 3))
        actions, remembered = explore.choose_outside(
            np.zeros((episodes, ACTIONS)), knobs, 1.0, uniform[:, :2], uniform[:, 2:], remembered
        )
        for index in np.flatnonzero(~arrived):
            arrived[index] = cars[index].step(int(actions[index]))[2]
    return float(arrived.mean())


def main() -> None:
    """Reads the arguments and prints the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("distributions", nargs="*", default=["2:1", "2:100", "2:1000", "1.5:30", "1.2:30", "1.2:100"])
    parser.add_argument("--episodes", type=int, default=5000)
    arguments = parser.parse_args()
    for distribution in arguments.distributions:
        exponent, limit = distribution.split(":")
        share = share_that_reaches_the_flag(float(exponent), int(limit), arguments.episodes)
        print(f"μ {exponent}, at most {limit} steps: {share:.2%}", flush=True)


if __name__ == "__main__":
    main()
