"""Has XLA let go of what it compiled on the CPU, which it keeps for good though the functions are gone.

Of a run's program that is 27 MB: machine code, its graphs and its constants. XLA gives no way to drop one program; all
of them together are a resource of the device, which can be destroyed like a variable. What is still used is compiled
once more at its next call, or loaded from the disk: 0.6 s of a run's program. What is just executed would crash, so
that the executions of every `CompiledFunction` are counted, and looks beside the training with all that they call. On a
GPU programs still run after their call has returned, so theirs are kept.
"""

from typing import Final

import tensorflow as tf

from dqn_engine.system.executions import none_begins

_NAME: Final = "xla_device_compiler"
_TYPE: Final = "N10tensorflow14DeviceCompilerIN3xla15LocalExecutableENS1_11LocalClientEEE"
_CPU: Final = "/job:localhost/replica:0/task:0/device:CPU:0"
_MASK: Final = 2**64 - 1


def release_compiled_code() -> bool:
    """Does so, unless some of it is just executed; returns whether it was free to.

    There is no public way to it; where a version of TensorFlow calls it something else, all is kept.
    """
    with none_begins() as is_free:
        if not is_free:
            return False
        tensor = type(tf.make_tensor_proto(0))(dtype=tf.resource.as_datatype_enum)
        tensor.tensor_shape.SetInParent()
        tensor.resource_handle_val.add(
            device=_CPU, container="localhost", name=_NAME, hash_code=_hash64(_TYPE.encode()), maybe_type_name=_TYPE
        )
        with tf.device(_CPU):
            compiler = tf.io.parse_tensor(tensor.SerializeToString(), tf.resource)
            tf.raw_ops.DestroyResourceOp(resource=compiler, ignore_lookup_error=True)
        return True


def _hash64(text: bytes) -> int:
    """What TensorFlow's resources know their types by: MurmurHash64A of the C++ name, with TensorFlow's seed."""
    multiplier, shift = 0xC6A4A7935BD1E995, 47
    value = (0xDECAFCAFFE ^ len(text) * multiplier) & _MASK
    whole = len(text) // 8 * 8
    for start in range(0, whole, 8):
        word = int.from_bytes(text[start : start + 8], "little") * multiplier & _MASK
        word = (word ^ word >> shift) * multiplier & _MASK
        value = (value ^ word) * multiplier & _MASK
    if text[whole:]:
        value = (value ^ int.from_bytes(text[whole:], "little")) * multiplier & _MASK
    value = (value ^ value >> shift) * multiplier & _MASK
    return value ^ value >> shift
