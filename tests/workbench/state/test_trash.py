"""The desktop's trash takes a folder and gives it back, also where the user has no data yet."""

from pathlib import Path

import pytest

from workbench.state.trash import Deletion


def test_that_there_is_a_trash_where_the_user_s_data_has_no_folder_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    deletion = Deletion(folder)
    assert deletion.do()
    assert not folder.exists()
    assert deletion.undo()
    assert (folder / "config.json").read_text() == "{}"
