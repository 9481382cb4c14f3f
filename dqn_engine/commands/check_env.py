"""`dqn-engine check-env`: what of an environment won't work here, and what it costs, before it is trained on."""

import argparse
from dataclasses import asdict

from dqn_engine.commands.arguments import environment_options
from dqn_engine.commands.output import print_json, say
from dqn_engine.environments.examination import EnvironmentFinding, EnvironmentVerdict, examine
from dqn_engine.environments.options import named
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import error_words

_MARKS = {EnvironmentVerdict.FINE: "ok", EnvironmentVerdict.NOTE: "--", EnvironmentVerdict.FAULT: "NO"}


def run(options: argparse.Namespace) -> int:
    """Prints what was found, and returns 0 where it can be trained, else 1."""
    environment = named(options.environment, environment_options(options))
    findings: list[EnvironmentFinding] = []
    try:
        for finding in examine(environment):
            findings.append(finding)
            if not options.json:
                say(f"{_MARKS[finding.verdict]:<3}{finding.what}: {finding.sentence}")
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - of an environment that broke in a way that nothing above foresaw
        reason = error_words(error)
        findings.append(
            EnvironmentFinding(what="playing it", verdict=EnvironmentVerdict.FAULT, sentence=f"It failed: {reason}.")
        )
        if not options.json:
            say(f"{_MARKS[EnvironmentVerdict.FAULT]:<3}playing it: It failed: {reason}.")
    sound = all(finding.verdict is not EnvironmentVerdict.FAULT for finding in findings)
    if options.json:
        print_json({"environment": environment, "sound": sound, "findings": list(map(asdict, findings))})
    else:
        say(f"{environment} {'can be trained here' if sound else 'can not be trained here as it is'}.")
    return 0 if sound else 1
