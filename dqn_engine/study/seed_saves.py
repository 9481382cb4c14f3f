"""Seeds in progress on disk, so that a worker that is lost costs no more than what came since the last save.

A save is two files: the numbers (safetensors) and, written after them, a JSON that names them with size and hash, so
that half a save is none. It counts for the very same job under the same versions alone; whatever isn't whole, or is of
something else, is left aside, and the seed begins again. The saves of a study or sweep lie in its folder and go with
its end.
"""

import contextlib
import hashlib
import json
import math
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.files.file_layer import Files, read_plain_file
from dqn_engine.storage.files.plain_json import json_file
from dqn_engine.storage.files.strict_json import LARGEST_BYTES, decode_json
from dqn_engine.storage.files.tensor_file import DamagedError, Written, read_tensors, write_tensors
from dqn_engine.study.plan import Job
from dqn_engine.study.wire import job_to_json
from dqn_engine.system.errors import InputError
from dqn_engine.system.versions import version_line

IN_PROGRESS = "in_progress"
EVERY_S = 20.0
"""Seconds of training between saves: few beside the minute that a seed takes, and many beside a save."""
LARGEST_STATE_BYTES = 2**31

_STATE, _BEST, _PAST, _RETURNS = "state:", "best:", "past:", "returns"
Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSeed:
    """Where a seed stands between two chunks of training, or within an evaluation, which is made again then.

    Attributes:
        trained: Environment steps so far.
        returns: [E, N] float64, of the N episodes of each of its evaluations so far: of all that are due, but perhaps
            the one that is due after just as many steps.
        seconds: It took so far.
        state: Of the program.
        best: The weights of its best evaluation so far; empty before the first.
        past: What happened in it so far, as `SeedRecord.arrays`; empty where nobody asks.
    """

    trained: int
    returns: np.ndarray
    seconds: float
    state: Arrays
    best: Arrays
    past: Arrays = field(default_factory=dict)


class SeedSaves:
    """The saves in a folder, which is made when there is something to save.

    Args:
        folder: Where they lie.
        every_s: Seconds of training between two of a seed.
        clock: In seconds.
    """

    def __init__(
        self, folder: Path, *, every_s: float = EVERY_S, clock: Callable[[], float] = time.monotonic
    ) -> None:  # fmt: skip
        self._folder, self._every_s, self._clock = folder, every_s, clock
        self._last_s = clock()

    def begin(self) -> None:
        """A seed begins, or is continued: the time until its next save runs from now on."""
        self._last_s = self._clock()

    @property
    def due(self) -> bool:
        """Whether it is time for a save."""
        return self._clock() - self._last_s >= self._every_s

    def save(self, job: Job, saved: SavedSeed) -> None:
        """Saves a seed; a save that fails costs time alone, so that nothing is raised."""
        self._last_s = self._clock()
        parts = ((_STATE, saved.state), (_BEST, saved.best), (_PAST, saved.past))
        arrays = {name: array for prefix, part in parts for name, array in _prefixed(prefix, part).items()}
        arrays[_RETURNS] = saved.returns
        if sum(array.nbytes for array in arrays.values()) > LARGEST_STATE_BYTES:
            return
        key = _key(job)
        numbers = self._folder / f"{key}-{saved.trained}.safetensors"
        with contextlib.suppress(OSError, ValueError, InputError):  # A full disk: who writes results says so.
            self._folder.mkdir(exist_ok=True)
            numbers.unlink(missing_ok=True)  # Of a worker that died as it wrote it.
            try:
                written = write_tensors(Files(), numbers, arrays)
            except OSError:
                numbers.unlink(missing_ok=True)
                raise
            said = {
                **_identity(job), "trained": saved.trained, "seconds": saved.seconds,
                "bytes": written.bytes, "sha256": written.sha256,
            }  # fmt: skip
            write_atomically(self._folder / f"{key}.json", json_file(said))
            for other in self._folder.glob(f"{key}-*.safetensors"):
                if other != numbers:
                    other.unlink(missing_ok=True)

    def load(self, job: Job) -> SavedSeed | None:
        """What was saved of a job; None where there is nothing whole."""
        key = _key(job)
        with contextlib.suppress(OSError, ValueError, KeyError, DamagedError):
            said = decode_json(read_plain_file(self._folder / f"{key}.json", LARGEST_BYTES), LARGEST_BYTES)
            if not isinstance(said, dict) or not _is_of(said, job):
                return None
            numbers = self._folder / f"{key}-{said['trained']}.safetensors"
            arrays = read_tensors(numbers, Written(bytes=said["bytes"], sha256=said["sha256"]))
            returns = arrays[_RETURNS]
            if returns.ndim != 2 or returns.dtype != np.float64 or not _are_due(returns, said["trained"], job):
                return None
            return SavedSeed(
                trained=said["trained"],
                returns=returns.copy(),
                seconds=said["seconds"],
                state=_of_prefix(_STATE, arrays),
                best=_of_prefix(_BEST, arrays),
                past=_of_prefix(_PAST, arrays),
            )
        return None

    def forget(self, job: Job) -> None:
        """Removes what was saved of a job, which is done."""
        key = _key(job)
        with contextlib.suppress(OSError):
            (self._folder / f"{key}.json").unlink(missing_ok=True)
            for numbers in self._folder.glob(f"{key}-*.safetensors"):
                numbers.unlink(missing_ok=True)


def forget_all(folder: Path) -> None:
    """Removes all saves in the folder of a study or a sweep, which is done."""
    saves = folder / IN_PROGRESS
    if saves.is_dir() and not saves.is_symlink():
        shutil.rmtree(saves, ignore_errors=True)


def _identity(job: Job) -> dict[str, Any]:
    return {"job": json.loads(json.dumps(job_to_json(job))), "versions": version_line("dqn-engine")}


def _key(job: Job) -> str:
    return hashlib.sha256(json.dumps(_identity(job), sort_keys=True).encode()).hexdigest()[:32]


def _is_of(said: Mapping[str, Any], job: Job) -> bool:
    """Whether a save says what one of this job can say."""
    names = {"job", "versions", "trained", "seconds", "bytes", "sha256"}
    if said.keys() != names or {name: said[name] for name in ("job", "versions")} != _identity(job):
        return False
    trained, seconds, size = (said[name] for name in ("trained", "seconds", "bytes"))
    return (
        type(trained) is int
        and 0 < trained <= job.steps
        and type(seconds) is float
        and math.isfinite(seconds)
        and type(size) is int
        and 0 < size <= 2 * LARGEST_STATE_BYTES
        and isinstance(said["sha256"], str)
    )


def _are_due(returns: np.ndarray, trained: int, job: Job) -> bool:
    """Whether these [E, N] are of the evaluations that a job has made, or all but the last, after so many steps."""
    due = (sum(step < trained for step in job.evaluation_steps), sum(step <= trained for step in job.evaluation_steps))
    return len(returns) in due and returns.shape[1] == job.config.knobs["evaluate_episodes"]


def _prefixed(prefix: str, arrays: Arrays) -> dict[str, np.ndarray]:
    return {prefix + name: array for name, array in arrays.items()}


def _of_prefix(prefix: str, arrays: Arrays) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def saves_in(folder: str | os.PathLike[str] | None) -> SeedSaves | None:
    """The saves in the folder of a study or a sweep; None where there is none."""
    return None if folder is None else SeedSaves(Path(folder) / IN_PROGRESS)
