"""Arguments of several commands: of those that deal with runs on disk, and those about the user's own environments."""

import argparse
import contextlib
import os
import re
from collections.abc import Callable
from typing import Any

from dqn_engine.config.hyperparameters import knob_named, parse_assignments
from dqn_engine.environments.options import Option, named, parse_option
from dqn_engine.storage.run.statement import Statement
from dqn_engine.system.errors import InputError

_DURATION = re.compile(r"(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")

Whole = Callable[[int, int], Callable[[str], int]]
Lazily = Callable[[str], Callable[[argparse.Namespace], int]]
AddCommon = Callable[[argparse.ArgumentParser], None]

_RUN = "the folder of a run"


def add_run_commands(
    commands: argparse._SubParsersAction,
    *,
    most_steps: int,
    whole: Whole,
    lazily: Lazily,
    add_set: AddCommon,
    add_json: AddCommon,
    add_traceback: AddCommon,
) -> None:
    """Adds them; what they share with other commands is passed in."""
    parser = commands.add_parser(
        "resume",
        help="continue a run where it stopped",
        description="Continues a run from its newest whole checkpoint, as if it had never stopped. "
        "Ctrl+C stops after the current chunk of steps, saves, and exits with 130.",
    )
    parser.add_argument("run_folder", type=place, metavar="RUN", help=_RUN)
    parser.add_argument("--steps", type=whole(1, most_steps), required=True, metavar="N", help="environment steps more")
    parser.add_argument("--device", metavar="NAME", help="cpu or gpu:0 (default: the run's)")
    add_print_episodes(parser)
    add_json(parser)
    add_traceback(parser)
    parser.set_defaults(run=lazily("resume"))

    parser = commands.add_parser(
        "fork",
        help="begin a new run at a checkpoint of another",
        description="Makes a new run that begins at a checkpoint of another, with its past and with changed "
        "hyperparameters. The other run stays as it is.",
    )
    parser.add_argument("run_folder", type=place, metavar="RUN", help=_RUN)
    parser.add_argument(
        "--at", type=whole(0, most_steps), metavar="STEP", help="a saved checkpoint's step (default: the newest)"
    )
    add_set(parser)
    parser.add_argument("--out", metavar="DIR", help="folder for the new run (default: one beside the other)")
    add_json(parser)
    parser.set_defaults(run=lazily("fork"))

    parser = commands.add_parser(
        "reproduce",
        help="check that a run's record leads to its weights",
        description="Trains a run again from its configuration, seed and ledger, and reports whether the weights are "
        "the recorded ones, to the bit, at every checkpoint on the way. Exits with 1 where one differs.",
    )
    parser.add_argument("run_folder", type=place, metavar="RUN", help=_RUN)
    parser.add_argument(
        "--until", type=whole(1, most_steps), metavar="STEP", help="step to stop at (default: the last checkpoint)"
    )
    add_json(parser)
    parser.set_defaults(run=lazily("reproduce"))

    parser = commands.add_parser("runs", help="list runs", description="Lists the runs that are saved in a folder.")
    parser.add_argument("folder", nargs="?", metavar="DIR", help="where to look (default: the user's runs)")
    add_json(parser)
    parser.set_defaults(run=lazily("runs"))

    parser = commands.add_parser(
        "inspect",
        help="describe a run, a checkpoint or a weights file",
        description="Describes a run, a checkpoint or a weights file, and checks its hashes. Runs nothing in it.",
    )
    parser.add_argument("path", type=place, metavar="PATH", help="a folder or a file")
    add_json(parser)
    parser.set_defaults(run=lazily("inspect"))

    parser = commands.add_parser(
        "look",
        help="look inside a saved agent with an instrument",
        description="Prints what an instrument shows of the newest checkpoint of a run, or of a checkpoint. "
        "Changes and trains nothing.",
    )
    parser.add_argument("path", type=place, nargs="?", metavar="PATH", help="the folder of a run, or of a checkpoint")
    parser.add_argument("--instrument", metavar="NAME", help="which; --list names them")
    parser.add_argument(
        "--ask",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what exactly, such as size=48; may be repeated",
    )
    parser.add_argument("--list", action="store_true", help="list the instruments, and what each can be asked")
    add_json(parser)
    parser.set_defaults(run=lazily("look"))

    parser = commands.add_parser(
        "doctor",
        help="check this installation",
        description="Prints versions, tries the devices, and says which folders can be written and what is missing "
        "for each optional feature. Exits with 1 where something is missing that is needed.",
    )
    parser.add_argument("--device", default="auto", metavar="NAME", help="cpu, gpu:0 or auto: both (default: auto)")
    add_json(parser)
    parser.set_defaults(run=lazily("doctor"))


