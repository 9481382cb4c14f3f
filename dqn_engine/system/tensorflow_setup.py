"""Imports TensorFlow and sets it up for small programs, before its first operation.

Below both that choose a device and that try one; what TensorFlow reads from the environment is `tensorflow_settings`.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

from dqn_engine.system.loading import load_code_of, uncollected
from dqn_engine.system.tensorflow_settings import use_compilation_cache

_STDERR = 2
_DRAWING = "matplotlib"
_CODE = ("libtensorflow_framework.so.*", "libtensorflow_cc.so.*")


def set_up_tensorflow(*, gpu: bool) -> bool:
    """Imports TensorFlow and sets what it uses; returns whether that is a GPU.

    One thread of each kind: small programs lose more to a thread pool than they gain, and a window needs the other
    core. Of a GPU's memory only what is needed is taken.
    """
    if not gpu and "tensorflow" not in sys.modules:
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # Not even looked for: looking may abort where the driver is broken.
    use_compilation_cache()
    import_tensorflow()
    import tensorflow as tf

    tf.get_logger().addFilter(_is_no_retracing)
    try:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        gpus = tf.config.list_physical_devices("GPU")
        for found in gpus:
            tf.config.experimental.set_memory_growth(found, True)
        if not gpu:
            # TensorFlow would place everything on a GPU that it sees.
            tf.config.set_visible_devices([], "GPU")
    except RuntimeError:
        # TensorFlow already ran in this process (a test, a notebook): what was set first stays.
        gpus = tf.config.list_logical_devices("GPU")
    return gpu and bool(gpus)


def _is_no_retracing(record: logging.LogRecord) -> bool:
    """Whether it isn't the warning of a function that is traced too often: each run's program is one of its own."""
    return "triggered tf.function retracing" not in str(record.msg)


def import_tensorflow() -> None:
    """Imports TensorFlow; what is printed meanwhile is dropped. An exception comes through as ever.

    Its C++ side greets on stderr before any setting can tell it not to.
    """
    with _stderr_dropped(), _without_drawing(), uncollected():
        load_code_of("tensorflow", _CODE)
        import tensorflow  # noqa: F401

        from dqn_engine.system.node_stacks import record_no_stacks
    record_no_stacks()


@contextlib.contextmanager
def _without_drawing() -> Iterator[None]:
    """Keras, which TensorFlow imports, imports Matplotlib where there is one, for pictures nobody here asks it for."""
    if _DRAWING in sys.modules:
        yield
        return
    sys.modules[_DRAWING] = None  # pyright: ignore[reportArgumentType]  # Python's way to say that there is none.
    try:
        yield
    finally:
        sys.modules.pop(_DRAWING, None)


@contextlib.contextmanager
def _stderr_dropped() -> Iterator[None]:
    sys.stderr.flush()
    try:
        saved = os.dup(_STDERR)
    except OSError:  # The process has no stderr; there is nothing to drop.
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(saved, _STDERR)
        os.close(saved)
