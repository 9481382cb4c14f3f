"""Drives a real `TrainingSession` on the test's own thread: a story of commands and of reports to wait for.

Nothing waits and nothing races: commands are handed over when the session asks for them, and what happens next is
decided while the session publishes.
"""

import queue
import time
from collections.abc import Callable, Iterator

from dqn_engine.messages.commands import Shutdown
from dqn_engine.messages.kinds import AnyReport, Command, Report
from dqn_engine.messages.reports import CommandApplied, CommandRefused, RunState, StateChanged
from dqn_engine.session.session import TrainingSession

_PATIENCE_S = 120.0

Condition = Callable[[Report], bool]
Story = Iterator[Command | Condition]


class Tape:
    """What was asked and what was reported, in order."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self._asked = 0

    def ask(self, kind: type[Command], **fields: object) -> Command:
        """A command with the next id."""
        self._asked += 1
        return kind(command_id=self._asked, **fields)

    def of(self, kind: type[AnyReport]) -> list[AnyReport]:
        """The reports of a type."""
        return [report for report in self.reports if isinstance(report, kind)]

    def only(self, kind: type[AnyReport]) -> AnyReport:
        """The one report of a type."""
        (report,) = self.of(kind)
        return report

    def answer(self, command: Command) -> CommandApplied | CommandRefused:
        """The one answer to a command."""
        answers = self.of(CommandApplied) + self.of(CommandRefused)
        (answer,) = [report for report in answers if report.command_id == command.command_id]
        return answer

    def refusal(self, command: Command) -> str:
        """The sentence a command was refused with; empty where it was applied."""
        answer = self.answer(command)
        return answer.reason if isinstance(answer, CommandRefused) else ""

    @property
    def states(self) -> list[RunState]:
        """Every state that was entered."""
        return [report.state for report in self.of(StateChanged)]


def answered(command: Command) -> Condition:
    """Waits for the answer to a command."""
    return lambda report: (
        isinstance(report, CommandApplied | CommandRefused) and report.command_id == command.command_id
    )


def reported(kind: type[Report], **fields: object) -> Condition:
    """Waits for a report of a type with these fields."""
    return lambda report: (
        isinstance(report, kind) and all(getattr(report, name) == value for name, value in fields.items())
    )


class _Commands:
    """A queue that never waits; the story puts commands in as reports arrive."""

    def __init__(self, story: Story, shutdown: Command, patience_s: float) -> None:
        self._story, self._patience_s = story, patience_s
        self._waiting: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._condition: Condition | None = None
        self._shutdown: Command | None = shutdown
        self._give_up_s = 0.0
        self._continue()

    def get(self, block: bool = True, timeout: float | None = None) -> Command:
        """The next command; raises `queue.Empty` at once where there is none."""
        if self._waiting.empty() and time.monotonic() > self._give_up_s:
            raise AssertionError("The story waits for a report that doesn't come.")
        return self._waiting.get_nowait()

    get_nowait = get

    def hear(self, report: Report) -> None:
        """Continues with the story if this is what it waited for."""
        if self._condition is not None and self._condition(report):
            self._continue()

    def _continue(self) -> None:
        self._give_up_s = time.monotonic() + self._patience_s
        self._condition = None
        for step in self._story:
            if not isinstance(step, Command):
                self._condition = step
                return
            self._waiting.put(step)
        if self._shutdown is not None:
            self._waiting.put(self._shutdown)
            self._shutdown = None


def play(
    story: Callable[[Tape], Story],
    *,
    chunk_steps: int | None = 50,
    device: str = "cpu",
    patience_s: float = _PATIENCE_S,
    clock: Callable[[], float] = time.monotonic,
) -> Tape:
    """Runs a session through a story; `Shutdown` is sent at its end."""
    tape = Tape()
    commands = _Commands(story(tape), Shutdown(command_id=1_000_000), patience_s)

    def publish(report: Report) -> None:
        tape.reports.append(report)
        commands.hear(report)

    TrainingSession(commands, publish, device=device, chunk_steps=chunk_steps, clock=clock).run()
    return tape
