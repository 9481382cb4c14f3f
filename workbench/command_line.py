"""The arguments of `workbench`. What can't be used is refused in one sentence before any window appears."""

import argparse
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from dqn_engine.config.hyperparameters import parse_assignments
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.environments.options import parse_option
from dqn_engine.storage.run.places import is_run_folder
from dqn_engine.storage.weights.endings import WEIGHTS_SUFFIXES
from dqn_engine.system.device_names import DEVICES
from dqn_engine.system.errors import InputError
from dqn_engine.system.versions import version_line

_LONGEST_MEASURE_S = 86_400
_ENDINGS_TEXT = f"{', '.join(WEIGHTS_SUFFIXES[:-1])} or {WEIGHTS_SUFFIXES[-1]}"


class Perspective(StrEnum):
    """An arrangement of the window's panels, by its name on the command line."""

    TRAIN = "train"
    LOOK_INSIDE = "look-inside"
    COMPARE = "compare"


_PERSPECTIVES_TEXT = f"{', '.join(tuple(Perspective)[:-1])} or {tuple(Perspective)[-1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """What was asked for, checked.

    Attributes:
        preset: The preset's name or path.
        changes: The `--set` assignments.
        config: The run they make: preset, then changes.
        start: Start training as soon as the engine is ready.
        open_path: The run or the weights to open at once, or the folder to list in *Compare*; empty for none.
        measure_s: How long to measure after the first chunk; 0 for not at all.
        report_path: Where the measurement goes as JSON; `None` for stdout.
        imported: The environments of the modules given by `--import`.
        perspective: The arrangement to begin with; `None` for that of the last time.
    """

    preset: str = "default"
    changes: dict[str, Any]
    config: RunConfig
    start: bool = False
    open_path: str = ""
    measure_s: float = 0.0
    report_path: Path | None = None
    imported: tuple[str, ...] = ()
    perspective: Perspective | None = None


class _OneSentenceParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}. See workbench --help.")


def parse_options(arguments: Sequence[str]) -> WindowOptions:
    """Reads the command line.

    Raises:
        InputError: Something can't be used; one sentence says what was given, what is allowed and what to do.
        SystemExit: `--help` was asked for.
    """
    given = _parser().parse_args(list(arguments))
    imported: list[str] = []
    for module in given.imports:
        from dqn_engine.environments.imports import import_environments  # With Gymnasium, which takes a moment.

        imported += import_environments(module)
    changes = parse_assignments(given.set)
    config = run_config(
        environment=given.env,
        environment_options=dict(map(parse_option, given.environment_options)),
        preset=given.preset,
        changes=changes,
        seed=_seed(given.seed),
        device=given.device,
    )
    if given.report and not given.measure:
        raise InputError("--report was given without --measure, so there is nothing to report; add --measure SECONDS.")
    to_open = None if given.open is None else _what_to_open(given.open)
    if given.start and to_open is not None and to_open.is_dir():
        raise InputError("--start begins a new run, so it can't go with a folder to --open; leave one of them out.")
    return WindowOptions(
        preset=given.preset,
        changes=changes,
        config=config,
        start=given.start or given.measure is not None,
        open_path=str(to_open or ""),
        measure_s=_seconds(given.measure) if given.measure is not None else 0.0,
        report_path=_report_file(given.report) if given.report else None,
        imported=tuple(imported),
        perspective=None if given.perspective is None else _perspective(given.perspective),
    )


def _parser() -> argparse.ArgumentParser:
    parser = _OneSentenceParser(prog="workbench", description="Watch deep Q-learning happen, and steer it.")
    parser.add_argument("--version", action="version", version=version_line("workbench"))
    parser.add_argument("--env", metavar="ID", help="the environment (default: the preset's)")
    parser.add_argument(
        "--env-set",
        dest="environment_options",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the environment's constructor; may be repeated",
    )
    parser.add_argument(
        "--import",
        dest="imports",
        action="append",
        default=[],
        metavar="MODULE",
        help="import a module of environments of your own first, by name or the path of its .py file; may be repeated",
    )
    parser.add_argument("--preset", default="default", metavar="NAME", help="hyperparameters to begin with")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="one hyperparameter; may be repeated"
    )
    parser.add_argument("--seed", default="0", metavar="S", help="seed of the run (default 0)")
    parser.add_argument("--device", default="auto", metavar="D", help=f"one of {', '.join(DEVICES)} (default auto)")
    parser.add_argument("--start", action="store_true", help="start training as soon as the engine is ready")
    parser.add_argument("--open", metavar="PATH", help=f"what File, Open folder takes, or weights ({_ENDINGS_TEXT})")
    parser.add_argument("--perspective", metavar="NAME", help=f"how the panels are arranged: {_PERSPECTIVES_TEXT}")
    parser.add_argument("--measure", metavar="SECONDS", help="train that long after the first chunk, report, and exit")
    parser.add_argument("--report", metavar="FILE", help="where --measure writes its JSON (default: stdout)")
    return parser


def _seed(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,20}", text):  # Python would take the digits of every script.
        raise InputError(f"The seed is {text[:60]!r}, but must be a whole number; try --seed 0.")
    return int(text)


def _perspective(text: str) -> Perspective:
    if text not in set(Perspective):
        raise InputError(f"There is no perspective {text[:60]!r}; choose {_PERSPECTIVES_TEXT}.")
    return Perspective(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= _LONGEST_MEASURE_S:
        raise InputError(
            f"--measure is {text[:60]!r}, but must be a number of seconds above 0 and up to {_LONGEST_MEASURE_S}."
        )
    return seconds


def _what_to_open(text: str) -> Path:
    if not text:
        raise InputError("--open is empty; give the folder of a run, a study or a sweep, or a weights file.")
    path = Path(text).expanduser()
    if path.is_dir():
        if is_run_folder(path) or _is_opened_as_well(path):
            return path.absolute()
        raise InputError(
            f"The folder {text[:200]!r} holds neither a run nor a checkpoint, nor a study or a sweep, and none of them "
            "lies up to three levels below it; choose another."
        )
    if not path.exists():
        raise InputError(
            f"{text[:200]!r} doesn't exist; give the folder of a run, a study or a sweep, or a weights file."
        )
    if not text.lower().endswith(WEIGHTS_SUFFIXES):
        raise InputError(f"{text[:200]!r} can't be opened; a weights file ends in {_ENDINGS_TEXT}.")
    if not path.is_file():
        raise InputError(f"{text[:200]!r} isn't a file; give the path of a saved one.")
    return path.absolute()


def _is_opened_as_well(folder: Path) -> bool:
    """Whether a folder that is no run's is a checkpoint's, or is listed in *Compare*."""
    # Both take long, and are rarely needed.
    from dqn_engine.comparison.catalogue import holders_below
    from dqn_engine.storage.weights.checkpoint_weights import is_checkpoint

    return is_checkpoint(folder) or bool(holders_below(folder))


def _report_file(text: str) -> Path:
    path = Path(text).expanduser()
    if path.is_dir():
        raise InputError(f"The report {text[:200]!r} is a folder; give the path of a file to write.")
    if not path.parent.is_dir():
        raise InputError(f"The folder of the report {text[:200]!r} doesn't exist; make it first.")
    try:
        with path.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise InputError(
            f"The report {text[:200]!r} can't be written: {error.strerror}; choose another place."
        ) from error
    return path.absolute()
