"""What `verdict` and `hand` have in common: the rhythm of evaluations, the place, the folder, and lines on the way."""

import argparse
import contextlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dqn_engine.commands.on import process_count
from dqn_engine.commands.output import say, tell
from dqn_engine.comparison import saved_comparison
from dqn_engine.comparison.profile_rows import profile_rows
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.study.plan import SeedDone, StudyEvent, StudyPlan
from dqn_engine.study.study_folder import StudyFolder
from dqn_engine.study.summary import with_interval
from dqn_engine.study.time_left import Range, seconds_left, with_time_left
from dqn_engine.study.worker_processes import core_count
from dqn_engine.sweep.feasibility import check_memory, process_bytes
from dqn_engine.system.errors import InputError
from dqn_engine.system.memory import free_bytes
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import percent, printable

if TYPE_CHECKING:
    from dqn_engine.study.ray_workers import RayCluster


def rhythm_of(options: argparse.Namespace) -> dict[str, Any]:
    """`evaluate_every` and `evaluate_episodes`, as they are given.

    Raises:
        InputError: One isn't allowed.
    """
    rhythm = {
        name: knob_named(name).parse(text)
        for name, text in (("evaluate_every", options.every), ("evaluate_episodes", options.episodes))
    }
    if rhythm["evaluate_every"] == 0:
        raise InputError("--every is '0', but seeds are compared by evaluations; give a number of steps, such as 500.")
    return rhythm


def workers_for(options: argparse.Namespace, plan: StudyPlan, cluster: "RayCluster | None") -> tuple[int, int]:
    """How many processes train, and how many programs each of them holds.

    Raises:
        InputError: `--on` says something else, or there is too little memory.
    """
    kinds = len({plan.job((name, plan.seeds[0])).program for name in plan.configs})
    if cluster is not None:
        return cluster.processors(), kinds
    count = min(process_count(options.on, options.device, core_count()), len(plan.tasks))
    largest = max(process_bytes(config) for config in plan.configs.values())
    check_memory(largest, count, f"--on {options.on}")
    free = free_bytes()
    room = kinds if free is None else max(1, free // (2 * count * largest))
    return count, min(kinds, room)


class PairedFolder:
    """The open folder of a verdict or a hand; a context manager. Without a place to save it, a temporary one.

    Args:
        options: The command's `out` and `resume`.
        plan: The study of its seeds.
        name: Of the file that says what it is.
        said: What that file says from the beginning, and must say where it is resumed.

    Raises:
        InputError: The folder can't be used, or holds something else.
    """

    def __init__(self, options: argparse.Namespace, plan: StudyPlan, name: str, said: dict[str, Any]) -> None:
        if options.resume and options.out is None:
            raise InputError("--resume continues what a folder holds; name it by --out DIR.")
        self._name, self._said, self._plan = name, said, plan
        self._closing = contextlib.ExitStack()
        self.saved = options.out is not None
        with contextlib.ExitStack() as undo:
            self.path = Path(options.out or undo.enter_context(tempfile.TemporaryDirectory(prefix="dqn-engine-")))
            path = self.path if self.saved else self.path / "seeds"
            known = options.resume and (path / name).exists()
            if known:
                saved_comparison.refuse_another(path, name, said)
            self.folder = undo.enter_context(StudyFolder(path, plan, resume=options.resume))
            if not known and self.folder.finished:
                saved_comparison.refuse_another(path, name, said)
            self._closing = undo.pop_all()

    def __enter__(self) -> "PairedFolder":
        return self

    def __exit__(self, *exception: Any) -> None:
        self._closing.__exit__(*exception)

    def say(self, values: dict[str, Any]) -> None:
        """Writes how far it is.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        if self.saved:
            saved_comparison.save(self.path, self._name, {**self._said, **values})


class SeedLines:
    """Tells of each finished training on the standard error, a line each: a seed is trained both ways.

    Args:
        plan: What is trained.
        finished: How many trainings were before.
        workers: Seeds that are trained at a time.
    """

    def __init__(self, plan: StudyPlan, finished: int, workers: int) -> None:
        self._done, self._total, self._workers = finished, len(plan.tasks), workers
        self._seconds: list[float] = []
        if finished:
            tell(Sentence("{finished:,} trainings were finished before.", finished=finished))

    @property
    def seconds_left(self) -> Range | None:
        """Until all are done; of a verdict that is at most so long, since it may be decided before."""
        left = self._total - self._done
        return seconds_left(self._seconds, least=left, most=left, workers=self._workers)

    def observe(self, event: StudyEvent) -> None:
        """Takes notice of an event."""
        if isinstance(event, SeedDone):
            self._done += 1
            result = event.result
            self._seconds.append(result.wall_seconds)
            done = Sentence(
                "{preset}, seed {seed}: final {final:,.1f}, best {best:,.1f} ({seconds:.1f} s); {done} of at most "
                "{total} trainings",
                preset=printable(event.name),
                seed=result.seed,
                final=result.final_mean,
                best=result.best_mean,
                seconds=result.wall_seconds,
                done=self._done,
                total=self._total,
            )
            tell(with_time_left(done, self.seconds_left))


def number(value: float | None) -> str:
    """A figure for the user; a dash where there is none."""
    return "–" if value is None else f"{value:,.1f}"


def iqm_words(side: Mapping[str, Any]) -> str:
    """The interquartile mean of a side with its interval, for the user; a dash where there is none."""
    return number(None) if side["iqm"] is None else with_interval(side["iqm"], side["iqm_interval"])


def interval(ends: Sequence[float | None]) -> str:
    """An interval for the user."""
    low, high = ends
    return f"{'−∞' if low is None else number(low)} to {'∞' if high is None else number(high)}"


def say_profile(summary: Mapping[str, Any], a: str, b: str) -> None:
    """Says what parts of the seeds of both score above some returns, where that is known."""
    if rows := profile_rows(summary["profile"]):
        thresholds, of_a, of_b = zip(*rows, strict=True)
        returns = ", ".join(f"{threshold:,.1f}" for threshold in thresholds)
        parts = [f"{name} {', '.join(map(percent, of))}" for name, of in ((a, of_a), (b, of_b))]
        say(f"performance profile, seeds above {returns}: {'; '.join(parts)}")
