"""`dqn-engine check-env`: what of an environment won't work here, and what it costs, before it is trained on."""

import argparse
from dataclasses import asdict

from dqn_engine.commands.arguments import environment_options
from dqn_engine.commands.output import print_json, say
from dqn_engine.environments.examination.examine import examine
from dqn_engine.environments.examination.findings import EnvironmentFinding, EnvironmentVerdict
from dqn_engine.environments.options import named
from dqn_engine.play.drawing import drawing_fault
from dqn_engine.system.call_watch import LOST_AFTER_S, CallWatch
from dqn_engine.system.foreign_code import under_way
from dqn_engine.system.process_end import end_now

_MARKS = {EnvironmentVerdict.FINE: "ok", EnvironmentVerdict.NOTE: "--", EnvironmentVerdict.FAULT: "NO"}


def run(options: argparse.Namespace) -> int:
    """Prints what was found, and returns 0 where it can be trained, else 1; ends where a call never comes back."""
    report = _Report(named(options.environment, environment_options(options)), as_json=options.json)

    def slow(call: under_way, taken_s: float) -> None:
        report.add(
            EnvironmentFinding(
                what="waiting",
                verdict=EnvironmentVerdict.NOTE,
                sentence=f"{call.call} of {call.name!r} has taken {taken_s:.0f} s so far; it is waited for until "
                f"{LOST_AFTER_S:.0f} s are over.",
            )
        )

    def lost(call: under_way, taken_s: float) -> None:
        report.add(
            EnvironmentFinding(
                what="waiting",
                verdict=EnvironmentVerdict.FAULT,
                sentence=f"{call.call} of {call.name!r} hasn't come back for {taken_s:.0f} s, and may never do. "
                "Training would stand still there; mend it.",
            )
        )
        end_now(report.finished())

    with CallWatch(slow, lost).watching():
        for finding in examine(report.environment):
            report.add(finding)
        if report.sound and (fault := drawing_fault(report.environment)):
            report.add(
                EnvironmentFinding(
                    what="watching it",
                    verdict=EnvironmentVerdict.NOTE,
                    sentence=f"{fault} It is watched without pictures.",
                )
            )
    return report.finished()


class _Report:
    """What was found of `environment`, printed as it comes, or in the end as one object."""

    def __init__(self, environment: str, *, as_json: bool) -> None:
        self.environment, self._as_json = environment, as_json
        self._findings: list[EnvironmentFinding] = []

    @property
    def sound(self) -> bool:
        """Whether nothing that was found is a fault."""
        return all(finding.verdict is not EnvironmentVerdict.FAULT for finding in self._findings)

    def add(self, finding: EnvironmentFinding) -> None:
        self._findings.append(finding)
        if not self._as_json:
            say(f"{_MARKS[finding.verdict]:<3}{finding.what}: {finding.sentence}")

    def finished(self) -> int:
        """Prints the verdict; returns the exit code."""
        if self._as_json:
            findings = list(map(asdict, self._findings))
            print_json({"environment": self.environment, "sound": self.sound, "findings": findings})
        else:
            say(f"{self.environment} {'can be trained here' if self.sound else 'can not be trained here as it is'}.")
        return 0 if self.sound else 1
