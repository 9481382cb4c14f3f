"""A study on disk: tables that any spreadsheet reads, the summary, and the drawing.

`plan.json` says what is to be done. `evaluations.csv` and `seeds.csv` grow with the study, so that a crash loses no
finished seed and the study can be resumed; `curves.csv`, `study.json` and then the drawing are written at the end. A
folder holds one study: another is refused.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from dqn_engine.storage.files.atomic import write_atomically, write_refusal
from dqn_engine.storage.files.plain_json import json_file
from dqn_engine.storage.run.lock import LOCK, LockedError, RunLock
from dqn_engine.storage.run.places import STUDY_PLAN, SWEEP_DATABASE
from dqn_engine.storage.run.run_folder import refuse_unusable_folder
from dqn_engine.study.plan import PresetResult, SeedDone, SeedEvaluated, SeedResult, StudyEvent, StudyPlan, Task
from dqn_engine.study.plot import can_draw, description, learning_curves, to_png, to_svg
from dqn_engine.study.seed_saves import forget_all
from dqn_engine.study.summary import curve_quartiles, seed_fields
from dqn_engine.study.tables import (
    EVALUATIONS,
    SEEDS,
    STUDY_TABLES,
    finished_seeds,
    read_table,
    refuse_another_study,
    table_text,
)
from dqn_engine.study.wire import plan_to_json
from dqn_engine.system.errors import InputError

SUMMARY, SVG, PNG = "study.json", "learning_curves.svg", "learning_curves.png"
CURVES = "curves.csv"
_CURVE_COLUMNS = ("preset", "env_step", "lower_quartile", "median", "upper_quartile", "seeds")
_FILES = (*STUDY_TABLES, CURVES, SUMMARY, SVG, PNG, STUDY_PLAN)


def refuse_used_folder(path: str | os.PathLike[str]) -> None:
    """Checks that a study can be saved in the folder `path`, and changes nothing; it needn't exist yet.

    Raises:
        InputError: It is a file or can't be written to, or it already holds a run, a study or a sweep.
    """
    held = None
    with contextlib.suppress(OSError, ValueError):  # What is wrong with the name is said below.
        # A sweep has a table of the name that a study's has, but no --resume of a study continues it: said below too.
        if not (Path(path) / SWEEP_DATABASE).exists():
            held = next((name for name in _FILES if (Path(path) / name).exists()), None)
    if held is None:
        refuse_unusable_folder(path)
    else:
        raise InputError(
            "The output folder {path!r} already holds a study ({held}); continue it by --resume, or choose "
            "another folder.",
            path=str(path),
            held=held,
        )


class StudyFolder:
    """The open folder of a study in progress. A context manager; leaving it closes the tables.

    Attributes:
        finished: What an earlier part of the study came to, where it is resumed.
    """

    def __init__(self, path: str | os.PathLike[str], plan: StudyPlan, *, resume: bool = False) -> None:
        """Makes the folder, and those above it, and begins the tables; or resumes a study that is there.

        Raises:
            InputError: The folder can't be used; see `refuse_used_folder`. Or what is to be resumed is another study,
                or is being written.
        """
        self.path = Path(path)
        self.finished: Mapping[Task, SeedResult] = {}
        self._made = not self.path.exists()
        self._tables: dict[str, TextIO] = {}
        self._rows: dict[str, dict[Task, dict[int, Sequence[object]]]] = {name: {} for name in STUDY_TABLES}
        self._order = {task: index for index, task in enumerate(plan.tasks)}
        self._lock: RunLock | None = None
        resumed = resume and (self.path / STUDY_PLAN).exists()
        if not resumed:
            refuse_used_folder(path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = RunLock(self.path)
            if resumed:
                refuse_another_study(self.path / STUDY_PLAN, plan)
                self._take_back(plan)
            else:
                write_atomically(self.path / STUDY_PLAN, json_file(plan_to_json(plan)))
            self._write_tables()
        except OSError as error:
            self.close()
            raise write_refusal(self.path / SUMMARY, error) from error
        except LockedError as error:
            self.close()
            raise InputError(
                "The study in {path!r} is being done by another program; wait for it, or choose another folder.",
                path=str(path),
            ) from error
        except InputError:
            self.close()
            raise

    def __enter__(self) -> "StudyFolder":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close()
        if kind is not None and not any(self._rows.values()):
            self._leave_nothing()

    def record(self, event: StudyEvent) -> None:
        """Appends an event to its table; events without one are ignored.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        match event:
            case SeedEvaluated(name=preset, seed=seed, env_step=env_step, evaluation=one):
                row = (preset, seed, env_step, one.mean, one.std, one.minimum, one.maximum, one.episodes)
                self._append(EVALUATIONS, (preset, seed), env_step, row)
            case SeedDone(name=preset, result=result):
                self._append(SEEDS, (preset, result.seed), 0, (preset, *seed_fields(result).values()))

    def finish(self, plan: StudyPlan, results: Sequence[PresetResult], summary: Mapping[str, object]) -> None:
        """Writes the curves, the summary and, if a seed was finished and Matplotlib is there, the drawing.

        The tables are written again, in the plan's order, whatever the order in which seeds were done.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        self._write_tables()
        finished = [result for result in results if result.seeds]
        rows = [_CURVE_COLUMNS, *(row for result in finished for row in _curve_rows(plan, result))]
        write_atomically(self.path / CURVES, table_text(rows).encode())
        write_atomically(self.path / SUMMARY, json_file(summary))
        if all(len(result.seeds) == len(plan.seeds) for result in results):
            forget_all(self.path)
        if finished and can_draw():
            figure = learning_curves(plan, finished)
            title, shown = f"{plan.environment}: learning curves", description(plan, finished)
            write_atomically(self.path / SVG, to_svg(figure, title=title, description=shown))
            write_atomically(self.path / PNG, to_png(figure, title=title, description=shown))

    def close(self) -> None:
        """Closes the tables. Twice is harmless."""
        for file in self._tables.values():
            with contextlib.suppress(OSError):  # A full disk was reported when it was written to.
                file.close()
        if self._lock is not None:
            self._lock.release()
            with contextlib.suppress(OSError):
                (self.path / LOCK).unlink()
            self._lock = None

    def _take_back(self, plan: StudyPlan) -> None:
        """Reads the seeds that are finished; what is left of others is dropped, since they begin again."""
        # A study that was killed as it began has no tables yet.
        evaluations, seeds = (
            read_table(self.path / name) if (self.path / name).exists() else [] for name in (EVALUATIONS, SEEDS)
        )
        self.finished = finished_seeds(plan, evaluations, seeds)
        for preset, seed, env_step, *figures in evaluations:
            if (preset, seed) in self.finished:
                self._rows[EVALUATIONS].setdefault((preset, seed), {})[env_step] = (preset, seed, env_step, *figures)
        for (preset, _), result in self.finished.items():
            self._rows[SEEDS][preset, result.seed] = {0: (preset, *seed_fields(result).values())}

    def _write_tables(self) -> None:
        for file in self._tables.values():
            file.close()
        for name, columns in STUDY_TABLES.items():
            tasks = sorted(self._rows[name], key=self._order.__getitem__)
            rows = [row for task in tasks for _, row in sorted(self._rows[name][task].items())]
            write_atomically(self.path / name, table_text([columns, *rows]).encode())
            self._tables[name] = (self.path / name).open("a", encoding="utf-8", newline="")

    def _append(self, name: str, task: Task, index: int, row: Sequence[object]) -> None:
        self._rows[name].setdefault(task, {})[index] = row
        try:
            self._tables[name].write(table_text([row]))
            self._tables[name].flush()
        except OSError as error:
            raise write_refusal(self.path / name, error) from error

    def _leave_nothing(self) -> None:
        """Removes a study that was refused before anything came of it."""
        with contextlib.suppress(OSError):
            for name in (STUDY_PLAN, *STUDY_TABLES):
                (self.path / name).unlink(missing_ok=True)
            if self._made:
                self.path.rmdir()


def _curve_rows(plan: StudyPlan, result: PresetResult) -> Iterable[Sequence[object]]:
    for env_step, quartiles in zip(plan.evaluation_steps, curve_quartiles(result).T.tolist(), strict=True):
        yield result.name, env_step, *quartiles, len(result.seeds)