_PLACES = ("out", "path", "run_folder", "paths")
_PERHAPS_PLACES = ("a", "b")
"""What names a place only where something is there; else it is a preset."""


def place(text: str) -> str:
    """The path of a file or folder as it was given; an empty one would be the current folder, which nobody named."""
    if not text:
        raise argparse.ArgumentTypeError("is empty, but must name a file or a folder; the current one is .")
    return text


def settle_places(options: argparse.Namespace) -> None:
    """Makes the places that were given whole paths, before anybody's code runs: some environments change the folder."""
    with contextlib.suppress(OSError):  # The working folder is gone; what reads or writes there says so.
        here = os.getcwd()
        for name in _PLACES:
            given = getattr(options, name, None)
            if isinstance(given, str) and given:
                setattr(options, name, os.path.join(here, given))
            elif isinstance(given, list):
                setattr(options, name, [os.path.join(here, one) for one in given])
        for name in _PERHAPS_PLACES:
            given = getattr(options, name, None)
            if isinstance(given, str) and os.path.lexists(given):
                setattr(options, name, os.path.join(here, given))


def whole_number(text: str) -> int | None:
    """A whole number in the digits 0 to 9; None where it isn't one. Python would take those of every script."""
    return int(text) if _WHOLE.fullmatch(text) else None


def add_import(parser: argparse.ArgumentParser) -> None:
    """`--import MODULE`, of every command and of the window; repeatable."""
    parser.add_argument(
        "--import",
        dest="imports",
        action="append",
        default=[],
        metavar="MODULE",
        help="import a module of environments of your own first, by its name or the path of its .py file; repeatable",
    )


def add_env_set(parser: argparse.ArgumentParser) -> None:
    """`--env-set NAME=VALUE`; repeatable."""
    parser.add_argument(
        "--env-set",
        dest="environment_options",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the environment's constructor, such as is_slippery=false; repeatable",
    )


def add_print_episodes(parser: argparse.ArgumentParser) -> None:
    """`--print-episodes`, of what plays or trains one after another."""
    parser.add_argument("--print-episodes", action="store_true", help="also print a line for each episode")


def add_statement(parser: argparse.ArgumentParser, add_set: AddCommon) -> None:
    """What weights are of, where another program wrote their file; see `statement`."""
    parser.add_argument(
        "--env", metavar="NAME", help="the environment of another program's weights, whose file doesn't say it"
    )
    add_env_set(parser)
    add_set(parser)


def statement(options: argparse.Namespace) -> Statement | None:
    """What the options of `add_statement` say; None where nothing is said.

    Raises:
        InputError: One isn't allowed, or something is said without the environment.
    """
    knobs = parse_assignments(options.assignments)
    if options.env is None:
        if knobs or options.environment_options:
            raise InputError("--set and --env-set say what another program's weights are of; add --env NAME.")
        return None
    return Statement(environment=named(options.env, environment_options(options)), knobs=knobs)


def add_stop(parser: argparse.ArgumentParser) -> None:
    """The criteria by which a run ends by itself, besides `--steps`; what is reached first counts."""
    parser.add_argument(
        "--stop-at-return", metavar="R", help="end when an evaluation's mean return reaches R (see --stop-evaluations)"
    )
    parser.add_argument(
        "--stop-evaluations",
        metavar="K",
        help="so many evaluations in a row have to reach it, or without it what counts as solved (default: 1)",
    )
    parser.add_argument("--stop-after", metavar="TIME", help="end after so much training, such as 90s, 10m or 1h30m")


def stop_changes(options: argparse.Namespace) -> dict[str, Any]:
    """The hyperparameters that the options of `add_stop` stand for.

    Raises:
        InputError: One isn't allowed.
    """
    changes: dict[str, Any] = {}
    if options.stop_at_return is not None:
        changes["stop_return"] = knob_named("stop_return").parse(options.stop_at_return)
        changes["stop_evaluations"] = 1
    if options.stop_evaluations is not None:
        changes["stop_evaluations"] = knob_named("stop_evaluations").parse(options.stop_evaluations)
    if options.stop_after is not None:
        changes["stop_minutes"] = knob_named("stop_minutes").validate(_minutes(options.stop_after))
    return changes


def _minutes(text: str) -> float:
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise InputError(f"--stop-after is {text[:40]!r}, but must be a time such as 90s, 10m or 1h30m.")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 60 + minutes + seconds / 60


def environment_options(options: argparse.Namespace) -> dict[str, Option]:
    """What `--env-set` says, by name.

    Raises:
        InputError: One isn't of the form NAME=VALUE.
    """
    return dict(map(parse_option, options.environment_options))
