"""`TrainingSession`: takes commands, has each done by its handler, and does the run's work between them.

It blocks, and knows no thread and no Qt: its host chooses those. TensorFlow is imported in `run`, not before.
"""

import time
from collections.abc import Callable

from dqn_engine.messages.channel import CommandQueue, Publish
from dqn_engine.messages.commands import Export, Shutdown
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import CommandApplied, CommandRefused, RunState
from dqn_engine.session import engine_loading
from dqn_engine.session.current_run import CurrentRun
from dqn_engine.session.handlers import HANDLERS, WITHOUT_SETTLING
from dqn_engine.session.inbox import Inbox
from dqn_engine.session.reporter import Reporter
from dqn_engine.system.errors import DivergedError, InputError, UnknownEnvironmentError, UnsaidError
from dqn_engine.system.process_kept import process_kept
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users

_IDLE_WAIT_S = 0.01


class TrainingSession:
    """The engine behind a window or a command line.

    Args:
        commands: Where commands arrive, in order.
        publish: Called with each report, on the thread that runs `run`.
        device: `auto`, `cpu` or `gpu:0`.
        chunk_steps: Steps per chunk; None adapts them so that a chunk takes about `chunk_seconds`.
        chunk_seconds: Commands wait so long; a call and its reports cost some milliseconds.
        clock: Seconds that never go back, by which runs are saved.
    """

    def __init__(
        self,
        commands: CommandQueue,
        publish: Publish,
        device: str = "auto",
        chunk_steps: int | None = None,
        chunk_seconds: float = 0.04,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._commands, self._device = commands, device
        self._reporter = Reporter(publish)
        self._inbox = Inbox(commands)
        self._current = CurrentRun(self._reporter, chunk_steps, chunk_seconds, clock, self._inbox.ends_soon)
        self._ended = False

    def run(self) -> None:
        """Runs until `Shutdown`. Never raises for what the user gave; that becomes a refusal or a `Failure`."""
        with process_kept():
            self._run()

    def _run(self) -> None:
        if not engine_loading.load(self._reporter, self._device):
            engine_loading.refuse_until_shutdown(self._reporter, self._commands)
            return
        current = self._current
        current.enter(RunState.IDLE)
        while not self._ended:
            self._drain_commands(wait_s=current.rest_s(_IDLE_WAIT_S))
            if self._ended:
                break
            try:
                self._guarded(current.work)
            except InputError as error:
                current.fail(error)
        self._guarded(current.exports.close)
        self._guarded(lambda: current.close("The program was closed."))

    def _drain_commands(self, wait_s: float) -> None:
        while not self._ended:
            command = self._inbox.take(wait_s)
            if command is None:
                return
            wait_s = 0.0
            missing_module, unsaid = None, tuple[str, ...]()
            try:
                unbroken = self._guarded(lambda command=command: self._apply(command))
                refusal = "" if unbroken else Sentence("An error ended it; the failure's report says why.")
            except InputError as error:
                refusal = str(error)
                missing_module = error.module if isinstance(error, UnknownEnvironmentError) else None
                unsaid = error.unsaid if isinstance(error, UnsaidError) else ()
            if refusal:
                answered = {"command_id": command.command_id, "missing_module": missing_module, "unsaid": unsaid}
                self._reporter.report(CommandRefused, **answered, reason=refusal)
            elif not isinstance(command, Export):  # Its verification answers.
                self._reporter.report(CommandApplied, command_id=command.command_id)

    def _apply(self, command: Command) -> None:
        if isinstance(command, Shutdown):
            self._ended = True
            return
        handler = HANDLERS.get(type(command))
        if handler is None:
            raise InputError("The engine knows no command {name}.", name=type(command).__name__)
        if type(command) not in WITHOUT_SETTLING:
            self._current.settle()
        handler(self._current, command)

    def _guarded(self, action: Callable[[], None]) -> bool:
        """Whatever breaks a run becomes a `Failure` and must not break the program around it.

        Returns:
            Whether the action was done; diverging is something a run may do.

        Raises:
            InputError: What the user gave can't be used.
        """
        try:
            action()
        except InputError:
            raise
        except DivergedError as error:
            self._current.fail(error)
        except BaseException as error:  # Also a SystemExit, which an environment may have raised.
            if is_the_users(error):
                raise
            self._current.fail(error)
            return False
        return True
