"""Why the child that reads HDF5 refuses a file: by code, so that its parent believes no other words than these."""

import string
from collections.abc import Mapping

from dqn_engine.system.sentences import Sentence

_LONGEST_VALUE = 700

REASONS: Mapping[str, Sentence] = {
    "unopened": Sentence("it is truncated or damaged and can't be opened as HDF5"),
    "contents": Sentence("it is damaged: its table of contents can't be read"),
    "unwritten": Sentence("{path} needs {needed} bytes, but the file holds {stored} of it"),
    "unread": Sentence("{path} is truncated or damaged and can't be read"),
    "no layers": Sentence("it has no group 'layers'"),
    "no array": Sentence("{path} is not an array"),
    "virtual": Sentence("{path} is a virtual dataset, but only data in the file is read"),
    "external": Sentence("{path} is stored in another file, but only data in the file is read"),
    "chunked": Sentence("{path} is stored in chunks or compressed, but must be stored plainly"),
    "committed": Sentence("{path} is of a type that is stored elsewhere in the file, but must be plain float32"),
    "empty": Sentence("{path} holds nothing"),
    "many": Sentence("it holds {count} things in one group, but no network has more than {most}"),
    "other": Sentence("it holds {name} in {where}, where only {expected} is expected"),
    "more": Sentence("it holds {name} in {where}, where nothing is expected"),
    "lacking": Sentence("it lacks {name} in {where}"),
    "external link": Sentence("{name} in {where} is an external link, but only data in the file is read"),
    "soft link": Sentence("{name} in {where} is a soft link, but only data in the file is read"),
    "no group": Sentence("{name} in {where} is not a group, but one is expected there"),
    "long text": Sentence("its attribute {name} is not a text of at most {most} bytes"),
    "no attribute": Sentence("it lacks the attribute {name} of {where}"),
    "no list": Sentence("the attribute {name} of {where} is not a list of at most {most} names"),
    "no names": Sentence("the attribute {name} of {where} holds something else than names"),
    "no layer's": Sentence("the attribute {name} of {where} holds the name {given}, which no layer has"),
    "twice": Sentence("the attribute {name} of {where} holds a name twice"),
    "no text": Sentence("its attribute {name} is not a text"),
    "long": Sentence("its attribute {name} has more than {most} bytes"),
}
"""What follows the name of the file, by code."""


def reason(code: object, values: object) -> Sentence:
    """The part of a sentence that says why.

    Args:
        code: One of `REASONS`.
        values: Numbers and short texts by name, just those that stand in it.

    Raises:
        ValueError: They are something else.
    """
    if not isinstance(code, str) or code not in REASONS or not isinstance(values, dict):
        raise ValueError("The reason must be one of those listed, with its values.")
    template = REASONS[code].template
    expected = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    if set(values) != expected or not all(_is_plain(value) for value in values.values()):
        raise ValueError(f"The reason {code!r} must have the values {sorted(expected)}, numbers or short texts.")
    return Sentence(template, **values)


def _is_plain(value: object) -> bool:
    return type(value) is int or (isinstance(value, str) and len(value) <= _LONGEST_VALUE)
