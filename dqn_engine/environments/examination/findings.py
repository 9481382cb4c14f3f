"""What an examination finds: one thing that was looked at each, and how it is meant."""

from dataclasses import dataclass
from enum import StrEnum


class EnvironmentVerdict(StrEnum):
    """How a finding is meant."""

    FINE = "fine"
    NOTE = "note"  # works, with what the sentence says
    FAULT = "fault"  # won't work


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentFinding:
    """One thing that was looked at: what, and a sentence."""

    what: str
    verdict: EnvironmentVerdict
    sentence: str


def fine(what: str, sentence: str) -> EnvironmentFinding:
    """Nothing to be done."""
    return EnvironmentFinding(what=what, verdict=EnvironmentVerdict.FINE, sentence=sentence)


def note(what: str, sentence: str) -> EnvironmentFinding:
    """It works, with what the sentence says."""
    return EnvironmentFinding(what=what, verdict=EnvironmentVerdict.NOTE, sentence=sentence)


def fault(what: str, sentence: str) -> EnvironmentFinding:
    """It won't work."""
    return EnvironmentFinding(what=what, verdict=EnvironmentVerdict.FAULT, sentence=sentence)
