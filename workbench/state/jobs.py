"""What is done beside the window by other processes: a study, a sweep, a verdict, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"  # for another that trains
    RUNNING = "running"
    ENDING = "ending"  # it was asked to end
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job.

    Attributes:
        number: What it is known by.
        kind: The command, such as "sweep".
        title: What it does, for the user.
        state: How far it is.
        line: What it said last.
        out: The folder that it writes; empty where it writes none.
        result: What it came to, of one that is done and says so in JSON.
    """

    number: int
    kind: str
    title: str
    state: JobState
    line: str = ""
    out: str = ""
    result: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_going(self) -> bool:
        """Whether its process is there."""
        return self.state in (JobState.RUNNING, JobState.ENDING)

    @property
    def can_be_continued(self) -> bool:
        """Whether what it hadn't come to can still be done: it wrote a folder, which it resumes."""
        return self.state in (JobState.CANCELLED, JobState.FAILED) and bool(self.out)

    @property
    def can_be_ended(self) -> bool:
        """Whether there is something to cancel."""
        return self.is_going or self.state is JobState.WAITING
