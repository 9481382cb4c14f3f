"""`dqn-engine reproduce`: does the record of a run lead to its weights?"""

import argparse
import textwrap
from pathlib import Path

from dqn_engine.commands.output import print_json, say, tell, tell_cache_troubles, tell_fallback
from dqn_engine.storage.checkpoints.manifest import versions
from dqn_engine.storage.run.reproducible import Recording, recording_of, versions_then
from dqn_engine.system.errors import InputError


def run(options: argparse.Namespace) -> int:
    """Trains the run again, prints how the weights compare, and returns 0 where all are equal, else 1."""
    recording = recording_of(Path(options.run_folder), options.until)
    if not recording.checkpoints:
        raise InputError(f"{options.run_folder!r} records no checkpoint up to there, so there is nothing to compare.")
    last_step = max(record.env_step for record in recording.checkpoints)
    if options.until is not None and options.until > last_step:
        tell(f"The last checkpoint to compare with is of step {last_step:,}; from there on nothing is compared.")
    from dqn_engine.system import device

    choice = device.configure(recording.config.device)
    tell_fallback(choice)
    from dqn_engine.session.reproduction import reproduce, train_until
    from dqn_engine.training.run import Run

    reproduced = Run(recording.config)
    compared = []
    try:
        for comparison in reproduce(recording, reproduced):
            record = comparison.checkpoint
            compared.append(
                {
                    "generation": record.generation,
                    "env_step": record.env_step,
                    "recorded_sha256": record.weights_sha256,
                    "replayed_sha256": comparison.reproduced_sha256,  # The name that programs know.
                    "equal": comparison.equal,
                }
            )
            if not options.json:
                say(f"step {record.env_step:>12,}  {'equal' if comparison.equal else 'DIFFERENT'}")
        if options.until is not None:
            train_until(reproduced, options.until)
        equal = all(entry["equal"] for entry in compared)
        result = {
            "run": options.run_folder,
            "env_steps": reproduced.env_steps,
            "updates": reproduced.updates,
            "ledger_entries": len(recording.ledger),
            "weights_sha256": reproduced.weights_sha256(),
            "checkpoints": compared,
            "equal": equal,
            "device": choice.name,
            "device_reason": choice.reason,
        }
    finally:
        reproduced.close()
        tell_cache_troubles()
    if not equal:
        result["likely_causes"] = likely_causes(recording, outside=reproduced.forgets_episodes, device=choice.name)
        if not options.json:
            say("Likely causes:")
            for cause in result["likely_causes"]:
                say("\n".join(textwrap.wrap(cause, 96, initial_indent="  * ", subsequent_indent="    ")))
    if options.json:
        print_json(result)
    else:
        count = f"{len(compared)} checkpoint{'' if len(compared) == 1 else 's'}"
        say(f"{count}, {'all equal to the bit' if equal else 'not all equal'}; weights {result['weights_sha256']}")
    return 0 if equal else 1


def likely_causes(recording: Recording, *, outside: bool, device: str) -> list[str]:
    """Sentences on what may have led a reproduction to other weights, the most likely first.

    Args:
        recording: What was reproduced.
        outside: Whether Gymnasium steps the environment.
        device: What the reproduction ran on.
    """
    causes: list[str] = []
    then, now = versions_then(recording.path), versions()
    others = [f"{name} {then[name]} then and {now[name]} now" for name in now if then.get(name, now[name]) != now[name]]
    if others:
        causes.append(f"Other versions: {', '.join(others)}.")
    if outside:
        causes.append(
            "The environment follows its seed in part only: it draws random numbers of its own beside the generator "
            "that it is reset with (Python's and NumPy's global ones are seeded by a run), reads a clock, a file or "
            "the network, or computes in several threads. dqn-engine check-env tells whether it repeats itself."
        )
        causes.append("The environment's own code or data is another than it was.")
    if device != "cpu":
        causes.append(f"The device {device}: sums are taken there in an order that needn't be the same each time.")
    causes.append("The run was trained on another kind of processor, or on another device.")
    causes.append("The folder isn't as it was written: its configuration or its ledger was changed.")
    return causes
