"""`dqn-engine bench`: training speed, measured on a real run of the session, so that it is what a user gets.

Timed as a whole from the first report after learning has begun to the first one at least `--steps` environment steps
later; compilation and the steps before the first update don't count. Evaluations are off unless set.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

from dqn_engine.commands import driver
from dqn_engine.commands.arguments import environment_options
from dqn_engine.commands.output import print_failure, print_json, say, tell_cache_troubles
from dqn_engine.config.hyperparameters import knob_named, parse_assignments
from dqn_engine.config.run_config import run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import Progress
from dqn_engine.system.errors import InputError

REFERENCE = {"hidden_sizes": (64, 64), "batch_size": 32, "evaluate_every": 0, "trial_episodes": 0}
"""What is measured unless set otherwise; other hyperparameters keep their defaults.

Without evaluations and trials, so that it is the work of training alone, as other programs do it.
"""

TIMED_PARTS = ("environment", "acting", "learning")
"""What a step of an environment in Python is made of; measured one by one where it isn't one compiled program."""

_SLACK_STEPS = 16_384
"""Run beyond what is timed, since reports come once a chunk."""

_SLACK_STEPS_OF_IMAGES = 512
"""The same where steps take milliseconds and chunks are short."""


def run(options: argparse.Namespace) -> int:
    """Measures, prints the figures, and returns the exit code."""
    changes: dict[str, Any] = {**REFERENCE, **parse_assignments(options.assignments)}
    for name, text in (("hidden_sizes", options.hidden), ("batch_size", options.batch), ("capacity", options.capacity)):
        if text is not None:
            changes[name] = knob_named(name).parse(text)
    config = run_config(
        environment_options=environment_options(options),
        environment=options.env,
        seed=options.seed,
        device=options.device,
        changes=changes,
    )
    stopwatch = Stopwatch(options.steps)
    slack = _SLACK_STEPS_OF_IMAGES if environment_info(config.environment).image_shape else _SLACK_STEPS
    steps = config.knobs["learning_starts"] + options.steps + slack
    outcome = driver.run_session(config, steps=steps, out="", observe=stopwatch.observe, json=options.json)
    tell_cache_troubles()
    if outcome.exit_code:
        outcome.print_failures(traceback=options.traceback)
        if options.json:
            sentence = " ".join(outcome.failure_sentences)
            print_failure(sentence or "Interrupted.", "run" if sentence else "interrupted")
        return outcome.exit_code
    device = {"device": outcome.device, "device_reason": outcome.device_reason}
    result = {**stopwatch.result(), "config": config.to_json(), **device}
    if options.json:
        print_json(result)
    else:
        say(
            f"{result['steps_per_second']:,.0f} steps/s, {result['microseconds_per_step']:.1f} µs a step, "
            f"{result['updates_per_step']:.2f} updates a step; compiled in {result['compile_seconds']:.1f} s; "
            f"on {outcome.device}: {outcome.device_reason}"
        )
        if "learning_microseconds_per_step" in result:
            parts = (f"{name} {result[f'{name}_microseconds_per_step']:.1f} µs" for name in TIMED_PARTS)
            say(f"of a step: {', '.join(parts)}")
    return 0


class Stopwatch:
    """Times `steps` environment steps of a run: give it every report."""

    def __init__(self, steps: int, clock: Callable[[], float] = time.perf_counter) -> None:
        """A stopwatch that starts by itself at the first report of learning. `clock` is in seconds."""
        self._steps = steps
        self._clock = clock
        self._first: tuple[float, Progress] | None = None
        self._last: tuple[float, Progress] | None = None

    def observe(self, report: Report) -> None:
        """Takes notice of a report."""
        if not isinstance(report, Progress) or report.updates == 0:
            return
        if self._first is None:
            self._first = self._clock(), report
        elif self._last is None or self._last[1].env_steps - self._first[1].env_steps < self._steps:
            self._last = self._clock(), report

    def result(self) -> dict[str, object]:
        """The figures of the timed stretch.

        Raises:
            InputError: No update was made in it.
        """
        if self._first is None or self._last is None or self._last[1].env_steps == self._first[1].env_steps:
            raise InputError("Too little was trained to measure a speed; raise --steps or train more often.")
        (begin_s, begin), (end_s, end) = self._first, self._last
        steps, seconds = end.env_steps - begin.env_steps, end_s - begin_s
        parts = TIMED_PARTS if end.learning_s else ()
        spent = {name: getattr(end, f"{name}_s") - getattr(begin, f"{name}_s") for name in parts}
        return {
            "steps_per_second": steps / seconds,
            "microseconds_per_step": 1e6 * seconds / steps,
            "updates_per_step": (end.updates - begin.updates) / steps,
            **{f"{name}_microseconds_per_step": 1e6 * spent_s / steps for name, spent_s in spent.items()},
            "compile_seconds": end.compile_seconds,
        }
