"""The checkpoints of one run: generations in a folder, of which the newest whole one opens.

Generations are numbered, so that no clock has a say in which is newest. An older one is removed only after a newer one
has been read back, and first loses its name, so that what is half removed is never taken for a damaged checkpoint.
"""

import contextlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from dqn_engine.messages.reports import CheckpointKind
from dqn_engine.storage.checkpoints.checkpoint import (
    Snapshot,
    read_manifest,
    refuse_endless,
    verify_parts,
    write_checkpoint,
)
from dqn_engine.storage.checkpoints.manifest import Manifest, NewerError, trouble_with
from dqn_engine.storage.checkpoints.retention import most_bytes_of, outdated
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.system.errors import InputError
from dqn_engine.system.processes import is_alive
from dqn_engine.system.sentences import Sentences

_NAME = re.compile(r"g(\d{6,12})-step(\d{1,19})(?:-(saved|change))?")
_TEMPORARY = re.compile(r"\..{1,60}\.tmp-(\d{1,10})-[0-9a-f]{8}")
_STALE_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A checkpoint that is in the folder under its final name; whether it is whole is another question."""

    number: int
    env_steps: int
    path: Path
    kind: CheckpointKind = CheckpointKind.AUTOMATIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a checkpoint in the folder says of itself; one that isn't `whole` says nothing."""

    generation: Generation
    whole: bool
    evaluation_mean: float | None


class StoredCheckpoint(NamedTuple):
    """What was written where, and all that the folder holds now, oldest first."""

    manifest: Manifest
    path: Path
    held: tuple[Described, ...]


