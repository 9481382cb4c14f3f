"""A process that trains seeds for a study: `python -m dqn_engine.study.worker`, which only a study starts.

It reads the plan from standard input, then one task a line, and answers each with events and its end (see `wire`). It
ends when its input does, so that none outlives a study that was killed.
"""

import dataclasses
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol, TextIO

from dqn_engine.study.plan import SeedResult, StudyEvent, StudyPlan
from dqn_engine.study.wire import event_to_json, line, plan_from_json
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.process_kept import process_kept
from dqn_engine.system.text import error_words, traceback_words


class Training(Protocol):
    """What trains a seed: `dqn_engine.study.seed_training.SeedTraining`."""

    def run(self, name: str, seed: int) -> SeedResult | None:
        """None once the study is stopped."""


TrainingFor = Callable[[StudyPlan, Callable[[StudyEvent], None], Callable[[], bool]], AbstractContextManager[Training]]
Prepare = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def serve(requests: TextIO, answers: TextIO, training_for: TrainingFor, prepare: Prepare) -> None:
    """Does what is asked for until the input ends; what it is at then is given up.

    Args:
        requests: First what `prepare` takes, with the `plan`; then `{"task": [name, seed]}`, again and again.
        answers: Where events go, and after each task `{"finished": [name, seed]}`; or `{"failed": …, "kind": …}`.
        training_for: Opens the training of a plan, given what observes and what says that it is to stop.
        prepare: Imports and configures what the plan needs; what it returns is answered as the `device`.
    """

    def answer(message: Mapping[str, Any]) -> None:
        answers.write(line(message))
        answers.flush()

    tasks: queue.SimpleQueue[tuple[str, int] | None] = queue.SimpleQueue()
    stopped = threading.Event()
    begun = json.loads(requests.readline())

    def read() -> None:
        for text in requests:
            name, seed = json.loads(text)["task"]
            tasks.put((name, seed))
        stopped.set()
        tasks.put(None)

    try:
        answer({"device": prepare(begun)})
        plan = plan_from_json(begun["plan"])
        threading.Thread(target=read, name="requests", daemon=True).start()
        with training_for(plan, lambda event: answer(event_to_json(event)), stopped.is_set) as training:
            while (task := tasks.get()) is not None and not stopped.is_set():
                with process_kept():
                    training.run(*task)
                answer({"finished": task})
    except BrokenPipeError:
        return  # The study is gone.
    except (InputError, BrokenEnvironmentError) as error:
        answer({"failed": str(error), "kind": "input" if isinstance(error, InputError) else "run"})
    except BaseException as error:  # noqa: BLE001 - the study says it, and this process ends
        sys.stderr.write(traceback_words(error))
        answer({"failed": error_words(error), "kind": "run"})


def main() -> None:
    """Serves on standard input and output. What an environment prints goes to the standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from dqn_engine.study.seed_training import SeedTraining

    serve(sys.stdin, answers, SeedTraining, _prepare)
    answers.flush()
    os._exit(0)  # Threads that an environment left behind don't keep the process alive.


def _prepare(begun: Mapping[str, Any]) -> Mapping[str, Any]:
    if begun["imports"]:
        from dqn_engine.environments.imports import import_environments

        for name in begun["imports"]:
            import_environments(name)
    from dqn_engine.system.device import configure

    return dataclasses.asdict(configure(begun["device"]))


if __name__ == "__main__":
    main()
