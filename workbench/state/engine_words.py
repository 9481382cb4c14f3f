"""The engine's sentences and the presets' words in the user's language; the engine itself says them in English.

A `Sentence` keeps its template and values: the template is looked up among the translations, and the same values are
filled in. What has no translation stays English. `tests.support.update_translations` finds the templates in the source.
"""

import dataclasses
import functools
import re
from collections.abc import Mapping
from typing import TypeVar, cast

from PySide6.QtCore import QCoreApplication

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.config.run_config import load_preset, preset_names
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import Look
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence, Sentences
from dqn_engine.system.text import printable

_NAMES = re.compile(r"( ?)(?<![A-Za-z0-9_./-])([a-z]+(?:_[a-z]+)+)(?![A-Za-z0-9_=/]|\.[a-z])( ?)")
_PER_CENT = re.compile(r"(?<=\d)%(?!\d)")
"""Set off, as everywhere in the window; no line begins with the sign."""
_FIRST_WIDE = 0x2E80  # Of scripts without spaces between words, here Chinese.
_Kind = TypeVar("_Kind", Report, Look)


def worded(text: str) -> str:
    """A sentence of the engine as the user reads it; any other text as it is."""
    if isinstance(text, Sentences):
        return functools.reduce(followed, map(worded, text.parts), "")
    if not isinstance(text, Sentence):
        return text
    template = QCoreApplication.translate("Engine", text.template)
    values = {name: _value_words(name, value) for name, value in text.values.items()}
    return _PER_CENT.sub("\u00a0%", _with_labels(printable(template.format(**values) if values else template)))


def worded_report(report: _Kind) -> _Kind:
    """The report with every sentence in it as the user reads it."""
    told: dict[str, object] = {}
    for field in dataclasses.fields(report):
        value = getattr(report, field.name)
        if isinstance(value, Sentence):
            told[field.name] = worded(value)
        elif isinstance(value, tuple):
            parts = cast("tuple[object, ...]", value)
            if parts and isinstance(parts[0], Sentence | Look):
                told[field.name] = tuple(map(_worded_part, parts))
    return dataclasses.replace(report, **told) if told else report


def _value_words(name: str, value: object) -> object:
    if name == "name" and isinstance(value, str) and value in KNOB_BY_NAME:
        return _label(value)
    return worded(value) if isinstance(value, str) else value


def _with_labels(sentence: str) -> str:
    """Calls hyperparameters what their rows are called. What is to be typed, `NAME=VALUE`, stays as it is."""
    return _NAMES.sub(lambda found: _label_between(found[1], found[2], found[3]), sentence)


def _label_between(before: str, name: str, after: str) -> str:
    """The label in quotes, between the spaces that were around the name where its script has such."""
    if name not in KNOB_BY_NAME:
        return f"{before}{name}{after}"
    label = _label(name)
    return f"{'' if _is_wide(label[0]) else before}“{label}”{'' if _is_wide(label[-1]) else after}"


def followed(sentence: str, next_one: str) -> str:
    """One sentence and the next, with a space between them where the script of the first has such."""
    between = " " if sentence and not _is_wide(sentence[-1]) else ""
    return f"{sentence}{between}{next_one}"


def _is_wide(character: str) -> bool:
    return ord(character) >= _FIRST_WIDE


def _label(name: str) -> str:
    return QCoreApplication.translate("Knobs", KNOB_BY_NAME[name].label)


def _worded_part(part: object) -> object:
    if isinstance(part, Look):
        return worded_report(part)
    return worded(part) if isinstance(part, str) else part


def preset_titles() -> Mapping[str, str]:
    """Name → title of the installed presets; one that can't be read is left out here and refused when asked for."""
    return {name: QCoreApplication.translate("Presets", title) for name, (title, _) in _presets().items()}


def preset_source(name: str) -> str:
    """Where an installed preset is from; empty where it isn't known."""
    _, source = _presets().get(name, ("", ""))
    return QCoreApplication.translate("Presets", source) if source else ""


def _presets() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name in preset_names():
        try:
            preset = load_preset(name)
        except InputError:
            continue
        found[name] = (preset.title or name, preset.source)
    return found
