"""The thread that writes a run to the disk: its history as it happens, and checkpoints beside the training.

What can't be written stays in memory and is tried again, at first soon and then less often, while training continues;
a checkpoint alone is dropped, since a newer one will be better. History is always committed before a checkpoint that
comes after it, so that a checkpoint never knows more than the history does.
"""

import errno
import functools
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.reports import CheckpointSummary
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.storage.checkpoints.checkpoint import Snapshot, stored_bytes
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.checkpoints.manifest import Manifest
from dqn_engine.storage.files.atomic import write_refusal
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.event_files import BY_EPISODE, EPISODE_TAGS, EventFile
from dqn_engine.storage.run.history import HistoryWriter
from dqn_engine.storage.run.history_tables import INSERT_EPISODE, HistoryRow, about_row, checkpoint_row
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.places import BEST_WEIGHTS, CHECKPOINTS, HISTORY
from dqn_engine.storage.run.run_folder import HeldFolder, rescue_folder
from dqn_engine.storage.run.summaries import list_checkpoints
from dqn_engine.storage.weights.weights_file import save_weights
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

COMMIT_EVERY_S = 0.5
FIRST_RETRY_S, LONGEST_RETRY_S = 2.0, 60.0

MANIFEST_BYTES = 2**16
"""What a checkpoint's manifest and headers take at most, and what stands in a weights file beside its numbers."""

SMALL_BYTES = 2**20
"""What the history takes at most when it is written once more, as far as room is made for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCheckpoint:
    """A checkpoint is on the disk and was read back; `checkpoints` are all that the folder holds now."""

    manifest: Manifest
    path: Path
    seconds: float
    checkpoints: tuple[CheckpointSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingTrouble:
    """Something can't be written; an empty `reason` means that now everything can again."""

    reason: str
    retry_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The folder was lost or became read-only; the run is saved in `path` now. Who hears it has `lock` from then on."""

    path: Path
    lock: RunLock
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BestWeights:
    """The weights of the best evaluation so far."""

    spec: NetworkSpec
    weights: Mapping[str, np.ndarray]
    config: RunConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Something that isn't needed to continue is no longer written."""

    reason: str


WriterMessage = Dropped | WrittenCheckpoint | Moved | WritingTrouble

_Unwritten = OSError | ValueError | sqlite3.Error | DamagedError | MemoryError
_UNWRITTEN = (OSError, ValueError, sqlite3.Error, DamagedError, MemoryError)

_FULL = {errno.ENOSPC, errno.EDQUOT}
_LOST = {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EROFS, errno.ESTALE}


