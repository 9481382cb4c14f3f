"""Opens a run's folder to continue from its newest checkpoint, or makes a new run that begins at one of them.

Every part of a checkpoint is read once: it is compared with its hash while it is put into the run's program, and where
that shows that it is damaged, the next older one is taken. The history is opened once to be read, once to be written.
"""

import contextlib
import functools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import described_config
from dqn_engine.environments.registry import another_module
from dqn_engine.messages.reports import KnobsChanged
from dqn_engine.session.past import opened_note
from dqn_engine.session.record import RunRecord
from dqn_engine.session.snapshot import snapshot_of
from dqn_engine.storage.checkpoints.checkpoint import read_arrays
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore, Found
from dqn_engine.storage.checkpoints.manifest import Manifest
from dqn_engine.storage.checkpoints.manifest_name import MANIFEST
from dqn_engine.storage.files.atomic import write_refusal
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.history_reader import CheckpointRecord, DamagedHistoryError, HistoryReader
from dqn_engine.storage.run.lock import LockedError, RunLock
from dqn_engine.storage.run.places import CHECKPOINTS, HISTORY, fork_path, owner_of_seed
from dqn_engine.storage.run.run_folder import (
    Parent,
    copy_loaded,
    lost_history,
    missing_changes,
    refuse_unusable_folder,
    reopen_folder,
)
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs
from dqn_engine.training.run import Run

