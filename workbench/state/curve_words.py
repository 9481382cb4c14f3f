"""What the compared curves are called: seeds and trials in words."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from dqn_engine.comparison.entries import Entry
from workbench.state.entry_names import kind_of, said_name

MOST_NAMED = 10
"""Curves that the legend names; more would cover the plot."""

_TRIAL = "trial "


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


def part(name: str) -> str:
    """A trial of a sweep, by the name that the engine gives it; empty where there is none."""
    if name.startswith(_TRIAL) and name.removeprefix(_TRIAL).isdecimal():
        return _tr("trial {number}").format(number=name.removeprefix(_TRIAL))
    return name


def seed(of: str, number: int, *, reported: bool) -> str:
    """A seed of a trial, or of what has none."""
    named = (_tr("report seed {seed}") if reported else _tr("seed {seed}")).format(seed=number)
    return f"{part(of)}, {named}" if of else named


def report_seeds() -> str:
    """The seeds that the best trial is tried on in the end."""
    return _tr("report seeds")


def names(entries: Sequence[Entry]) -> dict[str, str]:
    """What each is called, by its key: its name, with what it is and where it lies as far as others are called so."""
    found = {entry.key: said_name(entry) for entry in entries}
    by_key = {entry.key: entry for entry in entries}
    for key in _shared(found):
        found[key] = f"{kind_of(by_key[key])} · {found[key]}"
    for key in _shared(found):
        found[key] = f"{found[key]} ({by_key[key].path.parent.name})"
    return found


def _shared(found: dict[str, str]) -> list[str]:
    """The keys of those that are called as another one."""
    counts = Counter(found.values())
    return [key for key, name in found.items() if counts[name] > 1]
