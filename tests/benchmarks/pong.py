"""Pong's speed and memory with room for 100,000 frames: `python tests/benchmarks/pong.py`. Needs the extra "atari".

Trains with the preset notebook-2-pong, timed from the first update on. A step is four frames of the game. The buffer is
then filled to its last frame with a random player's frames, over and over (or, with `--noise`, with such as can't be
packed), a checkpoint is written, and some more steps are learned from. The peak is of the whole process: interpreter,
TensorFlow and compilation included.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.system import device
from dqn_engine.system.process_environment import set_tensorflow_environment

FRAMES_PER_STEP = 4
MEGABYTE = 1e6


def memory(field: str) -> float:
    """A line of this process's own account, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = [line.split()[1] for line in status.splitlines() if line.startswith(f"{field}:")]
    return int(kilobytes) * 1024 / MEGABYTE


def played(count: int) -> np.ndarray:
    """The frames [count, P] of a random player."""
    environment = make_environment("PongNoFrameskip-v4", frame_stack=1)
    numbers = np.random.default_rng(0)
    environment.reset(seed=0)
    frames = []
    for _ in range(count):
        frame, _, terminated, truncated, _ = environment.step(numbers.integers(0, 6))
        if terminated or truncated:
            frame, _ = environment.reset()
        frames.append(frame.reshape(-1))
    environment.close()
    return np.array(frames)


def fill(run: object, noise: bool) -> None:
    """Stores frames, through the program as ever but without learning, until every row has been written."""
    from dqn_engine.training.external_frames import ExternalFrames
    from dqn_engine.training.external_player import block_steps
    from dqn_engine.training.external_steps import ExternalColumns
    from dqn_engine.training.live_inputs import pack

    knobs = pack({**run.knobs, "learning_starts": 1_000_000})
    source = ExternalFrames(run.info.image_shape, block_steps(run.knobs["num_envs"], run.knobs["acting_interval"]))
    numbers, frames = source.handed_over(source.empty_block(), 0)
    numbers[:, ExternalColumns.of(0).episode_length] = range(2, 2 + len(numbers))
    drawn = np.random.default_rng(0)
    shown = frames[0, 0] if noise else played(run.knobs["capacity"] // 20)
    for first in range(0, run.knobs["capacity"] + len(numbers), len(numbers)):
        if noise:
            frames[:, 1] = drawn.integers(0, 256, frames[:, 1].shape, np.uint8)
        else:
            frames[:, 1] = shown[np.arange(first, first + len(frames)) % len(shown)]
        run.program.run(len(numbers), knobs, numbers, frames)


def save(run: object) -> None:
    """Writes a checkpoint somewhere."""
    from dqn_engine.session.snapshot import snapshot_of
    from dqn_engine.storage.checkpoints.checkpoint import write_checkpoint
    from dqn_engine.storage.files.file_layer import Files

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        snapshot = snapshot_of(run, ledger_entries=0)
        copied = time.perf_counter()
        write_checkpoint(Path(folder), "saved", 1, snapshot, Files())
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(
            f"a checkpoint of {size / MEGABYTE:,.0f} MB: {copied - begun:.2f} s to copy, "
            f"{time.perf_counter() - copied:.2f} s to write"
        )


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--capacity", type=int, default=100_000)
    parser.add_argument("--train-interval", type=int, default=1)
    parser.add_argument("--noise", action="store_true")
    options = parser.parse_args()
    set_tensorflow_environment()
    device.configure("cpu")
    from dqn_engine.training.run import Run

    imported = memory("VmRSS")
    changes = {"capacity": options.capacity, "train_interval": options.train_interval, "evaluate_every": 0}
    run = Run(run_config(preset="notebook-2-pong", changes=changes))
    run.compile()
    while run.env_steps < run.knobs["learning_starts"]:
        run.train(run.knobs["learning_starts"] - run.env_steps)
    before = [run.time_spent.environment_s, run.time_spent.acting_s, run.time_spent.learning_s]
    begun, first, updates, processor = time.perf_counter(), run.env_steps, run.updates, time.process_time()
    while run.env_steps < first + options.steps:
        run.train(first + options.steps - run.env_steps)
    seconds, steps = time.perf_counter() - begun, run.env_steps - first
    processor = time.process_time() - processor
    spent = [run.time_spent.environment_s, run.time_spent.acting_s, run.time_spent.learning_s]
    parts = [1e3 * (now - then) / steps for now, then in zip(spent, before, strict=True)]
    print(
        f"{steps / seconds:.1f} steps/s, {FRAMES_PER_STEP * steps / seconds:.0f} frames/s, "
        f"{(run.updates - updates) / steps:.2f} updates and {1e3 * processor / steps:.1f} ms of processor time a step"
    )
    print("of a step: environment {:.2f} ms, acting {:.2f} ms, learning {:.2f} ms".format(*parts))
    fill(run, options.noise)
    save(run)
    run.train(32)
    sizes = run.program.state_arrays()["replay.frames.sizes"]
    print(f"frames held: {np.count_nonzero(sizes):,} in {sizes.sum() / MEGABYTE:,.1f} MB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    print(
        f"peak of the process {peak:,.0f} MB, of which {imported:,.0f} MB were there once TensorFlow was loaded; "
        f"now {memory('RssAnon'):,.0f} MB of its own and {memory('RssFile'):,.0f} MB of mapped files"
    )
    run.close()


if __name__ == "__main__":
    main()
