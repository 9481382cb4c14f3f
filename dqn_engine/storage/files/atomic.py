"""Writes a file whole or not at all.

The bytes go to a temporary file in the same folder, are forced to the disk, and only then take the target's name. A
crash, a full disk or a pulled plug leaves either the old file or the new one, never half of one.
"""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from dqn_engine.storage.files.file_layer import Files
from dqn_engine.system.errors import InputError

_FILES = Files()


def write_atomically(path: str | os.PathLike[str], content: bytes, files: Files = _FILES) -> None:
    """Replaces the file at `path` by one that holds `content`; on failure the old file is untouched.

    A symbolic link is followed, so that what it points to is replaced and the link stays. An existing file keeps its
    permissions.

    Raises:
        InputError: The folder is missing or can't be written, `path` is a folder, or the disk is full.
    """
    target = Path(path)
    try:
        target = _resolved(target)
        temporary = target.with_name(f".{target.name[:40]}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            files.write(temporary, [content])
            if target.exists():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            os.replace(temporary, target)
        except BaseException:  # Also on Ctrl+C: the temporary file must not stay behind.
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        with contextlib.suppress(OSError):
            files.sync_folder(target.parent)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise write_refusal(target, error) from error


def write_refusal(path: str | os.PathLike[str], error: OSError | ValueError) -> InputError:
    """Says in one sentence why `path` could not be written and what to do about it."""
    target = Path(path)
    name, folder = repr(str(target)), repr(str(target.parent))
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.ENOENT and not target.parent.is_dir():
        return InputError(
            "{name} can't be written: there is no folder {folder}; create it or choose another.",
            name=name,
            folder=folder,
        )
    if code == errno.ENOTDIR:
        return InputError(
            "{name} can't be written: a part of {folder} is a file; choose a folder.", name=name, folder=folder
        )
    if code == errno.EISDIR:
        return InputError("{name} can't be written: it is a folder; choose the name of a file.", name=name)
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return InputError("{name} can't be written: it or its folder is protected; choose another place.", name=name)
    if code in (errno.ENOSPC, errno.EDQUOT):
        return InputError("{name} can't be written: the disk is full; free some space and save again.", name=name)
    if code == errno.ENAMETOOLONG:
        return InputError("{name}… can't be written: the name is too long; choose a shorter one.", name=name[:120])
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError("{name} can't be written: {reason}; choose another place.", name=name, reason=reason)


def _resolved(target: Path) -> Path:
    resolved = Path(os.path.realpath(target))
    if resolved.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if resolved.exists() and not resolved.is_file():
        raise InputError(
            "{target!r} can't be written: it is not a plain file; choose another name.", target=str(target)
        )
    if resolved.exists() and not os.access(resolved, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return resolved
