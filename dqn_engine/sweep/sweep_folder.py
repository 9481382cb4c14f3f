"""The folder of a sweep: its database, the edits that wait to be made, and tables that any spreadsheet reads.

One program does a sweep; others may read it at any time and leave edits in `edits`, where the first finds them. The
tables and `sweep.json` are written at the end and whenever the program stops, and follow from the database.
"""

import contextlib
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dqn_engine.storage.files.atomic import write_atomically, write_refusal
from dqn_engine.storage.files.plain_json import json_file
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.run.lock import LOCK, LockedError, RunLock
from dqn_engine.storage.run.places import STUDY_PLAN
from dqn_engine.storage.run.run_folder import refuse_unusable_folder
from dqn_engine.study.plan import SeedEvaluated, SeedResult
from dqn_engine.study.seed_saves import forget_all
from dqn_engine.study.tables import table_text
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.database import DATABASE, SweepDatabase, create_database
from dqn_engine.sweep.definition import Definition, Settings, definition_to_json
from dqn_engine.sweep.edits import Edit, MadeEdit, edit_from_json
from dqn_engine.sweep.kept_runs import Runs
from dqn_engine.sweep.progress_table import ProgressTable
from dqn_engine.sweep.saved_sweep import SavedSweep, holds_sweep, read_sweep
from dqn_engine.sweep.summary import seed_rows, trial_rows
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import listed
from dqn_engine.system.versions import versions_at_work

SUMMARY, TRIALS, SEEDS, EDITS = "sweep.json", "trials.csv", "seeds.csv", "edits"
_FILES = (DATABASE, SUMMARY, TRIALS, SEEDS)
_LARGEST_EDIT_BYTES = 100_000
_MOST_WAITING = 100
_VERSIONS, _RUNS = "versions", "runs"


def refuse_used_folder(path: str | os.PathLike[str]) -> None:
    """Checks that a sweep can be saved in the folder `path`, and changes nothing; it needn't exist yet.

    Raises:
        InputError: It is a file or can't be written to, or it already holds a run, a study or a sweep.
    """
    held = None
    with contextlib.suppress(OSError, ValueError):  # What is wrong with the name is said below.
        names = (*_FILES, "study.json", STUDY_PLAN)
        held = next((name for name in names if (Path(path) / name).exists()), None)
    if held is None:
        refuse_unusable_folder(path)
    else:
        raise InputError(
            "The output folder {path!r} already holds a sweep or a study ({held}); continue a sweep by --resume, or "
            "choose another folder.",
            path=str(path),
            held=held,
        )


def leave_edit(folder: Path, edit: Edit) -> None:
    """Leaves an edit to be made by the program that does the sweep, or by the next that does.

    Raises:
        InputError: It can't be written.
    """
    waiting = folder / EDITS
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}.json"
    try:
        waiting.mkdir(exist_ok=True)
    except OSError as error:
        raise write_refusal(waiting / name, error) from error
    write_atomically(waiting / name, json_file(edit.to_json()))


def waiting_edits(folder: Path) -> list[tuple[Path, Edit | InputError]]:
    """The edits that wait to be made, oldest first, with what is wrong with those that are none."""
    waiting = folder / EDITS
    found: list[tuple[Path, Edit | InputError]] = []
    with contextlib.suppress(OSError):
        if waiting.is_symlink():
            return []
        names = sorted(path for path in waiting.iterdir() if path.suffix == ".json" and not path.name.startswith("."))
        for path in names[:_MOST_WAITING]:
            try:
                found.append((path, _edit_in(path)))
            except InputError as error:
                found.append((path, error))
    return found


def _edit_in(path: Path) -> Edit:
    try:
        if path.is_symlink() or not path.is_file():
            raise ValueError
        with path.open("rb") as file:
            content = file.read(_LARGEST_EDIT_BYTES + 1)
        return edit_from_json(decode_json(content, _LARGEST_EDIT_BYTES))
    except InputError:
        raise
    except (ValueError, OSError) as error:
        raise InputError("The edit {path!r} can't be read and was left out.", path=str(path)) from error


