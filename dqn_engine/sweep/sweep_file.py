"""The file that a sweep is made from: TOML with an environment, a preset, settings and a space, strictly read.

environment = "CartPole-v1"
preset = "default"
score = "final"

[settings]
hidden_sizes = [64, 64]

[space]
learning_rate = { low = 0.0005, high = 0.004, log = true }
n_step = { low = 1, high = 10, step = 3 }
target_sync = { choices = ["soft", "hard"] }

[[edits]]
from_trial = 6
n_step = { choices = [1, 4] }
"""

import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.sweep.definition import DEFAULT_AHEAD, MOST_AHEAD, MOST_TRIALS, Score, Space
from dqn_engine.sweep.dimensions import NOT_SWEPT, dimension_of
from dqn_engine.sweep.edits import MadeEdit, edit_from_json
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import quoted
from dqn_engine.system.text_file_errors import parse_trouble
from dqn_engine.system.values import KnobValue

MOST_DIMENSIONS = 32
_LARGEST_BYTES = 64_000
_KEYS = ("environment", "preset", "score", "ahead", "settings", "space", "edits")


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepFile:
    """What a file says. `base` has its preset and settings and what was given with the command; `edits` are those that
    it is to make on its way, by which a sweep that was changed while it ran is done again.
    """

    preset: str
    base: RunConfig
    space: Space
    score: Score
    ahead: int
    edits: tuple[MadeEdit, ...] = ()


def read_sweep_file(path: Path, *, device: str, rhythm: Mapping[str, KnobValue]) -> SweepFile:
    """Reads one.

    Args:
        path: Of the file.
        device: For every trial.
        rhythm: `evaluate_every` and `evaluate_episodes`, which every trial has.

    Raises:
        InputError: It can't be read, is not TOML, or holds something that isn't allowed.
    """
    table = _table(path)
    unknown = [key for key in table if key not in _KEYS]
    if unknown:
        raise InputError(
            "The sweep's file {path!r} holds {unknown}; allowed are environment, preset, score, ahead, the tables "
            "[settings] and [space], and [[edits]].",
            path=str(path),
            unknown=", ".join(unknown)[:200],
        )
    environment, preset = (_text(path, table, key) for key in ("environment", "preset"))
    if environment is None and preset is None:
        raise InputError(
            "The sweep's file {path!r} names neither an environment nor a preset; add one.", path=str(path)
        )
    settings = _sub_table(path, table, "settings")
    space = _sub_table(path, table, "space")
    if not space:
        raise InputError(
            "The sweep's file {path!r} has nothing in [space]; add what is to vary, such as learning_rate = "
            "{{ low = 0.0005, high = 0.004, log = true }}.",
            path=str(path),
        )
    if len(space) > MOST_DIMENSIONS:
        raise InputError("The space has {count} hyperparameters, but {most} are the most.", count=len(space),
                         most=MOST_DIMENSIONS)  # fmt: skip
    for name in settings:
        knob = knob_named(name)
        if knob.group in NOT_SWEPT:
            raise InputError("{name} can't be set in a sweep: {reason}; leave it out of [settings].", name=name,
                             reason=NOT_SWEPT[knob.group])  # fmt: skip
        if name in space:
            raise InputError("{name} is in [settings] and in [space]; leave it out of one.", name=name)
    dimensions = tuple(dimension_of(name, entry, where="[space]") for name, entry in space.items())
    # What varies begins within its space, so that the rest is checked beside values that it really has.
    first = {dimension.name: dimension.extremes[0] for dimension in dimensions}
    base = run_config(environment=environment, device=device, preset=preset, changes={**settings, **first, **rhythm})
    return SweepFile(
        preset=preset or "",
        base=base,
        space=dimensions,
        score=_score(table),
        ahead=_ahead(table),
        edits=_edits(path, table),
    )


def _edits(path: Path, table: Mapping[str, Any]) -> tuple[MadeEdit, ...]:
    """What is to be changed on the way: each a table of the first trial that it holds for, and of one thing."""
    given: object = table.get("edits", [])
    found: list[MadeEdit] = []
    for said in cast("list[object]", given) if isinstance(given, list) else [given]:
        rest = dict(cast("Mapping[str, Any]", said)) if isinstance(said, dict) else {}
        first = rest.pop("from_trial", None)
        if type(first) is not int or not 0 <= first < MOST_TRIALS or len(rest) != 1:
            raise InputError(
                "In the sweep's file {path!r} each of [[edits]] must have from_trial, a trial's number, and one thing "
                "to change: prune, or a hyperparameter of [space] with what it can be from then on.",
                path=str(path),
            )
        ((name, entry),) = rest.items()
        edit = edit_from_json({"prune": entry} if name == "prune" else {"space": {name: entry}})
        found.append(MadeEdit(edit=edit, from_trial=first, unix_seconds=time.time()))
    return tuple(found)


def _score(table: Mapping[str, Any]) -> Score:
    score = table.get("score", str(Score.FINAL))
    if score not in tuple(Score):
        raise InputError("score is {given}, but must be one of {allowed}.", given=quoted(score),
                         allowed=", ".join(Score))  # fmt: skip
    return Score(score)


def _ahead(table: Mapping[str, Any]) -> int:
    ahead = table.get("ahead", DEFAULT_AHEAD)
    if isinstance(ahead, bool) or not isinstance(ahead, int) or not 1 <= ahead <= MOST_AHEAD:
        raise InputError("ahead is {given}, but must be a whole number from 1 to {most:,}.", given=quoted(ahead),
                         most=MOST_AHEAD)  # fmt: skip
    return ahead


def _text(path: Path, table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise InputError("In the sweep's file {path!r} {key} must be text.", path=str(path), key=key)
    return value


def _sub_table(path: Path, table: Mapping[str, Any], key: str) -> Mapping[str, object]:
    value: object = table.get(key, {})
    if not isinstance(value, dict):
        raise InputError("In the sweep's file {path!r} {key} must be a table, [{key}].", path=str(path), key=key)
    return cast("Mapping[str, object]", value)


def _table(path: Path) -> Mapping[str, Any]:
    try:
        if path.exists() and not path.is_file():
            raise InputError("The sweep's file {path!r} is not a plain file; give the path of a .toml file.",
                             path=str(path))  # fmt: skip
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
        if len(content) > _LARGEST_BYTES:
            raise InputError("The sweep's file {path!r} has more than {most:,} bytes; choose another.", path=str(path),
                             most=_LARGEST_BYTES)  # fmt: skip
        return tomllib.loads(content.decode("utf-8"))
    except InputError:
        raise
    except OSError as error:
        raise InputError(
            "The sweep's file {path!r} can't be read: {strerror}.", path=str(path), strerror=error.strerror
        ) from error
    except (ValueError, RecursionError) as error:  # Also of numbers with thousands of digits, and of deep nesting.
        raise InputError(
            "The sweep's file {path!r} is not valid TOML: {reason}. Fix it and try again.",
            path=str(path),
            reason=parse_trouble(error),
        ) from error
