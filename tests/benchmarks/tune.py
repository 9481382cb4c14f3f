"""Compares settings of a preset on many seeds: how soon a seed reaches the threshold, and whether it stays.

    uv run python tests/benchmarks/tune.py --seeds 1000-1009 --steps 50000 [--every 500] [--episodes 100]
        [--preset NAME or FILE.toml] [NAME=VALUE;NAME=VALUE …] …

Each argument is one setting, hyperparameters joined by semicolons ("tau=0.005;n_step=10"); each is a study of its own,
printed as one row. Tuning uses seeds 1000–1999; what is published uses others.
"""

import argparse
import sys
import time

import numpy as np

from dqn_engine.config.hyperparameters import parse_assignments
from dqn_engine.config.run_config import run_config
from dqn_engine.study.plan import StudyPlan
from dqn_engine.study.seeds import parse_seeds
from dqn_engine.study.statistics import quantile
from dqn_engine.study.study import run_study
from dqn_engine.study.worker_processes import core_count, worker_processes
from dqn_engine.study.workers import Workers
from dqn_engine.system import device


def compare(setting: str, preset: str, seeds: tuple[int, ...], steps: int, every: int, episodes: int) -> None:
    """Trains all seeds with one setting and prints a row."""
    changes = parse_assignments(part for part in setting.split(";") if part)
    config = run_config(preset=preset, changes={**changes, "evaluate_every": every, "evaluate_episodes": episodes})
    plan = StudyPlan(configs={setting: config}, seeds=seeds, steps=steps)
    begun = time.perf_counter()
    (result,) = run_study(
        plan,
        observe=lambda event: None,
        place=lambda observe: Workers(
            observe, lambda: False, open_worker=worker_processes(device="cpu"), count=core_count()
        ),
    )
    firsts = np.array([one.first_step_at_threshold or np.inf for one in result.seeds])
    there = result.curves >= plan.threshold
    kept = there[:, there.shape[1] // 5 :].mean(axis=1)
    low, middle, high = (quantile(firsts, fraction) for fraction in (0.25, 0.5, 0.75))
    print(
        f"{setting or preset:60s} first: quartiles {low:.0f} {middle:.0f} {high:.0f} worst {firsts.max():.0f}  "
        f"best {' '.join(f'{one.best_mean:.1f}' for one in result.seeds)}  "
        f"final ≥{plan.threshold:g}: {there[:, -1].mean():4.0%} min {result.curves[:, -1].min():5.1f}  "
        f"evaluations ≥{plan.threshold:g} in the last 80 %: {kept.mean():4.0%} worst seed {kept.min():4.0%}  "
        f"{time.perf_counter() - begun:.0f} s",
        flush=True,
    )


def main() -> None:
    """Reads the arguments and compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("settings", nargs="*", default=[""])
    parser.add_argument("--preset", default="default")
    parser.add_argument("--seeds", default="1000-1009")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--episodes", type=int, default=100)
    arguments = parser.parse_args()
    device.configure("cpu")
    for setting in arguments.settings:
        seeds = parse_seeds(arguments.seeds)
        compare(setting, arguments.preset, seeds, arguments.steps, arguments.every, arguments.episodes)


if __name__ == "__main__":
    sys.exit(main())
