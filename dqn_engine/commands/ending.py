"""How a command that trains many seeds hears that it is to end, says so at once, and doesn't wait for what can't hear.

To give up seeds takes seconds. But where a program is being compiled in this process, or an environment doesn't come
back, nothing hears for longer, not even a second Ctrl+C: then the process is left, as if it had been killed, and
`--resume` continues with what is saved.
"""

import contextlib
import threading
from collections.abc import Iterator

from dqn_engine.commands.output import print_failure, tell
from dqn_engine.system.process_kept import end_process
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import stopping_by_signal

HEARD_WITHIN_S = 6.0
"""How long it may take until what trains asks whether it is to end."""


class Ending:
    """Whether a command is to end.

    Args:
        json: Whether a program reads the result, and expects an object.
    """

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._number = 0
        self._heard = threading.Event()
        self._teller: threading.Thread | None = None

    @property
    def exit_code(self) -> int:
        """128 + the signal that asked for the end; 0 where none did."""
        return 128 + self._number if self._number else 0

    def asked(self) -> bool:
        """Whether a signal asked for the end; who asks this gives up seeds where it did."""
        if self._number:
            self._heard.set()
        return bool(self._number)

    def begin(self, signal_number: int) -> None:
        """Takes the signal. What it takes to say so is done on a thread of its own.

        A signal may come while something is being written, which can't be done within itself.
        """
        self._number = signal_number
        self._teller = threading.Thread(target=self._say, name="ending", daemon=True)
        self._teller.start()

    def end(self) -> None:
        """It has ended by itself."""
        self._heard.set()
        if self._teller is not None:
            self._teller.join(1.0)

    def _say(self) -> None:
        tell(Sentence("Ending: seeds in progress are given up, and what is finished is saved."))
        if self._heard.wait(HEARD_WITHIN_S):
            return
        sentence = Sentence("Ended as it was saved last: what was being done can't be given up in between.")
        tell(sentence)
        if self._json:
            with contextlib.suppress(Exception):  # The process ends, whoever reads it or not.
                print_failure(sentence, "interrupted")
        end_process(self.exit_code)


@contextlib.contextmanager
def ended_by_signal(*, json: bool) -> Iterator[Ending]:
    """Whether Ctrl+C, SIGTERM or SIGHUP have asked for the end.

    Args:
        json: As of `Ending`.
    """
    ending = Ending(json=json)
    try:
        with stopping_by_signal(ending.begin):
            yield ending
    finally:
        ending.end()