Content = TypeVar("Content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[Content]):
    """A checkpoint that can be restored, and what was read of it.

    `troubles` are sentences about newer checkpoints, which are damaged.
    """

    manifest: Manifest
    checkpoint: Path
    troubles: tuple[str, ...]
    content: Content


class CheckpointStore:
    """The folder with a run's checkpoints. Only the holder of the run's lock writes it.

    Args:
        folder: Made with the first checkpoint.
        files: The file system, for what is written.
        after: The number of the generation that the first here follows: in a fork, its parent's.

    Attributes:
        newest_number: The last number that was given.
    """

    def __init__(self, folder: Path, files: Files | None = None, after: int = 0) -> None:
        self.folder = folder
        self.newest_number = after
        self._files = files or Files()

    def generations(self) -> list[Generation]:
        """What is there, oldest first. No file is opened."""
        try:
            found = [(_NAME.fullmatch(entry.name), entry) for entry in self.folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(
            (
                Generation(number=int(m[1]), env_steps=int(m[2]), path=entry, kind=CheckpointKind(m[3] or ""))
                for m, entry in found
                if m
            ),
            key=lambda generation: generation.number,
        )

    def described(self) -> list[Described]:
        """What each checkpoint there says of itself, oldest first; its manifest is read, and nothing else."""
        return [_described(generation) for generation in self.generations()]

    def save(self, snapshot: Snapshot, keep: int) -> StoredCheckpoint:
        """Writes the next generation, reads it back, and then removes what the rule of `retention` says.

        The snapshot's own hyperparameters say how much disk all of them may take.

        Raises:
            OSError, InputError, DamagedError: As `write_checkpoint`. Every older generation is still there then.
        """
        if not self.folder.exists():
            self._files.make_folder(self.folder)
        # Also a number whose checkpoint was lost isn't given again.
        number = max([self.newest_number, *(generation.number for generation in self.generations())]) + 1
        self.newest_number = number
        name = f"g{number:06d}-step{snapshot.env_steps}" + (f"-{snapshot.kind}" if snapshot.kind else "")
        manifest = write_checkpoint(self.folder, name, number, snapshot, self._files)
        held = self._remove_older(keep, most_bytes_of(snapshot.knobs))
        return StoredCheckpoint(manifest, self.folder / name, held)

    def give_one_up(self, needed_bytes: int) -> bool:
        """Removes an older checkpoint where the disk is so full that only so `needed_bytes` can be written.

        The newest whole one stays, what was saved by hand, and the best as long as there is another. Nothing is removed
        that wouldn't help.

        Returns:
            Whether one was removed.
        """
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(self.folder).free
            held = self.described()
            newest = next((one for one in reversed(held) if one.whole), None)
            best = best_of(held)
            older = [one.generation for one in held if newest and one.generation.number < newest.generation.number]
            older = [generation for generation in older if generation.kind is not CheckpointKind.SAVED]
            older.sort(key=lambda generation: generation.number == best)
            within_reach = free + sum(_bytes_of(generation) for generation in older)
            if older and free < needed_bytes <= within_reach:
                self._remove(older[0])
                return True
        return False

    def newest_whole(self, read: Callable[[Path, Manifest], Content] = verify_parts) -> Found[Content]:
        """The newest checkpoint that is whole.

        Args:
            read: Called with the folder of a checkpoint and its manifest, newest first, until it raises no
                `DamagedError`. What it reads is read once: nothing else opens a part here. Unless given, every file is
                compared with its hash.

        Raises:
            InputError: There is none, or `read` raised it.
        """
        troubles: list[str] = []
        for generation in reversed(self.generations()):
            try:
                return _read(generation, read, troubles)
            except DamagedError as error:
                troubles.append(trouble_with(generation.path.name, error))
                if isinstance(error, NewerError) and error.genuine:  # An older one would lose what came since.
                    raise InputError(
                        "The run {parent!r} can't be resumed or forked. {troubles}",
                        parent=str(self.folder.parent),
                        troubles=troubles[-1],
                    ) from error
        run = str(self.folder.parent)
        if troubles:
            raise InputError(
                "No checkpoint of {run!r} is whole, so it can't be resumed, forked or looked at. {troubles}",
                run=run,
                troubles=Sentences(*troubles),
            )
        raise InputError(
            "{run!r} holds no checkpoint, so it can't be resumed, forked or looked at; train a new run instead (its "
            "config.json, if there is one, holds the settings).",
            run=run,
        )

    def at_step(self, env_steps: int, read: Callable[[Path, Manifest], Content] = verify_parts) -> Found[Content]:
        """The newest checkpoint of that environment step, read as by `newest_whole`.

        Raises:
            InputError: There is none, or it is damaged; the sentence lists the steps that are there.
        """
        saved = self.generations()
        for generation in reversed(saved):
            if generation.env_steps == env_steps:
                try:
                    return _read(generation, read, ())
                except DamagedError as error:
                    raise InputError(trouble_with(generation.path.name, error)) from error
        steps = ", ".join(f"{step:,}" for step in sorted({generation.env_steps for generation in saved}))
        raise InputError(
            "{parent!r} holds no checkpoint of step {env_steps:,}; saved are: {steps}.",
            parent=str(self.folder.parent),
            env_steps=env_steps,
            steps=steps or "none",
        )

    def sweep(self) -> None:
        """Removes what a process that died left half written; by name, and by age or by that process being gone."""
        for entry in list(self.folder.iterdir()) if self.folder.is_dir() else []:
            if is_stale(entry):
                self._files.remove(entry)

    def _remove_older(self, keep: int, most_bytes: int) -> tuple[Described, ...]:
        held = self.described()
        best, gone = best_of(held), set[int]()
        spared = () if best is None else (best,)
        saved = [one.generation for one in held]
        for generation in outdated(saved, keep=keep, spared=spared, most_bytes=most_bytes, size_of=_bytes_of):
            with contextlib.suppress(OSError):  # The new one is safe; what can't be removed now is later.
                self._remove(generation)
                gone.add(generation.number)
        return tuple(one for one in held if one.generation.number not in gone)

    def _remove(self, generation: Generation) -> None:
        """Under a name that is swept, should the process die in the middle."""
        gone = generation.path.with_name(f".{generation.path.name}.tmp-{os.getpid()}-00000000")
        self._files.rename(generation.path, gone)
        self._files.remove(gone)


def _read(generation: Generation, read: Callable[[Path, Manifest], Content], troubles: Iterable[str]) -> Found[Content]:
    """Reads one checkpoint; it must also be the one that its name says, and of a size that can be read."""
    refuse_link(generation)
    manifest = read_manifest(generation.path)
    if (manifest.generation, manifest.env_steps) != (generation.number, generation.env_steps):
        raise DamagedError(
            "its manifest says generation {generation} of step {env_steps}",
            generation=manifest.generation,
            env_steps=manifest.env_steps,
        )
    refuse_endless(manifest)
    content = read(generation.path, manifest)
    return Found(manifest=manifest, checkpoint=generation.path, troubles=tuple(troubles), content=content)


def refuse_link(generation: Generation) -> None:
    """A checkpoint that is a link belongs to another run.

    Raises:
        DamagedError: It is one.
    """
    if generation.path.is_symlink():
        raise DamagedError("it is a link; put there what it leads to")


def is_stale(path: Path) -> bool:
    """Whether it is a temporary file or folder of this program that is no longer being written."""
    match = _TEMPORARY.fullmatch(path.name)
    if match is None:
        return False
    try:
        age_s = time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return False
    # A file from the future is of a clock that was set back since: its age says nothing.
    return not 0 <= age_s <= _STALE_S or not is_alive(int(match[1]))


def _described(generation: Generation) -> Described:
    try:
        refuse_link(generation)
        return Described(
            generation=generation, whole=True, evaluation_mean=read_manifest(generation.path).evaluation_mean
        )
    except DamagedError:
        return Described(generation=generation, whole=False, evaluation_mean=None)


def best_of(held: Iterable[Described]) -> int | None:
    """The number of the one with the best evaluation; of equals the oldest, which was saved as the best first."""
    means = [(one.evaluation_mean, -one.generation.number) for one in held if one.evaluation_mean is not None]
    return -max(means)[1] if means else None


def _bytes_of(generation: Generation) -> int:
    """What a checkpoint takes on the disk; 0 where that can't be told."""
    try:
        return sum(part.lstat().st_size for part in generation.path.iterdir())
    except OSError:
        return 0
