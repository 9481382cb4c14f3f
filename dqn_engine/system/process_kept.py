"""Keeps the process what it was while code of others runs in it.

Some end the process at once, past every handler, or leave Python with fewer calls than a library needs to be imported.
"""

import builtins
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn


class ProcessEndError(SystemExit):
    """What `os._exit` raises instead of ending the process."""


class _Kept:
    """How many contexts there are, in all threads, and what `os._exit` was before the first."""

    lock = threading.Lock()
    contexts = 0
    end: Callable[[int], NoReturn] | None = None


def end_process(code: int) -> NoReturn:
    """Ends the process at once, also from within a `process_kept`."""
    (_Kept.end or os._exit)(code)


@contextlib.contextmanager
def process_kept() -> Iterator[None]:
    """Has `os._exit` raise `ProcessEndError` in this process, not in children of it, and restores the recursion limit.

    Only a lower limit is undone: what needs a higher one needs it later as well.
    """
    limit = sys.getrecursionlimit()
    with _Kept.lock:
        _Kept.contexts += 1
        if _Kept.contexts == 1:
            _Kept.end, os._exit = os._exit, _refusing(os._exit, os.getpid())
    try:
        yield
    finally:
        with _Kept.lock:
            _Kept.contexts -= 1
            if _Kept.contexts == 0 and _Kept.end is not None:
                os._exit, _Kept.end = _Kept.end, None
        if sys.getrecursionlimit() < limit:
            sys.setrecursionlimit(limit)


@contextlib.contextmanager
def interpreter_kept() -> Iterator[None]:
    """Gives back what a module that is imported meanwhile takes from Python itself, without which nothing else works.

    That is entries of `sys.path` and of what imports, which may be added to; and functions of `builtins`, `sys` and
    `threading`, in whose place others may be set, but not something that can't be called.
    """
    lists = {name: (getattr(sys, name), list(getattr(sys, name))) for name in ("path", "meta_path", "path_hooks")}
    before = {module: dict(vars(module)) for module in (builtins, sys, threading)}
    try:
        yield
    finally:
        for name, (own, entries) in lists.items():
            now = getattr(sys, name)
            own[:] = [*now, *(entry for entry in entries if entry not in now)]
            setattr(sys, name, own)
        for module, names in before.items():
            for name, value in names.items():
                if callable(value) and not callable(getattr(module, name, None)):
                    setattr(module, name, value)


def _refusing(end: Callable[[int], NoReturn], process: int) -> Callable[[int], None]:
    def refuse(status: int) -> None:
        if os.getpid() != process:  # `multiprocessing` ends its children so.
            end(status)
        if not _Kept.contexts:  # It was registered with `atexit`, and the process ends anyway.
            return
        raise ProcessEndError(f"os._exit({status})")

    return refuse
