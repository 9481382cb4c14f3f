"""What every message between the engine and its caller is: frozen, and a command or a report."""

from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A request to the engine. `command_id` comes back in `CommandApplied` or `CommandRefused`."""

    command_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A message from the engine.

    `run_id` counts the runs of this session (0 before the first); `sequence` counts the session's reports, so that
    late ones can be told.
    """

    run_id: int
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateReport(Report):
    """A report of how things are now: only the newest of each type matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryReport(Report):
    """A report of something that happened: none may be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamReport(Report):
    """A report of something shown as it happens: all matter, but where none are taken the oldest are dropped."""


Unpublished = tuple[type[HistoryReport], dict[str, Any]]
"""A report that is still to be numbered and published: its type and its fields."""

AnyCommand = TypeVar("AnyCommand", bound=Command)
AnyReport = TypeVar("AnyReport", bound=Report)
