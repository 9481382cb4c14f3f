"""A process that trains seeds: `python -m dqn_engine.study.worker`, which only a study or a sweep starts.

It reads from standard input what it begins with, then one job a line, and answers each with events and its end (see
`wire`). It ends when its input does, so that none outlives a study that was killed.
"""

import contextlib
import dataclasses
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TextIO

from dqn_engine.study.plan import Job, SeedResult, StudyEvent, Task
from dqn_engine.study.wire import event_to_json, job_from_json, line
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.process_kept import process_kept
from dqn_engine.system.text import error_words, traceback_words


class Training(Protocol):
    """What trains a seed: `dqn_engine.study.seed_training.SeedTraining`."""

    def run(self, job: Job) -> SeedResult | None:
        """None once it is stopped."""


TrainingFor = Callable[
    [Mapping[str, Any], Callable[[StudyEvent], None], Callable[[], bool]], AbstractContextManager[Training]
]
Prepare = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def serve(requests: TextIO, answers: TextIO, training_for: TrainingFor, prepare: Prepare) -> None:
    """Does what is asked for until the input ends; what it is at then is given up.

    Args:
        requests: First what `prepare` takes, with the `most_programs`; then `{"job": …}`, again and again, and perhaps
            `{"drop": [name, seed]}`, which gives up that job.
        answers: Where events go, and after each job `{"finished": [name, seed]}`; or `{"failed": …, "kind": …}`.
        training_for: Opens what trains, given the first of the requests, what observes and what says to stop.
        prepare: Imports and configures what the jobs need; what it returns is answered as the `device`.
    """

    def answer(message: Mapping[str, Any]) -> None:
        answers.write(line(message))
        answers.flush()

    def observe(event: StudyEvent) -> None:
        answer(event_to_json(event))

    jobs: queue.SimpleQueue[Mapping[str, Any] | None] = queue.SimpleQueue()
    stopped = threading.Event()
    dropped: set[Task] = set()
    current: list[Task] = []
    begun = json.loads(requests.readline())

    def given_up() -> bool:
        return stopped.is_set() or (bool(dropped) and not dropped.isdisjoint(current))

    def read() -> None:
        for text in requests:
            said = json.loads(text)
            if "drop" in said:
                name, seed = said["drop"]
                dropped.add((name, seed))
            else:
                jobs.put(said["job"])
        stopped.set()
        jobs.put(None)

    try:
        answer({"device": prepare(begun)})
        threading.Thread(target=read, name="requests", daemon=True).start()
        with training_for(begun, observe, given_up) as training:
            while (said := jobs.get()) is not None and not stopped.is_set():
                with process_kept():
                    job = job_from_json(said)
                    current[:] = [job.task]
                    training.run(job)
                    current.clear()
                    dropped.discard(job.task)
                answer({"finished": job.task})
    except BrokenPipeError:
        return  # The study is gone.
    except BaseException as error:  # noqa: BLE001 - the study says it, and this process ends
        answer(failure(error))


def failure(error: BaseException) -> Mapping[str, Any]:
    """What is answered where a job can't be done; of what nobody foresaw the whole is on the standard error."""
    if isinstance(error, InputError | BrokenEnvironmentError):
        return {"failed": str(error), "kind": "input" if isinstance(error, InputError) else "run"}
    sys.stderr.write(traceback_words(error))
    return {"failed": error_words(error), "kind": "run"}


def main() -> None:
    """Serves on standard input and output. What an environment prints goes to the standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from dqn_engine.study.seed_runs import SeedRuns
    from dqn_engine.study.seed_saves import saves_in
    from dqn_engine.study.seed_training import SeedTraining

    serve(
        sys.stdin,
        answers,
        lambda begun, observe, stopped: SeedTraining(
            observe,
            stopped,
            most_programs=begun["most_programs"],
            saves=saves_in(begun["saves"]),
            runs=None if begun["runs"] is None else SeedRuns(Path(begun["runs"])),
        ),
        prepare,
    )
    with contextlib.suppress(BrokenPipeError):  # The study is gone.
        answers.flush()
    os._exit(0)  # Threads that an environment left behind don't keep the process alive.


def prepare(begun: Mapping[str, Any]) -> Mapping[str, Any]:
    """Imports the user's own modules and chooses the device; returns what it is."""
    if begun["imports"]:
        from dqn_engine.environments.imports import import_environments

        for name in begun["imports"]:
            import_environments(name)
    from dqn_engine.system.device import configure

    return dataclasses.asdict(configure(begun["device"]))


if __name__ == "__main__":
    main()
