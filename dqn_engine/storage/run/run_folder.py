"""A run on disk: its configuration, its history, its checkpoints and its weights, in one folder.

`config.json` is there from the start; `history.sqlite` grows with the run; `checkpoints` holds what a run continues
from; `best.weights.h5`, `last.weights.h5`, `summary.json` and the CSV tables are replaced whole, the last three when
the run is closed. A folder holds one run: another is refused rather than mixed in or overwritten. One program writes.
"""

import contextlib
import os
import re
import secrets
import shutil
import sqlite3
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore, is_stale
from dqn_engine.storage.checkpoints.manifest import Manifest
from dqn_engine.storage.files.atomic import write_atomically, write_refusal
from dqn_engine.storage.files.file_layer import Files, read_plain_file
from dqn_engine.storage.files.plain_json import json_file
from dqn_engine.storage.run.csv_tables import CSV_TABLES, write_tables
from dqn_engine.storage.run.history import HistoryWriter
from dqn_engine.storage.run.history_reader import DamagedHistoryError, HistoryReader, LedgerEntry
from dqn_engine.storage.run.history_tables import (
    HistoryRow,
    about_row,
    checkpoint_row,
    create_history,
    note,
    truncation,
)
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.places import (
    BEST_WEIGHTS,
    CHECKPOINTS,
    CONFIG,
    HISTORY,
    LAST_WEIGHTS,
    LOADED,
    NUMBERED_WEIGHTS,
    STUDY_PLAN,
    SWEEP_DATABASE,
    free_path,
    runs_root,
)
from dqn_engine.storage.run.saved_run import refuse_links
from dqn_engine.storage.weights.weights_file import LARGEST_FILE_BYTES, save_weights
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

SUMMARY, EVENT_FILES = "summary.json", "tensorboard"