class SweepFolder:
    """The open folder of a sweep that this program does. A context manager; leaving it closes the database.

    Attributes:
        path: Of the folder.
        saved: What an earlier part of it came to.
        other_versions: The versions that it was begun with, where they aren't those that are at work; else empty.
        runs: Whose runs are saved, a value of `Runs`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        definition: Definition | None,
        *,
        resume: bool = False,
        runs: str = "",
        edits: Sequence[MadeEdit] = (),
    ) -> None:
        """Makes the folder, and those above it; or resumes the sweep that is there.

        Args:
            path: Of the folder.
            definition: What is to be done; None: what the folder says.
            resume: Whether there may be a sweep already.
            runs: Of a new sweep, whose runs are saved; empty: all.
            edits: Those that a new sweep makes on its way.

        Raises:
            InputError: The folder can't be used; see `refuse_used_folder`. Or what is to be resumed is another sweep,
                or is being done.
        """
        self.path = Path(path)
        self._made = not self.path.exists()
        self._database: SweepDatabase | None = None
        self._lock: RunLock | None = None
        self._progress = ProgressTable(self.path)
        resumed = resume and holds_sweep(self.path)
        if not resumed:
            if definition is None:
                raise InputError("The folder {folder!r} holds no sweep.", folder=str(path))
            refuse_used_folder(path)
        else:
            _refuse_links(self.path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = RunLock(self.path)
            if not resumed and definition is not None:
                about = {_VERSIONS: versions_at_work(), _RUNS: runs or Runs.ALL}
                create_database(self.path / DATABASE, definition, about, edits)
            self.saved: SavedSweep = read_sweep(self.path)
            if definition is not None:
                _refuse_another(self.path, self.saved, definition, edits)
            self._database = SweepDatabase(self.path / DATABASE)
        except OSError as error:
            self.close()
            raise write_refusal(self.path / DATABASE, error) from error
        except sqlite3.Error as error:
            self.close()
            raise _database_refusal(self.path / DATABASE, error) from error
        except LockedError as error:
            self.close()
            raise InputError(
                "The sweep in {path!r} is being done by another program; wait for it, change it by --edit, or choose "
                "another folder.",
                path=str(path),
            ) from error
        except InputError:
            self.close()
            raise
        began = self.saved.about.get(_VERSIONS, "")
        kept = self.saved.about.get(_RUNS, Runs.ALL)
        self.runs = Runs(kept) if kept in tuple(Runs) else Runs.ALL
        self.other_versions = "" if began == versions_at_work() else began

    def __enter__(self) -> "SweepFolder":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def note_trial(self, number: int, settings: Settings) -> None:
        """Saves what a trial sets.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        with self._writing() as database:
            database.note_trial(number, settings)

    def note_seed(self, number: int, result: SeedResult) -> None:
        """Saves what a seed came to.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        with self._writing() as database:
            database.note_seed(number, result)

    def note_edit(self, made: MadeEdit) -> None:
        """Saves an edit.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        with self._writing() as database:
            database.note_edit(made)

    def note_progress(self, number: int, event: SeedEvaluated, workers: int = 1) -> None:
        """Tells who watches of an evaluation of a seed in progress, while so many are trained at a time."""
        self._progress.note(number, event, workers)

    def finish(self, course: Course, summary: Mapping[str, object]) -> None:
        """Writes the tables and the summary.

        Raises:
            InputError: The disk is full or the folder is gone.
        """
        write_atomically(self.path / TRIALS, table_text(trial_rows(course)).encode())
        write_atomically(self.path / SEEDS, table_text(seed_rows(course)).encode())
        write_atomically(self.path / SUMMARY, json_file(summary))
        if course.finished:
            forget_all(self.path)

    def close(self) -> None:
        """Closes the database. Twice is harmless."""
        self._progress.close()
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._lock is not None:
            self._lock.release()
            with contextlib.suppress(OSError):
                (self.path / LOCK).unlink()
            self._lock = None
            with contextlib.suppress(OSError):  # One that was refused before anything came of it.
                if self._made:
                    self.path.rmdir()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[SweepDatabase]:
        if self._database is None:
            raise ValueError("The folder is closed.")
        try:
            yield self._database
        except sqlite3.Error as error:
            raise _database_refusal(self.path / DATABASE, error) from error


def _refuse_links(folder: Path) -> None:
    """Checks that a folder's files are its own: what a link leads to would be written, as if it were the sweep's.

    Raises:
        InputError: One is a link, or something else than it is here.
    """
    for name in (*_FILES, EDITS):
        path = folder / name
        if path.is_symlink() or (path.exists() and not (path.is_dir() if name == EDITS else path.is_file())):
            raise InputError(
                "The sweep in {folder!r} can't be used: {name!r} is a link or not what it is in a sweep.",
                folder=str(folder),
                name=name,
            )


def _database_refusal(path: Path, error: sqlite3.Error) -> InputError:
    if not path.exists():  # There is nothing yet to be continued.
        return InputError(
            "{path!r} can't be written: {error}; free some space or choose another folder, and try again.",
            path=str(path),
            error=error,
        )
    return InputError(
        "{path!r} can't be written: {error}; free some space or choose another folder, and continue by --resume.",
        path=str(path),
        error=error,
    )


def _refuse_another(path: Path, saved: SavedSweep, wanted: Definition, edits: Sequence[MadeEdit]) -> None:
    """Checks that a sweep that is resumed is the one that is meant; others may have been edited in after the file's."""
    before, now = definition_to_json(saved.definition), definition_to_json(wanted)
    differs = [name for name in now if json.loads(json.dumps(now[name])) != before[name]]
    first = saved.edits[: len(edits)]
    if [(made.edit, made.from_trial) for made in first] != [(made.edit, made.from_trial) for made in edits]:
        differs.append("edits")
    if differs:
        raise InputError(
            "The folder {path!r} holds a sweep that was begun with different {differs}; repeat the command that began "
            "it, change it by --edit, or choose another folder.",
            path=str(path),
            differs=listed(name.replace("_", " ") for name in differs),
        )
