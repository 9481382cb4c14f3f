"""Commands that were sent and not answered yet: what lets a button honestly show *pending*."""

from itertools import count

from dqn_engine.messages.kinds import AnyCommand, Command


class PendingCommands:
    """Numbers commands and remembers each until its answer."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._waiting: dict[int, Command] = {}

    def issue(self, kind: type[AnyCommand], **fields: object) -> AnyCommand:
        """A new command of `kind` with the next id, from now on pending."""
        command = kind(command_id=next(self._ids), **fields)
        self._waiting[command.command_id] = command
        return command

    def answered(self, command_id: int) -> Command | None:
        """The command that was answered; `None` where it isn't one of these."""
        return self._waiting.pop(command_id, None)

    def forget_all(self) -> None:
        """The engine died: nothing will be answered any more."""
        self._waiting.clear()

    def kinds(self) -> frozenset[type[Command]]:
        """Which kinds are pending."""
        return frozenset(type(command) for command in self._waiting.values())

    def waiting(self, kind: type[AnyCommand]) -> list[AnyCommand]:
        """The pending commands of one kind, oldest first."""
        return [command for command in self._waiting.values() if isinstance(command, kind)]
