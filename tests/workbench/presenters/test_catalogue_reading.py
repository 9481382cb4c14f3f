"""What the reading thread reads again: what is being written, and what a program has begun to write since."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dqn_engine.storage.run.lock import LOCK, RunLock
from tests.support.compared_folders import made_study, study_config
from workbench.presenters.catalogue_reading import CatalogueReading


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        made_study(tmp_path / "root" / name, {"default": study_config()}, {("default", 0): (100.0, 200.0)})
    return tmp_path / "root"


@pytest.fixture
def reading(root: Path, tmp_path: Path) -> Iterator[CatalogueReading]:
    made = CatalogueReading(tmp_path / "index")
    made.read(made.scan([root]).waiting)
    yield made
    made.close()


def test_that_nothing_is_read_again_where_nobody_writes(reading, root) -> None:
    assert reading.read_live(()) == {}
    reading.scan([root])
    assert reading.read_live(()) == {}, "nor of what the index remembers"


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_that_what_is_gone_on_with_is_read_again_though_nobody_wrote_it_before(root, tmp_path, killed) -> None:
    if killed:  # Its lock is left there, and names a process that is no more.
        (root / "two" / LOCK).write_text("1234567\n")
    reading = CatalogueReading(tmp_path / "index")
    reading.read(reading.scan([root]).waiting)
    lock = RunLock(root / "two")
    try:
        entries = reading.read_live(())
    finally:
        lock.release()
    reading.close()
    assert list(entries) == [root / "two"]
    assert all(entry.being_written for entry in entries[root / "two"])
