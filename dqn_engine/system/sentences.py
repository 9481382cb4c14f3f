"""Sentences for the user that keep what they were made of, so that each reader can word them in its own language.

A sentence is text, in English, and goes wherever text goes: into a log, a file, a report. What shows it in another
language looks up its template there and fills in the same values; a new sentence needs nothing else.
"""

from collections.abc import Mapping
from typing import Any, Self

from dqn_engine.system.text import printable


class Sentence(str):
    """English text made of a template and values: `Sentence("{count:,} steps are done.", count=5)`.

    Values may come from elsewhere, so the whole is kept to one line of visible text. A value may be a sentence itself;
    an error counts as what it says.

    Attributes:
        template: As for `str.format`, where there are values; else the text itself.
        values: What stands in it, by name.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        said = {name: _said(value) for name, value in values.items()}
        sentence = super().__new__(cls, printable(template.format(**said) if said else template))
        sentence.template, sentence.values = template, said
        return sentence

    def __str__(self) -> str:
        """The sentence itself: `str(error)` of an error that says one stays what it is."""
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), dict(self.values)


class Sentences(Sentence):
    """Several sentences, one after the other; as text joined by spaces. Empty ones are left out.

    Attributes:
        parts: They.
    """

    parts: tuple[str, ...]

    def __new__(cls, *parts: str) -> Self:
        there = tuple(part for part in parts if part)
        sentences = super().__new__(cls, " ".join(there))
        sentences.parts = there
        return sentences

    def __getnewargs_ex__(self) -> tuple[tuple[str, ...], dict[str, Any]]:
        return self.parts, {}


def as_sentence(text: str, /, **values: object) -> Sentence:
    """`text` filled with `values`; as it is where it is a sentence already."""
    return text if isinstance(text, Sentence) and not values else Sentence(text, **values)


def _said(value: object) -> object:
    return str(value) if isinstance(value, BaseException) else value
