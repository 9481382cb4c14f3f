"""Runs one training session from start to end for a command, on the calling thread.

The first Ctrl+C (or SIGTERM, or the terminal's hanging up) asks the session to stop after its current chunk, so that it
saves; the second Ctrl+C interrupts at once. No key sends the other signals again: then a session that doesn't
hear, since its environment doesn't come back, is left.
"""

import contextlib
import queue
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from dqn_engine.commands.output import print_failure, tell
from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.channel import CommandQueue, Publish, Session
from dqn_engine.messages.commands import OpenRun, Resume, Shutdown, Spectate, Start, Stop
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import CommandRefused, EngineReady, Failure, Progress, RunEnded, RunState, StateChanged
from dqn_engine.system.errors import InputError
from dqn_engine.system.process_kept import end_process
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import stopping_by_signal
from dqn_engine.system.text import printable

CHUNK_SECONDS = 0.2
"""Longer chunks than a window wants: no one watches each of them, and Ctrl+C can wait so long."""

HEARD_WITHIN_S = 4.0
"""How long a session may take to answer a signal that is not repeated, before it is left."""

LEAVER = "leaves-a-session"
"""The name of the thread that waits so long."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """How a run ended. `signal_number` is 0 unless a signal asked for the end; `ended` is None if it never began.

    `device` is what it ran on and `device_reason` why.
    """

    ended: RunEnded | None = None
    failed: bool = False
    failures: list[Failure] = field(default_factory=list)
    signal_number: int = 0
    device: str = ""
    device_reason: str = ""

    def print_failures(self, *, traceback: bool) -> None:
        """Tells the user on stderr what went wrong, if anything, and with `traceback` where in the program."""
        for failure, sentence in zip(self.failures, self.failure_sentences, strict=True):
            tell(f"error: {sentence}")
            if failure.details and traceback:
                tell(failure.details)

    @property
    def failure_sentences(self) -> list[str]:
        """What went wrong, why, and what to do, one sentence or two each."""
        return [printable(f"{failure.what} {failure.why} {failure.remedy}") for failure in self.failures]

    @property
    def exit_code(self) -> int:
        """What the command should exit with: 128 + signal, 1 after a failure, 0."""
        if self.failed or self.failures or self.ended is None:
            return 1
        return 128 + self.signal_number if self.signal_number else 0


def open_session(commands: CommandQueue, publish: Publish, device: str) -> Session:
    """A `TrainingSession`."""
    from dqn_engine.session.session import TrainingSession

    return TrainingSession(commands, publish, device=device, chunk_seconds=CHUNK_SECONDS)


def run_session(config: RunConfig, *, steps: int, out: str, observe: Publish, json: bool) -> Outcome:
    """Trains `steps` environment steps and gives every report to `observe`; `json`: a program reads the result.

    Raises:
        InputError: The session refused the run.
    """
    return _drive([(Start, {"config": config, "steps": steps, "out": out})], config.device, observe, json)


def resume_session(path: str, *, steps: int, device: str, observe: Publish, json: bool) -> Outcome:
    """Opens the run in the folder `path`, trains `steps` environment steps more and gives every report to `observe`.

    `json`: a program reads the result.

    Raises:
        InputError: It can't be opened or trained.
    """
    return _drive([(OpenRun, {"path": path, "steps": steps}), (Resume, {})], device, observe, json)


def _drive(
    asked: Sequence[tuple[type[Command], dict[str, object]]], device: str, observe: Publish, json: bool
) -> Outcome:
    commands: CommandQueue = queue.SimpleQueue()
    ids = count(1)
    outcome = Outcome()
    refusals: list[str] = []

    heard = threading.Event()

    def publish(report: Report) -> None:
        match report:
            case Progress(state=RunState.STOPPED):
                heard.set()
            case CommandRefused(command_id=number, reason=reason) if number in begun_with:
                refusals.append(reason)
                commands.put(Shutdown(command_id=next(ids)))
            case EngineReady():
                outcome.device, outcome.device_reason = report.device, report.device_reason
            case Failure():
                outcome.failures.append(report)
            case RunEnded():
                outcome.ended = report
                commands.put(Shutdown(command_id=next(ids)))
            case StateChanged(state=RunState.FAILED):
                outcome.failed = True
                commands.put(Shutdown(command_id=next(ids)))
        observe(report)

    def stop(signal_number: int) -> None:
        outcome.signal_number = signal_number
        commands.put(Stop(command_id=next(ids)))
        if signal_number != signal.SIGINT:
            threading.Thread(target=_leave_unless, args=(heard, signal_number, json), name=LEAVER, daemon=True).start()

    commands.put(Spectate(command_id=next(ids), held=True))  # Without a window.
    first = [kind(command_id=next(ids), **fields) for kind, fields in asked]
    begun_with = {command.command_id for command in first}
    for command in first:
        commands.put(command)
    session = open_session(commands, publish, device)
    with stopping_by_signal(stop):
        session.run()
    heard.set()
    if refusals and not outcome.failures:
        raise InputError(refusals[0])
    return outcome


def _leave_unless(heard: threading.Event, signal_number: int, json: bool) -> None:
    """Ends the process where a run doesn't answer in time: after a SIGTERM nobody presses Ctrl+C once more."""
    if heard.wait(HEARD_WITHIN_S):
        return
    sentence = Sentence("The run doesn't answer and was left; what was saved of it, if anything, stays.")
    tell(f"error: {sentence}")
    if json:
        with contextlib.suppress(Exception):  # The process ends, whoever reads it or not.
            print_failure(sentence, "interrupted")
    end_process(128 + signal_number)
