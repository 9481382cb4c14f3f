"""The run folders that the seeds of a study or a sweep leave, in its folder `runs`, each named after its seed.

A folder is written in memory, where forcing it to the disk two dozen times takes nothing, then copied beside its place
and renamed once it is whole: whatever dies, what lies there is whole. (A power cut can damage the newest, as opening
them tells; the results of seeds are forced to the disk.) From a cluster its files come as bytes, bounded, and are
written here by names that a run's folder has, and no others.
"""

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from dqn_engine.storage.checkpoints.checkpoint_store import is_stale
from dqn_engine.storage.files.atomic import write_refusal
from dqn_engine.storage.run.lock import LOCK
from dqn_engine.storage.run.places import RUNS_OF_SEEDS
from dqn_engine.study.plan import Task
from dqn_engine.study.run_names import run_name
from dqn_engine.system.errors import InputError

LARGEST_CHECKPOINT_BYTES = 64_000_000
"""A seed with more to it leaves weights, curves and configuration, and no checkpoint."""

LARGEST_RUN_BYTES = 2 * LARGEST_CHECKPOINT_BYTES
"""What a run's folder may take on its way from a cluster."""

_MEMORY = "/dev/shm"
_MOST_FILES = 64
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._=-]{0,120}")

Files = Mapping[str, bytes]
"""The content of a folder's files, by their paths in it, with / between names."""


class SeedRuns:
    """Where the runs of finished seeds are written: a place in the folder of their study or sweep."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / RUNS_OF_SEEDS

    def save(self, task: Task, write: Callable[[Path], str]) -> str:
        """Has `write` write a seed's run, in place of one that is there already.

        Args:
            task: The seed.
            write: Given the path of a folder that doesn't exist, makes it; returns a sentence where it isn't all there.

        Returns:
            A sentence that says why the run isn't there, or what of it is missing; empty where nothing is.
        """
        name = run_name(task)
        temporary = self._place / f".{name[:40]}.tmp-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            if self._place.is_symlink():  # What it leads to would be written, as if it were ours.
                raise InputError("{path!r} is a link, so that no runs are saved there.", path=str(self._place))
            self._place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="dqn-engine-", dir=_in_memory()) as folder:
                made = Path(folder) / "run"
                missing = write(made)
                (made / LOCK).unlink(missing_ok=True)
                _copy(made, temporary)
            self._take_away(self._place / name)
            temporary.rename(self._place / name)
        except InputError as error:
            shutil.rmtree(temporary, ignore_errors=True)
            return str(error)
        except OSError as error:
            shutil.rmtree(temporary, ignore_errors=True)
            return str(write_refusal(self._place / name, error))
        return missing

    def remove_unfinished(self) -> None:
        """Removes what workers that died left half written."""
        with contextlib.suppress(OSError):
            for path in () if self._place.is_symlink() else self._place.iterdir():
                if is_stale(path):
                    shutil.rmtree(path, ignore_errors=True)

    def remove(self, tasks: Collection[Task]) -> None:
        """Removes the runs of these seeds, where there are any."""
        if self._place.is_symlink():
            return
        for task in tasks:
            with contextlib.suppress(OSError):
                self._take_away(self._place / run_name(task))

    def _take_away(self, path: Path) -> None:
        if path.is_symlink():
            path.unlink()
        elif path.exists():
            # Renamed first: what is found under its name is whole.
            gone = path.with_name(f".{path.name[:40]}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
            path.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


class PackedRuns:
    """Where the runs of seeds are packed to be sent: in place of `SeedRuns`, on a machine that shares no disk.

    Args:
        send: Given each with its files.
    """

    def __init__(self, send: Callable[[Task, Files], None]) -> None:
        self._send = send

    def save(self, task: Task, write: Callable[[Path], str]) -> str:
        """As `SeedRuns.save`."""
        try:
            with tempfile.TemporaryDirectory(prefix="dqn-engine-", dir=_in_memory()) as folder:
                path = Path(folder) / "run"
                missing = write(path)
                files = _packed(path)
        except InputError as error:
            return str(error)
        except OSError as error:
            return str(write_refusal(Path(tempfile.gettempdir()) / "run", error))
        self._send(task, files)
        return missing


def unpack(path: Path, files: Files) -> str:
    """Writes a run that was packed elsewhere; as `SeedRuns.save` wants it.

    Raises:
        InputError: It isn't what a run's folder is.
        OSError: It can't be written.
    """
    if len(files) > _MOST_FILES or sum(map(len, files.values())) > LARGEST_RUN_BYTES:
        raise InputError("The run that a worker sent is larger than one can be.")
    if not all(_is_of_a_run(name) for name in files):
        raise InputError("The run that a worker sent has files that no run has.")
    path.mkdir()
    for name, content in files.items():
        target = path.joinpath(*name.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
    return ""


def _in_memory() -> str | None:
    """A folder in memory that has room for a run; None: where temporary files are."""
    with contextlib.suppress(OSError):
        if os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free >= LARGEST_RUN_BYTES:
            return _MEMORY
    return None


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        place.mkdir() if path.is_dir() else shutil.copyfile(path, place)


def _is_of_a_run(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= 3 and all(_NAME.fullmatch(part) for part in parts)


def _packed(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != LOCK:
            size += path.stat().st_size
            if size > LARGEST_RUN_BYTES:
                raise InputError("The run is larger than one that is sent can be.")
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files
