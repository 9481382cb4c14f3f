"""SQLite files of elsewhere are opened or refused, whatever happens to them meanwhile."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from dqn_engine.storage.files.sqlite_file import UnopenedError, Why, opened


@pytest.mark.parametrize("in_use", [True, False])
def test_that_a_file_which_goes_as_it_is_opened_is_missing(
    in_use: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sweep.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE one (two)")
    connect = sqlite3.connect

    def gone_by_then(place: str, **options: Any) -> sqlite3.Connection:
        path.unlink(missing_ok=True)
        return connect(place, **options)

    monkeypatch.setattr(sqlite3, "connect", gone_by_then)
    reading = opened(path, in_use=in_use, longest_value_bytes=100, copies="copy-")
    with pytest.raises(UnopenedError) as refused, reading:
        pass
    assert refused.value.why is Why.MISSING
