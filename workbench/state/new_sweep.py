"""A study or a sweep that is about to be begun: what varies from where to where, and on which seeds.

Pure: texts as they are typed become a file and a command, or a sentence about what isn't allowed.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import QCoreApplication

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, default_knobs
from dqn_engine.config.knob import Knob, KnobKind, Scale
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs, KnobValue
from workbench.state import knob_words
from workbench.state.engine_words import worded

FEWEST_RUNS, MOST_RUNS = 2, 64
NOT_SWEPT = frozenset({"Evaluation", "Stopping", "Saving"})
"""Groups whose hyperparameters can't vary: each trial is trained as long, and evaluated as often."""

SAMPLERS = ("random", "grid", "tpe")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What a hyperparameter can be, as it is typed: from `low` to `high`, or one of `choices`."""

    low: str = ""
    high: str = ""
    choices: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSweep:
    """What was chosen.

    Attributes:
        ranges: By hyperparameter, in the order of ticking; none: a study of the settings as they are.
        trials: Settings that are tried.
        seeds: On how many seeds each.
        first_seed: They are counted from this one on.
        steps: Environment steps of each run.
        sampler: Who chooses settings.
        processes: Runs at a time.
    """

    ranges: Mapping[str, Range] = field(default_factory=dict[str, Range])
    trials: int = 4
    seeds: int = 4
    first_seed: int = 0
    steps: int = 20_000
    sampler: str = "random"
    processes: int = 2

    @property
    def runs(self) -> int:
        """How many runs that makes."""
        return (self.trials if self.ranges else 1) * self.seeds

    @property
    def every(self) -> int:
        """Environment steps between evaluations: twenty over a run, in round numbers."""
        about = max(self.steps / 20, 1.0)
        decade = 10.0 ** math.floor(math.log10(about))
        return int(next(factor * decade for factor in (1, 2, 5, 10) if factor * decade >= about - 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSweepView:
    """What is shown of it.

    Attributes:
        new: What was chosen.
        refusals: By hyperparameter, why what is typed isn't allowed.
        trouble: Why it can't be begun; empty where it can.
        environment: On what it trains.
    """

    new: NewSweep = field(default_factory=NewSweep)
    refusals: Mapping[str, str] = field(default_factory=dict[str, str])
    trouble: str = ""
    environment: str = ""


def can_vary(knob: Knob) -> bool:
    """Whether a hyperparameter can be ticked."""
    return knob.group not in NOT_SWEPT


def is_ranged(knob: Knob) -> bool:
    """Whether it goes from one number to another, and has no choices."""
    return knob.kind in (KnobKind.INT, KnobKind.FLOAT)


def first_range(knob: Knob, value: KnobValue) -> Range:
    """What is suggested for a hyperparameter that has this value: around it, within its bounds."""
    if not is_ranged(knob):
        options: Sequence[KnobValue] = [False, True] if knob.kind is KnobKind.BOOL else list(knob.choices)
        if knob.kind is KnobKind.SIZES:
            options = [value]
        return Range(choices=" ; ".join(knob_words.shown(knob, option) for option in options))
    number = float(value) if isinstance(value, int | float) else max(knob.low, 1.0 if knob.high > 1 else knob.low)
    if knob.scale is Scale.LINEAR:
        whole = knob.high - knob.low
        span = 0.1 * whole if knob.kind is KnobKind.FLOAT and math.isfinite(whole) else max(2.0, abs(number) / 2)
        low, high = number - span, number + span
    else:
        low, high = number / 4, number * 4
    low, high = max(low, knob.low), min(high, knob.high)
    if knob.kind is KnobKind.INT:
        return Range(low=str(math.floor(low)), high=str(max(math.ceil(high), math.floor(low) + 1)))
    return Range(low=f"{low:.6g}", high=f"{high:.6g}")


def resolve(new: NewSweep, environment: str) -> NewSweepView:
    """What is shown of it: whether it can be begun, or why not."""
    refusals: dict[str, str] = {}
    for name, said in new.ranges.items():
        try:
            _entry(KNOB_BY_NAME[name], said, new)
        except InputError as error:
            refusals[name] = worded(str(error))
    trouble = ""
    if refusals:
        trouble = _tr("What varies isn't right yet; the reason stands beside it.")
    elif not FEWEST_RUNS <= new.runs <= MOST_RUNS:
        words = _tr("That is {count} runs, but from the window it must be {fewest} to {most}.")
        trouble = words.format(count=f"{new.runs:,}", fewest=FEWEST_RUNS, most=MOST_RUNS)
    return NewSweepView(new=new, refusals=refusals, trouble=trouble, environment=environment)


def sweep_file(new: NewSweep, environment: str, knobs: Knobs) -> str:
    """The TOML file of the sweep.

    Raises:
        InputError: A range isn't allowed.
    """
    defaults = default_knobs()
    settings = {
        name: value
        for name, value in knobs.items()
        if value != defaults[name] and name not in new.ranges and can_vary(KNOB_BY_NAME[name])
    }
    lines = [f"environment = {json.dumps(environment, ensure_ascii=False)}", "", "[settings]"]
    lines += [f"{name} = {_toml(value)}" for name, value in settings.items()]
    lines += ["", "[space]"]
    for name, said in new.ranges.items():
        entry = _entry(KNOB_BY_NAME[name], said, new)
        inside = ", ".join(f"{key} = {_toml(value)}" for key, value in entry.items())
        lines.append(f"{name} = {{ {inside} }}")
    return "\n".join(lines) + "\n"


def sweep_arguments(new: NewSweep, file: str, out: str, imports: Sequence[str]) -> list[str]:
    """What `dqn-engine` is asked for a sweep."""
    trials = [] if new.sampler == "grid" else ["--trials", str(new.trials)]
    return ["sweep", file, "--sampler", new.sampler, *trials, *_common(new, out, imports)]


def study_arguments(
    new: NewSweep, environment: str, preset: str, knobs: Knobs, preset_knobs: Knobs, out: str, imports: Sequence[str]
) -> list[str]:
    """What `dqn-engine` is asked for a study of these hyperparameters; `preset_knobs` are all of the preset's."""
    changes = [
        f"{name}={KNOB_BY_NAME[name].format(value)}"
        for name, value in knobs.items()
        if value != preset_knobs[name] and KNOB_BY_NAME[name].group != "Evaluation"
    ]
    assignments = [word for change in changes for word in ("--set", change)]
    return ["study", "--preset", preset, "--env", environment, *assignments, *_common(new, out, imports)]


