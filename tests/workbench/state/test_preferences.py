"""What the window remembers from one time to the next."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from workbench.command_line import Perspective
from workbench.state.preferences import LAYOUT_VERSION, Layout, Preferences

LAYOUT = Layout(
    geometry=QByteArray(b"geometry"),
    perspective=Perspective.LOOK_INSIDE,
    docks={Perspective.TRAIN: QByteArray(b"these"), Perspective.LOOK_INSIDE: QByteArray(b"those")},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "workbench.ini"


def test_that_what_was_chosen_is_there_the_next_time(path) -> None:
    first = Preferences(path)
    first.set_layout(LAYOUT)
    first.set_collapsed_groups(["Replay", "Network"])
    first.set_appearance("dark")
    first.set_folder("/somewhere")
    first.set_saves_runs(False)
    first.write()
    again = Preferences(path)
    assert again.layout() == LAYOUT
    assert again.collapsed_groups() == ["Replay", "Network"]
    assert (again.appearance(), again.folder(), again.saves_runs()) == ("dark", "/somewhere", False)


def test_that_at_first_nothing_is_remembered_and_runs_are_saved(path) -> None:
    preferences = Preferences(path)
    assert preferences.layout() is None
    assert preferences.collapsed_groups() == []
    assert (preferences.appearance(), preferences.folder(), preferences.saves_runs()) == ("system", "", True)
    assert preferences.recent_runs() == []


def test_that_the_eight_newest_runs_are_remembered_each_once_and_the_newest_first(path) -> None:
    preferences = Preferences(path)
    for number in range(10):
        preferences.add_recent_run(f"/runs/{number}")
    assert preferences.recent_runs() == [f"/runs/{number}" for number in (9, 8, 7, 6, 5, 4, 3, 2)]
    preferences.add_recent_run("/runs/5")
    preferences.write()
    assert Preferences(path).recent_runs() == [f"/runs/{number}" for number in (5, 9, 8, 7, 6, 4, 3, 2)]


def test_that_a_single_recent_run_is_one_although_its_file_holds_no_list(path) -> None:
    preferences = Preferences(path)
    preferences.add_recent_run("/runs/only")
    preferences.write()
    assert Preferences(path).recent_runs() == ["/runs/only"]


@pytest.mark.parametrize("version", [LAYOUT_VERSION - 1, LAYOUT_VERSION + 1])
def test_that_the_layout_of_another_version_counts_as_none(path, version) -> None:
    preferences = Preferences(path)
    preferences.set_layout(LAYOUT)
    preferences.write()
    text = path.read_text()
    assert f"version={LAYOUT_VERSION}" in text
    path.write_text(text.replace(f"version={LAYOUT_VERSION}", f"version={version}"))
    os.utime(path, (0, 0))  # Qt reads a file again only where its time or its size is another.
    assert Preferences(path).layout() is None


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe garbage", b"[window]\nversion=99\ngeometry=1\nappearance=pink\n[runs]\nrecent=,"]
)
def test_that_a_file_that_cant_be_read_counts_as_none(path, content) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    preferences = Preferences(path)
    assert preferences.layout() is None
    assert preferences.appearance() == "system"
    assert preferences.collapsed_groups() == []
    assert preferences.recent_runs() == []
