"""A run on disk: its configuration, its history, its checkpoints and its weights, in one folder.

`config.json` is there from the start; `history.sqlite` grows as the run goes on; `checkpoints` holds what a run goes on
from; `best.weights.h5`, `last.weights.h5`, `summary.json` and the CSV tables are replaced whole, the last three when
the run is closed. A folder holds one run: another is refused rather than mixed in or overwritten. One program writes.
"""

import contextlib
import math
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.kinds import HistoryReport
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.storage.files.atomic import write_atomically, write_refusal
from dqn_engine.storage.files.file_layer import Files, read_plain_file
from dqn_engine.storage.files.plain_json import json_file
from dqn_engine.storage.run.checkpoint import Snapshot
from dqn_engine.storage.run.checkpoint_store import CheckpointStore, is_stale
from dqn_engine.storage.run.event_files import FOLDER as EVENT_FILES
from dqn_engine.storage.run.history import (
    HISTORY,
    HistoryWriter,
    RowMaker,
    about_row,
    checkpoint_row,
    create_history,
    note,
    truncation,
)
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.manifest import Manifest
from dqn_engine.storage.run.places import CHECKPOINTS, CONFIG, free_path, runs_root
from dqn_engine.storage.run.saved_run import Found, refuse_links
from dqn_engine.storage.run.tables import TABLES, write_tables
from dqn_engine.storage.run.writer import BestWeights, News, RunWriter
from dqn_engine.storage.weights.weights_file import LARGEST_FILE_BYTES, save_weights
from dqn_engine.system.errors import InputError

SUMMARY, LOADED = "summary.json", "loaded"
LAST_WEIGHTS, BEST_WEIGHTS = "last.weights.h5", "best.weights.h5"

