"""Zip archives from elsewhere: a small directory of plain members, each read to exactly the size it states.

Python's reader builds an object for every member before anybody can count them; so the directory's size is looked up
first, as that reader does, and a large one is refused.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.system.text import quoted

ZIP_SIGNATURE = b"PK\x03\x04"
_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_LOCATOR_64, _LOCATOR_64_BYTES = b"PK\x06\x07", 20
_LARGEST_DIRECTORY_BYTES = 50_000
_MOST_MEMBERS = 200
# Everything zipfile is known to raise on a damaged archive.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, IndexError, RuntimeError, OverflowError,
    MemoryError,
)  # fmt: skip  # RuntimeError includes NotImplementedError.


@contextmanager
def open_zip(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Opens an archive, of which no more is read than is asked for.

    Every member is stored or deflated, not encrypted, and of a name of its own.

    Raises:
        MisfitError: It is damaged, has too many members, or a member of another kind.
    """
    if _directory_bytes(file) > _LARGEST_DIRECTORY_BYTES:
        raise MisfitError("it holds more than {most_members} things, which no network has", most_members=_MOST_MEMBERS)
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise MisfitError("it is truncated or damaged and can't be opened as an archive") from error
    with archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise MisfitError(
                "it holds {count} things, but no network has more than {most_members}",
                count=len(members),
                most_members=_MOST_MEMBERS,
            )
        names = set()
        for member in members:
            name = quoted(member.filename.removesuffix(".npy"))
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or member.flag_bits & 1:
                raise MisfitError("{name} is encrypted or compressed in an unusual way", name=name)
            if member.filename in names:
                raise MisfitError("it holds {name} twice", name=name)
            names.add(member.filename)
        yield archive


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """A member's bytes, where they are as many as it states, at most `most_bytes`, and of the checksum it states.

    Raises:
        MisfitError: They aren't.
    """
    refuse_large_member(member, most_bytes)
    name = quoted(member.filename.removesuffix(".npy"))
    try:
        with archive.open(member) as file:
            # One byte more than expected, so that the end is reached and the checksum compared.
            data = file.read(member.file_size + 1)
    except DAMAGE as error:
        raise MisfitError("{name} is truncated or damaged and can't be read", name=name) from error
    if len(data) != member.file_size:
        raise MisfitError(
            "{name} has {count} bytes, but says {file_size}", name=name, count=len(data), file_size=member.file_size
        )
    return data


def refuse_large_member(member: zipfile.ZipInfo, most_bytes: int) -> None:
    """Refuses a member by the size it states, before any of it is unpacked.

    Raises:
        MisfitError: It is larger than `most_bytes`.
    """
    if member.file_size > most_bytes:
        name = quoted(member.filename.removesuffix(".npy"))
        raise MisfitError(
            "{name} unpacks to {file_size:,} bytes, but at most {most_bytes:,} are expected",
            name=name,
            file_size=member.file_size,
            most_bytes=most_bytes,
        )


def _directory_bytes(file: BinaryIO) -> int:
    """What the archive's last record says of its directory; 0 where there is no such record, as zipfile will say."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - _LOCATOR_64_BYTES))
    content = file.read(_END_BYTES + _LONGEST_COMMENT + _LOCATOR_64_BYTES)
    tail = content[-_END_BYTES:]
    if tail.startswith(_END) and tail.endswith(b"\0\0"):
        end = len(content) - _END_BYTES
    else:
        end = content.rfind(_END, max(0, len(content) - _END_BYTES - _LONGEST_COMMENT))
    if end < 0:
        return 0
    if content[max(0, end - _LOCATOR_64_BYTES) : end].startswith(_LOCATOR_64):
        return _LARGEST_DIRECTORY_BYTES + 1  # Only archives of more than 65,535 members or 4 GiB need that.
    return int.from_bytes(content[end + 12 : end + 16], "little")
