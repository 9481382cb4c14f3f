"""What the tests and the processes they start find around them: no screen, no sound, and folders of their own."""

import atexit
import gc
import os
import shutil
import tempfile

_FOLDER_VARIABLE = "DQN_WORKBENCH_TESTS_FOLDER"
_GARBAGE_THRESHOLDS = (10_000, 20, 20)


def prepare() -> None:
    """Sets up this process. Before anything imports Qt, pygame or TensorFlow."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    # A test may neither touch the runs of the user who starts it nor profit from programs compiled for them.
    folder = os.environ.get(_FOLDER_VARIABLE)
    if folder is None:
        folder = os.environ[_FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="dqn-workbench-tests-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(dir=folder)
    os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
    _share_compiled_programs()
    gc.disable()  # Until everything is imported.


def search_for_garbage_made_from_here_on() -> None:
    """Leaves what was imported out of every search for cyclic garbage: it took a third of the tests' time."""
    gc.freeze()
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    gc.enable()


def _share_compiled_programs() -> None:
    """What one process of this test run has compiled, the others load: all inherit the folder."""
    from dqn_engine.system.tensorflow_settings import use_compilation_cache  # Here: it asks where the cache is.

    use_compilation_cache()
