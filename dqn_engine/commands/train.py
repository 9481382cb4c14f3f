"""`dqn-engine train`: one run, saved in a folder."""

import argparse
from collections.abc import Callable
from typing import Any

from dqn_engine.commands import driver
from dqn_engine.commands.arguments import environment_options, stop_changes
from dqn_engine.commands.output import print_failure, print_json, say
from dqn_engine.commands.progress import ProgressBar
from dqn_engine.commands.tally import Tally
from dqn_engine.config.hyperparameters import knob_named, parse_assignments
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.messages.channel import Publish
from dqn_engine.messages.kinds import Report
from dqn_engine.session.stopping import ends_by_itself
from dqn_engine.storage.run.places import new_run_path
from dqn_engine.storage.run.run_folder import refuse_unusable_folder
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import counted, one_decimal, printable


def run(options: argparse.Namespace) -> int:
    """Trains, prints the result, and returns the exit code: 130 or 143 after a signal, 1 after a failure."""
    config = _config(options)
    if not options.steps and not ends_by_itself(config.knobs):
        raise InputError("Nothing ends the run: give --steps N, --stop-at-return R or --stop-after TIME.")
    out = options.out if options.out is not None else str(new_run_path(config.environment, config.seed))
    refuse_unusable_folder(out)  # Before the seconds that loading takes.
    return trained(
        options,
        out,
        lambda observe: driver.run_session(config, steps=options.steps, out=out, observe=observe, json=options.json),
    )


def trained(options: argparse.Namespace, out: str, drive: Callable[[Publish], driver.Outcome]) -> int:
    """Shows and prints what comes of `drive`, which trains `options.steps`; returns the exit code."""
    tally = Tally()
    with ProgressBar(options.steps, episodes=options.print_episodes) as bar:

        def observe(report: Report) -> None:
            tally.observe(report)
            bar.observe(report)

        outcome = drive(observe)
    outcome.print_failures(traceback=options.traceback)
    if outcome.ended is not None:
        device = {"device": outcome.device, "device_reason": outcome.device_reason}
        result = tally.result(outcome.ended, tally.folder or out) | device
        if options.json:
            failure = {"error": " ".join(outcome.failure_sentences), "kind": "run"} if outcome.failures else {}
            print_json(result | failure)
        else:
            say(_summary(result, tally, outcome.ended.reason))
    elif options.json:
        print_failure(" ".join(outcome.failure_sentences) or "The run never began.", "run")
    return outcome.exit_code


def _config(options: argparse.Namespace) -> RunConfig:
    changes: dict[str, Any] = parse_assignments(options.assignments)
    for name in ("evaluate_every", "evaluate_episodes"):
        text = getattr(options, name)
        if text is not None:
            changes[name] = knob_named(name).parse(text)
    changes.update(stop_changes(options))
    return run_config(
        environment_options=environment_options(options),
        environment=options.env,
        seed=options.seed,
        device=options.device,
        preset=options.preset,
        changes=changes,
    )


def _summary(result: dict[str, Any], tally: Tally, reason: str) -> str:
    """What was trained, for the user. Of a resumed run, what is new is told apart from what there is in all."""
    numbers = ", ".join(
        counted(result[name], noun)
        for name, noun in (("env_steps", "step"), ("updates", "update"), ("episodes", "episode"))
    )
    time = _time(result, steps := result["env_steps"] - tally.first_step)
    trained = f"{counted(steps, 'step')} {time}; in all {numbers}" if tally.first_step else f"{numbers} {time}"
    place = printable(str(result["out"]))
    saved = f"saved in {place}" if result["saved"] else f"not saved whole; the folder is {place}"
    return f"{reason}\n{trained}; {_mean(tally)}\nweights {result['weights_sha256']}\n{saved}"


def _time(result: dict[str, Any], steps: int) -> str:
    """How long it took, how much of that compilation was, and how fast the rest."""
    seconds, compiling = result["wall_seconds"], result["compile_seconds"]
    rate = result["steps_per_second"]
    speed = f"{rate:{',.0f' if rate >= 10 else '.2g'}} steps/s" if steps and rate > 0 else ""
    if not compiling >= 0.05:  # Also where it isn't known.
        return f"in {seconds:.1f} s" + (f" ({speed})" if speed else "")
    return f"in {seconds:.1f} s, {compiling:.1f} s of them compiling" + (f" ({speed} in the others)" if speed else "")


def _mean(tally: Tally) -> str:
    count = tally.episodes_in_mean
    if not count:
        return "no episode has ended"
    which = "the last episode" if count == 1 else f"the last {count} episodes"
    return f"{'return' if count == 1 else 'mean return'} of {which} {one_decimal(tally.mean_return_100)}"
