"""Seeds trained by a cluster, through Ray Core: one worker for each of its processors, wherever that is.

A job goes there and its messages come back by value, as plain JSON values (`wire`); no disk is shared, and no code is
sent: a worker imports this program where it is, and is refused where its versions aren't those at work here. A node
that dies takes its workers with it; their seeds are begun again by others. Nodes that join get workers of their own.
"""

import contextlib
import importlib.util
import logging
import os
import platform
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from dqn_engine.study.plan import Job, RunMissing, StudyEvent, Task
from dqn_engine.study.ray_address import refuse_silence
from dqn_engine.study.seed_runs import Files, PackedRuns, SeedRuns, unpack
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.wire import event_to_json, job_from_json, job_to_json
from dqn_engine.study.worker import failure, prepare
from dqn_engine.study.workers import Message, OpenWorker, Tell
from dqn_engine.system.errors import InputError, LostProcessError
from dqn_engine.system.process_kept import process_kept
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import error_words, one_line
from dqn_engine.system.versions import version_line

_LOOK_S = 1.0
_CROWDED_S, _PATIENCE_S = 3.0, 60.0
"""How long a worker may look for a processor: where there are fewer than workers, and where others use them."""
_SAID_AFTER_S = 10.0
"""How long nobody finds a processor before the user is told what is waited for."""
_JOINED_WITHIN_S = 60.0
"""How long a cluster that has answered may take until it is joined: where it is gone by then, Ray waits for ever."""
_WAITING = Sentence(
    "No worker could begin on the cluster yet: all of its processors seem to be in use. One that is free is waited for."
)
OWN = ""
"""The address of a cluster that is begun on this machine, and ends with the program."""


class RayCluster:
    """A connection to a cluster; a context manager.

    Args:
        address: Where one is, such as 10.0.0.1:6379; `OWN`: one is begun on this machine.
        processors: Of a cluster that is begun here.

    Raises:
        InputError: Ray isn't installed, nothing answers at the address, or it is another version's.
    """

    def __init__(self, address: str, processors: int) -> None:
        if importlib.util.find_spec("ray") is None:
            raise InputError(
                "--on ray needs Ray, which isn't installed; install the extra 'cluster' (uv sync --extra cluster), or "
                "use --on local."
            )
        if address != OWN:
            refuse_silence(address)
        # Nothing is reported to anybody, and no page is served.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        # Of a node that dies Ray prints the log on standard output, where results go; what it means is said here.
        os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", ".")
        import ray  # pyright: ignore[reportMissingImports]  # The extra cluster, which needn't be installed.

        self._ray: Any = ray
        begun: dict[str, Any] = {"address": address}
        if address == OWN:
            # Local: none that runs here already is joined, as without an address.
            begun = {"address": "local", "num_cpus": processors, "include_dashboard": False}

        def join() -> None:
            ray.init(**begun, log_to_driver=False, logging_level=logging.ERROR, configure_logging=True)

        try:
            join() if address == OWN else _within(_JOINED_WITHIN_S, join)
        except TimeoutError as error:
            raise InputError(
                "The Ray cluster at {address} answered, but couldn't be joined within {limit:.0f} seconds; see whether "
                "it is still there.",
                address=address,
                limit=_JOINED_WITHIN_S,
            ) from error
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise InputError(
                "The Ray cluster at {address} can't be used: {reason}.",
                address=address or "this machine",
                reason=one_line(error)[:300].rstrip("."),
            ) from error
        self._is_own = address == OWN
        self._counted, self._counted_s = processors, -_LOOK_S
        self._workers, self._lock = 0, threading.Lock()
        self._at_work, self._told_to_wait = 0, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ray.shutdown()

    @property
    def workers(self) -> int:
        """How many this program has open, or wants."""
        return self._workers

    def count_workers(self, more: int) -> None:
        """There are so many more; less than 0: fewer. On any thread."""
        with self._lock:
            self._workers += more

    def count_found(self, more: int) -> None:
        """So many more workers have a processor; less than 0: fewer. On any thread."""
        with self._lock:
            self._at_work += more
            self._told_to_wait = False

    def is_to_tell_of_waiting(self, waited_s: float) -> bool:
        """Whether the user is to be told that no worker has a processor: once, until one finds one. On any thread.

        Of a cluster that was begun here nobody else has any.
        """
        with self._lock:
            if self._is_own or self._at_work or self._told_to_wait or waited_s < _SAID_AFTER_S:
                return False
            self._told_to_wait = True
            return True

    def processors(self) -> int:
        """How many there are now, at least 1: nodes come and go.

        Raises:
            LostProcessError: The cluster is gone, or is one of this machine's whose only node is.
        """
        now = time.monotonic()
        if now - self._counted_s >= _LOOK_S:
            self._counted_s = now
            with _told_where_it_is_gone():
                found = int(self._ray.cluster_resources().get("CPU", 0))
            if self._is_own and found < 1:
                raise LostProcessError(
                    "The Ray cluster that was begun on this machine has lost its node. Seeds that were finished before "
                    "are saved; continue by --resume."
                )
            self._counted = max(1, found)
        return self._counted


