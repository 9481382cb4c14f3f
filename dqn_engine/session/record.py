"""A run on the disk, while it is also in memory: the one owner of its folder.

It knows where the run is saved or why it can only be read, when it is saved by itself, and what the disk made of it.
The thread that writes knows the folder too, but for itself: where it had to find another, it sends a message, and the
folder is another here only once the training thread has taken that message up.
"""

import contextlib
import math
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.kinds import HistoryReport, Unpublished
from dqn_engine.messages.reports import CheckpointKind, CheckpointSaved, RunMoved, SavingTrouble
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.session.autosave import Autosave, ChangeSaves
from dqn_engine.session.snapshot import snapshot_of
from dqn_engine.storage.checkpoints.checkpoint import Snapshot
from dqn_engine.storage.checkpoints.retention import most_bytes_of
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.storage.run.history import RowMaker
from dqn_engine.storage.run.run_folder import (
    EVENT_FILES,
    HeldFolder,
    Parent,
    begin_folder,
    finish_folder,
    missing_above,
    remove_empty,
    save_last,
    save_loaded,
    save_numbered,
)
from dqn_engine.storage.run.writer import BestWeights, Dropped, Moved, RunWriter, WritingTrouble, WrittenCheckpoint
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

if TYPE_CHECKING:
    from dqn_engine.training.run import Run

Clock = Callable[[], float]


