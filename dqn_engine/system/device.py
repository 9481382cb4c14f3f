"""Chooses the device and sets TensorFlow up for small programs, before its first operation.

A GPU is tried in a process of its own first: a broken driver may abort whatever process touches it. Where it fails, the
CPU is taken and the reason told, since a run on the CPU is worth more than none.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from dqn_engine.system.device_names import check_device
from dqn_engine.system.device_trial import Verdict, try_device
from dqn_engine.system.errors import InputError
from dqn_engine.system.quiet_import import import_tensorflow
from dqn_engine.system.tensorflow_settings import use_compilation_cache

GPU = "gpu:0"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChoice:
    """What runs, and why. `fell_back`: it is not what was asked for."""

    name: str
    reason: str
    fell_back: bool = False


def configure(device: str, test: Callable[[str], Verdict] | None = None) -> DeviceChoice:
    """Imports TensorFlow, sets threads and memory growth, and chooses.

    `auto` takes the CPU: networks this small are bound by launches, which a GPU makes slower. Threads are set to
    one of each kind; small programs lose more to a thread pool than they gain, and a window needs the other core.

    Args:
        device: One of `device_names.DEVICES`.
        test: Tries a GPU that is asked for, in another process; `self_test.try_device` if None.

    Raises:
        InputError: There is no such device.
    """
    check_device(device)
    if device == GPU:
        verdict = (test or try_device)(GPU)
        if verdict.works and _set_up(gpu=True):
            return DeviceChoice(name=GPU, reason="as asked for, and tried")
        why = "TensorFlow already runs without it" if verdict.works else verdict.reason.rstrip(".")
    _set_up(gpu=False)
    if device == GPU:
        return DeviceChoice(name="cpu", reason=f"gpu:0 was asked for, but can't be used: {why}", fell_back=True)
    if device == "cpu":
        return DeviceChoice(name="cpu", reason="as asked for")
    return DeviceChoice(name="cpu", reason="chosen by auto: networks this small run faster on it; gpu:0 takes a GPU")


def configure_untried() -> None:
    """Sets TensorFlow up for the GPU without trying it first: for the process that is the trial.

    Raises:
        InputError: TensorFlow finds none.
    """
    if not _set_up(gpu=True):
        raise InputError("TensorFlow finds no GPU here; install the extra 'gpu' and a driver")


def _set_up(*, gpu: bool) -> bool:
    """Imports TensorFlow and tells it what to use; returns whether that is a GPU."""
    if not gpu and "tensorflow" not in sys.modules:
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # Not even looked for: looking may abort where the driver is broken.
    use_compilation_cache()
    import_tensorflow()
    import tensorflow as tf

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