class Trainer:
    """What lives in a worker's process on the cluster.

    Args:
        begin: The `device`, `imports`, `most_programs` and `versions` that are wanted, and whether `runs` are.
    """

    def __init__(self, begin: Message) -> None:
        self._begin = begin
        self._messages: list[Message] = []
        self._training: SeedTraining | None = None
        self._current: Task | None = None
        self._dropped: Task | None = None

    def train(self, job: Message) -> list[Message]:
        """Does a job and returns all that there is to tell of it; the last is that it is finished, or that it failed.

        What comes back has lists, text and numbers only, and the bytes of a run's files: nothing of it is run.
        """
        self._messages = []
        try:
            if self._training is None:
                self._refuse_others()
                self._messages.append({"device": self.prepared(self._begin)})
                runs = PackedRuns(self._send) if self._begin["runs"] else None
                self._training = self.opened(self._begin["most_programs"], self._observe, self._given_up, runs)
            with process_kept():
                done = job_from_json(job)
                self._current = done.task
                self._training.run(done)
            self._messages.append({"finished": list(done.task)})
        except BaseException as error:  # noqa: BLE001 - the study says it
            self._messages.append(failure(error))
        return self._messages

    def drop(self, name: str, seed: int) -> None:
        """Gives up that job, on another thread than `train`, if it is at it."""
        self._dropped = name, seed

    def prepared(self, begin: Message) -> Message:
        """Imports and configures what jobs need; returns the device."""
        return prepare(begin)

    def opened(
        self,
        most_programs: int,
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        runs: PackedRuns | None,
    ) -> SeedTraining:
        """What trains."""
        return SeedTraining(observe, stopped, most_programs=most_programs, runs=runs)

    def _given_up(self) -> bool:
        return self._dropped is not None and self._dropped == self._current

    def _observe(self, event: StudyEvent) -> None:
        self._messages.append(event_to_json(event))

    def _send(self, task: Task, files: Files) -> None:
        self._messages.append({"run": list(task), "files": dict(files)})

    def _refuse_others(self) -> None:
        here = versions()
        if here != self._begin["versions"]:
            raise InputError(
                "The worker on {node} has {here}, but this program {wanted}; install the same versions there.",
                node=platform.node(),
                here=here,
                wanted=self._begin["versions"],
            )


def cluster_workers(
    cluster: RayCluster,
    *,
    device: str,
    imports: Sequence[str] = (),
    most_programs: int = 1,
    runs: Path | None = None,
    trainer: type[Trainer] = Trainer,
) -> OpenWorker:
    """What opens workers on a cluster, one for each of its `processors`.

    Args:
        cluster: Where.
        device: For each of them.
        imports: The user's own modules of environments, which must be there as well.
        most_programs: As of `Workers`.
        runs: The folder of the study or sweep here, where what finished seeds leave is written; None: nowhere.
        trainer: What lives there.
    """
    begin = {
        "device": device,
        "imports": list(imports),
        "most_programs": most_programs,
        "versions": versions(),
        "runs": runs is not None,
    }
    place = None if runs is None else SeedRuns(runs)
    return lambda told: _RayWorker(trainer, begin, told, cluster, place)


