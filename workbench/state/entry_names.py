"""What the table of runs calls an entry: what it is, and its name, in the user's language."""

import re

from PySide6.QtCore import QCoreApplication

from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.comparison.hand_parts import WITH, WITHOUT

_GIVEN_NAME = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})-(?:.+-)?(?:study|sweep|verdict|hand)$")
"""What the window calls the folders of studies, sweeps, verdicts and hands."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


def kind(of: Kind) -> str:
    """What an entry is."""
    return {Kind.RUN: _tr("Run"), Kind.STUDY: _tr("Study"), Kind.SWEEP: _tr("Sweep")}[of]


def kind_of(entry: Entry) -> str:
    """What an entry is; of a study, what it answers."""
    if is_of_hand(entry):
        return _tr("Hand or luck")
    return _tr("Verdict") if entry.question == "verdict" else kind(entry.kind)


def is_of_hand(entry: Entry) -> bool:
    """Whether it is a part of what tells a hand from luck, which is a study of two configurations."""
    return entry.kind is Kind.STUDY and entry.part in (WITH, WITHOUT)


def said_name(entry: Entry) -> str:
    """Its name in the user's language, as far as the program gave it."""
    if is_of_hand(entry):
        part = _tr("with the changes") if entry.part == WITH else _tr("without the changes")
        return f"{_hand_name(entry)}: {part}"
    moment = _GIVEN_NAME.match(entry.path.name)
    if entry.kind is Kind.RUN or entry.labels.title or moment is None:
        return entry.name
    # What it is and its environment stand beside it; the moment is what tells it from others.
    return f"{moment[1]}: {entry.part}" if entry.part else moment[1]


def cell_name(entry: Entry) -> str:
    """The same where there is so little room that the middle is left out: its end tells it from its other half."""
    if not is_of_hand(entry):
        return said_name(entry)
    part = _tr("with") if entry.part == WITH else _tr("without")
    return f"{_hand_name(entry)}: {part}"


def _hand_name(entry: Entry) -> str:
    moment = _GIVEN_NAME.match(entry.path.name)
    return entry.labels.title or (moment[1] if moment else entry.path.name)
