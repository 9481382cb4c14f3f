"""The desktop's trash takes a folder and gives it back, also where the user has no data yet."""

import shutil
from pathlib import Path

import pytest

from dqn_engine.storage.run.lock import RunLock
from dqn_engine.system.errors import InputError
from workbench.state.trash import Deletion


def test_that_there_is_a_trash_where_the_user_s_data_has_no_folder_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    deletion = Deletion(folder)
    deletion.do()
    assert not folder.exists()
    deletion.undo()
    assert (folder / "config.json").read_text() == "{}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def test_that_what_isn_t_in_the_trash_any_more_is_said_not_to_come_back(run: Path, tmp_path: Path) -> None:
    deletion = Deletion(run)
    deletion.do()
    shutil.rmtree(tmp_path / "data" / "Trash")
    with pytest.raises(InputError, match="run can't be brought back: it isn't in the trash any more"):
        deletion.undo()


def test_that_what_took_its_place_is_never_replaced(run: Path) -> None:
    deletion = Deletion(run)
    deletion.do()
    run.mkdir()
    (run / "another").touch()
    with pytest.raises(InputError, match="something in its place"):
        deletion.undo()
    assert (run / "another").exists()


def test_that_a_run_that_was_opened_since_is_not_deleted_again(run: Path) -> None:
    deletion = Deletion(run)
    deletion.do()
    deletion.undo()
    lock = RunLock(run)
    try:
        with pytest.raises(InputError, match="is open or being trained"):
            deletion.do()
    finally:
        lock.release()
    assert run.is_dir()
