"""What a report says of the weights and versions of a study's or a sweep's seeds, by the runs that they left."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.run.reproducible import recording_of, versions_then
from dqn_engine.study.plan import Task
from dqn_engine.study.run_names import run_of_seed
from dqn_engine.study.study_folder import SUMMARY
from dqn_engine.system.errors import InputError

_LARGEST_SUMMARY_BYTES = 64_000_000
_LONGEST = 2_000


def fingerprints(folder: Path, tasks: Iterable[Task]) -> list[tuple[str, str]]:
    """The SHA-256 of each seed's last weights, where it left a run, and the versions that saved them."""
    lines: list[str] = []
    versions: dict[str, None] = {}
    for task in tasks:
        run = run_of_seed(folder, task)
        if run is None:
            continue
        where = f"{task[0]}, seed {task[1]}"
        try:
            hashes = [record.weights_sha256 for record in recording_of(run).checkpoints][-1:]
        except InputError as error:
            lines.append(f"{where}: not known, since its run can't be read ({error})")
            continue
        lines += [f"{where}: {sha256}" for sha256 in hashes]
        versions.setdefault(", ".join(f"{name} {version}" for name, version in versions_then(run).items()))
    said = [("SHA-256 of the weights after the last step", "\n".join(lines))] if lines else []
    return [*said, *(("saved with", one) for one in versions if one)]


def versions_of(folder: Path) -> list[tuple[str, str]]:
    """The versions that a study was ended with, as its summary says."""
    with contextlib.suppress(OSError, ValueError):
        values = decode_json(read_plain_file(folder / SUMMARY, _LARGEST_SUMMARY_BYTES), _LARGEST_SUMMARY_BYTES)
        versions = cast("dict[str, Any]", values).get("versions") if isinstance(values, dict) else None
        if isinstance(versions, str) and 0 < len(versions) <= _LONGEST:
            return [("made with", versions)]
    return []
