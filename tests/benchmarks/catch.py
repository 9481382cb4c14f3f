"""Whether the way of the pixels learns: `python tests/benchmarks/catch.py`, some minutes.

Trains the falling ball of `tests/support/catch.py` on several seeds: 10 × 10 pixels with the small convolutions, and
40 × 40 with the network of the second notebook. Prints the mean greedy score of 100 episodes after each stretch; the
best possible is 1, and 0.9 of it is to be reached.

The larger one wants returns of eight steps, a whole fall: with four it ended at 0.50 on the seed tried. The smaller one
wants four: with eight it ended at 0.76.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dqn_engine.config.run_config import run_config
from dqn_engine.play.evaluation import Evaluator
from dqn_engine.system import device
from dqn_engine.system.process_environment import set_tensorflow_environment
from tests.support import catch

KNOBS = {
    "batch_size": 32,
    "capacity": 20_000,
    "learning_starts": 500,
    "evaluate_every": 0,
    "initial_values": "zero",
    "frame_stack": 2,
    "num_envs": 4,
    "learning_rate": 0.001,
    "learning_rate_schedule": "linear",
    "learning_rate_steps": 4_000,
    "gamma": 0.95,
    "epsilon_decay_steps": 3_000,
    "epsilon_end": 0.02,
    "average_updates": 100,
    "train_interval": 4,
    "tau": 0.01,
}
ENOUGH = 0.9 * catch.BEST_SCORE
EPISODES = 100


def main() -> None:
    """Trains and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=16_000)
    parser.add_argument("--every", type=int, default=4_000)
    parser.add_argument("--only", choices=("small", "nature"))
    options = parser.parse_args()
    set_tensorflow_environment()
    device.configure("cpu")
    from dqn_engine.training.run import Run

    catch.register_catch()
    for name, convolutions, units, n_step in ((catch.NAME, "small", 64, 4), (catch.LARGE, "nature", 256, 8)):
        if options.only not in (None, convolutions):
            continue
        own = {"convolutions": convolutions, "hidden_sizes": (units,), "n_step": n_step}
        run = Run(run_config(environment=name, changes={**KNOBS, **own}))
        run.compile()
        evaluator = Evaluator(name, run.knobs["frame_stack"])
        enough = 0
        for seed in range(options.seeds):
            run.restart(seed)
            begun, scores = time.perf_counter(), []
            for _ in range(options.steps // options.every):
                left = options.every
                while left:
                    left -= len(run.train(left)[0])
                scores.append(evaluator.evaluate(run.policy(), EPISODES, seed).mean)
            enough += scores[-1] >= ENOUGH
            listed = ", ".join(f"{score:.2f}" for score in scores)
            print(f"{name}, seed {seed}: {listed}; {time.perf_counter() - begun:.0f} s", flush=True)
        print(f"{name}: {enough} of {options.seeds} seeds end at {ENOUGH:g} or more", flush=True)
        run.close()
        evaluator.close()


if __name__ == "__main__":
    main()
