"""Chooses the device and sets TensorFlow up for small programs, before its first operation."""

from dataclasses import dataclass

from dqn_engine.errors import InputError
from dqn_engine.quiet_import import import_tensorflow
from dqn_engine.tensorflow_settings import use_compilation_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChoice:
    """What runs, and why."""

    name: str
    reason: str


def configure(device: str) -> DeviceChoice:
    """Imports TensorFlow, sets threads and memory growth, and chooses.

    `auto` takes the CPU: networks this small are bound by launches, which a GPU makes slower. Threads are set to
    one of each kind; small programs lose more to a thread pool than they gain, and a window needs the other core.

    Raises:
        InputError: A GPU was asked for and there is none that TensorFlow can use.
    """
    use_compilation_cache()
    import_tensorflow()
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        gpus = tf.config.list_physical_devices("GPU")
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
        if device != "gpu:0":
            # TensorFlow would place everything on a GPU that it sees.
            tf.config.set_visible_devices([], "GPU")
    except RuntimeError:
        # TensorFlow already ran in this process (a test, a notebook): what was set first stays.
        gpus = tf.config.list_physical_devices("GPU")
    if device == "gpu:0":
        if not gpus:
            raise InputError(
                "The device gpu:0 was asked for, but TensorFlow finds no GPU here; "
                "install the extra 'gpu' and a driver, or choose cpu."
            )
        return DeviceChoice(name="gpu:0", reason="as asked for")
    if device == "cpu":
        return DeviceChoice(name="cpu", reason="as asked for")
    found = "a GPU is there, but networks this small run faster on the CPU" if gpus else "TensorFlow finds no GPU"
    return DeviceChoice(name="cpu", reason=f"chosen by auto: {found}")
