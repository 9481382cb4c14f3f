"""Opens a run's folder to go on from its newest checkpoint, or makes a new run that begins at one of them."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.errors import InputError
from dqn_engine.knobs import KnobValue
from dqn_engine.messages import Curves, EpisodesEnded, EvaluationDone, HistoryReport, KnobChange, KnobsChanged
from dqn_engine.run import Run
from dqn_engine.run_snapshot import restored_run, snapshot_of
from dqn_engine.storage.atomic import write_refusal
from dqn_engine.storage.history import CURVES, HISTORY
from dqn_engine.storage.history_reader import HistoryReader
from dqn_engine.storage.run_folder import Parent, RunFolder, copy_loaded, refuse_unusable_folder
from dqn_engine.storage.run_lock import LockedError, RunLock
from dqn_engine.storage.run_places import free_path
from dqn_engine.storage.saved_run import Found, find_checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRun:
    """A run at its newest whole checkpoint. `folder` is None where it can only be read; `read_only` then says why."""

    run: Run
    folder: RunFolder | None
    path: Path
    found: Found
    read_only: str


def open_run(path: Path, chunk_steps: int | None = None, chunk_seconds: float = 0.04) -> OpenedRun:
    """Opens a run; its history is taken back to the checkpoint, since what came after it will happen again.

    Raises:
        InputError: There is no run, none of its checkpoints is whole, or the newest that is doesn't fit this program.
    """
    find_checkpoint(path)  # Before a lock is made in a folder that holds no run.
    with contextlib.ExitStack() as undo:
        lock, read_only = None, ""
        try:
            lock = RunLock(path)
            undo.callback(lock.release)
        except LockedError as error:
            read_only = f"{error} It is open read-only: fork it to train on."
        except OSError as error:
            read_only = f"The run {str(path)!r} can't be written ({error.strerror}). It is open read-only."
        found = find_checkpoint(path)
        run = restored_run(found, chunk_steps, chunk_seconds)
        folder = RunFolder.resume(path, lock, found) if lock else None
        undo.pop_all()
    return OpenedRun(run=run, folder=folder, path=path, found=found, read_only=read_only)


def fork_run(source: Path, at_step: int | None, changes: Mapping[str, KnobValue], out: str = "") -> Path:
    """Makes a new run that begins at a checkpoint of `source`, with its past and with `changes`; `source` stays.

    Args:
        source: The folder of the parent, which may be going on.
        at_step: The environment step of a kept checkpoint; None: the newest.
        changes: Knobs that are set at once, as entries of the new run's ledger.
        out: The new folder; empty: one beside the parent's.

    Returns:
        The new folder, closed.

    Raises:
        InputError: There is no such checkpoint, a knob can't be changed so, or the folder can't be used.
    """
    if out:
        refuse_unusable_folder(out)
    found = find_checkpoint(source, at_step)
    run = restored_run(found)
    with contextlib.closing(run):
        return _fork_of(run, found, source, changes, out)


def _fork_of(run: Run, found: Found, source: Path, changes: Mapping[str, KnobValue], out: str) -> Path:
    changed = run.change_knobs(changes)
    path = Path(out) if out else free_path(source.with_name(f"{source.name}-from-{run.env_steps}"))
    existed = path.exists()
    folder = RunFolder.create(path, run.config, parent=Parent(path=source, manifest=found.manifest))
    try:
        copy_loaded(source, path)
        if changed:
            place = {"run_id": 0, "sequence": 0, "env_step": run.env_steps, "update": run.updates}
            folder.record(KnobsChanged(**place, changes=changed))
        snapshot = snapshot_of(run, ledger_entries=folder.ledger_entries)
        folder.save_checkpoint(snapshot, run.knobs["keep_checkpoints"])
        folder.close()
    except (OSError, InputError) as error:
        with contextlib.suppress(InputError):
            folder.close()
        if not existed:
            shutil.rmtree(path, ignore_errors=True)
        raise error if isinstance(error, InputError) else write_refusal(path, error) from error
    return path


Past = Iterator[tuple[type[HistoryReport], dict[str, object]]]


def past_reports(path: Path) -> Past:
    """What happened in a run, as the kinds and fields of the reports that told it then.

    Raises:
        InputError: The history can't be read.
    """
    with HistoryReader(path / HISTORY) as reader:
        columns = ("env_step", "episode_return", "length_steps", "truncated")
        rows = reader.table("episodes", columns, "number")
        if rows:
            types = (np.int64, np.float64, np.int64, bool)
            arrays = [np.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
            yield EpisodesEnded, dict(zip(columns, arrays, strict=True))
        columns = ("env_step", *CURVES)
        rows = reader.table("metrics", columns, "env_step")
        if rows:
            yield Curves, dict(zip(columns, np.array(rows, np.float64).T.copy(), strict=True))
        for entry in reader.ledger():
            if entry.new:
                changes = tuple(KnobChange(name=n, old=entry.old[n], new=new) for n, new in entry.new.items())
                yield KnobsChanged, {"env_step": entry.env_step, "update": entry.update, "changes": changes}
        columns = ("env_step", "mean", "minimum", "maximum", "episodes")
        for row in reader.table("evaluations", columns, "number"):
            yield EvaluationDone, dict(zip(columns, row, strict=True))