_LOADED_NAME = re.compile(r"[0-9a-f]{64}\.npz")
_RESCUED = "-rescued"
_FILES = (CONFIG, SUMMARY, LAST_WEIGHTS, BEST_WEIGHTS, HISTORY, CHECKPOINTS, *CSV_TABLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFolder:
    """The folder of a run that this program writes, and where its history stands.

    Attributes:
        lock: Held; released by who has the folder.
        history: Open for writing; closed by the thread that writes.
        config: The content of `config.json`, also for another folder where this one is lost.
        ledger_entries: How many the ledger has.
        stride: How many points of the curves a stored one stands for.
        best_mean: Of the best evaluation; None where there was none.
        newest_checkpoint: The last number that was given to a checkpoint.
        trouble: What is lost of the run so far, in sentences; empty where nothing is.
    """

    path: Path
    lock: RunLock
    history: HistoryWriter
    config: bytes
    ledger_entries: int = 0
    stride: int = 1
    best_mean: float | None = None
    newest_checkpoint: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The run that a fork began from, at one of its checkpoints; `troubles`: newer ones are damaged, in sentences."""

    path: Path
    manifest: Manifest
    troubles: tuple[str, ...] = ()


def refuse_unusable_folder(path: str | os.PathLike[str]) -> None:
    """Checks that a new run can be saved in the folder `path`, and changes nothing; it needn't exist yet.

    Raises:
        InputError: It is a file or can't be written to, or it already holds a run, a study or a sweep.
    """
    if not os.fspath(path):
        raise InputError("The output folder's name is empty; give one, or leave the option out.")
    folder = Path(path)
    try:
        if folder.exists() and not folder.is_dir():
            raise InputError("The output folder {folder!r} is a file; choose a folder.", folder=str(folder))
        # A study has tables of the names that a run's have, so that it is asked for first.
        held = [name for name in (SWEEP_DATABASE, STUDY_PLAN, *_FILES) if (folder / name).exists()]
        existing = folder
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
        if existing != folder and not existing.is_dir():
            raise InputError(
                "The output folder {folder!r} can't be made: {existing!r} is a file; choose another.",
                folder=str(folder),
                existing=str(existing),
            )
        if not os.access(existing, os.W_OK | os.X_OK):
            raise InputError("The output folder {folder!r} can't be written to; choose another.", folder=str(folder))
        if existing != folder:
            _try_a_folder(folder, existing)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(
            "The output folder {folder!r} can't be used: {reason}; choose another.", folder=str(folder), reason=reason
        ) from error
    if held and held[0] == SWEEP_DATABASE:
        raise InputError(
            "The output folder {folder!r} already holds a sweep ({held}); choose another folder.",
            folder=str(folder),
            held=held[0],
        )
    if held and held[0] == STUDY_PLAN:
        raise InputError(
            "The output folder {folder!r} already holds a study ({held}); choose another folder.",
            folder=str(folder),
            held=held[0],
        )
    if held:
        raise InputError(
            "The output folder {folder!r} already holds a run ({held}); choose another or remove that run.",
            folder=str(folder),
            held=held[0],
        )


def _try_a_folder(folder: Path, existing: Path) -> None:
    """Makes a folder beside the first that has to be made, and removes it: some places say they can be written."""
    trial = existing / f".trial-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        trial.mkdir()
        trial.rmdir()
    except OSError as error:
        reason = Sentence(
            "nothing can be made in {existing!r} ({strerror})", existing=str(existing), strerror=error.strerror
        )
        raise InputError(
            "The output folder {folder!r} can't be made: {reason}; choose another.", folder=str(folder), reason=reason
        ) from error


def missing_above(path: Path) -> tuple[Path, ...]:
    """The folders above a run's that don't exist, and so are made with it; the innermost first."""
    return tuple(folder for folder in path.absolute().parents if not folder.exists())


def remove_empty(folders: Iterable[Path]) -> None:
    """Removes folders that were made for a run which couldn't begin, as far as nothing else lies in them by now."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


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
            raise InputError(
                "{path!r} can't be read, which the fork needs: {error}.", path=str(path), error=error
            ) from error
        (target / LOADED).mkdir(exist_ok=True)
        write_atomically(target / LOADED / path.name, content)


def begin_folder(path: Path, config: RunConfig, parent: Parent | None = None) -> HeldFolder:
    """Makes the folder (and those above it), writes `config.json` and begins the history; a fork's is its parent's.

    Files of other names that are in the folder stay as they are; of a folder that is refused nothing is left.

    Raises:
        InputError: The folder can't be used (see `refuse_unusable_folder`), or the parent's history can't.
    """
    refuse_unusable_folder(path)
    content = json_file(config.to_json())
    try:
        with contextlib.ExitStack() as undo:
            undo.callback(remove_empty, missing_above(path))
            undo.callback(_take_back, path, frozenset(os.listdir(path)) if path.is_dir() else None)
            path.mkdir(parents=True, exist_ok=True)
            lock = RunLock(path)
            undo.callback(lock.release)
            write_atomically(path / CONFIG, content)
            stride, rows, trouble = _begin_history(path, parent)
            history = HistoryWriter(path / HISTORY)
            undo.callback(history.close)
            if rows:
                history.write(rows)
            undo.pop_all()
    except InputError:
        raise
    except (OSError, ValueError, sqlite3.Error) as error:
        raise _refusal(path / CONFIG, error) from error
    if parent is None:
        return HeldFolder(path=path, lock=lock, history=history, config=content)
    entries, newest = parent.manifest.ledger_entries, parent.manifest.generation
    return HeldFolder(
        path=path,
        lock=lock,
        history=history,
        config=content,
        ledger_entries=entries,
        stride=stride,
        newest_checkpoint=newest,
        trouble=trouble,
    )


def reopen_folder(
    path: Path,
    lock: RunLock,
    manifest: Manifest,
    reader: HistoryReader | None,
    *,
    opened: str,
    troubles: Sequence[str] = (),
    files: Files | None = None,
) -> HeldFolder:
    """Takes the folder of a run back to the checkpoint of `manifest`: what came after it will happen again.

    Args:
        path: The folder.
        lock: Its lock, which is held.
        manifest: Of the checkpoint.
        reader: Its history, open; None where it is lost: a new one is begun, and what is left of the old set aside.
        opened: The sentence that the history shall hold about it.
        troubles: Sentences about newer checkpoints that are damaged.
        files: The file system, for what is removed.

    Raises:
        InputError: The history can't be used or written.
    """
    refuse_links(path, (*_FILES, LOADED, EVENT_FILES))
    content = json_file(manifest.config)
    try:
        for entry in path.iterdir():
            if is_stale(entry):
                (files or Files()).remove(entry)
        CheckpointStore(path / CHECKPOINTS, files).sweep()
        if not (path / CONFIG).exists():  # Lost; each checkpoint has it as well.
            write_atomically(path / CONFIG, content)
        if reader is None:
            _set_aside(path / HISTORY)
            create_history(path / HISTORY, {"run": uuid.uuid4().hex})
        stride = 1 if reader is None else reader.stride()
        with contextlib.ExitStack() as undo:
            history = HistoryWriter(path / HISTORY)
            undo.callback(history.close)
            history.write(
                [
                    *truncation(manifest.env_steps, manifest.ledger_entries, manifest.generation),
                    checkpoint_row(manifest),
                    *(note(manifest.env_steps, "damaged checkpoint", trouble) for trouble in troubles),
                    note(manifest.env_steps, "opened", opened),
                ]
            )
            best_mean = None if reader is None else reader.best_mean()
            undo.pop_all()
    except (OSError, ValueError, sqlite3.Error) as error:
        raise error if isinstance(error, InputError) else _refusal(path / HISTORY, error) from error
    return HeldFolder(
        path=path,
        lock=lock,
        history=history,
        config=content,
        ledger_entries=manifest.ledger_entries,
        stride=stride,
        best_mean=best_mean,
        newest_checkpoint=manifest.generation,
    )


def rescue_folder(lost: Path, config: bytes, history: HistoryWriter | None, files: Files) -> tuple[Path, RunLock]:
    """Makes a new folder among the user's runs for a run whose folder `lost` is gone or can't be written any more.

    Args:
        lost: The folder so far.
        config: The content of `config.json`.
        history: Everything that happened so far; None where it can't be reached.
        files: The file system, which makes the folder.

    Returns:
        The folder and its lock, which is held.

    Raises:
        OSError, ValueError, sqlite3.Error: It can't be made; nothing is left behind.
    """
    folder = free_path(runs_root() / f"{lost.name.removesuffix(_RESCUED)}{_RESCUED}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    files.make_folder(folder)
    with contextlib.ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        lock = RunLock(folder)
        undo.callback(lock.release)
        write_atomically(folder / CONFIG, config)
        if history is None:
            create_history(folder / HISTORY, {"run": uuid.uuid4().hex})
        else:
            history.copy_to(folder / HISTORY)
        undo.pop_all()
    return folder, lock


def save_loaded(path: Path, spec: NetworkSpec, weights: Mapping[str, np.ndarray], sha256: str) -> None:
    """Saves weights (float32, named and shaped as `spec.weight_shapes`) that are being loaded into the run in `path`.

    Raises:
        InputError: They can't be written.
    """
    try:
        (path / LOADED).mkdir(exist_ok=True)
    except OSError as error:
        raise write_refusal(path / LOADED, error) from error
    save_weights(path / LOADED / f"{sha256}.npz", spec, weights, None)


def save_numbered(
    path: Path, spec: NetworkSpec, weights: Mapping[str, np.ndarray], config: RunConfig, env_step: int
) -> None:
    """Saves weights as they are after `env_step` steps, such as `weights/MLP_5000.npz`; of images it is `CNN_5000.npz`.

    Raises:
        InputError: They can't be written.
    """
    kind = "CNN" if spec.image_shape else "MLP"
    try:
        (path / NUMBERED_WEIGHTS).mkdir(exist_ok=True)
    except OSError as error:
        raise write_refusal(path / NUMBERED_WEIGHTS, error) from error
    save_weights(path / NUMBERED_WEIGHTS / f"{kind}_{env_step}.npz", spec, weights, config)


def save_last(path: Path, spec: NetworkSpec, weights: Mapping[str, np.ndarray], config: RunConfig | None) -> None:
    """Replaces `last.weights.h5`; `weights` are float32, named and shaped as `spec.weight_shapes`.

    Raises:
        InputError: It can't be written.
    """
    save_weights(path / LAST_WEIGHTS, spec, weights, config)


def finish_folder(path: Path, summary: Mapping[str, object] | None) -> None:
    """Writes the tables and `summary.json` (numbers that are not finite become null); the summary first, it is small.

    Raises:
        InputError: One can't be written.
    """
    if summary is not None:
        write_atomically(path / SUMMARY, json_file(summary))
    with HistoryReader(path / HISTORY) as reader:
        write_tables(path, reader)


def _begin_history(folder: Path, parent: Parent | None) -> tuple[int, list[HistoryRow], str]:
    """Makes the file.

    Returns:
        How many points of its curves a stored one stands for, the rows it begins with, and sentences that say what
        of the parent is lost.
    """
    if parent is None:
        create_history(folder / HISTORY, {"run": uuid.uuid4().hex})
        return 1, [], ""
    manifest, trouble = parent.manifest, ""
    try:
        with HistoryReader(parent.path / HISTORY) as reader:
            reader.check()
            held, stride = reader.about(), reader.stride()
            trouble = missing_changes(reader.ledger(), manifest)
            reader.copy_to(folder / HISTORY)
    except DamagedHistoryError as error:
        trouble, held, stride = lost_history(error), {}, 1
        create_history(folder / HISTORY, {})
    trouble = " ".join(filter(None, (*parent.troubles, trouble)))
    about = {
        "run": uuid.uuid4().hex,
        "parent": str(parent.path.absolute()),
        "parent_run": held.get("run", ""),
        "parent_step": str(manifest.env_steps),
        "parent_entries": str(manifest.ledger_entries),
    }
    return (
        stride,
        [
            *truncation(manifest.env_steps, manifest.ledger_entries, manifest.generation),
            *(about_row(name, value) for name, value in about.items()),
            note(
                manifest.env_steps, "forked", f"Began from step {manifest.env_steps:,} of {parent.path.name}. {trouble}"
            ),
        ],
        trouble,
    )


def lost_history(error: DamagedHistoryError) -> str:
    """What it means for a run that its history is lost."""
    return Sentence(
        "{error} So the run continues from its checkpoint, but its episodes, curves, evaluations and changes until "
        "then are no longer known.",
        error=error,
    )


def missing_changes(ledger: Sequence[LedgerEntry], manifest: Manifest) -> str:
    """A sentence, where the ledger lacks changes that a checkpoint knows of, as that of an older copy does."""
    held = sum(entry.entry <= manifest.ledger_entries for entry in ledger)
    if held >= manifest.ledger_entries:
        return ""
    return Sentence(
        "The run's history holds {held:,} of the {ledger_entries:,} changes that were made before its "
        "checkpoint; the others are no longer known, so the run can't be reproduced.",
        held=held,
        ledger_entries=manifest.ledger_entries,
    )


def _take_back(path: Path, found_there: frozenset[str] | None) -> None:
    """Removes what was made in a folder, and the folder where there was none."""
    if found_there is None:
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        for made in set(os.listdir(path)) - found_there:
            (path / made).unlink()


def _set_aside(history: Path) -> None:
    """What is left of a lost history gets another name, with what SQLite left beside it."""
    place = free_path(history.with_name(f"damaged-{history.name}"))
    for suffix in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            history.with_name(history.name + suffix).rename(place.with_name(place.name + suffix))


def _refusal(path: Path, error: OSError | ValueError | sqlite3.Error) -> InputError:
    if isinstance(error, sqlite3.Error):
        return InputError(
            "{parent!r} can't be written: {error}; check the folder and the disk.", parent=str(path.parent), error=error
        )
    return write_refusal(path, error)