class _RayWorker:
    """An actor on the cluster.

    It may never find a processor: a node may die as it is opened, and others may use the cluster. Then its job goes
    back to those that have one.
    """

    def __init__(
        self, trainer: type[Trainer], begin: Message, told: Tell, cluster: RayCluster, runs: SeedRuns | None
    ) -> None:
        import ray  # pyright: ignore[reportMissingImports]  # The extra cluster, which needn't be installed.

        self._ray: Any = ray
        self._told, self._cluster, self._runs = told, cluster, runs
        # It isn't begun again elsewhere by Ray: what it was at is ours to give to another.
        with _told_where_it_is_gone():
            # Two methods at a time: a job is dropped while it is done.
            actor = self._ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0, max_concurrency=2)(trainer)
            self._actor: Any = actor.remote(begin)
            self._opened: Any = self._actor.__ray_ready__.remote()
        cluster.count_workers(1)
        self._once, self._uncounted, self._found = threading.Lock(), False, False

    def give(self, job: Job) -> None:
        threading.Thread(target=self._await, args=(job,), name="worker", daemon=True).start()

    def drop(self, job: Job) -> None:
        with contextlib.suppress(Exception):  # It is gone already.
            self._actor.drop.remote(*job.task)

    def stop(self) -> None:
        """It gives up what it does, and ends."""
        with contextlib.suppress(Exception):  # It is gone already.
            self._ray.kill(self._actor)
        self._uncount()

    def how_it_ended(self) -> str:
        return Sentence("was lost with its process or its node")

    def end(self, within_s: float) -> None:
        self.stop()

    def _await(self, job: Job) -> None:
        try:
            if not self._found_a_processor():
                self.stop()
                self._told({"returned": list(job.task)})
                self._told(None)
                return
            messages = self._ray.get(self._actor.train.remote(job_to_json(job)))
        except Exception:  # noqa: BLE001 - whatever Ray says, the seed isn't done
            self._uncount()
            self._told(None)
            return
        for message in messages:
            if "run" not in message:
                self._told(message)
            elif self._runs is not None and message["run"] == list(job.task):
                files: Files = message["files"]
                reason = self._runs.save(job.task, lambda path, files=files: unpack(path, files))
                if reason:
                    self._told(event_to_json(RunMissing(name=job.name, seed=job.seed, reason=reason)))

    def _found_a_processor(self) -> bool:
        begun_s = time.monotonic()
        while not self._ray.wait([self._opened], timeout=_LOOK_S)[0]:
            waited_s = time.monotonic() - begun_s
            if self._cluster.is_to_tell_of_waiting(waited_s):
                self._told({"notice": _WAITING})
            too_many = self._cluster.workers > self._cluster.processors()
            if (too_many and waited_s > _CROWDED_S) or (self._cluster.workers > 1 and waited_s > _PATIENCE_S):
                return False
        with self._once:
            if not self._found and not self._uncounted:
                self._found = True
                self._cluster.count_found(1)
        return True

    def _uncount(self) -> None:
        with self._once:
            if not self._uncounted:
                self._uncounted = True
                self._cluster.count_workers(-1)
                if self._found:
                    self._cluster.count_found(-1)


def _within(limit_s: float, work: Callable[[], None]) -> None:
    """Does the work, which can't be interrupted, on a thread that is left behind where it takes too long.

    The end of the process waits for those of an executor, and so of `do_beside`; not for this one.

    Raises:
        TimeoutError: It does.
    """
    ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def do() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised on the thread that waits
            ended.put(error)
        else:
            ended.put(None)

    threading.Thread(target=do, name="join", daemon=True).start()
    try:
        error = ended.get(timeout=limit_s)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error


@contextlib.contextmanager
def _told_where_it_is_gone() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise LostProcessError(
            "The Ray cluster is gone ({reason}). Seeds that were finished before are saved; continue by --resume.",
            reason=error_words(error),
        ) from error


def versions() -> str:
    """What must be the same on every node: the program's version, TensorFlow's, Python's, and the kind of machine."""
    return f"{version_line('dqn-engine')} on {platform.machine()} ({sys.implementation.name})"
