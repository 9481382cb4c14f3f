"""The larger of two numbers, learned in ranges, types and bounds of every kind, with the default preset on many seeds.

    python -m tests.benchmarks.scales --seeds 10 --steps 5000

For each range: in how many of 2,000 new states the greedy policy of each seed is right, and the least. It ends with 1
where a seed is right in less than 95 %. `learning.md` has the results.
"""

import argparse
import sys
import time
from collections.abc import Mapping

from dqn_engine.environments.input_scaling import input_scaling
from tests.support.larger_number import ANY, Options, fraction_right, train, trained

ENOUGH = 0.95

RANGES: Mapping[str, Options] = {
    "Box(0, 1)": {},
    "Box(0, 100)": {"highs": (100.0, 100.0)},
    "Box(0, 1e4)": {"highs": (1e4, 1e4)},
    "Box(0, 2e4)": {"highs": (2e4, 2e4)},
    "Box(0, 1e6)": {"highs": (1e6, 1e6)},
    "Box(-5, 5)": {"lows": (-5.0, -5.0), "highs": (5.0, 5.0)},
    "Box(-1e6, -1)": {"lows": (-1e6, -1e6), "highs": (-1.0, -1.0)},
    "Box(1000, 1010)": {"lows": (1000.0, 1000.0), "highs": (1010.0, 1010.0)},
    "Box(-1e9, -1e9 + 10), float64": {
        "lows": (-1e9, -1e9), "highs": (-1e9 + 10, -1e9 + 10), "space_dtype": "float64",
    },
    "Box(-1e9, -1e9 + 10), float64 in a space of float32": {
        "lows": (-1e9, -1e9), "highs": (-1e9 + 10, -1e9 + 10), "dtype": "float64",
    },
    "Box(1e9, inf), float64": {
        "lows": (1e9, 1e9), "highs": (1e9 + 10, 1e9 + 10), "bounds": ("1e9", "inf") * 2, "space_dtype": "float64",
    },
    "unbounded, 0 to 1": {"bounds": (*ANY, *ANY)},
    "unbounded, 0 to 1e-6": {"highs": (1e-6, 1e-6), "bounds": (*ANY, *ANY)},
    "unbounded, 10,000 to 10,010": {"lows": (1e4, 1e4), "highs": (1e4 + 10, 1e4 + 10), "bounds": (*ANY, *ANY)},
    "unbounded, 0 to 20,000": {"highs": (2e4, 2e4), "bounds": (*ANY, *ANY)},
    "unbounded, 1000 to 1010": {"lows": (1000.0, 1000.0), "highs": (1010.0, 1010.0), "bounds": (*ANY, *ANY)},
    "one in Box(0, 1), the other unbounded": {
        "lows": (0.0, 1000.0), "highs": (1.0, 1010.0), "bounds": ("0", "1", *ANY),
    },
    "one in Box(1000, 1010), the other unbounded": {
        "lows": (1000.0, 0.0), "highs": (1010.0, 1e4), "bounds": ("1000", "1010", *ANY),
    },
    "Box(-1000, 1000), 0 to 1": {"bounds": ("-1000", "1000") * 2},
    "Box(-900, 900), 0 to 0.01": {"highs": (0.01, 0.01), "bounds": ("-900", "900") * 2},
    "Box(0, 1000), 990 to 1000": {"lows": (990.0, 990.0), "highs": (1000.0, 1000.0), "bounds": ("0", "1000") * 2},
    "Box(0, 10), 0.001 to 0.002": {"lows": (0.001, 0.001), "highs": (0.002, 0.002), "bounds": ("0", "10") * 2},
    "Box(0, 1), 3e-7 to 9e-7": {"lows": (3e-7, 3e-7), "highs": (9e-7, 9e-7), "bounds": ("0", "1") * 2},
    "Box(-10, 10), 9.99 to 10": {"lows": (9.99, 9.99), "highs": (10.0, 10.0), "bounds": ("-10", "10") * 2},
    "one fills Box(0, 1), the other its thousandth": {"highs": (1.0, 0.001), "bounds": ("0", "1") * 2},
    "unbounded, 1e-30 to 3e-30": {"lows": (1e-30, 1e-30), "highs": (3e-30, 3e-30), "bounds": (*ANY, *ANY)},
    "the largest float32, 0 to 1": {"bounds": ("-3.4e38", "3.4e38") * 2},
    "uint8": {"highs": (255.0, 255.0), "space_dtype": "uint8"},
    "int32, 0 to 20": {"highs": (20.0, 20.0), "space_dtype": "int32"},
    "int32, 0 to 1000": {"highs": (1000.0, 1000.0), "space_dtype": "int32"},
    "the largest int32, 0 to 1000": {
        "highs": (1000.0, 1000.0), "bounds": ("-2147483648", "2147483647") * 2, "space_dtype": "int32",
    },
    "int64, 1e12 to 1e12 + 1000": {"lows": (1e12, 1e12), "highs": (1e12 + 1000, 1e12 + 1000), "space_dtype": "int64"},
    "float64, 0 to 20,000": {"highs": (2e4, 2e4), "space_dtype": "float64"},
    "float64, 1e6 to 1e6 + 1": {"lows": (1e6, 1e6), "highs": (1e6 + 1, 1e6 + 1), "space_dtype": "float64"},
    "float16, 0 to 1": {"space_dtype": "float16"},
}  # fmt: skip


def main() -> int:
    """Prints a row of a table for each range."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--only", action="append", help="the name of a range; all without")
    options = parser.parse_args()
    sound = True
    print("| Range | Scaled by | Right, each seed | Least |\n|---|---|---|---|", flush=True)
    for name, arguments in RANGES.items():
        if options.only and name not in options.only:
            continue
        begun, right, kind = time.perf_counter(), [], ""
        run = trained(arguments, 0, 0)
        kind = str(input_scaling(run.knobs["observation_scaling"], run.info).kind)
        for seed in range(options.seeds):
            run.restart(seed)
            train(run, run.env_steps + options.steps)
            right.append(fraction_right(run.policy(), run.config.environment))
        run.close()
        sound = sound and min(right) >= ENOUGH
        each = " ".join(f"{100 * part:.1f}" for part in right)
        print(f"| {name} | {kind} | {each} | {100 * min(right):.1f} |", flush=True)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
