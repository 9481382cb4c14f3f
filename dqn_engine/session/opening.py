"""Opens a run's folder to go on from its newest checkpoint, or makes a new run that begins at one of them."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.messages.kinds import HistoryReport
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EpisodesForgotten,
    EvaluationDone,
    KnobsChanged,
    Noted,
    WeightsLoaded,
)
from dqn_engine.session.snapshot import restored_run, snapshot_of
from dqn_engine.storage.files.atomic import write_refusal
from dqn_engine.storage.run.folder import LOADED, Parent, RunFolder, copy_loaded, refuse_unusable_folder
from dqn_engine.storage.run.history import CURVES, HISTORY
from dqn_engine.storage.run.history_reader import HistoryReader, LedgerEntry
from dqn_engine.storage.run.lock import LockedError, RunLock
from dqn_engine.storage.run.places import fork_path
from dqn_engine.storage.run.saved_run import Found, find_checkpoint
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs
from dqn_engine.training.run import Run


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


def fork_run(source: Path, at_step: int | None, changes: Knobs, out: str = "") -> Path:
    """Makes a new run that begins at a checkpoint of `source`, with its past and with `changes`; `source` stays.

    Args:
        source: The folder of the parent, which may be going on.
        at_step: The environment step of a kept checkpoint; None: the newest.
        changes: Knobs that are set at once, as entries of the new run's ledger.
        out: The new folder; empty: one beside the parent's, or among the user's runs if that can't be written.

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


def _fork_of(run: Run, found: Found, source: Path, changes: Knobs, out: str) -> Path:
    changed = run.change_knobs(changes)
    path = Path(out) if out else fork_path(source.absolute(), run.env_steps)
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
_EPISODES = {"env_step": np.int64, "episode_return": np.float64, "length_steps": np.int64, "truncated": bool}
_NOTES = ("opened", "forked", "damaged checkpoint")


def past_reports(path: Path) -> Past:
    """What happened in a run, as the kinds and fields of the reports that told it then; what the log shows is in order.

    Raises:
        InputError: The history can't be read.
    """
    with HistoryReader(path / HISTORY) as reader:
        episodes = _columns(reader, tuple(_EPISODES))
        if episodes:
            yield EpisodesEnded, episodes
        columns = ("env_step", *CURVES)
        rows = reader.table("metrics", columns, "env_step")
        if rows:
            yield Curves, dict(zip(columns, np.array(rows, np.float64).T.copy(), strict=True))
        happened = [_told(path, entry) for entry in reader.ledger()]
        columns = ("env_step", "mean", "minimum", "maximum", "episodes")
        for row in reader.table("evaluations", columns, "number"):
            happened.append((EvaluationDone, dict(zip(columns, row, strict=True))))
        for env_step, kind, text in reader.table("events", ("env_step", "kind", "text"), "number"):
            if kind in _NOTES:
                happened.append((Noted, {"env_step": env_step, "text": text}))
        yield from sorted(happened, key=lambda kind_and_fields: kind_and_fields[1]["env_step"])


def parent_episodes(path: Path) -> dict[str, object] | None:
    """The fields of `ParentEpisodes`; None where the run in `path` has no parent, or that is gone or can't be read."""
    with HistoryReader(path / HISTORY) as reader:
        about = reader.about()
    if "parent" not in about:
        return None
    try:
        with HistoryReader(Path(about["parent"]) / HISTORY) as reader:
            if reader.about().get("run") != about.get("parent_run"):  # Another run is in its place by now.
                return None
            episodes = _columns(reader, ("env_step", "episode_return"))
    except InputError:
        return None
    return {"name": Path(about["parent"]).name, **episodes} if episodes else None


def _columns(reader: HistoryReader, columns: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Columns of the episodes as arrays; empty where there were none."""
    rows = zip(*reader.table("episodes", columns, "number"), strict=True)
    return {name: np.array(column, _EPISODES[name]) for name, column in zip(columns, rows, strict=False)}


def _told(path: Path, entry: LedgerEntry) -> tuple[type[HistoryReport], dict[str, object]]:
    place = {"env_step": entry.env_step, "update": entry.update}
    if entry.weights_sha256:
        file = path / LOADED / f"{entry.weights_sha256}.npz"
        return WeightsLoaded, {"path": str(file), "weights_sha256": entry.weights_sha256, **place}
    if entry.new_episodes:
        return EpisodesForgotten, place
    changes = tuple(KnobChange(name=name, old=entry.old[name], new=new) for name, new in entry.new.items())
    return KnobsChanged, {"changes": changes, **place}
