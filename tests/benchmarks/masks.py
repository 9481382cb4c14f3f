"""Taxi's action masks over many steps: `python tests/benchmarks/masks.py`, some minutes.

Counts the forbidden actions taken in so many steps of training inside the compiled program, of training in Python, of
evaluation and of the view, and says for each how many steps were looked at. Exits with 1 if there was one.
"""

import argparse
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import gymnasium
import numpy as np
from gymnasium.envs.toy_text.taxi import TaxiEnv

sys.path.insert(0, str(Path(__file__).parents[2]))

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.play.evaluation import Evaluator
from dqn_engine.play.spectator import Spectator
from dqn_engine.system.tensorflow_setup import set_up_tensorflow

NAME = "CountedTaxi-v0"
SMALL = {"hidden_sizes": (32,), "capacity": 4096, "evaluate_every": 0, "train_interval": 4}


class CountedTaxi(TaxiEnv):
    """Counts its steps, and those whose action was forbidden, of all of its kind together."""

    steps = forbidden = 0

    def step(self, a: int) -> tuple:
        """One step."""
        CountedTaxi.steps += 1
        CountedTaxi.forbidden += int(not self.action_mask(self.s)[a])
        return super().step(a)


def counted(play: Callable[[], None]) -> tuple[int, int]:
    """Steps and forbidden actions in `play`."""
    CountedTaxi.steps = CountedTaxi.forbidden = 0
    play()
    return CountedTaxi.steps, CountedTaxi.forbidden


def in_program(steps: int) -> tuple[int, int]:
    """Steps and forbidden actions of training inside the compiled program, by the rows that it stores."""
    from dqn_engine.training.run import Run

    run, taxi = Run(run_config(environment="Taxi-v4", seed=1, changes=SMALL)), TaxiEnv()
    masks = np.array([taxi.action_mask(state) for state in range(500)])
    seen = forbidden = 0
    while seen < steps:
        count = min(SMALL["capacity"], steps - seen)
        while run.env_steps < seen + count:
            run.train(seen + count - run.env_steps)
        rows = run.program.state.replay.rows.numpy()[np.arange(seen, seen + count) % SMALL["capacity"]]
        states, actions = rows[:, 0].astype(int), rows[:, -4].astype(int)
        forbidden += int((masks[states, actions] == 0).sum())
        seen += count
    run.close()
    return seen, forbidden


def findings(steps: int) -> Iterator[tuple[str, int, int]]:
    """What was looked at, its steps, and the forbidden actions among them."""
    from dqn_engine.training.run import Run

    yield "training inside the program", *in_program(steps)
    run = Run(run_config(environment=NAME, seed=1, changes=SMALL))

    def train() -> None:
        while run.env_steps < steps:
            run.train(steps - run.env_steps)

    yield "training in Python", *counted(train)
    evaluator = Evaluator(NAME)

    def evaluate() -> None:
        for seed in itertools.count():
            if CountedTaxi.steps >= steps:
                break
            evaluator.evaluate(run.policy(), 16, seed)

    yield "evaluation", *counted(evaluate)
    spectator = Spectator(environment_info(NAME), seed=1, clock=itertools.count().__next__)

    def watch() -> None:
        while CountedTaxi.steps < steps:
            spectator.advance(run.policy)

    yield "view", *counted(watch)
    for closed in (run, evaluator, spectator):
        closed.close()


def main() -> int:
    """Prints a line for each; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    steps = parser.parse_args().steps
    set_up_tensorflow(gpu=False)
    gymnasium.register(NAME, entry_point=CountedTaxi, max_episode_steps=200)
    broken = 0
    for what, seen, forbidden in findings(steps):
        print(f"{what}: {forbidden} forbidden actions in {seen:,} steps", flush=True)
        broken += forbidden
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
