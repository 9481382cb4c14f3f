"""How a session is talked to: commands go in by a queue, reports come out by a call, and its host lends it a thread."""

import queue
from collections.abc import Callable
from typing import Protocol

from dqn_engine.messages.kinds import Command, Report

CommandQueue = queue.SimpleQueue[Command]
"""Where commands arrive, in order."""

Publish = Callable[[Report], None]
"""What is called with each report, on the session's thread."""


class Session(Protocol):
    """What a host needs of a `TrainingSession`."""

    def run(self) -> None:
        """Blocks until the command `Shutdown`."""
