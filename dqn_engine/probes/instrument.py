"""What an instrument is: a pure function of an agent and a request to a report, with words about itself.

Requests and reports are frozen and plain: numbers, text, tuples and NumPy arrays. A request's fields all have
defaults, and can be written as text (`dqn-engine look --ask NAME=VALUE`). Modules of instruments load no TensorFlow
when they are imported, since the window imports their reports.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import printable

Report = Any
"""A frozen dataclass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One instrument.

    Attributes:
        name: What it is asked for by, such as `value-plane`.
        request: A frozen dataclass whose fields are strings, whole numbers, numbers, flags, or tuples of numbers.
        look: The function. It raises `InputError`, with a sentence, where what is requested can't be looked at here.
        about: What it shows, in one sentence.
        slow: Whether it takes more than some milliseconds, and so looks beside the training, at copies alone.
        beside: Whether it looks at copies alone too, and though quick looks often: beside the training and beside slow
            ones.
        prepare: Has ready what only its first look would make ready, with an agent that has trained no step; None:
            there is nothing worth it.
        on_demand: Whether it looks only when the user asks for it, and then at once, whatever its looks take.
        first: Whether it gets the time that its rate takes before others get theirs: one that shows motion.
    """

    name: str
    request: type[Any]
    look: Callable[[Subject, Any], Report]
    about: str
    slow: bool = False
    beside: bool = False
    prepare: Callable[[Subject], object] | None = None
    on_demand: bool = False
    first: bool = False

    @property
    def is_beside(self) -> bool:
        """Whether it looks beside the training."""
        return self.slow or self.beside


def described(instrument: Instrument) -> dict[str, Any]:
    """What it shows, and what it can be asked, as text with what it does unless it is."""
    fields = dataclasses.asdict(instrument.request())
    return {"about": instrument.about, "asks": {name: _written(value) for name, value in fields.items()}}


def _written(value: Any) -> str:
    """A value as `request_from` reads it."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def request_from(instrument: Instrument, assignments: Sequence[str]) -> Any:
    """The request that texts such as `size=48` describe; what isn't mentioned keeps its default.

    Raises:
        InputError: There is no such field, or the value isn't one of its kind.
    """
    fields = {found.name: found for found in dataclasses.fields(instrument.request)}
    values: dict[str, Any] = {}
    for text in assignments:
        name, sign, value = text.partition("=")
        if not sign:
            raise InputError("{text!r} is no request; write it as NAME=VALUE.", text=printable(text))
        if name not in fields:
            known = ", ".join(fields)
            allowed = Sentence("it takes {known}", known=known) if known else Sentence("it takes none")
            raise InputError(
                "{instrument_name} knows no {name!r}; {allowed}.",
                instrument_name=instrument.name,
                name=printable(name),
                allowed=allowed,
            )
        values[name] = _parsed(name, value, getattr(instrument.request(), name))
    return instrument.request(**values)


def _parsed(name: str, text: str, like: Any) -> Any:
    """`text` as a value of the kind of `like`."""
    try:
        value = _read(text, like)
    except (ValueError, KeyError) as error:
        kinds = {
            bool: Sentence("true or false"),
            int: Sentence("a whole number"),
            float: Sentence("a number"),
            tuple: Sentence("numbers with commas between"),
        }
        raise InputError(
            "{name} is {text!r}, but must be {kinds}.", name=name, text=printable(text), kinds=kinds[type(like)]
        ) from error
    if isinstance(value, float | tuple) and not np.isfinite(value).all():
        raise InputError(
            "{name} is {text!r}, but a number must be finite: neither nan nor inf.", name=name, text=printable(text)
        )
    return value


def _read(text: str, like: Any) -> Any:
    if isinstance(like, bool):
        return {"true": True, "false": False}[text]
    if isinstance(like, int):
        return int(text)
    if isinstance(like, float):
        return float(text)
    if isinstance(like, tuple):
        return tuple(float(part) for part in text.split(",")) if text else ()
    return text


def as_json(report: Report) -> Mapping[str, object]:
    """A report by the names of its fields, arrays as lists, what it consists of likewise."""
    return {found.name: _plain(getattr(report, found.name)) for found in dataclasses.fields(report)}


def _plain(value: Any) -> object:
    if dataclasses.is_dataclass(value):
        return as_json(value)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
