"""Seeds trained by several processes: one more seed at a time for every core.

Threads don't get a second core out of one TensorFlow (measured: two processes train 1.87 times as many steps per second
as one). A process that dies is replaced, and its seed begun again; every seed comes to the same numbers wherever and
however often it is begun.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO, cast

from dqn_engine.study.plan import StudyEvent, StudyPlan, Task
from dqn_engine.study.wire import event_from_json, line, plan_to_json
from dqn_engine.system.device import DeviceChoice
from dqn_engine.system.errors import BrokenEnvironmentError, InputError, LostProcessError
from dqn_engine.system.sentences import Sentence

COMMAND = (sys.executable, "-m", "dqn_engine.study.worker")
MOST_PROCESSES = 256
_MOST_TRIES = 2
_LOOK_S = 0.1
_END_S = 10.0


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


class WorkerProcesses:
    """Processes that train the seeds of a plan. A context manager; leaving it ends them.

    Args:
        plan: What the study is to do.
        observe: Called with each event on the thread that calls `run_all`; those of one seed are in order.
        stopped: Asked again and again; once it says yes, seeds in progress are given up.
        count: How many, at least 1; no more are started than there are tasks.
        device: For each of them.
        imports: The user's own modules of environments.
        tell_device: Called once with what the first of them runs on.
        tell: Called with a sentence where one died and is replaced.
        command: What starts one.
    """

    def __init__(
        self,
        plan: StudyPlan,
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        *,
        count: int,
        device: str,
        imports: Sequence[str] = (),
        tell_device: Callable[[DeviceChoice], None] = lambda choice: None,
        tell: Callable[[str], None] = lambda sentence: None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._plan, self._observe, self._stopped, self._count = plan, observe, stopped, count
        self._begin = {"plan": plan_to_json(plan), "device": device, "imports": list(imports)}
        self._command, self._tell_device, self._tell = command, tell_device, tell
        self._workers: list[_Worker] = []
        self._inbox: queue.SimpleQueue[tuple[_Worker, Mapping[str, Any] | None]] = queue.SimpleQueue()

    def __enter__(self) -> "WorkerProcesses":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for worker in self._workers:
            worker.close_input()
        for worker in self._workers:
            worker.end(within_s=_END_S if kind is None else 0.0)

    def run_all(self, tasks: Sequence[Task]) -> None:
        """Does the tasks, in order of beginning, until all are done or the study is stopped.

        Raises:
            InputError: What a process was given can't be used.
            LostProcessError: A process died twice over the same seed.
            BrokenEnvironmentError: The environment can't continue.
        """
        waiting = deque(tasks)
        tries: Counter[Task] = Counter()
        for _ in range(min(self._count, len(tasks))):
            self._start_on(waiting.popleft())
        told_to_stop = False
        while any(worker.task for worker in self._workers):
            if self._stopped() and not told_to_stop:
                told_to_stop = True
                waiting.clear()
                for worker in self._workers:
                    worker.close_input()
            try:
                worker, message = self._inbox.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if message is None:
                lost, worker.task = worker.task, None
                if lost is None or told_to_stop:
                    continue
                tries[lost] += 1
                how = _how_it_ended(lost, worker.exit_code())
                if tries[lost] == _MOST_TRIES:
                    raise LostProcessError(
                        "{how}, twice. Seeds that were finished before are saved; continue by --resume, with fewer "
                        "processes by --on local:1.",
                        how=how,
                    )
                self._tell(Sentence("{how}; the seed is begun again in another.", how=how))
                self._start_on(lost)
            elif "finished" in message:
                worker.task = None
                if waiting:
                    worker.give(waiting.popleft())
            elif "device" in message:
                if worker is self._workers[0]:
                    self._tell_device(DeviceChoice(**message["device"]))
            elif "failed" in message:
                kind = InputError if message["kind"] == "input" else BrokenEnvironmentError
                raise kind(message["failed"])
            else:
                event = event_from_json(message, self._plan.environment)
                if event is not None:
                    self._observe(event)

    def _start_on(self, task: Task) -> None:
        worker = _Worker(self._command, self._begin, self._inbox)
        self._workers.append(worker)
        worker.give(task)


class _Worker:
    """One process. `task` is what it does at present; None: nothing."""

    def __init__(
        self,
        command: Sequence[str],
        begin: Mapping[str, Any],
        inbox: "queue.SimpleQueue[tuple[_Worker, Mapping[str, Any] | None]]",
    ) -> None:
        self.task: Task | None = None
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            process_group=0,  # Ctrl+C in the terminal is the study's to answer.
        )
        self._requests, self._answers = cast("TextIO", self._process.stdin), cast("TextIO", self._process.stdout)
        self._inbox = inbox
        threading.Thread(target=self._read, name="worker", daemon=True).start()
        self._tell(begin)

    def give(self, task: Task) -> None:
        self.task = task
        self._tell({"task": task})

    def close_input(self) -> None:
        """It gives up what it does, and ends."""
        with contextlib.suppress(BrokenPipeError):  # It is gone already.
            self._requests.close()

    def exit_code(self) -> int:
        return self._process.wait()

    def end(self, within_s: float) -> None:
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tell(self, message: Mapping[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):  # That it died is read from its output.
            self._requests.write(line(message))
            self._requests.flush()

    def _read(self) -> None:
        with self._answers as answers, contextlib.suppress(json.JSONDecodeError):  # It died within a line.
            for text in answers:
                self._inbox.put((self, json.loads(text)))
        self._inbox.put((self, None))


def _how_it_ended(task: Task, exit_code: int) -> Sentence:
    preset, seed = task
    if exit_code >= 0:
        return Sentence(
            "The process that trained seed {seed} of {preset} ended with exit code {code}",
            seed=seed,
            preset=preset,
            code=exit_code,
        )
    return Sentence(
        "The process that trained seed {seed} of {preset} was ended by signal {number}{why}",
        seed=seed,
        preset=preset,
        number=-exit_code,
        why=Sentence(", as happens where memory runs out") if exit_code == -signal.SIGKILL else "",
    )
