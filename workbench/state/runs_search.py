"""What is typed to find runs: words, `#tags`, and conditions such as `gamma<0.99` or `best>=400`."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dqn_engine.comparison.differing import effective
from dqn_engine.comparison.entries import Entry
from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.system.text import is_number
from workbench.state import knob_words

_CONDITION = re.compile(r"([a-z_0-9]+)(<=|>=|!=|=|<|>)(.+)")
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_FIGURES: Mapping[str, Callable[[Entry], float | None]] = {
    "best": lambda entry: entry.best,
    "last": lambda entry: entry.last,
    "retained": lambda entry: entry.retained,
    "steps": lambda entry: entry.env_steps,
    "seconds": lambda entry: entry.trained_s,
    "seed": lambda entry: entry.seed,
    "seeds": lambda entry: entry.seeds,
}


@dataclass(frozen=True, slots=True)
class Search:
    """What an entry must fulfil, all of it."""

    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str, str], ...] = ()

    def finds(self, entry: Entry, said: str) -> bool:
        """Whether it does; `said` is what else is said of it: what it is, and its preset."""
        return self._are_said(said, entry) and all(_holds(entry, *condition) for condition in self.conditions)

    def finds_below(self, seed: Entry, owner: Entry, said: str) -> bool:
        """Whether a seed does, of what is found itself: words may be its owner's, a number of seeds is its owner's."""
        return self._are_said(said, seed, owner) and all(
            _holds(owner if condition[0] == "seeds" else seed, *condition) for condition in self.conditions
        )

    def _are_said(self, said: str, *entries: Entry) -> bool:
        text = " ".join(_said_of(entry) for entry in entries) + f" {said}".casefold()
        tags = [tag.casefold() for entry in entries for tag in entry.labels.tags]
        return all(word in text for word in self.words) and all(
            any(tag.startswith(wanted) for tag in tags) for wanted in self.tags
        )


def _said_of(entry: Entry) -> str:
    parent = (entry.parent, entry.parent_title)
    said = (entry.name, entry.path.name, entry.environment, entry.labels.note, *parent, *entry.labels.tags)
    return " ".join(said).casefold()


def parse_search(text: str) -> Search:
    """What was typed. What looks like a condition on nothing that is known is words."""
    words: list[str] = []
    tags: list[str] = []
    conditions: list[tuple[str, str, str]] = []
    for part in text.split():
        found = _CONDITION.fullmatch(part)
        if part.startswith("#") and len(part) > 1:
            tags.append(part[1:].casefold())
        elif found is not None and (found[1] in KNOB_BY_NAME or found[1] in _FIGURES):
            conditions.append((found[1], found[2], found[3]))
        else:
            words.append(part.casefold())
    return Search(tuple(words), tuple(tags), tuple(conditions))


def unreadable(text: str) -> str:
    """The first part of what was typed that was meant as a condition and can't be read as one; empty: there is none."""
    for part in text.split():
        found = _CONDITION.fullmatch(part)
        if part.startswith("#") or not re.search(r"[<>=]", part):
            continue
        if found is None or (found[1] not in KNOB_BY_NAME and found[1] not in _FIGURES):
            return part
        if found[3][0] in "<>=!" or (not is_number(found[3]) and (found[2] not in ("=", "!=") or found[1] in _FIGURES)):
            return part
    return ""


def _holds(entry: Entry, name: str, comparison: str, wanted: str) -> bool:
    value = _FIGURES[name](entry) if name in _FIGURES else effective(entry.knobs, name)
    if value is None:
        return False
    number = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        against = float(wanted)
    except ValueError:
        number = False
        against = 0.0
    if number and not isinstance(value, str | tuple):
        return _COMPARISONS[comparison](float(value), against)
    said = {str(value).casefold()}
    if name in KNOB_BY_NAME:  # As files have it, or as the table says it.
        knob = KNOB_BY_NAME[name]
        said = {knob.format(value).casefold(), knob_words.shown(knob, value).casefold()}
    return comparison in ("=", "!=") and (wanted.casefold() in said) == (comparison == "=")
