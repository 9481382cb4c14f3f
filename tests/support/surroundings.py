"""What the tests and the processes they start find around them: no screen, no sound, own folders, a quick XLA."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

AS_SHIPPED = "AS_SHIPPED"
"""Where this variable is set, tests compile as the product does, with all of XLA's optimisation."""

QUICK_FLAGS = (
    "--xla_backend_optimization_level=0",
    "--xla_llvm_disable_expensive_passes=true",
    "--xla_cpu_use_fusion_emitters=false",
    "--xla_cpu_parallel_codegen_split_count=1",  # Tests have no idle core that would take a part of a program.
    # They make a program of a few hundred steps no faster, and are a seventh of what is left.
    "--xla_disable_hlo_passes=simplify-while-loops,while-loop-constant-sinking,while-loop-invariant-code-motion",
)
"""A rich program in 1.7 s of CPU instead of 6.3: compiling is what most tests do."""

_FOLDER_VARIABLE = "DQN_WORKBENCH_TESTS_FOLDER"
_IN_MEMORY = Path("/dev/shm")
_ENOUGH_BYTES = 2 * 2**30
_GARBAGE_THRESHOLDS = (10_000, 20, 20)
_FLAG_VARIABLES = ("XLA_FLAGS", "TF_XLA_FLAGS")


def prepare() -> None:
    """Sets up this process. Before anything imports Qt, pygame or TensorFlow."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    _write_to_memory()
    _keep_bytecode()
    # A test may neither touch the runs of the user who starts it nor profit from programs compiled for them.
    folder = os.environ.get(_FOLDER_VARIABLE)
    if folder is None:
        folder = os.environ[_FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="dqn-workbench-tests-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(dir=folder)
    os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
    choose_flags()
    gc.disable()  # Until everything is imported.


def search_for_garbage_made_from_here_on() -> None:
    """Leaves what was imported out of every search for cyclic garbage: it took a third of the tests' time."""
    gc.freeze()
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    gc.enable()


def spare_compilations() -> None:
    """Where TensorFlow is imported: tracing without stacks, as in the product, and all that is compiled is kept."""
    if "tensorflow" in sys.modules:
        from dqn_engine.system import compiled_function
        from dqn_engine.system.node_stacks import record_no_stacks

        record_no_stacks()
        compiled_function.release_compiled_code = lambda: False


def as_shipped() -> bool:
    """Whether this process compiles as the product does."""
    return bool(os.environ.get(AS_SHIPPED))


def done_as_shipped_elsewhere(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests of a run that another one of it does as shipped, in a process of its own: once is enough."""
    if as_shipped() or not any(item.get_closest_marker("runs_as_shipped") for item in items):
        return []
    return [item for item in items if item.get_closest_marker("as_shipped")]


def environment_as_shipped() -> dict[str, str]:
    """The environment for a process that compiles as the product does where the user sets no flags."""
    kept = {name: value for name, value in os.environ.items() if name not in _FLAG_VARIABLES}
    return {**kept, AS_SHIPPED: "1"}


def choose_flags() -> None:
    """Sets what XLA reads. What one process of this test run has compiled, the others of the same flags load."""
    for name in _FLAG_VARIABLES:  # The flags of the user who starts the tests must not decide how they end.
        os.environ.pop(name, None)
    if not as_shipped():
        os.environ["XLA_FLAGS"] = " ".join(QUICK_FLAGS)
    from dqn_engine.system import process_environment, tensorflow_settings  # Here: it asks where the cache is.

    process_environment.set_tensorflow_environment()  # The product's flags join those.
    tensorflow_settings.use_compilation_cache()


def folder_in_memory(place: Path = _IN_MEMORY) -> Path | None:
    """A folder that is no disk, where there is one with room: thousands of small files and syncs cost nothing there."""
    if not place.is_dir() or not os.access(place, os.W_OK) or shutil.disk_usage(place).free < _ENOUGH_BYTES:
        return None
    return place


def _keep_bytecode() -> None:
    """Has Python keep what it compiles, also for a user who forbids that.

    Otherwise each of some forty processes would compile five hundred modules again, two seconds of its start, and
    pytest its rewritten tests.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def _write_to_memory() -> None:
    folder = folder_in_memory()
    if "TMPDIR" not in os.environ and folder is not None:
        os.environ["TMPDIR"] = str(folder)
        tempfile.tempdir = None  # So that it is looked up again.
