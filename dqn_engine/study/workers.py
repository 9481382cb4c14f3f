"""Seeds trained by several workers: who does what, whatever kind they are (`Worker`), and what happens when one dies.

One that dies is replaced, and its seed begun again; every seed comes to the same numbers wherever and however often it
is begun. What opens a worker is passed in: a process of this machine (`worker_processes`), or something farther away.
"""

import math
import queue
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Protocol, Self

from dqn_engine.study.plan import Job, NextJob, StudyEvent, Task
from dqn_engine.study.wire import event_from_json
from dqn_engine.system.device import DeviceChoice
from dqn_engine.system.errors import BrokenEnvironmentError, InputError, LostProcessError
from dqn_engine.system.sentences import Sentence

_LOOK_S = 0.1
_END_S = 10.0
_GIVEN_UP_S = 4.0
"""How long a worker that is told to stop may take to save what it is at; it loses no more than if it had died."""

Message = Mapping[str, Any]
Tell = Callable[[Message | None], None]
"""Takes what a worker says, as of `wire`, on any thread; None once it is gone."""


class Worker(Protocol):
    """Trains one seed at a time somewhere else, and tells what came of it."""

    def give(self, job: Job) -> None:
        """Begins a job. It tells `{"finished": [name, seed]}` when it is done, or `returned` where it never began."""

    def drop(self, job: Job) -> None:
        """It gives up that job, if it is at it, and tells that it is finished; what came of it isn't wanted."""

    def stop(self) -> None:
        """It gives up what it does, which it may save, and ends."""

    def how_it_ended(self) -> str:
        """Of one that is gone, such as "was ended by signal 9"."""
        ...

    def end(self, within_s: float) -> None:
        """Waits so long until it has ended, and then ends it."""


OpenWorker = Callable[[Tell], Worker]
"""Opens a worker, given what it is to tell."""