_NEVER_NEGATIVE = (
    "learner.optimizer_updates", "learner.trials.playing.trials", "learner.trials.tried.trials",
    "replay.largest_priority", "replay.tree.",
)  # fmt: skip
"""Counts and priorities among the state's arrays, by how their names begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRun:
    """A run at its newest whole checkpoint.

    Attributes:
        record: Of the run; read-only where the folder can't be written.
        history: Its past, open; closed by who has read it. None where it is lost and the folder can't be written.
        troubles: Sentences about newer checkpoints that are damaged, and about a lost history.
        lost_steps: Environment steps that its history knew after that checkpoint.
    """

    run: Run
    record: RunRecord
    history: HistoryReader | None
    troubles: tuple[str, ...]
    lost_steps: int = 0


def restored_run(
    checkpoint: Path, manifest: Manifest, chunk_steps: int | None = None, chunk_seconds: float = 0.04
) -> Run:
    """The run as it was at a checkpoint, not yet compiled; if it `forgets_episodes`, at the beginning of new ones.

    Raises:
        DamagedError: The checkpoint isn't what was saved.
        InputError: It is of another network, environment or version; nothing was made.
    """
    run = Run(manifest.run_config, chunk_steps, chunk_seconds, knobs=manifest.knobs_now)
    try:
        shapes = {name: tensor.shape for part in manifest.parts.values() for name, tensor in part.tensors.items()}
        arrays = read_arrays(checkpoint, manifest, run.program.state_shapes_like(shapes))
        _refuse_contradictions(arrays, manifest)
        try:
            run.restore(
                arrays,
                env_steps=manifest.env_steps,
                updates=manifest.updates,
                episodes=manifest.episodes,
                recent_returns=manifest.recent_returns,
            )
        except ValueError as error:
            raise error if isinstance(error, InputError) else DamagedError(str(error)) from error
        if run.weights_sha256() != manifest.weights_sha256:
            raise DamagedError("its weights are not those it names")
    except BaseException:
        run.close()
        raise
    if run.forgets_episodes:
        run.begin_new_episodes()
    return run


def open_run(
    path: Path,
    chunk_steps: int | None = None,
    chunk_seconds: float = 0.04,
    clock: Callable[[], float] = time.monotonic,
) -> OpenedRun:
    """Opens a run; its history is taken back to the checkpoint, since what came after it will happen again.

    Raises:
        InputError: There is no run, none of its checkpoints is whole, or the newest that is doesn't fit this program.
    """
    checkpoints = CheckpointStore(path / CHECKPOINTS).generations()
    if not any((generation.path / MANIFEST).is_file() for generation in checkpoints):
        find_checkpoint(path)  # Says what is missing, before a lock is made in a folder that holds no run.
    restored = functools.partial(restored_run, chunk_steps=chunk_steps, chunk_seconds=chunk_seconds)
    with contextlib.ExitStack() as undo:
        lock, read_only = None, ""
        owner = owner_of_seed(path)
        try:
            if owner is None:
                lock = RunLock(path)
                undo.callback(lock.release)
            else:
                read_only = Sentence(
                    "The run is a seed of {owner!r}, whose results it belongs to. It is open read-only: fork it to "
                    "train on.",
                    owner=owner.name,
                )
        except LockedError as error:
            read_only = Sentence("{error} It is open read-only: fork it to train on.", error=error)
        except OSError as error:
            read_only = Sentence(
                "The run {path!r} can't be written ({strerror}). It is open read-only.",
                path=str(path),
                strerror=error.strerror,
            )
        history, lost = None, ""
        try:
            history = undo.enter_context(HistoryReader(path / HISTORY))
            history.check()
        except DamagedHistoryError as error:
            history, lost = None, lost_history(error)
        found = find_checkpoint(path, read=_compared_with(history.checkpoints() if history else [], restored))
        undo.callback(found.content.close)
        missing = lost if history is None else missing_changes(history.ledger(), found.manifest)
        began = described_config(found.manifest.config)
        another = another_module(began.environment, began.environment_module)
        troubles = (*found.troubles, *filter(None, (missing, another)))
        found = replace(found, troubles=troubles)
        # Before the history is taken back.
        lost_steps = max(history.last_step() - found.manifest.env_steps, 0) if history else 0
        record = _record_of(path, lock, read_only, found, history, clock)
        if history is None and lock is not None:
            history = undo.enter_context(HistoryReader(path / HISTORY))
        undo.pop_all()
    return OpenedRun(run=found.content, record=record, history=history, troubles=troubles, lost_steps=lost_steps)


def _compared_with(
    records: Sequence[CheckpointRecord], restored: Callable[[Path, Manifest], Run]
) -> Callable[[Path, Manifest], Run]:
    """Restores a checkpoint, unless the history remembers another one in its place."""
    remembered = {record.generation: record for record in records}

    def compared(checkpoint: Path, manifest: Manifest) -> Run:
        record = remembered.get(manifest.generation)
        for name, field in (("env_step", "env_steps"), ("update", "updates"), ("ledger_entries",) * 2):
            there, here = getattr(manifest, field), getattr(record, name, None)
            if record is not None and there != here:
                raise DamagedError(
                    "its {field} is {there:,}, but {here:,} in the run's history", field=field, there=there, here=here
                )
        return restored(checkpoint, manifest)

    return compared


def _record_of(
    path: Path,
    lock: RunLock | None,
    read_only: str,
    found: Found[Run],
    history: HistoryReader | None,
    clock: Callable[[], float],
) -> RunRecord:
    manifest = found.manifest
    parent = "" if history is None else history.about().get("parent", "")
    if lock is None:
        return RunRecord(path, read_only=read_only, parent=parent, last_saved=found.checkpoint)
    opened = opened_note(manifest.env_steps, manifest.ledger_entries)
    held = reopen_folder(path, lock, manifest, history, opened=opened, troubles=found.troubles)
    saved_at = (manifest.env_steps, manifest.ledger_entries)
    return RunRecord.reopen(held, parent=parent, checkpoint=found.checkpoint, saved_at=saved_at, clock=clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkedRun:
    """A new run that was made, and is closed: its folder, and where it begins.

    `trouble` are sentences where its parent's newer checkpoints are damaged, or a part of its past is lost.
    """

    path: Path
    env_steps: int
    updates: int
    weights_sha256: str
    trouble: str = ""


def fork_run(source: Path, at_step: int | None, changes: Knobs, out: str = "") -> ForkedRun:
    """Makes a new run that begins at a checkpoint of `source`, with its past and with `changes`; `source` stays.

    Args:
        source: The folder of the parent, which may be running.
        at_step: The environment step of a checkpoint; None: the newest.
        changes: Hyperparameters that are set at once, as entries of the new run's ledger.
        out: The new folder; empty: one beside the parent's, or among the user's runs if that can't be written.

    Raises:
        InputError: There is no such checkpoint, a hyperparameter can't be changed so, or the folder can't be used.
    """
    if out:
        refuse_unusable_folder(out)
    records: list[CheckpointRecord] = []
    with contextlib.suppress(DamagedHistoryError), HistoryReader(source / HISTORY) as history:
        records = history.checkpoints()
    found = find_checkpoint(source, at_step, _compared_with(records, restored_run))
    with contextlib.closing(found.content) as run:
        changed = run.change_knobs(changes)
        path = Path(out) if out else fork_path(source.absolute(), run.env_steps)
        record = RunRecord.create(
            path, run.config, parent=Parent(path=source, manifest=found.manifest, troubles=found.troubles)
        )
        try:
            copy_loaded(source, path)
            if changed:
                place = {"run_id": 0, "sequence": 0, "env_step": run.env_steps, "update": run.updates}
                record.add(KnobsChanged(**place, changes=changed))
            snapshot = snapshot_of(run, ledger_entries=record.ledger_entries)
            record.save_snapshot(snapshot, run.knobs["keep_checkpoints"])
            record.close()
        except (OSError, InputError) as error:
            record.take_back()
            raise error if isinstance(error, InputError) else write_refusal(path, error) from error
        return ForkedRun(
            path=path,
            env_steps=run.env_steps,
            updates=run.updates,
            weights_sha256=snapshot.weights_sha256,
            trouble=record.trouble,
        )


def _refuse_contradictions(arrays: Mapping[str, np.ndarray], manifest: Manifest) -> None:
    """What is in the manifest as well as in the state must be the same in both; and no run counts below 0."""
    said_twice = {
        "env_steps": manifest.env_steps, "seed": manifest.run_config.seed, "learner.updates": manifest.updates
    }  # fmt: skip
    for name, said in said_twice.items():
        if int(arrays[name]) != said:
            raise DamagedError(
                "its {name} is {arrays} in the state but {said} in the manifest",
                name=name,
                arrays=int(arrays[name]),
                said=said,
            )
    for name, array in arrays.items():
        if name.startswith(_NEVER_NEGATIVE) and (array < 0).any():
            raise DamagedError("its {name} is negative, which it is in no run", name=name)
