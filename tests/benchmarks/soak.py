"""Trains for a long time with changes of hyperparameters, pauses and checkpoints, and watches the process's memory.

    python tests/benchmarks/soak.py --minutes 20

Memory is what the kernel counts as resident. Growth is the median of the last tenth of the time over the median of the
first tenth after the warm-up, in which the buffer fills and every program that is used has been compiled once.
"""

import argparse
import json
import os
import queue
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.channel import CommandQueue
from dqn_engine.messages.commands import Pause, Resume, SetKnobs, Shutdown, Start, StepOnce
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import CheckpointSaved, CommandRefused, Failure, Progress, SavingTrouble
from dqn_engine.session.session import TrainingSession

WARM_UP_SHARE = 0.2
SAMPLE_EVERY_S = 2.0
MOVES = (
    {"learning_rate": 0.001}, {"learning_rate": 0.003}, {"gamma": 0.98}, {"gamma": 0.99}, {"alpha": 0.4},
    {"alpha": 0.2}, {"epsilon_manual": True}, {"epsilon_manual": False}, {"n_step": 3}, {"n_step": 5},
)  # fmt: skip
KNOBS = {"capacity": 100_000, "checkpoint_every_seconds": 5, "evaluate_every": 50_000, "evaluate_episodes": 2}
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def resident_bytes() -> int:
    """Of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


class Driver:
    """Hears every report; drives the session from within, so that no thread of its own counts."""

    def __init__(self, minutes: float, seed: int) -> None:
        self.commands: CommandQueue = queue.SimpleQueue()
        self.samples: list[tuple[float, int]] = []
        self.failures: list[str] = []
        self.saved = self.env_steps = self._asked = 0
        self._numbers = random.Random(seed)
        self._begun_s = self._sampled_s = self._moved_s = time.monotonic()
        self._end_s = self._begun_s + 60 * minutes

    def ask(self, kind: type[Command], **fields: object) -> None:
        """Sends a command."""
        self._asked += 1
        self.commands.put(kind(command_id=self._asked, **fields))

    def hear(self, report: Report) -> None:
        """Samples, moves a hyperparameter or pauses now and then, and ends in time."""
        now = time.monotonic()
        match report:
            case Failure() | CommandRefused():
                self.failures.append(str(report))
            case SavingTrouble(reason=reason) if reason:
                self.failures.append(reason)
            case CheckpointSaved():
                self.saved += 1
            case Progress():
                self.env_steps = report.env_steps
        if now - self._sampled_s >= SAMPLE_EVERY_S:
            self._sampled_s = now
            self.samples.append((now - self._begun_s, resident_bytes()))
        if now - self._moved_s >= 3.0 and now < self._end_s:
            self._moved_s = now
            self.ask(SetKnobs, changes=self._numbers.choice(MOVES))
            if self._numbers.random() < 0.2:
                self.ask(Pause)
                self.ask(StepOnce, steps=7)
                self.ask(Resume)
        if now >= self._end_s:
            self._end_s = float("inf")
            self.ask(Shutdown)


def main() -> int:
    """Prints one JSON object; exits with 1 where memory grew by a hundredth or more, or something failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    driver = Driver(options.minutes, options.seed)
    with tempfile.TemporaryDirectory() as work:
        driver.ask(Start, config=run_config(seed=options.seed, changes=KNOBS), out=str(Path(work) / "run"))
        TrainingSession(driver.commands, driver.hear, device="cpu").run()
    warm = [size for at, size in driver.samples if at >= WARM_UP_SHARE * 60 * options.minutes]
    tenth = max(1, len(warm) // 10)
    first, last = statistics.median(warm[:tenth]), statistics.median(warm[-tenth:])
    result = {
        "minutes": options.minutes,
        "env_steps": driver.env_steps,
        "checkpoints": driver.saved,
        "resident_mb_after_warm_up": first / 2**20,
        "resident_mb_at_the_end": last / 2**20,
        "growth": last / first - 1.0,
        "failures": driver.failures[:5],
    }
    print(json.dumps(result))
    return 1 if result["growth"] >= 0.01 or driver.failures else 0


if __name__ == "__main__":
    sys.exit(main())
