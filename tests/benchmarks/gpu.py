"""Whether a GPU gives what the processor gives, and how fast: `python tests/benchmarks/gpu.py`, about ten minutes.

Needs a GPU that TensorFlow can use (`uv pip install 'tensorflow[and-cuda]'`). First the same run is trained to its 15th
update on both, and the largest difference of a weight is printed: rounding differs, so that it is small at first and
grows to anything after some hundreds. Then steps per second on both, by batch and by width of the two hidden layers.

`--devices cpu cpu` tries the command where there is no GPU: then the difference is 0 and the ratio about 1.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
BATCHES = (32, 128, 512, 2048)
WIDTHS = (64, 256, 1024)
UPDATES = 15
LARGEST_DIFFERENCE = 1e-5
RANDOM_STEPS = 500  # Those before the first update, as the default has them.


def main() -> None:
    """Compares, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", nargs=2, default=("cpu", "gpu:0"), metavar="DEVICE")
    parser.add_argument("--steps", type=int, default=2_000, help="environment steps to time in each case")
    parser.add_argument("--weights-to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.weights_to is not None:
        write_weights(options.devices[0], options.weights_to)
        return
    sys.exit(0 if compare(options.devices) and measure(options.devices, options.steps) else 1)


def compare(devices: tuple[str, str]) -> bool:
    """Trains to the same update on both; whether the weights agree."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{index}.npz" for index in range(2)]
        for device, file in zip(devices, files, strict=True):
            command = [sys.executable, __file__, "--devices", device, device, "--weights-to", str(file)]
            if subprocess.run(command, cwd=ROOT, check=False).returncode:
                print(f"It can't be trained on {device}; see above.")
                return False
        weights = [dict(np.load(file)) for file in files]
    largest = max(float(np.abs(weights[0][name] - weights[1][name]).max()) for name in weights[0])
    print(f"After {UPDATES} updates weights differ by {largest:.2g} at most; {LARGEST_DIFFERENCE:g} is allowed.")
    return largest <= LARGEST_DIFFERENCE


def write_weights(device: str, file: Path) -> None:
    """Trains the default preset on `device` to its 15th update and writes the weights."""
    sys.path.insert(0, str(ROOT))
    from dqn_engine.config.run_config import run_config
    from dqn_engine.system.device import configure

    choice = configure(device)
    if choice.fell_back:
        sys.exit(f"{device} can't be used: {choice.reason}")
    from dqn_engine.training.run import Run

    run = Run(run_config(changes={"evaluate_every": 0}), chunk_steps=64)
    left = RANDOM_STEPS + UPDATES
    while left:
        left -= len(run.train(left)[0])
    np.savez(file, **run.program.weights())
    run.close()


def measure(devices: tuple[str, str], steps: int) -> bool:
    """Prints a row per batch and width."""
    print(f"{'batch':>6} {'hidden':>12} {devices[0] + ' steps/s':>16} {devices[1] + ' steps/s':>16} {'ratio':>7}")
    for width in WIDTHS:
        for batch in BATCHES:
            rates = [steps_per_second(device, batch, width, steps) for device in devices]
            if None in rates:
                return False
            print(f"{batch:6} {f'{width},{width}':>12} {rates[0]:16,.0f} {rates[1]:16,.0f} {rates[1] / rates[0]:7.2f}")
    return True


def steps_per_second(device: str, batch: int, width: int, steps: int) -> float | None:
    """Of `dqn-engine bench`; None where it fails."""
    command = [sys.executable, "-m", "dqn_engine", "bench", "--device", device, "--batch", str(batch)]
    command += ["--hidden", f"{width},{width}", "--steps", str(steps), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    result = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    if "steps_per_second" not in result:
        print(result.get("error") or done.stderr)
        return None
    return float(result["steps_per_second"])


if __name__ == "__main__":
    main()
