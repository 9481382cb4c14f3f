"""Imports during which nothing is looked through for garbage."""

import gc
import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from dqn_engine.system.loading import load_code_of, uncollected


def test_that_nothing_is_collected_meanwhile_and_what_came_into_being_is_left_out_later() -> None:
    frozen = gc.get_freeze_count()
    with uncollected():
        assert not gc.isenabled()
        made = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= frozen + len(made)


def test_that_a_failed_import_leaves_the_interpreter_as_it_was() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError("There is no such library.")
    assert gc.isenabled()


def test_that_who_collects_nothing_still_does_not() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """A package that comes with a library of the interpreter's own."""
    made = tmp_path / "withcode"
    made.mkdir()
    (made / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    return made


def is_loaded(path: Path) -> bool:
    return str(path) in Path("/proc/self/maps").read_text()


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the import does it all")


@linux
def test_that_code_is_loaded_without_its_package_being_imported(package) -> None:
    library = package / "libsome.so.2"
    shutil.copy(importlib.util.find_spec("msgspec._core").origin, library)
    assert load_code_of("withcode", ["libsome.so.*"])
    assert is_loaded(library)
    assert "withcode" not in sys.modules


@linux
def test_that_what_cant_be_loaded_is_left_to_the_import(package) -> None:
    assert not load_code_of("withcode", ["libsome.so.*"]), "there is none"
    (package / "libsome.so.2").write_text("no library")
    assert not load_code_of("withcode", ["libsome.so.*"])
    assert not load_code_of("nowhere_to_be_found", ["libsome.so.*"])
    assert not load_code_of("sys", ["libsome.so.*"]), "it is imported already"
