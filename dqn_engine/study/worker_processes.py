"""Seeds trained by several processes of this machine: one more seed at a time for every core.

Threads don't get a second core out of one TensorFlow (measured: two processes train 1.87 times as many steps per second
as one).
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO, cast

from dqn_engine.study.plan import Job
from dqn_engine.study.wire import job_to_json, line
from dqn_engine.study.workers import Message, OpenWorker, Tell

COMMAND = (sys.executable, "-m", "dqn_engine.study.worker")
MOST_PROCESSES = 256


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def worker_processes(
    *,
    device: str,
    imports: Sequence[str] = (),
    most_programs: int = 1,
    saves: Path | None = None,
    runs: Path | None = None,
    command: Sequence[str] = COMMAND,
) -> OpenWorker:
    """What opens processes of this machine.

    Args:
        device: For each of them.
        imports: The user's own modules of environments.
        most_programs: As of `Workers`.
        saves: The folder of the study or sweep, where seeds in progress are saved; None: nowhere.
        runs: The folder of the study or sweep, where finished seeds leave their runs; None: nowhere.
        command: What starts one.
    """
    begin = {
        "device": device,
        "imports": list(imports),
        "most_programs": most_programs,
        "saves": None if saves is None else str(saves),
        "runs": None if runs is None else str(runs),
    }
    return lambda told: _WorkerProcess(command, begin, told)


class _WorkerProcess:
    """One process."""

    def __init__(self, command: Sequence[str], begin: Message, told: Tell) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            process_group=0,  # Ctrl+C in the terminal is the study's to answer.
        )
        self._requests, self._answers = cast("TextIO", self._process.stdin), cast("TextIO", self._process.stdout)
        self._ready = False
        threading.Thread(target=self._read, args=(told,), name="worker", daemon=True).start()
        self._tell(begin)

    def give(self, job: Job) -> None:
        self._tell({"job": job_to_json(job)})

    def drop(self, job: Job) -> None:
        self._tell({"drop": list(job.task)})

    def stop(self) -> None:
        """It gives up what it does, and ends; at once where it is still being loaded, and has nothing to save."""
        if not self._ready:
            self._process.kill()
        with contextlib.suppress(BrokenPipeError):  # It is gone already.
            self._requests.close()

    def how_it_ended(self) -> str:
        code = self._process.wait()
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return how + (", as happens where memory runs out" if code == -9 else "")

    def end(self, within_s: float) -> None:
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tell(self, message: Message) -> None:
        with contextlib.suppress(BrokenPipeError):  # That it died is read from its output.
            self._requests.write(line(message))
            self._requests.flush()

    def _read(self, told: Tell) -> None:
        with self._answers as answers, contextlib.suppress(json.JSONDecodeError):  # It died within a line.
            for text in answers:
                self._ready = True
                told(json.loads(text))
        told(None)
