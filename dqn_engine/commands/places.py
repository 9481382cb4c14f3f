"""Where a command has its seeds trained: in this process, in others of this machine, or on a cluster."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dqn_engine.commands.output import tell, tell_fallback
from dqn_engine.config.run_config import RunConfig
from dqn_engine.play.vectorised_evaluation import EpisodePlayer, fastest_evaluator
from dqn_engine.study.plan import Job, RunMissing, StudyEvent
from dqn_engine.study.seed_runs import SeedRuns
from dqn_engine.study.seed_saves import saves_in
from dqn_engine.study.seed_training import Learner, SeedTraining, open_learner
from dqn_engine.study.study import Place
from dqn_engine.study.worker_processes import COMMAND, worker_processes
from dqn_engine.study.workers import Workers
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import printable

if TYPE_CHECKING:
    from dqn_engine.study.ray_workers import RayCluster

worker_command = COMMAND
"""What starts a worker process."""

ray_options: dict[str, Any] = {}
"""What else `cluster_workers` is given."""


def load(device: str) -> None:
    """Loads TensorFlow, chooses the device, and says where it isn't the one asked for."""
    from dqn_engine.system.device import configure

    tell_fallback(configure(device))


def learner_for(config: RunConfig) -> Learner:
    """A compiled learner."""
    return open_learner(config)


def evaluator_for(environment: str, frame_stack: int, masks: bool) -> EpisodePlayer:
    """What plays evaluations."""
    return fastest_evaluator(environment, frame_stack, masks)


def opened_place(
    observe: Callable[[StudyEvent], None],
    stopped: Callable[[], bool],
    *,
    cluster: "RayCluster | None",
    count: int,
    device: str,
    imports: Sequence[str],
    most_programs: int = 1,
    most_tries: int = 2,
    saves: Path | None = None,
    runs: Path | None = None,
    wanted: Callable[[Job], bool] = lambda job: True,
) -> AbstractContextManager[Place]:
    """Opens the place; `load` was called where `count` is 1 and there is no cluster.

    Args:
        observe: As of `Workers`.
        stopped: The same.
        cluster: Where it is, unless it is this machine.
        count: Processes of this machine.
        device: For each of them.
        imports: The user's own modules of environments.
        most_programs: As of `Workers`.
        most_tries: The same.
        saves: As of `worker_processes`; a cluster shares no disk, and saves nothing.
        runs: The folder of the study or sweep, where finished seeds leave their runs; None: nowhere. What isn't there
            of one is said.
        wanted: As of `Workers`.
    """
    place = None if runs is None else SeedRuns(runs)
    if place is not None:
        place.remove_unfinished()

    missing = _MissingRuns()

    def told(event: StudyEvent) -> None:
        if isinstance(event, RunMissing):
            missing.note(event)
        else:
            observe(event)

    if cluster is None and count == 1:
        training = SeedTraining(
            told,
            stopped,
            most_programs=most_programs,
            saves=saves_in(saves),
            runs=place,
            learner_for=learner_for,
            evaluator_for=evaluator_for,
        )
        return missing.told_after(training)
    if cluster is None:
        open_worker = worker_processes(
            device=device, imports=imports, most_programs=most_programs, saves=saves, runs=runs, command=worker_command
        )
    else:
        from dqn_engine.study.ray_workers import cluster_workers

        open_worker = cluster_workers(
            cluster, device=device, imports=imports, most_programs=most_programs, runs=runs, **ray_options
        )
    workers = Workers(
        told,
        stopped,
        open_worker=open_worker,
        count=count if cluster is None else cluster.processors,
        most_programs=most_programs,
        most_tries=most_tries,
        tell_device=tell_fallback,
        tell=tell,
        wanted=wanted,
    )
    return missing.told_after(workers)


class _MissingRuns:
    """Tells of the first run that isn't saved whole, and in the end how many more aren't: a full disk leaves none."""

    def __init__(self) -> None:
        self._count = 0

    def note(self, event: RunMissing) -> None:
        """One isn't."""
        self._count += 1
        if self._count == 1:
            tell(Sentence("The run of seed {seed} of {name} isn't saved whole. {reason}", seed=event.seed,
                          name=printable(event.name), reason=printable(event.reason)))  # fmt: skip

    @contextlib.contextmanager
    def told_after(self, place: AbstractContextManager[Place]) -> Iterator[Place]:
        """The place; after it the rest is told."""
        try:
            with place as opened:
                yield opened
        finally:
            if self._count > 1:
                tell(Sentence("Nor are the runs of {count} more seeds.", count=self._count - 1))
