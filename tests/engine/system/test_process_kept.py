"""What a module that is imported takes from Python is given back; what it adds or puts in its place stays."""

import builtins
import os
import sys
import threading
from collections.abc import Callable

import pytest

from dqn_engine.system.process_kept import ProcessEndError, interpreter_kept, process_kept


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    for module, name in ((builtins, "print"), (sys, "excepthook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))


@pytest.mark.parametrize(
    "spoil", [lambda: setattr(sys, "path", ["/added"]), lambda: sys.path.__setitem__(slice(None), ["/added"])]
)
def test_that_the_path_has_its_entries_again_behind_those_that_were_added(spoil: Callable[[], None]) -> None:
    path, before = sys.path, list(sys.path)
    with interpreter_kept():
        spoil()
    assert sys.path is path
    assert sys.path == ["/added", *before]


@pytest.mark.parametrize("name", ["meta_path", "path_hooks"])
def test_that_what_imports_is_there_again_behind_what_was_added(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, name, list(getattr(sys, name)))
    own, before, added = getattr(sys, name), list(getattr(sys, name)), object()
    with interpreter_kept():
        own[:] = [added]
    assert getattr(sys, name) is own
    assert own == [added, *before]


def test_that_an_exit_kept_for_the_end_of_the_process_does_nothing_once_nothing_is_run_any_more() -> None:
    with process_kept():
        leave = os._exit
        with pytest.raises(ProcessEndError):
            leave(9)
    leave(9)  # As `atexit` calls what a module gave it.


def test_that_what_can_t_be_called_any_more_is_given_back_also_after_an_error() -> None:
    before = builtins.print, sys.excepthook, threading.excepthook

    @interpreter_kept()
    def spoil() -> None:
        builtins.print = None
        sys.excepthook = None
        del threading.excepthook
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        spoil()
    assert (builtins.print, sys.excepthook, threading.excepthook) == before


def test_that_what_another_function_was_put_in_the_place_of_stays() -> None:
    def other(*_: object) -> None: ...

    with interpreter_kept():
        builtins.print = other
    assert builtins.print is other
