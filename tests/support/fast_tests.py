"""The fast tests: those that need neither TensorFlow nor another process; `pytest -m fast` runs them in seconds.

A test is one of them by itself, with no mark of its own: its file imports no TensorFlow, it takes no compiled program
from a fixture, and it isn't an acceptance test. What can't be seen from outside (a test that imports TensorFlow or
starts a process while it runs) is marked `slow`; `forbid_slow_things` makes sure that none was forgotten. So is what
takes a third of a second or more and has a faster neighbour that notices most mistakes.
"""

import platform
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.support.import_graph import SLOW_TO_IMPORT, imports_tensorflow

_ACCEPTANCE = Path(__file__).parents[1] / "acceptance"
_COMPILING_FIXTURES = frozenset({"programs", "pooled_sessions"})
_DRAWING = re.compile(r"^(import|from) matplotlib\b", re.MULTILINE)
"""Matplotlib starts a process to find fonts, the first time that it is imported by a user."""
_SLOW_THROUGHOUT = re.compile(r"^pytestmark = pytest\.mark\.slow\b", re.MULTILINE)
_PROCESS_EVENTS = frozenset({"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})


def are_all_that_is_asked(config: pytest.Config) -> bool:
    """Whether the run selects fast tests alone, as `-m fast` or `-m "fast and …"` does."""
    expression = str(config.getoption("markexpr", ""))
    return bool(re.match(r"\s*fast\b", expression)) and not re.search(r"\bor\b", expression)


def may_hold(path: Path) -> bool:
    """Whether a file of tests can have fast ones among them. Reads files; imports none."""
    if path.is_relative_to(_ACCEPTANCE) or imports_tensorflow(path):
        return False
    text = path.read_text(encoding="utf-8")
    return not _DRAWING.search(text) and not _SLOW_THROUGHOUT.search(text)


_may_hold_by_now = cache(may_hold)
"""What is asked for each test of a file, while nobody writes it."""


def is_fast(item: pytest.Item) -> bool:
    """Whether a test is one of them."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    left_out = _COMPILING_FIXTURES & set(fixtures) or item.get_closest_marker("slow")
    return _may_hold_by_now(item.path) and not left_out


def forbid_slow_things() -> None:
    """From here on, importing TensorFlow or starting a process fails. Can't be taken back within this process."""
    platform.processor()  # h5py asks for it as it is imported, which starts `uname` once.
    sys.addaudithook(_refuse)


def take_refused() -> list[str]:
    """What has been refused since the last time this was asked, since who asked for it may have caught the error."""
    refused, _refused[:] = _refused[:], []
    return refused


_refused: list[str] = []


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "import" and str(arguments[0]) in SLOW_TO_IMPORT:
        asked = f"imports {arguments[0]}"
    elif event in _PROCESS_EVENTS:
        asked = f"starts a process ({event})"
    else:
        return
    _refused.append(f"A fast test {asked}. Mark it with `pytest.mark.slow`.")
    raise RuntimeError(_refused[-1])
