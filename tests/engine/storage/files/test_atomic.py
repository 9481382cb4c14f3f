"""A file is written whole or not at all, whichever step fails."""

import errno
import os
import stat
from pathlib import Path

import pytest

from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.system.errors import InputError


def fail(code: int):
    def raise_it(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return raise_it


def test_that_a_new_file_holds_the_content(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


def test_that_an_existing_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old and longer")
    target.chmod(0o640)
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_that_a_symbolic_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    real, link = tmp_path / "folder" / "real.bin", tmp_path / "link.bin"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_that_a_failing_step_leaves_the_old_file_and_no_temporary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, step, fail(code))
    with pytest.raises(InputError):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


def test_that_a_failing_write_leaves_the_old_file_and_no_temporary(tmp_path: Path) -> None:
    class FullDisk(Files):
        def write_piece(self, descriptor: int, piece: bytes | memoryview) -> None:
            super().write_piece(descriptor, piece[:1])
            raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(InputError, match="disk is full; free some space"):
        write_atomically(target, b"new", FullDisk())
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


def test_that_a_folder_that_is_there_but_takes_no_files_is_not_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        write_atomically(tmp_path / "none" / "a.bin", b"new")
    monkeypatch.setattr(os, "replace", fail(errno.ENOENT))  # As in /proc.
    with pytest.raises(InputError, match="can't be written: .*; choose another place") as caught:
        write_atomically(tmp_path / "a.bin", b"new")
    assert "no folder" not in str(caught.value)


def test_that_an_interrupt_leaves_the_old_file_and_no_temporary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.bin").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.bin", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_that_the_content_is_on_the_disk_before_it_takes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        tape.append("fsync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "fsync file")
        real_fsync(descriptor)

    def replace(source: Path, target: Path) -> None:
        tape.append("replace")
        assert Path(source).parent == Path(target).parent
        assert Path(source).read_bytes() == b"new"
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    write_atomically(tmp_path / "a.bin", b"new")
    assert tape == ["fsync file", "replace", "fsync folder"]


def test_that_a_file_system_without_folder_sync_is_good_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomically(tmp_path / "a.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"


def test_that_bad_places_are_named_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for place, words in (
        (tmp_path / "missing" / "a.bin", "there is no folder"),
        (tmp_path / "file" / "a.bin", "is a file; choose a folder"),
        (tmp_path / "folder", "it is a folder; choose the name of a file"),
        (tmp_path / "pipe", "not a plain file"),
        (tmp_path / ("x" * 300), "too long"),
        (tmp_path / "nul\0", "can't be written"),
    ):
        with pytest.raises(InputError, match=words):
            write_atomically(place, b"new")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="protected; choose another place"):
        write_atomically(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b""
