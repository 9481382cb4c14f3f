"""Opens a saved run to be looked at: nothing of it is changed, locked or trained."""

from pathlib import Path

from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.session.opening import restored_run
from dqn_engine.storage.checkpoints.checkpoint import read_manifest
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.storage.weights.checkpoint_weights import is_checkpoint
from dqn_engine.system.errors import InputError


def saved_subject(path: Path) -> Subject:
    """The agent in a checkpoint's folder, or in the newest whole checkpoint of a run's.

    Raises:
        InputError: There is none, or it doesn't fit this program.
    """
    if not is_checkpoint(path):
        run = find_checkpoint(path, read=restored_run).content
    else:
        try:
            run = restored_run(path, read_manifest(path))
        except DamagedError as error:
            raise InputError("The checkpoint {path!r} can't be used: {error}.", path=str(path), error=error) from error
    try:
        return subject_of(run)
    finally:
        run.close()