class Workers:
    """Where seeds are trained by others. A context manager; leaving it ends them.

    Args:
        observe: Called with each event on the thread that calls `run_all`; those of one seed are in order.
        stopped: Asked again and again; once it says yes, seeds in progress are given up, within seconds.
        open_worker: Opens one: `worker_processes`, or `cluster_workers` of a cluster.
        count: How many, at least 1, or what says how many there may be now; no more are opened than there are jobs.
        most_programs: Compiled programs that each of them holds.
        most_tries: So many workers may die over the same seed; the last ends all.
        tell_device: Called once with what the first of them runs on.
        tell: Called with the reason where one died and is replaced.
        wanted: Asked again and again of a job in progress; once it says no, that job is given up.
    """

    def __init__(
        self,
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        *,
        open_worker: OpenWorker,
        count: int | Callable[[], int],
        most_programs: int = 1,
        most_tries: int = 2,
        tell_device: Callable[[DeviceChoice], None] = lambda choice: None,
        tell: Callable[[str], None] = lambda sentence: None,
        wanted: Callable[[Job], bool] = lambda job: True,
    ) -> None:
        self._observe, self._stopped, self._open = observe, stopped, open_worker
        self._wanted = wanted
        self._count: Callable[[], int] = count if callable(count) else lambda: count
        self._most_programs, self._most_tries = most_programs, most_tries
        self._tell_device, self._tell, self._told_device = tell_device, tell, False
        self._open_ones: list[_Open] = []
        self._told_to_stop = False
        self._lost: deque[Job] = deque()
        self._tries: Counter[Task] = Counter()
        self._inbox: queue.SimpleQueue[tuple[_Open, Message | None]] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for one in self._open_ones:
            one.worker.stop()
        until_s = time.monotonic() + (_END_S if kind is None and not self._told_to_stop else 0.0)
        for one in self._open_ones:
            one.worker.end(within_s=max(0.0, until_s - time.monotonic()))

    def run_all(self, next_job: NextJob) -> None:
        """Does jobs, in order of beginning, until there is none or it is stopped.

        Where there is none at present while others are in progress, it is asked again.

        Raises:
            InputError: What a worker was given can't be used.
            LostProcessError: Too many workers died over the same seed.
            BrokenEnvironmentError: The environment can't continue.
        """
        given_up_s = math.inf
        while True:
            if not self._told_to_stop and self._stopped():
                self._told_to_stop, given_up_s = True, time.monotonic() + _GIVEN_UP_S
                for one in self._open_ones:
                    one.worker.stop()
            if not self._told_to_stop:
                self._drop_unwanted()
                self._give_out(next_job)
            if not any(one.job for one in self._open_ones) or time.monotonic() >= given_up_s:
                return
            try:
                one, message = self._inbox.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            self._take(one, message)

    def _give_out(self, next_job: NextJob) -> None:
        """Gives a job to each worker that has none, and opens more of them as long as there are jobs."""
        idle = [one for one in self._open_ones if one.job is None and not one.gone]
        while idle or sum(not one.gone for one in self._open_ones) < self._count():
            if self._stopped():  # To open many takes a while.
                return
            one = idle.pop(0) if idle else None
            programs = () if one is None else tuple(one.programs)
            job = self._lost.popleft() if self._lost else next_job(programs)
            if job is None:
                return
            self._give(self._opened() if one is None else one, job)

    def _drop_unwanted(self) -> None:
        """Gives up jobs of which nothing is wanted any more; those that a dead worker left aren't begun again."""
        self._lost = deque(job for job in self._lost if self._wanted(job))
        for one in self._open_ones:
            if one.job is not None and not one.dropped and not self._wanted(one.job):
                one.dropped = True
                one.worker.drop(one.job)

    def _opened(self) -> "_Open":
        one = _Open()
        one.worker = self._open(lambda message: self._inbox.put((one, message)))
        self._open_ones.append(one)
        return one

    def _give(self, one: "_Open", job: Job) -> None:
        one.job, one.dropped = job, False
        one.programs = [*(program for program in one.programs if program != job.program), job.program]
        del one.programs[: -self._most_programs]
        one.worker.give(job)

    def _take(self, one: "_Open", message: Message | None) -> None:
        if message is None:
            one.gone, lost, one.job = True, one.job, None
            if lost is not None and not self._told_to_stop:
                self._note_loss(one, lost)
        elif "finished" in message:
            one.job = None
        elif "returned" in message:  # It never began.
            if one.job is not None:
                self._lost.append(one.job)
            one.gone, one.job = True, None
        elif "notice" in message:
            self._tell(message["notice"])
        elif "device" in message:
            if not self._told_device:
                self._told_device = True
                self._tell_device(DeviceChoice(**message["device"]))
        elif "failed" in message:
            kind = InputError if message["kind"] == "input" else BrokenEnvironmentError
            raise kind(message["failed"])
        elif one.job is not None and not one.dropped:
            event = event_from_json(message, one.job.config.environment)
            if event is not None:
                self._observe(event)

    def _note_loss(self, one: "_Open", lost: Job) -> None:
        self._tries[lost.task] += 1
        how = Sentence(
            "The process that trained seed {seed} of {name} {how}",
            seed=lost.seed,
            name=lost.name,
            how=one.worker.how_it_ended(),
        )
        if self._tries[lost.task] >= self._most_tries:
            times = Sentence("twice") if self._most_tries == 2 else Sentence("{count} times", count=self._most_tries)
            raise LostProcessError(
                "{how}, {times}. Seeds that were finished before are saved; continue by --resume, with fewer processes "
                "by --on local:1.",
                how=how,
                times=times,
            )
        self._tell(Sentence("{how}; the seed is begun again in another.", how=how))
        self._lost.append(lost)


class _Open:
    """An open worker: what it does at present, and the programs that it holds, the one used last at the end."""

    worker: Worker

    def __init__(self) -> None:
        self.job: Job | None = None
        self.dropped = False
        self.programs: list[Hashable] = []
        self.gone = False
