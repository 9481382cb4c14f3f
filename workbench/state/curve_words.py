"""What the compared curves are called: seeds and trials in words."""

from PySide6.QtCore import QCoreApplication

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
