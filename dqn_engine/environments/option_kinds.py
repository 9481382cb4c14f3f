"""Which plain values an argument of a constructor takes: by its annotation, or else by its default."""

import inspect
import numbers
import types
import typing
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_NAMES: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str, "None": types.NoneType}
_WORDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    types.NoneType: "none",
}


_PLURALS: dict[type, str] = {
    bool: "true or false",
    int: "whole numbers",
    float: "numbers",
    str: "texts",
    types.NoneType: "none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionKinds:
    """Kinds of values that are taken: scalars, and lists whose elements are of the kinds `elements`, None for any."""

    scalars: frozenset[type] = frozenset()
    lists: bool = False
    elements: "OptionKinds | None" = None

    def holds(self, kind: type) -> bool:
        """Whether a scalar of that very kind is taken."""
        return kind in self.scalars

    def words(self) -> str:
        """As in "must be …"."""
        scalars = {kind for kind in self.scalars if not (kind is int and float in self.scalars)}
        words = [word for kind, word in _WORDS.items() if kind in scalars]
        return " or ".join([*words, *([self._list_words()] if self.lists else [])])

    def _list_words(self) -> str:
        if self.elements is None:
            return "a list"
        scalars = {kind for kind in self.elements.scalars if not (kind is int and float in self.elements.scalars)}
        words = [word for kind, word in _PLURALS.items() if kind in scalars]
        return f"a list of {' or '.join([*words, *(['lists'] if self.elements.lists else [])])}"


def option_kinds(parameter: inspect.Parameter) -> OptionKinds | None:
    """What an argument takes; None where nothing says it."""
    of_type, default = _of_annotation(parameter.annotation), plain_default(parameter.default)
    of_default = _of_value(default)
    if of_type is not None:
        return of_type if default is inspect.Parameter.empty else _either([of_type, of_default])
    if default is None or of_default is None:
        return None
    # A default of 1 may well mean any number, as long as no annotation says otherwise.
    return _with_fractions(of_default)


def fits_kinds(kinds: OptionKinds, value: Any) -> bool:
    """Whether `value`, lists as tuples, is of one of them; a whole number is also one that may have a fraction."""
    if isinstance(value, tuple | list):
        elements = kinds.elements
        return kinds.lists and (elements is None or all(fits_kinds(elements, part) for part in value))
    return type(value) in kinds.scalars or (type(value) is int and float in kinds.scalars)


def sequences_as_wanted(value: Any, parameter: inspect.Parameter | None) -> Any:
    """`value`, lists as tuples, as an argument takes it: tuples where its annotation or default is one, else lists."""
    if parameter is None:
        return _sequences(value, inspect.Parameter.empty, None)
    return _sequences(value, parameter.annotation, parameter.default)


def _sequences(value: Any, annotation: Any, default: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    kind, inner = _sequence_in(annotation)
    if kind is None:
        kind = tuple if isinstance(default, tuple) else list
    defaults = default if isinstance(default, tuple | list) else ()
    parts = [
        _sequences(
            part,
            inner[min(index, len(inner) - 1)] if inner else inspect.Parameter.empty,
            defaults[min(index, len(defaults) - 1)] if defaults else None,
        )
        for index, part in enumerate(value)
    ]
    return tuple(parts) if kind is tuple else parts


def _sequence_in(annotation: Any) -> tuple[type | None, list[Any]]:
    """Whether an annotation says tuple or list, None where neither, and the annotations of what is in it."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _sequence_in(arguments[0])
    if origin in (typing.Union, types.UnionType):
        found = [_sequence_in(argument) for argument in arguments]
        return next((one for one in found if one[0] is not None), (None, []))
    kind = origin or annotation
    if not isinstance(kind, type) or not issubclass(kind, tuple | list) or kind is inspect.Parameter.empty:
        return None, []
    return tuple if issubclass(kind, tuple) else list, [part for part in arguments if part is not Ellipsis]


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
    if origin in (typing.Union, types.UnionType):
        return _either(map(_of_annotation, arguments))
    if origin is typing.Literal:
        return _either(map(_of_value, arguments))
    kind = origin or annotation
    if not isinstance(kind, type) or kind is inspect.Parameter.empty:
        return None
    if kind in _WORDS:
        return OptionKinds(scalars=frozenset({kind}))
    if kind.__module__.partition(".")[0] == "numpy":
        return _of_numpy(kind)
    if issubclass(kind, list | tuple) or kind in (Sequence, Iterable):
        elements = [_of_annotation(argument) for argument in arguments if argument is not Ellipsis]
        return OptionKinds(lists=True, elements=_either(elements) if elements else None)
    return None


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
    return OptionKinds(
        scalars=frozenset().union(*(kinds.scalars for kinds in known)),
        lists=bool(lists),
        elements=_either(kinds.elements for kinds in lists) if lists else None,
    )


def _with_fractions(kinds: OptionKinds) -> OptionKinds:
    elements = None if kinds.elements is None else _with_fractions(kinds.elements)
    scalars = kinds.scalars | {float} if int in kinds.scalars else kinds.scalars
    return OptionKinds(scalars=scalars, lists=kinds.lists, elements=elements)
