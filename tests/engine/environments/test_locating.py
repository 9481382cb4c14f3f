"""Which file a module is, found without running a line of it."""

import sys
from pathlib import Path

import pytest

from dqn_engine.environments.imports import import_environments
from dqn_engine.environments.locating import file_of, root_of
from tests.support.own_modules import new_name, write_module

FATAL = "raise SystemExit('it ran')"


@pytest.mark.parametrize(
    ("place", "name"),
    [("{}.py", "{}"), ("{}/__init__.py", "{}"), ("{}/deep/games.py", "{}.deep.games"), ("{}/deep.py", "{}.deep")],
)
def test_that_a_module_s_file_is_found_and_nothing_runs(own_folder: Path, place: str, name: str) -> None:
    top = new_name()
    path = own_folder / place.format(top)
    for file in (path, *(folder / "__init__.py" for folder in path.parents if own_folder in folder.parents)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FATAL)
    loaded = set(sys.modules)
    assert file_of(name.format(top)) == path
    assert root_of(name.format(top), path) == own_folder
    assert set(sys.modules) == loaded


def test_that_a_file_is_found_by_its_path_and_a_loaded_module_where_it_was_loaded_from(own_folder: Path) -> None:
    name = new_name()
    path = write_module(own_folder / "below", name)
    assert file_of(f"below/{name}.py") == path
    import_environments(str(path))
    assert file_of(name) == path


@pytest.mark.parametrize(
    "name", ["", "a b", "../up", "missing.py", "no_such_module_at_all", "json.no_such_part", "sys.path", "os:x", "."]
)
def test_that_what_is_no_module_has_no_file(own_folder: Path, name: str) -> None:
    assert file_of(name) is None