class RunWriter:
    """Writes from its own thread; every method may be called from any other.

    It knows the folder for itself: where it finds another, it continues there, and `messages` says so.

    Args:
        held: The folder; its history is this thread's from now on.
        files: The file system, for what checkpoints are written to.
        clock: Seconds that never go back.
    """

    def __init__(
        self, held: HeldFolder, files: Files | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = held.path
        self._config = held.config
        self._files = files or Files()
        self._clock = clock
        self._store = CheckpointStore(held.path / CHECKPOINTS, files, held.newest_checkpoint)
        self._history: HistoryWriter | None = held.history
        self._mirror_wanted: tuple[Path, int] | None = None
        self._mirrors: list[EventFile] = []  # by step and by episode, or none
        self._lost = False
        self._changed = threading.Condition()
        self._rows: list[HistoryRow] = []
        self._best: BestWeights | None = None
        self._snapshots: list[tuple[Snapshot, int]] = []
        self._messages: list[WriterMessage] = []
        self._troubles: dict[str, str] = {}
        self._retry_s = FIRST_RETRY_S
        self._asked = self._answered = 0
        self._hurry = self._writing = self._closing = self._ended = False
        self._wants_checkpoint = False
        self._room_bytes = 0
        self._stride = held.stride
        self._thread = threading.Thread(target=self._work, name="run-writer", daemon=True)
        self._thread.start()

    def mirror(self, folder: Path | None, env_step: int) -> None:
        """Has the scalars of what is added from now on written to event files in `folder` too; None: no longer."""
        with self._changed:
            self._mirror_wanted = None if folder is None else (folder, env_step)

    def add(self, rows: list[HistoryRow]) -> None:
        """Has rows committed within `COMMIT_EVERY_S`, in order."""
        with self._changed:
            self._rows += rows
            self._changed.notify_all()

    def save(self, snapshot: Snapshot, keep: int) -> None:
        """Has a checkpoint written as soon as possible; one that is still waiting is dropped for it.

        Only that of the best evaluation waits on, until there is a better one, and those that aren't automatic do.
        """
        with self._changed:
            better = snapshot.evaluation_mean is not None
            waiting = [
                (other, keep_then)
                for other, keep_then in self._snapshots
                if other.kind or (other.evaluation_mean is not None and not better)
            ]
            self._snapshots = [*waiting, (snapshot, keep)]
            self._wants_checkpoint = False
            self._in_a_hurry()

    def save_best(self, best: BestWeights) -> None:
        """Has weights written as soon as possible; those that are still waiting are dropped for them."""
        with self._changed:
            self._best = best
            self._in_a_hurry()

    @property
    def busy(self) -> bool:
        """Whether a checkpoint is waiting or being written."""
        with self._changed:
            return bool(self._snapshots) or self._writing

    @property
    def wants_checkpoint(self) -> bool:
        """Whether the last one failed, and the time to try again has come."""
        with self._changed:
            return self._wants_checkpoint

    @property
    def stride(self) -> int:
        """How many points of the curves a stored one stands for by now; it grows with the history."""
        with self._changed:
            return self._stride

    def messages(self) -> list[WriterMessage]:
        """What has happened since this was asked last."""
        with self._changed:
            messages, self._messages = self._messages, []
        return messages

    def make_room(self, weights: Mapping[str, np.ndarray]) -> None:
        """Gives older checkpoints up where a disk is so full that only so these weights can be written."""
        with self._changed:
            self._room_bytes = _weights_bytes(weights)
        self.flush()

    def flush(self) -> str:
        """Waits until everything so far is written, or was tried and failed; returns why then, else nothing."""
        with self._changed:
            self._asked += 1
            ticket = self._asked
            self._in_a_hurry()
            self._changed.wait_for(lambda: self._answered >= ticket or self._ended)
            return next(iter(self._troubles.values()), "")

    def close(self) -> str:
        """As `flush`, and ends the thread. Twice is harmless."""
        reason = self.flush()
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        return reason

    def _in_a_hurry(self) -> None:
        self._hurry = True
        self._changed.notify_all()

    # --- on the writer's thread ---------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while self._pass():
                pass
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
            if self._history is not None:
                self._history.close()
            self._close_mirrors()

    def _pass(self) -> bool:
        with self._changed:
            self._wait()
            if self._closing:
                return False
            ticket, self._hurry = self._asked, False
            rows, self._rows = self._rows, []
            best, self._best = self._best, None
            jobs, self._snapshots = self._snapshots, []
            room_bytes, self._room_bytes = self._room_bytes, 0
            self._writing = bool(jobs)
            had_trouble = bool(self._troubles)
        self._lost = False
        unwritten = not self._try("history", lambda: self._write_rows(rows))
        if rows and not unwritten:
            self._write_mirror(rows)
        unsaved = best is not None and not self._try(
            "best weights", lambda: self._write_best(best), _weights_bytes(best.weights)
        )
        for job in jobs:
            if unwritten:
                self._troubles["checkpoint"] = self._troubles["history"]
            else:
                needed_bytes = stored_bytes(job[0]) + MANIFEST_BYTES
                self._try("checkpoint", functools.partial(self._write_checkpoint, *job), needed_bytes)
        while room_bytes and self._store.give_one_up(room_bytes):
            pass
        moved = self._lost and self._move()
        with self._changed:
            self._writing = False
            self._rows = rows + self._rows if unwritten else self._rows
            self._best = best if unsaved and self._best is None else self._best
            self._wants_checkpoint |= moved or (not jobs and set(self._troubles) == {"checkpoint"})
            self._hurry = self._hurry or moved
            self._tell(had_trouble)
            self._answered = ticket
            self._changed.notify_all()
        return True

    def _wait(self) -> None:
        if self._troubles:
            self._changed.wait_for(lambda: self._hurry or self._closing, timeout=self._retry_s)
            return
        self._changed.wait_for(lambda: self._hurry or self._closing or self._rows)
        self._changed.wait_for(lambda: self._hurry or self._closing, timeout=COMMIT_EVERY_S)

    def _try(self, what: str, action: Callable[[], None], needed_bytes: int = SMALL_BYTES) -> bool:
        """Does something that may fail, and says whether it was done.

        On a full disk older checkpoints are given up for it, one by one, where that makes room enough.
        """
        while True:
            try:
                action()
            except _UNWRITTEN as error:
                if _is_of_a_full_disk(error) and self._store.give_one_up(needed_bytes):
                    continue
                self._troubles[what] = self._explained(error)
                self._lost = self._lost or _is_of_a_lost_place(error)
                return False
            self._troubles.pop(what, None)
            return True

    def _move(self) -> bool:
        """Finds another folder, where what couldn't be written is written next."""
        try:
            folder, lock = rescue_folder(self._path, self._config, self._history, self._files)
        except (OSError, ValueError, sqlite3.Error):
            return False  # It stays a trouble, and is tried again.
        if self._history is not None:
            self._history.close()
        self._history, self._path = None, folder
        self._store = CheckpointStore(folder / CHECKPOINTS, self._files, self._store.newest_number)
        reason = next(iter(self._troubles.values()))
        self._troubles.clear()
        with self._changed:
            self._messages.append(Moved(path=folder, lock=lock, reason=reason))
        return True

    def _write_rows(self, rows: list[HistoryRow]) -> None:
        history = self._open_history()
        if rows:
            history.write(rows)
            if history.merge_points():
                with self._changed:
                    self._stride *= 2
                history.write([about_row("stride", str(self._stride))])

    def _open_history(self) -> HistoryWriter:
        path = self._path / HISTORY
        if not path.exists():  # SQLite continues writing a file that was removed.
            raise FileNotFoundError(errno.ENOENT, "the history is gone", str(path))
        if self._history is None:
            self._history = HistoryWriter(path)
        return self._history

    def _write_best(self, best: BestWeights) -> None:
        save_weights(self._path / BEST_WEIGHTS, best.spec, best.weights, best.config)

    def _write_mirror(self, rows: list[HistoryRow]) -> None:
        """What fails here is reported and given up: nothing is ever read back from event files."""
        wanted = self._mirror_wanted
        try:
            if wanted is not None:
                last = self._open_history().episode_count()
                first = last - sum(statement == INSERT_EPISODE for statement, _ in rows) + 1
                if not self._mirrors:
                    folder, env_step = wanted
                    self._mirrors.append(EventFile(folder, env_step))
                    self._mirrors.append(EventFile(folder / BY_EPISODE, first - 1, EPISODE_TAGS))
                by_step, by_episode = self._mirrors
                by_step.write(rows)
                by_episode.write(rows, first)
        except (OSError, ValueError, sqlite3.Error) as error:
            with self._changed:
                self._mirror_wanted = wanted = None
                self._messages.append(Dropped(reason=self._explained(error)))
        if wanted is None:
            self._close_mirrors()

    def _close_mirrors(self) -> None:
        for mirror in self._mirrors:
            mirror.close()
        self._mirrors.clear()

    def _write_checkpoint(self, snapshot: Snapshot, keep: int) -> None:
        begun_s = self._clock()
        manifest, path, held = self._store.save(snapshot, keep)
        history = self._open_history()
        history.write([checkpoint_row(manifest)])
        checkpoints = tuple(list_checkpoints(held, history.evaluation_means))
        seconds = self._clock() - begun_s
        with self._changed:
            self._messages.append(
                WrittenCheckpoint(manifest=manifest, path=path, seconds=seconds, checkpoints=checkpoints)
            )

    def _explained(self, error: _Unwritten) -> str:
        if isinstance(error, InputError):
            return str(error)
        if isinstance(error, MemoryError):
            return Sentence("The run can't be saved: memory ran out; choose a smaller capacity.")
        if isinstance(error, DamagedError):
            return Sentence(
                "The checkpoint that was just written was read back otherwise ({error}); check the disk.", error=error
            )
        if isinstance(error, sqlite3.Error):
            full = "full" in str(error)
            remedy = (
                Sentence("the disk is full; free some space")
                if full
                else Sentence("{error}; check the folder and the disk", error=error)
            )
            return Sentence("{path!r} can't be written: {remedy}.", path=str(self._path / HISTORY), remedy=remedy)
        if isinstance(error, FileNotFoundError):
            return Sentence("The run's folder {path!r}, or a part of it, is gone.", path=str(self._path))
        return str(write_refusal(self._path, error))

    def _tell(self, had_trouble: bool) -> None:
        if self._troubles and not had_trouble:
            self._retry_s = FIRST_RETRY_S
            self._messages.append(
                WritingTrouble(reason=next(iter(self._troubles.values())), retry_seconds=self._retry_s)
            )
        elif self._troubles:
            self._retry_s = min(2 * self._retry_s, LONGEST_RETRY_S)
        elif had_trouble:
            self._messages.append(WritingTrouble(reason=""))


def _weights_bytes(weights: Mapping[str, np.ndarray]) -> int:
    """What a file of them takes at most."""
    return sum(array.nbytes for array in weights.values()) + MANIFEST_BYTES


def _is_of_a_full_disk(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return "full" in str(error)
    cause = error.__cause__ if isinstance(error, InputError) else error
    return isinstance(cause, OSError) and cause.errno in _FULL


def _is_of_a_lost_place(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return any(word in str(error) for word in ("readonly", "unable to open"))
    cause = error.__cause__ if isinstance(error, InputError) else error
    return isinstance(cause, OSError) and cause.errno in _LOST
