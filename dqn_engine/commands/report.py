"""`dqn-engine report`: one file about runs, studies, sweeps and verdicts, with all that is needed to reproduce them."""

import argparse
import os
from pathlib import Path

from dqn_engine.commands.output import print_json, say, tell
from dqn_engine.comparison.report.file import check_ending, report_bytes
from dqn_engine.comparison.report.sections import section_of
from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.system.errors import InputError

MOST_SECTIONS = 200


def run(options: argparse.Namespace) -> int:
    """Writes the report, and returns the exit code."""
    out = Path(options.out)
    ending = check_ending(out)
    if out.is_dir():
        raise InputError("{out!r} is a folder; name a file.", out=str(out))
    if len(options.paths) > MOST_SECTIONS:
        raise InputError(
            "{count} folders are too many for one report; name at most {most}.",
            count=len(options.paths),
            most=MOST_SECTIONS,
        )
    once = {os.path.realpath(path): path for path in reversed(options.paths)}  # Each as it was named first.
    sections = [section_of(Path(path)) for path in reversed(once.values())]
    content, troubles = report_bytes(sections, ending)
    write_atomically(out, content)
    for trouble in troubles:
        tell(trouble)
    if options.json:
        print_json(
            {
                "out": str(out),
                "bytes": len(content),
                "sections": [{"kind": one.kind, "title": one.title, "path": one.path} for one in sections],
                "troubles": list(troubles),
            }
        )
    else:
        say(f"saved in {out}")
    return 0