def _common(new: NewSweep, out: str, imports: Sequence[str]) -> list[str]:
    last = new.first_seed + new.seeds - 1
    seeds = str(new.first_seed) if new.seeds == 1 else f"{new.first_seed}-{last}"
    modules = [word for module in imports for word in ("--import", module)]
    return [
        "--seeds", seeds, "--steps", str(new.steps), "--every", str(new.every), "--episodes", "20",
        "--on", f"local:{new.processes}", "--out", out, "--json", *modules,
    ]  # fmt: skip


def _entry(knob: Knob, said: Range, new: NewSweep) -> dict[str, object]:
    """What the file says of a hyperparameter."""
    if not is_ranged(knob):
        values = [knob_words.read(knob, part) for part in knob_words.parted(said.choices)]
        if len(values) < 2 or len(set(values)) < len(values):
            raise InputError(_tr("Give at least two different values, with ; between them."))
        return {"choices": values}
    low, high = knob_words.read(knob, said.low), knob_words.read(knob, said.high)
    if isinstance(low, str | tuple) or isinstance(high, str | tuple):
        raise InputError(_tr("Both ends must be numbers."))
    if low >= high:
        raise InputError(_tr("The range is empty: it must begin below its end."))
    log = knob.scale is not Scale.LINEAR and low > 0
    points = {"points": _points(knob, low, high, new)} if new.sampler == "grid" else {}
    return {"low": low, "high": high, **({"log": True} if log else {}), **points}


def _points(knob: Knob, low: float, high: float, new: NewSweep) -> int:
    """Values of a number in a grid, so that it has no more points than trials were asked for."""
    ranged = [name for name in new.ranges if is_ranged(KNOB_BY_NAME[name])]
    counted = 1
    for name, said in new.ranges.items():
        if not is_ranged(KNOB_BY_NAME[name]):
            counted *= max(1, len(knob_words.parted(said.choices)))
    points = max(2, int((new.trials / counted) ** (1 / len(ranged)) + 1e-9))
    return min(points, int(high - low) + 1) if knob.kind is KnobKind.INT else points


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_toml, cast("list[object]", value))) + "]"
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text or "e" in text or "n" in text else f"{text}.0"
    return str(value)