class _Writing:
    """What a record has while its folder is written: the lock, the rows that are made, and the thread that writes."""

    def __init__(self, held: HeldFolder, files: Files | None, clock: Clock) -> None:
        self.lock = held.lock
        self.maker = RowMaker(held.ledger_entries, held.stride)
        self.best_mean = -math.inf if held.best_mean is None else held.best_mean
        self.mirrored = False
        self.writer = RunWriter(held, files, clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What is evaluated.

    Attributes:
        env_step: Of which environment step.
        weights: Of the network that plays.
        config: Of the run then.
        snapshot: The run as it was, where it is trained on meanwhile; None where it waits.
    """

    env_step: int
    weights: Mapping[str, np.ndarray]
    config: RunConfig
    snapshot: Snapshot | None = None

    @classmethod
    def of(cls, run: "Run") -> "Evaluated":
        """The run as it is."""
        return cls(env_step=run.env_steps, weights=run.program.policy_weights(), config=run.config_now)


class RunRecord:
    """The record of one run; made with `create` or `reopen` where it is written, and directly where it isn't.

    Every method is called on the training thread.

    Args:
        path: The folder; None: the run is saved nowhere.
        read_only: The sentence that says why nothing is written, where the folder can only be read.
        parent: The folder of the run that this one was forked from; empty for others.
        last_saved: The newest checkpoint; None where there is none.
        clock: Seconds that never go back, by which the run is saved.

    Attributes:
        path, read_only, parent, last_saved: As they are now; `path` also after the run has ended.
        trouble: What is lost of the run that this one was forked from, in sentences; empty where nothing is.
        saved_weights: Whether the weights are saved that the run ended with.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        read_only: str = "",
        parent: str = "",
        last_saved: Path | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.path, self.read_only, self.parent, self.last_saved = path, read_only, parent, last_saved
        self.trouble, self.saved_weights = "", False
        self._writing: _Writing | None = None
        self._autosave, self._changes = Autosave(clock), ChangeSaves(clock)
        self._saved_at: tuple[int, int] | None = None
        self._pinned_at: tuple[int, int] | None = None
        self._trouble = False
        self._news: list[Unpublished] = []
        self._finished_in: Path | None = None
        self._found_there: frozenset[str] | None = None  # what lay in the folder before; None where there was none
        self._made_above: tuple[Path, ...] = ()  # folders that didn't exist before

    @classmethod
    def create(
        cls,
        path: Path,
        config: RunConfig,
        *,
        parent: Parent | None = None,
        files: Files | None = None,
        clock: Clock = time.monotonic,
    ) -> "RunRecord":
        """Makes the folder of a new run, or of a fork.

        Raises:
            InputError: The folder can't be used, or the parent's history can't.
        """
        record = cls(path, parent=str(parent.path.absolute()) if parent else "", clock=clock)
        record._made_above = missing_above(path)
        record._found_there = frozenset(os.listdir(path)) if path.is_dir() else None
        held = begin_folder(path, config, parent)
        record.trouble = held.trouble
        record._writing = _Writing(held, files, clock)
        return record

    @classmethod
    def reopen(
        cls,
        held: HeldFolder,
        *,
        parent: str,
        checkpoint: Path,
        saved_at: tuple[int, int],
        files: Files | None = None,
        clock: Clock = time.monotonic,
    ) -> "RunRecord":
        """Continues in the folder of a run restored from `checkpoint`: at `saved_at` (step, ledger entries)."""
        record = cls(held.path, parent=parent, last_saved=checkpoint, clock=clock)
        record._saved_at = saved_at
        record._writing = _Writing(held, files, clock)
        return record

    # --- what it is asked ---------------------------------------------------------------------------------------------

    @property
    def is_written(self) -> bool:
        """Whether the run is being saved in its folder: it has one that isn't read-only, and hasn't ended."""
        return self._writing is not None

    @property
    def ledger_entries(self) -> int:
        """How many entries the ledger has by now; 0 where none is written."""
        return self._writing.maker.ledger_entries if self._writing else 0

    @property
    def busy(self) -> bool:
        """Whether a checkpoint is waiting to be written, or being written."""
        return self._writing is not None and self._writing.writer.busy

    @property
    def wants_checkpoint(self) -> bool:
        """Whether the last checkpoint was lost, and it is time to save another."""
        return self._writing is not None and self._writing.writer.wants_checkpoint

    def refuse_read_only(self) -> None:
        """Refuses to change a run whose record can't be written.

        Raises:
            InputError: It is read-only; the sentence says why.
        """
        if self.read_only:
            raise InputError(self.read_only)

    def refuse_unwritten(self) -> None:
        """Refuses to save a run that has no place to be saved in.

        Raises:
            InputError: It is read-only, has no folder, or has ended.
        """
        self.refuse_read_only()
        if self._writing is None:
            raise InputError("The run has no folder, or has ended; give it a folder at Start to save checkpoints.")

    def news(self) -> list[Unpublished]:
        """What has been saved and what couldn't be, since this was asked last; takes up that the folder is another."""
        if self._writing is not None:
            self._take_up(self._writing)
        news, self._news = self._news, []
        return news

    # --- what it is given ---------------------------------------------------------------------------------------------

    def add(self, report: HistoryReport) -> None:
        """Has a report committed within half a second; those that aren't part of a history are ignored. Never fails."""
        if self._writing is None:
            return
        self._writing.maker.stride = self._writing.writer.stride
        rows = self._writing.maker.rows(report)
        if rows:
            self._writing.writer.add(rows)

    def attend(self, run: "Run", settle: Callable[[], None] = lambda: None) -> list[Unpublished]:
        """Saves where that is due, after `settle`, and returns the news.

        Called after every chunk, and while nothing happens.
        """
        writing = self._writing
        if writing is not None:
            self._take_up(writing)
            self._mirror(writing, run.knobs["tensorboard"], run.env_steps)
            lost = writing.writer.wants_checkpoint
            if lost:
                self._saved_at = None  # What was saved of this moment didn't reach the disk, or was lost there.
            due = not self._trouble and self._autosave.due(run.knobs["checkpoint_every_seconds"])
            if (due or lost) and not writing.writer.busy:
                settle()
                self.save(run)
        news, self._news = self._news, []
        return news

    def save(
        self,
        run: "Run",
        evaluation_mean: float | None = None,
        kind: CheckpointKind = CheckpointKind.AUTOMATIC,
    ) -> None:
        """Has a checkpoint written beside the training, unless nothing has happened since the last.

        One by hand is also written where the last one was of another kind, and wouldn't stay.
        """
        writing = self._writing
        if writing is None:
            return
        moment = (run.env_steps, writing.maker.ledger_entries)
        stays = kind is CheckpointKind.AUTOMATIC or moment == self._pinned_at
        if moment == self._saved_at and stays and evaluation_mean is None and not self._trouble:
            return
        try:
            snapshot = snapshot_of(run, ledger_entries=moment[1], evaluation_mean=evaluation_mean, kind=kind)
        except MemoryError:
            reason = Sentence("No checkpoint was saved: memory ran out; choose a smaller capacity.")
            self._news.append((SavingTrouble, {"reason": reason}))
        else:
            writing.writer.save(snapshot, run.knobs["keep_checkpoints"])
            self._saved_at = moment
            self._pinned_at = moment if kind is CheckpointKind.SAVED else self._pinned_at
        self._autosave.begun()

    @contextlib.contextmanager
    def preceding_change(self, run: "Run", *, moved: Iterable[str] = ()) -> Iterator[None]:
        """Has a checkpoint written of the run as it is before the block, if that changes it; see `ChangeSaves`.

        `moved`: the hyperparameters whose controls the hand moves.
        """
        writing, snapshot = self._writing, None
        most_bytes = most_bytes_of(run.knobs)
        stays = writing is not None and (run.env_steps, writing.maker.ledger_entries) == self._pinned_at
        if writing is not None and not stays and self._changes.due(run.env_steps, most_bytes, moved=moved):
            with contextlib.suppress(MemoryError):  # The change matters more.
                snapshot = snapshot_of(run, ledger_entries=writing.maker.ledger_entries, kind=CheckpointKind.CHANGE)
        yield
        if writing is not None and snapshot is not None and writing.maker.ledger_entries > snapshot.ledger_entries:
            writing.writer.save(snapshot, run.knobs["keep_checkpoints"])

    def save_snapshot(self, snapshot: Snapshot, keep: int) -> None:
        """Has a checkpoint written of a snapshot that is already taken, of which `news` tells."""
        if self._writing is not None:
            self._writing.writer.save(snapshot, keep)

    def save_for_fork(self, run: "Run") -> Path:
        """The folder, in which the run as it is now has been saved.

        Raises:
            InputError: It is saved in none, or can't be saved.
        """
        if self.path is None:
            raise InputError("The run is saved in no folder, so it can't be forked; give it a folder at Start.")
        self.save(run)
        reason = self.flush()
        if reason:
            raise InputError("The run was not left, since it can't be saved: {reason}", reason=reason)
        return self.path

    def copied(self, run: "Run") -> Evaluated | None:
        """The run as it is now, for an evaluation while it is trained on; None where memory has no room for that."""
        if self._writing is None:
            return Evaluated.of(run)
        try:
            snapshot = snapshot_of(run, ledger_entries=self._writing.maker.ledger_entries)
        except MemoryError:
            return None
        return replace(Evaluated.of(run), snapshot=snapshot)

    def save_evaluated(self, run: "Run", evaluated: Evaluated, mean: float) -> None:
        """Saves the weights that an evaluation found the best so far; and the run of that step, if they are better."""
        writing, snapshot = self._writing, evaluated.snapshot
        if writing is None:
            return
        best = BestWeights(spec=run.spec, weights=evaluated.weights, config=evaluated.config)
        if not self.save_best(best, mean):
            return
        if snapshot is None:
            self.save(run, evaluation_mean=mean)
        else:
            writing.writer.save(replace(snapshot, evaluation_mean=mean), run.knobs["keep_checkpoints"])
            self._saved_at = (snapshot.env_steps, snapshot.ledger_entries)
            self._autosave.begun()

    def save_best(self, weights: BestWeights, mean: float) -> bool:
        """Has `best.weights.h5` replaced if `mean`, an evaluation of these weights, is the best; of equals the later.

        Returns:
            Whether `mean` is better than every one before.
        """
        writing = self._writing
        if writing is None or not mean >= writing.best_mean:  # Also refuses NaN.
            return False
        better, writing.best_mean = mean > writing.best_mean, mean
        writing.writer.save_best(weights)
        return better

    def save_numbered(self, run: "Run") -> None:
        """Writes the weights as they are now beside those of earlier steps; what fails is told, and not tried again."""
        if self._writing is None or self.path is None:
            return
        try:
            save_numbered(self.path, run.spec, run.program.policy_weights(), run.config_now, run.env_steps)
        except InputError as error:
            self._news.append((SavingTrouble, {"reason": str(error)}))

    def save_loaded(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray], sha256: str) -> None:
        """Saves weights that are being loaded into the run: without them its ledger couldn't be reproduced.

        They are float32, named and shaped as `spec.weight_shapes`; `sha256` is their fingerprint.

        Raises:
            InputError: They can't be written.
        """
        if self._writing is not None and self.path is not None:
            save_loaded(self.path, spec, weights, sha256)

    def flush(self) -> str:
        """Waits until everything so far is written; returns why it couldn't be, if it couldn't."""
        if self._writing is None:
            return ""
        reason = self._writing.writer.flush()
        self._take_up(self._writing)
        return reason

    def end(self, run: "Run", summary: Mapping[str, object], *, sound: bool) -> InputError | None:
        """Saves a last time (the whole run only if `sound`, that is if continuing from here makes sense) and closes.

        What is small and good for itself comes first: the weights, the tables and the summary also fit where a disk has
        no room for the whole run, and neither waits for the others. Where even the weights fit only in the place of an
        older checkpoint, that is given up for them at last.

        Returns:
            Why that wasn't possible, if it wasn't.
        """
        writing = self._writing
        if writing is None or self.path is None:
            return None
        writing.writer.add(writing.maker.remaining_rows())
        self.flush()  # What comes next is in another folder if this finds that one lost.
        unsaved = self._tried(lambda: self._save_last(run))
        self._tried(lambda: self._finish(summary))
        if sound:
            self.save(run)
        reason = self.flush()
        if unsaved:
            unsaved = self._tried(lambda: self._save_last(run, writing.writer.make_room))
        self.saved_weights = not unsaved
        reason = self._tried(lambda: self.close(summary)) or unsaved or reason
        return InputError(reason) if reason else None

    def close(self, summary: Mapping[str, object] | None = None) -> None:
        """Waits for the history, writes the tables and the summary, and gives up the lock. Twice is harmless.

        Raises:
            InputError: Something can't be written; the folder is closed all the same.
        """
        writing = self._writing
        if writing is None or self.path is None:
            return
        try:
            writing.writer.add(writing.maker.remaining_rows())
            reason = writing.writer.close()
            self._take_up(writing)
            self._finish(summary)
            if reason:
                raise InputError(reason)
        finally:
            self._writing = None
            writing.lock.release()

    def take_back(self) -> None:
        """Closes what `create` made, and leaves nothing of it behind: the run couldn't begin."""
        with contextlib.suppress(Exception):  # What is removed needn't be whole.
            self.close()
        if self.path is None:
            return
        if self._found_there is None:
            shutil.rmtree(self.path, ignore_errors=True)
            remove_empty(self._made_above)
            return
        with contextlib.suppress(OSError):
            for made in set(os.listdir(self.path)) - self._found_there:
                path = self.path / made
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _save_last(self, run: "Run", make_room: Callable[[Mapping[str, np.ndarray]], None] = lambda _: None) -> None:
        if self.path is not None:
            weights = run.program.policy_weights()
            make_room(weights)
            save_last(self.path, run.spec, weights, run.config_now)

    def _finish(self, summary: Mapping[str, object] | None) -> None:
        """Writes the tables and the summary, once into each folder."""
        if self.path is not None and self.path != self._finished_in:
            finish_folder(self.path, summary)
            self._finished_in = self.path

    @staticmethod
    def _tried(action: Callable[[], None]) -> str:
        """Does something that may fail; returns why it did, else nothing. The rest of the ending waits for it."""
        try:
            action()
        except InputError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - what nobody foresaw must not keep the rest from being saved
            return Sentence("An error that nobody foresaw: {error}", error=f"{type(error).__name__}: {error}"[:500])
        return ""

    def _mirror(self, writing: _Writing, wanted: bool, env_step: int) -> None:
        """Whether scalars are also written as event files from here on."""
        if wanted != writing.mirrored and self.path is not None:
            writing.mirrored = wanted
            writing.writer.mirror(self.path / EVENT_FILES if wanted else None, env_step)

    def _take_up(self, writing: _Writing) -> None:
        """Takes up the messages of the thread that writes, and keeps what is to be reported of them."""
        for message in writing.writer.messages():
            match message:
                case WrittenCheckpoint(manifest=manifest):
                    self.last_saved = message.path
                    self._autosave.took(message.seconds)
                    self._changes.largest_bytes = max(self._changes.largest_bytes, manifest.bytes)
                    saved = {
                        "path": str(message.path),
                        "generation": manifest.generation,
                        "env_step": manifest.env_steps,
                        "update": manifest.updates,
                        "weights_sha256": manifest.weights_sha256,
                        "bytes": manifest.bytes,
                        "seconds": message.seconds,
                        "checkpoints": message.checkpoints,
                    }
                    self._news.append((CheckpointSaved, saved))
                case WritingTrouble():
                    self._trouble = bool(message.reason)
                    trouble = {"reason": message.reason, "retry_seconds": message.retry_seconds}
                    self._news.append((SavingTrouble, trouble))
                case Dropped():
                    self._news.append((SavingTrouble, {"reason": message.reason}))
                case Moved():
                    writing.lock.release()
                    writing.lock, self.path = message.lock, message.path
                    self._news.append((RunMoved, {"path": str(message.path), "reason": message.reason}))
