"""`dqn-engine export`: exports a policy to another format and verifies it."""

import argparse
import os

from dqn_engine.commands.arguments import statement
from dqn_engine.commands.output import print_json, say, tell
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.system.process_environment import set_tensorflow_environment
from dqn_engine.system.tensorflow_setup import import_tensorflow
from dqn_engine.system.text import percent, printable, shell_word


def run(options: argparse.Namespace) -> int:
    """Exports, prints what was verified, and returns the exit code."""
    from dqn_engine.storage.export.export import export_policy, format_named, states_of_space
    from dqn_engine.storage.export.formats import ExportSubject

    chosen = format_named(options.format)
    chosen.refuse_if_missing()
    saved = read_policy(options.path, statement(options))
    if saved.from_beside:
        tell(saved.from_beside)
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # Converting takes a second; starting a GPU takes longer.
    set_tensorflow_environment()
    if chosen.makes_model:
        import_tensorflow()
    subject = ExportSubject(spec=saved.spec, weights=saved.weights, config=saved.config)
    states = states_of_space(saved.config.environment, frame_stack=saved.config.knobs["frame_stack"])
    done = export_policy(options.out, chosen.name, subject, states, "the observation space")
    if options.json:
        print_json(
            {
                "path": done.path,
                "format": done.format,
                "bytes": done.bytes,
                "sha256": done.sha256,
                "proof": done.verification_path,
                "script": done.script_path,
                "states": done.verification.states,
                "ties": done.verification.ties,
                "greatest_difference": done.verification.greatest_difference,
                "equal_actions": done.verification.equal_actions,
            }
        )
    else:
        say(
            f"Wrote {printable(done.path)} ({chosen.title}, {done.bytes:,} bytes).\n"
            f"Loaded back and compared in {done.verification.states:,} states: "
            f"greatest |ΔQ| {done.verification.greatest_difference:.2g}, "
            f"{percent(done.verification.equal_actions)} equal greedy actions.\n"
            f"Play it without this program: python {shell_word(done.script_path)}"
        )
    return 0
