"""Sends commands to the engine, each with its number, and reports what became of them."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from dqn_engine.messages.kinds import AnyCommand
from dqn_engine.messages.reports import CommandApplied, CommandRefused, RunState, StateChanged
from workbench.engine_link import EngineLink
from workbench.state.pending_commands import PendingCommands
from workbench.state.report_dispatcher import ReportDispatcher


class CommandSender(QObject):
    """Remembers each command until its answer."""

    pending_changed = Signal(object)  # frozenset of the kinds that wait for an answer
    applied = Signal(object)  # the command
    refused = Signal(object, object)  # the command, or None where it isn't known; the `CommandRefused`

    def __init__(self, link: EngineLink, reports: ReportDispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._pending = PendingCommands()
        reports.subscribe(CommandApplied, self._take_applied)
        reports.subscribe(CommandRefused, self._take_refused)
        reports.subscribe(StateChanged, self._take_state)

    def send(self, kind: type[AnyCommand], **fields: Any) -> AnyCommand:
        """Sends a command, made of its kind and fields, and returns it."""
        command = self._pending.issue(kind, **fields)
        self._link.send(command)
        self._tell_pending()
        return command

    def waiting(self, kind: type[AnyCommand]) -> list[AnyCommand]:
        """The commands of one kind that wait for an answer, oldest first."""
        return self._pending.waiting(kind)

    def _take_applied(self, report: CommandApplied) -> None:
        command = self._pending.answered(report.command_id)
        self._tell_pending()
        if command is not None:
            self.applied.emit(command)

    def _take_refused(self, report: CommandRefused) -> None:
        command = self._pending.answered(report.command_id)
        self._tell_pending()
        self.refused.emit(command, report)

    def _take_state(self, report: StateChanged) -> None:
        if report.state is RunState.FAILED:
            # The engine may have died: then nothing will be answered any more.
            self._pending.forget_all()
            self._tell_pending()

    def _tell_pending(self) -> None:
        self.pending_changed.emit(self._pending.kinds())
