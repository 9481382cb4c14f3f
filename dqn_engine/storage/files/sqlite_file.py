"""Opens an SQLite file that may come from elsewhere, and changes nothing in its folder.

SQLite itself would: it takes what a program that died left beside the file into it, and makes files of its own. So in
that case a copy is read, in a folder for temporary files. Whether the tables are those that were expected is the
caller's to ask, before anything of them is used.
"""

import contextlib
import os
import shutil
import sqlite3
import tempfile
import urllib.parse
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

BESIDE = ("-wal", "-journal")
"""What SQLite leaves beside a file where a program died, and what belongs to it."""


class Why(Enum):
    """Why a file can't be opened."""

    MISSING = "missing"
    NOT_PLAIN = "not plain"  # nor followed, where it is a link
    BESIDE_NOT_PLAIN = "beside not plain"  # `said` is the name of what is beside it
    NO_DATABASE = "no database"  # `said` is what SQLite says
    CLOSED = "closed"  # it can't be read


class UnopenedError(Exception):
    """An SQLite file can't be opened: `why`, and what there is to say of it, `said`."""

    def __init__(self, why: Why, said: str = "") -> None:
        super().__init__(why.value, said)
        self.why, self.said = why, said


@contextlib.contextmanager
def opened(path: Path, *, in_use: bool, longest_value_bytes: int, copies: str) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing in the file's folder; closed with the context.

    Args:
        path: The file.
        in_use: Whether another program is writing it.
        longest_value_bytes: Of a text in it, or reading fails.
        copies: What a folder for a copy begins with.

    Raises:
        UnopenedError: It can't be opened.
    """
    if not os.path.lexists(path):
        raise UnopenedError(Why.MISSING)
    if not path.is_file() or path.is_symlink():
        raise UnopenedError(Why.NOT_PLAIN)
    left: list[Path] = []
    for suffix in (*BESIDE, "-shm"):  # SQLite would write into what a link points to.
        beside = path.with_name(path.name + suffix)
        if beside.is_symlink() or (beside.exists() and not beside.is_file()):
            raise UnopenedError(Why.BESIDE_NOT_PLAIN, beside.name)
        left += [beside] if suffix in BESIDE and beside.exists() else []
    with contextlib.ExitStack() as closing:
        if not left or in_use:
            # Where nothing may be written beside it, SQLite opens it only when told that nothing else changes it.
            ways = ("mode=ro", "mode=ro&immutable=1") if left or not _makes_files(path) else ("mode=ro&immutable=1",)
        else:
            try:
                folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix=copies)))
                for file in (path, *left):
                    shutil.copyfile(file, folder / file.name, follow_symlinks=False)
                path, ways = folder / path.name, ("mode=rw",)
            except OSError:  # There is no room for it; what was written last is left out.
                ways = ("mode=ro&immutable=1",)
        yield closing.enter_context(contextlib.closing(_connected(path, ways, longest_value_bytes)))


def schema_of(rows: Iterable[tuple[object, ...]]) -> list[str]:
    """What `SCHEMA_QUERY` gave, in a form that can be compared."""
    return sorted(" ".join(str(row).replace("\\n", " ").split()) for row in rows)


SCHEMA_QUERY = "SELECT type, name, sql FROM sqlite_master LIMIT 100"


def _connected(path: Path, ways: tuple[str, ...], longest_value_bytes: int) -> sqlite3.Connection:
    """The first of `ways` to open it that works."""
    place = urllib.parse.quote(os.fsencode(path.absolute()))
    for options in ways:
        try:
            connection = sqlite3.connect(f"file:{place}?{options}", uri=True, timeout=2.0)
        except sqlite3.OperationalError:  # It may not be read, or is gone since it was looked for.
            continue
        try:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest_value_bytes)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
        except sqlite3.Error as error:
            connection.close()
            raise UnopenedError(Why.NO_DATABASE, str(error)) from error
        else:
            return connection
    raise UnopenedError(Why.CLOSED if os.path.lexists(path) else Why.MISSING)


def _makes_files(path: Path) -> bool:
    """Whether SQLite makes files beside it even to read it: where its last writer died after emptying its log."""
    try:
        with path.open("rb") as file:
            return file.read(20)[18:20] == b"\2\2"
    except OSError:
        return False
