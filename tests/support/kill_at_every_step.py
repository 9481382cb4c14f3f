"""Saves checkpoints in child processes, each killed by signal 9 at the next thing it asks of the file system.

`python -m tests.support.kill_at_every_step FOLDER` prints JSON: of each child how many calls it was given, whether it
was killed, and the step of the newest whole checkpoint afterwards. A process without threads, so that it can fork.
"""

import json
import os
import signal
import sys
from pathlib import Path

from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from tests.support.faulty_files import FaultyFiles
from tests.support.snapshots import snapshot


def die() -> None:
    """Ends this process as `kill -9` would."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path) -> None:
    """Kills until a save gets through."""
    store, told = CheckpointStore(folder), []
    for step in (1, 2):
        store.save(snapshot(step), keep=2)
    killed, fail_at = True, 0
    while killed:
        fail_at += 1
        child = os.fork()
        if child == 0:
            CheckpointStore(folder, FaultyFiles(die, fail_at)).save(snapshot(100 + fail_at), keep=2)
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        found = store.newest_whole()
        told.append(
            {"fail_at": fail_at, "killed": killed, "newest": found.manifest.env_steps, "troubles": found.troubles}
        )
    store.sweep()
    print(json.dumps({"told": told, "left": sorted(path.name for path in folder.iterdir())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
