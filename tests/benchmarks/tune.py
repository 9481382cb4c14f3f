"""Compares settings of the default preset on many seeds: how soon a seed reaches 475, and whether it stays there.

    uv run python tests/benchmarks/tune.py --seeds 1000-1009 --steps 50000 [--every 500] [KNOB=VALUE,KNOB=VALUE …] …

Each argument is one setting, knobs joined by semicolons ("tau=0.005;n_step=10"); all seeds of a setting share one
compilation. Tuning uses seeds 1000–1999; what is reported to people uses others.
"""

import argparse
import sys
import time

import numpy as np

from dqn_engine import device
from dqn_engine.config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.knobs import parse_assignments
from dqn_engine.learner.network_spec import network_spec
from dqn_engine.learner.numpy_policy import NumpyPolicy


def greedy_mean(policy: NumpyPolicy, episodes: int, seed: int) -> float:
    """Mean return of greedy CartPole-v1 episodes, all stepped at once in NumPy (Gymnasium's dynamics and limits)."""
    state = np.random.default_rng(seed).uniform(-0.05, 0.05, (episodes, 4))
    total = 0
    for _ in range(500):
        total += len(state)
        action = policy.greedy_actions(state.astype(np.float32))
        x, v, a, w = state.T
        force = np.where(action == 1, 10.0, -10.0)
        cos, sin = np.cos(a), np.sin(a)
        push = (force + 0.05 * w * w * sin) / 1.1
        spin = (9.8 * sin - cos * push) / (0.5 * (4 / 3 - 0.1 * cos * cos / 1.1))
        state = np.stack([x + 0.02 * v, v + 0.02 * (push - 0.05 * spin * cos / 1.1), a + 0.02 * w, w + 0.02 * spin], 1)
        state = state[(np.abs(state[:, 0]) <= 2.4) & (np.abs(state[:, 2]) <= 12 * 2 * np.pi / 360)]
        if not len(state):
            break
    return total / episodes


def compare(setting: str, seeds: range, steps: int, every: int) -> None:
    """Trains all seeds with one setting and prints a row."""
    from dqn_engine.learner.program import Program
    from dqn_engine.learner.run_knobs import pack

    changes = parse_assignments(part for part in setting.split(";") if part)
    knobs = run_config(changes=changes).knobs
    info = environment_info("CartPole-v1")
    spec = network_spec(knobs, observation_scale=info.observation_scale, action_count=2)
    program, vector = Program(spec, knobs, 0), pack(knobs)
    firsts, finals, kept, begun = [], [], [], time.perf_counter()
    for seed in seeds:
        program.restart(seed)
        scores = []
        for _ in range(steps // every):
            left = every
            while left:
                left -= len(program.run(min(left, 1000), vector))
            scores.append(greedy_mean(NumpyPolicy(spec, program.policy_weights()), 100, seed))
        scores = np.array(scores)
        reached = np.flatnonzero(scores >= 475)
        firsts.append((reached[0] + 1) * every if len(reached) else np.inf)
        finals.append(scores[-1])
        kept.append((scores[len(scores) // 5 :] >= 475).mean())
    firsts = np.array(firsts)
    print(
        f"{setting or 'default':60s} first: median {np.median(firsts):7.0f} worst {firsts.max():7.0f}  "
        f"final ≥475: {np.mean(np.array(finals) >= 475):4.0%} min {min(finals):5.1f}  "
        f"evaluations ≥475 in the last 80 %: {np.mean(kept):4.0%} worst seed {min(kept):4.0%}  "
        f"{time.perf_counter() - begun:5.0f} s",
        flush=True,
    )


def main() -> None:
    """Reads the arguments and compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("settings", nargs="*", default=[""])
    parser.add_argument("--seeds", default="1000-1009")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--every", type=int, default=500)
    arguments = parser.parse_args()
    first, _, last = arguments.seeds.partition("-")
    device.configure("cpu")
    for setting in arguments.settings:
        compare(setting, range(int(first), int(last or first) + 1), arguments.steps, arguments.every)


if __name__ == "__main__":
    sys.exit(main())
