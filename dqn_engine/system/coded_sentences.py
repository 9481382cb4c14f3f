"""Sentences as lines of JSON, for a program that words them itself: a window in another language.

A command that is begun with `CODED` in its environment says what it knows by template and values so, beside the result;
all else is as it always is.
"""

import json
import os
import string
from collections.abc import Mapping
from typing import cast

from dqn_engine.system.sentences import Sentence, Sentences

CODED = "DQN_ENGINE_CODED_SENTENCES"
_DEEPEST = 4
_MOST_VALUES = 30


def are_wanted() -> bool:
    """Whether this program was begun by one that words its sentences itself."""
    return bool(os.environ.get(CODED))


def coded(text: str) -> str:
    """The line that says a sentence; any other text as it is."""
    return json.dumps(_to_json(text)) if isinstance(text, Sentence) else text


def decoded(line: str) -> str:
    """The sentence that a line says; the line itself where it says none."""
    if not line.startswith("{"):
        return line
    try:
        return _from_json(json.loads(line), 0)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return line


def _to_json(value: object) -> object:
    if isinstance(value, Sentences):
        return {"parts": [_to_json(part) for part in value.parts]}
    if isinstance(value, Sentence):
        return {"template": value.template, "values": {name: _to_json(one) for name, one in value.values.items()}}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def _from_json(found: object, depth: int) -> str:
    if not isinstance(found, dict) or depth > _DEEPEST:
        raise ValueError("this is no sentence")
    said = cast("Mapping[str, object]", found)
    if said.keys() == {"parts"}:
        return Sentences(*(_part(part, depth) for part in cast("list[object]", said["parts"])))
    template, values = said["template"], said["values"]
    if said.keys() != {"template", "values"} or not isinstance(template, str) or not isinstance(values, dict):
        raise ValueError("this is no sentence")
    given = cast("dict[str, object]", values)
    # A field is a name: none that leads into what stands there.
    names = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None} if given else set()
    if len(given) > _MOST_VALUES or not names <= given.keys() or not all(map(str.isidentifier, given)):
        raise ValueError("this is no sentence")
    return Sentence(template, **{name: _value(one, depth) for name, one in given.items()})


def _part(value: object, depth: int) -> str:
    return value if isinstance(value, str) else _from_json(value, depth + 1)


def _value(value: object, depth: int) -> object:
    return _from_json(value, depth + 1) if isinstance(value, dict) else value
