"""What a hyperparameter can be in a sweep: from a lowest to a highest value, or one of several.

Whatever it is, a number from 0 to 1 decides a value of it, and where it can only be so many values they can be counted.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.config.knob import Knob, KnobKind
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import quoted
from dqn_engine.system.values import KnobValue

MOST_VALUES = 1_000
"""That one hyperparameter can have where they are counted."""

_KEYS = ("low", "high", "log", "step", "points", "choices")
_NUMBERS = (KnobKind.INT, KnobKind.FLOAT)
_DIGITS = 6
"""Of a number that is sampled: more would tell no two runs apart that are worth telling apart."""

NOT_SWEPT: Mapping[str, str] = {
    "Evaluation": Sentence("set it with --every and --episodes"),
    "Stopping": Sentence("every trial is trained for --steps"),
    "Saving": Sentence("it changes nothing in what is learned"),
}
"""Groups of hyperparameters that can't be swept, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One hyperparameter of a space. Built by `dimension_of`, which validates.

    Attributes:
        name: Of the hyperparameter.
        entry: What its line in the file says, as plain values.
        values: All that it can be, in order; None: any number from `low` to `high`.
        low: The lowest, of a number.
        high: The highest.
        log: Whether it is sampled evenly in its logarithm.
        whole: Whether it is a whole number.
    """

    name: str
    entry: Mapping[str, Any]
    values: tuple[KnobValue, ...] | None
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False

    @property
    def extremes(self) -> tuple[KnobValue, ...]:
        """Every choice; of numbers the lowest and the highest."""
        if "choices" in self.entry:
            return self.values or ()
        if self.values is not None:
            return self.values[0], self.values[-1]
        return self.entry["low"], self.entry["high"]

    def at(self, fraction: float) -> KnobValue:
        """The value at a fraction, 0 ≤ fraction < 1, of all that it can be."""
        if self.values is not None:
            return self.values[min(int(fraction * len(self.values)), len(self.values) - 1)]
        low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
        if self.log:
            found = math.exp(math.log(low) + fraction * (math.log(high) - math.log(low)))
        else:
            found = low + fraction * (high - low)
        return self.settled(found)

    def settled(self, number: float) -> KnobValue:
        """A number that was sampled as it is used: within the bounds, and short enough to be read."""
        found = round(number) if self.whole else float(f"{number:.{_DIGITS}g}")
        held = min(max(found, self.low), self.high)
        return int(held) if self.whole else float(held)

    def holds(self, value: KnobValue) -> bool:
        """Whether it can be that."""
        if self.values is not None:
            return value in self.values
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and self.low <= cast("float", value) <= self.high


def dimension_of(name: str, entry: object, *, where: str) -> Dimension:
    """Reads what a file or an edit says of a hyperparameter.

    Args:
        name: As it was given.
        entry: A table with `low` and `high`, and `log`, `step` or `points`; or with `choices`.
        where: Such as "[space]", for what is said of a mistake.

    Raises:
        InputError: It isn't that, can't be swept, or holds nothing or what the hyperparameter can't be.
    """
    knob = knob_named(name)
    reason = NOT_SWEPT.get(knob.group)
    if reason is not None:
        raise InputError(
            "{name} can't be swept: {reason}; leave it out of {where}.", name=name, reason=reason, where=where
        )
    unknown = [str(key) for key in entry if key not in _KEYS] if isinstance(entry, Mapping) else []
    if unknown:
        raise InputError(
            "{name} in {where} has {unknown}, but what it can be is said by {keys}.",
            name=name,
            where=where,
            unknown=", ".join(unknown)[:100],
            keys=", ".join(_KEYS),
        )
    if not isinstance(entry, Mapping) or not entry:
        raise InputError(
            "{name} in {where} is {given}, but must be a table such as {{ low = 1, high = 10 }} with log, step or "
            "points besides, or {{ choices = [1, 5] }}.",
            name=name,
            where=where,
            given=quoted(entry),
        )
    said = cast("Mapping[str, Any]", entry)
    if "choices" in said:
        return _choices(knob, said)
    if knob.kind not in _NUMBERS:
        raise InputError("{name} is no number; give its choices, such as {{ choices = [{some}] }}.",
                         name=name, some=_example(knob))  # fmt: skip
    return _range(knob, said)


def _choices(knob: Knob, said: Mapping[str, Any]) -> Dimension:
    given = said["choices"]
    if set(said) != {"choices"}:
        raise InputError("{name} has choices and {other}; give one or the other.", name=knob.name,
                         other=", ".join(key for key in said if key != "choices"))  # fmt: skip
    if not isinstance(given, list | tuple) or not given:
        raise InputError(
            "The choices of {name} are {given}, but must be a list of at least one value.",
            name=knob.name,
            given=quoted(given),
        )
    if len(given) > MOST_VALUES:
        raise InputError("{name} has {count:,} choices, but {most:,} are the most.", name=knob.name, count=len(given),
                         most=MOST_VALUES)  # fmt: skip
    values = tuple(knob.validate(value) for value in given)
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise InputError(
            "{name} has the choice {value} twice; leave one out.", name=knob.name, value=knob.format(twice)
        )
    plain = [list(value) if isinstance(value, tuple) else value for value in values]
    return Dimension(name=knob.name, entry={"choices": plain}, values=values)


def _range(knob: Knob, said: Mapping[str, Any]) -> Dimension:
    if not {"low", "high"} <= set(said):
        raise InputError("{name} needs low and high, or choices.", name=knob.name)
    low, high = (_end(knob, key, said[key]) for key in ("low", "high"))
    if low >= high:
        raise InputError(
            "The range of {name} from {low:.10g} to {high:.10g} is empty; low must be less than high.",
            name=knob.name,
            low=low,
            high=high,
        )
    log, entry = said.get("log", False), {"low": low, "high": high}
    if not isinstance(log, bool):
        raise InputError("log of {name} is {given}, but must be true or false.", name=knob.name, given=quoted(log))
    if log:
        entry["log"] = True
        if low <= 0:
            raise InputError(
                "{name} begins at {low:.10g}, but with log it must begin above 0.", name=knob.name, low=low
            )
    if len({"step", "points"} & set(said)) == 2 or (log and "step" in said):
        raise InputError("{name} takes one of step and points, and with log only points.", name=knob.name)
    whole = knob.kind is KnobKind.INT
    values: tuple[KnobValue, ...] | None = None
    if "step" in said:
        entry["step"], values = _steps(knob, low, high, said["step"])
    elif "points" in said:
        entry["points"], values = _points(knob, low, high, said["points"], log=log)
    elif whole and not log and high - low < MOST_VALUES:
        values = tuple(range(int(low), int(high) + 1))
    return Dimension(name=knob.name, entry=entry, values=values, low=low, high=high, log=log, whole=whole)


def _end(knob: Knob, key: str, given: object) -> float:
    value = knob.validate(given)
    if isinstance(value, str | tuple):
        raise InputError("{key} of {name} is {given}, but must be a number; put words among choices.", key=key,
                         name=knob.name, given=quoted(given))  # fmt: skip
    return value


def _steps(knob: Knob, low: float, high: float, step: object) -> tuple[float, tuple[KnobValue, ...]]:
    whole = knob.kind is KnobKind.INT
    kinds: tuple[type, ...] = (int,) if whole else (int, float)
    if isinstance(step, bool) or not isinstance(step, kinds) or not 0 < cast("float", step) <= high - low:
        raise InputError(
            "step of {name} is {given}, but must be {what} above 0 and up to {most:.10g}, what high is more than low.",
            name=knob.name,
            given=quoted(step),
            what=Sentence("a whole number") if whole else Sentence("a number"),
            most=high - low,
        )
    by = cast("float", step)
    count = math.floor((high - low) / by + 1e-9) + 1
    _refuse_too_many(knob, count)
    return by, tuple(_tidy(knob, low + number * by, low, high) for number in range(count))


def _points(knob: Knob, low: float, high: float, given: object, *, log: bool) -> tuple[int, tuple[KnobValue, ...]]:
    if isinstance(given, bool) or not isinstance(given, int) or given < 2:
        raise InputError("points of {name} is {given}, but must be a whole number from 2 on.", name=knob.name,
                         given=quoted(given))  # fmt: skip
    _refuse_too_many(knob, given)

    def at(fraction: float) -> float:
        return low * (high / low) ** fraction if log else low + (high - low) * fraction

    values = tuple(_tidy(knob, at(number / (given - 1)), low, high) for number in range(given))
    if len(set(values)) < given:
        raise InputError("points of {name} is {given}, but there are fewer whole numbers so far apart; lower it.",
                         name=knob.name, given=given)  # fmt: skip
    return given, values


def _refuse_too_many(knob: Knob, count: int) -> None:
    if count > MOST_VALUES:
        raise InputError("{name} would have {count:,} values, but {most:,} are the most; take larger steps.",
                         name=knob.name, count=count, most=MOST_VALUES)  # fmt: skip


def _tidy(knob: Knob, number: float, low: float, high: float) -> KnobValue:
    """Without the last digits that adding floats leaves."""
    held = min(max(float(f"{number:.10g}"), low), high)
    return round(held) if knob.kind is KnobKind.INT else float(held)


def _example(knob: Knob) -> str:
    match knob.kind:
        case KnobKind.BOOL:
            return "true, false"
        case KnobKind.SIZES:
            return "[64, 64], [128, 128]"
        case _:
            return ", ".join(f'"{choice}"' for choice in knob.choices[:2])
