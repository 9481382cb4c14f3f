"""The checkpoints of one run: generations in a folder, of which the newest whole one opens.

Generations are numbered, so that no clock has a say in which is newest. An older one is removed only after a newer one
has been read back, and first loses its name, so that what is half removed is never taken for a damaged checkpoint.
"""

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from dqn_engine.messages.reports import CheckpointKind
from dqn_engine.storage.checkpoints.checkpoint import (
    Snapshot,
    read_manifest,
    refuse_endless,
    verify_parts,
    write_checkpoint,
)
from dqn_engine.storage.checkpoints.manifest import Manifest
from dqn_engine.storage.checkpoints.retention import outdated
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.system.errors import InputError

_NAME = re.compile(r"g(\d{6,12})-step(\d{1,19})(?:-(saved|change))?")
_MEGABYTE = 1_000_000
_TEMPORARY = re.compile(r"\..{1,60}\.tmp-(\d{1,10})-[0-9a-f]{8}")
_STALE_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A checkpoint that is in the folder under its final name; whether it is whole is another question."""

    number: int
    env_steps: int
    path: Path
    kind: CheckpointKind = CheckpointKind.AUTOMATIC


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

    def save(self, snapshot: Snapshot, keep: int) -> tuple[Manifest, Path]:
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
        self._remove_older(keep, int(snapshot.knobs["checkpoint_megabytes"]) * _MEGABYTE)
        return manifest, self.folder / name

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
                troubles.append(f"The checkpoint {generation.path.name!r} is damaged: {error}.")
        run = str(self.folder.parent)
        if troubles:
            raise InputError(f"No checkpoint of {run!r} is whole, so it can't be resumed. {' '.join(troubles)[:600]}")
        raise InputError(f"{run!r} holds no checkpoint, so it can't be resumed; start it again from its config.json.")

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
                    raise InputError(f"The checkpoint {generation.path.name!r} is damaged: {error}.") from error
        steps = ", ".join(f"{step:,}" for step in sorted({generation.env_steps for generation in saved}))
        raise InputError(
            f"{str(self.folder.parent)!r} holds no checkpoint of step {env_steps:,}; saved are: {steps or 'none'}."
        )

    def sweep(self) -> None:
        """Removes what a process that died left half written; by name, and by age or by that process being gone."""
        for entry in list(self.folder.iterdir()) if self.folder.is_dir() else []:
            if is_stale(entry):
                self._files.remove(entry)

    def _remove_older(self, keep: int, most_bytes: int) -> None:
        saved = self.generations()
        best = _best(saved)
        spared = () if best is None else (best,)
        for generation in outdated(saved, keep=keep, spared=spared, most_bytes=most_bytes, size_of=_bytes_of):
            # Under a name that is swept, should the process die in the middle.
            gone = generation.path.with_name(f".{generation.path.name}.tmp-{os.getpid()}-00000000")
            with contextlib.suppress(OSError):  # The new one is safe; what can't be removed now is later.
                self._files.rename(generation.path, gone)
                self._files.remove(gone)


def _read(generation: Generation, read: Callable[[Path, Manifest], Content], troubles: Iterable[str]) -> Found[Content]:
    """Reads one checkpoint; it must also be the one that its name says, and of a size that can be read."""
    manifest = read_manifest(generation.path)
    if (manifest.generation, manifest.env_steps) != (generation.number, generation.env_steps):
        raise DamagedError(f"its manifest says generation {manifest.generation} of step {manifest.env_steps}")
    refuse_endless(manifest)
    content = read(generation.path, manifest)
    return Found(manifest=manifest, checkpoint=generation.path, troubles=tuple(troubles), content=content)


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
    return not 0 <= age_s <= _STALE_S or not _is_alive(int(match[1]))


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _bytes_of(generation: Generation) -> int:
    """What a checkpoint takes on the disk; 0 where that can't be told."""
    try:
        return sum(part.lstat().st_size for part in generation.path.iterdir())
    except OSError:
        return 0


def _best(saved: list[Generation]) -> int | None:
    """The generation with the best evaluation; of equals the oldest, which was there first."""
    means = []
    for generation in saved:
        try:
            mean = read_manifest(generation.path).evaluation_mean
        except DamagedError:
            continue
        if mean is not None:
            means.append((mean, -generation.number))
    return -max(means)[1] if means else None
