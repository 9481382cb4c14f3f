"""What every test runs under: no screen, no sound, a fixed language, and nothing left behind."""

import atexit
import os
import shutil
import tempfile

# Before anything imports Qt or pygame.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"

# Nor may a test touch the runs of whoever starts it.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="dqn-workbench-tests-")

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from tests.support.program_pool import ProgramPool

_END_S = 3.0

# On a busy machine an example takes as long as it takes.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def programs() -> "ProgramPool":
    """Compiled programs that outlive a test."""
    from tests.support.program_pool import ProgramPool  # Here: with it comes TensorFlow.

    return ProgramPool()


@pytest.fixture
def pooled_sessions(programs: "ProgramPool", monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions in this process take their programs from the pool, and keep no compilations on disk."""
    monkeypatch.setattr("dqn_engine.training.run.Program", programs.stand_in)
    monkeypatch.setattr("dqn_engine.training.program.Program", programs.stand_in)
    monkeypatch.setattr("dqn_engine.training.run.ImageProgram", programs.stand_in)
    monkeypatch.setattr("dqn_engine.training.image_program.ImageProgram", programs.stand_in)
    monkeypatch.setattr("dqn_engine.system.tensorflow_setup.use_compilation_cache", lambda: None)


def _started() -> set[threading.Thread]:
    """The threads that Python started; of others it keeps a stand-in for good, which can't be joined."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that drives widgets must end the threads it began and the top-level widgets it made."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    application = request.getfixturevalue("qapp")
    threads_before = _started()
    widgets_before = set(map(id, QApplication.topLevelWidgets()))
    yield
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    deadline = time.monotonic() + _END_S
    while (left := _started() - threads_before) and time.monotonic() < deadline:
        for thread in left:
            thread.join(0.05)
    assert not left, f"threads still running: {left}"
    widgets = [w for w in QApplication.topLevelWidgets() if id(w) not in widgets_before and w.isVisible()]
    assert not widgets, f"windows still open: {widgets}"
