"""What every test runs under: no screen, no sound, a fixed language, and nothing left behind."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support import fast_tests, surroundings, workers
from tests.support.import_graph import imports_tensorflow
from tests.support.own_modules import own_folder as own_folder  # A fixture of all tests.

if TYPE_CHECKING:
    from tests.support.program_pool import ProgramPool

surroundings.prepare()

_END_S = 3.0

# The same examples each time; on a busy machine one takes as long as it takes, as does making it.
hypothesis.settings.register_profile(
    "settled", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("settled")


@pytest.hookimpl(tryfirst=True)  # Before pytest-xdist reads what was chosen.
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Spreads a long run over the processors."""
    workers.spread(config)


def pytest_configure(config: pytest.Config) -> None:
    """Forbids what fast tests mustn't do, in the process that runs them."""
    if fast_tests.are_all_that_is_asked(config) and not config.getoption("numprocesses", None):
        fast_tests.forbid_slow_things()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves files without fast tests unopened where only these are asked for."""
    if collection_path.suffix != ".py" or not fast_tests.are_all_that_is_asked(config):
        return None
    return None if fast_tests.may_hold(collection_path) else True


@pytest.hookimpl(tryfirst=True)
def pytest_make_collect_report(collector: pytest.Collector) -> None:
    """Imports TensorFlow as the product does, a second sooner than the first file of tests that needs it would."""
    if isinstance(collector, pytest.Module) and "tensorflow" not in sys.modules and imports_tensorflow(collector.path):
        from dqn_engine.system.tensorflow_setup import import_tensorflow  # Here: only where it is needed.

        import_tensorflow()


@pytest.hookimpl(wrapper=True, tryfirst=True)  # Before `-m` selects, and once more when it has.
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Marks the fast tests, and begins with the long ones, so that no processor is left waiting for one at the end.

    Those that another test of this run does in a process of its own, with all of XLA's optimisation, aren't done with
    less of it as well.
    """
    for item in items:
        if fast_tests.is_fast(item):
            item.add_marker(pytest.mark.fast)
    yield
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    elsewhere = surroundings.done_as_shipped_elsewhere(items)
    config.hook.pytest_deselected(items=elsewhere)
    left_out = set(elsewhere)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """From here on nothing large is imported."""
    surroundings.spare_compilations()
    surroundings.search_for_garbage_made_from_here_on()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Fails a fast test that asked for what it mustn't, even where the program got over the refusal."""
    try:
        yield
    finally:
        refused = fast_tests.take_refused()
    assert not refused, refused


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
    return {thread for thread in threading.enumerate() if type(thread).__name__ != "_DummyThread"}


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
