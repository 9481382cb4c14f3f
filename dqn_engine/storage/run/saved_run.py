"""What a run's folder holds to be restored: its configuration, and a whole checkpoint that is of that configuration."""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from dqn_engine.config.run_config import RunConfig, run_config_from_json
from dqn_engine.storage.checkpoints.checkpoint import verify_parts
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore, Content, Found
from dqn_engine.storage.checkpoints.manifest import Manifest
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.run.places import (
    BEST_WEIGHTS,
    CHECKPOINTS,
    CONFIG,
    HISTORY,
    LAST_WEIGHTS,
    LOADED,
    NUMBERED_WEIGHTS,
)
from dqn_engine.system.errors import InputError, UnknownEnvironmentError

_LARGEST_CONFIG_BYTES = 100_000
_READ = (CONFIG, HISTORY, CHECKPOINTS, LOADED, BEST_WEIGHTS, LAST_WEIGHTS, NUMBERED_WEIGHTS)


def find_checkpoint(
    path: Path, at_step: int | None = None, read: Callable[[Path, Manifest], Content] = verify_parts
) -> Found[Content]:
    """The newest whole checkpoint of the run in `path`, or that of an environment step. Nothing is changed.

    Args:
        path: The folder of the run.
        at_step: The environment step; None: the newest.
        read: What is read of it, once; it raises `DamagedError` where that shows that the checkpoint isn't whole.
            Unless given, every file is compared with its hash.

    Raises:
        InputError: There is no run, no such checkpoint, or it is of another run than the folder's configuration says.
    """

    def read_of_this_run(checkpoint: Path, manifest: Manifest) -> Content:
        config = config_in(path)
        if config is not None:
            _refuse_other(checkpoint, manifest.run_config, config)
        return read(checkpoint, manifest)

    try:
        if not path.is_dir():
            raise InputError("There is no folder {path!r}; choose the folder of a run.", path=str(path))
        refuse_links(path)
        store = CheckpointStore(path / CHECKPOINTS)
        if at_step is not None:
            return store.at_step(at_step, read_of_this_run)
        return store.newest_whole(read_of_this_run)
    except OSError as error:
        raise InputError(
            "The run {path!r} can't be read: {strerror}.", path=str(path), strerror=error.strerror or error
        ) from error


def find_manifest(path: Path, at_step: int | None = None) -> Manifest:
    """What that checkpoint says of itself, before any of its numbers is read; raises as `find_checkpoint`."""
    return find_checkpoint(path, at_step, lambda _, manifest: manifest).content


def config_in(folder: Path, read: Callable[[object], RunConfig] = run_config_from_json) -> RunConfig | None:
    """The configuration in a folder, as `read` takes it; None where there is none.

    Raises:
        InputError: It can't be read, or isn't allowed here.
    """
    path = folder / CONFIG
    try:
        return read(decode_json(read_plain_file(path, _LARGEST_CONFIG_BYTES), _LARGEST_CONFIG_BYTES))
    except FileNotFoundError:
        return None
    except UnknownEnvironmentError:
        raise  # It says which module would know it.
    except InputError as error:
        raise InputError("{path!r} can't be used: {reason}", path=str(path), reason=error) from error
    except (OSError, ValueError) as error:
        raise InputError(
            "{path!r} can't be read as the JSON of a configuration; correct it, or move it away: a run's checkpoints "
            "say what it began with, too.",
            path=str(path),
        ) from error


def refuse_links(path: Path, names: Iterable[str] = _READ) -> None:
    """Refuses a run of whose parts one is a link: what it leads to belongs to another, and may be written.

    Args:
        path: The run's folder.
        names: What in it; unless given, all that is read of a run.

    Raises:
        InputError: One is.
    """
    for name in names:
        with contextlib.suppress(OSError):  # What is wrong with the path, who reads there says.
            if (path / name).is_symlink():
                raise InputError(
                    "The run {path!r} can't be used: {name!r} in it is a link; put the file there.",
                    path=str(path),
                    name=name,
                )


def _refuse_other(checkpoint: Path, there: RunConfig, here: RunConfig) -> None:
    for name in ("environment", "seed", "device"):
        if getattr(there, name) != getattr(here, name):
            _refuse(checkpoint, name, getattr(there, name), getattr(here, name))
    for name, value in here.knobs.items():
        if there.knobs[name] != value:
            _refuse(checkpoint, name, there.knobs[name], value)


def _refuse(checkpoint: Path, name: str, there: object, here: object) -> None:
    raise InputError(
        "The checkpoint {checkpoint_name!r} is of another run: {name} is {there} in it but {here} in {config}; "
        "nothing was changed.",
        checkpoint_name=checkpoint.name,
        name=name,
        there=there,
        here=here,
        config=CONFIG,
    )
