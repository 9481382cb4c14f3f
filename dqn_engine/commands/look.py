"""`dqn-engine look`: what an instrument shows of a saved run or checkpoint."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dqn_engine.commands.output import print_json, say
from dqn_engine.system.errors import InputError
from dqn_engine.system.tensorflow_setup import set_up_tensorflow

if TYPE_CHECKING:
    from dqn_engine.probes.instrument import Instrument


def run(options: argparse.Namespace) -> int:
    """Prints the report, or the list of instruments, and returns the exit code."""
    from dqn_engine.probes.catalogue import INSTRUMENTS, instrument_named
    from dqn_engine.probes.instrument import as_json, described, request_from

    if options.list:
        if options.json:
            print_json({"instruments": {name: described(found) for name, found in INSTRUMENTS.items()}})
        else:
            say("\n".join(f"{name}: {found.about}\n  {_asked(found)}" for name, found in INSTRUMENTS.items()))
        return 0
    if options.path is None or options.instrument is None:
        raise InputError("look needs a PATH and --instrument NAME; dqn-engine look --list names the instruments.")
    instrument = instrument_named(options.instrument)
    request = request_from(instrument, options.ask)
    set_up_tensorflow(gpu=False)
    from dqn_engine.session.looking import saved_subject

    subject = saved_subject(Path(options.path))
    report = {
        "instrument": instrument.name,
        "path": options.path,
        "env_steps": subject.env_steps,
        "updates": subject.updates,
        **as_json(instrument.look(subject, request)),
    }
    if options.json:
        print_json(report)
    else:
        say("\n".join(f"{name}: {_shown(value)}" for name, value in report.items()))
    return 0


def _asked(instrument: Instrument) -> str:
    """What it can be asked, with what it does unless it is."""
    from dqn_engine.probes.instrument import described

    fields = described(instrument)["asks"]
    return "asks: " + (", ".join(f"{name}={value}" for name, value in fields.items()) if fields else "nothing")


def _shown(value: object) -> str:
    """A value in a line; of what is long, its shape and the first numbers."""
    text = str(value)
    return text if len(text) <= 200 else f"{text[:180]} … ({len(text):,} characters; --json gives all)"
