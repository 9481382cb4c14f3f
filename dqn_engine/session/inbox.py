"""The commands that wait for a session, which can tell whether the program is about to end without taking any."""

import queue
from collections import deque

from dqn_engine.messages.channel import CommandQueue
from dqn_engine.messages.commands import Shutdown
from dqn_engine.messages.kinds import Command


class Inbox:
    """What comes in by a queue, in its order; all methods belong to the session's thread.

    Args:
        commands: The queue, of which nobody else takes.
    """

    def __init__(self, commands: CommandQueue) -> None:
        self._commands = commands
        self._seen: deque[Command] = deque()

    def take(self, wait_s: float = 0.0) -> Command | None:
        """The next command, waited for at most `wait_s`; None where none came."""
        if self._seen:
            return self._seen.popleft()
        try:
            return self._commands.get(timeout=wait_s) if wait_s else self._commands.get_nowait()
        except queue.Empty:
            return None

    def ends_soon(self) -> bool:
        """Whether a `Shutdown` that hurries is among the commands that wait."""
        while True:
            try:
                self._seen.append(self._commands.get_nowait())
            except queue.Empty:
                return any(isinstance(command, Shutdown) and command.hurries for command in self._seen)
