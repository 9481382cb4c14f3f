"""What a session does before its first run: loads TensorFlow, and says so where that fails."""

import itertools
import queue
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from dqn_engine.messages.commands import Shutdown
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import CommandApplied, CommandRefused, EngineReady, Failure, RunState, StateChanged
from dqn_engine.system.errors import InputError

if TYPE_CHECKING:
    from dqn_engine.session.reporter import Reporter

Publish = Callable[[Report], None]


def load(publish: Publish, device_name: str) -> "Reporter | None":
    """Imports TensorFlow, chooses the device and reports it; None where that failed, which is reported too."""
    begun = time.perf_counter()
    # The reporter's module imports what a run needs; loading must be announced before that.
    publish(StateChanged(run_id=0, sequence=0, state=RunState.LOADING, detail="Loading TensorFlow."))
    try:
        from dqn_engine.system import device

        choice = device.configure(device_name)
        from dqn_engine.session.reporter import Reporter

        reporter = Reporter(publish)
    except InputError as error:
        _report_unloaded(publish, "The device can't be used.", str(error), "Choose cpu.", details="")
        return None
    except Exception as error:  # noqa: BLE001 - a broken installation must be told, not crash the window
        why = f"{type(error).__name__}: {error}"
        remedy, details = "Install the program again.", traceback.format_exc()
        _report_unloaded(publish, "The engine could not be loaded.", why, remedy, details)
        return None
    load_seconds = time.perf_counter() - begun
    reporter.report(
        EngineReady,
        device=choice.name,
        device_reason=choice.reason,
        load_seconds=load_seconds,
        fell_back=choice.fell_back,
    )
    return reporter


def refuse_until_shutdown(publish: Publish, commands: "queue.SimpleQueue[Command]") -> None:
    """Answers every command of a session that could not be loaded."""
    for sequence in itertools.count(3):
        command = commands.get()
        place = {"run_id": 0, "sequence": sequence, "command_id": command.command_id}
        if isinstance(command, Shutdown):
            publish(CommandApplied(**place))
            return
        publish(CommandRefused(**place, reason="The engine could not be loaded."))


def _report_unloaded(publish: Publish, what: str, why: str, remedy: str, details: str) -> None:
    publish(Failure(run_id=0, sequence=1, what=what, why=why, remedy=remedy, details=details))
    publish(StateChanged(run_id=0, sequence=2, state=RunState.FAILED, detail=what))
