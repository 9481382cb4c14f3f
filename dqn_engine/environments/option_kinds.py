"""Which plain values an argument of a constructor takes: by its annotation, or else by its default."""

import functools
import inspect
import json
import numbers
import os
import types
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from dqn_engine.system.sentences import Sentence

_UNIONS = (typing.Union, types.UnionType)

_NAMES: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str, "None": types.NoneType}
_NONE = "none"
_WORDS: dict[type, str] = {
    bool: Sentence("true or false"),
    int: Sentence("a whole number"),
    float: Sentence("a number"),
    str: Sentence("text"),
    types.NoneType: _NONE,
}

_PLURALS: dict[type, str] = {
    bool: Sentence("true or false"),
    int: Sentence("whole numbers"),
    float: Sentence("numbers"),
    str: Sentence("texts"),
    types.NoneType: _NONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionKinds:
    """Kinds of values that are taken.

    Attributes:
        scalars: Of which every value is taken.
        choices: Further scalars that are taken.
        lists: Whether lists are taken.
        elements: Of what kinds a list's elements are; None for any.
        places: Of what kinds each element of a list is, where it has so many; None for any of any number.
        others: The names of types that no plain value is of, such as "dict".
    """

    scalars: frozenset[type] = frozenset()
    choices: tuple[Any, ...] = ()
    lists: bool = False
    elements: "OptionKinds | None" = None
    places: "tuple[OptionKinds | None, ...] | None" = None
    others: tuple[str, ...] = ()

    def holds(self, kind: type) -> bool:
        """Whether a scalar of that very kind is taken."""
        return kind in self.scalars

    def words(self) -> str:
        """As in "must be …"."""
        return self._words(_WORDS, Sentence("a list"))

    def _words(self, names: Mapping[type, str], a_list: str) -> str:
        scalars = {kind for kind in self.scalars if not (kind is int and float in self.scalars)}
        words = [word for kind, word in names.items() if kind in scalars]
        words += [_NONE if choice is None else json.dumps(choice, ensure_ascii=False) for choice in self.choices]
        words += [self._list_words(a_list)] if self.lists else []
        if words:
            return functools.reduce(_or, words)
        return Sentence("of type {types}, which can't be given here", types=functools.reduce(_or, self.others, ""))

    def _list_words(self, a_list: str) -> str:
        if self.places is not None:
            first = self.places[0] if self.places else None
            if first is not None and all(place == first for place in self.places):
                elements = first._words(_PLURALS, Sentence("lists"))
                return Sentence("{list} of {count} {elements}", list=a_list, count=len(self.places), elements=elements)
            each = [Sentence("anything") if place is None else place.words() for place in self.places]
            elements = functools.reduce(_and_then, each, "")
            return Sentence("{list} of {count}: {elements}", list=a_list, count=len(self.places), elements=elements)
        if self.elements is None:
            return a_list
        return Sentence("{list} of {elements}", list=a_list, elements=self.elements._words(_PLURALS, Sentence("lists")))


def _or(one: str, other: str) -> str:
    return Sentence("{one} or {other}", one=one, other=other) if one else other


def _and_then(one: str, other: str) -> str:
    return Sentence("{one}, {other}", one=one, other=other) if one else other


def option_kinds(parameter: inspect.Parameter) -> OptionKinds | None:
    """What an argument takes; None where nothing says it."""
    of_type, default = _of_annotation(parameter.annotation), plain_default(parameter.default)
    of_default = _of_value(default)
    if of_type is not None:
        fits = of_default is None or default is inspect.Parameter.empty or fits_kinds(of_type, default)
        return of_type if fits else _either([of_type, of_default])
    if parameter.annotation in (Any, object):
        return None
    if default is None or default is inspect.Parameter.empty:
        return None
    if isinstance(parameter.default, numbers.Integral) and not isinstance(parameter.default, int):
        return of_default  # NumPy's whole numbers, which are never meant with a fraction.
    if of_default is None:
        return None if isinstance(default, tuple) else _of_class(type(default))
    # A default of 1 may well mean any number, as long as no annotation says otherwise.
    return _with_fractions(of_default)


def fits_kinds(kinds: OptionKinds, value: Any) -> bool:
    """Whether `value`, lists as tuples, is of one of them; a whole number is also one that may have a fraction."""
    if isinstance(value, tuple | list):
        each = kinds.places if kinds.places is not None else [kinds.elements] * len(value)
        fitting = kinds.lists and len(each) == len(value)
        return fitting and all(part is None or fits_kinds(part, one) for part, one in zip(each, value, strict=True))
    if any(type(choice) is type(value) and choice == value for choice in kinds.choices):
        return True
    return type(value) in kinds.scalars or (type(value) is int and float in kinds.scalars)


def as_wanted(value: Any, parameter: inspect.Parameter | None) -> Any:
    """`value`, lists as tuples, as an argument takes it, by its annotation or default.

    Lists become tuples, sets or arrays where it says so, else lists; and text becomes a path.
    """
    if parameter is None:
        return _as_wanted(value, inspect.Parameter.empty, None)
    return _as_wanted(value, parameter.annotation, parameter.default)


def _as_wanted(value: Any, annotation: Any, default: Any) -> Any:
    if isinstance(value, str) and (_is_path(annotation) or isinstance(default, Path)):
        return Path(value)
    if not isinstance(value, tuple):
        return value
    kind, inner = _sequence_in(annotation)
    if kind is None:
        kind = type(default) if _is_array(type(default)) else _first_of(type(default), (tuple, set, frozenset)) or list
    defaults = default if isinstance(default, tuple | list) else ()
    parts = [
        _as_wanted(
            part,
            inner[min(index, len(inner) - 1)] if inner else inspect.Parameter.empty,
            defaults[min(index, len(defaults) - 1)] if defaults else None,
        )
        for index, part in enumerate(value)
    ]
    if _is_array(kind):
        import numpy as np  # Names are read long before it is needed.

        return np.array(parts)
    return kind(*parts) if hasattr(kind, "_fields") else kind(parts)


def _is_array(kind: type) -> bool:
    return (kind.__module__, kind.__name__) == ("numpy", "ndarray")


def _first_of(kind: type, several: Iterable[type]) -> type | None:
    """Which of several a class is of first; None where it is of none."""
    return next((one for one in several if issubclass(kind, one)), None)


def _is_path(annotation: Any) -> bool:
    """Whether an annotation says a path, and no text."""
    parts = typing.get_args(annotation) if typing.get_origin(annotation) in _UNIONS else (annotation,)
    return str not in parts and any(isinstance(part, type) and issubclass(part, PurePath) for part in parts)


def _sequence_in(annotation: Any) -> tuple[type | None, list[Any]]:
    """Which sequence an annotation says, None where it says none, and the annotations of what is in it."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _sequence_in(arguments[0])
    if origin in _UNIONS:
        found = [_sequence_in(argument) for argument in arguments]
        return next((one for one in found if one[0] is not None), (None, []))
    kind = origin or annotation
    if not isinstance(kind, type) or kind is inspect.Parameter.empty:
        return None, []
    if _is_array(kind):
        return kind, []
    said, inner = _first_of(kind, (tuple, list, frozenset, set)), _elements_of(kind, arguments)
    if said is tuple and hasattr(kind, "_fields"):
        said = kind
    return said or (set if kind is AbstractSet else None), inner


def plain_default(default: Any) -> Any:
    """A default in plain values: those of NumPy as Python's, lists as tuples."""
    if type(default).__module__.partition(".")[0] == "numpy" and hasattr(default, "tolist"):
        default = default.tolist()
    return tuple(map(plain_default, default)) if isinstance(default, list | tuple) else default


def _of_value(value: Any) -> OptionKinds | None:
    if isinstance(value, tuple):
        return OptionKinds(lists=True, elements=_either(map(_of_value, value)) if value else None)
    return OptionKinds(scalars=frozenset({type(value)})) if type(value) in _WORDS else None


def _of_annotation(annotation: Any) -> OptionKinds | None:
    """What an annotation allows; None where it isn't of plain values alone, or there is none."""
    if isinstance(annotation, str):  # One that couldn't be evaluated.
        inner = annotation.strip().removeprefix("typing.")
        if inner.startswith("Optional[") and inner.endswith("]"):
            inner = f"{inner[9:-1]} | None"
        named = [_NAMES.get(part.strip()) for part in inner.split("|")]
        return None if None in named else OptionKinds(scalars=frozenset(kind for kind in named if kind))
    if annotation is None:
        return OptionKinds(scalars=frozenset({types.NoneType}))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _of_annotation(arguments[0])
    if origin in _UNIONS:
        return _either(map(_of_annotation, arguments))
    if origin is typing.Literal:
        return OptionKinds(choices=tuple(choice for choice in arguments if type(choice) in _WORDS))
    if isinstance(annotation, typing.NewType):
        return _of_annotation(annotation.__supertype__)
    kind = origin or annotation
    if not isinstance(kind, type) or kind in (inspect.Parameter.empty, object):
        return None
    if kind.__module__.partition(".")[0] == "numpy":
        return _of_numpy(kind)
    if issubclass(kind, list | tuple | set | frozenset) or kind in (Sequence, Iterable, Collection, AbstractSet):
        elements = tuple(_of_annotation(argument) for argument in _elements_of(kind, arguments))
        if issubclass(kind, tuple) and elements and Ellipsis not in arguments:
            return OptionKinds(lists=True, places=elements)
        return OptionKinds(lists=True, elements=_either(elements) if elements else None)
    return _of_class(kind)


def _elements_of(kind: type, arguments: Sequence[Any]) -> list[Any]:
    """The annotations of what is in a sequence: its type's arguments, or a named tuple's fields."""
    fields = getattr(kind, "__annotations__", {}) if hasattr(kind, "_fields") else {}
    return [argument for argument in arguments or fields.values() if argument is not Ellipsis]


def _of_class(kind: type) -> OptionKinds | None:
    """What of plain values is of a class; None where any may be."""
    if typing.is_typeddict(kind):
        return OptionKinds(others=("dict",))
    if issubclass(kind, set | frozenset):
        return OptionKinds(lists=True)
    if issubclass(kind, Enum):
        plain = tuple(member.value for member in kind if isinstance(member, str | int))
        return OptionKinds(choices=plain, others=() if plain else (kind.__name__,))
    for scalar in (bool, int, float, str, types.NoneType):
        if issubclass(kind, scalar):
            return OptionKinds(scalars=frozenset({scalar}))
    if issubclass(kind, PurePath) or kind is os.PathLike:
        return OptionKinds(scalars=frozenset({str}))
    if issubclass(kind, numbers.Number) and kind.__module__ == numbers.__name__:
        return OptionKinds(scalars=frozenset({int} if kind is numbers.Integral else {float}))
    try:
        if any(isinstance(sample, kind) for sample in (True, 1, 1.0, "", None, ())):
            return None
    except TypeError:  # A protocol that can't be asked.
        return None
    return OptionKinds(others=(kind.__name__,))


def _of_numpy(kind: type) -> OptionKinds | None:
    if kind.__name__ in ("bool", "bool_"):
        return OptionKinds(scalars=frozenset({bool}))
    if issubclass(kind, numbers.Integral):
        return OptionKinds(scalars=frozenset({int}))
    if issubclass(kind, numbers.Real):
        return OptionKinds(scalars=frozenset({float}))
    return OptionKinds(lists=True) if kind.__name__ == "ndarray" else None


def _either(several: Iterable[OptionKinds | None]) -> OptionKinds | None:
    """Any of several; None, which is anything, where one is."""
    found = list(several)
    known = [kinds for kinds in found if kinds is not None]
    if len(known) < len(found) or not known:
        return None
    lists = [kinds for kinds in known if kinds.lists]
    alone = lists[0] if len(lists) == 1 else None
    inner = [_either(kinds.places) if kinds.places is not None else kinds.elements for kinds in lists]
    return OptionKinds(
        scalars=frozenset().union(*(kinds.scalars for kinds in known)),
        choices=tuple(choice for kinds in known for choice in kinds.choices),
        lists=bool(lists),
        elements=alone.elements if alone else _either(inner) if lists else None,
        places=alone.places if alone else None,
        others=tuple(name for kinds in known for name in kinds.others),
    )


def _with_fractions(kinds: OptionKinds) -> OptionKinds:
    elements = None if kinds.elements is None else _with_fractions(kinds.elements)
    scalars = kinds.scalars | {float} if int in kinds.scalars else kinds.scalars
    return replace(kinds, scalars=scalars, elements=elements)
