"""What a session does before its first run: loads TensorFlow, and says so where that fails."""

import importlib
import time
import traceback

from dqn_engine.messages.channel import CommandQueue
from dqn_engine.messages.commands import Shutdown
from dqn_engine.messages.reports import CommandApplied, CommandRefused, EngineReady, Failure, RunState, StateChanged
from dqn_engine.session.reporter import Reporter
from dqn_engine.system.errors import InputError
from dqn_engine.system.loading import uncollected
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words


def load(reporter: Reporter, device_name: str) -> bool:
    """Imports TensorFlow, chooses the device and reports it; False where that failed, which is reported too."""
    begun = time.perf_counter()
    reporter.report(StateChanged, state=RunState.LOADING, detail=Sentence("Loading TensorFlow."))
    try:
        from dqn_engine.system import device

        with uncollected():
            choice = device.configure(device_name)
            importlib.import_module("dqn_engine.session.scheduler")  # All that a run needs: none waits for it later.
    except InputError as error:
        _report_unloaded(
            reporter, Sentence("The device can't be used."), str(error), Sentence("Choose cpu."), details=""
        )
        return False
    except BaseException as error:  # A broken installation must be reported, not crash the window.
        if is_the_users(error):
            raise
        why = error_words(error)
        remedy, details = Sentence("Install the program again."), traceback.format_exc()
        _report_unloaded(reporter, Sentence("The engine could not be loaded."), why, remedy, details)
        return False
    reporter.report(
        EngineReady,
        device=choice.name,
        device_reason=choice.reason,
        load_seconds=time.perf_counter() - begun,
        fell_back=choice.fell_back,
    )
    return True


def refuse_until_shutdown(reporter: Reporter, commands: CommandQueue) -> None:
    """Answers every command of a session that could not be loaded."""
    while True:
        command = commands.get()
        if isinstance(command, Shutdown):
            reporter.report(CommandApplied, command_id=command.command_id)
            return
        reporter.report(
            CommandRefused, command_id=command.command_id, reason=Sentence("The engine could not be loaded.")
        )


def _report_unloaded(reporter: Reporter, what: str, why: str, remedy: str, details: str) -> None:
    reporter.report(Failure, what=what, why=why, remedy=remedy, details=details)
    reporter.report(StateChanged, state=RunState.FAILED, detail=what)