_LOADED_NAME = re.compile(r"[0-9a-f]{64}\.npz")
_RESCUED = "-rescued"
_FILES = (CONFIG, SUMMARY, LAST_WEIGHTS, BEST_WEIGHTS, HISTORY, CHECKPOINTS, *TABLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The run that a fork began from, at one of its checkpoints."""

    path: Path
    manifest: Manifest


def refuse_unusable_folder(path: str | os.PathLike[str]) -> None:
    """Checks that a new run can be kept in the folder `path`, and changes nothing; it needn't exist yet.

    Raises:
        InputError: It is a file or can't be written to, or it already holds a run.
    """
    folder = Path(path)
    try:
        if folder.exists() and not folder.is_dir():
            raise InputError(f"The output folder {str(folder)!r} is a file; choose a folder.")
        held = [name for name in _FILES if (folder / name).exists()]
        existing = folder
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
        if existing != folder and not existing.is_dir():
            raise InputError(
                f"The output folder {str(folder)!r} can't be made: {str(existing)!r} is a file; choose another."
            )
        if not os.access(existing, os.W_OK | os.X_OK):
            raise InputError(f"The output folder {str(folder)!r} can't be written to; choose another.")
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"The output folder {str(folder)!r} can't be used: {reason}; choose another.") from error
    if held:
        raise InputError(
            f"The output folder {str(folder)!r} already holds a run ({held[0]}); choose another or remove that run."
        )


def copy_loaded(source: Path, target: Path) -> None:
    """Copies the weights that were loaded into one run to a fork of it: plain files of our names, and nothing else.

    Raises:
        InputError: One can't be read, or written.
        OSError: The folder can't be made.
    """
    for path in sorted((source / LOADED).glob("*.npz")):
        if not _LOADED_NAME.fullmatch(path.name):
            continue
        try:
            content = read_plain_file(path, LARGEST_FILE_BYTES)
        except (OSError, ValueError) as error:
            raise InputError(f"{str(path)!r} can't be read, which the fork needs: {error}.") from error
        (target / LOADED).mkdir(exist_ok=True)
        write_atomically(target / LOADED / path.name, content)


class RunFolder:
    """The open folder of a run that is going on; made with `create` or `resume`, ended with `close`."""

    def __init__(
        self, path: Path, lock: RunLock, config: RunConfig, maker: RowMaker, after: int = 0, files: Files | None = None
    ) -> None:
        """Used by `create` and `resume`."""
        self.path = path
        self._config = json_file(config.to_json())
        self._lock = lock
        self._maker = maker
        self._best_mean = -math.inf
        self._files = files
        self._store = CheckpointStore(path / CHECKPOINTS, files, after)
        self._writer = RunWriter(path / HISTORY, self._store, self._write_best, self._find_place, maker.stride)
        self._mirrored = self._closed = False

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        config: RunConfig,
        *,
        parent: Parent | None = None,
        files: Files | None = None,
    ) -> "RunFolder":
        """Makes the folder (and those above it), writes `config.json` and begins the history; a fork's is its parent's.

        Files of other names that are in the folder stay as they are.

        Raises:
            InputError: The folder can't be used (see `refuse_unusable_folder`), or the parent's history can't.
        """
        folder = Path(path)
        refuse_unusable_folder(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with contextlib.ExitStack() as undo:
                lock = RunLock(folder)
                undo.callback(lock.release)
                write_atomically(folder / CONFIG, json_file(config.to_json()))
                maker = _begin_history(folder, parent)
                undo.pop_all()
        except InputError:
            raise
        except (OSError, ValueError, sqlite3.Error) as error:
            raise _refusal(folder / CONFIG, error) from error
        return cls(folder, lock, config, maker, parent.manifest.generation if parent else 0, files)

    @classmethod
    def resume(cls, path: Path, lock: RunLock, found: Found, *, files: Files | None = None) -> "RunFolder":
        """Goes on with the run in `path`, whose lock is held, from a checkpoint: the history is taken back to it.

        Raises:
            InputError: The history can't be used or written.
        """
        manifest = found.manifest
        refuse_links(path, (*_FILES, LOADED, EVENT_FILES))
        try:
            for entry in path.iterdir():
                if is_stale(entry):
                    (files or Files()).remove(entry)
            CheckpointStore(path / CHECKPOINTS, files).sweep()
            with HistoryReader(path / HISTORY) as reader:
                stride = reader.stride()
            with contextlib.closing(HistoryWriter(path / HISTORY)) as history:
                rows = truncation(manifest.env_steps, manifest.ledger_entries, manifest.generation)
                notes = [note(manifest.env_steps, "damaged checkpoint", trouble) for trouble in found.troubles]
                opened = note(manifest.env_steps, "opened", f"Goes on from {found.checkpoint.name}.")
                history.write([*rows, checkpoint_row(manifest), *notes, opened])
            with HistoryReader(path / HISTORY) as reader:
                best = reader.best_mean()
        except (OSError, ValueError, sqlite3.Error) as error:
            raise error if isinstance(error, InputError) else _refusal(path / HISTORY, error) from error
        maker = RowMaker(manifest.ledger_entries, stride)
        folder = cls(path, lock, manifest.run_config, maker, manifest.generation, files)
        folder._best_mean = -math.inf if best is None else best
        return folder

    @property
    def ledger_entries(self) -> int:
        """How many entries the ledger has by now."""
        return self._maker.ledger_entries

    def record(self, report: HistoryReport) -> None:
        """Has a report committed within half a second; those that aren't kept are ignored. Never fails."""
        self._maker.stride = self._writer.stride
        rows = self._maker.rows(report)
        if rows:
            self._writer.add(rows)

    def mirror(self, wanted: bool, env_step: int) -> None:
        """Whether scalars are also written as event files from here on."""
        if wanted != self._mirrored:
            self._mirrored = wanted
            self._writer.mirror(self.path / EVENT_FILES if wanted else None, env_step)

    def save_checkpoint(self, snapshot: Snapshot, keep: int) -> None:
        """Has a checkpoint written beside the training, of which `news` tells."""
        self._writer.save(snapshot, keep)

    @property
    def writer(self) -> RunWriter:
        """For what it knows: whether it is busy, and the news."""
        return self._writer

    def news(self) -> list[News]:
        """What has been written, and what couldn't be, since this was asked last."""
        return self._writer.news()

    def flush(self) -> str:
        """Waits until everything so far is written; returns why it couldn't be, if it couldn't."""
        return self._writer.flush()

    def keep_loaded(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray], sha256: str) -> None:
        """Keeps weights that are being loaded into the run: without them its ledger couldn't be replayed.

        Raises:
            InputError: They can't be written.
        """
        try:
            (self.path / LOADED).mkdir(exist_ok=True)
        except OSError as error:
            raise write_refusal(self.path / LOADED, error) from error
        save_weights(self.path / LOADED / f"{sha256}.npz", spec, weights, None)

    def save_last(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray], config: RunConfig) -> None:
        """Replaces `last.weights.h5`.

        Raises:
            InputError: It can't be written.
        """
        save_weights(self.path / LAST_WEIGHTS, spec, weights, config)

    def save_best(
        self, spec: NetworkSpec, weights: Mapping[str, np.ndarray], config: RunConfig, *, mean: float
    ) -> bool:
        """Has `best.weights.h5` replaced if `mean`, an evaluation of these weights, is the best; of equals the later.

        Returns:
            Whether `mean` is better than every one before.
        """
        if not mean >= self._best_mean:  # Also refuses NaN.
            return False
        better = mean > self._best_mean
        self._best_mean = mean
        self._writer.keep_best(BestWeights(spec=spec, weights=weights, config=config))
        return better

    def close(self, summary: Mapping[str, object] | None = None) -> None:
        """Waits for the history, writes the tables and `summary.json` (numbers that are not finite become null).

        Twice is harmless.

        Raises:
            InputError: Something can't be written; the folder is closed all the same.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._writer.add(self._maker.remaining_rows())
            reason = self._writer.close()
            if reason:
                raise InputError(reason)
            with HistoryReader(self.path / HISTORY) as reader:
                write_tables(self.path, reader)
            if summary is not None:
                write_atomically(self.path / SUMMARY, json_file(summary))
        finally:
            self._lock.release()

    def _find_place(self, history: HistoryWriter | None) -> tuple[Path, CheckpointStore]:
        """Goes on in a new folder among the user's runs, with everything that happened so far."""
        name = self.path.name.removesuffix(_RESCUED)
        folder = free_path(runs_root() / f"{name}{_RESCUED}")
        folder.mkdir(parents=True)
        with contextlib.ExitStack() as undo:
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            lock = RunLock(folder)
            undo.callback(lock.release)
            write_atomically(folder / CONFIG, self._config)
            if history is None:
                create_history(folder / HISTORY, {"run": uuid.uuid4().hex})
            else:
                history.copy_to(folder / HISTORY)
            undo.pop_all()
        self._lock.release()
        self.path, self._lock = folder, lock
        self._store = CheckpointStore(folder / CHECKPOINTS, self._files, self._store.newest_number)
        return folder / HISTORY, self._store

    def _write_best(self, best: BestWeights) -> None:
        save_weights(self.path / BEST_WEIGHTS, best.spec, best.weights, best.config)


def _begin_history(folder: Path, parent: Parent | None) -> RowMaker:
    about = {"run": uuid.uuid4().hex}
    path = folder / HISTORY
    if parent is None:
        create_history(path, about)
        return RowMaker()
    manifest = parent.manifest
    with HistoryReader(parent.path / HISTORY) as reader:
        held, stride = reader.about(), reader.stride()
        reader.copy_to(path)
    about |= {
        "parent": str(parent.path.absolute()),
        "parent_run": held.get("run", ""),
        "parent_step": str(manifest.env_steps),
    }
    with contextlib.closing(HistoryWriter(path)) as history:
        history.write(
            [
                *truncation(manifest.env_steps, manifest.ledger_entries, manifest.generation),
                *(about_row(name, value) for name, value in about.items()),
                note(manifest.env_steps, "forked", f"Began from step {manifest.env_steps:,} of {parent.path.name}."),
            ]
        )
    return RowMaker(manifest.ledger_entries, stride)


def _refusal(path: Path, error: Exception) -> InputError:
    if isinstance(error, sqlite3.Error):
        return InputError(f"{str(path.parent)!r} can't be written: {error}; check the folder and the disk.")
    return write_refusal(path, error)
